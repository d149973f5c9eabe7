//! What a person does at the screen: read, tap, write.

use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::{PATIENCE, Window};
use crate::server::Fault;

/// Finds what is shown by role and name, the whole name before a part of it.
const FIND: &str = include_str!("find.js");
/// Answers as soon as the page shows a text, in the same task in which it was drawn.
const SHOWN: &str = "
    const [text, answer] = arguments;
    const shows = () => (document.body?.innerText ?? '').includes(text);
    if (shows()) return answer(true);
    const watch = new MutationObserver(() => { if (shows()) { watch.disconnect(); answer(true); } });
    watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
";

impl Window {
    /// Something shown with this role and a name that has these words in it.
    ///
    /// # Errors
    /// When it does not come in time; the text of the screen is in the error.
    pub async fn find(&self, role: &str, name: &str) -> Result<Element, Fault> {
        let started = std::time::Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(element) = self.look(role, name).await? {
                return Ok(element);
            }
            tokio::time::sleep(super::PAUSE).await;
        }
        let text = self.text().await?;
        Err(format!("there is no {role} “{name}”; the window says:\n{text}").into())
    }

    /// Whether such a thing is shown right now.
    ///
    /// # Errors
    /// When the driver fails.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool, Fault> {
        Ok(self.look(role, name).await?.is_some())
    }

    async fn look(&self, role: &str, name: &str) -> Result<Option<Element>, Fault> {
        // While the page is being replaced there is nothing to be found, and no answer to that.
        match self.page.execute(FIND, vec![json!(role), json!(name)]).await {
            Ok(Value::Null) | Err(_) => Ok(None),
            Ok(found) => {
                let id = found.as_object().and_then(|it| it.values().next()?.as_str());
                let id = id.ok_or("the page answered with something else")?;
                let id = ElementRef::from(id.to_owned());
                Ok(Some(Element::from_element_id(self.page.clone(), id)))
            }
        }
    }

    /// Tap it.
    ///
    /// # Errors
    /// When it is not there or lies under something else.
    pub async fn tap(&self, role: &str, name: &str) -> Result<(), Fault> {
        let started = std::time::Instant::now();
        loop {
            match self.find(role, name).await?.click().await {
                Ok(()) => return Ok(()),
                // Drawn anew between finding and tapping, or still moving in.
                Err(_) if started.elapsed() < PATIENCE / 3 => {
                    tokio::time::sleep(super::PAUSE).await;
                }
                Err(error) => return Err(format!("{role} “{name}”: {error}").into()),
            }
        }
    }

    /// Write into it, key by key.
    ///
    /// # Errors
    /// When it is not there or takes no text.
    pub async fn write(&self, name: &str, text: &str) -> Result<(), Fault> {
        Ok(self.find("textbox", name).await?.send_keys(text).await?)
    }

    /// What stands in it.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn written(&self, name: &str) -> Result<String, Fault> {
        let value = self.find("textbox", name).await?.prop("value").await?;
        Ok(value.unwrap_or_default())
    }

    /// All the text of the screen.
    ///
    /// # Errors
    /// When the driver fails.
    pub async fn text(&self) -> Result<String, Fault> {
        let text = self.value("document.body.innerText").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Wait until the screen says this.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn says(&self, words: &str) -> Result<(), Fault> {
        let words = serde_json::to_string(words)?;
        self.until(&format!("document.body.innerText.includes({words})")).await
    }

    /// Wait until the screen does not say this any longer.
    ///
    /// # Errors
    /// When it still does at the end.
    pub async fn says_no_more(&self, words: &str) -> Result<(), Fault> {
        let words = serde_json::to_string(words)?;
        self.until(&format!("!document.body.innerText.includes({words})")).await
    }

    /// Return in the moment in which the screen says this, however soon it is.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn says_first(&self, words: &str) -> Result<(), Fault> {
        self.page.execute_async(SHOWN, vec![json!(words)]).await?;
        Ok(())
    }

    /// How many of a role are shown with these words in their names.
    ///
    /// # Errors
    /// When the driver fails.
    pub async fn count(&self, role: &str, name: &str) -> Result<u64, Fault> {
        let found = self.page.execute(FIND, vec![json!(role), json!(name), json!(true)]).await?;
        Ok(found.as_u64().unwrap_or_default())
    }
}

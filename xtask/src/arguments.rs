//! The words after `cargo xtask`, taken one by one; what nobody took is a mistake and is named.

use std::str::FromStr;

use crate::steps::Failed;

/// What was typed and is not taken yet.
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    /// From the words after the command's name.
    pub(crate) fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// Takes a flag; true when it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|it| it != name);
        self.0.len() < before
    }

    /// Takes `name VALUE` or `name=VALUE`.
    ///
    /// # Errors
    /// When the value is missing or is not a `T`.
    pub(crate) fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Failed> {
        let with_sign = format!("{name}=");
        let Some(at) = self.0.iter().position(|it| it == name || it.starts_with(&with_sign)) else {
            return Ok(None);
        };
        let word = self.0.remove(at);
        let text = match word.strip_prefix(&with_sign) {
            Some(value) => value.to_owned(),
            None if at < self.0.len() => self.0.remove(at),
            None => return Err(Failed::because(format!("{name} needs a value after it."))),
        };
        let read = text.parse();
        read.map(Some).map_err(|_| Failed::because(format!("{name} cannot be \"{text}\".")))
    }

    /// Takes the next word that is not an option.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|it| !it.starts_with('-'))?;
        Some(self.0.remove(at))
    }

    /// Ends the taking.
    ///
    /// # Errors
    /// When something is left.
    pub(crate) fn finish(self) -> Result<(), Failed> {
        if self.0.is_empty() {
            return Ok(());
        }
        let left = self.0.join(" ");
        Err(Failed::because(format!("Not understood: {left}. `cargo xtask` lists what there is.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_values_and_words_are_taken_in_any_order() {
        let mut it = typed("test --seconds 5 ui --no-app --listen=127.0.0.1:0 app");
        assert_eq!(it.word().as_deref(), Some("test"));
        assert!(it.flag("--no-app"));
        assert_eq!(it.value::<u32>("--seconds"), Ok(Some(5)));
        assert_eq!(it.value::<String>("--listen"), Ok(Some("127.0.0.1:0".to_owned())));
        assert_eq!(it.word().as_deref(), Some("ui"));
        assert_eq!(it.word().as_deref(), Some("app"));
        assert_eq!(it.finish(), Ok(()));
    }

    #[test]
    fn what_nobody_took_is_named() {
        assert!(typed("--lisen 1").finish().unwrap_err().to_string().contains("--lisen"));
    }

    #[test]
    fn a_value_that_is_missing_or_of_the_wrong_kind_is_named() {
        assert!(typed("--seconds").value::<u32>("--seconds").is_err());
        assert!(typed("--seconds soon").value::<u32>("--seconds").is_err());
    }
}

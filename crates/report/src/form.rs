//! The forms an edition is read in, and what its file is called.

use std::collections::BTreeMap;

use domain::catalogue::Label;
use domain::edition::Cut;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::csv::csv;
use crate::edition::EditionPage;
use crate::press::ReportError;
use crate::web::web;

/// In which form something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// PDF/A-2a and PDF/UA-1.
    Pdf,
    /// A web page that stands by itself.
    Html,
    /// Figures and texts as JSON.
    Json,
    /// The figures as a table.
    Csv,
}

impl Form {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The end of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

impl EditionPage<'_> {
    /// The bytes of a form.
    ///
    /// # Errors
    /// When the typesetter refuses.
    pub fn made(&self, form: Form) -> Result<Vec<u8>, ReportError> {
        match form {
            Form::Pdf => Ok(self.press()?.pdf),
            Form::Html => Ok(web(&self.document()).into_bytes()),
            Form::Csv => Ok(csv(self.period, self.figures()).into_bytes()),
            Form::Json => Ok(serde_json::to_vec(&json!({
                "kind": self.period.kind,
                "from": self.period.from,
                "until": self.period.until,
                "version": self.fixed.version,
                "fixed_at": self.fixed_at,
                "by": self.fixed.by,
                "texts": self.texts(),
                "plan": self.fixed.plan,
                "rests_on": self.fixed.rests_on,
                "changes": self.changes(),
                "figures": self.figures(),
            }))?),
        }
    }

    /// What is published holds one text only.
    fn texts(&self) -> BTreeMap<&str, &str> {
        let is_read = |section: &str| self.cut != Cut::Public || section == "public";
        let texts = self.fixed.texts.iter().filter(|(section, _)| is_read(section));
        texts.map(|(section, text)| (section.as_str(), text.as_str())).collect()
    }

    /// What has changed, as its cut tells it.
    pub(crate) fn changes(&self) -> &[Label] {
        match self.cut {
            Cut::Whole => &self.fixed.changes,
            Cut::Shared | Cut::Public => &self.fixed.shared_changes,
        }
    }

    /// What the file is called when it is saved.
    pub fn file_name(&self, form: Form) -> String {
        let cut = match self.cut {
            Cut::Whole => "",
            Cut::Shared => "-delad",
            Cut::Public => "-offentlig",
        };
        let version = match self.fixed_at {
            Some(_) => format!("v{}", self.fixed.version),
            None => "utkast".to_owned(),
        };
        let (slug, kind, from) = (&self.sender.slug, self.period.kind.as_str(), self.period.from);
        format!("{slug}-{kind}-{from}-{version}{cut}.{}", form.ending())
    }
}

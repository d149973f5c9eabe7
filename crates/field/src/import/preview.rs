//! What a file would bring: counted, with nothing written.

use std::collections::{BTreeMap, HashSet};

use client::{Client, ClientError, Recorded};
use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::observation::ObservationDraft;
use serde::Serialize;

/// The reports that would be added.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Preview {
    /// The first moment of any.
    pub(crate) from: Option<UtcMillis>,
    /// The last one.
    pub(crate) until: Option<UtcMillis>,
    /// By category.
    pub(crate) categories: BTreeMap<String, u64>,
    /// Without a position.
    pub(crate) no_position: u64,
    #[serde(skip)]
    seen: HashSet<DocId>,
}

impl Preview {
    /// What would become of each.
    pub(crate) fn look(
        &mut self,
        client: &Client,
        drafts: &[ObservationDraft],
    ) -> Result<Vec<Recorded>, ClientError> {
        let answers = client.would_record(drafts, &mut self.seen)?;
        for (draft, answer) in drafts.iter().zip(&answers) {
            if matches!(answer, Recorded::Added(_)) {
                self.count(draft);
            }
        }
        Ok(answers)
    }

    fn count(&mut self, draft: &ObservationDraft) {
        let told = &draft.attributes;
        let category = told.category.as_ref().map_or("–", |it| it.as_str());
        *self.categories.entry(category.to_owned()).or_default() += 1;
        self.no_position += u64::from(told.position.is_none());
        if let Some(when) = &told.when {
            let (from, until) = (when.earliest(), when.latest());
            self.from = Some(self.from.map_or(from, |it| it.min(from)));
            self.until = Some(self.until.map_or(until, |it| it.max(until)));
        }
    }

    /// In words.
    pub(crate) fn lines(&self) -> Vec<String> {
        let day = |at: Option<UtcMillis>| {
            let shown = at.and_then(|at| chrono::DateTime::from_timestamp_millis(at.0));
            shown.map_or_else(|| "–".to_owned(), |at| at.format("%Y-%m-%d").to_string())
        };
        let mut lines = vec![format!(
            "from {} to {}, {} without a position; nothing was written",
            day(self.from),
            day(self.until),
            self.no_position
        )];
        lines.extend(self.categories.iter().map(|(code, count)| format!("{count:>8}  {code}")));
        lines
    }
}

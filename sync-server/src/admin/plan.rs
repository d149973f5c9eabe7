//! `measures`: the plan for scripts. As JSON the very answer of the screens.

use domain::role::{Scope, Words};
use picture::study::StudyError;
use picture::view::MeasureView;
use serde_json::Value;

use super::{Admin, AdminError, Told, columns};

impl Admin {
    /// Every measure, the newest first; as JSON with what became of its declared tests.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn measures(&self) -> Result<Told, AdminError> {
        let ground = self.ground()?;
        let read = |conn: &_| {
            let found = picture::query::measures(conn, &Words::All, ground.day())?;
            Ok((found, picture::study::snapshot(conn, &Scope::All)?))
        };
        let (found, snapshot) = self.store.read_now(read)?;
        let mut json = Vec::with_capacity(found.len());
        for it in &found {
            let mut measure = serde_json::to_value(it).map_err(StudyError::from)?;
            let followed = picture::study::follow_up(&snapshot, &ground, &it.measure)?;
            measure["follow_up"] = serde_json::to_value(&followed).map_err(StudyError::from)?;
            json.push(measure);
        }
        Ok(Told::new(words(&found), Value::Array(json)))
    }
}

impl Admin {
    /// The year's numbers: what the newest review of each measure that was reviewed in it says.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn year(&self, year: i32) -> Result<Told, AdminError> {
        let today = self.ground()?.day();
        let read = |conn: &_| Ok(picture::query::measures(conn, &Words::All, today)?);
        let found = self.store.read_now(read)?;
        let made = picture::query::year(&found, year);
        let json = serde_json::to_value(&made).map_err(StudyError::from)?;
        Ok(Told::new(made.words.en.clone(), json))
    }
}

fn words(found: &[MeasureView]) -> String {
    let row = |it: &MeasureView| {
        let measure = &it.measure;
        let due = measure.due.map(|day| day.to_string()).unwrap_or_default();
        let late = if it.is_overdue { " (overdue)" } else { "" };
        vec![
            measure.status.as_str().to_owned(),
            format!("{due}{late}"),
            measure.title.as_str().to_owned(),
            measure.organisation.as_ref().map_or("", |name| name.as_str()).to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    columns(&["status", "due", "measure", "organisation"], &rows)
}

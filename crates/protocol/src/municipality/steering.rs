//! What the work rests on, as reports name it.

use domain::text::Note;

use super::{DocumentKind, Municipality, SteeringDocument};

impl Municipality {
    /// The policies and guidelines that the work rests on, as they are named in the head of a report: title, who
    /// decided and when.
    pub fn rests_on(&self) -> Vec<Note> {
        let is_rested_on = |it: &&SteeringDocument| match it.kind {
            DocumentKind::Policy | DocumentKind::Guideline => true,
            DocumentKind::Law
            | DocumentKind::Plan
            | DocumentKind::Picture
            | DocumentKind::Agreement => false,
        };
        let documents = self.steering_documents.iter().filter(is_rested_on);
        documents.filter_map(|it| Note::new(&self.named(it)).ok()).collect()
    }

    fn named(&self, document: &SteeringDocument) -> String {
        let body = self.bodies.iter().find(|body| Some(&body.code) == document.decided_by.as_ref());
        let day = document.revised_on.as_ref().or(document.decided_on.as_ref());
        let decided: Vec<&str> =
            body.map(|it| it.name.as_str()).into_iter().chain(day.map(String::as_str)).collect();
        let title = &document.title;
        if decided.is_empty() { title.clone() } else { format!("{title} ({})", decided.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PublicBody;
    use super::*;

    #[test]
    fn policies_and_guidelines_are_named_with_who_decided_and_when() {
        let document = |kind, by: Option<&str>, on: Option<&str>| SteeringDocument {
            code: "x".to_owned(),
            title: "Säkerhetspolicy".to_owned(),
            kind,
            decided_by: by.map(str::to_owned),
            decided_on: Some("2019-10-30".to_owned()),
            revised_on: on.map(str::to_owned),
            valid_from: None,
            valid_to: None,
            review_months: None,
            reference: None,
            url: None,
            note: None,
        };
        let municipality = Municipality {
            bodies: vec![PublicBody {
                code: "kf".to_owned(),
                name: "Kommunfullmäktige".to_owned(),
                ..PublicBody::default()
            }],
            steering_documents: vec![
                document(DocumentKind::Law, None, None),
                document(DocumentKind::Policy, Some("kf"), None),
                document(DocumentKind::Guideline, Some("unknown"), Some("2022-06-20")),
            ],
            ..Municipality::default()
        };
        let named: Vec<String> =
            municipality.rests_on().iter().map(|it| it.as_str().to_owned()).collect();
        assert_eq!(
            named,
            ["Säkerhetspolicy (Kommunfullmäktige 2019-10-30)", "Säkerhetspolicy (2022-06-20)"]
        );
    }
}

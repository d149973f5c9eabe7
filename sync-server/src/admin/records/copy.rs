//! The copy of an *utlämnande* in Swedish: the documents as they stand, what is masked and on which ground, the
//! decision, and how it is appealed.

use std::fmt::Write as _;

use domain::clock::UtcMillis;
use domain::merge::Document;
use domain::observation::Observation;

use super::super::time;
use crate::config::Configuration;
use crate::store::disclosures::{Disclosure, Mask};
use crate::store::records::leaves;

/// What was decided, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Outcome {
    /// Everything is handed out.
    Released,
    /// Handed out with parts masked.
    Partly,
    /// Nothing is handed out.
    Refused,
}

impl Outcome {
    /// The code as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Partly => "partly",
            Self::Refused => "refused",
        }
    }
}

/// The fields of a document as text, in their order; a name is what `--field` takes.
pub(super) fn fields(document: &Document, configuration: &Configuration) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut shown: &[&str] = &[];
    let report = Observation::read(document, &configuration.catalogue);
    if let Some(report) = report {
        let label = configuration.catalogue.category(&report.category);
        let label = label.map_or(report.category.as_str(), |it| it.label.sv.as_str());
        all.push(("category".to_owned(), label.to_owned()));
        let (from, to) = (report.when.earliest(), report.when.latest());
        let span = if from == to { String::new() } else { format!(" – {}", time(Some(to))) };
        all.push(("when".to_owned(), format!("{}{span}", time(Some(from)))));
        if let Some(position) = report.position {
            let text =
                format!("{:.5}, {:.5} (longitud, latitud, WGS 84)", position.lon(), position.lat());
            all.push(("position".to_owned(), text));
        }
        shown = &["category", "when", "position", "catalogue", "zone"];
    }
    for (field, register) in &document.fields {
        if !shown.contains(&field.as_str()) {
            leaves(field, &register.value, &mut all);
        }
    }
    for (set, elements) in &document.sets {
        for (n, element) in elements.values().enumerate() {
            leaves(&format!("{set}.{}", n + 1), &element.value, &mut all);
        }
    }
    all
}

/// A field with what is masked in it.
pub(super) fn masked(text: &str, masks: &[&Mask]) -> String {
    if let Some(whole) = masks.iter().find(|mask| mask.part.is_none()) {
        return format!("[maskat: {}]", whole.ground);
    }
    let mut out = String::new();
    let mut last: Option<&Mask> = None;
    for (at, c) in text.chars().enumerate() {
        let covers = |mask: &&&Mask| mask.part.is_some_and(|(from, to)| from <= at && at < to);
        match masks.iter().find(covers) {
            None => {
                out.push(c);
                last = None;
            }
            Some(mask) if last != Some(*mask) => {
                // Writing to a text does not fail.
                let _ = write!(out, "[maskat: {}]", mask.ground);
                last = Some(mask);
            }
            Some(_) => {}
        }
    }
    out
}

/// The whole copy.
pub(super) fn write(
    (case, configuration): (&Disclosure, &Configuration),
    documents: &[Document],
    (outcome, decided_by, at): (Outcome, &str, UtcMillis),
) -> String {
    let name = &configuration.municipality.name;
    let law =
        if case.basis == "tf" { "2 kap. tryckfrihetsförordningen" } else { "lag (2025:170)" };
    let decision = match outcome {
        Outcome::Released => "Handlingarna lämnas ut.",
        Outcome::Partly => {
            "Handlingarna lämnas ut med de delar maskade som anges, var och en på den grund som står där."
        }
        Outcome::Refused => "Handlingarna lämnas inte ut.",
    };
    let mut out = format!(
        "{name}\nUtlämnande enligt {law}\nDiarienummer: {}\nBegäran: {}\n\nBeslut {}\n{decision}\nBeslutat av: {decided_by}\n",
        case.code,
        case.request,
        time(Some(at)),
    );
    let mut grounds: Vec<&str> = case.masks.iter().map(|mask| mask.ground.as_str()).collect();
    grounds.sort_unstable();
    grounds.dedup();
    if outcome != Outcome::Released {
        let _ = writeln!(out, "Grund: {}", grounds.join("; "));
        out.push_str(appeal(&case.basis));
    }
    if outcome == Outcome::Refused {
        return out;
    }
    for (n, document) in documents.iter().enumerate() {
        let _ = write!(
            out,
            "\nHandling {} av {}: {} {}\n",
            n + 1,
            documents.len(),
            document.of.as_str(),
            document.id
        );
        for (field, text) in fields(document, configuration) {
            let _ = writeln!(out, "  {field}: {}", masked(&text, &case.of(document.id, &field)));
        }
    }
    out
}

/// How a decision that withholds something is appealed.
fn appeal(basis: &str) -> &'static str {
    if basis != "tf" {
        return "Om beslutet kan överklagas, och hur: kommunens jurist fyller i det här.\n";
    }
    "\nHur man överklagar\n\
     Beslutet kan överklagas till kammarrätten. Skriv vilket beslut det gäller (diarienumret), vilken ändring du vill \
     ha och varför, och hur du kan nås. Skicka eller lämna överklagandet till kommunen. Det ska ha kommit in inom tre \
     veckor från den dag då du fick del av beslutet. Kommunen prövar om det kom in i rätt tid och lämnar det \
     vidare till kammarrätten.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_is_not_in_the_copy_and_its_ground_is() {
        let mask = |part| Mask {
            document: domain::id::DocId::from_bytes([1; 16]),
            field: "note".to_owned(),
            part,
            ground: "OSL 35 kap. 1 §".to_owned(),
            of: String::new(),
        };
        let name = mask(Some((8, 15)));
        let text = masked("Enligt: Åsa Ek i kiosken", &[&name]);
        assert_eq!(text, "Enligt: [maskat: OSL 35 kap. 1 §]i kiosken");
        assert_eq!(masked("allt", &[&mask(None), &name]), "[maskat: OSL 35 kap. 1 §]");
    }
}

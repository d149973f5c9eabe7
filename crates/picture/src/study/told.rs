//! A figure with what it rests on, or what is missing: the finding of a method as it is sent.

use analysis::finding::{Basis, Finding, Need};
use analysis::words::Words;
use domain::catalogue::Label;
use serde::Serialize;

/// A figure with what it rests on, or what is missing.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer<T> {
    /// There is enough to say something.
    Figure {
        /// The figure.
        value: T,
        /// Method, events, weeks and settings.
        #[ts(
            type = "{ method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }"
        )]
        basis: Basis,
        /// The words, in the order they are read.
        words: Vec<Label>,
    },
    /// There is not.
    TooLittle {
        /// Method, events, weeks and settings.
        #[ts(
            type = "{ method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }"
        )]
        basis: Basis,
        /// Which rules of least data are not met.
        #[ts(type = "{ what: string, have: number, enough: number, more_weeks: number | null }[]")]
        missing: Vec<Need>,
        /// The words, in the order they are read.
        words: Vec<Label>,
    },
}

impl<T> Answer<T> {
    /// The finding in the screens' shape.
    pub(super) fn of<S>(finding: &Finding<S>, shape: impl FnOnce(&S) -> T) -> Self {
        let words = finding.words().iter().map(label).collect();
        match finding {
            Finding::Figure(figure) => {
                Self::Figure { value: shape(figure.value()), basis: figure.basis().clone(), words }
            }
            Finding::TooLittle(short) => Self::TooLittle {
                basis: short.basis().clone(),
                missing: short.missing().to_vec(),
                words,
            },
        }
    }

    /// The figure, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Figure { value, .. } => Some(value),
            Self::TooLittle { .. } => None,
        }
    }
}

/// The sentence in both languages.
pub(super) fn label(words: &Words) -> Label {
    Label { sv: words.words_sv(), en: words.words_en() }
}

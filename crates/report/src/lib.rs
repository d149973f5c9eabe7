//! An edition as a PDF: tagged, PDF/A-2a and PDF/UA-1 in one file, the same bytes for the same edition; and the
//! same document as a web page and a table. Knows no network and no SQL.

mod colour;
mod csv;
mod document;
mod drawing;
mod edition;
mod form;
mod glyphs;
mod map;
mod minutes;
mod plot;
mod press;
mod result;
mod web;
mod words;

pub use csv::csv;
pub use document::{Block, Document, Inks, Language, Sender, Table};
pub use drawing::{Anchor, Drawing, Shape};
pub use edition::EditionPage;
pub use form::Form;
pub use minutes::MinutesPage;
pub use press::{Pressed, ReportError, press};
pub use result::{ResultBar, ResultPage, TestResult};
pub use web::web;

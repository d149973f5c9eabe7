//! The typesetter as a library: one template, our own fonts, no file, no network, no clock. The same document
//! gives the same bytes.

use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::glyphs;

const TEMPLATE: &str = include_str!("page.typ");
/// Inter as the interface ships it: Latin, and Latin for the rest of Europe.
const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/Inter-latin.ttf"), include_bytes!("../fonts/Inter-latin-ext.ttf")];
const FAMILIES: [&str; 2] = ["Inter", "Inter Ext"];
const CREATOR: &str = concat!("Lägesbild ", env!("CARGO_PKG_VERSION"));
/// Pressings after which the typesetter forgets what it remembered.
const REMEMBERED: usize = 2;

/// Why nothing was pressed.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The document cannot be written as JSON.
    #[error("the document cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The typesetter refused.
    #[error("the typesetter refused: {0}")]
    Typesetter(String),
}

impl From<EcoVec<SourceDiagnostic>> for ReportError {
    fn from(faults: EcoVec<SourceDiagnostic>) -> Self {
        let words: Vec<String> = faults.iter().map(|fault| fault.message.to_string()).collect();
        Self::Typesetter(words.join("; "))
    }
}

/// A pressed document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// The PDF: tagged, PDF/A-2a and PDF/UA-1.
    pub pdf: Vec<u8>,
    /// How many pages.
    pub pages: usize,
}

struct Fonts {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    document: FileId,
    logo: FileId,
    template: Source,
}

/// What is the same for every document: parsed once.
fn fonts() -> Result<&'static Fonts, ReportError> {
    static MADE: OnceLock<Option<Fonts>> = OnceLock::new();
    let missing = || ReportError::Typesetter("its fonts or its template are missing".to_owned());
    MADE.get_or_init(make).as_ref().ok_or_else(missing)
}

fn make() -> Option<Fonts> {
    let mut book = FontBook::new();
    let mut fonts = Vec::with_capacity(FONTS.len());
    for (data, family) in FONTS.into_iter().zip(FAMILIES) {
        let font = Font::new(Bytes::new(data), 0)?;
        let mut info = font.info().clone();
        family.clone_into(&mut info.family);
        book.push(info);
        fonts.push(font);
    }
    let file = |name: &str| {
        Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
    };
    let main = file("page.typ")?;
    Some(Fonts {
        // Cells that are the headers of their rows are in the typesetter, behind a feature still.
        library: LazyHash::new(
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
        ),
        book: LazyHash::new(book),
        fonts,
        main,
        document: file("document.json")?,
        logo: file("logo.svg")?,
        template: Source::new(main, TEMPLATE.to_owned()),
    })
}

struct Paper<'a> {
    fonts: &'a Fonts,
    document: Bytes,
    logo: Option<Bytes>,
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.fonts.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.fonts.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.fonts.main { Ok(self.fonts.template.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.fonts.document {
            return Ok(self.document.clone());
        }
        self.logo.clone().filter(|_| id == self.fonts.logo).ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    /// There is no present day: what is pressed today is pressed the same tomorrow.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// Press a document.
///
/// # Errors
/// When the typesetter refuses.
pub fn press(document: &Document) -> Result<Pressed, ReportError> {
    let fonts = fonts()?;
    let mut json = serde_json::to_value(document)?;
    glyphs::readable(&mut json);
    json["has_logo"] = document.logo.is_some().into();
    let paper = Paper {
        fonts,
        document: Bytes::from_string(json.to_string()),
        logo: document.logo.clone().map(Bytes::from_string),
    };
    let laid_out = typst::compile::<PagedDocument>(&paper).output?;
    let options = PdfOptions {
        ident: Smart::Custom(document.identity.clone()),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: None,
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|refused| ReportError::Typesetter(refused.message().to_string()))?,
        tagged: true,
        pretty: false,
    };
    let pdf = typst_pdf::pdf(&laid_out, &options)?;
    let pages = laid_out.pages().len();
    typst::comemo::evict(REMEMBERED);
    Ok(Pressed { pdf, pages })
}

/// Whether a font has a glyph for a letter.
pub(crate) fn is_drawn(letter: char) -> bool {
    let Ok(fonts) = fonts() else { return false };
    fonts.fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)))
}

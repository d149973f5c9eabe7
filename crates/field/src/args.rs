//! What can be written on the command line, and nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::text::{Name, Note};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed: the store, a file or the machine
  2  the command line is wrong
  3  done, but some rows were rejected, some operations set aside or some photos not taken
  4  the server was not reached or is busy; everything is kept, try again later
  5  refused: not joined, not allowed, link spent, no such report, a value that does not fit";

/// The engine of the phone on the command line: imports, integrations, support and load.
#[derive(Debug, Parser)]
#[command(name = "field", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// The folder of the phone's store; made when it is not there.
    #[arg(long, global = true, value_name = "DIR", env = "LAGESBILD_STORE")]
    pub(crate) store: Option<PathBuf>,
    /// Where a new store's key is kept. One that was made before stays where it is.
    #[arg(long, global = true, value_enum, default_value = "system", env = "LAGESBILD_KEYS")]
    pub(crate) keys: Keys,
    /// The PIN, where the store has one: it opens `list`, `picture`, `review` and `withdraw`. Better in the
    /// environment than here, where others on the machine see it.
    #[arg(long, global = true, env = "LAGESBILD_PIN", hide_env_values = true)]
    pub(crate) pin: Option<String>,
    /// One JSON value on standard output, for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Who keeps the key that a store is encrypted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keys {
    /// The system's key ring where there is one, else a file beside the store.
    System,
    /// A file beside the store, for its owner only; no key ring is asked.
    File,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Join a server by a one-time link.
    Enrol {
        /// The link, as it was printed or scanned.
        link: String,
    },
    /// Capture one report. It is on the disk when this returns.
    Capture(Box<Capture>),
    /// Take in reports from a file: NDJSON, CSV or GeoJSON, also gzipped. Importing twice adds
    /// nothing.
    Import(Import),
    /// Withdraw everything that came with an import, or take all of it back with --back. Nothing is deleted.
    UndoImport {
        /// What the import is called.
        #[arg(value_parser = name)]
        import: Name,
        /// Take it back.
        #[arg(long)]
        back: bool,
        /// Why, for those who have seen the reports.
        #[arg(long, default_value = "the import was undone", value_parser = note)]
        reason: Note,
    },
    /// Hand in what waits and read what is new.
    Sync,
    /// The reports captured here, and how far each has come.
    List {
        /// At most so many, newest first.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// The picture, as far as this device may read it.
    Picture(Picture),
    /// Named places and addresses that this device carries: searched, or what is at a point.
    Places(Places),
    /// Who this device is, and how sync stands.
    Status {
        /// Also a hash of everything known here: equal on devices that have read the same.
        #[arg(long)]
        hash: bool,
    },
    /// What other programs of this machine read the server with until it ends, such as a GIS: `Authorization: Bearer …`.
    Token,
    /// Out of the phone by other hands: what waits, sealed to the server.
    Handover {
        #[command(subcommand)]
        what: Handover,
    },
    /// Set the PIN, or change it by the one before (`--pin`).
    Pin {
        /// The new one: 4 to 12 digits.
        #[arg(long, env = "LAGESBILD_NEW_PIN", hide_env_values = true)]
        new: String,
    },
    /// Decide about reports (coordinators).
    Review(Review),
    /// Withdraw a report captured here.
    Withdraw {
        /// Which report.
        id: DocId,
        /// Why, for those who have seen it.
        #[arg(long, default_value = "withdrawn by the reporter", value_parser = note)]
        reason: Note,
    },
}

impl Command {
    /// Whether it shows or judges what was reported: that waits for the PIN.
    pub(crate) fn takes_pin(&self) -> bool {
        match self {
            Self::List { .. }
            | Self::Picture(_)
            | Self::Review(_)
            | Self::Token
            | Self::Withdraw { .. } => true,
            Self::Enrol { .. }
            | Self::Capture(_)
            | Self::Import(_)
            | Self::UndoImport { .. }
            | Self::Sync
            | Self::Places(_)
            | Self::Status { .. }
            | Self::Handover { .. }
            | Self::Pin { .. } => false,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Handover {
    /// Write what waits here to a file that only the server can read.
    Write {
        /// The file. One that is there already is left as it is: FILE-2 is written then.
        file: PathBuf,
        /// Also one text a line for a series of QR codes, to FILE.parts.
        #[arg(long)]
        parts: bool,
    },
    /// Hand in a colleague's file, or the texts of its QR codes. Twice changes nothing.
    Deposit {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Capture {
    /// What: a code of the catalogue, such as `vandalism.graffiti`, or a tile, such as `vandalism`.
    #[arg(long, value_parser = code)]
    pub(crate) category: CategoryCode,
    /// Longitude in degrees, WGS 84.
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    pub(crate) lon: Option<f64>,
    /// Latitude in degrees, WGS 84.
    #[arg(long, requires = "lon", allow_negative_numbers = true)]
    pub(crate) lat: Option<f64>,
    /// Accuracy of the position in metres.
    #[arg(long, requires = "lon", value_name = "M")]
    pub(crate) accuracy: Option<f64>,
    /// One line of text.
    #[arg(long, value_parser = note)]
    pub(crate) note: Option<Note>,
    /// 0–4, at most one step from the catalogue's.
    #[arg(long)]
    pub(crate) severity: Option<u8>,
    /// When it happened: RFC 3339, local time, or a day. Now, if not said.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub(crate) when: Option<String>,
    /// It happened after this.
    #[arg(long, requires = "to")]
    pub(crate) from: Option<String>,
    /// It happened before this.
    #[arg(long, requires = "from")]
    pub(crate) to: Option<String>,
    /// The place in words.
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) place: Option<Name>,
    /// How it was found: `patrol`, `notified` or `police_report`.
    #[arg(long, value_name = "CODE")]
    pub(crate) discovered: Option<String>,
    /// How the reporter knows: `seen_myself`, `traces` or `told_by_other`.
    #[arg(long, value_name = "CODE")]
    pub(crate) certainty: Option<String>,
    /// A photo of it, JPEG or PNG; may be repeated. It travels after the report.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Vec<PathBuf>,
    /// The report's id, when a program retries: the same id twice is one report.
    #[arg(long)]
    pub(crate) id: Option<DocId>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// FILE.ndjson, FILE.csv or FILE.geojson, also with .gz, or FILE.gpkg.
    pub(crate) file: PathBuf,
    /// How the file's columns read: a TOML file, or the name of a mapping that was kept; not needed for the product's own
    /// fields.
    #[arg(long, value_name = "FILE.toml|NAME")]
    pub(crate) mapping: Option<PathBuf>,
    /// The layer of a GeoPackage that has several.
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Keep the mapping in the store's folder under a name.
    #[arg(long, value_name = "NAME", requires = "mapping", value_parser = plain)]
    pub(crate) save_mapping: Option<String>,
    /// Only say what the file would bring.
    #[arg(long)]
    pub(crate) preview: bool,
    /// What the import is called; the mapping's name or the file's name if not said.
    #[arg(long, value_parser = name)]
    pub(crate) name: Option<Name>,
    /// The format, where the file's name does not tell.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write every rejected row with its reason to FILE.rejected.ndjson.
    #[arg(long)]
    pub(crate) write_rejected: bool,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a line.
    Ndjson,
    /// A header and rows; comma, semicolon or tab.
    Csv,
    /// A FeatureCollection of points.
    Geojson,
    /// A layer of points.
    Geopackage,
}

#[derive(Debug, Args)]
pub(crate) struct Picture {
    /// Happened at or after: RFC 3339, local time, or a day.
    #[arg(long)]
    pub(crate) from: Option<String>,
    /// Happened before; a day counts whole.
    #[arg(long)]
    pub(crate) to: Option<String>,
    /// Only these categories; a tile stands for all below it. May be repeated.
    #[arg(long, value_name = "CODE", value_parser = code)]
    pub(crate) category: Vec<CategoryCode>,
    /// Only these states: new, under_review, approved, asked, rejected, duplicate. May be repeated.
    #[arg(long, value_name = "STATE")]
    pub(crate) review: Vec<String>,
    /// Words that the note or the place's name holds.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// Reports that were withdrawn as well.
    #[arg(long)]
    pub(crate) withdrawn: bool,
    /// Numbers instead of reports.
    #[arg(long)]
    pub(crate) summary: bool,
    /// How many to skip.
    #[arg(long)]
    pub(crate) skip: Option<u32>,
    /// At most so many, newest first.
    #[arg(long)]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Places {
    /// What is searched for, such as `stora torget` or `storgatan 12`; best first.
    pub(crate) text: Option<String>,
    /// Longitude in degrees, WGS 84: the nearest first, or what is there.
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    pub(crate) lon: Option<f64>,
    /// Latitude in degrees, WGS 84.
    #[arg(long, requires = "lon", allow_negative_numbers = true)]
    pub(crate) lat: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// Which reports.
    #[arg(required = true)]
    pub(crate) ids: Vec<DocId>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Decision {
    /// It enters the official picture.
    #[arg(long)]
    pub(crate) approve: bool,
    /// It does not, for this reason.
    #[arg(long, value_name = "REASON", value_parser = note)]
    pub(crate) reject: Option<Note>,
    /// The reporter is asked.
    #[arg(long, value_name = "QUESTION", value_parser = note)]
    pub(crate) ask: Option<Note>,
    /// It is the same as another report.
    #[arg(long, value_name = "ID")]
    pub(crate) duplicate_of: Option<DocId>,
    /// Somebody is looking at it.
    #[arg(long)]
    pub(crate) under_review: bool,
    /// As if nobody had looked.
    #[arg(long)]
    pub(crate) reset: bool,
}

fn code(text: &str) -> Result<CategoryCode, String> {
    CategoryCode::new(text).map_err(|error| error.to_string())
}

fn note(text: &str) -> Result<Note, String> {
    Note::new(text).map_err(|error| error.to_string())
}

fn name(text: &str) -> Result<Name, String> {
    Name::new(text).map_err(|error| error.to_string())
}

/// A name that is a file's name as well.
fn plain(text: &str) -> Result<String, String> {
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_');
    if !text.is_empty() && text.len() <= 60 && text.chars().all(is_plain) {
        Ok(text.to_owned())
    } else {
        Err("letters, digits, - and _ are expected".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }
}

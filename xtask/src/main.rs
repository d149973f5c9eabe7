//! One word for each thing a person does here. `cargo xtask` alone lists them.

mod arguments;
mod bench;
mod children;
mod demo;
mod dist;
mod http;
mod machine;
mod project;
mod screens;
mod soak;
mod steps;
mod test;
mod third_party;

use std::process::ExitCode;

use arguments::Arguments;
use project::Project;
use steps::Failed;

/// What the words are, for somebody who typed none.
const WORDS: &str = "\
cargo xtask demo     a server with the made-up practice town, opened in the browser
    --listen ADDR      where it listens; 127.0.0.1:8080 if not said
    --folder DIR       where it keeps its data; target/demo if not said
    --reset            begin again with new data
    --built            the programs are built already
    --app, --no-app    with or without the app; with it when there is a display
    --no-browser       do not open the browser
    --seconds N        check what answers, stop by itself after N seconds
cargo xtask test     everything that is checked before a change goes in
    PART…              only these parts; --list names them
cargo xtask soak     more worlds of the simulator than the checks live through
    --first N          the first seed; 200 if not said
    --seeds N          how many; 1000 if not said
    --steps N          how much happens in each; 1000 if not said
cargo xtask bench    time and memory as JSON lines, each beside a limit of this machine
    PART…              only these: import, hand-in, picture, analysis, sync, phone
    --reports N        so many made-up reports; 5000 if not said, for phone 10000
    --taps N           phone: so often a tile is tapped; 200 if not said
    --operations N     sync: so many are handed in and read; 10000 if not said
    --grown N          sync: the log grows to so many; 100000 if not said
cargo xtask screens  the pictures of docs/screens.md: every screen of the phone, state and theme
    NAME               only this screen
cargo xtask dist     a folder with the programs as they ship and the list of what is inside
    --sbom             only the list (CycloneDX), without building anything
    --folder DIR       where; under target/dist if not said
";

fn main() -> ExitCode {
    let mut arguments = Arguments::new(std::env::args().skip(1));
    let word = arguments.word();
    match start(word.as_deref(), arguments) {
        Ok(code) => code,
        Err(failed) => {
            eprintln!("\n{failed}");
            ExitCode::FAILURE
        }
    }
}

fn start(word: Option<&str>, arguments: Arguments) -> Result<ExitCode, Failed> {
    match word {
        Some("bench") => bench::start(&Project::find()?, arguments),
        Some("demo") => demo::start(&Project::find()?, arguments),
        Some("dist") => dist::start(&Project::find()?, arguments),
        Some("screens") => screens::start(&Project::find()?, arguments),
        Some("soak") => soak::start(&Project::find()?, arguments),
        Some("test") => test::start(&Project::find()?, arguments),
        Some(other) => Err(Failed::because(format!("There is no word \"{other}\".\n\n{WORDS}"))),
        None => {
            arguments.finish()?;
            print!("{WORDS}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

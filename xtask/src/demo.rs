//! The practice town on this machine: a server with a made-up year, the desk in the browser, the app
//! when there is a display.

mod fill;
mod show;
mod year;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::children::Running;
use crate::machine::{self, Need};
use crate::project::{Profile, Project};
use crate::steps::{Failed, Tried};

pub(crate) use fill::{Device, Folder};
pub(crate) use year::{PRACTICE_REPORTS, date, write_all};

/// The app's program.
const WINDOW: &str = "lagesbild";

/// How the demonstration is run.
#[derive(Debug, Clone)]
struct Wishes {
    /// Where the server listens.
    listen: String,
    /// Where everything is kept.
    folder: PathBuf,
    /// The programs are there already.
    built: bool,
    /// Begin again.
    reset: bool,
    /// Open the app's window.
    app: bool,
    /// Open the browser.
    browser: bool,
    /// Stop after this time.
    stop_after: Option<Duration>,
}

/// `cargo xtask demo …`.
///
/// # Errors
/// When the words are not understood, or something of the demonstration does not work.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    let listen: Option<String> = arguments.value("--listen")?;
    let folder: Option<PathBuf> = arguments.value("--folder")?;
    let seconds: Option<u64> = arguments.value("--seconds")?;
    let (with_app, without_app) = (arguments.flag("--app"), arguments.flag("--no-app"));
    let wishes = Wishes {
        listen: listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
        folder: folder.unwrap_or_else(|| project.target.join("demo")),
        built: arguments.flag("--built"),
        reset: arguments.flag("--reset"),
        app: !without_app && (with_app || machine::has_display()),
        browser: !arguments.flag("--no-browser") && machine::has_display(),
        stop_after: seconds.map(Duration::from_secs),
    };
    arguments.finish()?;
    run(project, &wishes)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds, fills, serves and shows, until Ctrl-C or the time is over.
///
/// # Errors
/// When something of it does not work.
fn run(project: &Project, wishes: &Wishes) -> Result<(), Failed> {
    let started = Instant::now();
    let app = if wishes.app { project.app() } else { None };
    if !wishes.built {
        build(project, app)?;
    }
    let stop = on_stop()?;
    let folder = Folder::new(project, &wishes.folder, Profile::Dev);
    if wishes.reset {
        folder.remove()?;
    }
    let is_new = folder.prepare()?;
    let (mut serving, server) = folder.serve(&wishes.listen)?;
    let story = if is_new { fill::fill(&folder, server)? } else { fill::reopen(&folder, server)? };
    let window = app.map(|_| folder.window(&project.program(WINDOW, Profile::Dev))).transpose()?;
    show::tell(&story, window.is_some(), started.elapsed());
    if wishes.browser {
        show::open(story.server.address());
    }
    let Some(time) = wishes.stop_after else {
        return wait(&mut serving, &stop, None);
    };
    show::check(&story)?;
    wait(&mut serving, &stop, Some(time))
}

fn build(project: &Project, app: Option<&str>) -> Result<(), Failed> {
    let mut needs = vec![Need::Node, Need::Server];
    needs.extend(app.map(|_| Need::App));
    machine::provide(&needs)?;
    project.build_interface()?;
    println!(
        "The programs are built for a soon start, not for speed; `--release` builds are for bench."
    );
    project.build(&["sync-server", "field"], Profile::Dev)?;
    app.map_or(Ok(()), |app| project.build_app(app))
}

/// Hears Ctrl-C and the request to end, so that children are ended before we are.
fn on_stop() -> Result<mpsc::Receiver<()>, Failed> {
    let (tell, told) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more when we are ending already.
        let _already_ending = tell.send(());
    })
    .tried("listen for Ctrl-C")?;
    Ok(told)
}

fn wait(
    serving: &mut Running,
    stop: &mpsc::Receiver<()>,
    time: Option<Duration>,
) -> Result<(), Failed> {
    let started = Instant::now();
    loop {
        match stop.recv_timeout(Duration::from_millis(200)) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                println!("\nEnding.");
                return Ok(());
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if serving.has_ended() {
            return Err(Failed::because("The server ended by itself; its log says why."));
        }
        if time.is_some_and(|time| started.elapsed() >= time) {
            println!("\nThe time is over, everything answered.");
            return Ok(());
        }
    }
}

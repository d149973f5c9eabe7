//! The server and its administration on the command line.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use sync_server::admin::{
    self, Admin, AdminError, AreaCommand, AuditCommand, BackupCommand, ConfigCommand,
    DeviceCommand, Erase, Listing, MemberCommand, Part, PersonCommand, Question, ReceiverCommand,
    RecordsCommand, RetentionCommand, StatisticsCommand, Wanted,
};
use sync_server::backup::{self, Progress, Stage};
use sync_server::{App, Seams, Settings, Tls};
use tracing_subscriber::EnvFilter;

const EXIT_CODES: &str = "Exit codes:
  0  done; `init` on a folder that is there already as well
  1  failed: disk, network, database
  2  wrong use of the command line
  3  settings or configuration are wrong; every fault is named
  4  refused by a rule: no such organisation, role, device or user
  5  the folder has not been made by `init`
With --json what went wrong is told on standard error as {\"error\": {\"code\", \"message\", \"transient\"}}.";

/// Lägesbild's server: merges, keeps and serves the picture. One binary, one folder.
#[derive(Parser)]
#[command(name = "sync-server", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The data folder.
    #[arg(long, value_name = "DIR", global = true, env = "LAGESBILD_DATA", default_value = "data")]
    data: PathBuf,
    /// Answer in JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Make the data folder and tell the first owner's link.
    Init {
        /// The municipality's configuration; without it the practice town Lindby, all made up.
        #[arg(long, value_name = "FOLDER")]
        config: Option<PathBuf>,
        /// The address people reach the server under; written to the settings.
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
    },
    /// Serve until Ctrl C.
    Serve {
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// A base map (PMTiles); goes before the municipality's own. May be given several times.
        #[arg(long, value_name = "FILE")]
        map: Vec<PathBuf>,
    },
    /// The municipality's configuration: check it, apply a changed one, show the one in force.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Areas: divisions of the municipality from files of others.
    #[command(subcommand)]
    Areas(AreaCommand),
    /// Figures that others have counted by area, as the police's.
    #[command(subcommand)]
    Statistics(StatisticsCommand),
    /// Organisations and their agreements.
    #[command(subcommand)]
    Org(MemberCommand),
    /// People who sign in.
    #[command(subcommand)]
    User(PersonCommand),
    /// Devices.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// List every observation.
    Observations {
        /// Only how many there are.
        #[arg(long)]
        count: bool,
        /// Only those that concern *beredskap*.
        #[arg(long, conflicts_with = "count")]
        preparedness: bool,
    },
    /// List every incident with its observations.
    Incidents,
    /// List the pairs of reports that may tell of one event, best first.
    Suggestions,
    /// The place list, with weekly alarms, suggested places and self-check.
    Places(Question),
    /// The weekly alarms and self-checks that the server ran by itself, newest first.
    Standing,
    /// The priority areas that people chose for a quarter.
    Priorities {
        /// As 2026-Q4; the present one when not said
        #[arg(long)]
        quarter: Option<String>,
    },
    /// The measures, the newest first; with --year what came of those that were reviewed in it.
    Measures {
        /// As 2026
        #[arg(long)]
        year: Option<i32>,
    },
    /// Systems of others that measures are handed to, and what is on its way to them.
    #[command(subcommand)]
    Receivers(ReceiverCommand),
    /// The editions and what is due; with --to one of them as PDF, web page, JSON or table.
    Editions(Wanted),
    /// One part of the analysis; the figures are in --json.
    Analysis {
        /// Which part
        #[arg(long, value_enum)]
        part: Part,
        #[command(flatten)]
        question: Question,
    },
    /// The record of who did and read what.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// How the server stands.
    Status,
    /// Erase documents for good, here and on every device.
    Erase(Erase),
    /// What the system holds about somebody, and handing out public records.
    #[command(subcommand)]
    Records(RecordsCommand),
    /// What is due to be erased by the municipality's rules: plan, run with a certificate, holds.
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Backups. They are taken by themselves while the server serves.
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Put a backup back; the server must be stopped. What is there is moved aside.
    Restore {
        /// A backup, or a folder of backups; the newest one that holds, if not said.
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
    },
    /// Restore the newest backup of every target into a scratch folder, to see that it holds.
    Drill,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter =
        EnvFilter::try_from_env("LAGESBILD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let is_json = cli.json;
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as `head` has.
        Err(error) if is_closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let known = error.downcast_ref::<AdminError>();
            match known.filter(|_| is_json) {
                Some(known) => eprintln!("{}", known.told()),
                None => eprintln!("sync-server: {error:#}"),
            }
            ExitCode::from(known.map_or(1, AdminError::exit_code))
        }
    }
}

fn is_closed(error: &anyhow::Error) -> bool {
    let closed = |it: &std::io::Error| it.kind() == std::io::ErrorKind::BrokenPipe;
    match error.downcast_ref::<AdminError>() {
        Some(AdminError::Output(output)) => closed(output),
        Some(_) => false,
        None => error.downcast_ref::<std::io::Error>().is_some_and(closed),
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let seams = Seams::real();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let listed = (cli.json, &mut out);
    if let Command::Init { config, public_url } = cli.command {
        let settings =
            Settings::begin(&cli.data, public_url, std::env::vars()).map_err(AdminError::from)?;
        let told = admin::init(&cli.data, config.as_deref(), &settings, &seams)?;
        told.write(cli.json, &mut out)?;
        return Ok(out.flush()?);
    }
    let settings = Settings::read(&cli.data, std::env::vars()).map_err(AdminError::from)?;
    if let Command::Serve { listen, map } = cli.command {
        drop(out);
        return serve(&cli.data, with_maps(settings, map), listen);
    }
    if let Command::Restore { from } = cli.command {
        let progress = Shown::new()?;
        let told = admin::restore((&cli.data, from), (&settings, &seams), &progress)?;
        told.write(cli.json, &mut out)?;
        return Ok(out.flush()?);
    }
    let admin = Admin::open(&cli.data, settings, seams)?;
    match cli.command {
        Command::Backup(command) => {
            admin.backup(command, &Shown::new()?)?.write(cli.json, &mut out)?;
        }
        Command::Erase(erase) => admin.erase(erase)?.write(cli.json, &mut out)?,
        Command::Records(command) => admin.records(command)?.write(cli.json, &mut out)?,
        Command::Retention(command) => admin.retention(command)?.write(cli.json, &mut out)?,
        Command::Drill => admin.drill(&Shown::new()?)?.write(cli.json, &mut out)?,
        Command::Config(command) => admin.configuration(command)?.write(cli.json, &mut out)?,
        Command::Areas(command) => admin.areas(command)?.write(cli.json, &mut out)?,
        Command::Statistics(command) => admin.statistics(command)?.write(cli.json, &mut out)?,
        Command::Org(command) => admin.member(command)?.write(cli.json, &mut out)?,
        Command::User(command) => admin.person(command)?.write(cli.json, &mut out)?,
        Command::Device(command) => admin.device(command)?.write(cli.json, &mut out)?,
        Command::Observations { count: false, preparedness } => {
            admin::list(&admin, Listing::Observations { preparedness }, listed)?;
        }
        Command::Observations { count: true, .. } => {
            admin::list(&admin, Listing::ObservationCount, listed)?;
        }
        Command::Incidents => admin::list(&admin, Listing::Incidents, listed)?,
        Command::Suggestions => admin::list(&admin, Listing::Suggestions, listed)?,
        Command::Places(question) => {
            admin.study(Part::Places, question)?.write(cli.json, &mut out)?;
        }
        Command::Standing => admin.standing()?.write(cli.json, &mut out)?,
        Command::Priorities { quarter } => {
            admin.priorities(quarter.as_deref())?.write(cli.json, &mut out)?;
        }
        Command::Measures { year: Some(year) } => admin.year(year)?.write(cli.json, &mut out)?,
        Command::Measures { year: None } => admin.measures()?.write(cli.json, &mut out)?,
        Command::Receivers(command) => admin.receivers(command)?.write(cli.json, &mut out)?,
        Command::Editions(wanted) => admin.editions(&wanted)?.write(cli.json, &mut out)?,
        Command::Analysis { part, question } => {
            admin.study(part, question)?.write(cli.json, &mut out)?;
        }
        Command::Audit(command) => admin.audit(&command, listed)?,
        Command::Status => admin::list(&admin, Listing::Status, listed)?,
        Command::Init { .. } | Command::Serve { .. } | Command::Restore { .. } => {}
    }
    Ok(out.flush()?)
}

fn with_maps(mut settings: Settings, mut maps: Vec<PathBuf>) -> Settings {
    maps.append(&mut settings.maps);
    Settings { maps, ..settings }
}

/// Progress on standard error, and Ctrl C as the wish to end.
struct Shown {
    cancelled: Arc<AtomicBool>,
    last: Mutex<(Option<Stage>, u64)>,
}

impl Shown {
    fn new() -> anyhow::Result<Self> {
        let cancelled = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&cancelled);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || {
            runtime.block_on(stop());
            heard.store(true, Ordering::Relaxed);
        });
        Ok(Self { cancelled, last: Mutex::default() })
    }
}

impl Progress for Shown {
    fn tell(&self, stage: Stage, done: u64, of: u64) {
        let percent = (done * 100).checked_div(of).unwrap_or(100);
        let Ok(mut last) = self.last.lock() else { return };
        if *last == (Some(stage), percent / 10) {
            return;
        }
        *last = (Some(stage), percent / 10);
        let what = match stage {
            Stage::Database => "copying the database",
            Stage::Attachments => "attachments",
            Stage::Sums => "comparing sums",
            Stage::TestRestore => "restoring on trial",
        };
        eprintln!("{what}: {percent} %");
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

fn serve(dir: &Path, settings: Settings, listen: SocketAddr) -> anyhow::Result<()> {
    let _serving = backup::serving(dir).map_err(AdminError::from)?;
    let app = App::open(dir, settings, Seams::real()).map_err(AdminError::from)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let files = app.settings.tls.clone();
    let tls = files.map(Tls::open).transpose()?.map(Arc::new);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let mut address = listener.local_addr()?;
        if address.ip().is_unspecified() {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = format!("{scheme}://{address}");
        std::fs::write(dir.join(sync_server::invite::ADDRESS), &address)?;
        println!("listening on {address}");
        std::io::stdout().flush()?;
        let ending = Arc::new(AtomicBool::new(false));
        let (watched, ended) = (app.clone(), Arc::clone(&ending));
        let watch = std::thread::spawn(move || backup::watch(&watched, &ended));
        let (watched, ended) = (app.clone(), Arc::clone(&ending));
        let runs = std::thread::spawn(move || sync_server::standing::watch(&watched, &ended));
        let (watched, ended) = (app.clone(), Arc::clone(&ending));
        let sending =
            tokio::spawn(async move { sync_server::receivers::watch(&watched, &ended).await });
        sync_server::serve_over(listener, (sync_server::app(app), tls), stop()).await;
        ending.store(true, Ordering::Relaxed);
        let _ = watch.join();
        let _ = runs.join();
        let _ = sending.await;
        Ok(())
    })
}

/// Ctrl C, or the signal that service managers send.
async fn stop() {
    let ctrl_c = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                () = ctrl_c => {}
                _ = terminate.recv() => {}
            },
            Err(_) => ctrl_c.await,
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}

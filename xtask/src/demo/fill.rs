//! A data folder with a server, devices and a made-up year in it, made by the commands a municipality
//! would use. A file written last tells a whole folder from one whose making was cut short.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::year;
use crate::children::Running;
use crate::http::Server;
use crate::project::{Profile, Project};
use crate::steps::{self, Failed, Tried};

/// What became of the folder, written when it was whole.
const STORY: &str = "demo.json";
const COORDINATOR: &str = "Samordnaren i Lindby";
const PATIENCE: Duration = Duration::from_secs(60);
/// How many of the newest reports are left for the person who tries the review.
const LEFT_TO_REVIEW: usize = 150;
/// What one request may review.
const REVIEWED_AT_ONCE: usize = 500;
const LARGEST_PAGE: usize = 5_000;

/// A device that joins the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Device {
    /// The folder of its store.
    pub(crate) folder: &'static str,
    /// The organisation's name in the configuration.
    pub(crate) organisation: &'static str,
    /// One of the organisation's roles.
    pub(crate) role: &'static str,
    /// What people call it.
    pub(crate) name: &'static str,
}

const fn reporter(folder: &'static str, organisation: &'static str, name: &'static str) -> Device {
    Device { folder, organisation, role: "reporter", name }
}

/// One for each organisation that reports in the made-up year.
pub(super) const DEVICES: [Device; 9] = [
    reporter("guard-1", "Vaktbolaget Norr", "Väktarens telefon"),
    reporter("guard-2", "Åbevakningen", "Ordningsvaktens telefon"),
    reporter("caretaker-1", "Lindbyhem", "Fastighetsskötarens telefon"),
    reporter("caretaker-2", "Ånäs Fastigheter", "Bovärdens telefon"),
    Device {
        role: "police",
        ..reporter("police", "Polisen lokalpolisområde", "Kommunpolisens telefon")
    },
    reporter("municipal-1", "Park och gata", "Parkarbetarens telefon"),
    reporter("municipal-2", "Fritid och skola", "Fritidsledarens telefon"),
    reporter("municipal-3", "Fältgruppen", "Fältarens telefon"),
    reporter("rescue", "Räddningstjänsten", "Räddningsledarens telefon"),
];
/// The device behind the app's window.
const APP: Device = reporter("app", "Vaktbolaget Norr", "Appen på den här datorn");

/// What was made, for telling and checking.
pub(crate) struct Story {
    /// The server, with the coordinator signed in.
    pub(crate) server: Server,
    /// Name and password of the coordinator.
    pub(crate) coordinator: (String, String),
    /// How many reports were handed in.
    pub(crate) reports: u64,
    /// Where the programs write what they do.
    pub(crate) folder: PathBuf,
    /// A link for one more phone, made at each start; good once.
    pub(crate) link: String,
}

/// The folder, and the programs that work in it.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    project: Project,
    dir: PathBuf,
    profile: Profile,
}

impl Folder {
    /// A folder whose programs are built in this way.
    pub(crate) fn new(project: &Project, dir: &Path, profile: Profile) -> Self {
        Self { project: project.clone(), dir: dir.to_path_buf(), profile }
    }

    /// Where it is.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Removes it with everything in it, if it is one of ours.
    ///
    /// # Errors
    /// When it holds something else, or the system says no.
    pub(crate) fn remove(&self) -> Result<(), Failed> {
        if !self.dir.exists() {
            return Ok(());
        }
        let is_empty = fs::read_dir(&self.dir).is_ok_and(|mut it| it.next().is_none());
        if !is_empty && !self.dir.join("server").is_dir() {
            let dir = self.dir.display();
            return Err(Failed::because(format!("{dir} holds something else; it is left alone.")));
        }
        fs::remove_dir_all(&self.dir).tried(format_args!("remove {}", self.dir.display()))
    }

    /// Makes a folder with a server of the practice town, unless a whole one is there; true when it
    /// is new.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn prepare(&self) -> Result<bool, Failed> {
        if self.dir.join(STORY).exists() {
            return Ok(false);
        }
        self.remove()?;
        fs::create_dir_all(self.dir.join("devices")).tried("make the folder")?;
        let mut init = self.server(&["init"]);
        init.arg("--config").arg(self.town());
        steps::run("Make the practice town's server", &mut init)?;
        Ok(true)
    }

    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn serve(&self, listen: &str) -> Result<(Running, Server), Failed> {
        let mut serve = self.server(&["serve", "--listen", listen]);
        serve.arg("--map").arg(self.town().join("karta.pmtiles"));
        let log = self.dir.join("server.log");
        let (running, address) = Running::start_until(&mut serve, "listening on ", &log, PATIENCE)?;
        Ok((running, Server::new(&address)))
    }

    /// Lets a device join; its store is kept in the folder.
    ///
    /// # Errors
    /// When it cannot.
    pub(crate) fn enrol(&self, device: Device) -> Result<(), Failed> {
        let link = self.link(device)?;
        steps::output(&mut self.field(device.folder, &["enrol", &link])).map(drop)
    }

    /// Invites a coordinator and signs in as them.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) fn coordinator(&self, server: &mut Server) -> Result<(String, String), Failed> {
        let words = ["user", "invite", "--name", COORDINATOR, "--role", "coordinator"];
        let mut invite = self.server(&words);
        invite.args(["--org", "Kommunledningskontoret", "--json"]);
        let link = link_in(&steps::output(&mut invite)?)?;
        let password = password()?;
        server.accept(&link, (COORDINATOR, &password))?;
        Ok((COORDINATOR.to_owned(), password))
    }

    /// A command of the server's administration.
    pub(crate) fn server(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.project.program("sync-server", self.profile));
        command.args(words).arg("--data").arg(self.dir.join("server"));
        command
    }

    /// A command of a device of this folder.
    pub(crate) fn field(&self, device: &str, words: &[&str]) -> Command {
        let mut command = Command::new(self.project.program("field", self.profile));
        command.arg("--store").arg(self.store(device)).args(words);
        command
    }

    /// Opens the app's window; its engine has joined the server already.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn window(&self, program: &Path) -> Result<Running, Failed> {
        if !self.store(APP.folder).exists() {
            self.enrol(APP)?;
        }
        let mut window = Command::new(program);
        window.env("LAGESBILD_STORE", self.store(APP.folder)).env("LAGESBILD_MAPS", self.town());
        Running::start("the app", &mut window, &self.dir.join("app.log"))
    }

    fn store(&self, device: &str) -> PathBuf {
        self.dir.join("devices").join(device)
    }

    fn link(&self, device: Device) -> Result<String, Failed> {
        let mut enrol = self.server(&["device", "enrol", "--org", device.organisation]);
        enrol.args(["--role", device.role, "--name", device.name, "--json"]);
        link_in(&steps::output(&mut enrol)?)
    }

    fn town(&self) -> PathBuf {
        self.project.root.join("config").join("ovningsstad")
    }

    fn a_new_phone(&self) -> Result<String, Failed> {
        self.link(reporter("phone", "Vaktbolaget Norr", "En telefon till"))
    }
}

/// Devices, a year of reports through the real server, and a coordinator who has reviewed most of it.
///
/// # Errors
/// When any of it does not work.
pub(super) fn fill(folder: &Folder, mut server: Server) -> Result<Story, Failed> {
    let files = year::write_by_organisation(folder.dir())?;
    for device in DEVICES {
        folder.enrol(device)?;
        let organisation = device.organisation;
        let none = || Failed::because(format!("The year has no reports by {organisation}."));
        let file = files.get(organisation).ok_or_else(none)?;
        let mut import = folder.field(device.folder, &["import", "--json"]);
        let title = format!("{} ({organisation}): import", device.name);
        steps::run(&title, import.arg(file))?;
        let mut sync = folder.field(device.folder, &["sync", "--json"]);
        steps::run(&format!("{}: hand in", device.name), &mut sync)?;
    }
    let (name, password) = folder.coordinator(&mut server)?;
    review(&server)?;
    let story = json!({ "name": name, "password": password, "reports": year::PRACTICE_REPORTS });
    fs::write(folder.dir().join(STORY), format!("{story:#}\n")).tried("write what was made")?;
    reopen_with(folder, server, &story)
}

/// A folder that was filled before.
///
/// # Errors
/// When it cannot be read or the coordinator cannot sign in.
pub(super) fn reopen(folder: &Folder, mut server: Server) -> Result<Story, Failed> {
    let text = fs::read_to_string(folder.dir().join(STORY)).tried("read what was made")?;
    let story: Value = serde_json::from_str(&text).tried("read what was made")?;
    let (name, password) = (text_of(&story, "name"), text_of(&story, "password"));
    server.sign_in((&name, &password))?;
    reopen_with(folder, server, &story)
}

fn reopen_with(folder: &Folder, server: Server, story: &Value) -> Result<Story, Failed> {
    Ok(Story {
        server,
        coordinator: (text_of(story, "name"), text_of(story, "password")),
        reports: story["reports"].as_u64().unwrap_or_default(),
        folder: folder.dir().to_path_buf(),
        link: folder.a_new_phone()?,
    })
}

/// Approves what a coordinator would have gone through by now, and leaves the newest.
fn review(server: &Server) -> Result<(), Failed> {
    let mut newest_first: Vec<Value> = Vec::new();
    loop {
        let asked = json!({ "filter": {}, "skip": newest_first.len(), "limit": LARGEST_PAGE });
        let page = server.post("/v1/picture", &asked)?;
        let mut observations = page["observations"].as_array().cloned().unwrap_or_default();
        if observations.is_empty() {
            break;
        }
        newest_first.append(&mut observations);
    }
    newest_first.sort_by_key(|it| std::cmp::Reverse(happened(it)));
    let ids = newest_first.iter().skip(LEFT_TO_REVIEW).map(|it| it["id"].clone());
    let ids: Vec<Value> = ids.collect();
    eprintln!("\n==> The coordinator reviews {} of {} reports", ids.len(), newest_first.len());
    let rejected = json!({ "state": "rejected", "reason": "Hör inte hit (övning)." });
    for (index, some) in ids.chunks(REVIEWED_AT_ONCE).enumerate() {
        // One in fifty does not belong here, so that the picture shows that too.
        let (bad, good) = some.split_at(some.len() / 50);
        let approved = json!({ "state": "approved" });
        for (ids, review) in [(good, &approved), (bad, &rejected)] {
            if !ids.is_empty() {
                server.post("/v1/reviews", &json!({ "ids": ids, "review": review }))?;
            }
        }
        eprintln!("    {} reviewed", (index * REVIEWED_AT_ONCE) + some.len());
    }
    Ok(())
}

/// When an observation happened or was found, whichever way it is told.
fn happened(observation: &Value) -> i64 {
    let when = &observation["when"];
    ["at", "to", "from"].iter().find_map(|key| when[key].as_i64()).unwrap_or_default()
}

fn text_of(story: &Value, key: &str) -> String {
    story[key].as_str().unwrap_or_default().to_owned()
}

fn link_in(printed: &str) -> Result<String, Failed> {
    let printed: Value = serde_json::from_str(printed).tried("read the link")?;
    let none = || Failed::because(format!("There is no link in {printed}"));
    printed["link"].as_str().map(str::to_owned).ok_or_else(none)
}

/// Another one in each folder: a demonstration may be shown to a whole network.
fn password() -> Result<String, Failed> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).tried("make a password")?;
    let letters = u64::from_le_bytes(bytes);
    let part = |shift: u32| (letters >> shift) & 0xffff;
    Ok(format!("lindby-{:04x}-{:04x}-{:04x}", part(0), part(16), part(32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_in_what_the_server_prints_or_it_is_said_that_there_is_none() {
        assert_eq!(link_in(r#"{"link":"http://x/anslut#y"}"#).unwrap(), "http://x/anslut#y");
        assert!(link_in("{}").is_err());
        assert!(link_in("").is_err());
    }

    #[test]
    fn a_folder_that_holds_something_else_is_left_alone() {
        let dir = std::env::temp_dir().join(format!("xtask-folder-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("thesis.txt"), "years of work").unwrap();
        let project = Project::at(dir.clone(), dir.clone());

        assert!(Folder::new(&project, &dir, Profile::Dev).remove().is_err());

        assert!(dir.join("thesis.txt").exists());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn every_folder_gets_a_password_of_its_own_that_the_server_takes() {
        let (first, second) = (password().unwrap(), password().unwrap());
        assert_ne!(first, second);
        assert!(first.len() >= 12);
    }
}

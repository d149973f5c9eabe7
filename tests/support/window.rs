//! The real app in its real window, driven by WebDriver: tauri-driver, WebKitWebDriver, the app. Each
//! window has a message bus of its own, so that windows of several tests do not take each other for a
//! second start. What is on the screen is found as a screen reader finds it: by role and name.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::server::Fault;

mod process;
mod screen;

/// How long something on the screen may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(25);

/// Why the window cannot be tested on this machine; nothing when it can.
pub fn missing() -> Option<String> {
    if std::env::var_os("DISPLAY").is_none_or(|it| it.is_empty()) {
        return Some("there is no display (start it under xvfb-run -a)".to_owned());
    }
    for program in ["WebKitWebDriver", "dbus-daemon", "tauri-driver"] {
        if find(program).is_none() {
            return Some(format!("there is no {program}"));
        }
    }
    let app = program();
    let text = "cargo build -p app --features custom-protocol";
    (!app.is_file()).then(|| format!("{} is not built ({text})", app.display()))
}

/// The app as it was built: `target/debug/lagesbild`, or the file the variable `LAGESBILD_APP` names.
fn program() -> PathBuf {
    let built = || target().join("debug").join("lagesbild");
    let app = std::env::var_os("LAGESBILD_APP").map_or_else(built, PathBuf::from);
    // As the system lists it beside a running program.
    app.canonicalize().unwrap_or(app)
}

/// Cargo's target folder, in which this test runs as `target/debug/deps/…`.
fn target() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let target = own.ancestors().find(|it| it.join("CACHEDIR.TAG").exists());
    target.map_or_else(|| PathBuf::from("target"), Path::to_path_buf)
}

fn find(program: &str) -> Option<PathBuf> {
    let tools = [target().join("tools").join("bin")];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = tools.into_iter().chain(std::env::split_paths(&path));
    folders.map(|folder| folder.join(program)).find(|it| it.is_file())
}

/// The app's window, open. Dropped, everything behind it is ended.
pub struct Window {
    page: Client,
    app: u32,
    store: PathBuf,
    driver: Driver,
}

impl Window {
    /// Start the app with its store in a folder, as large as a phone, and wait for its page.
    ///
    /// # Errors
    /// When the driver, the app or its page does not come.
    pub async fn open(store: &Path) -> Result<Self, Fault> {
        let driver = Driver::start(store)?;
        let address = format!("http://127.0.0.1:{}", driver.port);
        let wanted = json!({ "tauri:options": { "application": program() } });
        let wanted: Capabilities = serde_json::from_value(wanted)?;
        let page =
            ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&address).await?;
        let app = process::of_store(&program(), store).ok_or("the app is not running")?;
        let window = Self { page, app, store: store.to_path_buf(), driver };
        window.page.set_window_size(390, 844).await?;
        // The session is there before the page is; until then the page has no scripts.
        window.until("document.body && document.body.childElementCount > 0").await?;
        Ok(window)
    }

    /// End the app as the system does when it needs the memory: at once, without a word.
    ///
    /// # Errors
    /// When there is no such process any more.
    pub fn kill(self) -> Result<(), Fault> {
        process::kill(self.app)?;
        process::until_ended(self.app, PATIENCE)
    }

    /// Close the window as a person does.
    ///
    /// # Errors
    /// When the app does not end.
    pub async fn close(self) -> Result<(), Fault> {
        self.page.close_window().await?;
        process::until_ended(self.app, PATIENCE)
    }

    /// What the window looks like now, as PNG, in the folder that `LAGESBILD_SHOTS` names; nothing
    /// without it.
    ///
    /// # Errors
    /// When there is no picture, or the folder cannot be written to.
    pub async fn shot(&self, name: &str) -> Result<(), Fault> {
        let Some(folder) = std::env::var_os("LAGESBILD_SHOTS").map(PathBuf::from) else {
            return Ok(());
        };
        std::fs::create_dir_all(&folder)?;
        let png = self.page.screenshot().await?;
        Ok(std::fs::write(folder.join(format!("{name}.png")), png)?)
    }

    /// Run a script in the page; what it returns.
    ///
    /// # Errors
    /// When the driver fails, or the script does.
    pub async fn run(&self, script: &str) -> Result<Value, Fault> {
        Ok(self.page.execute(script, Vec::new()).await?)
    }

    /// Milliseconds from the start of the process to the moment when there were tiles to tap.
    ///
    /// # Errors
    /// When they do not come in time, or the system does not say when the process began.
    pub async fn tappable_after(&self) -> Result<f64, Fault> {
        const MARK: &str = "performance.getEntriesByName('tappable')";
        self.until(&format!("{MARK}.length > 0")).await?;
        let at = self.value(&format!("performance.timeOrigin + {MARK}[0].startTime")).await?;
        let at = at.as_f64().ok_or("the page does not say when there was something to tap")?;
        Ok(at - process::began_ms(self.app)?)
    }

    /// The value of an expression of the page.
    async fn value(&self, expression: &str) -> Result<Value, Fault> {
        Ok(self.page.execute(&format!("return ({expression});"), Vec::new()).await?)
    }

    /// Wait for an expression of the page to become true; errors of the page mean “not yet”.
    async fn until(&self, expression: &str) -> Result<(), Fault> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.value(expression).await.is_ok_and(|value| value == Value::Bool(true)) {
                return Ok(());
            }
            if !process::is_running(self.app) {
                return Err("the app has ended by itself".into());
            }
            tokio::time::sleep(PAUSE).await;
        }
        let seen = self.value("document.body.innerText").await.unwrap_or_default();
        Err(format!("it did not become true in time: {expression}\nthe window says: {seen}").into())
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Gone already when it was killed or closed; left running when a test failed.
        if process::of_store(&program(), &self.store) == Some(self.app) {
            let _ = process::kill(self.app);
        }
        self.driver.end();
    }
}

/// tauri-driver with a message bus of its own, started for one window.
struct Driver {
    program: Child,
    bus: Child,
    port: u16,
}

impl Driver {
    fn start(store: &Path) -> Result<Self, Fault> {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut address = String::new();
        let told = bus.stdout.take().ok_or("the message bus tells nothing")?;
        BufReader::new(told).read_line(&mut address)?;
        let (port, native) = (free_port()?, free_port()?);
        let program = Command::new(find("tauri-driver").ok_or("there is no tauri-driver")?)
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("LAGESBILD_STORE", store)
            .env("DBUS_SESSION_BUS_ADDRESS", address.trim())
            .env("NO_AT_BRIDGE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let driver = Self { program, bus, port };
        driver.until_listening(native)?;
        Ok(driver)
    }

    fn until_listening(&self, native: u16) -> Result<(), Fault> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let listens = |port| TcpStream::connect(("127.0.0.1", port)).is_ok();
            if listens(self.port) && listens(native) {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        Err("tauri-driver does not listen".into())
    }

    /// Asked to end, it ends WebKitWebDriver too; killed, it would leave it behind.
    fn end(&mut self) {
        process::ask_to_end(self.program.id());
        let _ = self.program.wait();
        process::ask_to_end(self.bus.id());
        let _ = self.bus.wait();
    }
}

fn free_port() -> Result<u16, Fault> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

//! The server's own settings: `DIR/settings.toml`, and over it the environment. Read once; a fault
//! stops the start.

mod sign_in;

use std::cell::RefCell;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use toml::{Table, Value};

use crate::backup::Plan;
use crate::faults::{Fault, Faults};
use crate::fields::Fields;
use crate::tls::TlsFiles;

pub use sign_in::{ClientSecret, MunicipalSettings, SignInSettings};
pub(crate) use sign_in::{host, is_safe};

/// The settings' file in the data folder.
pub const FILE: &str = "settings.toml";
/// Settings in the environment: `LAGESBILD_SERVER_PUBLIC_URL` for `public_url`.
pub const PREFIX: &str = "LAGESBILD_SERVER_";

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The address people reach the server under; links begin with it.
    pub public_url: Option<String>,
    /// Days a device may read without contact: 1–366.
    pub token_days: i64,
    /// Hours a browser stays signed in: 1–168.
    pub session_hours: i64,
    /// Whether everybody who signs in with a password needs a second factor.
    pub second_factor_required: bool,
    /// Ways in besides the password.
    pub sign_in: SignInSettings,
    /// Further base maps.
    pub maps: Vec<PathBuf>,
    /// Megabytes that are kept free for reports: 1–10,000.
    pub reserve_mb: i64,
    /// Certificate and key, where the server itself speaks TLS.
    pub tls: Option<TlsFiles>,
    /// Proxies on the way, whose word on the address they were asked from is believed.
    pub proxies: Vec<IpAddr>,
    /// Where backups go, and when.
    pub backup: Plan,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            token_days: 30,
            session_hours: 12,
            second_factor_required: false,
            sign_in: SignInSettings::default(),
            maps: Vec::new(),
            reserve_mb: 64,
            tls: None,
            proxies: Vec::new(),
            backup: Plan::default(),
        }
    }
}

impl Settings {
    /// Read the file, if there is one, and the environment over it.
    ///
    /// # Errors
    /// Every unknown key and bad value at once.
    pub fn read(
        dir: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Faults> {
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(one(FILE, error.to_string())),
        };
        Self::parse(&text, environment)
    }

    /// Read them for a folder that is being made; an address that is given is written to the file.
    ///
    /// # Errors
    /// Every unknown key and bad value at once; also when the file cannot be written.
    pub fn begin(
        dir: &Path,
        public_url: Option<String>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Faults> {
        let Some(url) = public_url else { return Self::read(dir, environment) };
        let failed = |error: std::io::Error| one(FILE, error.to_string());
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.map_err(failed)?,
        };
        let mut table: Table =
            toml::from_str(&text).map_err(|error| one(FILE, error.to_string()))?;
        table.insert("public_url".to_owned(), Value::String(url));
        let text = table.to_string();
        let settings = Self::parse(&text, environment)?;
        std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&path, text)).map_err(failed)?;
        Ok(settings)
    }

    /// Read settings from a text and the environment.
    ///
    /// # Errors
    /// Every unknown key and bad value at once.
    pub fn parse(
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Faults> {
        let file: Table = toml::from_str(text).map_err(|error| one(FILE, error.to_string()))?;
        let environment = from_environment(environment);
        let faults = Rc::new(RefCell::new(Vec::new()));
        let mut settings = Self::default();
        settings.take(&Fields::new(FILE, &file, &faults));
        settings.take(&Fields::new("environment", &environment, &faults));
        let mut faults = faults.take();
        let misfits = settings
            .sign_in
            .misfits(settings.public_url.as_deref(), settings.second_factor_required);
        faults.extend(misfits.into_iter().map(|(key, what)| Fault {
            file: FILE.to_owned(),
            key: key.to_owned(),
            what: what.to_owned(),
        }));
        if faults.is_empty() { Ok(settings) } else { Err(Faults(faults)) }
    }

    fn take(&mut self, fields: &Fields<'_>) {
        let is_url = |url: &String| {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '#', '?', ' ']))
        };
        let what = "http:// or https:// and a host is expected, without a path";
        self.public_url =
            fields.optional_checked("public_url", what, is_url).or(self.public_url.take());
        let days = |days: &i64| (1..=366).contains(days);
        self.token_days = fields
            .optional_checked("token_days", "1 to 366 is expected", days)
            .unwrap_or(self.token_days);
        let hours = |hours: &i64| (1..=168).contains(hours);
        self.session_hours = fields
            .optional_checked("session_hours", "1 to 168 is expected", hours)
            .unwrap_or(self.session_hours);
        let megabytes = |mb: &i64| (1..=10_000).contains(mb);
        self.reserve_mb = fields
            .optional_checked("reserve_mb", "1 to 10000 is expected", megabytes)
            .unwrap_or(self.reserve_mb);
        self.second_factor_required =
            fields.optional("second_factor_required").unwrap_or(self.second_factor_required);
        if let Some(maps) = fields.optional::<Vec<String>>("maps") {
            self.maps = maps.into_iter().map(PathBuf::from).collect();
        }
        let parsed = |texts: &Vec<String>| -> Vec<IpAddr> {
            texts.iter().filter_map(|text| text.parse().ok()).collect()
        };
        let are_addresses = |texts: &Vec<String>| parsed(texts).len() == texts.len();
        if let Some(texts) =
            fields.optional_checked("proxies", "addresses are expected", are_addresses)
        {
            self.proxies = parsed(&texts);
        }
        if let Some(tls) = fields.table("tls", false) {
            let (certificate, key): (String, String) =
                (tls.required("certificate"), tls.required("key"));
            self.tls = Some(TlsFiles { certificate: certificate.into(), key: key.into() });
            tls.done();
        }
        if let Some(backup) = fields.table("backup", false) {
            self.backup = Plan::read(&backup);
        }
        if let Some(sign_in) = fields.table("sign_in", false) {
            self.sign_in = SignInSettings::read(&sign_in);
        }
        let secret: Option<String> = fields.optional("oidc_client_secret");
        if let (Some(secret), Some(municipal)) = (secret, &mut self.sign_in.municipal) {
            municipal.secret = Some(ClientSecret(secret));
        }
        fields.done();
    }

    /// How long a read token is good.
    pub fn token_ms(&self) -> i64 {
        self.token_days * DAY_MS
    }

    /// How many bytes are kept free for reports.
    pub fn reserve_bytes(&self) -> u64 {
        self.reserve_mb.unsigned_abs() << 20
    }

    /// How long a browser stays signed in.
    pub fn session_ms(&self) -> i64 {
        self.session_hours * DAY_MS / 24
    }
}

fn one(file: &str, what: String) -> Faults {
    Faults(vec![Fault { file: file.to_owned(), key: String::new(), what }])
}

/// Values of the environment are texts: a number is read as one, paths are divided by `;`.
fn from_environment(environment: impl Iterator<Item = (String, String)>) -> Table {
    let mut table = Table::new();
    for (name, text) in environment {
        let Some(key) = name.strip_prefix(PREFIX).map(str::to_lowercase) else { continue };
        let value = match text.parse::<i64>() {
            _ if ["maps", "proxies"].contains(&key.as_str()) => {
                Value::Array(text.split(';').map(|path| Value::from(path.trim())).collect())
            }
            _ if key == "oidc_client_secret" => Value::String(text),
            Ok(number) => Value::Integer(number),
            Err(_) if ["true", "false"].contains(&text.as_str()) => Value::Boolean(text == "true"),
            Err(_) => Value::String(text),
        };
        table.insert(key, value);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> std::vec::IntoIter<(String, String)> {
        let owned: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        owned.into_iter()
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let text = "public_url = \"lage.example\"\ntoken_days = 0\ncolour = 3\n";
        let environment =
            environment(&[("LAGESBILD_SERVER_SESSION_HOURS", "many"), ("LAGESBILD_SERVER_X", "1")]);
        let faults = Settings::parse(text, environment).unwrap_err();
        let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["public_url", "token_days", "colour", "session_hours", "x"]);
        assert!(faults.to_string().contains("settings.toml: colour: is not a known key"));
    }

    #[test]
    fn the_environment_goes_before_the_file() {
        let environment = environment(&[
            ("LAGESBILD_SERVER_PUBLIC_URL", "https://lage.example"),
            ("LAGESBILD_SERVER_MAPS", "a.pmtiles;b.pmtiles"),
            ("LAGESBILD_SERVER_SECOND_FACTOR_REQUIRED", "true"),
            ("HOME", "/home/x"),
        ]);
        let settings =
            Settings::parse("public_url = \"http://localhost:1\"\ntoken_days = 7", environment);
        let settings = settings.unwrap();
        assert_eq!(settings.public_url.as_deref(), Some("https://lage.example"));
        assert!(settings.maps.len() == 2 && settings.second_factor_required);
        assert_eq!((settings.token_days, settings.session_hours), (7, 12));
    }

    #[test]
    fn further_targets_of_backups_are_read_and_their_faults_named() {
        let text = "[backup]\nevery_hours = 6\n[[backup.target]]\nfolder = \"/mnt/b\"\n\
                    off_machine = true\nkeep = 30\n";
        let plan = Settings::parse(text, std::iter::empty()).unwrap().backup;
        assert_eq!((plan.every_hours, plan.drill_days, plan.targets.len()), (6, 7, 2));
        assert!(plan.targets[1].off_machine && plan.targets[1].keep == 30);
        let faults =
            Settings::parse("[backup]\nkeep = 1\nx = 2\n[[backup.target]]", std::iter::empty());
        let faults = faults.unwrap_err();
        let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["backup.keep", "backup.target[1].folder", "backup.x"]);
    }

    #[test]
    fn tls_needs_both_files_and_a_proxy_is_an_address() {
        let text = "proxies = [\"10.0.0.1\"]\n[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n";
        let settings = Settings::parse(text, std::iter::empty()).unwrap();
        assert_eq!(settings.proxies.len(), 1);
        assert!(settings.tls.is_some());
        let text = "proxies = [\"next door\"]\n[tls]\ncertificate = \"a.pem\"\n";
        let faults = Settings::parse(text, std::iter::empty()).unwrap_err();
        let keys: Vec<_> = faults.0.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["proxies", "tls.key"]);
    }

    #[test]
    fn a_file_that_is_no_toml_is_one_fault() {
        let faults = Settings::parse("= 3", std::iter::empty()).unwrap_err();
        assert_eq!(faults.0.len(), 1);
    }
}

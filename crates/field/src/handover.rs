//! `field handover`: what waits leaves this device by other hands, and a colleague's is handed in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use client::Client;
use client::http::Http;
use serde_json::json;

use crate::args::Handover;
use crate::commands::{partly, wait};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(client: &Client, output: &Output, what: &Handover) -> Result<ExitCode, Failure> {
    match what {
        Handover::Write { file, parts } => write(client, output, (file, *parts)),
        Handover::Deposit { file } => deposit(client, output, file),
    }
}

fn write(
    client: &Client,
    output: &Output,
    (file, with_parts): (&Path, bool),
) -> Result<ExitCode, Failure> {
    let Some(package) = client.package()? else {
        return output.answer(&json!({"bytes": 0, "parts": 0}), |_| {
            vec!["nothing waits on this device".to_owned()]
        });
    };
    let file = client::save_package(file, &package)?;
    let texts = client::package::split(&package);
    if with_parts {
        let mut name = file.as_os_str().to_owned();
        name.push(".parts");
        std::fs::write(PathBuf::from(name), texts.join("\n") + "\n")?;
    }
    let told = json!({"bytes": package.len(), "parts": texts.len(), "file": file});
    output.answer(&told, |_| {
        let (bytes, file) = (package.len(), file.display());
        vec![format!("{bytes} bytes written to {file}; what waits here goes on waiting")]
    })
}

fn deposit(client: &Client, output: &Output, file: &Path) -> Result<ExitCode, Failure> {
    let this = client.carry(&client::package::gathered(&std::fs::read(file)?)?)?;
    let http = Http::new()?;
    let delivered = wait(client.deliver(&http))??;
    output.answer(&delivered, |it| {
        let mut lines = vec![format!(
            "{} packages handed in, {} new operations, {} packages refused",
            it.packages,
            it.new,
            it.refused.len()
        )];
        lines.extend(it.refused.iter().map(|refused| {
            let which = if refused.package == this { "this package" } else { "one carried before" };
            format!("{which} ({}) is not taken: {}", refused.package, refused.message)
        }));
        lines
    })?;
    Ok(partly(!delivered.refused.is_empty()))
}

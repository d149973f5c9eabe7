//! The engine of the phone on the command line: imports, integrations, support and load. The same
//! store and the same engine as the app; no SQL and no HTTP of its own.

mod args;
mod commands;
mod failure;
mod handover;
mod import;
mod output;
mod times;

use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use client::keys::{KeyStore, NoKeyStore};
use client::system::{SystemClock, SystemRandom};
use client::{Client, ClientError};

use args::{Arguments, Command, Keys};
use failure::Failure;
use output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output { is_json: arguments.json };
    match run(&arguments, &output) {
        Ok(code) => code,
        Err(failure) => output.failure(&failure),
    }
}

fn run(arguments: &Arguments, output: &Output) -> Result<ExitCode, Failure> {
    let Some(store) = &arguments.store else {
        let missing = "the store is missing: --store DIR";
        Arguments::command().error(ErrorKind::MissingRequiredArgument, missing).exit();
    };
    let keys: Box<dyn KeyStore> = match arguments.keys {
        Keys::System => client::keys::of_this_system(),
        Keys::File => Box::new(NoKeyStore),
    };
    let machine = (Arc::new(SystemClock) as _, Arc::new(SystemRandom) as _);
    let client = Client::open_with_keys(store, keys.as_ref(), machine)?;
    if arguments.command.takes_pin() && client.is_locked()? {
        let pin = arguments.pin.as_deref().ok_or(ClientError::Locked)?;
        client.unlock(pin)?;
    }
    match &arguments.command {
        Command::Enrol { link } => commands::enrol(&client, output, link),
        Command::Capture(capture) => commands::capture(&client, output, capture),
        Command::Import(import) => commands::import(&client, output, (import, store)),
        Command::UndoImport { import, back, reason } => {
            commands::undo_import(&client, output, (import, (!back).then_some(reason)))
        }
        Command::Sync => commands::sync(&client, output),
        Command::List { limit } => commands::list(&client, output, *limit),
        Command::Picture(picture) => commands::picture(&client, output, picture),
        Command::Places(asked) => commands::places(&client, output, asked),
        Command::Status { hash } => commands::status(&client, output, *hash),
        Command::Token => commands::token(&client, output),
        Command::Handover { what } => handover::run(&client, output, what),
        Command::Pin { new } => commands::pin(&client, output, (arguments.pin.as_deref(), new)),
        Command::Review(review) => commands::review(&client, output, review),
        Command::Withdraw { id, reason } => commands::withdraw(&client, output, *id, reason),
    }
}

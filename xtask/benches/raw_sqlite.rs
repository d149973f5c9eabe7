//! What SQLite alone does on this disk, as the limit the product is measured beside: rows appended to
//! one table, committed safely every 500, and read back. `raw_sqlite FOLDER ROWS` prints one JSON line.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use rusqlite::{Connection, params};

/// As the client's batches.
const COMMITTED_AT_ONCE: u32 = 500;
/// As long as a made-up report in the log.
const BODY: [u8; 420] = [b'x'; 420];

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).filter(|it| it != "--bench");
    let (Some(folder), Some(rows)) = (words.next(), words.next()) else {
        // `cargo bench` of the whole workspace gives no words.
        eprintln!("raw_sqlite FOLDER ROWS");
        return Ok(());
    };
    let rows: u32 = rows.parse()?;
    let file = PathBuf::from(folder).join("raw.db");
    let mut connection = Connection::open(&file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE raw (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
    )?;

    let started = Instant::now();
    append(&mut connection, rows)?;
    let written = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let read: i64 =
        connection.query_row("SELECT sum(at + length(body)) FROM raw", [], |row| row.get(0))?;
    let taken = started.elapsed().as_secs_f64();

    let (written, taken) = (f64::from(rows) / written, f64::from(rows) / taken);
    println!(
        "{{\"raw_sqlite_rows_per_second\":{written:.0},\"raw_sqlite_read_rows_per_second\":{taken:.0},\
         \"sum\":{read}}}"
    );
    Ok(())
}

fn append(connection: &mut Connection, rows: u32) -> rusqlite::Result<()> {
    for first in (0..rows).step_by(COMMITTED_AT_ONCE as usize) {
        let transaction = connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO raw (at, body) VALUES (?1, ?2)")?;
            for row in first..rows.min(first + COMMITTED_AT_ONCE) {
                insert.execute(params![row, BODY])?;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}

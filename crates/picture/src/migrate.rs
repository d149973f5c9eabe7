//! An ordered list of steps over `user_version`. A released step is never edited.

use rusqlite::{Connection, TransactionBehavior};

use crate::PictureError;

/// Bring the database to the last step, each step in a transaction of its own.
///
/// # Errors
/// When the file is from a newer program, or a step fails; the steps before it stay done.
pub fn run(conn: &mut Connection, steps: &[&str]) -> Result<(), PictureError> {
    loop {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let done = done as usize;
        if done > steps.len() {
            return Err(PictureError::FromTheFuture { found: done, known: steps.len() });
        }
        let Some(step) = steps.get(done) else { return Ok(()) };
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", u32::try_from(done + 1).unwrap_or(u32::MAX))?;
        tx.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_runs_once_and_a_newer_file_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        run(&mut conn, &["CREATE TABLE a (x) ;"]).unwrap();
        run(&mut conn, &["CREATE TABLE a (x) ;", "CREATE TABLE b (x);"]).unwrap();
        assert!(matches!(
            run(&mut conn, &["CREATE TABLE a (x) ;"]),
            Err(PictureError::FromTheFuture { found: 2, known: 1 })
        ));
    }
}

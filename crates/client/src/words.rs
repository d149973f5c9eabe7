//! Words of reports enter the full-text index a little after the reports themselves, many at a time:
//! nobody waits for it, since whoever searches looks through those that are due as well.

use picture::project::words;

use crate::Client;
use crate::error::ClientError;
use crate::store::StoreError;

/// So many in one transaction: a report that is captured meanwhile waits for no more than these.
const AT_ONCE: u32 = 500;

impl Client {
    /// Bring the full-text index up to what is in the picture.
    ///
    /// # Errors
    /// When the store fails; what was indexed before stays so.
    pub fn index_words(&self) -> Result<(), ClientError> {
        while self.store.write_spare(|tx| Ok::<_, StoreError>(words::catch_up(tx, AT_ONCE)?))? {}
        Ok(())
    }
}

//! What a phone's store holds, for tests that search it byte by byte.

use super::Phone;

impl Phone {
    /// All that its store holds, as whoever has the key reads it.
    pub fn decrypted(&self) -> Vec<u8> {
        let told = std::fs::read(self.dir.path().join(client::keys::FILE)).unwrap();
        let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
        let key = format!("x'{}'", told["key"].as_str().unwrap());
        let file = self.dir.path().join(client::STORE_FILE);
        let conn = picture::connect::open(&file, Some(&key)).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let plain = dir.path().join("plain.db");
        conn.execute("ATTACH DATABASE ?1 AS plain KEY ''", [plain.to_string_lossy()]).unwrap();
        conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
        conn.execute_batch("DETACH DATABASE plain").unwrap();
        std::fs::read(plain).unwrap()
    }
}

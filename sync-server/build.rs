//! Takes the built interface and the practice municipality into the binary, so that one file is all
//! a municipality needs. Without a built interface the binary says so instead.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("..");
    let dist = root.join("ui/dist");
    let practice = root.join("config/ovningsstad");
    // Cargo compares times only of what is there: an empty folder is the sign of "not built yet".
    fs::create_dir_all(&dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed={}", practice.display());

    let mut source = String::new();
    list(&mut source, "INTERFACE", &dist)?;
    list(&mut source, "PRACTICE", &practice)?;
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), source)
}

/// A list of every file below a folder: path, hash of the content, content.
fn list(source: &mut String, name: &str, folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.sort();
    let _ = writeln!(source, "pub(crate) static {name}: &[(&str, &str, &[u8])] = &[");
    for file in files {
        let bytes = fs::read(&file)?;
        let hash = blake3::hash(&bytes).to_hex();
        let path = file.strip_prefix(folder).map_err(io::Error::other)?;
        let path = path.to_string_lossy().replace('\\', "/");
        let full = fs::canonicalize(&file)?;
        let _ = writeln!(source, "    ({path:?}, {:?}, include_bytes!({full:?})),", &hash[..16]);
    }
    source.push_str("];\n");
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

//! Files taken into the binary by the build script: path, hash, content.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

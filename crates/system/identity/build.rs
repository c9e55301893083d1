//! Compiles the services of identity from `proto/`, without protoc.

use std::error::Error;
use std::path::Path;

use prost::Message as _;

const PROTO: &str = "../../../proto";
const FILES: [&str; 1] = ["footlights/v1/events.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo::rerun-if-changed={PROTO}/{file}");
    }
    let mut set = protox::compile(FILES, [PROTO])?;
    tonic_prost_build::configure().compile_fds(set.clone())?;
    // Reflection needs no comments.
    set.file.iter_mut().for_each(|file| file.source_code_info = None);
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    std::fs::write(Path::new(&out).join("services.bin"), set.encode_to_vec())?;
    Ok(())
}

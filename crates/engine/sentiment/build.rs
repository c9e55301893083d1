//! Packs the weights, most of which are small numbers: the binary holds them at half their size.

use std::error::Error;
use std::fs::File;
use std::io::copy;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

const WEIGHTS: &str = "data/weights.bin";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={WEIGHTS}");
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("weights.bin.gz");
    let mut packed = GzEncoder::new(File::create(out)?, Compression::best());
    copy(&mut File::open(WEIGHTS)?, &mut packed)?;
    packed.finish()?;
    Ok(())
}

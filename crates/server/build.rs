//! Packs what the binary holds and never changes while it runs: the documents of its API and the parts of Swagger UI that show it.

use std::error::Error;
use std::fs::File;
use std::io::{Cursor, copy};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipArchive;

const DOCUMENTS: [&str; 2] = ["openapi.json", "asyncapi.json"];
const SWAGGER_UI: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

fn main() -> Result<(), Box<dyn Error>> {
    // Generic code that came out the same for several types is kept once. Only this target's own linker is known to do it.
    if std::env::var("PROFILE")? == "release" && std::env::var("TARGET")? == "x86_64-unknown-linux-gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for name in DOCUMENTS {
        let path = format!("../../schema/{name}");
        println!("cargo::rerun-if-changed={path}");
        pack(File::open(path)?, &out.join(format!("{name}.gz")))?;
    }
    let mut archive = ZipArchive::new(Cursor::new(utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED))?;
    for name in SWAGGER_UI {
        let end = format!("/dist/{name}");
        let names: Vec<String> = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<Result<_, zip::result::ZipError>>()?;
        let inside = names.into_iter().find(|path| path.ends_with(&end)).ok_or(end)?;
        pack(archive.by_name(&inside)?, &out.join(format!("{name}.gz")))?;
    }
    Ok(())
}

fn pack(mut from: impl std::io::Read, to: &Path) -> std::io::Result<()> {
    let mut packed = GzEncoder::new(File::create(to)?, Compression::best());
    copy(&mut from, &mut packed)?;
    packed.finish()?;
    Ok(())
}

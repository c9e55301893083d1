//! `footlights simulate` as a game's designer runs it: no server, no database, a scenario and a folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use footlights_tests::binary;

fn simulate(folder: &Path, args: &[&str]) -> anyhow::Result<(Option<i32>, String, String)> {
    let Output { status, stdout, stderr } = Command::new(binary()).current_dir(folder).arg("simulate").args(args).output()?;
    Ok((status.code(), String::from_utf8(stdout)?, String::from_utf8(stderr)?))
}

fn raid() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/scenarios/raid.toml")
}

#[test]
fn a_scenario_is_played_drawn_and_checked_without_a_server() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (code, said, complained) = simulate(folder.path(), &[&raid().display().to_string(), "--check", "--out", "out/raid"])?;
    assert_eq!((code, complained.as_str()), (Some(0), ""), "{said}");
    assert!(said.contains("A raid") && said.contains("yes Lio: ") && !said.contains('\u{1b}'), "{said}");
    for (file, begins) in [
        ("figure.svg", &b"<svg "[..]),
        ("figure-light.png", b"\x89PNG"),
        ("figure-dark.png", b"\x89PNG"),
        ("curves.csv", b"seconds,stream,"),
        ("report.html", b"<!doctype html>"),
    ] {
        let bytes = std::fs::read(folder.path().join("out/raid").join(file))?;
        assert!(bytes.starts_with(begins), "{file}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path())?.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["out"], "it makes no data directory");
    Ok(())
}

#[test]
fn what_is_not_as_expected_ends_with_1_and_what_is_wrong_is_named_with_its_line() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let good = std::fs::read_to_string(raid())?;
    std::fs::write(folder.path().join("hopeful.toml"), good.replace("at_least = 300", "at_least = 30000"))?;
    let (code, said, _) = simulate(folder.path(), &["hopeful.toml", "--check", "--runs", "3"])?;
    assert_eq!(code, Some(1));
    assert!(said.contains("NO  Bruno: ") && said.contains("0 of 3 runs"), "{said}");
    let (code, ..) = simulate(folder.path(), &["hopeful.toml"])?;
    assert_eq!(code, Some(0), "only --check minds");
    std::fs::write(folder.path().join("wrong.toml"), good.replace("share = 0.7", "share = 1.7"))?;
    let (code, _, complained) = simulate(folder.path(), &["wrong.toml"])?;
    assert_eq!(code, Some(1));
    assert!(complained.contains("wrong.toml: line 31: stream[0].raid[0].share is 1.7, and must be from 0 to 1"), "{complained}");
    Ok(())
}

#[test]
fn the_same_seed_plays_the_same_evening_on_any_number_of_threads() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let scenario = raid().display().to_string();
    let hashes = |args: &[&str]| simulate(folder.path(), &[&[&scenario, "--hashes"], args].concat()).map(|(_, said, _)| said);
    let one = hashes(&["--threads", "1"])?;
    assert_eq!(one.lines().count(), 9_000 / 5, "a line a tick of two and a half hours");
    assert_eq!(one, hashes(&["--threads", "8"])?);
    assert_ne!(one, hashes(&["--seed", "12"])?);
    let (_, said, _) = simulate(folder.path(), &[&scenario, "--explain", "someone@1h30m"])?;
    assert!(said.contains("its score now") && said.contains("What happened to it"), "{said}");
    Ok(())
}

//! `footlights classify` at the end of a pipe.

use std::io::Write as _;
use std::process::{Command, Stdio};

use footlights_tests::binary;
use serde_json::Value;

#[test]
fn lines_go_in_and_moods_come_out_in_their_order() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(binary());
    command.current_dir(folder.path()).args(["classify", "--explain"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    child.stdin.take().expect("piped").write_all(b"this is not good\n\xff\xff\nPOGGERS LETS GOOOO")?;
    let output = child.wait_with_output()?;
    assert!(output.status.success());
    let answers: Vec<Value> = String::from_utf8(output.stdout)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let categories: Vec<_> = answers.iter().map(|answer| answer["category"].clone()).collect();
    assert_eq!(categories, ["Critical".into(), Value::Null, "Excited".into()]);
    assert!(answers[0]["terms"].as_array().is_some_and(|terms| terms.iter().any(|term| term["negated"] == true)), "{}", answers[0]);
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0, "it makes no data directory");
    Ok(())
}

//! `footlights doctor`: looks at this machine and these settings, and says what to do.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::Path;
use std::process::Command;

use crate::config::Settings;

/// Free disk below which we speak up, bytes.
const FREE_BYTES_WANTED: u64 = 1 << 30;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, but somebody will miss something.
    Note,
    /// `serve` will not start or not work.
    Bad,
}

/// One finding: what was looked at, how it is, what to do.
#[derive(Debug)]
pub struct Finding {
    /// What was looked at.
    pub subject: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was seen and, where something is amiss, what to do.
    pub detail: String,
}

impl Finding {
    pub(crate) fn good(subject: &'static str, detail: impl Into<String>) -> Self {
        Self { subject, verdict: Verdict::Good, detail: detail.into() }
    }
    pub(crate) fn note(subject: &'static str, detail: impl Into<String>) -> Self {
        Self { subject, verdict: Verdict::Note, detail: detail.into() }
    }
    pub(crate) fn bad(subject: &'static str, detail: impl Into<String>) -> Self {
        Self { subject, verdict: Verdict::Bad, detail: detail.into() }
    }
}

/// Runs all checks, in the order in which `serve` would stumble.
pub async fn run(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![listen(&settings.listen), data_dir(&settings.data_dir), disk(&settings.data_dir)];
    findings.push(super::probe::database(settings).await);
    findings.push(super::probe::redis(settings).await);
    findings.push(public_url(settings));
    findings.push(files(settings));
    findings.push(program("ffmpeg", "-version", "films and uploads that browsers cannot play as they are"));
    findings.extend(crate::voices::findings(settings).await);
    findings.push(clock());
    findings
}

fn listen(listen: &str) -> Finding {
    const SUBJECT: &str = "listen address";
    let addresses: Vec<SocketAddr> = match listen.to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => return Finding::bad(SUBJECT, format!("`{listen}` is no address ({error}). Write it as 127.0.0.1:7300.")),
    };
    match TcpListener::bind(&addresses[..]) {
        Ok(_) => Finding::good(SUBJECT, format!("{listen} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Finding::bad(SUBJECT, format!("{listen} is in use, perhaps by a running Footlights. Stop it, or choose another with --listen."))
        }
        Err(error) => Finding::bad(SUBJECT, format!("{listen} cannot be used: {error}. Choose another with --listen.")),
    }
}

fn data_dir(dir: &Path) -> Finding {
    const SUBJECT: &str = "data directory";
    let shown = dir.display();
    if !dir.exists() {
        let parent = dir.ancestors().skip(1).find(|parent| parent.exists() || parent.as_os_str().is_empty());
        return Finding::good(
            SUBJECT,
            format!("{shown} is not there yet and will be made in {}", parent.map_or(".".into(), |p| p.display().to_string())),
        );
    }
    match tempfile::tempfile_in(dir) {
        Ok(_) => Finding::good(SUBJECT, format!("{shown} can be written")),
        Err(error) => Finding::bad(SUBJECT, format!("{shown} cannot be written: {error}. Give it to the user that runs Footlights.")),
    }
}

fn disk(dir: &Path) -> Finding {
    const SUBJECT: &str = "free disk";
    let there = dir.ancestors().find(|parent| parent.exists()).unwrap_or(Path::new("."));
    match fs4::available_space(there) {
        Ok(free) if free < FREE_BYTES_WANTED => {
            Finding::note(SUBJECT, format!("only {} MiB are left. A full disk refuses every write until there is room.", free >> 20))
        }
        Ok(free) => Finding::good(SUBJECT, format!("{} GiB", free >> 30)),
        Err(error) => Finding::note(SUBJECT, format!("cannot be told: {error}")),
    }
}

fn public_url(settings: &Settings) -> Finding {
    const SUBJECT: &str = "public address";
    let url = settings.public_url.as_str();
    if url.is_empty() {
        return Finding::note(
            SUBJECT,
            "not set, so overlay addresses show the listening address. Set public_url when others reach you by a name.",
        );
    }
    if url.starts_with("https://") {
        return Finding::good(SUBJECT, url);
    }
    if url.starts_with("http://") {
        return Finding::note(
            SUBJECT,
            format!("{url} is not encrypted. Put a reverse proxy with a certificate in front (docs/operate/reverse-proxy.md)."),
        );
    }
    Finding::bad(SUBJECT, format!("`{url}` is no address. Write it as https://stage.example."))
}

fn files(settings: &Settings) -> Finding {
    const SUBJECT: &str = "open files";
    match rlimit::getrlimit(rlimit::Resource::NOFILE) {
        Ok((_, hard)) if hard < settings.connections_max as u64 + 256 => Finding::note(
            SUBJECT,
            format!(
                "the system allows {hard}, connections_max is {}. Raise it (LimitNOFILE= in the service file) before a big night.",
                settings.connections_max
            ),
        ),
        Ok((_, hard)) => Finding::good(SUBJECT, format!("up to {hard}")),
        Err(error) => Finding::note(SUBJECT, format!("cannot be told: {error}")),
    }
}

fn program(name: &'static str, flag: &str, what_for: &str) -> Finding {
    match Command::new(name).arg(flag).output() {
        Ok(output) => Finding::good(name, String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or("found").to_owned()),
        Err(_) => Finding::note(name, format!("not found; it is needed for {what_for}. On Debian: apt-get install {name}")),
    }
}

fn clock() -> Finding {
    const SUBJECT: &str = "clock";
    let synchronised = Command::new("timedatectl").args(["show", "--property=NTPSynchronized", "--value"]).output();
    match synchronised {
        Ok(output) if output.stdout.starts_with(b"yes") => Finding::good(SUBJECT, "synchronised"),
        Ok(output) if output.stdout.starts_with(b"no") => Finding::note(
            SUBJECT,
            "not synchronised. Times of tips and of several nodes would drift; switch on NTP (timedatectl set-ntp true).",
        ),
        _ => Finding::note(SUBJECT, "this system does not tell whether its clock is synchronised"),
    }
}

/// The findings as text.
#[must_use]
pub fn print(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            let mark = match finding.verdict {
                Verdict::Good => "ok  ",
                Verdict::Note => "note",
                Verdict::Bad => "BAD ",
            };
            format!("{mark} {:<16} {}\n", finding.subject, finding.detail)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Verdict, data_dir, listen, public_url};
    use crate::config::Settings;

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("free port");
        let address = taken.local_addr().expect("bound").to_string();
        let finding = listen(&address);
        assert_eq!(finding.verdict, Verdict::Bad);
        assert!(finding.detail.contains("--listen"), "{}", finding.detail);
        drop(taken);
        assert_eq!(listen("not an address").verdict, Verdict::Bad);
    }

    #[test]
    fn folders_and_addresses() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(data_dir(dir.path()).verdict, Verdict::Good);
        assert_eq!(data_dir(&dir.path().join("new/deep")).verdict, Verdict::Good);
        let with = |url: &str| public_url(&Settings { public_url: url.into(), ..Settings::default() }).verdict;
        assert_eq!((with("https://a.example"), with("http://a.example"), with("a.example")), (Verdict::Good, Verdict::Note, Verdict::Bad));
    }
}

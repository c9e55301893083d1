//! Hands back the pages of code that only starting touched.

use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::mm::{Advice, madvise};
use tokio_util::sync::CancellationToken;

/// By then what starts late has started.
const AFTER: Duration = Duration::from_secs(1);

/// Opening, migrating and reading settings run through most of the program once, and every page they came by stays mapped. Unmapped,
/// it is the kernel's to keep or to use; a page that is needed again comes back by itself, within microseconds while the file is cached.
pub(super) async fn once_started(stop: CancellationToken) {
    if stop.run_until_cancelled(tokio::time::sleep(AFTER)).await.is_some()
        && let Err(error) = unmap_code()
    {
        tracing::debug!(%error, "the code that only starting needed stays mapped");
    }
}

fn unmap_code() -> io::Result<()> {
    let program = std::env::current_exe()?;
    for code in parts(&std::fs::read_to_string("/proc/self/smaps")?, &program) {
        #[expect(unsafe_code, reason = "the one way to ask for it")]
        // SAFETY: a page of a file that nobody wrote to comes back with the same bytes, also while it is being run.
        unsafe {
            madvise(std::ptr::with_exposed_provenance_mut(code.start), code.len, Advice::LinuxDontNeed)?;
        }
    }
    Ok(())
}

/// A run of mapped pages.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    start: usize,
    len: usize,
}

/// Where the program's code lies, as `smaps` of proc(5) says: mapped to be run and not to be written, and without a page of its own (a
/// debugger's breakpoint makes one, which would be lost).
fn parts(smaps: &str, program: &Path) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut code = false;
    for line in smaps.lines() {
        let mut words = line.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        if let Some(key) = first.strip_suffix(':') {
            if code && key == "Anonymous" && words.next() != Some("0") {
                found.pop();
            }
        } else {
            let path = line.find('/').map(|at| &line[at..]);
            let ours = words.next() == Some("r-xp") && path.map(Path::new) == Some(program);
            let part = range(first).filter(|_| ours);
            code = part.is_some();
            found.extend(part);
        }
    }
    found
}

fn range(text: &str) -> Option<Part> {
    let (from, to) = text.split_once('-')?;
    let start = usize::from_str_radix(from, 16).ok()?;
    Some(Part { start, len: usize::from_str_radix(to, 16).ok()?.checked_sub(start)? })
}

#[cfg(test)]
mod tests {
    use rustix::mm::{Advice, madvise};

    use super::{Part, parts, unmap_code};
    use std::path::Path;

    const SMAPS: &str = "\
1000-3000 r--p 00000000 fe:00 7 /opt/foot lights
Rss:                   8 kB
Anonymous:             0 kB
3000-9000 r-xp 00002000 fe:00 7 /opt/foot lights
Rss:                  24 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me sd
9000-a000 r-xp 00008000 fe:00 7 /opt/foot lights
Anonymous:             4 kB
a000-b000 rw-p 00009000 fe:00 7 /opt/foot lights
Anonymous:             4 kB
b000-c000 r-xp 00000000 fe:00 9 /lib/libc.so.6
Anonymous:             0 kB
c000-d000 r-xp 00000000 00:00 0
Anonymous:             0 kB
";

    #[test]
    fn only_the_programs_own_untouched_code_is_found() {
        assert_eq!(parts(SMAPS, Path::new("/opt/foot lights")), [Part { start: 0x3000, len: 0x6000 }]);
        assert_eq!(parts(SMAPS, Path::new("/opt/other")), []);
        assert_eq!(parts("nonsense\n-\n:\n1-\n", Path::new("/")), []);
    }

    #[test]
    fn the_code_is_less_and_still_runs() {
        // Without a figure for its own code there is nothing to prove: then the test fails, by name.
        let program = std::env::current_exe().expect("a test is a program");
        let code = || std::fs::read_to_string("/proc/self/smaps").expect("this system's own");
        let resident = || {
            let smaps = code();
            let own = smaps.lines().skip_while(|line| !(line.contains("r-xp") && line.ends_with(&*program.to_string_lossy())));
            let size = own.skip(1).find_map(|line| line.strip_prefix("Rss:")).expect("smaps gives each part its Rss");
            size.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
        };
        for part in parts(&code(), &program) {
            #[expect(unsafe_code, reason = "as if all of it had run; nothing is written")]
            unsafe {
                madvise(std::ptr::with_exposed_provenance_mut(part.start), part.len, Advice::LinuxPopulateRead).expect("a file's pages");
            }
        }
        let before = resident();
        unmap_code().expect("a file's pages can be let go");
        let after = resident();
        assert!(after < before / 2, "{after} of {before} KiB are left");
    }
}

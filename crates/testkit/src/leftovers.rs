//! Whether something belongs to a test that is over: names carry the process that made them.
//! Knows nothing of databases.

use std::path::Path;

/// `PID-COUNTER`, unique among all running test processes of this machine.
pub(crate) fn own_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// Whether `name` (`PREFIX` + `PID_…`) was made by a process that no longer runs.
///
/// Where processes cannot be looked up (no `/proc`) everything counts as in use: better a leftover than a
/// database pulled from under a running test.
pub(crate) fn is_leftover(name: &str, prefix: &str) -> bool {
    let pid = name.strip_prefix(prefix).and_then(|rest| rest.split('_').next()).and_then(|pid| pid.parse::<u32>().ok());
    match pid {
        Some(pid) => Path::new("/proc/self").exists() && !Path::new("/proc").join(pid.to_string()).exists(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_leftover, own_name};

    #[test]
    fn only_names_of_ended_processes_are_leftovers() {
        assert!(!is_leftover(&format!("run_{}", own_name()), "run_"));
        // Above the largest process id Linux gives out.
        assert!(is_leftover("run_4194999_0", "run_"));
        assert!(!is_leftover("run_x_0", "run_"));
        assert!(!is_leftover("other_4194999_0", "run_"));
    }
}

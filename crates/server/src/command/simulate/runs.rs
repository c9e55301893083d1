//! Many runs of one scenario, each with another seed, on all cores.
//!
//! Owns: sharing runs among threads; their order is that of the seeds. Does not know: what becomes of them.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use footlights_crowd::Pace;

use super::play::Play;
use super::record::Record;
use super::scenario::Checked;
use super::verdict::{Verdict, judge};

/// Thinned records and verdicts, in the order of seeds.
type Runs = (Vec<Record>, Vec<Vec<Verdict>>);

/// Plays so many runs, with the scenario's seed and those after it.
///
/// # Errors
/// What any run fails with.
pub(super) fn run(checked: &Checked, count: u32, threads: NonZeroUsize) -> anyhow::Result<Runs> {
    let next = AtomicU32::new(0);
    let done = Mutex::new(Vec::with_capacity(count as usize));
    let work = || -> anyhow::Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(());
            }
            let seed = checked.scenario.seed.wrapping_add(number.into());
            let mut record = Play::new(checked, seed, Pace::default())?.finish()?;
            let verdicts = judge(checked, &record);
            record.thin();
            done.lock().expect("nobody panics while holding it").push((number, record, verdicts));
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.get().min(count as usize)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow::anyhow!("a run has panicked"))?)
    })?;
    let mut done = done.into_inner().expect("nobody panics while holding it");
    done.sort_by_key(|(number, ..)| *number);
    Ok(done.into_iter().map(|(_, record, verdicts)| (record, verdicts)).unzip())
}

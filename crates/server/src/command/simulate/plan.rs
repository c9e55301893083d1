//! What happens when: a scenario as a list of actions in the order of ticks.
//!
//! Owns: repetition, jitter, the order at one moment. Does not know: what an action does.

use super::length::Length;
use super::scenario::{Checked, PulseLine};

/// Something to do before a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Action {
    /// Ticks that have passed.
    pub(super) tick: u32,
    /// Of `Checked::sessions`.
    pub(super) session: usize,
    pub(super) what: What,
}

/// What to do; numbers are those of the lists of the stream. At one moment in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Close,
    Open,
    Resume,
    Tags(usize),
    Voice(usize),
    Event(usize),
    /// The line, and the number of the pulse in it.
    Pulse(usize, u32),
    Raid(usize),
    Pause,
}

/// All actions, in order.
pub(super) fn plan(checked: &Checked, seed: u64) -> Vec<Action> {
    let tick_seconds = checked.scenario.crowd.tick_seconds;
    let mut actions = Vec::new();
    for (number, session) in checked.sessions.iter().enumerate() {
        let stream = &checked.scenario.stream[session.stream];
        let mut add = |after: u32, what: What| {
            let at = session.start.saturating_add(after);
            if at < session.end || what == What::Close {
                actions.push(Action { tick: at.min(session.end) / tick_seconds, session: number, what });
            }
        };
        add(0, What::Open);
        add(session.end - session.start, What::Close);
        stream.then.iter().enumerate().for_each(|(index, one)| add(one.at.0, What::Tags(index)));
        stream.voice.iter().enumerate().for_each(|(index, one)| add(one.at.0, What::Voice(index)));
        stream.raid.iter().enumerate().for_each(|(index, one)| add(one.at.0, What::Raid(index)));
        for one in &stream.pause {
            add(one.at.0, What::Pause);
            add(one.at.0 + one.lasts.0, What::Resume);
        }
        for (index, one) in stream.event.iter().enumerate() {
            let until = one.until.map_or(session.end - session.start, |until| until.0);
            for (time, at) in moments(one.at, one.every, until).enumerate() {
                let late = chance(seed, [number as u64, index as u64, time as u64, 0], u64::from(one.jitter.0) + 1);
                add(at + late as u32, What::Event(index));
            }
        }
        for (index, one) in stream.pulse.iter().enumerate() {
            for (time, at) in moments(one.at, Some(one.every), one.until.0).enumerate() {
                add(at, What::Pulse(index, time as u32));
            }
        }
    }
    actions.sort_by_key(|action| (action.tick, action.what, action.session));
    actions
}

/// From one moment on, again and again, before another.
fn moments(at: Length, every: Option<Length>, until: u32) -> impl Iterator<Item = u32> {
    let first = Some(at.0);
    std::iter::successors(first, move |last| every.and_then(|every| last.checked_add(every.0)).filter(|next| *next < until))
}

/// One entry of a pulse: which mood by its weight, how strongly.
pub(super) fn feeling(pulse: &PulseLine, seed: u64, keys: [u64; 4]) -> (footlights_base::SentimentCategory, f64) {
    let total: f64 = pulse.moods.values().sum();
    let mut drawn = chance(seed, keys, 1 << 32) as f64 / (1_u64 << 32) as f64 * total;
    let mut mood = *pulse.moods.keys().next_back().expect("checked: some mood has a weight");
    for (category, weight) in &pulse.moods {
        if drawn < *weight {
            mood = *category;
            break;
        }
        drawn -= weight;
    }
    let wide = chance(seed ^ 0x5EED, keys, 2_001) as f64 / 10_000.0 - 0.1;
    (mood, (pulse.intensity + wide).clamp(0.0, 1.0))
}

/// A draw below `below` that depends on nothing but its arguments; the mix is the finaliser of splitmix64.
pub(super) fn chance(seed: u64, keys: [u64; 4], below: u64) -> u64 {
    let mix = |value: u64| {
        let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    };
    let hash = keys
        .into_iter()
        .fold(mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15)), |hash, key| mix(hash ^ key.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    ((u128::from(hash) * u128::from(below)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::super::scenario::read;
    use super::{What, chance, plan};

    const TEXT: &str = "title = 'x'\nlength = '1h'\n[[stream]]\nname = 'a'\nlength = '10m'\nevery = '30m'\ntimes = 2\n\
        event = [{ at = '2m', event = 'LevelUp', every = '3m', until = '9m' }]\npause = [{ at = '4m', for = '1m' }]\n";

    #[test]
    fn what_repeats_is_there_each_time_and_in_order() {
        let checked = read(TEXT).expect("valid");
        let actions = plan(&checked, 1);
        assert!(actions.is_sorted_by_key(|action| action.tick));
        let events: Vec<u32> = actions.iter().filter(|one| matches!(one.what, What::Event(_))).map(|one| one.tick * 5 / 60).collect();
        assert_eq!(events, [2, 5, 8, 32, 35, 38]);
        let opened: Vec<u32> = actions.iter().filter(|one| one.what == What::Open).map(|one| one.tick * 5 / 60).collect();
        let closed: Vec<u32> = actions.iter().filter(|one| one.what == What::Close).map(|one| one.tick * 5 / 60).collect();
        assert_eq!((opened, closed), (vec![0, 30], vec![10, 40]));
    }

    #[test]
    fn draws_are_spread_and_depend_on_each_key() {
        let mut counts = [0; 10];
        (0..10_000).for_each(|key| counts[chance(7, [key, 1, 2, 3], 10) as usize] += 1);
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        assert_ne!(chance(7, [1, 2, 3, 4], u64::MAX), chance(8, [1, 2, 3, 4], u64::MAX));
    }
}

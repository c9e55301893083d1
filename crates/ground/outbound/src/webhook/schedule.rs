//! When a delivery that failed is tried again: eight tries over a good day, as Standard Webhooks advises. Knows no delivery.

use std::time::Duration;

use footlights_base::Chance;

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// The pauses after the first, second … failure.
const PAUSES: [Duration; 7] = [Duration::from_secs(5), minutes(5), minutes(30), minutes(120), minutes(300), minutes(600), minutes(600)];
/// An endpoint that asks for a longer pause does not get it.
const ASKED_MAX: Duration = minutes(60);
/// How far a pause strays to either side, so that what failed together does not come back together.
const STRAY: f64 = 0.1;

/// The pause after try `attempt` (1, 2, 3 …) failed; none after the last one. An endpoint may ask for a longer one.
pub(crate) fn pause(attempt: u32, asked: Option<Duration>, chance: &Chance) -> Option<Duration> {
    let step = *PAUSES.get(attempt.saturating_sub(1) as usize)?;
    let strayed = step.mul_f64(1.0 - STRAY + 2.0 * STRAY * chance.unit());
    Some(strayed.max(asked.unwrap_or_default().min(ASKED_MAX)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use footlights_base::Chance;

    use super::pause;

    #[test]
    fn eight_tries_over_a_day_each_later_than_the_one_before() {
        let chance = Chance::seeded(1);
        let pauses: Vec<Duration> = (1..).map_while(|attempt| pause(attempt, None, &chance)).collect();
        assert_eq!(pauses.len(), 7);
        let whole: Duration = pauses.iter().sum();
        assert!(whole > Duration::from_hours(24) && whole < Duration::from_hours(31), "{whole:?}");
        assert!(pauses[0] >= Duration::from_millis(4_500) && pauses[0] <= Duration::from_millis(5_500));
        assert!(pauses[..6].windows(2).all(|pair| pair[0] < pair[1]));
        assert_ne!(pause(3, None, &chance), pause(3, None, &chance), "they stray");
    }

    #[test]
    fn who_asks_for_more_time_gets_an_hour_at_most() {
        let chance = Chance::seeded(1);
        assert_eq!(pause(1, Some(Duration::from_secs(90)), &chance), Some(Duration::from_secs(90)));
        assert_eq!(pause(1, Some(Duration::from_hours(900)), &chance), Some(Duration::from_hours(1)));
        assert!(pause(4, Some(Duration::from_secs(1)), &chance) > Some(Duration::from_hours(1)));
    }
}

//! The axes: time, with the hours in which nobody is on left out, and round numbers.
//!
//! Owns: where a moment stands, which ones are named. Does not know: what is drawn along them.

use super::super::length::Length;

/// Pixels that stand for a time in which nobody is on.
const GAP: f64 = 14.0;
/// A shorter time is drawn as it is, s.
const GAP_SECONDS_MIN: u32 = 1_800;

/// A stretch of time that is drawn.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: f64,
    to: f64,
    left: f64,
    right: f64,
}

/// The axis of time.
#[derive(Debug, Clone)]
pub(in super::super) struct TimeAxis {
    stretches: Vec<Stretch>,
}

impl TimeAxis {
    /// Between two places, for streams that are on between these seconds.
    pub(in super::super) fn of(on: &[(u32, u32)], left: f64, right: f64) -> Self {
        let mut on = on.to_vec();
        on.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::new();
        for (from, to) in on {
            match merged.last_mut() {
                Some(last) if from < last.1.saturating_add(GAP_SECONDS_MIN) => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        let seconds: f64 = merged.iter().map(|(from, to)| f64::from(to - from)).sum();
        let scale = (right - left - GAP * merged.len().saturating_sub(1) as f64) / seconds.max(1.0);
        let mut x = left;
        let stretch = |(from, to): (u32, u32)| {
            let width = f64::from(to - from) * scale;
            let one = Stretch { from: from.into(), to: to.into(), left: x, right: x + width };
            x += width + GAP;
            one
        };
        Self { stretches: merged.into_iter().map(stretch).collect() }
    }

    /// Where a moment stands; nothing where it is left out.
    pub(in super::super) fn x(&self, seconds: f64) -> Option<f64> {
        self.place(seconds).map(|(_, x)| x)
    }

    /// In which stretch a moment is, and where it stands.
    pub(super) fn place(&self, seconds: f64) -> Option<(usize, f64)> {
        let (number, inside) = self.stretches.iter().enumerate().find(|(_, one)| seconds >= one.from && seconds <= one.to)?;
        Some((number, inside.left + (seconds - inside.from) / (inside.to - inside.from).max(1.0) * (inside.right - inside.left)))
    }

    /// From and to of every stretch, in pixels.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.stretches.iter().map(|one| (one.left, one.right))
    }

    /// The moments that are named, with their names.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        if let [only] = &self.stretches[..] {
            let step = step(only.to - only.from, (only.right - only.left) / 90.0);
            let first = (only.from / step).ceil() as u32;
            let moments = (first..).map(|number| f64::from(number) * step).take_while(|at| *at <= only.to);
            return moments.filter_map(|at| Some((self.x(at)?, name(at)))).collect();
        }
        self.stretches.iter().map(|one| (one.left, name(one.from))).collect()
    }
}

fn name(seconds: f64) -> String {
    Length(seconds as u32).to_string().replace("0s", "0")
}

/// The smallest round step of which no more than so many fit.
fn step(seconds: f64, most: f64) -> f64 {
    const STEPS: [f64; 16] =
        [5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 10_800.0, 21_600.0, 43_200.0, 86_400.0, 604_800.0];
    STEPS.into_iter().find(|step| seconds / step <= most).unwrap_or(604_800.0)
}

/// The end of an axis of values, a little above the highest, and the step of its names.
pub(super) fn round_up(highest: f64) -> (f64, f64) {
    let highest = highest.max(1.0);
    let power = 10.0_f64.powf(highest.log10().floor());
    let steps = [0.25, 0.5, 1.0, 2.0, 2.5, 5.0].map(|part| part * power);
    let fit = steps.into_iter().filter(|step| highest / step <= 3.2 && step.fract() == 0.0);
    let end = |step: &f64| (highest / step).ceil() * step;
    // The end that leaves least empty; of equal ones the smaller step.
    let step = fit.min_by(|one, other| end(one).total_cmp(&end(other))).unwrap_or((highest / 3.0).ceil());
    (end(&step), step)
}

#[cfg(test)]
mod tests {
    use super::{TimeAxis, round_up, step};

    #[test]
    fn hours_in_which_nobody_is_on_are_left_out() {
        let axis = TimeAxis::of(&[(86_400, 90_000), (0, 3_600)], 0.0, 1_014.0);
        assert_eq!(axis.x(0.0), Some(0.0));
        assert_eq!(axis.x(3_600.0), Some(500.0));
        assert_eq!(axis.x(40_000.0), None);
        assert_eq!(axis.x(86_400.0), Some(514.0));
        assert_eq!(axis.ticks().into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ["0", "1d"]);
    }

    #[test]
    fn names_are_round() {
        assert_eq!(step(7_200.0, 10.0), 900.0);
        for (highest, end, step) in
            [(0.0, 1.0, 1.0), (97.0, 100.0, 50.0), (130.0, 150.0, 50.0), (4_900.0, 5_000.0, 2_500.0), (7.0, 10.0, 5.0)]
        {
            assert_eq!(round_up(highest), (end, step), "{highest}");
        }
    }
}

//! What is written down after each tick, and what the crowd says in the words of the hype machine.
//!
//! Owns: one row of every curve. Does not know: what a row is used for.

use footlights_base::SentimentCategory;
use footlights_crowd::{Event, Reason, Told, Voices};
use footlights_hype::Status;

use super::super::record::MOODS;
use super::act::streamer_id;
use super::{Play, level_of, session_id};

impl Play<'_> {
    /// Who left in the tick.
    pub(super) fn hear(&mut self, told: &Told) {
        let checked = self.checked;
        let streamer_of = |id: footlights_crowd::SessionId| {
            let number = usize::try_from(id.0).ok().and_then(|number| number.checked_sub(1));
            number.and_then(|number| checked.sessions.get(number)).map(|session| session.streamer)
        };
        for event in &told.events {
            match event {
                // Who stays to the end is counted there: after the last tick nobody tells.
                Event::Left { session, count, reason, .. } if *reason != Reason::SessionEnd => {
                    let Some(streamer) = streamer_of(*session) else {
                        continue;
                    };
                    self.record.curves[streamer].left[*reason as usize] += u64::from(*count);
                }
                _ => {}
            }
        }
    }

    /// Whether a point of the curves is taken after this tick: every so often while somebody is on, and at the end of each stream.
    fn is_point(&mut self) -> bool {
        if self.on.iter().all(Option::is_none) {
            return false;
        }
        self.live += 1;
        let ends = |session: &usize| self.checked.sessions[*session].end / self.record.tick_seconds == self.tick;
        self.live.is_multiple_of(self.record.bucket) || self.on.iter().flatten().any(|(session, _)| ends(session))
    }

    /// A row for each streamer.
    pub(super) fn write_down(&mut self) -> anyhow::Result<()> {
        let whole_point = self.is_point();
        if whole_point {
            self.record.points.push(self.tick);
        }
        for streamer in 0..self.on.len() {
            let curve = &mut self.record.curves[streamer];
            let Some((session, hype)) = &self.on[streamer] else {
                curve.audience.push(f32::NAN);
                curve.engagement.push(f32::NAN);
                curve.level.push(f32::NAN);
                curve.score.push(f32::NAN);
                curve.trains.push(curve.trains.last().copied().unwrap_or(0.0));
                curve.followers.push(self.crowd.followers(streamer_id(streamer), 0, 0).1 as f32);
                if whole_point {
                    curve.moods.push([f32::NAN; 8]);
                }
                continue;
            };
            let id = session_id(*session);
            let view = self.crowd.view(id)?;
            curve.audience.push(view.audience as f32);
            curve.engagement.push(if view.audience == 0 { 0.0 } else { view.engagement as f32 });
            curve.followers.push(view.followers as f32);
            curve.level.push(level_of(hype) as f32);
            let (running, score) = if let Status::Running(train) = hype.status() { (1, train.score.as_f64()) } else { (0, 0.0) };
            curve.score.push(score as f32);
            curve.trains.push((curve.rides.len() + running) as f32);
            if whole_point {
                let felt = self.crowd.composition(id)?.sentiments;
                let count = |mood: SentimentCategory| felt.get(&mood).copied().unwrap_or(0) as f32;
                curve.moods.push(MOODS.map(count));
            }
        }
        Ok(())
    }
}

/// What the crowd says feeds hype, as the hype machine hears it.
pub(super) fn strong(voices: &Voices) -> footlights_hype::Voices {
    footlights_hype::Voices { category: voices.category, members: voices.members, weight_256ths: voices.weight }
}

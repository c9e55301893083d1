//! A crowd to begin with.

use footlights_crowd::{Config, Crowd, Distribution, Opening, Pace, Phase, SessionId, StreamerId, Told};

pub(crate) const FIRST: SessionId = SessionId(0xA1);
pub(crate) const SECOND: SessionId = SessionId(0xB2);
pub(crate) const FIRST_STREAMER: StreamerId = StreamerId(0x1A);
pub(crate) const SECOND_STREAMER: StreamerId = StreamerId(0x2B);

/// A crowd with so many members.
pub(crate) fn crowd(config: &Config, members: u32) -> Crowd {
    let rules = config.check().expect("a good configuration");
    let everybody = Distribution::of(&rules);
    let mut crowd = Crowd::new(rules);
    let mut left = members;
    while left > 0 {
        let now = left.min(100_000);
        crowd.seed(now, &everybody).expect("room");
        left -= now;
    }
    crowd
}

/// A session with these tags on stage.
pub(crate) fn opening(session: SessionId, streamer: StreamerId, phase: Phase, tags: &[(&str, f64)]) -> Opening {
    let tags = tags.iter().map(|(tag, strength)| ((*tag).to_owned(), *strength)).collect();
    Opening { tags, ..Opening::of(session, streamer, phase) }
}

/// So many minutes pass.
pub(crate) fn pass(crowd: &mut Crowd, minutes: u32) -> Vec<Told> {
    let ticks = minutes * 60 / crowd.rules().config().tick_seconds;
    (0..ticks).map(|_| crowd.tick(Pace::default()).expect("a tick")).collect()
}

pub(crate) fn audience(crowd: &Crowd, session: SessionId) -> u32 {
    crowd.view(session).expect("an open session").audience
}

//! Events of one topic as they were committed here, without a gap: what need not be read from the log again.

use std::sync::Arc;

use footlights_base::Event;

/// A run of commits without a gap, and the events in it that somebody wants.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    events: Vec<Arc<Event>>,
    /// The first number of the run.
    from: i64,
    /// The last number of the run.
    through: i64,
}

impl Fresh {
    /// A run of one wanted event.
    pub(crate) fn of(event: &Arc<Event>) -> Self {
        Self { events: vec![event.clone()], from: event.sequence, through: event.sequence }
    }

    /// Takes the next event in, wanted or not. Not when there is a gap before it or the run is as long as `limit`.
    #[must_use]
    pub(crate) fn goes_on(&mut self, event: &Arc<Event>, wanted: bool, limit: usize) -> bool {
        if event.sequence != self.through + 1 || (wanted && self.events.len() >= limit) {
            return false;
        }
        self.through = event.sequence;
        if wanted {
            self.events.push(event.clone());
        }
        true
    }

    /// Takes a later run in that follows at once.
    #[must_use]
    pub(crate) fn join(&mut self, later: Self, limit: usize) -> bool {
        if later.from != self.through + 1 || self.events.len() + later.events.len() > limit {
            return false;
        }
        self.through = later.through;
        self.events.extend(later.events);
        true
    }

    /// Whether everything behind `seen` is in here.
    pub(crate) fn reaches_back_to(&self, seen: i64) -> bool {
        self.from <= seen + 1
    }

    /// The last number it covers.
    pub(crate) fn through(&self) -> i64 {
        self.through
    }

    /// The events, in their order.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().map(|event| &**event)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::{Event, EventId, TenantId, Timestamp, Topic};
    use serde_json::value::RawValue;

    use super::Fresh;

    fn event(sequence: i64) -> Arc<Event> {
        let at = Timestamp::from_millis(0);
        let payload: Arc<RawValue> = RawValue::from_string("{}".to_owned()).expect("JSON").into();
        let (id, tenant) = (EventId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let topic = Topic::new("session", "one");
        Arc::new(Event { id, kind: "a".into(), tenant, topic, epoch: 1, sequence, occurred_at: at, display_at: at, payload })
    }

    #[test]
    fn a_run_has_no_gap_and_an_end() {
        let mut run = Fresh::of(&event(5));
        assert!(run.goes_on(&event(6), false, 2) && run.goes_on(&event(7), true, 2));
        assert!(!run.goes_on(&event(9), true, 9), "8 was committed elsewhere");
        assert!(!run.goes_on(&event(8), true, 2), "it is full");
        assert!(run.reaches_back_to(4) && run.reaches_back_to(6) && !run.reaches_back_to(3), "4 may not have been seen");
        let mut joined = run.clone();
        assert!(joined.join(Fresh::of(&event(8)), 3));
        assert_eq!((joined.through(), joined.events().map(|event| event.sequence).collect::<Vec<_>>()), (8, vec![5, 7, 8]));
        assert!(!run.clone().join(Fresh::of(&event(9)), 9) && !run.join(Fresh::of(&event(8)), 2));
    }
}

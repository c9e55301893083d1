//! Up to where nothing is left in a topic for all subscribers of a node: one row a topic, however many subscribers there are.
//!
//! Most topics hold nothing that most subscribers want. A position each would be as many rows as subscribers times topics; so
//! what they only passed is written down for all of them together, by the name of their crew. A subscriber that is new is of no
//! crew that passed before, and begins with the oldest event as ever.

use std::collections::HashSet;
use std::sync::Arc;

use footlights_base::{Failure, Topic};
use sha2::{Digest as _, Sha256};

use super::Subscriber;
use crate::{Keys, Read, Stop, Store, Tx, params, statements};

statements! {
    /// Somebody belongs to a crew.
    ENLIST = "INSERT INTO store_crew (crew, subscriber) VALUES ($1, $2) ON CONFLICT (crew, subscriber) DO NOTHING";
    /// Nothing is left for a crew up to a number; never backwards.
    PASS = "INSERT INTO store_passed (topic, crew, through) VALUES ($1, $2, $3) ON CONFLICT (topic) DO UPDATE
        SET crew = excluded.crew, through = excluded.through WHERE store_passed.through <= excluded.through";
    /// Up to where nothing is left, and for whom.
    PASSED = "SELECT p.through, m.subscriber FROM store_passed p JOIN store_crew m ON m.crew = p.crew WHERE p.topic = $1";
}

/// The subscribers of a node as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crew {
    /// The same for the same subscribers, on every node.
    name: String,
    members: Vec<&'static str>,
}

impl Crew {
    pub(crate) fn of(subscribers: &[Arc<dyn Subscriber>]) -> Self {
        let mut members: Vec<_> = subscribers.iter().map(|one| one.name()).collect();
        members.sort_unstable();
        let hash = Sha256::digest(members.join("\n").as_bytes());
        Self { name: hash[..8].iter().map(|byte| format!("{byte:02x}")).collect(), members }
    }

    /// Says who belongs to it.
    pub(crate) fn enlist(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        self.members.iter().try_for_each(|member| tx.run(ENLIST, params![&self.name, *member]))
    }
}

/// Up to where nothing is left in a topic, and for whom.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    through: i64,
    whose: HashSet<String>,
}

impl Passed {
    pub(crate) fn load(read: &mut impl Read, topic: &Topic) -> Result<Self, Stop> {
        let mut passed = Self::default();
        for row in &read.rows(PASSED, params![topic])? {
            passed.through = row.get(0)?;
            passed.whose.insert(row.get(1)?);
        }
        Ok(passed)
    }

    /// Up to where nothing is left for one of them; 0 for anybody else.
    pub(crate) fn by(&self, subscriber: &str) -> i64 {
        if self.whose.contains(subscriber) { self.through } else { 0 }
    }
}

/// Writes down up to where nothing is left, so that neither the next start nor trimming looks there again.
pub(crate) async fn save(store: &Store, crew: &Crew, mut passed: Vec<(Topic, i64)>) -> Result<(), Failure> {
    if passed.is_empty() {
        return Ok(());
    }
    // One order on every node, so that two saving at once do not wait for each other.
    passed.sort_unstable();
    let crew = crew.name.clone();
    let save = move |tx: &mut Tx<'_>| passed.iter().try_for_each(|(topic, through)| tx.run(PASS, params![topic, &crew, *through]));
    store.write("save_passed_topics", Keys::none(), save).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::Event;

    use super::Crew;
    use crate::{Keys, Stop, Subscriber, Tx};

    struct Named(&'static str);

    impl Subscriber for Named {
        fn name(&self) -> &'static str {
            self.0
        }
        fn kinds(&self) -> &'static [&'static str] {
            &[]
        }
        fn keys(&self, _event: &Event) -> Keys {
            Keys::none()
        }
        fn handle(&self, _tx: &mut Tx<'_>, _event: &Event) -> Result<(), Stop> {
            Ok(())
        }
    }

    fn crew(names: &[&'static str]) -> Crew {
        Crew::of(&names.iter().map(|name| Arc::new(Named(name)) as Arc<dyn Subscriber>).collect::<Vec<_>>())
    }

    #[test]
    fn a_crew_is_who_is_in_it() {
        assert_eq!(crew(&["a", "b"]), crew(&["b", "a"]), "whatever the order");
        assert_ne!(crew(&["a", "b"]).name, crew(&["a", "b", "c"]).name);
        assert_ne!(crew(&["a", "b"]).name, crew(&["ab"]).name);
    }
}

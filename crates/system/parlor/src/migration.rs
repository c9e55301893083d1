//! The tables of parlor, step by step. A step that was released is never changed.

use footlights_store::{Migrations, Step};

/// All steps.
#[must_use]
pub fn migrations() -> Migrations {
    Migrations { system: "parlor", steps: STEPS }
}

const STEPS: &[Step] = &[
    Step { version: 1, name: "rooms_and_people_in_them", sql: include_str!("migration/0001.sql") },
    Step { version: 2, name: "who_was_seen_when", sql: include_str!("migration/0002.sql") },
    Step { version: 3, name: "guests_by_link", sql: include_str!("migration/0003.sql") },
    Step { version: 4, name: "which_event_told_a_message", sql: include_str!("migration/0004.sql") },
    Step { version: 5, name: "bans_by_account", sql: include_str!("migration/0005.sql") },
];

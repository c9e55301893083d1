//! The tables of the companion, step by step. A step that was released is never changed.

use footlights_store::{Migrations, Step};

/// All steps.
#[must_use]
pub fn migrations() -> Migrations {
    Migrations { system: "companion", steps: STEPS }
}

const STEPS: &[Step] = &[
    Step { version: 1, name: "sessions_tips_notes", sql: include_str!("migration/0001.sql") },
    Step { version: 2, name: "overlays_alerts", sql: include_str!("migration/0002.sql") },
    Step { version: 3, name: "analytics", sql: include_str!("migration/0003.sql") },
    Step { version: 4, name: "goals_menu", sql: include_str!("migration/0004.sql") },
    Step { version: 5, name: "moderators", sql: include_str!("migration/0005.sql") },
    Step { version: 6, name: "personas_speech", sql: include_str!("migration/0006.sql") },
    Step { version: 7, name: "overlay_animations_leader", sql: include_str!("migration/0007.sql") },
    Step { version: 8, name: "sheets", sql: include_str!("migration/0008.sql") },
    Step { version: 9, name: "minutes", sql: include_str!("migration/0009.sql") },
];

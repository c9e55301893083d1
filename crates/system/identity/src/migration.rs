//! The tables of identity, step by step. A step that was released is never changed.

use footlights_store::{Migrations, Step};

/// All steps.
#[must_use]
pub fn migrations() -> Migrations {
    Migrations { system: "identity", steps: STEPS }
}

const STEPS: &[Step] = &[
    Step { version: 1, name: "tenants_accounts_credentials", sql: include_str!("migration/0001.sql") },
    Step { version: 2, name: "tokens_made_with_tokens", sql: include_str!("migration/0002.sql") },
];

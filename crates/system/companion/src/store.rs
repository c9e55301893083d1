//! SQL of the companion, by noun. Only use cases and jobs call it.

pub(crate) mod alert;
pub(crate) mod answered;
pub(crate) mod asset;
pub(crate) mod custom_animation;
pub(crate) mod figures;
pub(crate) mod goal;
pub(crate) mod goal_reached;
pub(crate) mod leader;
pub(crate) mod menu;
pub(crate) mod minutes;
pub(crate) mod moderator;
pub(crate) mod note;
pub(crate) mod old_alert;
pub(crate) mod overlay;
pub(crate) mod persona;
pub(crate) mod rollup;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod speech;
pub(crate) mod theme;
pub(crate) mod tip;

use std::str::FromStr;

use footlights_store::{Row, Sql, Stop};

/// Every statement, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Sql> {
    [
        alert::STATEMENTS,
        answered::STATEMENTS,
        figures::STATEMENTS,
        goal::STATEMENTS,
        goal_reached::STATEMENTS,
        minutes::STATEMENTS,
        moderator::STATEMENTS,
        menu::STATEMENTS,
        note::STATEMENTS,
        old_alert::STATEMENTS,
        overlay::STATEMENTS,
        persona::STATEMENTS,
        rollup::STATEMENTS,
        asset::STATEMENTS,
        custom_animation::STATEMENTS,
        leader::STATEMENTS,
        session::STATEMENTS,
        speech::STATEMENTS,
        tip::STATEMENTS,
    ]
    .concat()
}

/// A word of one of our lists in column `index`.
fn word<W: FromStr>(row: &Row, index: usize) -> Result<W, Stop> {
    let text: String = row.get(index)?;
    text.parse().map_err(|_| Stop::broken(format!("column {index} holds a word this version does not know")))
}

//! Prepared statements of one connection, found by where their text stands instead of by what it says.
//!
//! Every text is a constant of the code, so its address names it, and hashing half a kilobyte of SQL for each write is spared.
//! There are as many as there are constants, so none is ever dropped.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{Connection, Statement};

use crate::Sql;

/// The address of a text and its length.
type Place = (usize, usize);

/// Prepared at the first use.
pub(super) struct Statements<'c> {
    connection: &'c Connection,
    prepared: HashMap<Place, Statement<'c>>,
}

impl<'c> Statements<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, prepared: HashMap::new() }
    }

    pub(super) fn get(&mut self, sql: Sql) -> Result<&mut Statement<'c>, rusqlite::Error> {
        let text = sql.text();
        Ok(match self.prepared.entry((text.as_ptr().addr(), text.len())) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.connection.prepare(&sql.for_sqlite())?),
        })
    }
}

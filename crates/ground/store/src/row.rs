//! Rows as they were read.

use footlights_base::{FromValue, Value};

use crate::{Sql, Stop};

/// One row of an answer. Columns are counted from 0.
#[derive(Debug, Clone)]
pub struct Row {
    sql: Sql,
    cells: Box<[Value<'static>]>,
}

impl Row {
    pub(crate) fn new(sql: Sql, cells: Box<[Value<'static>]>) -> Self {
        Self { sql, cells }
    }

    /// The word in column `index`.
    ///
    /// # Errors
    /// [`Stop::Broken`] when there is no such column or it holds something else: code and tables disagree.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Stop> {
        let Some(cell) = self.cells.get(index) else {
            return Err(Stop::broken(format!("{:?} has no column {index}", self.sql)));
        };
        // The value itself stays out of the text: it may be anybody's words.
        T::from_value(cell).ok_or_else(|| {
            let found = if matches!(cell, Value::Null(_)) { "NULL".to_owned() } else { format!("{:?}", cell.kind()) };
            Stop::broken(format!("{:?}, column {index}: {} cannot be read from {found}", self.sql, std::any::type_name::<T>()))
        })
    }

    /// How many columns it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no columns at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

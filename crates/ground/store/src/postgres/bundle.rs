//! Writes of many commands in one statement: plain INSERTs wait for more of their kind and leave together, as arrays; of UPDATEs
//! that say all an earlier one said the last one leaves.
//!
//! A write may wait behind any statement that does not name its table: until the next read nobody can see the difference, except
//! a constraint, whose error undoes the transaction, and then its commands run one by one.

use tokio::runtime::Runtime;
use tokio_postgres::types::Type;

use super::fault::Fault;
use super::flight::{Flight, Write};
use super::link::Link;
use super::value::{Param, type_of};
use crate::Sql;

/// An INSERT of one row whose values are its parameters, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plain {
    /// Up to the word VALUES.
    head: &'static str,
    table: &'static str,
}

impl Plain {
    fn of(sql: Sql) -> Option<Self> {
        let (head, values) = sql.text().split_once("VALUES (")?;
        let table = head.strip_prefix("INSERT INTO ")?.split(' ').next()?;
        let values = values.strip_suffix(')')?;
        let in_order = values.split(',').zip(1_usize..).all(|(value, n)| value.trim().strip_prefix('$') == Some(n.to_string().as_str()));
        in_order.then_some(Self { head, table })
    }

    /// The same for any number of rows.
    fn for_columns(self, width: usize) -> String {
        let columns: Vec<String> = (1..=width).map(|n| format!("${n}")).collect();
        format!("{}SELECT * FROM unnest({})", self.head, columns.join(", "))
    }
}

/// An UPDATE whose last word is all that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Overwriting {
    sql: &'static str,
    table: &'static str,
}

impl Overwriting {
    fn of(sql: Sql) -> Option<Self> {
        let table = sql.text().strip_prefix("UPDATE ")?.split(' ').next()?;
        Some(Self { sql: sql.text(), table })
    }
}

/// How writes wait for company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Company {
    Rows(Plain),
    Last(Overwriting),
}

impl Company {
    fn of(write: &Write) -> Option<Self> {
        if write.must.is_some() {
            return None;
        }
        if write.overwrites { Overwriting::of(write.sql).map(Self::Last) } else { Plain::of(write.sql).map(Self::Rows) }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Rows(plain) => plain.table,
            Self::Last(overwriting) => overwriting.table,
        }
    }
}

/// Writes that have not left.
#[derive(Default)]
pub(super) struct Bundle {
    waiting: Vec<Waiting>,
}

/// Writes of one statement, in the order they came.
struct Waiting {
    company: Company,
    writes: Vec<Write>,
}

impl Bundle {
    /// Sends a write, or keeps it for company. What it may depend on leaves before it.
    pub(super) fn send(&mut self, runtime: &Runtime, link: &mut Link, flight: &mut Flight, write: Write) -> Result<(), Fault> {
        let Some(company) = Company::of(&write) else {
            let text = write.sql.text();
            self.leave_where(runtime, link, flight, |table| text.contains(table))?;
            return flight.send(&link.server, write);
        };
        match self.waiting.iter_mut().find(|waiting| waiting.company == company) {
            Some(waiting) => waiting.join(write),
            None => {
                self.leave_where(runtime, link, flight, |table| table == company.table())?;
                self.waiting.push(Waiting { company, writes: vec![write] });
            }
        }
        Ok(())
    }

    /// Everything leaves.
    pub(super) fn leave(&mut self, runtime: &Runtime, link: &mut Link, flight: &mut Flight) -> Result<(), Fault> {
        self.leave_where(runtime, link, flight, |_| true)
    }

    fn leave_where(&mut self, runtime: &Runtime, link: &mut Link, flight: &mut Flight, leaves: impl Fn(&str) -> bool) -> Result<(), Fault> {
        let mut first = 0;
        while let Some(found) = self.waiting[first..].iter().position(|waiting| leaves(waiting.company.table())) {
            first += found;
            let Waiting { company, writes } = self.waiting.remove(first);
            match company {
                Company::Rows(plain) => leave_as_columns(plain, writes, runtime, link, flight)?,
                Company::Last(_) => writes.into_iter().try_for_each(|write| flight.send(&link.server, write))?,
            }
        }
        Ok(())
    }
}

impl Waiting {
    fn join(&mut self, write: Write) {
        let same = |other: &&mut Write| other.params.first().map(|param| &param.0) == write.params.first().map(|param| &param.0);
        match (self.company, self.writes.iter_mut().find(same)) {
            (Company::Last(_), Some(before)) => *before = write,
            _ => self.writes.push(write),
        }
    }
}

fn leave_as_columns(plain: Plain, writes: Vec<Write>, runtime: &Runtime, link: &mut Link, flight: &mut Flight) -> Result<(), Fault> {
    let types = writes.first().map(|write| write.statement.params().to_vec()).unwrap_or_default();
    let arrays: Option<Vec<Type>> = types.iter().map(array_of).collect();
    let fit = |write: &Write| write.params.iter().map(|param| type_of(param.0.kind())).eq(types.iter().cloned());
    let Some(arrays) = arrays.filter(|_| writes.len() > 1 && writes.iter().all(fit)) else {
        // What does not fit is told by its own statement.
        return writes.into_iter().try_for_each(|write| flight.send(&link.server, write));
    };
    let sql = writes[0].sql;
    let statement = match link.known_for_columns(sql) {
        Some(statement) => statement,
        None => {
            // As with any other: an earlier statement may have failed unseen.
            runtime.block_on(flight.land())?;
            runtime.block_on(link.prepare_for_columns(sql, &plain.for_columns(arrays.len()), &arrays))?
        }
    };
    let mut columns: Vec<Vec<Param>> = arrays.iter().map(|_| Vec::with_capacity(writes.len())).collect();
    for write in writes {
        columns.iter_mut().zip(write.params).for_each(|(column, param)| column.push(param));
    }
    flight.send_columns(&link.server, sql, statement, columns)
}

fn array_of(member: &Type) -> Option<Type> {
    let arrays = [
        (Type::INT8, Type::INT8_ARRAY),
        (Type::FLOAT8, Type::FLOAT8_ARRAY),
        (Type::TEXT, Type::TEXT_ARRAY),
        (Type::BYTEA, Type::BYTEA_ARRAY),
    ];
    arrays.into_iter().find(|(one, _)| one == member).map(|(_, many)| many)
}

#[cfg(test)]
mod tests {
    use super::Plain;
    use crate::Sql;

    #[test]
    fn only_an_insert_of_its_parameters_is_plain() {
        let plain = Plain::of(Sql::new("A", "INSERT INTO a_b (c, d) VALUES ($1, $2)")).expect("plain");
        assert_eq!((plain.table, plain.for_columns(2)), ("a_b", "INSERT INTO a_b (c, d) SELECT * FROM unnest($1, $2)".to_owned()));
        for other in [
            "INSERT INTO a (c, d) VALUES ($2, $1)",
            "INSERT INTO a (c, d) VALUES ($1, 0)",
            "INSERT INTO a (c) VALUES ($1) ON CONFLICT DO NOTHING",
            "INSERT INTO a (c) VALUES ($1) RETURNING c",
            "INSERT INTO a (c) SELECT c FROM b",
            "UPDATE a SET c = $1",
        ] {
            assert_eq!(Plain::of(Sql::new("B", other)), None, "{other}");
        }
    }
}

//! What a database offers to a running closure. One implementation per database; closures never see it.

use footlights_base::{Epoch, Rejection, Timestamp, Topic};

use crate::{Poison, Row, Sql, Stop, Value};

/// Reads, within one snapshot or one transaction.
pub(crate) trait Reading {
    /// All rows of the answer.
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Poison>;
}

/// Reads and writes, within one command of one transaction.
pub(crate) trait Session: Reading {
    /// A write whose result nobody reads. May be sent later, but always before the next read and before the commit.
    fn write(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Poison>;

    /// A write that makes earlier ones of the same statement and first parameter pointless.
    fn overwrite(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Poison> {
        self.write(sql, params)
    }

    /// A write that must hit `rows` rows. A miss may also be found later; then the command runs again and ends in `refusal`.
    fn must(&mut self, sql: Sql, params: &[Value<'_>], rows: u64, refusal: Rejection) -> Result<(), Stop>;

    /// A write whose number of rows is needed now.
    fn count(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Poison>;

    /// Where the numbering of a topic stands, for a topic that is not in memory: `(last, epoch)`.
    fn numbering(&mut self, topic: &Topic, fresh: Epoch) -> Result<(i64, Epoch), Poison>;

    /// The database's clock; none where the process's own is as good, because there is one process.
    fn now(&mut self) -> Result<Option<Timestamp>, Poison> {
        Ok(None)
    }

    /// Whether a stored answer must be looked up before a command runs. When not, the command runs first, and a
    /// repeat is found out by its insert, after which the command runs again with this being true.
    fn looks_first(&self) -> bool;
}

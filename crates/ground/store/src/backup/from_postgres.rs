//! A copy of a PostgreSQL database in use, as rows in one `REPEATABLE READ` transaction, into a SQLite file that
//! has the same tables. No outside tool, so that it works wherever the server does.

use std::path::PathBuf;

use futures_util::TryStreamExt as _;
use rusqlite::types::Value as SqliteValue;
use rusqlite::{Connection, params_from_iter};
use tokio_postgres::types::Type;
use tokio_postgres::{IsolationLevel, Row, Transaction};

use super::{BackupError, OnProgress, Phase, Progress, file};
use crate::postgres::Server;

/// How many rows lie between two words about the progress.
const ROWS_PER_WORD: u64 = 4_096;

/// Copies all rows of the database at `url` into the file `to`, whose tables exist.
pub(super) async fn copy(url: String, to: PathBuf, progress: OnProgress) -> Result<(), BackupError> {
    let runtime = tokio::runtime::Handle::current();
    // Both ends in one place: a thread that may block on the file and waits for the server.
    super::blocking(move || runtime.block_on(copy_here(&url, to, &progress))).await
}

async fn copy_here(url: &str, to: PathBuf, progress: &OnProgress) -> Result<(), BackupError> {
    let mut server = Server::connect(url).await?;
    let source = server.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start().await?;
    let mut target = Connection::open(&to)?;
    target.pragma_update(None, "foreign_keys", "OFF")?;
    // On disk once it is sealed, not with every page.
    target.pragma_update(None, "synchronous", "OFF")?;
    let all = target.transaction()?;
    let tables = file::travelling(&all)?;
    let total = estimate(&source).await?;
    let mut done = 0;
    for table in &tables {
        all.execute(&format!("DELETE FROM \"{table}\""), [])?;
        copy_table(&source, &all, table, |rows| {
            done += rows;
            progress(Progress { phase: Phase::Copying, done, total: total.max(done) });
        })
        .await?;
    }
    all.commit()?;
    Ok(source.rollback().await?)
}

async fn copy_table(source: &Transaction<'_>, target: &Connection, table: &str, mut on_rows: impl FnMut(u64)) -> Result<(), BackupError> {
    let columns = columns(target, table)?;
    let list = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let slots = (1..=columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let mut insert = target.prepare(&format!("INSERT INTO \"{table}\" ({list}) VALUES ({slots})"))?;
    let select = source.prepare(&format!("SELECT {list} FROM \"{table}\"")).await?;
    let nothing: [&(dyn tokio_postgres::types::ToSql + Sync); 0] = [];
    let rows = source.query_raw(&select, nothing).await?;
    let mut rows = std::pin::pin!(rows);
    let mut counted = 0;
    while let Some(row) = rows.try_next().await? {
        let values = (0..columns.len()).map(|index| value(&row, index)).collect::<Result<Vec<_>, _>>()?;
        insert.execute(params_from_iter(values))?;
        counted += 1;
        if counted == ROWS_PER_WORD {
            on_rows(std::mem::take(&mut counted));
        }
    }
    on_rows(counted);
    Ok(())
}

fn value(row: &Row, index: usize) -> Result<SqliteValue, BackupError> {
    let kind = row.columns()[index].type_();
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(SqliteValue::Integer),
        Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(|n| SqliteValue::Integer(n.into())),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(index)?.map(SqliteValue::Real),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map(SqliteValue::Blob),
        // A column of a type the store does not have fails here, loudly.
        _ => row.try_get::<_, Option<String>>(index)?.map(SqliteValue::Text),
    };
    Ok(value.unwrap_or(SqliteValue::Null))
}

/// The columns of a table of the file.
pub(super) fn columns(file: &Connection, table: &str) -> Result<Vec<String>, BackupError> {
    let mut statement = file.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// About how many rows there are: counting them would take as long as copying.
async fn estimate(source: &Transaction<'_>) -> Result<u64, BackupError> {
    let sql = "SELECT CAST(COALESCE(SUM(n_live_tup), 0) AS BIGINT) FROM pg_stat_user_tables WHERE schemaname = current_schema()";
    Ok(u64::try_from(source.query_one(sql, &[]).await?.get::<_, i64>(0)).unwrap_or(0))
}

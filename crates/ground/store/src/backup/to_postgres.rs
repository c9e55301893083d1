//! Filling an empty PostgreSQL database from a backup's file, in one transaction: all of it or nothing.

use std::path::Path;

use footlights_base::Epoch;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio_postgres::Transaction;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

use super::from_postgres::columns;
use super::{BackupError, OnProgress, Phase, Progress, file, reset};
use crate::postgres::Server;

/// How many rows lie between two words about the progress.
const ROWS_PER_WORD: u64 = 4_096;

/// Whether the database has no tables.
pub(super) async fn is_empty(url: &str) -> Result<bool, BackupError> {
    let server = Server::connect(url).await?;
    let row = server.client.query_one("SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()", &[]).await?;
    Ok(row.get::<_, i64>(0) == 0)
}

/// Copies all rows of the file into the database at `url`, whose tables exist and hold nothing that counts.
pub(super) async fn fill(url: &str, from: &Path, epoch: Epoch, progress: &OnProgress) -> Result<(), BackupError> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut server = Server::connect(url).await?;
    let target = server.client.transaction().await?;
    let tables = file::travelling(&source)?;
    let total = total_rows(&source, &tables)?;
    // Rows come table by table; between tables references hold only at the end.
    let references = take_references(&target).await?;
    let mut done = 0;
    for table in &tables {
        // Migrations may have filled it.
        target.batch_execute(&format!("DELETE FROM \"{table}\"")).await?;
        copy_table(&source, &target, table, |rows| {
            done += rows;
            progress(Progress { phase: Phase::Copying, done, total });
        })
        .await?;
    }
    target.execute(reset::NEW_EPOCHS, &[&epoch]).await?;
    target.batch_execute(reset::FREE_LEASES).await?;
    target.batch_execute(reset::FREE_CLAIMS).await?;
    put_references(&target, &references).await?;
    Ok(target.commit().await?)
}

async fn copy_table(source: &Connection, target: &Transaction<'_>, table: &str, mut on_rows: impl FnMut(u64)) -> Result<(), BackupError> {
    let columns = columns(source, table)?;
    let list = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let select = format!("SELECT {list} FROM \"{table}\"");
    let types: Vec<Type> = target.prepare(&select).await?.columns().iter().map(|column| column.type_().clone()).collect();
    let sink = target.copy_in(&format!("COPY \"{table}\" ({list}) FROM STDIN (FORMAT binary)")).await?;
    let mut writer = std::pin::pin!(BinaryCopyInWriter::new(sink, &types));
    let mut statement = source.prepare(&select)?;
    let mut rows = statement.query([])?;
    let mut counted = 0;
    while let Some(row) = rows.next()? {
        let values =
            types.iter().enumerate().map(|(index, kind)| Ok(value(row.get_ref(index)?, kind))).collect::<Result<Vec<_>, BackupError>>()?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
        writer.as_mut().write(&values).await?;
        counted += 1;
        if counted == ROWS_PER_WORD {
            on_rows(std::mem::take(&mut counted));
        }
    }
    writer.finish().await?;
    on_rows(counted);
    Ok(())
}

/// One value for a column of type `kind`; nulls too are typed.
fn value(value: ValueRef<'_>, kind: &Type) -> Box<dyn ToSql + Sync + Send> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (value, kind) {
        (ValueRef::Integer(n), &Type::INT4) => Box::new(i32::try_from(n).ok()),
        (ValueRef::Integer(n), _) => Box::new(n),
        (ValueRef::Real(x), _) => Box::new(x),
        (ValueRef::Text(bytes), _) => Box::new(text(bytes)),
        (ValueRef::Blob(bytes), _) => Box::new(bytes.to_vec()),
        (ValueRef::Null, &Type::INT8) => Box::new(None::<i64>),
        (ValueRef::Null, &Type::INT4) => Box::new(None::<i32>),
        (ValueRef::Null, &Type::FLOAT8) => Box::new(None::<f64>),
        (ValueRef::Null, &Type::BYTEA) => Box::new(None::<Vec<u8>>),
        (ValueRef::Null, _) => Box::new(None::<String>),
    }
}

/// Takes the foreign keys off and answers how to put them on again.
async fn take_references(target: &Transaction<'_>) -> Result<Vec<String>, BackupError> {
    let sql = "SELECT CAST(c.conrelid::regclass AS TEXT), c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2";
    let mut again = Vec::new();
    for row in target.query(sql, &[]).await? {
        let (table, name, definition): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        target.batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"")).await?;
        again.push(format!("ALTER TABLE {table} ADD CONSTRAINT \"{name}\" {definition}"));
    }
    Ok(again)
}

/// Puts the foreign keys on again, which checks every row.
async fn put_references(target: &Transaction<'_>, references: &[String]) -> Result<(), BackupError> {
    for sql in references {
        target.batch_execute(sql).await?;
    }
    Ok(())
}

fn total_rows(source: &Connection, tables: &[String]) -> Result<u64, BackupError> {
    tables.iter().try_fold(0, |sum, table| {
        let rows = source.query_row(&format!("SELECT COUNT(*) FROM \"{table}\""), [], file::amount)?;
        Ok(sum + rows)
    })
}

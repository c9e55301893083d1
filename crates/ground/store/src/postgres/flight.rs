//! A flight: statements sent one behind the other without waiting, their answers read in the same order.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use footlights_base::Rejection;
use futures_util::TryStreamExt as _;
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use super::Server;
use super::fault::Fault;
use super::value::Param;
use crate::Sql;

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, tokio_postgres::Error>>>>;

/// One statement under way.
struct Sent {
    what: &'static str,
    answer: Answer<u64>,
    /// How many rows it must hit, and what is said when it does not.
    must: Option<(u64, Rejection)>,
}

/// A write that is ready to be sent.
pub(super) struct Write {
    pub(super) sql: Sql,
    pub(super) statement: Statement,
    pub(super) params: Vec<Param>,
    pub(super) must: Option<(u64, Rejection)>,
    /// It says all that an earlier one of the same statement and first parameter said.
    pub(super) overwrites: bool,
}

/// What is under way on one connection.
#[derive(Default)]
pub(super) struct Flight {
    sent: VecDeque<Sent>,
}

impl Flight {
    /// Puts a write on the way. What fails before it leaves (a value of the wrong kind, a dead connection) fails here,
    /// so that no COMMIT is ever sent behind a statement that was not.
    pub(super) fn send(&mut self, server: &Arc<Server>, write: Write) -> Result<(), Fault> {
        let Write { sql, statement, params, must, overwrites: _ } = write;
        self.put(server, sql.name(), statement, params, must)
    }

    /// The same for a statement that takes its rows as one array a column.
    pub(super) fn send_columns(
        &mut self,
        server: &Arc<Server>,
        sql: Sql,
        statement: Statement,
        columns: Vec<Vec<Param>>,
    ) -> Result<(), Fault> {
        self.put(server, sql.name(), statement, columns, None)
    }

    fn put<P: ToSql + 'static>(
        &mut self,
        server: &Arc<Server>,
        what: &'static str,
        statement: Statement,
        params: Vec<P>,
        must: Option<(u64, Rejection)>,
    ) -> Result<(), Fault> {
        let server = Arc::clone(server);
        let answer = async move { server.client.execute_raw(&statement, params).await };
        self.sent.push_back(Sent { what, answer: started(answer).map_err(Fault::of(what))?, must });
        Ok(())
    }

    /// Whether an answer that is still under way decides if the transaction may commit.
    pub(super) fn holds_a_must(&self) -> bool {
        self.sent.iter().any(|sent| sent.must.is_some())
    }

    /// Reads all answers. The first thing that went wrong is what counts.
    pub(super) async fn land(&mut self) -> Result<(), Fault> {
        while let Some(Sent { what, answer, must }) = self.sent.pop_front() {
            let rows = answer.await.map_err(Fault::of(what))?;
            match must {
                Some((wanted, refusal)) if wanted != rows => return Err(Fault::Miss(refusal)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Forgets what is under way; the connection reads and drops the answers.
    pub(super) fn abandon(&mut self) {
        self.sent.clear();
    }
}

/// A query under way.
pub(super) fn query(
    server: &Arc<Server>,
    statement: Statement,
    params: Vec<Param>,
) -> Result<Answer<Vec<tokio_postgres::Row>>, tokio_postgres::Error> {
    let server = Arc::clone(server);
    started(async move { server.client.query_raw(&statement, params).await?.try_collect().await })
}

/// Polls once, which puts the message in the connection's outbox; the order of these calls is the order on the wire.
fn started<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>> + 'static) -> Result<Answer<T>, tokio_postgres::Error>
where
    T: 'static,
{
    let mut answer: Answer<T> = Box::pin(answer);
    match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => Ok(answer),
        Poll::Ready(Err(error)) => Err(error),
        Poll::Ready(done) => Ok(Box::pin(std::future::ready(done))),
    }
}

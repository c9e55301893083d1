//! Prepares statements on PostgreSQL and looks at the types of what they take and give.

use footlights_base::Error;
use tokio_postgres::types::Type;

use super::Server;
use super::fault::Fault;
use super::value::is_carried;
use crate::{Sql, StatementFault};

/// Types PostgreSQL infers where the store declares another that fits.
const INFERRED: [Type; 3] = [Type::INT4, Type::INT2, Type::VARCHAR];

/// Each statement on its own, so that one fault does not hide the next.
pub(super) async fn check(url: &str, statements: &[Sql]) -> Result<Vec<StatementFault>, Error> {
    let server = Server::connect(url).await.map_err(Error::unavailable)?;
    let mut faults = Vec::new();
    for sql in statements {
        let reason = match server.client.prepare(sql.text()).await {
            Err(error) => Some(Fault::of(sql.name())(error).into_error().to_string()),
            Ok(statement) => {
                let column = statement.columns().iter().find(|column| !is_carried(column.type_()));
                let column = column.map(|column| format!("column {} is {}; CAST it", column.name(), column.type_()));
                let param = statement.params().iter().enumerate().find(|(_, kind)| !is_carried(kind) && !INFERRED.contains(kind));
                column.or_else(|| param.map(|(index, kind)| format!("parameter ${} is {kind}; CAST it", index + 1)))
            }
        };
        faults.extend(reason.map(|reason| StatementFault { statement: sql.name(), reason }));
    }
    Ok(faults)
}

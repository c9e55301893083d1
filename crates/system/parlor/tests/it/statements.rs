//! Every SQL constant is one the database understands.

use crate::stage::Stage;

on_both!(every_statement_prepares);

async fn every_statement_prepares(stage: Stage) {
    let statements = footlights_parlor::statements();
    assert!(statements.len() > 50);
    let faults = footlights_store::check_statements(&stage.world.store, &statements).await.expect("asked");
    assert!(faults.is_empty(), "{faults:?}");
}

//! Every SQL constant is one the database understands.

use crate::stage::Stage;

#[tokio::test]
async fn every_statement_prepares() {
    let stage = Stage::new().await;
    let statements = footlights_identity::statements();
    assert!(statements.len() > 30);
    let faults = footlights_store::check_statements(&stage.store, &statements).await.expect("asked");
    assert!(faults.is_empty(), "{faults:?}");
}

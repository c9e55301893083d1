//! Every SQL constant is one the database understands.

use crate::stage::on_both;

#[tokio::test]
async fn every_statement_prepares() {
    on_both(|stage| async move {
        let statements = [footlights_identity::statements(), footlights_outbound::webhook::statements()].concat();
        assert!(statements.len() > 30);
        let faults = footlights_store::check_statements(&stage.world.store, &statements).await.expect("asked");
        assert!(faults.is_empty(), "{faults:?}");
    })
    .await;
}

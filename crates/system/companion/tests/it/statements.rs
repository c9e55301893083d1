//! Every SQL constant is one that both databases understand.

use footlights_companion::statements;
use footlights_store::check_statements;

use crate::stage::Stage;

on_both!(every_statement_prepares);

async fn every_statement_prepares(stage: Stage) {
    assert!(statements().len() > 20, "none was forgotten");
    assert_eq!(check_statements(&stage.world.store, &statements()).await.expect("asked"), []);
}

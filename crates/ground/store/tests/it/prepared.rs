//! Every statement of the store is understood by both databases and has parameters and columns the store carries.

use footlights_store::{check_statements, own_statements};
use footlights_testkit::on_both;

#[tokio::test]
async fn every_statement_of_the_store_is_sound() {
    on_both(&[], |world| async move {
        let faults = check_statements(&world, &own_statements()).await.expect("asked");
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(own_statements().len() > 40, "none was forgotten");
    })
    .await;
}

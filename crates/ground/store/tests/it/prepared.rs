//! Every statement of the store is understood by both databases and has parameters and columns the store carries.

use footlights_store::{Sql, check_statements, own_statements};
use footlights_testkit::{Db, World, on_both};

#[tokio::test]
async fn every_statement_of_the_store_is_sound() {
    on_both(&[], |world| async move {
        let faults = check_statements(&world, &own_statements()).await.expect("asked");
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(own_statements().len() > 40, "none was forgotten");
    })
    .await;
}

#[tokio::test]
async fn what_reads_a_whole_table_on_sqlite_is_found() {
    let world = World::on(Db::Sqlite, &[]).await;
    let statements = [
        Sql::new("SEARCH", "SELECT last FROM topic WHERE id = $1"),
        Sql::new("ORDER", "SELECT id FROM topic WHERE id > $1 ORDER BY id LIMIT $2"),
        Sql::new("SAID", "SELECT id FROM topic WHERE epoch = $1 /* every row */"),
        Sql::new("MADE", "WITH RECURSIVE run (n) AS (SELECT 1 UNION SELECT n + 1 FROM run WHERE n < $1) SELECT n FROM run"),
        Sql::new("SCAN", "SELECT id FROM topic WHERE epoch = $1"),
        Sql::new("ALIAS", "SELECT t.id FROM topic t WHERE t.epoch = $1"),
        Sql::new("JOINED", "SELECT e.kind FROM event e JOIN topic t ON t.id = e.topic WHERE t.id = $1 AND e.topic = $1"),
        Sql::new("CHANGE", "UPDATE topic SET epoch = $1 WHERE version = $2"),
    ];
    let faults = check_statements(&world.store, &statements).await.expect("asked");
    assert_eq!(faults.iter().map(|fault| fault.statement).collect::<Vec<_>>(), ["SCAN", "ALIAS", "CHANGE"], "{faults:#?}");
    assert!(faults.iter().all(|fault| fault.reason.starts_with("reads all of topic")), "{faults:#?}");
}

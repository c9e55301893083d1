//! Notes of a session.

use crate::stage::{Stage, code, creator, fields, token};

on_both!(notes_are_for_their_creator, a_note_can_go, a_session_holds_so_many_notes);

async fn notes_are_for_their_creator(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let session = stage.start(&ana).await;
    let first = stage.companion.add_note(&ana, session.id, " check the light ", stage.once(&ana, "k", 1)).await.expect("written");
    assert_eq!(first.text, "check the light");
    let again = stage.companion.add_note(&ana, session.id, " check the light ", stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, first);
    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    stage.advance_seconds(1);
    stage.companion.add_note(&ana, session.id, "went well", None).await.expect("also after the end");
    let page = stage.companion.list_notes(&ana, session.id, None, 1).await.expect("listed");
    assert_eq!(page.items[0].text, "went well");
    let after = page.next_cursor.expect("more").open("notes").expect("own");
    let rest = stage.companion.list_notes(&ana, session.id, Some(after), 5).await.expect("listed");
    assert_eq!(rest.items, [first]);

    assert_eq!(code(stage.companion.add_note(&ben, session.id, "x", None).await), "not_found");
    assert_eq!(code(stage.companion.list_notes(&ben, session.id, None, 5).await), "not_found");
    assert_eq!(code(stage.companion.add_note(&token(1, &["sessions:read"]), session.id, "x", None).await), "scope_required");
    assert_eq!(fields(stage.companion.add_note(&ana, session.id, "", None).await), [("/text".to_owned(), "too_short")]);
    assert_eq!(fields(stage.companion.add_note(&ana, session.id, &"x".repeat(2_001), None).await), [("/text".to_owned(), "too_long")]);
}

async fn a_note_can_go(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let (session, other) = (stage.start(&ana).await, stage.start(&ben).await);
    let note = stage.companion.add_note(&ana, session.id, "a slip", None).await.expect("written");
    assert_eq!(code(stage.companion.delete_note(&ben, session.id, note.id).await), "not_found");
    assert_eq!(code(stage.companion.delete_note(&ben, other.id, note.id).await), "not_found");
    assert_eq!(code(stage.companion.delete_note(&token(1, &["sessions:read"]), session.id, note.id).await), "scope_required");
    stage.companion.delete_note(&ana, session.id, note.id).await.expect("deleted");
    assert_eq!(code(stage.companion.delete_note(&ana, session.id, note.id).await), "not_found");
    assert_eq!(stage.companion.list_notes(&ana, session.id, None, 5).await.expect("listed").items, []);
}

async fn a_session_holds_so_many_notes(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    for number in 0..1_000 {
        stage.companion.add_note(&ana, session.id, &number.to_string(), None).await.expect("written");
    }
    assert_eq!(code(stage.companion.add_note(&ana, session.id, "one more", None).await), "too_many");
}

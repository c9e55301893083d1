//! Who helps a creator, and how far their rights go.

use std::sync::Arc;

use footlights_companion::{
    AddModerator, ModeratorsOfAccounts, RecordTip, RefundTip, Right, Rights, SessionFilter, StartSession, TipFilter, UpdateSession,
};
use footlights_store::Workers;
use footlights_surface::{Caller, Scopes};
use tokio_util::sync::CancellationToken;

use crate::people::People;
use crate::stage::{Stage, code, fields};

on_both!(
    a_moderator_comes_changes_and_goes,
    a_moderator_does_what_the_rights_say_and_no_more,
    a_moderator_works_for_one_creator_only,
    who_wants_no_name_has_none_for_moderators,
    refusals_change_nothing,
    who_is_deleted_moderates_nobody,
);

async fn add(stage: &Stage, creator: &Caller, username: &str, rights: &[&str]) -> footlights_companion::Moderator {
    let rights = rights.iter().map(|right| (*right).to_owned()).collect();
    stage.companion.add_moderator(creator, AddModerator { username: username.into(), rights }, None).await.expect("added")
}

fn in_live_of(creator: &Caller, cents: i64) -> RecordTip {
    RecordTip { creator_id: Some(creator.account), ..RecordTip::cents(cents) }
}

async fn a_moderator_comes_changes_and_goes(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, ben) = (people.creator("ana").await, people.viewer("Ben").await);
    let added = add(&stage, &ana, "bEN", &["tips", "alerts"]).await;
    assert_eq!((added.account_id, &*added.username, added.rights), (ben.account, "Ben", Rights::new([Right::Alerts, Right::Tips])));
    assert_eq!(stage.companion.list_moderators(&ana).await.expect("listed"), [added]);
    let moderating = stage.companion.list_moderating(&ben).await.expect("listed");
    assert_eq!((moderating[0].creator_id, &*moderating[0].display_name, moderating.len()), (ana.account, "ana", 1));

    let changed = stage.companion.update_moderator(&ana, ben.account, &["notes".to_owned()]).await.expect("changed");
    assert_eq!(changed.rights, Right::Notes.into());
    assert_eq!(stage.companion.list_moderating(&ben).await.expect("listed")[0].rights, Right::Notes.into());
    stage.companion.remove_moderator(&ana, ben.account).await.expect("removed");
    assert_eq!(stage.companion.list_moderators(&ana).await.expect("listed"), []);
    assert_eq!(stage.companion.list_moderating(&ben).await.expect("listed"), []);
    let told: Vec<_> = stage.published("streaming.moderator.changed").iter().map(|event| event["rights"].to_string()).collect();
    assert_eq!(told, [r#"["alerts","tips"]"#, r#"["notes"]"#, "[]"]);
}

async fn a_moderator_does_what_the_rights_say_and_no_more(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, ben) = (people.creator("ana").await, people.viewer("ben").await);
    let session = stage.start(&ana).await;
    let id = session.id;
    add(&stage, &ana, "ben", &["tips"]).await;
    let note = UpdateSession { note: Some("a note".into()), ..UpdateSession::default() };
    let title = UpdateSession { title: Some(Some("Another".into())), ..UpdateSession::default() };
    let companion = &stage.companion;
    for rights in ["tips", "notes", "sessions", "alerts"] {
        companion.update_moderator(&ana, ben.account, &[rights.to_owned()]).await.expect("changed");
        let allowed = |right: &str| if right == rights { "done" } else { "not_found" };
        let outcome = |done: Result<(), footlights_base::Failure>| done.map_or_else(|failure| code(Err::<(), _>(failure)), |()| "done");
        let by_id = RecordTip { session_id: Some(id), ..RecordTip::cents(5) };
        assert_eq!(outcome(companion.record_tip(&ben, by_id, None).await.map(drop)), allowed("tips"));
        assert_eq!(outcome(companion.record_tip(&ben, in_live_of(&ana, 5), None).await.map(drop)), allowed("tips"));
        let of_session = TipFilter { session_id: Some(id), ..TipFilter::default() };
        let of_creator = TipFilter { creator_id: Some(ana.account), ..TipFilter::default() };
        assert_eq!(outcome(companion.list_tips(&ben, of_session, None, 5).await.map(drop)), allowed("tips"));
        assert_eq!(outcome(companion.list_tips(&ben, of_creator, None, 5).await.map(drop)), allowed("tips"));
        assert_eq!(outcome(companion.add_note(&ben, id, "a note", None).await.map(drop)), allowed("notes"));
        assert_eq!(outcome(companion.update_session(&ben, id, note.clone()).await.map(drop)), allowed("notes"));
        assert_eq!(outcome(companion.list_notes(&ben, id, None, 5).await.map(drop)), allowed("notes"));
        assert_eq!(outcome(companion.update_session(&ben, id, title.clone()).await.map(drop)), allowed("sessions"));
        assert_eq!(outcome(companion.update_viewers(&ben, id, 5).await.map(drop)), allowed("sessions"));
        // Whoever helps sees what is live.
        assert_eq!(companion.get_session(&ben, id).await.expect("shown").creator_id, ana.account);
        assert_eq!(companion.get_active_session(&ben, Some(ana.account)).await.expect("live").id, id);
        let of_ana = SessionFilter { creator_id: Some(ana.account), ..SessionFilter::default() };
        assert_eq!(companion.list_sessions(&ben, of_ana, None, 5).await.expect("listed").items.len(), 1);
    }
    let tips = companion.list_tips(&ana, TipFilter::default(), None, 5).await.expect("listed").items;
    assert_eq!((tips.len(), tips[0].creator_id, tips[1].creator_id), (2, ana.account, ana.account), "tips go to whom they were given");
    assert_eq!(stage.session(id).await.totals.total_tips_cents, 10);

    companion.update_moderator(&ana, ben.account, &["sessions".to_owned()]).await.expect("changed");
    companion.end_session(&ben, id, None).await.expect("a moderator ends it");
    let start = StartSession { creator_id: Some(ana.account), platform: "twitch".into(), ..StartSession::default() };
    let next = companion.start_session(&ben, start, None).await.expect("and starts another");
    assert_eq!((next.creator_id, companion.get_active_session(&ana, None).await.expect("live").id), (ana.account, next.id));
    companion.remove_moderator(&ana, ben.account).await.expect("removed");
    assert_eq!(code(companion.get_session(&ben, id).await), "not_found");
    assert_eq!(code(companion.end_session(&ben, next.id, None).await), "not_found");
    assert_eq!(code(companion.get_active_session(&ben, Some(ana.account)).await), "not_found");
}

async fn a_moderator_works_for_one_creator_only(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, eve, ben) = (people.creator("ana").await, people.creator("eve").await, people.viewer("ben").await);
    add(&stage, &ana, "ben", &["alerts", "notes", "tips", "sessions"]).await;
    let session = stage.start(&eve).await;
    let companion = &stage.companion;
    assert_eq!(code(companion.get_session(&ben, session.id).await), "not_found");
    assert_eq!(code(companion.record_tip(&ben, in_live_of(&eve, 5), None).await), "not_found");
    assert_eq!(code(companion.record_tip(&ben, in_live_of(&ana, 5), None).await), "no_active_session");
    assert_eq!(code(companion.add_note(&ben, session.id, "x", None).await), "not_found");
    // Being helped gives no rights over the helper, and whoever helps makes nobody else a helper.
    assert_eq!(code(companion.get_active_session(&ana, Some(ben.account)).await), "not_found");
    let command = AddModerator { username: "eve".into(), rights: vec!["tips".into()] };
    assert_eq!(code(companion.add_moderator(&ben, command, None).await), "role_required");
    let mut foreign = ben.clone();
    foreign.tenant = footlights_base::TenantId::from_bytes([9; 16]);
    assert_eq!(code(companion.get_active_session(&foreign, Some(ana.account)).await), "not_found");
}

/// A right is for handling tips; who gives one is for the creator alone, where the tipper says so.
async fn who_wants_no_name_has_none_for_moderators(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, ben) = (people.creator("ana").await, people.viewer("ben").await);
    add(&stage, &ana, "ben", &["tips"]).await;
    let session = stage.start(&ana).await.id;
    let companion = &stage.companion;
    let from = |name: &str, message: &str, anonymous| RecordTip {
        tipper_name: Some(name.into()),
        message: Some(message.into()),
        external_id: Some(format!("{name} {anonymous}")),
        anonymous,
        ..in_live_of(&ana, 100)
    };
    let secret = companion.record_tip(&ana, from("Robin", "a song please", true), None).await.expect("recorded").tip;
    companion.record_tip(&ana, from("Robin", "and a dance", false), None).await.expect("recorded");
    assert_eq!(secret.tipper_name.as_deref(), Some("Robin"), "the creator sees it");
    let of_session = |search: Option<&str>| TipFilter {
        session_id: Some(session),
        creator_id: Some(ana.account),
        search: search.map(str::to_owned),
        ..TipFilter::default()
    };
    let of_creator = |search: Option<&str>| TipFilter { session_id: None, ..of_session(search) };
    let filters: [&dyn Fn(Option<&str>) -> TipFilter; 2] = [&of_session, &of_creator];
    for filter in filters {
        let names = |tips: Vec<footlights_companion::Tip>| tips.into_iter().map(|tip| (tip.tipper_name, tip.anonymous)).collect::<Vec<_>>();
        let listed = names(companion.list_tips(&ben, filter(None), None, 5).await.expect("listed").items);
        assert!(listed.contains(&(None, true)) && listed.contains(&(Some("Robin".to_owned()), false)), "{listed:?}");
        // A search that finds the name would tell it, too.
        let found = names(companion.list_tips(&ben, filter(Some("robin")), None, 5).await.expect("listed").items);
        assert_eq!(found, [(Some("Robin".to_owned()), false)]);
        assert_eq!(companion.list_tips(&ana, filter(Some("robin")), None, 5).await.expect("listed").items.len(), 2);
    }
    let again = companion.record_tip(&ben, from("Robin", "the same once more", true), None).await.expect("answered").tip;
    assert_eq!((again.id, again.tipper_name), (secret.id, None));
    let part = RefundTip { amount_cents: Some(1), reason: None };
    let refunded = companion.refund_tip(&ben, secret.id, part.clone(), None).await.expect("given back").tip;
    assert_eq!((refunded.tipper_name, refunded.refunded_cents), (None, 1));
    assert_eq!(companion.refund_tip(&ana, secret.id, part, None).await.expect("given back").tip.tipper_name.as_deref(), Some("Robin"));
}

async fn refusals_change_nothing(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, ben) = (people.creator("ana").await, people.viewer("ben").await);
    let companion = &stage.companion;
    let ask = |username: &str, rights: &[&str]| AddModerator {
        username: username.into(),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
    };
    assert_eq!(code(companion.add_moderator(&ana, ask("nobody", &["tips"]), None).await), "not_found");
    assert_eq!(fields(companion.add_moderator(&ana, ask("ana", &["tips"]), None).await), [("/username".to_owned(), "not_valid")]);
    assert_eq!(fields(companion.add_moderator(&ana, ask("ben", &[]), None).await), [("/rights".to_owned(), "missing")]);
    assert_eq!(fields(companion.add_moderator(&ana, ask("ben", &["all"]), None).await), [("/rights".to_owned(), "not_one_of")]);
    let mut reader = ana.clone();
    reader.scopes = Scopes::only(["moderators:read"]);
    assert_eq!(code(companion.add_moderator(&reader, ask("ben", &["tips"]), None).await), "scope_required");
    assert_eq!(companion.list_moderators(&reader).await.expect("listed"), []);
    assert_eq!(code(companion.update_moderator(&ana, ben.account, &["tips".to_owned()]).await), "not_found");
    assert_eq!(code(companion.remove_moderator(&ana, ben.account).await), "not_found");
    add(&stage, &ana, "ben", &["tips"]).await;
    assert_eq!(code(companion.add_moderator(&ana, ask("ben", &["notes"]), None).await), "already_moderator");
    for number in 1..50 {
        people.viewer(&format!("viewer{number}")).await;
        add(&stage, &ana, &format!("viewer{number}"), &["tips"]).await;
    }
    people.viewer("late").await;
    assert_eq!(code(companion.add_moderator(&ana, ask("late", &["tips"]), None).await), "too_many");
    assert_eq!(companion.list_moderators(&ana).await.expect("listed").len(), 50);
}

async fn who_is_deleted_moderates_nobody(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (ana, ben) = (people.creator("ana").await, people.viewer("ben").await);
    add(&stage, &ana, "ben", &["tips"]).await;
    let subscribers: Vec<Arc<dyn footlights_store::Subscriber>> = vec![Arc::new(ModeratorsOfAccounts)];
    let workers = Workers::start(stage.world.store.clone(), subscribers, Vec::new(), stage.world.shared_clock(), CancellationToken::new());
    people.delete(ben.account).await;
    workers.settle().await;
    assert_eq!(stage.companion.list_moderators(&ana).await.expect("listed"), []);
    // A new account of the same name has nothing of the old one's.
    let again = people.viewer("ben").await;
    assert_eq!(stage.companion.list_moderating(&again).await.expect("listed"), []);
    assert_eq!(code(stage.companion.get_active_session(&ben, Some(ana.account)).await), "not_found");
}

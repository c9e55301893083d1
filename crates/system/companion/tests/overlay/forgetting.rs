//! What goes by itself: old alerts, and the session of an account that is gone; and what is summed up by itself.

use std::time::Duration;

use footlights_base::{EventId, NewEvent, Topic};
use footlights_companion::{OverlaySettings, RecordTip, Sealing, TestTip};
use footlights_identity::{ACCOUNT_DELETED, AccountPayload};
use footlights_store::{Keys, Read as _, ReadTx, Sql, Tx, params};
use footlights_surface::Caller;

use crate::house::{House, code, creator, on_both};

const DAY: Duration = Duration::from_hours(24);
const HOUR: Duration = Duration::from_hours(1);
/// How many there are in all, and how many wait.
const COUNT: Sql = Sql::new("COUNT", "SELECT COUNT(*), COUNT(waits_for) FROM companion_alert WHERE creator_id = $1");

on_both!(
    alerts_go_once_they_have_been_done_for_long,
    a_creator_keeps_so_many_alerts_and_all_that_wait,
    the_session_of_a_deleted_account_ends,
    what_an_update_has_forgotten_is_summed_up_again,
);

async fn alerts(house: &House, caller: &Caller) -> (i64, i64) {
    let creator = caller.account;
    let count = move |read: &mut ReadTx<'_>| {
        let row = read.one(COUNT, params![creator])?;
        Ok((row.get(0)?, row.get(1)?))
    };
    house.world.read("count", count).await.expect("counted")
}

/// As an update does that keeps sums in another way.
const FORGET: [Sql; 3] = [
    Sql::new("FORGET_SHEETS", "DELETE FROM companion_sheet"),
    Sql::new("FORGET_MINUTES", "DELETE FROM companion_minutes"),
    Sql::new("FORGET_REACH", "UPDATE companion_sealed SET sealed_until = 0, days_until = 0, months_until = 0, version = version + 1"),
];
const REACH: Sql = Sql::new("REACH", "SELECT sealed_until, days_until, months_until FROM companion_sealed WHERE creator_id = $1");

/// How far a creator's tips are summed up, and how far those sums are in days and months; in days since the first moment.
async fn reach(house: &House, caller: &Caller) -> [i64; 3] {
    let creator = caller.account;
    let reach = move |read: &mut ReadTx<'_>| {
        let row = read.one(REACH, params![creator])?;
        Ok([row.get::<i64>(0)?, row.get(1)?, row.get(2)?].map(|ms| ms / 86_400_000))
    };
    house.world.read("reach", reach).await.expect("read")
}

async fn queue(house: &House, caller: &Caller, count: usize) {
    for _ in 0..count {
        house.overlays.test_overlay(caller, TestTip::default(), None).await.expect("queued");
        house.world.advance(Duration::from_secs(1));
    }
}

/// Shows all that wait, one after another.
async fn show_all(house: &House, caller: &Caller) {
    let mut conductor = house.conductor(caller).await;
    while alerts(house, caller).await.1 > 0 {
        for issued in conductor.turn(true).await.expect("a turn").issued {
            house.overlays.finish_alerts(caller.account, vec![(issued.alert_id, issued.attempt)]).await.expect("said");
        }
        house.world.advance(Duration::from_millis(250));
    }
}

async fn alerts_go_once_they_have_been_done_for_long(house: House) {
    let ann = creator(1);
    house.overlays.trim_alerts_in(Duration::ZERO).await.expect("set");
    queue(&house, &ann, 3).await;
    show_all(&house, &ann).await;
    house.world.advance(29 * DAY);
    queue(&house, &ann, 2).await;
    house.wake().await;
    assert_eq!(alerts(&house, &ann).await, (5, 2));
    house.world.advance(DAY);
    house.wake().await;
    assert_eq!(alerts(&house, &ann).await, (2, 2), "what waits is never forgotten");
    show_all(&house, &ann).await;
    house.world.advance(31 * DAY);
    house.wake().await;
    assert_eq!(alerts(&house, &ann).await, (0, 0), "round after round");
}

async fn a_creator_keeps_so_many_alerts_and_all_that_wait(house: House) {
    let house = house.again(OverlaySettings { alerts_kept_max: 3, ..OverlaySettings::default() });
    let (ann, bob) = (creator(1), creator(2));
    for caller in [&ann, &bob] {
        queue(&house, caller, 3).await;
        show_all(&house, caller).await;
    }
    queue(&house, &ann, 4).await;
    show_all(&house, &ann).await;
    queue(&house, &ann, 5).await;
    house.overlays.trim_alerts_in(HOUR).await.expect("set");
    house.wake().await;
    assert_eq!(alerts(&house, &ann).await, (12, 5), "not yet");
    house.world.advance(HOUR);
    house.wake().await;
    assert_eq!((alerts(&house, &ann).await, alerts(&house, &bob).await), ((8, 5), (3, 0)));
}

async fn the_session_of_a_deleted_account_ends(house: House) {
    let (ann, bob) = (creator(1), creator(2));
    house.live(&ann).await;
    house.live(&bob).await;
    let topic = Topic::new("account", ann.account);
    let payload = AccountPayload { account_id: ann.account, username: "ann".into(), display_name: "Ann".into(), roles: ann.roles };
    let event = EventId::new(&*house.world.shared_clock(), &house.world.chance);
    let deleted = NewEvent::new(event, ACCOUNT_DELETED, ann.tenant, topic.clone(), house.world.now(), &payload);
    house.world.write("delete", topic, move |tx| tx.publish(deleted.clone()).map(drop)).await.expect("published");
    house.settled().await;
    assert_eq!(code(house.companion.get_active_session(&ann, None).await), "no_active_session");
    house.companion.get_active_session(&bob, None).await.expect("bob goes on");
    // With nothing live there is nothing to end.
    let again = NewEvent::new(
        EventId::new(&*house.world.shared_clock(), &house.world.chance),
        ACCOUNT_DELETED,
        ann.tenant,
        Topic::new("account", ann.account),
        house.world.now(),
        &payload,
    );
    let topic = Topic::new("account", ann.account);
    house.world.write("delete", topic, move |tx| tx.publish(again.clone()).map(drop)).await.expect("published");
    house.settled().await;
    house.companion.get_active_session(&bob, None).await.expect("bob goes on");
}

async fn what_an_update_has_forgotten_is_summed_up_again(house: House) {
    let (ann, bob) = (creator(1), creator(2));
    for caller in [&ann, &bob] {
        house.live(caller).await;
        // A step a day and one for the tips: more than one run takes.
        for _ in 0..60 {
            house.companion.record_tip(caller, RecordTip::cents(100), None).await.expect("recorded");
            house.world.advance(DAY);
        }
        let session = house.companion.get_active_session(caller, None).await.expect("live").id;
        house.companion.end_session(caller, session, None).await.expect("ends");
    }
    house.wake().await;
    for caller in [&ann, &bob] {
        while house.companion.seal_tips(caller.account).await.expect("sealed") == Sealing::Advanced {}
    }
    let before = [reach(&house, &ann).await, reach(&house, &bob).await];
    let forget = |tx: &mut Tx<'_>| FORGET.iter().try_for_each(|sql| tx.run(*sql, params![]));
    house.world.write("forget", Keys::none(), forget).await.expect("forgotten");
    house.world.advance(DAY);
    house.wake().await;
    assert_eq!([reach(&house, &ann).await, reach(&house, &bob).await], [[0; 3]; 2], "nobody is live");
    house.companion.seal_old_tips().await.expect("begun");
    house.wake().await;
    assert_eq!([reach(&house, &ann).await, reach(&house, &bob).await], before);
    assert!(before.iter().all(|[sealed, days, months]| sealed == days && months < days && *months > 0), "{before:?}");
    let rebuilt = house.companion.rebuild_sums(|_| {}).await.expect("rebuilt");
    assert_eq!((rebuilt.creators, rebuilt.differences), (2, Vec::<String>::new()));
}

//! What goes by itself: old alerts, and the session of an account that is gone.

use std::time::Duration;

use footlights_base::{EventId, NewEvent, Topic};
use footlights_companion::{OverlaySettings, TestTip};
use footlights_identity::{ACCOUNT_DELETED, AccountPayload};
use footlights_store::{Read as _, ReadTx, Sql, params};
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
);

async fn alerts(house: &House, caller: &Caller) -> (i64, i64) {
    let creator = caller.account;
    let count = move |read: &mut ReadTx<'_>| {
        let row = read.one(COUNT, params![creator])?;
        Ok((row.get(0)?, row.get(1)?))
    };
    house.world.read("count", count).await.expect("counted")
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

//! Figures are exactly what the tips say, however much of them is summed up already.

use std::collections::HashMap;
use std::time::Duration;

use footlights_base::Timestamp;
use footlights_companion::{Export, Figures, RangeName, RecordTip, RecordedTip, RefundTip, Sealing, TipId, Wanted};

use crate::stage::{Stage, code, creator, token};

on_both!(figures_are_what_the_tips_say, sealing_changes_no_figure, a_board_over_all_time, an_export_is_whole, a_session_minute_by_minute);

async fn seal(stage: &Stage) {
    while stage.companion.seal_tips(creator(1).account).await.expect("sealed") == Sealing::Advanced {}
}

async fn tip(stage: &Stage, cents: i64, name: &str) -> RecordedTip {
    let command = RecordTip { tipper_name: Some(name.into()), ..RecordTip::cents(cents) };
    stage.companion.record_tip(&creator(1), command, None).await.expect("recorded")
}

async fn totals(stage: &Stage, wanted: Wanted) -> Figures {
    stage.companion.summarise_tips(&creator(1), wanted).await.expect("summed up").totals
}

fn all() -> Wanted {
    Wanted { range: RangeName::All, ..Wanted::default() }
}

async fn figures_are_what_the_tips_say(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    stage.companion.update_viewers(&ana, session.id, 8).await.expect("counted");
    tip(&stage, 500, "Robin").await;
    stage.world.advance(Duration::from_millis(1));
    tip(&stage, 300, "ROBIN").await;
    tip(&stage, 100, "Kim").await;
    stage.companion.record_tip(&ana, RecordTip::cents(50), None).await.expect("without a name");
    stage.advance_seconds(60);
    let figures = totals(&stage, Wanted { range: RangeName::Today, ..Wanted::default() }).await;
    assert_eq!((figures.gross_cents, figures.net_cents, figures.tip_count, figures.largest_tip_cents), (950, 950, 4, 500));
    assert_eq!((figures.distinct_tippers, figures.peak_viewers, figures.conversion), (2, 8, Some(0.25)));
    assert_eq!((figures.sessions, figures.live_seconds, figures.average_viewers), (1, 60, 8.0));
    let (currency, board) = stage.companion.rank_tippers(&ana, all(), 10).await.expect("ranked");
    assert_eq!((currency.as_str(), board.len()), ("USD", 2));
    assert_eq!((board[0].tipper_name.as_str(), board[0].net_cents, board[0].rank), ("ROBIN", 800, 1));
    let nothing = stage.companion.summarise_tips(&creator(2), all()).await.expect("somebody else");
    assert_eq!((nothing.totals.gross_cents, nothing.totals.conversion), (0, None));
    assert_eq!(code(stage.companion.summarise_tips(&token(1, &["tips:read"]), all()).await), "scope_required");
}

/// The same questions before and after each sealing, and over ranges that cut quarters and days.
async fn sealing_changes_no_figure(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let begin = stage.world.now();
    let mut told: Vec<(TipId, Timestamp, i64, String)> = Vec::new();
    for number in 0..120_i64 {
        // Uneven steps: quarters with many tips, with none, and days in between.
        stage.world.advance(Duration::from_secs(u64::try_from(number * number % 97).expect("small") * 211));
        let (cents, name) = (1 + number * 37 % 400, format!("tipper {}", number % 11));
        let given = tip(&stage, cents, &name).await.tip;
        told.push((given.id, given.created_at, cents, name));
        if number % 30 == 29 {
            seal(&stage).await;
            // Some of what is summed up by now, and some of what is not, is given back: wholly or in part.
            for back in [number - 29, number - 12, number - 1] {
                let refunded = &mut told[usize::try_from(back).expect("an index")];
                let amount_cents = refunded.2 - back % 2 * (refunded.2 / 3);
                let command = RefundTip { amount_cents: Some(amount_cents), reason: None };
                stage.companion.refund_tip(&ana, refunded.0, command, None).await.expect("given back");
                refunded.2 -= amount_cents;
            }
        }
    }
    let end = stage.world.now().plus(Duration::from_millis(1));
    let hours = end.since(begin).as_secs() / 3_600;
    assert!(hours > 48, "the tips are spread over days: {hours} h");
    for (from, to) in [(0, hours + 1), (1, 2), (5, hours), (0, 24), (30, hours - 3)] {
        let hour = |hour: u64| begin.plus(Duration::from_secs(hour * 3_600 + 77));
        let (from, to) = (if from == 0 { begin } else { hour(from) }, hour(to).min(end));
        let within: Vec<_> = told.iter().filter(|(_, at, ..)| from <= *at && *at < to).collect();
        let wanted = Wanted { range: RangeName::Custom, from: Some(from), to: Some(to), ..Wanted::default() };
        let figures = totals(&stage, wanted).await;
        let expected: i64 = within.iter().map(|(_, _, cents, _)| cents).sum();
        let mut by_name: HashMap<&str, i64> = HashMap::new();
        within.iter().filter(|(_, _, cents, _)| *cents > 0).for_each(|(_, _, cents, name)| *by_name.entry(name).or_default() += cents);
        let count = i64::try_from(within.iter().filter(|(_, _, cents, _)| *cents > 0).count()).expect("few");
        let largest = within.iter().map(|(_, _, cents, _)| *cents).max().unwrap_or(0);
        assert_eq!(figures.largest_tip_cents, largest);
        assert_eq!((figures.net_cents, figures.tip_count), (expected, count), "{from}–{to}");
        assert_eq!(figures.distinct_tippers, i64::try_from(by_name.len()).expect("few"));
        let (_, board) = stage.companion.rank_tippers(&ana, wanted, 100).await.expect("ranked");
        let ranked: HashMap<&str, i64> = board.iter().map(|place| (place.tipper_name.as_str(), place.net_cents)).collect();
        assert_eq!(ranked, by_name);
    }
    let rebuilt = stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt");
    assert_eq!((rebuilt.creators, rebuilt.differences), (1, Vec::new()));
    assert!(rebuilt.compared > 50, "something was summed up: {}", rebuilt.compared);
}

async fn a_board_over_all_time(stage: Stage) {
    stage.start(&creator(1)).await;
    for (name, cents) in [("a", 100), ("b", 90), ("c", 80), ("d", 70)] {
        tip(&stage, cents, name).await;
    }
    stage.world.advance(Duration::from_secs(3 * 3_600));
    seal(&stage).await;
    // Just now the last one overtakes all, and somebody new comes.
    tip(&stage, 50, "D").await;
    tip(&stage, 85, "e").await;
    let (_, board) = stage.companion.rank_tippers(&creator(1), all(), 3).await.expect("ranked");
    let order: Vec<_> = board.iter().map(|place| (place.tipper_name.as_str(), place.net_cents)).collect();
    assert_eq!(order, [("D", 120), ("a", 100), ("b", 90)]);
    assert_eq!(totals(&stage, all()).await.distinct_tippers, 5);
}

async fn an_export_is_whole(stage: Stage) {
    let session = stage.start(&creator(1)).await;
    for number in 1..=1_003 {
        tip(&stage, number, "Robin").await;
    }
    for export in [Export::Range(all()), Export::Session(session.id)] {
        let mut pages = stage.companion.export_tips(&creator(1), export).await.expect("begun");
        let mut amounts = Vec::new();
        while let Some(page) = pages.next().await.expect("read") {
            amounts.extend(page.iter().map(|tip| tip.amount_cents));
        }
        assert_eq!(amounts.len(), 1_003);
        assert_eq!(amounts.iter().sum::<i64>(), 1_003 * 1_004 / 2);
    }
    assert_eq!(code(stage.companion.export_tips(&creator(2), Export::Session(session.id)).await.map(drop)), "not_found");
}

async fn a_session_minute_by_minute(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    for (seconds, viewers) in [(0, 5), (10, 9), (10, 7), (60, 3)] {
        stage.advance_seconds(seconds);
        stage.companion.update_viewers(&ana, session.id, viewers).await.expect("counted");
    }
    tip(&stage, 40, "Kim").await;
    stage.advance_seconds(120);
    tip(&stage, 60, "Kim").await;
    let (_, minutes) = stage.companion.trace_session(&ana, session.id).await.expect("traced");
    let told: Vec<_> = minutes.iter().map(|minute| (minute.net_cents, minute.tip_count, minute.viewers)).collect();
    assert_eq!(told.iter().filter_map(|(_, _, viewers)| *viewers).max(), Some(9), "the most of a minute is kept");
    assert_eq!(told.iter().map(|(cents, ..)| cents).sum::<i64>(), 100);
    assert_eq!(told.last(), Some(&(60, 1, None)));
    assert_eq!(code(stage.companion.trace_session(&creator(2), session.id).await), "not_found");
}

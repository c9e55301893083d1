//! Members who come, turn away and go.

use super::{Activity, Counts, Roster};
use crate::presence::{Arrived, Digest, Gone};
use footlights_base::AccountId;

fn account(n: u8) -> AccountId {
    AccountId::from_bytes([n; 16])
}

fn at(seconds: u64) -> u64 {
    seconds * 1_000
}

fn joined(roster: &mut Roster, n: u8, now: u64) -> Vec<Arrived> {
    roster.connect(account(n), "tab".into(), now);
    roster.poll(now).map(|digest| digest.joined).unwrap_or_default()
}

#[test]
fn a_blink_is_away_and_back_and_nothing_else() {
    let mut roster = Roster::default();
    assert_eq!(joined(&mut roster, 1, 0), [Arrived { account: account(1), quiet: false }]);
    roster.disconnect(account(1), "tab", at(10));
    let blink = roster.poll(at(10)).expect("away at once");
    assert_eq!((blink.changed, blink.left.len()), (vec![(account(1), Activity::Away)], 0));
    assert_eq!(blink.counts, Counts { present: 1, away: 1 });
    roster.connect(account(1), "tab".into(), at(54));
    let back = roster.poll(at(54)).expect("back");
    assert_eq!((back.joined.len(), back.changed), (0, vec![(account(1), Activity::Active)]));
    assert_eq!(roster.poll(at(1_000)), None);
}

#[test]
fn the_grace_runs_from_the_last_connection() {
    let mut roster = Roster::default();
    joined(&mut roster, 1, 0);
    roster.connect(account(1), "phone".into(), 0);
    roster.disconnect(account(1), "tab", at(1));
    assert_eq!(roster.poll(at(100)), None, "the phone is still there");
    roster.disconnect(account(1), "phone", at(100));
    roster.poll(at(100));
    assert_eq!(roster.deadline(), Some(at(145)));
    assert_eq!(roster.poll(at(145) - 1), None);
    let gone = roster.poll(at(145)).expect("left");
    assert_eq!(gone, Digest { left: vec![Gone { account: account(1), quiet: false }], ..Digest::default() });
}

#[test]
fn a_return_within_five_minutes_makes_no_line() {
    for (back, quiet) in [(299, true), (300, false)] {
        let mut roster = Roster::default();
        joined(&mut roster, 1, 0);
        roster.disconnect(account(1), "tab", 0);
        roster.poll(0);
        roster.poll(at(45)).expect("left");
        assert_eq!(joined(&mut roster, 1, at(back)), [Arrived { account: account(1), quiet }], "{back}");
        roster.leave(account(1), at(back + 1));
        assert_eq!(roster.poll(at(back + 1)).expect("left").left, [Gone { account: account(1), quiet }]);
    }
}

#[test]
fn heartbeats_tell_activity_and_keep_nobody_alive() {
    let mut roster = Roster::default();
    joined(&mut roster, 1, 0);
    roster.heartbeat(account(1), Activity::Away, at(1));
    assert_eq!(roster.poll(at(1)).expect("away").counts, Counts { present: 1, away: 1 });
    roster.heartbeat(account(1), Activity::Away, at(2));
    assert_eq!(roster.poll(at(3_600)), None, "silence is no absence");
    roster.disconnect(account(1), "tab", at(3_600));
    roster.heartbeat(account(1), Activity::Active, at(3_601));
    assert!(roster.poll(at(3_645)).expect("left all the same").left.len() == 1);
}

#[test]
fn crowds_are_told_once_a_second() {
    let mut roster = Roster::default();
    for n in 0..100 {
        roster.connect(account(n), "tab".into(), at(10) + u64::from(n));
        if n < 8 {
            assert_eq!(roster.poll(at(10) + u64::from(n)).expect("one by one").joined.len(), 1);
        } else {
            assert_eq!(roster.poll(at(10) + u64::from(n)), None);
        }
    }
    roster.leave(account(99), at(10) + 500);
    assert_eq!(roster.deadline(), Some(at(11)));
    let crowd = roster.poll(at(11)).expect("the rest");
    assert_eq!((crowd.joined.len(), crowd.left.len()), (91, 0), "who came and went is not told");
    assert_eq!(crowd.counts.present, 99);
}

#[test]
fn who_was_here_before_anybody_looked_is_told_to_nobody() {
    let mut roster = Roster::default();
    roster.adopt(account(1), "elsewhere".into());
    assert_eq!((roster.poll(0), roster.counts()), (None, Counts { present: 1, away: 0 }));
    roster.connect(account(1), "tab".into(), at(1));
    roster.disconnect(account(1), "elsewhere", at(2));
    assert_eq!(roster.poll(at(2)), None, "still here by the tab");
    roster.disconnect(account(1), "tab", at(3));
    assert_eq!(roster.poll(at(3)).expect("away").changed, [(account(1), Activity::Away)]);
    assert_eq!(roster.activity(account(1)), Some(Activity::Away));
}

#[test]
fn while_it_is_held_nobody_has_left() {
    let mut roster = Roster::default();
    joined(&mut roster, 1, 0);
    roster.disconnect(account(1), "tab", 0);
    roster.poll(0);
    assert_eq!(roster.poll_holding(at(100)), None);
    roster.connect(account(2), "tab".into(), at(100));
    assert_eq!(roster.poll_holding(at(100)).expect("who comes is told").joined.len(), 1);
    assert_eq!(roster.poll(at(101)).expect("left").left, [Gone { account: account(1), quiet: false }]);
}

/// What a room full of people costs when one of them comes, turns away, goes and is counted: not more for each of the others.
#[test]
fn a_change_costs_the_same_among_a_hundred_thousand() {
    let numbered = |n: u32| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        AccountId::from_bytes(bytes)
    };
    let cost = |others: u32| {
        let mut roster = Roster::default();
        for n in 0..others {
            roster.adopt(numbered(n), "tab".into());
        }
        let one = numbered(u32::MAX);
        let times = (0..5).map(|round: u64| {
            #[expect(clippy::disallowed_methods, reason = "a cost is measured")]
            let begun = std::time::Instant::now();
            for step in 0..2_000 {
                let now = at(round * 10_000 + step * 3);
                roster.connect(one, "tab".into(), now);
                roster.heartbeat(one, Activity::Away, now);
                roster.poll(now);
                roster.leave(one, now + 1_000);
                roster.poll(now + 1_000).expect("told");
                assert_eq!(roster.counts().present, usize::try_from(others).expect("few"));
            }
            begun.elapsed()
        });
        times.min().expect("five rounds")
    };
    let (few, many) = (cost(100), cost(100_000));
    assert!(many < few * 20, "{few:?} among a hundred, {many:?} among a hundred thousand");
}

#[test]
fn counts_equal_what_is_counted() {
    let mut roster = Roster::default();
    let mut state = 7_u64;
    for step in 0..20_000_u64 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let who = account(u8::try_from((state >> 33) % 20).expect("small"));
        let now = step * 700;
        match (state >> 40) % 6 {
            0 | 1 => roster.connect(who, ["a", "b"][usize::from((state >> 50).is_multiple_of(2))].into(), now),
            2 => roster.disconnect(who, "a", now),
            3 => roster.disconnect(who, "b", now),
            4 => roster.heartbeat(who, [Activity::Active, Activity::Away][usize::from((state >> 50).is_multiple_of(2))], now),
            _ => roster.leave(who, now),
        }
        roster.poll(now);
        let away = roster.members().filter(|(_, activity)| *activity == Activity::Away).count();
        assert_eq!(roster.counts(), Counts { present: roster.members().count(), away });
    }
}

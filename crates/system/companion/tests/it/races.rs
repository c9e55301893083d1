//! Many at once: one session, one tip per key, exact totals.

use std::future::Future;

use footlights_base::Failure;
use footlights_companion::{Companion, CreateGoal, GoalBody, GoalStatus, RecordTip, StartSession};
use footlights_testkit::Db;
use tokio::task::JoinSet;

use crate::stage::{Stage, companion, creator, followers};

on_both!(
    two_starts_at_once,
    many_with_one_key,
    totals_are_exact,
    a_platform_tells_twice_at_once,
    a_tip_or_the_end,
    a_goal_is_completed_once,
);

/// All at the same time, each on a task of its own.
pub(crate) async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(racers: impl Iterator<Item = F>) -> Vec<T> {
    racers.collect::<JoinSet<T>>().join_all().await
}

/// Two companions: on PostgreSQL on two nodes, with lanes and memories of their own.
pub(crate) async fn two(stage: &Stage) -> [Companion; 2] {
    match stage.world.kind {
        Db::Sqlite => [stage.companion.clone(), companion(&stage.world)],
        Db::Postgres => [stage.companion.clone(), companion(&stage.world.second_node().await)],
    }
}

pub(crate) fn split<T>(answers: Vec<Result<T, Failure>>) -> (Vec<T>, Vec<&'static str>) {
    let (mut good, mut codes) = (Vec::new(), Vec::new());
    for answer in answers {
        match answer {
            Ok(answer) => good.push(answer),
            Err(Failure::Rejected(refusal)) => codes.push(refusal.code),
            Err(Failure::Broken(error)) => panic!("broken: {error}"),
        }
    }
    (good, codes)
}

async fn two_starts_at_once(stage: Stage) {
    let nodes = two(&stage).await;
    let answers = race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        async move {
            let command = StartSession { platform: "other".into(), ..StartSession::default() };
            companion.start_session(&creator(1), command, None).await
        }
    }));
    let (started, refused) = split(answers.await);
    assert_eq!((started.len(), refused), (1, vec!["session_already_active"; 15]));
    assert_eq!(stage.companion.find_active_session(creator(1).account).await.expect("asked"), started.into_iter().next());
}

async fn many_with_one_key(stage: Stage) {
    let session = stage.start(&creator(1)).await;
    let nodes = two(&stage).await;
    let answers = race((0..64).map(|n| {
        let (companion, once) = (nodes[n % 2].clone(), stage.once(&creator(1), "the-one", 7));
        async move { companion.record_tip(&creator(1), RecordTip::cents(777), once).await }
    }));
    let (recorded, refused) = split(answers.await);
    assert!(recorded.iter().all(|answer| *answer == recorded[0]), "one answer for all");
    assert!(refused.iter().all(|code| *code == "in_progress"), "{refused:?}");
    assert_eq!(recorded.len() + refused.len(), 64);
    let totals = stage.session(session.id).await.totals;
    assert_eq!((totals.tip_count, totals.total_tips_cents), (1, 777));
}

async fn totals_are_exact(stage: Stage) {
    let session = stage.start(&creator(1)).await;
    let nodes = two(&stage).await;
    let answers = race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        async move {
            let mut counted = Vec::new();
            for amount in 1..=20 {
                let recorded = companion.record_tip(&creator(1), RecordTip::cents(amount), None).await.expect("recorded");
                counted.push(recorded.session_totals.tip_count);
                if amount % 5 == 0 {
                    companion
                        .update_viewers(&creator(1), session.id, amount * 16 + i64::try_from(n).expect("small"))
                        .await
                        .expect("counted");
                }
            }
            counted
        }
    }));
    let mut counts = answers.await.concat();
    counts.sort_unstable();
    assert_eq!(counts, (1..=320).collect::<Vec<_>>(), "each tip saw a count of its own");
    let read = stage.session(session.id).await;
    assert_eq!((read.totals.tip_count, read.totals.total_tips_cents), (320, 16 * 210));
    assert_eq!(read.viewers.peak, 20 * 16 + 15);
}

async fn a_platform_tells_twice_at_once(stage: Stage) {
    let session = stage.start(&creator(1)).await;
    let nodes = two(&stage).await;
    let answers = race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        let command = RecordTip { source: Some("platform_api".into()), external_id: Some("evt".into()), ..RecordTip::cents(50) };
        async move { companion.record_tip(&creator(1), command, None).await }
    }));
    let (recorded, refused) = split(answers.await);
    assert_eq!((recorded.len(), refused.len()), (16, 0));
    assert!(recorded.iter().all(|answer| answer.tip == recorded[0].tip));
    assert_eq!(stage.session(session.id).await.totals.total_tips_cents, 50);
}

async fn a_tip_or_the_end(stage: Stage) {
    let session = stage.start(&creator(1)).await;
    let nodes = two(&stage).await;
    let answers = race((0..32).map(|n| {
        let companion = nodes[n % 2].clone();
        async move {
            if n == 9 {
                return companion.end_session(&creator(1), session.id, None).await.map(|over| Some(over.totals.tip_count));
            }
            let command = RecordTip { session_id: Some(session.id), ..RecordTip::cents(1) };
            companion.record_tip(&creator(1), command, None).await.map(|_| None)
        }
    }));
    let (good, refused) = split(answers.await);
    assert!(refused.iter().all(|code| *code == "session_ended"), "{refused:?}");
    let at_the_end = good.iter().flatten().next().copied();
    let tips = i64::try_from(good.iter().filter(|answer| answer.is_none()).count()).expect("few");
    assert_eq!(at_the_end, Some(tips), "whoever was told yes came before the end");
    assert_eq!(stage.session(session.id).await.totals.tip_count, tips);
}

async fn a_goal_is_completed_once(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let goal = |title: &str, repeating| CreateGoal {
        title: title.into(),
        unit: "money".into(),
        target_cents: Some(1_600),
        repeating,
        ..CreateGoal::default()
    };
    let once = stage.companion.create_goal(&ana, goal("Once", false), None).await.expect("made");
    let laps = stage.companion.create_goal(&ana, goal("Laps", true), None).await.expect("made");
    let other = match stage.world.kind {
        Db::Sqlite => stage.world.clone(),
        Db::Postgres => stage.world.second_node().await,
    };
    let nodes = [stage.companion.clone(), companion(&other)];
    // Both nodes count while sixteen tip: each tip is counted by one of them.
    let others = followers(&other);
    let answers = race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        async move {
            for _ in 0..20 {
                companion.record_tip(&creator(1), RecordTip::cents(10), None).await.expect("recorded");
            }
        }
    }));
    tokio::join!(answers, stage.settled());
    others.settle().await;
    stage.settled().await;
    let told = stage.logged("streaming.goal.completed", session.id).await;
    let told = |id| told.iter().filter(|told| told["goalId"] == serde_json::json!(id)).map(|told| &told["completions"]).collect::<Vec<_>>();
    assert_eq!(told(once.id), [1]);
    assert_eq!(told(laps.id), [1, 2]);
    let goals: Vec<_> = stage.companion.list_goals(&ana, None).await.expect("listed").iter().map(GoalBody::from).collect();
    let stands = |goal: &GoalBody| (goal.status, goal.completions, goal.amounts.current_cents);
    assert_eq!(stands(&goals[0]), (GoalStatus::Completed, 1, Some(3_200)));
    assert_eq!(stands(&goals[1]), (GoalStatus::Active, 2, Some(0)));
}

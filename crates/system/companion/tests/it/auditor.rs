//! An independent auditor: it reads only domain events and ends at the same totals, goals and completions as the database.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use footlights_base::{Chance, Event};
use footlights_companion::{
    CreateGoal, GoalBody, GoalId, GoalStatus, RecordTip, RefundTip, SessionId, TipId, UpdateGoal, creator_topic, session_topic,
};
use footlights_surface::Caller;
use serde_json::Value;

use crate::stage::{Stage, creator, parse};

on_both!(the_books_agree);

/// How many things happen in one run.
const STEPS: usize = 150;

/// What the auditor knows of a goal.
#[derive(Debug, Default)]
struct Goal {
    session: Option<String>,
    tokens: bool,
    target: i64,
    repeating: bool,
    counts: bool,
    done_in: Option<String>,
    sum: i64,
    laps: i64,
    taken_by_laps: i64,
    tips: HashSet<String>,
}

/// What the auditor knows of a tip.
#[derive(Debug, Clone)]
struct Tip {
    session: String,
    cents: i64,
    tokens: i64,
    back: i64,
}

#[derive(Debug, Default)]
struct Auditor {
    live: Option<String>,
    tips: BTreeMap<String, Tip>,
    goals: BTreeMap<String, Goal>,
    /// Goals that were told to be reached, with how often.
    told: Vec<(String, i64)>,
    /// Those that should have been told.
    due: Vec<(String, i64)>,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

impl Auditor {
    fn hear(&mut self, event: &Event) {
        let told = parse(event);
        match &*event.kind {
            "streaming.session.started" => self.live = Some(text(&told["sessionId"])),
            "streaming.session.ended" => self.live = None,
            "streaming.tip.received" => self.tip(&told["tip"]),
            "streaming.tip.refunded" => self.refund(&text(&told["tipId"]), number(&told["amountCents"])),
            "streaming.goal.changed" => self.change(&told),
            "streaming.goal.completed" => self.told.push((text(&told["goalId"]), number(&told["completions"]))),
            _ => {}
        }
    }

    fn tip(&mut self, tip: &Value) {
        let (id, session) = (text(&tip["id"]), text(&tip["sessionId"]));
        let heard = Tip { session, cents: number(&tip["amountCents"]), tokens: tip["amountTokens"].as_i64().unwrap_or(0), back: 0 };
        for (name, goal) in &mut self.goals {
            let here = goal.session.as_ref().is_none_or(|own| *own == heard.session);
            let open = goal.done_in.as_ref().is_none_or(|done| *done == heard.session);
            let share = if goal.tokens { heard.tokens } else { heard.cents };
            if goal.counts && here && open && share > 0 {
                goal.sum += share;
                goal.tips.insert(id.clone());
                self.due.extend(goal.reached(&heard.session).map(|laps| (name.clone(), laps)));
            }
        }
        self.tips.insert(id, heard);
    }

    fn refund(&mut self, id: &str, cents: i64) {
        let tip = self.tips.get_mut(id).expect("a tip that was told of");
        let tokens_back = |back: i64| tip.tokens * back / tip.cents;
        let tokens = tokens_back(tip.back + cents) - tokens_back(tip.back);
        tip.back += cents;
        for goal in self.goals.values_mut().filter(|goal| goal.tips.contains(id)) {
            goal.sum -= if goal.tokens { tokens } else { cents };
        }
    }

    fn change(&mut self, told: &Value) {
        if told["goalId"].is_null() {
            return;
        }
        let id = text(&told["goalId"]);
        if told["change"] == "deleted" {
            self.goals.remove(&id);
            return;
        }
        let now = &told["goal"];
        let goal = self.goals.entry(id.clone()).or_default();
        goal.session = now["sessionId"].as_str().map(str::to_owned);
        goal.tokens = now["unit"] == "tokens";
        goal.target = number(&now[if goal.tokens { "targetTokens" } else { "targetCents" }]);
        goal.repeating = now["repeating"] == true;
        // Whoever pauses what was reached in the same moment comes too late.
        goal.counts = now["status"] != "paused" || goal.done_in.is_some();
        let here = self.live.as_deref().filter(|live| goal.session.as_deref().is_none_or(|own| own == *live));
        self.due.extend(goal.reached(here.unwrap_or("")).map(|laps| (id, laps)));
    }
}

impl Goal {
    /// How often it was reached in all, if it was just now.
    fn reached(&mut self, session: &str) -> Option<i64> {
        if self.done_in.is_some() || self.sum - self.taken_by_laps < self.target {
            return None;
        }
        if self.repeating {
            while self.sum - self.taken_by_laps >= self.target {
                self.taken_by_laps += self.target;
                self.laps += 1;
            }
        } else {
            self.laps += 1;
            (self.done_in, self.counts) = (Some(session.to_owned()), true);
        }
        Some(self.laps)
    }
}

/// A creator who does one thing after another, as chance will have it.
struct Show<'a> {
    stage: &'a Stage,
    who: Caller,
    chance: Chance,
    sessions: Vec<SessionId>,
    live: Option<SessionId>,
    tips: Vec<(SessionId, TipId)>,
    goals: Vec<GoalId>,
}

impl Show<'_> {
    fn draw(&self, below: usize) -> usize {
        usize::try_from(self.chance.u64() % below as u64).expect("small")
    }

    fn some<T: Copy>(&self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.draw(of.len())])
    }

    async fn step(&mut self) {
        self.stage.world.advance(Duration::from_millis(7));
        match self.draw(20) {
            0 => self.another_session().await,
            1..=9 => self.tip().await,
            10..=12 => self.refund().await,
            13..=14 => self.create_goal().await,
            15..=18 => self.change_goal().await,
            _ => self.delete_goal().await,
        }
    }

    async fn another_session(&mut self) {
        // What was given in one session is counted before the next begins, so that there is one order to audit by.
        self.stage.settled().await;
        match self.live.take() {
            Some(live) => drop(self.stage.companion.end_session(&self.who, live, None).await.expect("ends")),
            None => {
                let id = self.stage.start(&self.who).await.id;
                self.sessions.push(id);
                self.live = Some(id);
            }
        }
    }

    async fn tip(&mut self) {
        if self.live.is_none() {
            self.another_session().await;
        }
        let amount = i64::try_from(self.draw(400) + 1).expect("small");
        let tokens = self.draw(3) == 0;
        let (amount_cents, amount_tokens) = if tokens { (None, Some(amount)) } else { (Some(amount), None) };
        let command = RecordTip { amount_cents, amount_tokens, ..RecordTip::cents(0) };
        let tip = self.stage.companion.record_tip(&self.who, command, None).await.expect("recorded").tip;
        self.tips.push((tip.session_id, tip.id));
    }

    async fn refund(&mut self) {
        let Some((session, tip)) = self.some(&self.tips) else { return };
        // Between what happens in two sessions there is no order but that of being done.
        let elsewhere = self.live != Some(session);
        if elsewhere {
            self.stage.settled().await;
        }
        let amount_cents = (self.draw(2) == 0).then(|| i64::try_from(self.draw(100) + 1).expect("small"));
        // Of a tip that has gone already, or more than is left: refused, and the books must not notice.
        let command = RefundTip { amount_cents, reason: None };
        drop(self.stage.companion.refund_tip(&self.who, tip, command, None).await);
        if elsewhere {
            self.stage.settled().await;
        }
    }

    async fn create_goal(&mut self) {
        let target = Some(i64::try_from(self.draw(900) + 100).expect("small"));
        let tokens = self.draw(3) == 0;
        let command = CreateGoal {
            title: "One of many".into(),
            unit: if tokens { "tokens" } else { "money" }.into(),
            target_cents: target.filter(|_| !tokens),
            target_tokens: target.filter(|_| tokens),
            session_id: self.live.filter(|_| self.draw(3) == 0),
            repeating: self.draw(2) == 0,
        };
        self.goals.extend(self.stage.companion.create_goal(&self.who, command, None).await.map(|made| made.id));
    }

    async fn change_goal(&mut self) {
        let Some(goal) = self.some(&self.goals) else { return };
        let command = match self.draw(4) {
            0 => UpdateGoal { status: Some("paused".into()), ..UpdateGoal::default() },
            1 => UpdateGoal { status: Some("active".into()), ..UpdateGoal::default() },
            kind => {
                self.stage.settled().await;
                let target = Some(i64::try_from(self.draw(900) + 100).expect("small"));
                let repeating = (kind == 3).then(|| self.draw(2) == 0);
                let known = self.stage.companion.list_goals(&self.who, None).await.expect("listed");
                let tokens = known.iter().any(|known| known.id == goal && known.unit == footlights_companion::GoalUnit::Tokens);
                UpdateGoal {
                    target_cents: target.filter(|_| !tokens),
                    target_tokens: target.filter(|_| tokens),
                    repeating,
                    ..UpdateGoal::default()
                }
            }
        };
        // A completed goal refuses: the books must not notice.
        drop(self.stage.companion.update_goal(&self.who, goal, command).await);
    }

    async fn delete_goal(&mut self) {
        if let Some(goal) = self.some(&self.goals) {
            self.stage.settled().await;
            self.goals.retain(|other| *other != goal);
            self.stage.companion.delete_goal(&self.who, goal).await.expect("deleted");
        }
    }

    /// Everything that was published, in the order in which it happened.
    async fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let topics = self.sessions.iter().map(|id| session_topic(*id)).chain([creator_topic(self.who.account)]);
        for topic in topics {
            loop {
                let after = events.iter().rev().find(|event: &&Event| event.topic == topic).map_or(0, |event| event.sequence);
                let page = self.stage.world.events_after(&topic, after, 1_000).await.expect("read");
                if page.events.is_empty() {
                    break;
                }
                events.extend(page.events);
            }
        }
        events.sort_by_key(|event| event.occurred_at);
        events
    }
}

async fn the_books_agree(stage: Stage) {
    for seed in 0..3 {
        let who = creator(u8::try_from(seed + 1).expect("small"));
        let none = Vec::new;
        let mut show =
            Show { stage: &stage, who, chance: Chance::seeded(seed), sessions: Vec::new(), live: None, tips: none(), goals: Vec::new() };
        for _ in 0..STEPS {
            show.step().await;
        }
        stage.settled().await;
        let mut auditor = Auditor::default();
        show.events().await.iter().for_each(|event| auditor.hear(event));
        compare(&show, &auditor, seed).await;
    }
}

async fn compare(show: &Show<'_>, auditor: &Auditor, seed: u64) {
    for session in &show.sessions {
        let named = session.to_string();
        let tips = auditor.tips.values().filter(|tip| tip.session == named);
        let (sum, count) = tips.fold((0, 0), |(sum, count), tip| (sum + tip.cents - tip.back, count + i64::from(tip.back < tip.cents)));
        let totals = show.stage.session(*session).await.totals;
        assert_eq!((totals.total_tips_cents, totals.tip_count), (sum, count), "seed {seed}, session {session}");
        let mut listed = show.stage.companion.list_goals(&show.who, Some(*session)).await.expect("listed");
        listed.extend(show.stage.companion.list_goals(&show.who, None).await.expect("listed"));
        for goal in listed.iter().map(GoalBody::from) {
            let audited = &auditor.goals[&goal.id.to_string()];
            let current = goal.amounts.current_cents.or(goal.amounts.current_tokens);
            let done = goal.status == GoalStatus::Completed;
            assert_eq!(
                (current, goal.completions, done),
                (Some((audited.sum - audited.taken_by_laps).max(0)), audited.laps, audited.done_in.is_some()),
                "seed {seed}: {goal:?} and {audited:?}"
            );
        }
    }
    let sorted = |told: &[(String, i64)]| {
        let mut told = told.to_vec();
        told.sort();
        told
    };
    assert_eq!(sorted(&auditor.told), sorted(&auditor.due), "seed {seed}");
    assert!(auditor.tips.len() > 20 && !auditor.told.is_empty(), "seed {seed} has tested nothing");
}

//! However tips are summed up, and whatever is refunded when: every question is answered as a plain sum over all tips would.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Currency, ManualClock, Timestamp};
use footlights_companion::{
    Calendar, Companion, CompanionParts, CompanionSettings, Figures, Platform, Range, RangeName, RecordTip, RefundTip, Sealing, SessionId,
    StartSession, TipId, TipperStanding, Wanted,
};
use footlights_store::{Keys, Sql, params};
use footlights_surface::Caller;
use serde_json::json;

use crate::races::{race, two};
use crate::stage::{Stage, creator};

on_both!(
    every_answer_is_a_plain_sum,
    tips_race_with_their_sealing,
    a_slow_clock_records_nothing_into_the_past,
    more_tips_than_a_step_takes,
    a_rebuild_finds_what_is_wrong,
);

/// Who tips, each with spellings that are one name.
const PEOPLE: [&[&str]; 5] = [&["Robin", "ROBIN", "robin"], &["José", "jose\u{301}"], &["Kim"], &["x=1", "X=1"], &["名前"]];
const PLATFORMS: [&str; 3] = ["other", "twitch", "kick"];
const CURRENCIES: [&str; 2] = ["USD", "JPY"];
const ZONE: &str = "Europe/Berlin";

/// A tip as the test remembers it.
#[derive(Debug, Clone)]
struct Given {
    id: TipId,
    session: SessionId,
    at: Timestamp,
    platform: Platform,
    currency: Currency,
    cents: i64,
    back: i64,
    person: Option<(usize, &'static str)>,
}

struct Show<'a> {
    stage: &'a Stage,
    who: Caller,
    chance: Chance,
    live: Option<SessionId>,
    given: Vec<Given>,
}

impl Show<'_> {
    fn draw(&self, below: u64) -> usize {
        usize::try_from(self.chance.u64() % below).expect("small")
    }

    fn wait(&self, seconds_max: u64) {
        self.stage.world.advance(Duration::from_millis(self.chance.u64() % (seconds_max * 1_000)));
    }

    async fn step(&mut self) {
        match self.draw(24) {
            0 => self.wait(40 * 3_600),
            1..=3 => self.wait(1_500),
            4..=6 => self.wait(20),
            7 => self.next_session().await,
            8..=10 => self.refund().await,
            11..=12 => drop(self.stage.companion.seal_tips(self.who.account).await.expect("sealed")),
            13 => seal(self.stage, &self.who).await,
            _ => self.tip().await,
        }
    }

    async fn next_session(&mut self) {
        if let Some(live) = self.live.take() {
            self.stage.companion.end_session(&self.who, live, None).await.expect("ends");
        }
        let (platform, currency) = (PLATFORMS[self.draw(3)].into(), Some(CURRENCIES[self.draw(2)].into()));
        let command = StartSession { platform, currency, ..StartSession::default() };
        self.live = Some(self.stage.companion.start_session(&self.who, command, None).await.expect("starts").id);
    }

    async fn tip(&mut self) {
        if self.live.is_none() {
            self.next_session().await;
        }
        let person = self.draw(PEOPLE.len() as u64 + 1);
        let name = PEOPLE.get(person).map(|names| names[self.draw(names.len() as u64)]);
        let cents = i64::try_from(self.draw(50_000) + 1).expect("small");
        let command = RecordTip { tipper_name: name.map(str::to_owned), ..RecordTip::cents(cents) };
        let tip = self.stage.companion.record_tip(&self.who, command, None).await.expect("recorded").tip;
        let person = name.map(|name| (person, name));
        let (id, session, at, platform, currency) = (tip.id, tip.session_id, tip.created_at, tip.platform, tip.currency);
        self.given.push(Given { id, session, at, platform, currency, cents, back: 0, person });
    }

    async fn refund(&mut self) {
        if self.given.is_empty() {
            return;
        }
        let index = self.draw(self.given.len() as u64);
        let left = self.given[index].cents - self.given[index].back;
        if left == 0 {
            return;
        }
        let cents = if self.draw(2) == 0 { left } else { i64::try_from(self.draw(left.unsigned_abs()) + 1).expect("small") };
        let command = RefundTip { amount_cents: Some(cents), reason: None };
        self.stage.companion.refund_tip(&self.who, self.given[index].id, command, None).await.expect("given back");
        self.given[index].back += cents;
    }

    /// A moment that matters: of a tip, right after one, a begin of a quarter, a day, a month, or any.
    fn moment(&self) -> Timestamp {
        let at = self.given[self.draw(self.given.len() as u64)].at.as_millis();
        let ms = match self.draw(6) {
            0 => at,
            1 => at + 1,
            2 => at / 900_000 * 900_000,
            3 => at / 86_400_000 * 86_400_000,
            4 => {
                let day = jiff::Timestamp::from_millisecond(at).expect("a time").in_tz("UTC").expect("a zone");
                day.first_of_month().expect("a day").start_of_day().expect("a day").timestamp().as_millisecond()
            }
            _ => at - i64::try_from(self.draw(200_000_000)).expect("small"),
        };
        Timestamp::from_millis(ms)
    }

    async fn ask(&self, wanted: Wanted) {
        let summary = self.stage.companion.summarise_tips(&self.who, wanted).await.expect("summed up");
        let range = Calendar::of(ZONE).range(wanted.range, wanted.from, wanted.to, self.stage.world.now()).expect("a range");
        assert_eq!(summary.range, range);
        let currency = wanted.currency.expect("always said here");
        let within = self.within(range, wanted.platform, currency);
        compare(&summary.totals, &within, range);
        if let Some(before) = Calendar::of(ZONE).previous(wanted.range, range) {
            compare(&summary.previous.expect("there is one"), &self.within(before, wanted.platform, currency), before);
        }
        let mut days: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut hours = [0; 24];
        for tip in &within {
            let local = jiff::Timestamp::from_millisecond(tip.at.as_millis()).expect("a time").in_tz(ZONE).expect("a zone");
            let day = days.entry(local.date().to_string()).or_default();
            *day = (day.0 + tip.cents - tip.back, day.1 + i64::from(tip.back < tip.cents));
            hours[usize::try_from(local.hour()).expect("an hour")] += tip.cents - tip.back;
        }
        let told = summary.by_day.into_iter().map(|day| (day.date, (day.net_cents, day.tip_count)));
        let told: BTreeMap<_, _> = told.filter(|(date, sums)| *sums != (0, 0) || days.contains_key(date)).collect();
        assert_eq!(told, days, "{range:?}");
        assert_eq!(summary.by_hour.iter().map(|hour| hour.net_cents).collect::<Vec<_>>(), hours);
        let (_, board) = self.stage.companion.rank_tippers(&self.who, wanted, 100).await.expect("ranked");
        assert_eq!(board, standings(&within), "{range:?}");
    }

    fn within(&self, range: Range, platform: Option<Platform>, currency: Currency) -> Vec<&Given> {
        let counts = |tip: &&Given| {
            let here = platform.is_none_or(|platform| platform == tip.platform) && tip.currency == currency;
            here && range.from <= tip.at && tip.at < range.to
        };
        self.given.iter().filter(counts).collect()
    }

    /// Each session minute by minute, as far as that goes: seven days.
    async fn trace_sessions(&self) {
        let mut sessions: HashMap<SessionId, BTreeMap<i64, (i64, i64)>> = HashMap::new();
        for tip in &self.given {
            let minute = sessions.entry(tip.session).or_default().entry(tip.at.as_millis() / 60_000).or_default();
            *minute = (minute.0 + tip.cents - tip.back, minute.1 + i64::from(tip.back < tip.cents));
        }
        for (session, mut minutes) in sessions {
            let (traced, told) = self.stage.companion.trace_session(&self.who, session).await.expect("traced");
            minutes.retain(|minute, _| *minute < traced.started_at.as_millis() / 60_000 + 7 * 24 * 60);
            let told: Vec<_> = told.iter().map(|minute| (minute.at.as_millis() / 60_000, (minute.net_cents, minute.tip_count))).collect();
            assert_eq!(told, minutes.into_iter().collect::<Vec<_>>(), "{session}");
        }
    }

    async fn ask_everything(&self) {
        self.trace_sessions().await;
        let names = [RangeName::Today, RangeName::Week, RangeName::Month, RangeName::Year, RangeName::All];
        let mut wanted: Vec<Wanted> = names.into_iter().map(|range| Wanted { range, ..Wanted::default() }).collect();
        for _ in 0..20 {
            let (one, other) = (self.moment(), self.moment());
            let (from, to) = (Some(one.min(other)), Some(one.max(other).plus(Duration::from_millis(1))));
            wanted.push(Wanted { range: RangeName::Custom, from, to, ..Wanted::default() });
        }
        for (number, wanted) in wanted.into_iter().enumerate() {
            let platform = [None, Some(Platform::Twitch), Some(Platform::Other), None][number % 4];
            let currency = Some(CURRENCIES[usize::from(number % 3 == 2)].parse().expect("a currency"));
            self.ask(Wanted { platform, currency, ..wanted }).await;
        }
    }
}

async fn seal(stage: &Stage, who: &Caller) {
    while stage.companion.seal_tips(who.account).await.expect("sealed") == Sealing::Advanced {}
}

fn compare(figures: &Figures, within: &[&Given], range: Range) {
    let left = |tip: &&&Given| tip.cents - tip.back;
    let told = (figures.gross_cents, figures.refunded_cents, figures.net_cents, figures.tip_count, figures.largest_tip_cents);
    let (gross, back) = within.iter().fold((0, 0), |(gross, back), tip| (gross + tip.cents, back + tip.back));
    let count = i64::try_from(within.iter().filter(|tip| left(tip) > 0).count()).expect("few");
    let largest = within.iter().map(|tip| left(&tip)).max().unwrap_or(0);
    assert_eq!(told, (gross, back, gross - back, count, largest), "{range:?}");
    assert_eq!(figures.distinct_tippers, i64::try_from(standings(within).len()).expect("few"), "{range:?}");
}

/// The whole board, by hand.
fn standings(within: &[&Given]) -> Vec<TipperStanding> {
    let mut people: HashMap<usize, (TipperStanding, TipId)> = HashMap::new();
    for tip in within {
        let Some((person, name)) = tip.person else { continue };
        let (left, at) = (tip.cents - tip.back, tip.at);
        let none = TipperStanding { rank: 0, tipper_name: name.into(), net_cents: 0, tip_count: 0, first_at: at, last_at: at };
        let (known, last) = people.entry(person).or_insert((none, tip.id));
        (known.net_cents, known.tip_count) = (known.net_cents + left, known.tip_count + i64::from(left > 0));
        known.first_at = known.first_at.min(at);
        if (at, tip.id) >= (known.last_at, *last) {
            (known.tipper_name, known.last_at, *last) = (name.into(), at, tip.id);
        }
    }
    let mut board: Vec<_> = people.into_values().map(|(known, _)| known).filter(|known| known.net_cents > 0).collect();
    board.sort_by_key(|known| (std::cmp::Reverse(known.net_cents), known.first_at));
    (1..).zip(&mut board).for_each(|(rank, known)| known.rank = rank);
    board
}

async fn in_berlin(stage: &Stage, who: &Caller) {
    let serde_json::Value::Object(change) = json!({"general": {"timeZone": ZONE}}) else { panic!("an object") };
    stage.companion.update_settings(who, change, None).await.expect("changed");
}

async fn every_answer_is_a_plain_sum(stage: Stage) {
    for seed in 0..3 {
        let who = creator(u8::try_from(seed + 1).expect("small"));
        in_berlin(&stage, &who).await;
        if seed == 1 {
            // Into the evening before the clocks go forward, at the end of a month.
            let march: Timestamp = "2027-03-27T20:00:00Z".parse().expect("a time");
            stage.world.advance(march.since(stage.world.now()));
        }
        let mut show = Show { stage: &stage, who, chance: Chance::seeded(seed), live: None, given: Vec::new() };
        for _ in 0..2 {
            for _ in 0..130 {
                show.step().await;
            }
            show.ask_everything().await;
        }
        let rebuilt = stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt");
        assert_eq!(rebuilt.differences, Vec::<String>::new(), "seed {seed}");
        assert!(rebuilt.compared > 60, "seed {seed} has summed up next to nothing: {}", rebuilt.compared);
        show.ask_everything().await;
    }
}

async fn tips_race_with_their_sealing(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let nodes = two(&stage).await;
    let tippers = race((0..9_usize).map(|number| {
        let (companion, world) = (nodes[number % 2].clone(), stage.world.clone());
        async move {
            for round in 0..30_i64 {
                if number == 8 {
                    // Everybody's tips of just now are old enough at once.
                    world.advance(Duration::from_millis(5_700));
                    while companion.seal_tips(creator(1).account).await.expect("sealed") == Sealing::Advanced {}
                    continue;
                }
                let tipper_name = Some(format!("tipper {}", number * 10 + usize::try_from(round % 3).expect("small")));
                let command = RecordTip { tipper_name, ..RecordTip::cents(1 + round) };
                let tip = companion.record_tip(&creator(1), command, None).await.expect("recorded").tip;
                if round % 7 == 0 {
                    companion.refund_tip(&creator(1), tip.id, RefundTip::default(), None).await.expect("given back");
                }
            }
        }
    }));
    tippers.await;
    let totals = stage.session(session.id).await.totals;
    let wanted = Wanted { range: RangeName::All, ..Wanted::default() };
    for _ in 0..2 {
        let figures = stage.companion.summarise_tips(&ana, wanted).await.expect("summed up").totals;
        assert_eq!((figures.net_cents, figures.tip_count), (totals.total_tips_cents, totals.tip_count));
        assert_eq!((figures.gross_cents, figures.distinct_tippers), (8 * 465, 24));
        stage.world.advance(Duration::from_secs(86_400));
        seal(&stage, &ana).await;
    }
    assert_eq!(stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences, Vec::<String>::new());
}

/// What one node has summed up stays true when another, whose clock is behind, records a tip.
async fn a_slow_clock_records_nothing_into_the_past(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let clock = Arc::new(ManualClock::at(stage.world.now()));
    let (store, chance) = (stage.world.store.clone(), stage.world.chance.clone());
    let behind = Companion::new(CompanionParts { store, clock, chance, settings: CompanionSettings::default() });
    stage.advance_seconds(3_600);
    let before = stage.tip(&ana, 100).await.tip;
    stage.advance_seconds(60);
    seal(&stage, &ana).await;
    let late = behind.record_tip(&ana, RecordTip::cents(23), None).await.expect("recorded").tip;
    assert!(before.created_at < late.created_at && late.created_at < stage.world.now(), "{late:?}");
    let wanted = Wanted { range: RangeName::All, ..Wanted::default() };
    assert_eq!(stage.companion.summarise_tips(&ana, wanted).await.expect("summed up").totals.net_cents, 123);
    seal(&stage, &ana).await;
    assert_eq!(stage.companion.summarise_tips(&ana, wanted).await.expect("summed up").totals.net_cents, 123);
    assert_eq!(stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences, Vec::<String>::new());
}

const ADD_TIP: Sql = Sql::new(
    "TEST_ADD_TIP",
    "INSERT INTO companion_tip (id, tenant_id, creator_id, session_id, platform, amount_cents, currency, tipper_name, search, source, held,
        refunded_cents, created_at) VALUES ($1, $2, $3, $4, 'other', $5, 'USD', $6, '', 'manual', 0, 0, $7)",
);

async fn more_tips_than_a_step_takes(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await.id;
    let (tenant, account, chance, begin) = (ana.tenant, ana.account, stage.world.chance.clone(), stage.world.now());
    // The first 4,100 in one millisecond, the others one by one in the next.
    let at = move |number: i64| begin.plus(Duration::from_millis(u64::try_from((number - 4_100).max(0)).expect("positive")));
    let fill = stage.world.store.write("test.fill", Keys::none(), move |tx| {
        for number in 0..9_000_i64 {
            let name = format!("tipper {}", number % 700);
            tx.run(ADD_TIP, params![TipId::random(&chance), tenant, account, session, 1 + number, name, at(number)])?;
        }
        Ok(())
    });
    fill.await.expect("filled");
    stage.advance_seconds(3_600);
    let custom = |from: i64, to: i64| Wanted { range: RangeName::Custom, from: Some(at(from)), to: Some(at(to)), ..Wanted::default() };
    let mut steps = 0;
    loop {
        for (wanted, from, to) in [(custom(0, 9_000), 0, 9_000), (custom(5_000, 8_500), 5_000, 8_500), (custom(4_200, 4_300), 4_200, 4_300)]
        {
            let figures = stage.companion.summarise_tips(&ana, wanted).await.expect("summed up").totals;
            let expected = ((from + 1)..=to).sum::<i64>();
            assert_eq!((figures.net_cents, figures.tip_count, figures.largest_tip_cents), (expected, to - from, to), "after {steps} steps");
            assert_eq!(figures.distinct_tippers, (to - from).min(700));
        }
        // The minute of the first 4,100 is put together from what is summed up and what is not.
        let (_, minutes) = stage.companion.trace_session(&ana, session).await.expect("traced");
        let told = minutes.iter().fold((0, 0), |(cents, tips), minute| (cents + minute.net_cents, tips + minute.tip_count));
        assert_eq!(told, (9_000 * 9_001 / 2, 9_000), "after {steps} steps");
        if stage.companion.seal_tips(ana.account).await.expect("sealed") == Sealing::Done {
            break;
        }
        steps += 1;
    }
    assert!(steps >= 3, "in {steps} steps");
    assert_eq!(stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences, Vec::<String>::new());
}

const SPOIL: Sql = Sql::new("TEST_SPOIL", "UPDATE companion_tip SET amount_cents = 999 WHERE amount_cents = 300");

async fn a_rebuild_finds_what_is_wrong(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    for cents in [100, 300, 500] {
        stage.tip(&ana, cents).await;
        stage.advance_seconds(86_400);
    }
    seal(&stage, &ana).await;
    assert_eq!(stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences, Vec::<String>::new());
    stage.world.store.write("test.spoil", Keys::none(), |tx| tx.run(SPOIL, params![])).await.expect("spoiled");
    let differences = stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences;
    // The slice, the day and the session's minutes, as they were and as they are.
    assert_eq!(differences.len(), 6, "{differences:?}");
    assert!(differences.iter().any(|told| told.contains("other USD: 999 in 1 tips was not kept")), "{differences:?}");
    assert_eq!(stage.companion.rebuild_sums(|_| {}).await.expect("rebuilt").differences, Vec::<String>::new());
}

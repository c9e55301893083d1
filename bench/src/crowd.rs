//! The audience: ticks against hecs, chat lines against VADER, pulses by the message.
//!
//! The three engines are measured in this process, one after the other with their peers, in CPU seconds of one core: other work on
//! the machine shows in the spread and hardly in the ratio.

use std::hint::black_box;

use anyhow::Context as _;
use footlights_base::{PlatformSessionId, Timestamp};
use footlights_crowd::{Config, Crowd, Distribution, Opening, Pace, Phase, SEED_MAX, SessionId, StreamerId};
use footlights_sentiment::{Classifier, PulseConfig, Pulses, Roles, Scratch, Viewer, With};
use serde_json::Value;

use crate::median::Median;
use crate::peers::Peers;
use crate::table::{self, Better, Line};

/// Members and sessions of a tick: ten million in many houses, and one house alone.
const HOUSES: [(u32, u32, u32, f64, f64); 2] = [(1_000, 10_000, 10, 2.0, 4.0), (10_000, 1, 2_000, 3.0, 7.0)];
/// Ticks before the first measured one: who has no interest in the stage has left by then.
const WARM_UP: u32 = 120;
/// What is on every stage: all interests of these members find something in it.
const TAGS: [(&str, f64); 3] = [("epic", 0.9), ("teaching", 0.8), ("chatting", 0.7)];
/// Lines of chat a run reads, as many as the peer.
const CHAT_LINES: usize = 20_000;
/// People who write them.
const PEOPLE: usize = 2_000;
/// Messages a second that one core must bring into pulses.
const MESSAGES_MIN: f64 = 10_000.0;

/// Prints the tables.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let peers = Peers::find();
    let notes: Vec<String> = peers.as_ref().err().cloned().into_iter().collect();
    let mut lines = Vec::new();
    for (members, sessions, ticks, must, moon) in HOUSES {
        let mut house = House::open(members, sessions)?;
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            if let Ok(peers) = &peers {
                theirs.push(hecs(peers, members, sessions, ticks).await? / 1e6);
            }
            ours.push(house.pass(ticks)? / 1e6);
        }
        let what = format!("tick, {sessions} × {members} members");
        lines.push(line(what, "M members/CPU s", &theirs, &ours, Some((must, moon)), None));
    }
    table::print("the crowd (peer: hecs)", &notes, &lines);
    moods(peers.as_ref().ok(), runs, notes).await
}

async fn moods(peers: Option<&Peers>, runs: usize, mut notes: Vec<String>) -> anyhow::Result<()> {
    let corpus = match peers {
        Some(peers) => peers.chat_corpus(CHAT_LINES).await,
        None => Err(anyhow::anyhow!("no peers")),
    };
    // Without the peer's corpus, the labelled lines of the project, again and again.
    let ours_only = include_str!("../../crates/engine/sentiment/data/chat.tsv");
    let has_peer = corpus.is_ok();
    if let Err(error) = &corpus {
        notes.push(format!("No VADER: {error:#}. Lines are the project's own."));
    }
    let text = corpus.unwrap_or_else(|_| ours_only.to_owned());
    let chat: Vec<&str> = text.lines().filter_map(|row| row.split_once('\t').map(|(_, line)| line)).collect();
    let chat: Vec<&str> = chat.iter().copied().cycle().take(CHAT_LINES).collect();
    let mut theirs = Vec::new();
    let (mut rules, mut both, mut pulses) = (Vec::new(), Vec::new(), Vec::new());
    let classifiers = [Classifier::new(With::Rules), Classifier::new(With::Both)];
    for _ in 0..runs {
        if let (Some(peers), true) = (peers, has_peer) {
            theirs.push(vader(peers).await? / 1e3);
        }
        rules.push(classify(&classifiers[0], &chat)? / 1e3);
        both.push(classify(&classifiers[1], &chat)? / 1e3);
        pulses.push(pulse(&classifiers[1], &chat)? / 1e3);
    }
    let unit = "k lines/CPU s";
    let lines = [
        line("classify, rules".into(), unit, &theirs, &rules, Some((20.0, 60.0)), None),
        line("classify, rules and model".into(), unit, &theirs, &both, None, None),
        line("classify and pulse".into(), unit, &[], &pulses, None, Some(MESSAGES_MIN / 1e3)),
    ];
    table::print("moods (peer: VADER with a wrapper for the categories)", &notes, &lines);
    Ok(())
}

fn line(what: String, unit: &'static str, theirs: &[f64], ours: &[f64], wanted: Option<(f64, f64)>, limit: Option<f64>) -> Line {
    let peer = (!theirs.is_empty()).then(|| Median::of(theirs.iter().copied()));
    let (must, moon) = (wanted.map(|(must, _)| must), wanted.map(|(_, moon)| moon));
    Line { what, unit, better: Better::Higher, peer, ours: Median::of(ours.iter().copied()), must, moon, limit }
}

/// A crowd that has watched for some minutes: full houses, and half as many members more to replace those who leave.
struct House(Crowd);

impl House {
    fn open(members: u32, sessions: u32) -> anyhow::Result<Self> {
        let all = members * sessions;
        let reservoir = (all + all / 2).min(footlights_crowd::MEMBERS_MAX);
        let rules = Config { reservoir, max_per_session: members, ..Config::default() }.check()?;
        let interests = [("Combat", 3), ("Social", 2), ("Narrative", 1), ("Exploration", 1), ("Technical", 1), ("Crafting", 1)];
        let everybody = Distribution::given(&rules, &[], &interests, 3, 4)?;
        let mut crowd = Crowd::new(rules);
        let mut left = reservoir;
        while left > 0 {
            let now = left.min(SEED_MAX);
            crowd.seed(now, &everybody)?;
            left -= now;
        }
        for number in 0..sessions {
            let mut opening = Opening::of(SessionId(number.into()), StreamerId(number.into()), Phase::Popular);
            opening.house = Some(members);
            opening.tags = TAGS.map(|(tag, strength)| (tag.to_owned(), strength)).into();
            crowd.open(&opening)?;
        }
        for _ in 0..WARM_UP {
            crowd.tick(Pace::default())?;
        }
        Ok(Self(crowd))
    }

    /// Member ticks a CPU second.
    fn pass(&mut self, ticks: u32) -> anyhow::Result<f64> {
        let (began, mut ticked) = (cpu_seconds()?, 0_u64);
        for _ in 0..ticks {
            ticked += u64::from(self.0.checked_out());
            black_box(self.0.tick(Pace::default())?);
        }
        Ok(as_f64(ticked) / (cpu_seconds()? - began))
    }
}

fn classify(classifier: &Classifier, chat: &[&str]) -> anyhow::Result<f64> {
    let mut scratch = Scratch::new();
    let began = cpu_seconds()?;
    let moods = chat.iter().filter(|line| classifier.classify(line, &mut scratch).is_some()).count();
    black_box(moods);
    Ok(as_f64(chat.len() as u64) / (cpu_seconds()? - began))
}

/// Lines a CPU second on the whole way into pulses, of a chat that fills one second after the other.
fn pulse(classifier: &Classifier, chat: &[&str]) -> anyhow::Result<f64> {
    let users: Vec<String> = (0..PEOPLE).map(|number| format!("user-{number}")).collect();
    let mut scratch = Scratch::new();
    let mut pulses =
        Pulses::begin(PulseConfig::default().check()?, PlatformSessionId::from_bytes([1; 16]), [7; 32], Timestamp::from_millis(0));
    let (began, mut told) = (cpu_seconds()?, 0);
    for (number, line) in chat.iter().enumerate() {
        // Ten thousand lines a second.
        let now = Timestamp::from_millis(i64::try_from(number / 10)?);
        let viewer = Viewer { user: &users[number * 7 % users.len()], roles: Roles::default() };
        let mood = classifier.classify(line, &mut scratch);
        told += usize::from(pulses.handle_line(now, &viewer, mood)?.is_some());
    }
    told += usize::from(pulses.end(Timestamp::from_millis(15_000)).is_some());
    anyhow::ensure!(told > 0, "a pulse is told");
    Ok(as_f64(chat.len() as u64) / (cpu_seconds()? - began))
}

/// The peer's member ticks a CPU second.
async fn hecs(peers: &Peers, members: u32, sessions: u32, ticks: u32) -> anyhow::Result<f64> {
    let said = peers.hecs([members, sessions, ticks]).output().await.context("ecs-hecs")?;
    let text = String::from_utf8(said.stdout)?;
    let first: Value = serde_json::from_str(text.lines().next().context("a line of ecs-hecs")?)?;
    first["members_per_cpu_s"].as_f64().context("members_per_cpu_s")
}

/// The peer's lines a CPU second, categories included.
async fn vader(peers: &Peers) -> anyhow::Result<f64> {
    let said = peers.vader(CHAT_LINES).output().await.context("bench.py of vader")?;
    let all: Value = serde_json::from_slice(&said.stdout)?;
    all["vader+category"]["msgs_per_cpu_s"].as_f64().context("vader+category")
}

/// CPU time of the main thread, which does the work.
fn cpu_seconds() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").context("Linux")?;
    let nanoseconds: u64 = text.split(' ').next().context("a figure")?.parse()?;
    Ok(as_f64(nanoseconds) / 1e9)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench fit a double")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

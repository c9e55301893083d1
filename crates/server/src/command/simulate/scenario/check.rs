//! Whether a scenario can be played: every number in its range, every name known, no two streams of one streamer at once.
//!
//! Owns: the limits of a scenario file. Does not know: limits of engines, which check their own configurations.

use std::collections::BTreeMap;

use super::super::length::Length;
use super::limits::Check;
use super::place::Places;
use super::refusal::Refusal;
use super::{EventLine, Expectation, Scenario, Stream};

/// Bytes of a scenario file.
pub(crate) const FILE_BYTES_MAX: u64 = 1 << 20;
const STREAMS_MAX: usize = 64;
const SESSIONS_MAX: usize = 1_000;
const LINES_MAX: usize = 1_000;
/// Events of a stream, each time they happen.
const HAPPENINGS_MAX: usize = 100_000;
const EXPECTATIONS_MAX: usize = 200;
const NAME_BYTES_MAX: usize = 40;
const POOL_MAX: u32 = footlights_crowd::MEMBERS_MAX;
/// A scenario's length, s.
const LENGTH: (u32, u32) = (60, 31 * 86_400);

/// A scenario that can be played.
#[derive(Debug, Clone)]
pub(in super::super) struct Checked {
    pub(in super::super) scenario: Scenario,
    pub(in super::super) hype: footlights_hype::Rules,
    /// Streamers in the order they are named first.
    pub(in super::super) streamers: Vec<String>,
    /// Every stream with every repetition, by their beginning.
    pub(in super::super) sessions: Vec<Session>,
}

/// One run of a stream. Seconds from the beginning of the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Session {
    /// Of `scenario.stream`.
    pub(in super::super) stream: usize,
    /// Of `streamers`.
    pub(in super::super) streamer: usize,
    pub(in super::super) start: u32,
    pub(in super::super) end: u32,
}

/// Reads and checks a scenario.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub(in super::super) fn read(text: &str) -> Result<Checked, Refusal> {
    let mut scenario: Scenario = toml::from_str(text).map_err(|error| Refusal::Shape(error.to_string().trim_end().to_owned()))?;
    let check = Check { places: Places::of(text) };
    check.head(&scenario)?;
    let streamers = check.streamers(&scenario)?;
    check.crowd(&mut scenario)?;
    let hype = check.hype(&scenario)?;
    let sessions = check.sessions(&scenario, &streamers)?;
    for (index, stream) in scenario.stream.iter().enumerate() {
        check.stream(&scenario, index, stream)?;
    }
    for (index, expectation) in scenario.expect.iter().enumerate() {
        check.expectation(&scenario, &streamers, index, expectation)?;
    }
    Ok(Checked { scenario, hype, streamers, sessions })
}

impl Check<'_> {
    fn head(&self, scenario: &Scenario) -> Result<(), Refusal> {
        self.short("title", &scenario.title, 200)?;
        self.short("about", &scenario.about, 4_000)?;
        self.within_time("length", scenario.length, Length(LENGTH.0), Length(LENGTH.1))?;
        self.within("pool", f64::from(scenario.pool), 1.0, f64::from(POOL_MAX))?;
        self.few("stream", scenario.stream.len(), STREAMS_MAX)?;
        self.within("stream", scenario.stream.len() as f64, 1.0, STREAMS_MAX as f64)?;
        self.few("expect", scenario.expect.len(), EXPECTATIONS_MAX)
    }

    fn streamers(&self, scenario: &Scenario) -> Result<Vec<String>, Refusal> {
        let mut names = Vec::new();
        for (index, stream) in scenario.stream.iter().enumerate() {
            let fit = stream.name.len() <= NAME_BYTES_MAX && stream.name.chars().next().is_some_and(char::is_alphanumeric);
            if !fit || stream.name.chars().any(char::is_control) {
                return Err(Refusal::Name { line: self.places.line(&format!("stream[{index}].name")), max: NAME_BYTES_MAX });
            }
            if !names.contains(&stream.name) {
                names.push(stream.name.clone());
            }
        }
        Ok(names)
    }

    /// The crowd's knobs, with seed and reservoir from the head of the file. Followers for everybody, unless it says otherwise.
    fn crowd(&self, scenario: &mut Scenario) -> Result<(), Refusal> {
        for (inside, outside) in [("crowd.seed", "seed"), ("crowd.reservoir", "pool")] {
            if self.places.has(inside) {
                let said = format!("{inside} stands at the head of the file, as `{outside}`");
                return Err(Refusal::Combination { line: self.places.line(inside), said });
            }
        }
        (scenario.crowd.seed, scenario.crowd.reservoir) = (scenario.seed, scenario.pool);
        if !self.places.has("crowd.follow.from_phase") {
            scenario.crowd.follow.from_phase = 0;
        }
        let rules = scenario.crowd.check().map_err(|refusal| {
            let said = refusal.to_string();
            let field = said.split(' ').next().unwrap_or_default();
            Refusal::Crowd { line: self.places.line(&format!("crowd.{field}")), said: format!("crowd.{said}") }
        })?;
        if let Err(refusal) = distribution(scenario, &rules) {
            return Err(Refusal::Crowd { line: self.places.line("members"), said: refusal.to_string() });
        }
        Ok(())
    }

    /// The profile's knobs, and over them what the file says.
    fn hype(&self, scenario: &Scenario) -> Result<footlights_hype::Rules, Refusal> {
        let wrong = |path: &str, said: String| Refusal::Hype { line: self.places.line(path), said };
        let mut given = scenario.hype.clone();
        let profile = given.remove("profile").map_or(Some("moods".to_owned()), |value| value.as_str().map(str::to_owned));
        let base = match profile.as_deref() {
            Some("moods") => footlights_hype::Config::moods(),
            Some("off") => footlights_hype::Config { moods: None, ..footlights_hype::Config::classic() },
            _ => {
                return Err(wrong("hype.profile", "hype.profile is `moods` or `off`".into()));
            }
        };
        let mut table = toml::Table::try_from(&base).map_err(|error| wrong("hype", error.to_string()))?;
        for (key, value) in given {
            self.lay_over(&mut table, &key, value, &format!("hype.{key}"))?;
        }
        let config: footlights_hype::Config =
            table.try_into().map_err(|error: toml::de::Error| wrong("hype", error.message().to_owned()))?;
        config.check().map_err(|refusal| {
            let said = refusal.to_string();
            wrong(&format!("hype.{}", said.split(' ').next().unwrap_or_default()), format!("hype.{said}"))
        })
    }

    fn lay_over(&self, table: &mut toml::Table, key: &str, value: toml::Value, path: &str) -> Result<(), Refusal> {
        match (table.get_mut(key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(given)) if key != "goals" => {
                given.into_iter().try_for_each(|(key, value)| {
                    let path = format!("{path}.{key}");
                    self.lay_over(inner, &key, value, &path)
                })
            }
            (Some(place @ toml::Value::Float(_)), toml::Value::Integer(whole)) => {
                *place = toml::Value::Float(whole as f64);
                Ok(())
            }
            (Some(place), value) => {
                *place = value;
                Ok(())
            }
            (None, _) => Err(Refusal::Hype { line: self.places.line(path), said: format!("{path} is no knob of a hype train") }),
        }
    }

    fn sessions(&self, scenario: &Scenario, streamers: &[String]) -> Result<Vec<Session>, Refusal> {
        let mut sessions: Vec<Session> = Vec::new();
        for (index, stream) in scenario.stream.iter().enumerate() {
            let path = |field: &str| format!("stream[{index}].{field}");
            self.within(&path("times"), f64::from(stream.times), 1.0, SESSIONS_MAX as f64)?;
            if stream.times > 1 && stream.every.is_none() {
                let said = format!("a stream that is on {} times says `every` how long", stream.times);
                return Err(Refusal::Combination { line: self.places.line(&path("times")), said });
            }
            let streamer = streamers.iter().position(|name| *name == stream.name).expect("all were listed");
            for time in 0..stream.times {
                let start = stream.at.0.saturating_add(time.saturating_mul(stream.every.unwrap_or_default().0));
                let end = stream.length.map_or(scenario.length.0, |length| start.saturating_add(length.0)).min(scenario.length.0);
                if start >= end {
                    let end = scenario.length.to_string();
                    let line = self.places.line(&path("at"));
                    return Err(Refusal::TooLate { line, field: path("at"), value: Length(start).to_string(), of: "scenario", end });
                }
                let other = sessions.iter().find(|other| other.streamer == streamer && other.start < end && start < other.end);
                if other.is_some() {
                    let line = self.places.line(&path("at"));
                    return Err(Refusal::Overlap { line, name: stream.name.clone(), at: Length(start).to_string() });
                }
                sessions.push(Session { stream: index, streamer, start, end });
                self.few("stream", sessions.len(), SESSIONS_MAX)?;
            }
        }
        sessions.sort_by_key(|session| (session.start, session.stream));
        Ok(sessions)
    }

    fn stream(&self, scenario: &Scenario, index: usize, stream: &Stream) -> Result<(), Refusal> {
        let path = |field: &str| format!("stream[{index}].{field}");
        let lasts = stream.length.unwrap_or(Length(scenario.length.0 - stream.at.0.min(scenario.length.0)));
        self.within(&path("house"), f64::from(stream.house.unwrap_or(0)), 0.0, f64::from(scenario.crowd.max_per_session))?;
        self.within(&path("reputation"), stream.reputation.unwrap_or(0.0), 0.0, 1.0)?;
        self.tags(scenario, &path("tags"), &stream.tags)?;
        let moments = [
            ("then", stream.then.iter().map(|one| one.at).collect::<Vec<_>>()),
            ("event", stream.event.iter().map(|one| one.at).collect()),
            ("raid", stream.raid.iter().map(|one| one.at).collect()),
            ("pulse", stream.pulse.iter().map(|one| one.at).collect()),
            ("pause", stream.pause.iter().map(|one| one.at).collect()),
            ("voice", stream.voice.iter().map(|one| one.at).collect()),
        ];
        for (list, moments) in moments {
            self.few(&path(list), moments.len(), LINES_MAX)?;
            for (number, at) in moments.into_iter().enumerate() {
                let field = format!("{}[{number}].at", path(list));
                if at > lasts {
                    let line = self.places.line(&field);
                    return Err(Refusal::TooLate { line, field, value: at.to_string(), of: "stream", end: lasts.to_string() });
                }
            }
        }
        for (number, change) in stream.then.iter().enumerate() {
            self.tags(scenario, &format!("{}[{number}].tags", path("then")), &change.tags)?;
        }
        self.events(scenario, index, stream)?;
        self.raids_and_pulses(scenario, index, stream)
    }

    fn events(&self, scenario: &Scenario, index: usize, stream: &Stream) -> Result<(), Refusal> {
        let most = |event: &EventLine| event.every.map_or(1, |every| (scenario.length.0 / every.0.max(1)) as usize + 1);
        let happenings: usize = stream.event.iter().map(most).sum();
        self.few(&format!("stream[{index}].event"), happenings, HAPPENINGS_MAX)?;
        for (number, event) in stream.event.iter().enumerate() {
            let path = |field: &str| format!("stream[{index}].event[{number}].{field}");
            self.within(&path("significance"), event.significance, 0.0, 1.0)?;
            self.short(&path("description"), event.description.as_deref().unwrap_or("-"), 100)?;
            self.within_time(&path("every"), event.every.unwrap_or(Length(60)), Length(5), Length(86_400))?;
            self.within_time(&path("jitter"), event.jitter, Length(0), Length(3_600))?;
            let tags = event.tags.iter().map(|tag| (tag.clone(), 1.0)).collect();
            self.tags(scenario, &path("tags"), &tags)?;
        }
        Ok(())
    }

    fn raids_and_pulses(&self, scenario: &Scenario, index: usize, stream: &Stream) -> Result<(), Refusal> {
        for (number, raid) in stream.raid.iter().enumerate() {
            let path = |field: &str| format!("stream[{index}].raid[{number}].{field}");
            self.within(&path("share"), raid.share, 0.0, 1.0)?;
            if raid.to == stream.name || !scenario.stream.iter().any(|other| other.name == raid.to) {
                let line = self.places.line(&path("to"));
                return Err(Refusal::UnknownStream { line, field: path("to"), name: raid.to.clone() });
            }
        }
        for (number, pulse) in stream.pulse.iter().enumerate() {
            let path = |field: &str| format!("stream[{index}].pulse[{number}].{field}");
            self.within(&path("people"), f64::from(pulse.people), 1.0, footlights_crowd::PULSE_ENTRIES_MAX as f64)?;
            self.within(&path("tracked"), f64::from(pulse.tracked), 0.0, f64::from(pulse.people))?;
            self.within(&path("intensity"), pulse.intensity, 0.0, 1.0)?;
            self.within_time(&path("every"), pulse.every, Length(5), Length(3_600))?;
            self.within(&path("moods"), pulse.moods.values().sum(), f64::MIN_POSITIVE, 1e6)?;
            for weight in pulse.moods.values() {
                self.within(&path("moods"), *weight, 0.0, 1e6)?;
            }
        }
        for (number, pause) in stream.pause.iter().enumerate() {
            self.within_time(&format!("stream[{index}].pause[{number}].for"), pause.lasts, Length(5), Length(86_400))?;
        }
        Ok(())
    }

    fn expectation(&self, scenario: &Scenario, streamers: &[String], index: usize, one: &Expectation) -> Result<(), Refusal> {
        let path = |field: &str| format!("expect[{index}].{field}");
        let combination = |said: &str| Refusal::Combination { line: self.places.line(&format!("expect[{index}]")), said: said.to_owned() };
        match &one.stream {
            Some(name) if !streamers.contains(name) => {
                return Err(Refusal::UnknownStream { line: self.places.line(&path("stream")), field: path("stream"), name: name.clone() });
            }
            None if streamers.len() > 1 => {
                return Err(combination("an expectation says of which `stream`, where there are several"));
            }
            _ => {}
        }
        for (field, at) in [("at", one.at), ("from", one.from), ("until", one.until)] {
            self.within_time(&path(field), at.unwrap_or_default(), Length(0), scenario.length)?;
        }
        if one.at.is_some() && (one.from.is_some() || one.until.is_some()) {
            return Err(combination("an expectation is for one moment (`at`), or `from` one `until` another"));
        }
        if one.from.unwrap_or_default() >= one.until.unwrap_or(scenario.length) {
            return Err(combination("an expectation's `from` is before its `until`"));
        }
        if one.at_least.is_none() && one.at_most.is_none() {
            return Err(combination("an expectation says `at_least` or `at_most`"));
        }
        for (field, bound) in [("at_least", one.at_least), ("at_most", one.at_most)] {
            self.within(&path(field), bound.unwrap_or(0.0), -1e9, 1e9)?;
        }
        self.within(&path("in_runs"), one.in_runs, 0.0, 1.0)
    }
}

/// Whom the reservoir is made of.
pub(in super::super) fn distribution(
    scenario: &Scenario,
    rules: &footlights_crowd::Rules,
) -> Result<footlights_crowd::Distribution, footlights_crowd::Refusal> {
    let members = &scenario.members;
    fn weights(given: &BTreeMap<String, u32>) -> Vec<(&str, u32)> {
        given.iter().map(|(name, weight)| (name.as_str(), *weight)).collect()
    }
    footlights_crowd::Distribution::given(
        rules,
        &weights(&members.personalities),
        &weights(&members.interests),
        members.personalities_each.unwrap_or(3),
        members.interests_each.unwrap_or(4),
    )
}

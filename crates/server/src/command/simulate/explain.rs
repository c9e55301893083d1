//! `--explain`: why a member came, stayed, reacted, left, in sentences with the terms of its score by name.
//!
//! Owns: who and when is asked about, and the sentences. Does not know: how it is decided.

mod journey;

use std::fmt::Write as _;

use footlights_crowd::{Asked, Crowd, Explanation, Pace, Standing, Terms, ViewerId, share};

use super::length::Length;
use super::play::{Play, session_id};
use super::scenario::Checked;

/// Plays up to the moment and explains the member.
///
/// # Errors
/// A question that is none, a member nobody is.
pub(super) fn run(checked: &Checked, asked: &str, pace: Pace) -> anyhow::Result<String> {
    let (who, when) = asked.rsplit_once('@').ok_or_else(|| anyhow::anyhow!("`--explain` takes MEMBER@TIME, such as 4711@32m"))?;
    let when: Length = when.parse().map_err(|said| anyhow::anyhow!("--explain: {said}"))?;
    if when > checked.scenario.length || when.0 < checked.scenario.crowd.tick_seconds {
        anyhow::bail!("--explain: {when} is not within the {} of the scenario", checked.scenario.length);
    }
    let seed = checked.scenario.seed;
    let ticks = when.0 / checked.scenario.crowd.tick_seconds;
    let asked = match who {
        "someone" => Asked::Member(someone(&played(Play::new(checked, seed, pace)?, ticks)?, checked)?),
        who => named(who)?,
    };
    let mut play = Play::new(checked, seed, pace)?;
    match asked {
        Asked::Member(member) => play.crowd.watch(Some(member)),
        Asked::Viewer(id) => play.crowd.watch_viewer(id),
    }
    let play = played(play, ticks)?;
    let explanation = match asked {
        Asked::Member(member) => play.crowd.explain(member),
        Asked::Viewer(id) => play.crowd.explain_viewer(id),
    };
    let explanation = explanation.ok_or_else(|| anyhow::anyhow!("nobody is known as {who} then"))?;
    Ok(Story { checked, crowd: &play.crowd, one: &explanation }.tell())
}

fn played<'a>(mut play: Play<'a>, ticks: u32) -> anyhow::Result<Play<'a>> {
    while play.tick < ticks && play.step()? {}
    Ok(play)
}

/// Somebody who watches the first stream that is on.
fn someone(play: &Play<'_>, checked: &Checked) -> anyhow::Result<u32> {
    let rooms = (0..checked.sessions.len()).filter_map(|number| play.crowd.members(session_id(number)).ok());
    let first = rooms.into_iter().find_map(|members| members.get(members.len() / 2).copied());
    first.ok_or_else(|| anyhow::anyhow!("nobody is watching anything then"))
}

/// By number, or by what players know it by.
fn named(who: &str) -> anyhow::Result<Asked> {
    if let Ok(number) = who.parse::<u32>() {
        return Ok(Asked::Member(number));
    }
    let digits: String = who.chars().filter(|letter| *letter != '-').collect();
    let bits = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32);
    let bits = bits.ok_or_else(|| anyhow::anyhow!("`{who}` is no member's number, no viewer's id and not `someone`"))?;
    Ok(Asked::Viewer(ViewerId(bits)))
}

struct Story<'a> {
    checked: &'a Checked,
    crowd: &'a Crowd,
    one: &'a Explanation,
}

impl Story<'_> {
    fn tell(&self) -> String {
        let one = self.one;
        let name = if one.member >> 31 == 0 { format!("Member {}", one.member) } else { "A real-derived viewer".to_owned() };
        let mut out = format!("{name}, known as {}, at {}\n", uuid(one.viewer.0), self.at(one.tick));
        if !one.interests.is_empty() {
            let _ = writeln!(out, "  is {} and likes {}", one.personalities.join(", "), one.interests.join(", "));
        }
        if let Some(fed) = one.fed {
            let _ = writeln!(out, "  a pulse has fed it last at {}", self.at(fed));
        }
        if let Some((streamer, ticks)) = one.favourite {
            let _ = writeln!(out, "  has watched {} most, for about {}", self.streamer(streamer.0), self.at(ticks));
        }
        match (&one.standing, one.rests_until) {
            (Some(standing), _) => self.stands(&mut out, standing),
            (None, Some(until)) => {
                let reason = one.left.map_or_else(String::new, |reason| format!(" ({reason:?})"));
                let _ = writeln!(out, "  watches nothing: it has left{reason} and rests until {}", self.at(until));
            }
            (None, None) if one.member >> 31 == 0 => out.push_str("  watches nothing, and could come\n"),
            (None, None) => out.push_str("  is gone\n"),
        }
        out.push_str("\nWhat happened to it\n");
        if one.journey.is_empty() {
            out.push_str("  nothing: no stream has drawn it so far\n");
        }
        one.journey.iter().for_each(|entry| self.entry(&mut out, entry));
        out
    }

    fn stands(&self, out: &mut String, now: &Standing) {
        let since = self.at(now.joined);
        let _ = writeln!(
            out,
            "  watches {} since {since}; it came by {:?}, with a score of {:.3}",
            self.session(now.session),
            now.cause,
            share(now.score_then)
        );
        let _ = writeln!(out, "  its score now: {}", self.terms(now.terms));
        let _ = writeln!(
            out,
            "  engagement {:.3} ({:.3} on average); what is on stage matches it by {:.2}, so that it goes to {:.3} in the next tick",
            share(now.engagement),
            share(now.average),
            f64::from(now.matched) / 255.0,
            share(now.next)
        );
        let bored = f64::from(now.leave_chance) / 65_536.0;
        let _ = if bored > 0.0 {
            writeln!(out, "  it may leave of boredom: {:.1} % in each tick", bored * 100.0)
        } else {
            writeln!(out, "  it is engaged enough not to leave of boredom")
        };
        let _ = writeln!(out, "  life calls it away in {}", self.at(now.stays));
        if now.loyalty > 0 {
            let _ = writeln!(out, "  it follows, with a loyalty of {:.2}", f64::from(now.loyalty) / 255.0);
        }
    }

    /// The sum by its terms: each with its weight.
    fn terms(&self, terms: Terms) -> String {
        let weights = &self.crowd.rules().config().weights;
        let parts = [
            ("engagement", terms.engagement, weights.engagement),
            ("follower", terms.follower, weights.follower),
            ("content", terms.content, weights.content),
            ("reputation", terms.reputation, weights.reputation),
            ("context", terms.context, weights.context),
        ];
        let sum: f64 = parts.iter().map(|(_, term, weight)| share(*term) * weight).sum();
        let named: Vec<String> = parts.iter().map(|(name, term, weight)| format!("{name} {:.2} × {weight}", share(*term))).collect();
        format!("{sum:.3} = {}", named.join(" + "))
    }

    fn at(&self, tick: u32) -> Length {
        Length(tick.saturating_mul(self.checked.scenario.crowd.tick_seconds))
    }

    fn session(&self, id: footlights_crowd::SessionId) -> &str {
        let number = (id.0 as usize).wrapping_sub(1);
        self.checked.sessions.get(number).map_or("?", |session| &self.checked.streamers[session.streamer])
    }

    fn streamer(&self, id: u128) -> &str {
        self.checked.streamers.get((id as usize).wrapping_sub(1)).map_or("?", String::as_str)
    }
}

/// 128 bits as players read them.
fn uuid(bits: u128) -> String {
    let text = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

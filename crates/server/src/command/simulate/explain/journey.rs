//! The journey of a member, a sentence an entry.
//!
//! Owns: the sentences. Does not know: which member.

use std::fmt::Write as _;

use footlights_crowd::{Cause, Entry, Reason, share};

use super::Story;

impl Story<'_> {
    pub(super) fn entry(&self, out: &mut String, entry: &Entry) {
        let written = match *entry {
            Entry::Came { tick, session, cause, terms } => {
                writeln!(out, "  {} came to {}, {}: {}", self.at(tick), self.session(session), came(cause), self.terms(terms))
            }
            Entry::Compared { tick, from, to, score } => {
                let (from, to) = (self.session(from), self.session(to));
                writeln!(out, "  {} found {to} better than {from}: {:.3}", self.at(tick), share(score))
            }
            Entry::Reacted { tick, session, event, response, before, after } => writeln!(
                out,
                "  {} reacted to {event:?} at {} by {:.2}: engagement {:.3} → {:.3}",
                self.at(tick),
                self.session(session),
                share(response),
                share(before),
                share(after)
            ),
            Entry::Felt { tick, session, category, before, after } => writeln!(
                out,
                "  {} felt {category} at {}, says a pulse: engagement {:.3} → {:.3}",
                self.at(tick),
                self.session(session),
                share(before),
                share(after)
            ),
            Entry::Left { tick, session, reason, engagement, watched, average } => writeln!(
                out,
                "  {} left {}, {}: engagement {:.3}, watched {} with {:.3} on average",
                self.at(tick),
                self.session(session),
                left(reason),
                share(engagement),
                self.at(watched),
                share(average)
            ),
            Entry::Followed { tick, streamer, gained } => {
                let how = if gained { "became a follower of" } else { "no longer follows" };
                writeln!(out, "  {} {how} {}", self.at(tick), self.streamer(streamer.0))
            }
            Entry::Changed { tick, .. } => writeln!(out, "  {} changed: another personality than before", self.at(tick)),
        };
        written.expect("a string takes everything");
    }
}

const fn came(cause: Cause) -> &'static str {
    match cause {
        Cause::Opening => "there when it opened",
        Cause::Attracted => "drawn by what was on stage",
        Cause::Followed => "since it follows",
        Cause::Migrated => "from another stream",
        Cause::Raided => "with a raid",
        Cause::Excited => "brought by an event",
        Cause::Pulse => "by a pulse",
    }
}

const fn left(reason: Reason) -> &'static str {
    match reason {
        Reason::Bored => "bored",
        Reason::Competed => "for another stream",
        Reason::SessionEnd => "since it ended",
        Reason::Unavailable => "called away",
    }
}

//! One tick passing over the seats of all sessions: on one thread a few sessions at a time, on several span by span.
//!
//! Owns: who computes what, and what is asked of memory beforehand. Does not know: what a tick does to a seat ([`crate::kernel`]), how
//! members come and go.
//! What happens in one session before the rounds changes nothing that the kernel reads of another, so neither way can be seen in the result.

use crate::crowd::Crowd;
use crate::kernel::{AHEAD, Found, Path, SPAN, Span, spans, whole};
use crate::near;
use crate::seats::Block;
use crate::session::Session;

/// Sessions that are near at a time: a few hundred kilobytes of seats.
const GROUP: usize = 16;

impl Crowd {
    /// A few sessions at a time: what the kernel has read of them is still near when members come and go, and what that needs of the
    /// reservoir is asked for all at once.
    pub(crate) fn pass_by_groups(&mut self, open: &[u32], path: Path) {
        let (rules, tick) = (self.rules.clone(), self.tick);
        let mut found: [Found; GROUP] = std::array::from_fn(|_| Found::default());
        let mut ahead = open.iter().copied();
        for group in open.chunks(GROUP) {
            for (&number, found) in group.iter().zip(&mut found) {
                ahead.next();
                self.bring_first(ahead.clone());
                self.prepare(number, &rules);
                let session = self.session_mut(number);
                let air = session.air(&rules, tick);
                let mut span = whole(&mut session.seats, air);
                found.leavers.clear();
                span.found.leavers = std::mem::take(&mut found.leavers);
                span.tick(path);
                *found = span.found;
            }
            self.bring_near(group, &found);
            for (&number, found) in group.iter().zip(&found) {
                self.settle_tick(number, found);
            }
        }
    }

    /// Asks for where the next sessions begin: the seats of the first, the session of the second.
    fn bring_first(&self, mut next: impl Iterator<Item = u32>) {
        if let Some(number) = next.next() {
            self.session(number).seats.blocks.iter().take(AHEAD).for_each(Block::bring);
        }
        if let Some(number) = next.next() {
            near::bring_front(&self.sessions[number as usize], size_of::<Session>());
        }
    }

    /// Asks for what comings and goings are about to need, first where to look and then what is there: memory answers many as fast as one.
    fn bring_near(&self, group: &[u32], found: &[Found]) {
        let moving = || group.iter().zip(found).filter(|&(&number, found)| !found.leavers.is_empty() || self.is_round(number));
        for (&number, found) in moving() {
            let session = self.session(number);
            for &(index, _) in &found.leavers {
                session.seats.bring(index as usize);
            }
            if let Some(last) = session.seats.len().checked_sub(1) {
                session.seats.bring(last);
            }
            near::bring(&self.streamers[session.streamer as usize].followers);
            self.first_look(number, found.leavers.len()).iter().for_each(near::bring);
        }
        for (&number, found) in moving() {
            let session = self.session(number);
            for &(index, _) in &found.leavers {
                let member = session.seats.tickets[index as usize].member;
                self.reservoir.bring(member);
                session.visits.bring(member);
            }
            for &member in self.first_look(number, found.leavers.len()) {
                self.reservoir.bring(member);
                session.visits.bring(member);
            }
        }
    }

    /// The kernel over all seats on several threads, then what follows from it in the order of sessions.
    pub(crate) fn pass_on_threads(&mut self, open: &[u32], threads: usize, seats: usize, path: Path) {
        let (rules, tick) = (self.rules.clone(), self.tick);
        for &number in open {
            self.prepare(number, &rules);
        }
        let mut work: Vec<(usize, Span<'_>)> = Vec::new();
        for (place, session) in self.sessions.iter_mut().flatten().enumerate() {
            let air = session.air(&rules, tick);
            spans(&mut session.seats, air, &mut |span| work.push((place, span)));
        }
        share_out(&mut work, threads, seats, path);
        let mut found: Vec<Found> = open.iter().map(|_| Found::default()).collect();
        for (place, span) in work {
            found[place].add(span.found);
        }
        for (&number, found) in open.iter().zip(&found) {
            self.settle_tick(number, found);
        }
    }
}

/// Gives each thread a run of spans with about as many seats as the others.
fn share_out(work: &mut [(usize, Span<'_>)], threads: usize, seats: usize, path: Path) {
    let fair = seats.div_ceil(threads).max(SPAN);
    std::thread::scope(|scope| {
        let mut rest = work;
        while !rest.is_empty() {
            let mut taken = 0;
            let upto = rest.iter().position(|(_, span)| {
                taken += span.tickets.len();
                taken >= fair
            });
            let (mine, others) = rest.split_at_mut(upto.map_or(rest.len(), |last| last + 1));
            rest = others;
            scope.spawn(move || mine.iter_mut().for_each(|(_, span)| span.tick(path)));
        }
    });
}

impl Found {
    /// What the next span of the same session found.
    fn add(&mut self, next: Self) {
        self.total += next.total;
        self.engaged += next.engaged;
        if self.leavers.is_empty() {
            self.leavers = next.leavers;
        } else {
            self.leavers.extend(next.leavers);
        }
    }
}

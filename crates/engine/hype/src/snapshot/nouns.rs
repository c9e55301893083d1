//! The small things of a snapshot: triggers, levels, points, people, summaries.
//!
//! Owns: their numbers in format 1, which are not used again for anything else. Does not know: the order of a snapshot.

use footlights_base::{SentimentCategory, Timestamp};

use crate::codec::{Reader, Writer};
use crate::contributors::Standing;
use crate::event::EndReason;
use crate::feed::{ContributorId, Kind, Trigger};
use crate::history::Summary;
use crate::ladder::Level;
use crate::points::Points;
use crate::refusal::SnapshotRefusal;

const INJECTED: u8 = 4;
const FIRST_MOOD: u8 = 8;
/// Contributors a summary names at most.
const NAMED_MAX: usize = 100;

type Read<T> = Result<T, SnapshotRefusal>;

fn number_in<T: PartialEq>(list: &[T], value: &T) -> u8 {
    list.iter().position(|one| one == value).and_then(|index| u8::try_from(index).ok()).expect("all are listed")
}

pub(super) fn write_trigger(out: &mut Writer, trigger: Trigger) {
    out.u8(match trigger {
        Trigger::Contribution(kind) => kind as u8,
        Trigger::Injected => INJECTED,
        Trigger::Mood(category) => FIRST_MOOD + category.index() as u8,
    });
}

pub(super) fn read_trigger(from: &mut Reader<'_>) -> Read<Trigger> {
    let number = from.u8()?;
    let kind = Kind::ALL.get(usize::from(number)).map(|kind| Trigger::Contribution(*kind));
    let injected = (number == INJECTED).then_some(Trigger::Injected);
    let mood = number
        .checked_sub(FIRST_MOOD)
        .and_then(|index| SentimentCategory::ALL.get(usize::from(index)))
        .map(|category| Trigger::Mood(*category));
    kind.or(injected).or(mood).ok_or(SnapshotRefusal::Damaged("a trigger is none"))
}

pub(super) fn read_points(from: &mut Reader<'_>) -> Read<Points> {
    let parts = from.u64()?;
    if parts > Points::MAX.as_256ths() {
        return Err(SnapshotRefusal::Damaged("points are beyond their limit"));
    }
    Ok(Points::from_256ths(parts))
}

pub(super) fn read_by(from: &mut Reader<'_>) -> Read<ContributorId> {
    from.bytes().map(ContributorId)
}

pub(super) fn write_summary(out: &mut Writer, summary: &Summary) {
    out.u32(summary.train);
    write_trigger(out, summary.trigger);
    out.i64(summary.started_at.as_millis());
    out.i64(summary.ended_at.as_millis());
    out.u8(number_in(&EndReason::ALL, &summary.reason));
    out.maybe(if let Level::Ordinary(number) = summary.peak_level { Some(number) } else { None }, Writer::u32);
    out.flag(summary.celebrated);
    out.u64(summary.peak_score.as_256ths());
    out.u64(summary.given.as_256ths());
    out.u32(summary.feeds);
    out.u32(summary.contributors);
    out.count(summary.top.len());
    for standing in &summary.top {
        out.0.extend_from_slice(&standing.by.0);
        standing.of_kind.iter().for_each(|points| out.u64(points.as_256ths()));
    }
}

pub(super) fn read_summary(from: &mut Reader<'_>) -> Read<Summary> {
    Ok(Summary {
        train: from.u32()?,
        trigger: read_trigger(from)?,
        started_at: Timestamp::from_millis(from.i64()?),
        ended_at: Timestamp::from_millis(from.i64()?),
        reason: *EndReason::ALL.get(usize::from(from.u8()?)).ok_or(SnapshotRefusal::Damaged("a train ended for no reason"))?,
        peak_level: from.maybe(Reader::u32)?.map_or(Level::Legendary, Level::Ordinary),
        celebrated: from.flag()?,
        peak_score: read_points(from)?,
        given: read_points(from)?,
        feeds: from.u32()?,
        contributors: from.u32()?,
        top: (0..from.count(NAMED_MAX)?).map(|_| read_standing(from)).collect::<Result<_, _>>()?,
    })
}

fn read_standing(from: &mut Reader<'_>) -> Read<Standing> {
    let by = read_by(from)?;
    let mut of_kind = [Points::ZERO; 4];
    for points in &mut of_kind {
        *points = read_points(from)?;
    }
    Ok(Standing { by, points: of_kind.iter().fold(Points::ZERO, |sum, points| sum.plus(*points)), of_kind })
}

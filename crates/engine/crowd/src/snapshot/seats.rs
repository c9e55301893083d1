//! The seats of a session in a snapshot: column by column.
//!
//! Owns: their bytes. Does not know: the blocks in which a tick likes them.

use super::{Reader, Sink};
use crate::refusal::SnapshotRefusal;
use crate::seats::{Aside, BLOCK, Block, Seat, Seats};

impl Seats {
    pub(super) fn write(&self, sink: &mut impl Sink) {
        sink.count(self.len());
        self.each_block(|_, aside, len| sink.column_u16(&aside.interests[..len]));
        self.each_block(|block, _, len| sink.column_u16(&block.engagement[..len]));
        self.each_block(|block, _, len| sink.column_u8(&block.growth[..len]));
        self.each_block(|block, _, len| sink.column_u8(&block.decay[..len]));
        self.each_block(|block, _, len| sink.column_u8(&block.base[..len]));
        self.each_block(|_, aside, len| sink.column_u16(&aside.until[..len]));
        let sums = self.sums.as_flattened();
        sink.column_u32(&sums[..self.len()]);
        for (index, ticket) in self.tickets.iter().enumerate() {
            sink.column_u32(&[ticket.member, ticket.joined]);
            sink.column_u16(&[ticket.traits, ticket.score]);
            sink.bytes(&[ticket.loyalty, ticket.cause, self.feeling(index)]);
        }
    }

    /// The blocks in their order, each with how many sit there.
    fn each_block(&self, mut each: impl FnMut(&Block, &Aside, usize)) {
        for ((block, aside), tickets) in self.blocks.iter().zip(&self.asides).zip(self.tickets.chunks(BLOCK)) {
            each(block, aside, tickets.len());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, SnapshotRefusal> {
        let count = reader.count(28)?;
        let (interests, engagement) = (reader.column_u16(count)?, reader.column_u16(count)?);
        let (growth, decay, base) = (reader.column_u8(count)?, reader.column_u8(count)?, reader.column_u8(count)?);
        let (until, sum) = (reader.column_u16(count)?, reader.column_u32(count)?);
        let mut seats = Self::opened(0);
        seats.reserve(count);
        for at in 0..count {
            let (member, joined) = (reader.u32()?, reader.u32()?);
            let (traits, score) = (reader.u16()?, reader.u16()?);
            let (loyalty, cause, feeling) = (reader.u8()?, reader.u8()?, reader.u8()?);
            if usize::from(cause) >= crate::event::Cause::ALL.len() {
                return Err(SnapshotRefusal::Damaged("a cause is unknown"));
            }
            let (interests, engagement, until, sum) = (interests[at], engagement[at], until[at], sum[at]);
            let (growth, decay, base) = (growth[at], decay[at], base[at]);
            seats.push(Seat {
                interests,
                traits,
                growth,
                decay,
                base,
                engagement,
                until,
                sum,
                member,
                joined,
                score,
                loyalty,
                cause,
                feeling,
            });
        }
        seats.dues.fill(None);
        Ok(seats)
    }
}

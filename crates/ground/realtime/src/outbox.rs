//! What waits to be written to one connection: in order, bounded by whoever fills it, without memory while empty.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::Bytes;

/// Pieces one write takes at most.
pub(crate) const PIECES_PER_WRITE_MAX: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// The piece that leaves next. Mostly it is the only one, and then there is nothing on the heap.
    first: Option<Piece>,
    rest: VecDeque<Piece>,
    /// Bytes of the first piece that have left.
    written: usize,
    bytes: usize,
    frames: usize,
}

/// What one write can take.
pub(crate) enum Next<'a> {
    /// All there is.
    One(&'a [u8]),
    /// See [`Outbox::slices`].
    Many,
}

#[derive(Debug)]
struct Piece {
    bytes: Bytes,
    frames: usize,
}

impl Outbox {
    pub(crate) fn push(&mut self, bytes: Bytes, frames: usize) {
        self.bytes += bytes.len();
        self.frames += frames;
        let piece = Piece { bytes, frames };
        if self.first.is_none() {
            self.first = Some(piece);
        } else {
            self.rest.push_back(piece);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Bytes that wait.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Frames that wait; a piece that has begun to leave counts whole.
    pub(crate) fn frames(&self) -> usize {
        self.frames
    }

    /// What to write next.
    pub(crate) fn next(&self) -> Option<Next<'_>> {
        let first = self.first.as_ref()?;
        Some(if self.rest.is_empty() { Next::One(&first.bytes[self.written..]) } else { Next::Many })
    }

    /// The pieces to write next, when there are many.
    pub(crate) fn slices<'a>(&'a self, into: &mut [IoSlice<'a>; PIECES_PER_WRITE_MAX]) -> usize {
        let mut count = 0;
        for (piece, slice) in self.first.iter().chain(&self.rest).zip(into.iter_mut()) {
            let skip = if count == 0 { self.written } else { 0 };
            *slice = IoSlice::new(&piece.bytes[skip..]);
            count += 1;
        }
        count
    }

    /// This many bytes have left.
    pub(crate) fn advance(&mut self, mut count: usize) {
        self.bytes -= count;
        while let Some(first) = &self.first {
            let left = first.bytes.len() - self.written;
            if count < left {
                self.written += count;
                break;
            }
            count -= left;
            self.written = 0;
            self.frames -= first.frames;
            self.first = self.rest.pop_front();
        }
        if self.first.is_none() && self.rest.capacity() > 0 {
            self.rest = VecDeque::new();
        }
    }

    /// Forgets everything but the rest of what has begun to leave. How many frames were lost.
    pub(crate) fn drop_waiting(&mut self) -> usize {
        let begun = self.first.take_if(|_| self.written > 0);
        let lost = self.frames - begun.as_ref().map_or(0, |piece| piece.frames);
        let written = self.written;
        *self = Self::default();
        if let Some(piece) = begun {
            self.push(piece.bytes, piece.frames);
            self.written = written;
            self.bytes -= written;
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::{Outbox, PIECES_PER_WRITE_MAX};
    use bytes::Bytes;
    use std::io::IoSlice;

    fn next(outbox: &Outbox) -> Vec<u8> {
        let mut slices = [IoSlice::new(&[]); PIECES_PER_WRITE_MAX];
        let count = outbox.slices(&mut slices);
        slices[..count].iter().flat_map(|slice| slice.to_vec()).collect()
    }

    #[test]
    fn partial_writes_go_on_where_they_stopped() {
        let mut outbox = Outbox::default();
        outbox.push(Bytes::from_static(b"abc"), 1);
        outbox.push(Bytes::from_static(b"defg"), 2);
        outbox.advance(4);
        assert_eq!(next(&outbox), b"efg");
        assert_eq!((outbox.bytes(), outbox.frames()), (3, 2));
        outbox.advance(3);
        assert!(outbox.is_empty());
        assert_eq!((outbox.bytes(), outbox.frames()), (0, 0));
    }

    #[test]
    fn what_has_begun_to_leave_is_finished() {
        let mut outbox = Outbox::default();
        outbox.push(Bytes::from_static(b"abc"), 1);
        outbox.push(Bytes::from_static(b"def"), 4);
        outbox.advance(1);
        assert_eq!(outbox.drop_waiting(), 4);
        assert_eq!(next(&outbox), b"bc");
        assert_eq!(outbox.bytes(), 2);
    }

    #[test]
    fn what_has_not_begun_is_forgotten_whole() {
        let mut outbox = Outbox::default();
        outbox.push(Bytes::from_static(b"abc"), 1);
        assert_eq!(outbox.drop_waiting(), 1);
        assert!(outbox.is_empty());
    }
}

//! Where seats lie: columns of the same length side by side in large pages, so that a processor reads on from one session into the next and
//! seldom has to look up where a page is.
//!
//! Owns: handing out memory, and asking the system for large pages where there is much of it. Does not know: what lies there. What a tick
//! does is the same wherever it lies.

#![expect(unsafe_code, reason = "memory is handed out and taken back here, and nowhere else")]

use std::alloc::Layout;
use std::ptr::NonNull;
use std::sync::{Mutex, PoisonError};

use allocator_api2::alloc::{AllocError, Allocator, Global};

/// A column whose memory is [`Land`]'s.
pub(crate) type Column<T> = allocator_api2::vec::Vec<T, Land>;

/// Bytes of a large page, and of a field.
const PAGE: usize = 2 << 20;
/// Bytes of the shortest and the longest plots; what is shorter or longer comes from where all other memory does.
const PLOTS: (usize, usize) = (1 << 10, 1 << 18);
/// Lengths of plots from one power of two to the next: at most a quarter of a plot lies fallow.
const STEPS: usize = 4;
/// How many lengths there are.
const LENGTHS: usize = (PLOTS.1.ilog2() - PLOTS.0.ilog2()) as usize * STEPS + 1;
/// Fields of one length before the first in a large page: a small crowd takes no more memory than it needs.
const SMALL: usize = 2;

static LAND: [Mutex<Plots>; LENGTHS] = [const { Mutex::new(Plots::NONE) }; LENGTHS];

/// All plots of one length.
struct Plots {
    fields: Vec<NonNull<u8>>,
    /// Bytes handed out of the last field, whether they have come back or not.
    used: usize,
    returned: Vec<NonNull<u8>>,
    taken: usize,
}

// SAFETY: the pointers are to memory that nobody else points to but who was given a plot of it.
unsafe impl Send for Plots {}

impl Plots {
    const NONE: Self = Self { fields: Vec::new(), used: PAGE, returned: Vec::new(), taken: 0 };

    const FIELD: Layout = match Layout::from_size_align(PAGE, PAGE) {
        Ok(layout) => layout,
        Err(_) => panic!("a large page is a power of two"),
    };

    fn take(&mut self, length: usize) -> Result<NonNull<u8>, AllocError> {
        let plot = match self.returned.pop() {
            Some(plot) => plot,
            None => {
                if self.used + length > PAGE {
                    self.fields.push(Self::field(self.fields.len() >= SMALL)?);
                    self.used = 0;
                }
                let field = self.fields.last().ok_or(AllocError)?;
                // SAFETY: so many bytes of the field are not handed out yet, and behind them lies a plot of it.
                let plot = unsafe { field.add(self.used) };
                self.used += length;
                plot
            }
        };
        self.taken += 1;
        Ok(plot)
    }

    fn give_back(&mut self, plot: NonNull<u8>) {
        self.returned.push(plot);
        self.taken -= 1;
        if self.taken == 0 {
            for field in std::mem::replace(self, Self::NONE).fields {
                // SAFETY: it was allocated with this layout, and nobody has a plot of it any more.
                unsafe { Global.deallocate(field, Self::FIELD) };
            }
        }
    }

    fn field(large: bool) -> Result<NonNull<u8>, AllocError> {
        let field = Global.allocate(Self::FIELD)?.cast();
        if large {
            ask_for_large_pages(field.as_ptr(), PAGE);
        }
        Ok(field)
    }
}

/// The memory of all columns.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Land;

// SAFETY: a plot is handed out to one at a time, is as long as asked for and aligned to 64 bytes, since lengths are multiples of that and
// fields begin at a page; it stays until it is given back. What length it has follows from the layout alone, which is the same both times.
unsafe impl Allocator for Land {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let Some((number, length)) = plot(layout) else { return Global.allocate(layout) };
        let mut plots = LAND[number].lock().unwrap_or_else(PoisonError::into_inner);
        Ok(NonNull::slice_from_raw_parts(plots.take(length)?, layout.size()))
    }

    unsafe fn deallocate(&self, at: NonNull<u8>, layout: Layout) {
        match plot(layout) {
            Some((number, _)) => LAND[number].lock().unwrap_or_else(PoisonError::into_inner).give_back(at),
            // SAFETY: it was allocated there, with this layout.
            None => unsafe { Global.deallocate(at, layout) },
        }
    }
}

/// The number of a length, and the length, of the shortest plot that has room; nothing where it is not one of ours.
fn plot(layout: Layout) -> Option<(usize, usize)> {
    let bytes = layout.size();
    if bytes < PLOTS.0 || bytes > PLOTS.1 || layout.align() > 64 {
        return None;
    }
    let octave = bytes.ilog2();
    let step = (1 << octave) / STEPS;
    let steps = (bytes - (1 << octave)).div_ceil(step);
    let number = (octave - PLOTS.0.ilog2()) as usize * STEPS + steps;
    Some((number, (1 << octave) + steps * step))
}

/// Asks for large pages for a run of memory that is about to be filled, where it is long enough for them.
pub(crate) fn prefer_large_pages<T>(column: &Vec<T>) {
    let bytes = column.capacity() * size_of::<T>();
    if bytes >= PAGE * 4 {
        ask_for_large_pages(column.as_ptr().cast_mut().cast(), bytes);
    }
}

/// A system that has none says so, and pages stay as they are: that is no mistake, only slower.
#[cfg(target_os = "linux")]
fn ask_for_large_pages(from: *mut u8, bytes: usize) {
    let skipped = from.align_offset(rustix::param::page_size());
    if skipped < bytes {
        // SAFETY: this advice changes nothing that a program can read.
        _ = unsafe { rustix::mm::madvise(from.wrapping_add(skipped).cast(), bytes - skipped, rustix::mm::Advice::LinuxHugepage) };
    }
}

#[cfg(not(target_os = "linux"))]
fn ask_for_large_pages(_: *mut u8, _: usize) {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_length_has_a_number_of_its_own_and_room() {
        let mut lengths = BTreeSet::new();
        for bytes in PLOTS.0..=PLOTS.1 {
            let (number, length) = plot(Layout::from_size_align(bytes, 64).expect("a layout")).expect("one of ours");
            assert!(length >= bytes && length - bytes <= length / 4 && length % 64 == 0 && number < LENGTHS, "{bytes}");
            lengths.insert((number, length));
        }
        assert_eq!(lengths.len(), LENGTHS);
        assert!(lengths.iter().map(|(_, length)| length).is_sorted());
    }

    #[test]
    fn columns_that_grow_and_go_hold_what_was_put_into_them() {
        let mut columns: Vec<Column<u64>> = Vec::new();
        for number in 0..2_000_u64 {
            let mut column = Column::new_in(Land);
            column.extend((0..number % 700).map(|at| number << 32 | at));
            columns.push(column);
            if number % 3 == 0 {
                columns.swap_remove((number / 2) as usize % columns.len());
            }
        }
        for column in &columns {
            let number = column.first().map_or(0, |first| first >> 32);
            assert!(column.iter().enumerate().all(|(at, &one)| one == number << 32 | at as u64));
        }
    }
}

//! An allocator that counts what the calling thread asks it for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator cannot be written without; it hands everything on")]
// SAFETY: each call goes to the system's allocator as it came; the counter itself never allocates.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending has no counter any more, and nobody asks.
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often this thread has asked for memory while something was done.
pub(crate) fn count<T>(done: impl FnOnce() -> T) -> (u64, T) {
    let before = COUNT.with(Cell::get);
    let value = done();
    (COUNT.with(Cell::get) - before, value)
}

#[test]
fn the_count_counts() {
    let (none, ()) = count(|| ());
    let (some, kept) = count(|| (Box::new(1), vec![0_u8; 100]));
    assert_eq!((none, some, *kept.0), (0, 2, 1));
}

//! What a classifier writes on while it reads a line. The caller keeps it, so that no line allocates.

use crate::shape::Shape;
use crate::token::Token;

/// The most tokens of a line that are read; what comes after them is not.
pub(crate) const TOKENS_MAX: usize = 256;
/// The most bytes of a line that are read.
pub(crate) const LINE_BYTES_MAX: usize = 4096;

/// Room for one line at a time. Make one a thread.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) tokens: Vec<Token>,
    pub(crate) shape: Shape,
}

impl Scratch {
    /// Room for the longest line that is read.
    #[must_use]
    pub fn new() -> Self {
        Self { tokens: Vec::with_capacity(TOKENS_MAX), shape: Shape::default() }
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

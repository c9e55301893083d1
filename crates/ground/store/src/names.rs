//! The one limit on names that code makes up: keys, timers, leases, logs, documents. Knows none of them.

use crate::Stop;

/// The longest name, in bytes: it stands in indexes.
pub const NAME_BYTES_MAX: usize = 200;

/// The name, if it is not empty and not too long. Anything else is a defect of the code that made it.
pub(crate) fn named(name: &str) -> Result<&str, Stop> {
    if (1..=NAME_BYTES_MAX).contains(&name.len()) {
        return Ok(name);
    }
    Err(Stop::broken(format!("a name of {} bytes; it has 1 to {NAME_BYTES_MAX}", name.len())))
}

#[cfg(test)]
mod tests {
    use super::{NAME_BYTES_MAX, named};

    #[test]
    fn names_are_neither_empty_nor_endless() {
        assert!(named("").is_err() && named(&"x".repeat(NAME_BYTES_MAX + 1)).is_err());
        assert!(named("x").is_ok() && named(&"x".repeat(NAME_BYTES_MAX)).is_ok());
    }
}

//! A node's name for one life of its process.

use std::fmt;
use std::str::FromStr;

use footlights_base::Chance;

/// One life of one server process: random, so a restarted node is another node and old entries are never taken for its own.
/// As text 16 hexadecimal digits; an Engine.IO `sid` carries it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u64);

/// The text is not a node id.
#[derive(Debug, thiserror::Error)]
#[error("not a node id of 16 hexadecimal digits")]
pub struct NodeIdParseError;

impl NodeId {
    /// A fresh name.
    #[must_use]
    pub fn random(chance: &Chance) -> Self {
        Self(chance.u64())
    }

    /// As a number, for compact encodings.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// From its number.
    #[must_use]
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for NodeId {
    type Err = NodeIdParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !plain {
            return Err(NodeIdParseError);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| NodeIdParseError)
    }
}

footlights_base::serde_as_text!(NodeId);

#[cfg(test)]
mod tests {
    use super::NodeId;

    #[test]
    fn text_round_trips_and_has_one_spelling() {
        let node = NodeId::from_u64(0xab);
        assert_eq!(node.to_string(), "00000000000000ab");
        assert_eq!(node.to_string().parse::<NodeId>().expect("own text"), node);
        for bad in ["", "ab", "00000000000000AB", "+0000000000000ab", "00000000000000ab0"] {
            assert!(bad.parse::<NodeId>().is_err(), "{bad:?}");
        }
    }
}

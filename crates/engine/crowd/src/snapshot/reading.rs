//! Numbers out of bytes that may be damaged.

use crate::refusal::SnapshotRefusal;

/// What is left to read.
pub(crate) struct Reader<'a> {
    left: &'a [u8],
}

const SHORT: SnapshotRefusal = SnapshotRefusal::Damaged("it ends too early");

impl<'a> Reader<'a> {
    pub(crate) fn new(left: &'a [u8]) -> Self {
        Self { left }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], SnapshotRefusal> {
        let (taken, left) = self.left.split_at_checked(count).ok_or(SHORT)?;
        self.left = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotRefusal> {
        Ok(self.take(N)?.try_into().expect("as many bytes as were asked for"))
    }

    pub(crate) fn u8(&mut self) -> Result<u8, SnapshotRefusal> {
        Ok(u8::from_le_bytes(self.array()?))
    }
    pub(crate) fn u16(&mut self) -> Result<u16, SnapshotRefusal> {
        Ok(u16::from_le_bytes(self.array()?))
    }
    pub(crate) fn u32(&mut self) -> Result<u32, SnapshotRefusal> {
        Ok(u32::from_le_bytes(self.array()?))
    }
    pub(crate) fn u64(&mut self) -> Result<u64, SnapshotRefusal> {
        Ok(u64::from_le_bytes(self.array()?))
    }
    pub(crate) fn u128(&mut self) -> Result<u128, SnapshotRefusal> {
        Ok(u128::from_le_bytes(self.array()?))
    }

    /// A number of things of `bytes` each that must still fit into what is left, so that a wrong one takes no memory.
    pub(crate) fn count(&mut self, bytes: usize) -> Result<usize, SnapshotRefusal> {
        let count = self.u64()?;
        let most = self.left.len() / bytes.max(1);
        usize::try_from(count).ok().filter(|&count| count <= most).ok_or(SHORT)
    }

    pub(crate) fn text(&mut self) -> Result<String, SnapshotRefusal> {
        let count = self.count(1)?;
        String::from_utf8(self.take(count)?.to_vec()).map_err(|_| SnapshotRefusal::Damaged("a text is not UTF-8"))
    }

    pub(crate) fn column_u8(&mut self, count: usize) -> Result<Vec<u8>, SnapshotRefusal> {
        Ok(self.take(count)?.to_vec())
    }
    pub(crate) fn column_u16(&mut self, count: usize) -> Result<Vec<u16>, SnapshotRefusal> {
        let (pairs, _) = self.take(count * 2)?.as_chunks();
        Ok(pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect())
    }
    pub(crate) fn column_u32(&mut self, count: usize) -> Result<Vec<u32>, SnapshotRefusal> {
        let (fours, _) = self.take(count * 4)?.as_chunks();
        Ok(fours.iter().map(|&four| u32::from_le_bytes(four)).collect())
    }

    pub(crate) fn end(&self) -> Result<(), SnapshotRefusal> {
        if self.left.is_empty() { Ok(()) } else { Err(SnapshotRefusal::Damaged("it goes on too long")) }
    }
}

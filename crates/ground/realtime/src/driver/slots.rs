//! Numbered places that are used again, each with a count of how often it was.

/// Items by slot. A key of a former holder finds nothing.
pub(super) struct Slots<T> {
    places: Vec<(u32, Option<T>)>,
    free: Vec<u32>,
}

impl<T> Slots<T> {
    pub(super) fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Where the next item will stand: slot and generation.
    pub(super) fn vacant(&mut self) -> (u32, u32) {
        let slot = self.free.last().copied().unwrap_or_else(|| {
            let slot = u32::try_from(self.places.len()).expect("connections are fewer than four billion");
            self.places.push((0, None));
            self.free.push(slot);
            slot
        });
        (slot, self.places[slot as usize].0)
    }

    /// Fills the place [`Self::vacant`] named.
    pub(super) fn fill(&mut self, slot: u32, item: T) {
        // The place that was named stands last unless another became free in between.
        if let Some(at) = self.free.iter().rposition(|free| *free == slot) {
            self.free.swap_remove(at);
        }
        self.places[slot as usize].1 = Some(item);
    }

    pub(super) fn at(&mut self, slot: u32) -> Option<&mut T> {
        self.places.get_mut(slot as usize)?.1.as_mut()
    }

    pub(super) fn get(&mut self, slot: u32, generation: u32) -> Option<&mut T> {
        let (current, item) = self.places.get_mut(slot as usize)?;
        if *current == generation { item.as_mut() } else { None }
    }

    pub(super) fn remove(&mut self, slot: u32) -> Option<T> {
        let (generation, item) = self.places.get_mut(slot as usize)?;
        let item = item.take()?;
        *generation = generation.wrapping_add(1);
        self.free.push(slot);
        Some(item)
    }

    pub(super) fn slots(&self) -> Vec<u32> {
        (0_u32..).zip(&self.places).filter(|(_, (_, item))| item.is_some()).map(|(slot, _)| slot).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn a_former_holder_finds_nothing() {
        let mut slots = Slots::new();
        let (slot, generation) = slots.vacant();
        slots.fill(slot, 'a');
        assert_eq!(slots.get(slot, generation), Some(&mut 'a'));
        assert_eq!(slots.remove(slot), Some('a'));
        let (again, next) = slots.vacant();
        slots.fill(again, 'b');
        assert_eq!((again, slots.get(slot, generation)), (slot, None));
        assert_eq!(slots.get(again, next), Some(&mut 'b'));
        assert_eq!(slots.slots(), [slot]);
    }
}

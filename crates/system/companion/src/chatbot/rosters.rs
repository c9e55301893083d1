//! Personas made ready for deciding, remembered: patterns take longer to build than to run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use footlights_base::AccountId;

use crate::model::Persona;

/// How many creators' personas are remembered; beyond it all are forgotten and built anew.
const CREATORS_MAX: usize = 1_024;

/// The personas of creators as they were last seen.
#[derive(Default)]
pub(crate) struct Rosters(Mutex<HashMap<AccountId, (Vec<Persona>, Roster)>>);

/// A creator's personas, ready for deciding.
pub(crate) type Roster = Arc<[footlights_chatbot::Persona]>;

impl Rosters {
    /// The same personas, ready. Rows that have changed are built anew, so nothing here can be out of date.
    pub(crate) fn ready(&self, creator: AccountId, personas: &[Persona]) -> Roster {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seen, roster)) = known.get(&creator)
            && seen == personas
        {
            return roster.clone();
        }
        if known.len() >= CREATORS_MAX {
            known.clear();
        }
        let roster: Roster = personas.iter().map(Persona::deciding).collect();
        known.insert(creator, (personas.to_vec(), roster.clone()));
        roster
    }
}

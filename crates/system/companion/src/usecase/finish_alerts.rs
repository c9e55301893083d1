//! An overlay says that an attempt was shown to its end. What is known already, or was never so, changes nothing.

use footlights_alerts::AlertId;
use footlights_base::{AccountId, Failure};
use footlights_store::Tx;

use crate::Overlays;
use crate::events::{alert_changed, creator_topic};
use crate::model::AlertState;
use crate::store::alert;

impl Overlays {
    /// Ends these attempts of a creator's alerts; says how many were ended by this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_alerts(&self, creator: AccountId, finished: Vec<(AlertId, u8)>) -> Result<usize, Failure> {
        if finished.is_empty() {
            return Ok(0);
        }
        let now = self.companion.now();
        let run = move |tx: &mut Tx<'_>| {
            let mut ended = 0;
            for (id, attempt) in &finished {
                if !alert::finish(tx, creator, *id, *attempt, now)? {
                    continue;
                }
                if let Some(over) = alert::lookup(tx, *id)? {
                    tx.publish(alert_changed(over.owner(), *id, AlertState::Done, *attempt, now))?;
                }
                ended += 1;
            }
            Ok(ended)
        };
        self.companion.store.write("companion.finish_alerts", creator_topic(creator), run).await
    }
}

//! Queues an alert once more, as a new one that stands for itself. For its creator and moderators with the right `alerts`.
//!
//! Refusals: `scope_required` (403), `not_found` (404), `too_many` (409).

use footlights_alerts::{AlertId, Kind};
use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_store::{Once, Stop};
use footlights_surface::Caller;

use super::show_alert::own_alert;
use crate::Companion;
use crate::events::creator_topic;
use crate::job::queue_alert;
use crate::model::{Alert, NewAlert, SessionOwner};
use crate::store::alert;

/// How many replays and tests may wait at a time: they are never merged.
const REPLAYS_MAX: i64 = 50;

impl Companion {
    /// Queues a copy of an alert, and answers the copy.
    ///
    /// # Errors
    /// See the module.
    pub async fn replay_alert(&self, caller: &Caller, id: AlertId, once: Option<Once>) -> Result<Alert, Failure> {
        caller.require_scope("alerts:write")?;
        let who = SessionOwner::from(caller);
        let creator = self.creator_of_alert(who, id).await?;
        let (copy, at) = (AlertId::new(&*self.clock, &self.chance), self.now());
        let done = self.store.write("companion.replay_alert", creator_topic(creator), move |tx| {
            tx.once(once.as_ref(), |tx| {
                if alert::count_single(tx, creator)? >= REPLAYS_MAX {
                    return Err(Rejection::new(ErrorKind::Conflict, "too_many", "Fifty replays and tests wait already.").into());
                }
                let found = own_alert(tx, who, id)?;
                queue_alert(tx, &again(&found, copy, at)?)?;
                own_alert(tx, who, copy)
            })
        });
        done.await
    }
}

fn again(found: &Alert, id: AlertId, at: Timestamp) -> Result<NewAlert, Stop> {
    let kind = Kind::from_name(&found.kind).ok_or_else(|| Stop::broken("an alert of no kind"))?;
    Ok(NewAlert {
        id,
        tenant: found.tenant_id,
        creator: found.creator_id,
        kind,
        tier: found.tier,
        chars: found.chars,
        test: found.test,
        tip: found.tip_id,
        payload: found.payload.get().to_owned(),
        at,
        held_until: None,
        passed_over: false,
        replay_of: Some(found.id),
    })
}

//! Takes a message back inside a command that holds the room's key: out of the room's history, and its words out of the event that told
//! it, since the log keeps that for a day for whoever asks for everything. Whoever has heard of it hears that it is gone.

use footlights_base::AccountId;
use footlights_store::{Stop, Tx};

use crate::events::{Stamp, chat_without_words, room_topic};
use crate::store::chat::{self, Written};

/// Uses the stamp's event 0.
pub(super) fn take_back<const N: usize>(tx: &mut Tx<'_>, written: &Written, by: AccountId, stamp: &Stamp<N>) -> Result<(), Stop> {
    let Written { message, sequence } = written;
    if *sequence > 0 {
        tx.reword(&room_topic(message.room_id), *sequence, &chat_without_words(message))?;
    }
    chat::delete(tx, message.room_id, message.id)?;
    tx.publish(stamp.chat_deleted(0, message, by))?;
    Ok(())
}

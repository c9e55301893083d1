//! Hears what is spoken on any node, keeps it for its address and lets this node's overlays sound: the one node that conducts
//! the creator's alerts with sound, the others without.

use bytes::Bytes;
use footlights_base::Failure;
use footlights_cluster::{Heard, Subscription};
use footlights_realtime::Hub;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::following::{SOUNDS, decode, play};
use crate::{Overlays, Speech};

/// The running loudspeaker of a node. Ends when dropped.
pub struct Loudspeaker {
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Loudspeaker {
    /// Starts listening; ends when `cancel` is cancelled. Without a hub there is nobody who could hear anything.
    ///
    /// # Errors
    /// When the cluster refuses the channel, which it does not.
    pub async fn start(speech: &Speech, overlays: &Overlays, cancel: &CancellationToken) -> Result<Self, Failure> {
        let (tasks, cancel) = (TaskTracker::new(), cancel.child_token());
        if let Some(hub) = overlays.hub.clone() {
            let sounds = overlays.cluster.subscribe(SOUNDS).await?;
            let listening = Listening { speech: speech.clone(), overlays: overlays.clone(), hub, sounds };
            tasks.spawn(cancel.clone().run_until_cancelled_owned(listening.run()));
        }
        tasks.close();
        Ok(Self { cancel, tasks })
    }

    /// Ends, and returns when it has.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

struct Listening {
    speech: Speech,
    overlays: Overlays,
    hub: Hub,
    sounds: Subscription,
}

impl Listening {
    async fn run(mut self) {
        loop {
            // What was missed in a gap is lost like any frame without a number.
            if let Heard::Message(message) = self.sounds.next().await {
                self.hear(&message);
            }
        }
    }

    fn hear(&self, message: &Bytes) {
        let Some(spoken) = decode(message) else {
            tracing::warn!("a sound of another node could not be read");
            return;
        };
        self.speech.shelf.put(spoken.name.clone(), spoken.sound.clone(), self.speech.companion.now());
        play(&self.overlays, &self.hub, &spoken);
    }
}

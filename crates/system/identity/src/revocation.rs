//! What was let in is put out: caches forget it and sockets are cut, here at once and on the other nodes by an announcement.

use footlights_base::{AccountId, Failure};
use footlights_cluster::{Heard, NodeId, Subscription};
use footlights_realtime::{Hub, Tag};
use footlights_surface::CredentialId;
use serde::{Deserialize, Serialize};

use crate::Identity;

/// The channel on which nodes tell each other.
const CHANNEL: &str = "identity.revoked";

/// What does not count any more, or counts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revoked {
    /// Everything of an account.
    Account(AccountId),
    /// One sign-in or token.
    Credential(CredentialId),
    /// Only what is remembered of an account: it may do more than before, so nothing has to end.
    Memory(AccountId),
}

/// Cuts open connections of this node; realtime's hub does it for sockets.
pub trait Cutter: Send + Sync + 'static {
    /// Ends every connection that was opened with what is revoked. Must not block.
    fn cut(&self, revoked: Revoked);
}

impl Cutter for Hub {
    fn cut(&self, revoked: Revoked) {
        let tag = match revoked {
            Revoked::Account(account) => Tag::account(account),
            Revoked::Credential(credential) => Tag::token(*credential.as_bytes()),
            Revoked::Memory(_) => return,
        };
        Hub::cut(self, &tag);
    }
}

/// What one node tells the others.
#[derive(Serialize, Deserialize)]
struct Announcement {
    /// Who tells; it has heeded its own word already.
    node: String,
    revoked: Revoked,
}

/// Word from other nodes.
pub(crate) struct News {
    subscription: Subscription,
    own: NodeId,
}

impl Identity {
    /// Puts out what was let in, here and everywhere; call it after the commit and before the answer.
    pub(crate) fn put_out(&self, revoked: impl IntoIterator<Item = Revoked>) {
        for revoked in revoked {
            self.heed(revoked);
            let announcement = Announcement { node: self.cluster.node().to_string(), revoked };
            self.cluster.publish(CHANNEL, serde_json::to_vec(&announcement).expect("an announcement is plain").into());
        }
    }

    /// What is revoked does not count on this node any more.
    fn heed(&self, revoked: Revoked) {
        self.cache.forget(revoked);
        if !matches!(revoked, Revoked::Memory(_)) {
            self.cutter.cut(revoked);
        }
    }

    pub(crate) async fn news(&self) -> Result<News, Failure> {
        Ok(News { subscription: self.cluster.subscribe(CHANNEL).await?, own: self.cluster.node() })
    }

    /// Waits for word of another node and heeds it. After a gap nothing that was checked before is believed; sockets whose
    /// credential was revoked within the gap stay until they reconnect.
    pub(crate) async fn heed_next(&self, news: &mut News) {
        match news.subscription.next().await {
            Heard::Gap => self.cache.forget_all(),
            Heard::Message(text) => match serde_json::from_slice::<Announcement>(&text) {
                Ok(announcement) if announcement.node == news.own.to_string() => {}
                Ok(announcement) => self.heed(announcement.revoked),
                Err(error) => {
                    tracing::error!(%error, "an announcement of another node cannot be read; nothing checked before is believed");
                    self.cache.forget_all();
                }
            },
        }
    }
}

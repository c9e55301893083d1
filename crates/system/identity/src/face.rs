//! The face of identity: what it stands on, and what the use cases share.

use std::sync::Arc;

use footlights_base::{AccountId, BoxFuture, Chance, Clock, Failure, Timestamp};
use footlights_cluster::Cluster;
use footlights_outbound::Outbound;
use footlights_store::Store;
use footlights_surface::{Authenticator, Caller, Credential, Limiter};

use crate::cache::Cache;
use crate::config::IdentitySettings;
use crate::model::{Act, Actor, AuditId};
use crate::oidc::Issuer;
use crate::passwords::Passwords;
use crate::revocation::Cutter;
use crate::secret_box::SecretBox;
use crate::signing::Signing;
use crate::uses::Uses;

/// What identity stands on.
pub struct IdentityParts {
    /// Where everything is kept.
    pub store: Store,
    /// How nodes tell each other of revocations, and count sign-ins together.
    pub cluster: Cluster,
    /// Who cuts open sockets of this node.
    pub cutter: Arc<dyn Cutter>,
    /// The edge's limiter, which also counts sign-ins.
    pub limiter: Arc<Limiter>,
    /// For the OpenID issuer; its reach is [`footlights_outbound::Reach::Operator`].
    pub outbound: Outbound,
    /// Seals signing keys and the browser's half of an OpenID sign-in.
    pub secret_box: SecretBox,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets come from here.
    pub chance: Chance,
    /// Settings.
    pub settings: IdentitySettings,
}

/// Identity and tenancy. Cheap to clone.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) cluster: Cluster,
    pub(crate) cutter: Arc<dyn Cutter>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) secret_box: SecretBox,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) settings: IdentitySettings,
    pub(crate) passwords: Passwords,
    pub(crate) signing: Signing,
    pub(crate) cache: Cache,
    pub(crate) uses: Uses,
    pub(crate) issuer: Option<Issuer>,
}

impl std::ops::Deref for Identity {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Identity {
    /// Loads the signing keys, or makes the first.
    ///
    /// # Errors
    /// When the database does not answer, or when the stored keys were sealed with another master secret.
    pub async fn open(parts: IdentityParts) -> Result<Self, Failure> {
        let IdentityParts { store, cluster, cutter, limiter, outbound, secret_box, clock, chance, settings } = parts;
        let inner = Inner {
            passwords: Passwords::new(&settings, chance.clone()),
            signing: Signing::default(),
            cache: Cache::new(),
            uses: Uses::default(),
            issuer: settings.oidc.clone().map(|oidc| Issuer::new(oidc, outbound)),
            store,
            cluster,
            cutter,
            limiter,
            secret_box,
            clock,
            chance,
            settings,
        };
        let identity = Self(Arc::new(inner));
        identity.keep_signing_keys().await?;
        Ok(identity)
    }

    /// Whether an OpenID issuer is configured.
    #[must_use]
    pub fn has_oidc(&self) -> bool {
        self.issuer.is_some()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An administrative act, ready to be written down.
    pub(crate) fn act(&self, actor: &Actor, action: &'static str) -> Act {
        let remote = match actor {
            Actor::Caller(caller) => Some(caller.remote.to_string()),
            Actor::Operator(_) => None,
        };
        Act { id: AuditId::new(&*self.clock, &self.chance), tenant: actor.tenant(), at: self.now(), actor: actor.account(), remote, action }
    }

    /// An act of an account upon itself.
    pub(crate) fn own_act(&self, caller: &Caller, action: &'static str) -> Act {
        self.act(&Actor::Caller(caller.clone()), action)
    }

    pub(crate) fn new_account_id(&self) -> AccountId {
        AccountId::new(&*self.clock, &self.chance)
    }
}

impl Authenticator for Identity {
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>> {
        Box::pin(self.check_credential(credential))
    }
}

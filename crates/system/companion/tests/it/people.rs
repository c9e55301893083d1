//! Real accounts in the world of a test, for what looks people up by their names.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use footlights_base::AccountId;
use footlights_cluster::Cluster;
use footlights_identity::{
    Actor, ChangeAccount, CreateAccount, Cutter, FirstStart, Identity, IdentityParts, IdentitySettings, PasswordCost, Revoked, SecretBox,
};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_surface::{Caller, CredentialId, Limiter, Role, Roles, Scopes};
use footlights_testkit::World;
use zeroize::Zeroizing;

/// Nobody has a socket here.
struct NoSockets;

impl Cutter for NoSockets {
    fn cut(&self, _revoked: Revoked) {}
}

/// The accounts of one tenant.
pub(crate) struct People {
    identity: Identity,
    operator: Actor,
}

impl People {
    pub(crate) async fn of(world: &World) -> Self {
        let parts = IdentityParts {
            store: world.store.clone(),
            cluster: Cluster::memory(world.shared_clock(), &world.chance),
            cutter: Arc::new(NoSockets),
            limiter: Arc::new(Limiter::new(world.shared_clock())),
            outbound: Outbound::new(OutboundSettings::new(Reach::Operator)),
            secret_box: SecretBox::new([7; 32]),
            clock: world.shared_clock(),
            chance: world.chance.clone(),
            settings: IdentitySettings { password_cost: PasswordCost { memory_kib: 64, passes: 1 }, ..IdentitySettings::default() },
        };
        let identity = Identity::open(parts).await.expect("opens");
        let first = identity.first_start(Some(Zeroizing::new("correct horse".to_owned()))).await.expect("starts");
        let FirstStart { admin, .. } = first.expect("the first time");
        Self { operator: Actor::Operator(admin.tenant_id), identity }
    }

    /// Somebody new, signed in.
    pub(crate) async fn make(&self, username: &str, roles: Roles) -> Caller {
        let command =
            CreateAccount { username: username.into(), password: Zeroizing::new("correct horse".into()), display_name: None, roles };
        let account = self.identity.create_account(&self.operator, command, None).await.expect("made");
        Caller {
            tenant: account.tenant_id,
            account: account.id,
            roles,
            scopes: Scopes::All,
            credential: CredentialId::from_bytes(*account.id.as_bytes()),
            expires_at: None,
            remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    pub(crate) async fn creator(&self, username: &str) -> Caller {
        self.make(username, Roles::new([Role::Creator])).await
    }

    pub(crate) async fn viewer(&self, username: &str) -> Caller {
        self.make(username, Roles::VIEWER).await
    }

    pub(crate) async fn suspend(&self, account: AccountId, suspended: bool) {
        let change = ChangeAccount { suspended: Some(suspended), ..ChangeAccount::default() };
        self.identity.change_account(&self.operator, account, change).await.expect("changed");
    }

    /// Somebody goes on as a viewer.
    pub(crate) async fn takes_roles(&self, account: AccountId) {
        let change = ChangeAccount { roles: Some(Roles::VIEWER), ..ChangeAccount::default() };
        self.identity.change_account(&self.operator, account, change).await.expect("changed");
    }

    pub(crate) async fn delete(&self, account: AccountId) {
        self.identity.delete_account(&self.operator, account).await.expect("deleted");
    }
}

//! What every command that touches the data stands on: clock, chance, the store, the master secret.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use footlights_base::{Chance, Clock, SystemClock};
use footlights_companion::{Companion, CompanionParts, CompanionSettings, TokenRate};
use footlights_identity::{Cutter, Identity, IdentityParts, IdentitySettings, OidcSettings, Revoked, SecretBox};
use footlights_outbound::webhook::{WebhookSettings, Webhooks, WebhooksParts};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_parlor::{CHAT_KEPT_LIMIT, NoFlair, Parlor, ParlorParts, ParlorSettings, RoomsOwned};
use footlights_realtime::Hub;
use footlights_store::Store;
use footlights_surface::{Limiter, Role};

use crate::config::{Settings, WebhooksReach};
use crate::database::{make_data_dir, migrations, store_settings};
use crate::{cluster, secret_key};

/// Opened once per process.
pub struct Ground {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance from the operating system.
    pub chance: Chance,
    /// Every durable word.
    pub store: Store,
    /// What nodes tell each other.
    pub cluster: footlights_cluster::Cluster,
    /// Encrypts what is stored encrypted.
    pub secret: [u8; 32],
}

impl Ground {
    /// Opens the store (and migrates it), joins the cluster.
    ///
    /// # Errors
    /// Each says what to do.
    pub async fn open(settings: &Settings) -> anyhow::Result<Self> {
        make_data_dir(settings)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let chance = Chance::from_os();
        let store = Store::open(store_settings(settings), &migrations(), clock.clone(), chance.clone()).await?;
        let secret = secret_key::load(settings, &chance)?;
        let cluster = cluster::join(settings, &clock, &chance)?;
        Ok(Self { clock, chance, store, cluster, secret })
    }

    /// Identity on this ground.
    ///
    /// # Errors
    /// When the stored signing keys were sealed with another secret, or the database does not answer.
    pub async fn identity(
        &self,
        settings: &Settings,
        public_url: &str,
        cutter: Arc<dyn Cutter>,
        limiter: Arc<Limiter>,
    ) -> anyhow::Result<Identity> {
        let parts = IdentityParts {
            store: self.store.clone(),
            cluster: self.cluster.clone(),
            cutter,
            limiter,
            outbound: Outbound::new(OutboundSettings::new(Reach::Operator)),
            secret_box: SecretBox::new(self.secret),
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            settings: identity_settings(settings, public_url)?,
        };
        Ok(Identity::open(parts).await?)
    }

    /// The outgoing webhooks on this ground.
    ///
    /// # Errors
    /// When a setting is wrong, or the database does not answer.
    pub async fn webhooks(&self, settings: &Settings) -> anyhow::Result<Webhooks> {
        anyhow::ensure!(settings.webhooks_off_days > 0, "webhooks_off_days is at least 1");
        let reach = match settings.webhooks_reach {
            WebhooksReach::Outside => Reach::Outside,
            WebhooksReach::Loopback => Reach::OutsideAndHere,
            WebhooksReach::Anywhere => Reach::OutsideAndInside,
        };
        let off_after = Duration::from_hours(24).saturating_mul(settings.webhooks_off_days);
        let for_others = footlights_companion::for_others;
        let settings = WebhookSettings { for_others, reach, off_after, ..WebhookSettings::default() };
        let (store, clock, chance) = (self.store.clone(), self.clock.clone(), self.chance.clone());
        let vault = Arc::new(SecretBox::new(self.secret));
        Ok(Webhooks::open(WebhooksParts { store, clock, chance, vault, settings }).await?)
    }

    /// Parlor on this ground.
    ///
    /// # Errors
    /// Which setting is wrong, and what would be right.
    pub fn parlor(&self, settings: &Settings, identity: Identity, hub: Hub, limiter: Arc<Limiter>) -> anyhow::Result<Parlor> {
        Ok(Parlor::new(ParlorParts {
            store: self.store.clone(),
            identity,
            cluster: self.cluster.clone(),
            hub: Some(hub),
            limiter,
            flair: Arc::new(NoFlair),
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            settings: parlor_settings(settings)?,
        }))
    }

    /// The companion on this ground.
    ///
    /// # Errors
    /// Which setting is wrong, and what would be right.
    pub fn companion(&self, settings: &Settings) -> anyhow::Result<Companion> {
        let currency = settings.currency.parse().with_context(|| format!("currency: `{}` is no ISO 4217 code", settings.currency))?;
        anyhow::ensure!(settings.token_rate > 0, "token_rate is at least 1 minor unit per 100 tokens");
        let settings = CompanionSettings { currency, token_rate: TokenRate { minor_per_100_tokens: settings.token_rate } };
        let (store, clock, chance) = (self.store.clone(), self.clock.clone(), self.chance.clone());
        Ok(Companion::new(CompanionParts { store, clock, chance, settings }))
    }
}

/// For commands beside no running server: nobody is connected, so nobody is cut.
pub struct NobodyConnected;

impl Cutter for NobodyConnected {
    fn cut(&self, _revoked: Revoked) {}
}

fn parlor_settings(settings: &Settings) -> anyhow::Result<ParlorSettings> {
    anyhow::ensure!((1..=CHAT_KEPT_LIMIT).contains(&settings.chat_history.into()), "chat_history is 1 to {CHAT_KEPT_LIMIT}");
    let guests = [settings.guests_per_link, settings.guests_per_room];
    anyhow::ensure!(guests.iter().all(|most| (1..=100_000).contains(most)), "guests_per_link and guests_per_room are 1 to 100,000");
    anyhow::ensure!(settings.invite_days > 0 && settings.guest_hours > 0, "invite_days and guest_hours are at least 1");
    let day = Duration::from_hours(24);
    Ok(ParlorSettings {
        rooms_owned_max: RoomsOwned {
            viewer: settings.rooms_per_viewer.into(),
            creator: settings.rooms_per_creator.into(),
            developer: settings.rooms_per_developer.into(),
        },
        rooms_joined_max: settings.rooms_joined.into(),
        restorable_for: day.saturating_mul(u32::try_from(settings.room_restorable_days).unwrap_or(u32::MAX)),
        invites_open_for: day.saturating_mul(u32::try_from(settings.invite_days).unwrap_or(u32::MAX)),
        guests_stay_for: Duration::from_hours(settings.guest_hours.min(24 * 366)),
        guests_per_minute: (settings.guests_per_minute > 0).then_some(settings.guests_per_minute),
        guests_per_link_max: settings.guests_per_link.into(),
        guests_per_room_max: settings.guests_per_room.into(),
        chat_kept_max: settings.chat_history.into(),
        ..ParlorSettings::default()
    })
}

fn identity_settings(settings: &Settings, public_url: &str) -> anyhow::Result<IdentitySettings> {
    let role_map = settings
        .oidc_role_map
        .iter()
        .map(|pair| {
            let (group, role) = pair.rsplit_once('=').ok_or_else(|| anyhow::anyhow!("oidc_role_map takes group=role, not `{pair}`"))?;
            let role = role.parse::<Role>().map_err(|error| anyhow::anyhow!("oidc_role_map, `{pair}`: {error}"))?;
            Ok((group.to_owned(), role))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let oidc = (!settings.oidc_issuer.is_empty()).then(|| OidcSettings {
        issuer: settings.oidc_issuer.clone(),
        client_id: settings.oidc_client_id.clone(),
        client_secret: settings.oidc_client_secret.expose().map(str::to_owned),
        role_claim: settings.oidc_role_claim.clone(),
        role_map,
    });
    Ok(IdentitySettings {
        access_token_life: Duration::from_secs(settings.access_token_seconds),
        session_life: Duration::from_secs(settings.refresh_token_days * 24 * 3600),
        sign_ins_per_minute: (settings.sign_ins_per_minute > 0).then_some(settings.sign_ins_per_minute),
        public_url: public_url.to_owned(),
        oidc,
        ..IdentitySettings::default()
    })
}

//! Identity and tenancy: who somebody is, what sort of account they have, and by which credential they came.
//!
//! Owns: tenants, accounts, passwords, sign-ins (browser cookie, access and refresh tokens), personal access tokens, sign-in
//! by an OpenID Connect issuer, revocation, the audit trail of administrative acts, the stream of domain events to followers
//! outside, and who may do what with the webhooks of [`footlights_outbound::webhook`].
//! Does not know: sessions of streams, rooms, points or anything an account is good for. Higher systems hear
//! `identity.account.*` events and ask for callers through [`footlights_surface::Authenticator`].
//!
//! Invariants, each with a test:
//! - An unknown name and a wrong password cost the same time and get the same answer.
//! - No credential is stored as it is: passwords as Argon2id, tokens as SHA-256, signing keys sealed with the master secret.
//! - A refresh token works once; used again later, everything that grew from the same sign-in ends.
//! - What was revoked, suspended or deleted is refused from the moment the command was answered, on this node; on others
//!   as soon as they hear of it, at the latest after [`IdentitySettings::cached_for`].
//! - A tenant always keeps an admin who can sign in.

mod cache;
mod codes;
mod config;
mod event_streams;
mod events;
mod face;
mod job;
mod model;
mod oidc;
mod passwords;
mod revocation;
mod secret_box;
mod signing;
mod store;
mod surface;
mod usecase;
mod uses;

mod migration;

pub use codes::CODES;
pub use config::{IdentitySettings, OidcSettings, PasswordCost};
pub use event_streams::{EventStreams, Hold, Sight, TopicGuard};
pub use events::{
    ACCOUNT_CREATED, ACCOUNT_DELETED, ACCOUNT_RESUMED, ACCOUNT_SUSPENDED, ACCOUNT_UPDATED, AccountPayload, published, webhooks_published,
};
pub use face::{Identity, IdentityParts};
pub use job::Keeper;
pub use migration::migrations;
pub use model::{Account, Actor, AuditEntry, IssuedToken, PersonalToken, SignedIn, Tenant};
pub use revocation::{Cutter, Revoked};
pub use secret_box::SecretBox;
pub use store::statements;
pub use surface::grpc::{GRPC_DESCRIPTOR, grpc, v1};
pub use surface::rest::{IdentityState, WebhooksState, rest, rest_document, webhooks_document, webhooks_rest};
pub use usecase::change_account::ChangeAccount;
pub use usecase::change_webhook::ChangeWebhook;
pub use usecase::create_account::CreateAccount;
pub use usecase::create_guest::CreateGuest;
pub use usecase::create_token::{CreateToken, TokenFor};
pub use usecase::create_webhook::WebhookSettingsGiven;
pub use usecase::find_account::{find_account, find_account_anywhere, lookup_account, lookup_account_anywhere};
pub use usecase::first_start::FirstStart;
pub use usecase::follow_events::{FollowEvents, Streamed, TopicWish};
pub use usecase::log_in::LogIn;

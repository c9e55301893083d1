//! The nouns as JSON (4-contracts §2).

use footlights_base::Page;
use footlights_surface::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Account, AuditEntry, IssuedToken, PersonalToken};

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Account)]
pub(crate) struct AccountBody {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// The name to sign in with.
    username: String,
    /// The name people see.
    display_name: String,
    /// What sort of account.
    roles: Vec<Role>,
    /// Its tenant.
    #[schema(format = "uuid")]
    tenant_id: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Since when it may not sign in.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_at: Option<String>,
}

impl From<Account> for AccountBody {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.to_string(),
            username: account.username,
            display_name: account.display_name,
            roles: account.roles.iter().collect(),
            tenant_id: account.tenant_id.to_string(),
            created_at: account.created_at.to_string(),
            suspended_at: account.suspended_at.map(|at| at.to_string()),
        }
    }
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountPage {
    /// Oldest first.
    items: Vec<AccountBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<footlights_base::Cursor>,
}

impl From<Page<Account>> for AccountPage {
    fn from(page: Page<Account>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

/// A personal access token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessToken)]
pub(super) struct TokenBody {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// What its maker called it.
    name: String,
    /// What it may be used for.
    scopes: Vec<String>,
    /// The account it acts for.
    #[schema(format = "uuid")]
    account_id: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it ends; null: when it is revoked.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was last used, to within a few minutes.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

impl From<PersonalToken> for TokenBody {
    fn from(token: PersonalToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes.into_iter().collect(),
            account_id: token.account_id.to_string(),
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.map(|at| at.to_string()),
            last_used_at: token.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// A page of tokens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessTokenPage)]
pub(super) struct TokenPage {
    /// Newest first.
    items: Vec<TokenBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<footlights_base::Cursor>,
}

impl From<Page<PersonalToken>> for TokenPage {
    fn from(page: Page<PersonalToken>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

/// A token at the one moment its secret is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssuedTokenBody {
    #[serde(flatten)]
    shown: TokenBody,
    /// The secret; it is not shown again.
    token: String,
    /// The account it acts for.
    account: AccountBody,
}

impl From<IssuedToken> for IssuedTokenBody {
    fn from(issued: IssuedToken) -> Self {
        Self { shown: issued.token.into(), token: issued.secret, account: issued.account.into() }
    }
}

/// An entry of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub(super) struct AuditBody {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// By which account; null when by the operator at the machine.
    #[schema(format = "uuid")]
    actor_id: Option<String>,
    /// From which address.
    remote: Option<String>,
    /// What, such as `account.created`.
    action: String,
    /// To which thing, its id.
    subject: String,
    /// What changed.
    detail: serde_json::Value,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id(),
            at: entry.at.to_string(),
            actor_id: entry.actor_id.map(|id| id.to_string()),
            remote: entry.remote,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
        }
    }
}

/// A page of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditPage {
    /// Newest first.
    items: Vec<AuditBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<footlights_base::Cursor>,
}

impl From<Page<AuditEntry>> for AuditPage {
    fn from(page: Page<AuditEntry>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

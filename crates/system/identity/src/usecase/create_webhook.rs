//! Makes a webhook: from now on the events it names are delivered to its address, signed. Its secret is shown this once.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `too_many` (409), `already_issued` (409, the key
//! was used before).

use footlights_base::{ErrorKind, Failure, FieldError, Rejection, Timestamp, Topic};
use footlights_outbound::webhook::{self, DESCRIPTION_CHARS_MAX, Filter, URL_BYTES_MAX, WEBHOOKS_PER_TENANT_MAX, Webhook, WebhookId};
use footlights_outbound::webhook::{WebhookSecret, Webhooks};
use footlights_store::Once;
use footlights_surface::{Caller, Role};
use serde_json::json;

use crate::Identity;
use crate::model::WebhookSealing as _;
use crate::store::audit;

/// What a webhook is to be.
#[derive(Debug, Clone)]
pub struct WebhookSettingsGiven {
    /// Where deliveries go.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Which events.
    pub filter: Filter,
    /// Whether it gets any.
    pub active: bool,
}

impl Identity {
    /// Makes a webhook.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_webhook(
        &self,
        webhooks: &Webhooks,
        caller: &Caller,
        given: WebhookSettingsGiven,
        once: Option<Once>,
    ) -> Result<(Webhook, WebhookSecret), Failure> {
        may_write(caller)?;
        let given = checked(webhooks, given)?;
        let secret = WebhookSecret::fresh(&self.chance);
        let sealed = self.secret_box.seal_webhook(&secret, &self.chance);
        let id = WebhookId::new(&*self.clock, &self.chance);
        let made = fresh(id, caller, given, self.now());
        let (act, tenant) = (self.own_act(caller, "webhook.created"), caller.tenant);
        webhooks.expect(tenant);
        let made = self
            .store
            .write("identity.create_webhook", keys(caller, id), move |tx| {
                tx.once(once.as_ref(), |tx| {
                    if webhook::count(tx, tenant)? >= WEBHOOKS_PER_TENANT_MAX {
                        let detail = format!("There are at most {WEBHOOKS_PER_TENANT_MAX} webhooks; delete one first.");
                        return Err(Rejection::new(ErrorKind::Conflict, "too_many", detail).into());
                    }
                    webhook::add(tx, &made, &sealed)?;
                    audit::add(tx, &act, &made.id.to_string(), &told(&made))?;
                    Ok(made.clone())
                })
            })
            .await?;
        Ok((made, secret))
    }
}

/// Refuses whoever may not change webhooks.
pub(super) fn may_write(caller: &Caller) -> Result<(), Rejection> {
    caller.require_role(Role::Developer).and_then(|()| caller.require_scope("webhooks:write"))
}

/// Refuses whoever may not see webhooks.
pub(super) fn may_read(caller: &Caller) -> Result<(), Rejection> {
    caller.require_role(Role::Developer).and_then(|()| caller.require_scope("webhooks:read"))
}

/// The tenant, which decides how many there may be, and the webhook.
pub(super) fn keys(caller: &Caller, id: WebhookId) -> [Topic; 2] {
    [Topic::new("tenant", caller.tenant), webhook::topic(id)]
}

/// Every field as it will be kept, or what is wrong with it.
pub(super) fn checked(webhooks: &Webhooks, mut given: WebhookSettingsGiven) -> Result<WebhookSettingsGiven, Rejection> {
    let mut wrong = given.filter.faults();
    let url = given.url.trim();
    if url.len() > URL_BYTES_MAX {
        let detail = format!("At most {URL_BYTES_MAX} bytes.").into();
        wrong.push(FieldError { field: "/url".into(), code: "too_long", detail });
    } else {
        match webhooks.check(url) {
            Ok(dialled) => given.url = dialled,
            Err(error) => {
                let detail = format!("Deliveries cannot go there: {error}.").into();
                wrong.push(FieldError { field: "/url".into(), code: "not_valid", detail });
            }
        }
    }
    if given.description.chars().count() > DESCRIPTION_CHARS_MAX || given.description.contains('\0') {
        let detail = format!("At most {DESCRIPTION_CHARS_MAX} characters.").into();
        wrong.push(FieldError { field: "/description".into(), code: "too_long", detail });
    }
    if wrong.is_empty() { Ok(given) } else { Err(Rejection::fields(wrong)) }
}

/// What the audit trail keeps: of the address the host alone, since the rest may be a secret.
pub(super) fn told(webhook: &Webhook) -> serde_json::Value {
    let host = webhook.url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    let Filter { types, subjects } = &webhook.filter;
    json!({"host": host, "description": webhook.description, "types": types, "subjects": subjects, "active": webhook.active})
}

fn fresh(id: WebhookId, caller: &Caller, given: WebhookSettingsGiven, now: Timestamp) -> Webhook {
    let WebhookSettingsGiven { url, description, filter, active } = given;
    Webhook {
        id,
        tenant: caller.tenant,
        url,
        description,
        filter,
        active,
        listens_since: now,
        off_reason: None,
        off_at: None,
        old_secret_until: None,
        failures: 0,
        failing_since: None,
        created_at: now,
        updated_at: now,
    }
}

//! The job that sends one delivery: signs, sends, writes down what came of it. Decides nothing of what an answer means.

use std::time::Duration;

use footlights_base::{BoxFuture, Envelope, Event, EventId, Failure, NewEvent, Timestamp};
use footlights_store::{Job, JobError, JobHandler, Keys, ReadTx, Retry, Tx, events_after};
use http::{Request, header};
use serde::Deserialize;

use super::row::{delivery, endpoint};
use super::settings::FAILURES_TO_SWITCH_OFF;
use super::verdict::Verdict;
use super::{
    Delivery, DeliveryId, DeliveryState, OffReason, WEBHOOK_DISABLED, WEBHOOK_TEST, Webhook, WebhookDisabledPayload, WebhookSecret,
    Webhooks, sign, topic,
};
use crate::OutboundError;

/// The queue of deliveries.
pub(crate) const QUEUE: &str = "webhooks";
/// The store's own count of tries: above ours, since a process that dies is no failure of the endpoint.
const RUNS_MAX: u32 = 100;
/// How long a delivery waits when all places at its host or of its tenant are taken; up to twice as long.
const PLACES_FULL_PAUSE: Duration = Duration::from_millis(200);
/// What a run needs besides waiting for the answer.
const AROUND: Duration = Duration::from_secs(15);

/// Sends deliveries.
pub(crate) struct Sender(pub(crate) Webhooks);

/// What a delivery's job holds.
#[derive(Deserialize)]
struct Asked {
    delivery: DeliveryId,
}

/// A delivery with all that sending takes.
struct Errand {
    delivery: Delivery,
    webhook: Webhook,
    sealed: Vec<Vec<u8>>,
    event: Option<Event>,
}

impl JobHandler for Sender {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let Asked { delivery } = serde_json::from_value(job.payload.clone()).map_err(JobError::never)?;
            match self.load(delivery).await? {
                Some(errand) => self.attempt(job, errand).await,
                // It has ended, or its webhook is gone.
                None => Ok(()),
            }
        })
    }

    fn retry(&self) -> Retry {
        // The pauses are the schedule's; this adds nothing to them.
        Retry { tries: RUNS_MAX, first: Duration::from_millis(1), longest: Duration::from_millis(1) }
    }

    fn at_once(&self) -> usize {
        self.0.settings.at_once
    }

    fn time_out(&self) -> Duration {
        self.0.settings.time_out + AROUND
    }
}

impl Sender {
    async fn load(&self, id: DeliveryId) -> Result<Option<Errand>, Failure> {
        let now = self.0.clock.now();
        let load = move |read: &mut ReadTx<'_>| {
            let Some(delivery) = delivery::lookup(read, id)?.filter(|delivery| delivery.state == DeliveryState::Pending) else {
                return Ok((None, false));
            };
            let Some((webhook, sealed)) = endpoint::with_secrets(read, delivery.webhook, now)? else { return Ok((None, true)) };
            let event = events_after(read, &delivery.topic, delivery.sequence - 1, 1)?.events.pop();
            let event = event.filter(|event| event.id == delivery.event);
            Ok((Some(Errand { delivery, webhook, sealed, event }), false))
        };
        let (errand, orphan) = self.0.store.read("webhooks.load_delivery", load).await?;
        if orphan {
            // Written while its webhook was being deleted.
            self.0.store.write("webhooks.drop_delivery", Keys::none(), move |tx| delivery::delete(tx, id)).await?;
        }
        Ok(errand)
    }

    async fn attempt(&self, job: Job, errand: Errand) -> Result<(), JobError> {
        let Errand { mut delivery, webhook, sealed, event } = errand;
        let at = self.0.clock.now();
        let began = tokio::time::Instant::now();
        let verdict = match event {
            _ if job.attempt >= RUNS_MAX => Verdict::Hopeless("the server ended during too many tries"),
            _ if !webhook.active && delivery.kind != WEBHOOK_TEST => Verdict::Hopeless("the webhook is switched off"),
            None => Verdict::Hopeless("the event is no longer kept"),
            Some(event) => self.send(&webhook, &sealed, &event, at).await?,
        };
        verdict.enter(&mut delivery, at, self.0.clock.now(), began.elapsed(), &self.0.chance);
        metrics::counter!("footlights_webhook_tries_total", "state" => delivery.state.as_str()).increment(1);
        let retry =
            delivery.next_try_at.map(|next| (next.since(self.0.clock.now()), delivery.tries.last().and_then(|last| last.error.clone())));
        self.record(job, delivery, webhook, verdict).await?;
        match retry {
            Some((pause, error)) => Err(JobError::again_after(error.unwrap_or_default(), pause)),
            None => Ok(()),
        }
    }

    /// One request; not made when all places at the host or of the tenant are taken.
    async fn send(&self, webhook: &Webhook, sealed: &[Vec<u8>], event: &Event, at: Timestamp) -> Result<Verdict, JobError> {
        let host = webhook.url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
        let full = |which| JobError::not_now(which, PLACES_FULL_PAUSE.mul_f64(1.0 + self.0.chance.unit()));
        let Some(_of_tenant) = self.0.tenants.enter(webhook.tenant, self.0.settings.at_once_per_tenant.max(1)) else {
            return Err(full("all places of this tenant are taken"));
        };
        let Some(_at_host) = self.0.hosts.enter(host, self.0.settings.at_once_per_host.max(1)) else {
            return Err(full("all places at this host are taken"));
        };
        let secrets: Option<Vec<WebhookSecret>> =
            sealed.iter().map(|sealed| self.0.vault.open(sealed).map(WebhookSecret::from_bytes)).collect();
        let Some(secrets) = secrets else {
            tracing::error!(webhook = %webhook.id, "the secret of a webhook cannot be opened: sealed with another master secret");
            return Ok(Verdict::Hopeless("the webhook's secret cannot be opened; rotate it"));
        };
        let less = (self.0.settings.for_others)(event).map(|payload| Event { payload, ..event.clone() });
        let answer = match request(&webhook.url, &secrets, less.as_ref().unwrap_or(event), at) {
            Ok(request) => self.0.outbound.send_for_status(request).await,
            Err(error) => Err(error),
        };
        Ok(Verdict::of(answer))
    }

    async fn record(&self, job: Job, delivery: Delivery, webhook: Webhook, verdict: Verdict) -> Result<(), Failure> {
        let now = self.0.clock.now();
        let off_after = self.0.settings.off_after;
        let event_id = EventId::new(&*self.0.clock, &self.0.chance);
        let key = topic(webhook.id);
        let record = move |tx: &mut Tx<'_>| {
            tx.check_claim(&job)?;
            if !delivery::record(tx, &delivery)? {
                return Ok(());
            }
            let reason = match &verdict {
                Verdict::Delivered(_) => return endpoint::well(tx, webhook.id),
                Verdict::Hopeless(_) => return Ok(()),
                // A person tries something out.
                Verdict::Failed { .. } if delivery.kind == WEBHOOK_TEST => return Ok(()),
                Verdict::Gone => Some(OffReason::Gone),
                Verdict::Failed { .. } => {
                    let (failures, since) = endpoint::failed(tx, webhook.id, now)?;
                    let for_good = failures >= FAILURES_TO_SWITCH_OFF && since.is_some_and(|since| now.since(since) >= off_after);
                    for_good.then_some(OffReason::Failing)
                }
            };
            reason.map_or(Ok(()), |reason| switch_off(tx, &webhook, reason, event_id, now))
        };
        self.0.store.write("webhooks.record_try", key, record).await
    }
}

/// Switches a webhook off and says so.
pub(crate) fn switch_off(
    tx: &mut Tx<'_>,
    webhook: &Webhook,
    reason: OffReason,
    event: EventId,
    now: Timestamp,
) -> Result<(), footlights_store::Stop> {
    if !endpoint::switch_off(tx, webhook.id, reason, now)? {
        return Ok(());
    }
    tracing::warn!(webhook = %webhook.id, reason = reason.as_str(), "a webhook was switched off");
    let payload = WebhookDisabledPayload { webhook_id: webhook.id, description: webhook.description.clone(), reason };
    tx.publish(NewEvent::new(event, WEBHOOK_DISABLED, webhook.tenant, topic(webhook.id), now, &payload))?;
    Ok(())
}

fn request(url: &str, secrets: &[WebhookSecret], event: &Event, at: Timestamp) -> Result<Request<Vec<u8>>, OutboundError> {
    let body = serde_json::to_vec(&Envelope::from(event)).expect("an envelope is plain");
    let (id, seconds) = (event.id.to_string(), at.as_millis().div_euclid(1_000));
    let signature = sign(secrets, &id, seconds, &body);
    Request::post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature)
        .body(body)
        .map_err(|_| OutboundError::OutOfReach("the address is not a URL"))
}

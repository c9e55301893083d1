//! `/streaming`: for creators and their moderators, by a bearer token.

use std::sync::Arc;

use footlights_base::{BoxFuture, Epoch, Event, Failure, Rejection, Topic};
use footlights_realtime::{Audience, Call, Join, Namespace, Reply, Socket, WireEvent};
use footlights_surface::{Caller, Edge, not_signed_in, once_of_event, sign_in};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{alert_frames, frames, overlay_frames};
use crate::audience::{ANONYMOUS, HELPERS, STUDIO};
use crate::events::{creator_topic, session_topic};
use crate::model::TipSource;
use crate::usecase::answer_message::AnswerMessage;
use crate::usecase::follow_session::Sight;
use crate::usecase::record_tip::RecordTip;
use crate::wire::{TipBody, TotalsBody};
use crate::{Chatbot, Overlays};

/// How clients call this namespace.
pub(super) const PATH: &str = "/streaming";
/// The event that records a tip.
pub(super) const ADD_TIP: &str = "add_tip";

pub(super) struct Streaming {
    pub(super) overlays: Overlays,
    pub(super) chatbot: Chatbot,
    pub(super) edge: Edge,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    /// Which session.
    session_id: String,
    /// The last number the client has.
    last_sequence: Option<i64>,
    /// The numbering it is of.
    #[schema(value_type = Option<i64>)]
    epoch: Option<Epoch>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Creator {
    /// Whom; oneself when not said.
    creator_id: Option<String>,
    /// The last number the client has.
    last_sequence: Option<i64>,
    /// The numbering it is of.
    #[schema(value_type = Option<i64>)]
    epoch: Option<Epoch>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateViewers {
    /// Which session.
    session_id: String,
    /// How many watch now.
    viewer_count: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatbotMessage {
    /// In which session.
    session_id: String,
    /// Who writes.
    sender_name: String,
    /// What they write.
    message: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Looked {
    /// Whether a persona answers.
    answered: bool,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddTip {
    /// The session it is given in.
    session_id: String,
    /// How much, in minor units: 1 to 100,000,000. Either this or `amountTokens`.
    amount_cents: Option<i64>,
    /// How many tokens: 1 to 100,000,000.
    amount_tokens: Option<i64>,
    /// Must be the session's currency.
    currency: Option<String>,
    /// Who gives it: at most 25 characters.
    tipper_name: Option<String>,
    /// What they say: at most 255 characters.
    message: Option<String>,
    /// `websocket`, or `platform_api` with scope `tips:ingest`.
    source: Option<String>,
    /// How the platform calls the tip; the same again answers the first.
    external_id: Option<String>,
    /// The menu item it is for; otherwise the one that costs exactly this.
    menu_item_id: Option<String>,
    /// Whether only the creator may see who gives it.
    #[serde(default)]
    anonymous: bool,
    /// The client's name for this tip, kept 24 h: 1 to 255 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
}

/// A tip whose first way is to the store's writer; tokens are first looked up what they are worth.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QuickTip {
    amount_tokens: Option<IgnoredAny>,
    idempotency_key: Option<String>,
}

impl QuickTip {
    fn of(call: &Call) -> Option<Self> {
        let tip = (call.name() == ADD_TIP).then(|| call.payload::<Self>().ok())??;
        Some(tip).filter(|tip| tip.amount_tokens.is_none())
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TipAdded {
    tip: TipBody,
    session_totals: TotalsBody,
}

impl Namespace for Streaming {
    fn path(&self) -> &'static str {
        PATH
    }

    fn connect<'a>(&'a self, socket: &'a Socket, auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let caller = sign_in(&self.edge, socket, auth).await?;
            socket.attach(Arc::new(caller));
            Ok(())
        })
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(async move {
            let caller = socket.state::<Caller>().ok_or_else(not_signed_in)?;
            match call.name() {
                "join_session" => self.join(socket, &caller, &call.payload()?).await,
                "leave_session" => {
                    let Named { session_id, .. } = call.payload()?;
                    Ok(self.leave(socket, &session_topic(frames::session_id(&session_id)?)))
                }
                "follow_creator" => self.follow_creator(socket, &caller, &call.payload()?).await,
                "unfollow_creator" => {
                    let Creator { creator_id, .. } = call.payload()?;
                    Ok(self.leave(socket, &creator_topic(alert_frames::creator_id(creator_id.as_deref(), &caller)?)))
                }
                "update_viewers" => self.update_viewers(&caller, &call.payload()?).await,
                ADD_TIP => self.add_tip(&caller, call.payload()?).await,
                "chatbot_message" => self.chatbot_message(&caller, call.payload()?).await,
                _ => Err(call.unknown().into()),
            }
        })
    }

    fn disconnected(&self, socket: &Socket) {
        self.overlays.guests().leave(socket, None);
    }

    /// Tips that come faster than they are committed are committed together, unless two of them may be the same one.
    fn together(&self, run: &[Call], next: &Call) -> bool {
        let Some(next) = QuickTip::of(next) else { return false };
        let same = |call: &Call| QuickTip::of(call).is_some_and(|tip| tip.idempotency_key == next.idempotency_key);
        // All but the first have been looked at when they came.
        run.first().is_some_and(|call| QuickTip::of(call).is_some()) && (next.idempotency_key.is_none() || !run.iter().any(same))
    }

    fn project(&self, event: &Event, audience: Audience) -> Option<WireEvent> {
        alert_frames::of_creator(event, audience)
            .or_else(|| overlay_frames::of_overlay(event, audience))
            .or_else(|| frames::of_session(event, audience))
    }

    fn echoed_fields(&self) -> &'static [&'static str] {
        &["sessionId"]
    }
}

impl Streaming {
    async fn join(&self, socket: &Socket, caller: &Caller, asked: &Named) -> Result<Reply, Failure> {
        let (companion, id) = (&self.overlays.companion, frames::session_id(&asked.session_id)?);
        let following = companion.follow_session(caller, id).await?;
        let audience = match following.sight {
            Sight::All => STUDIO,
            Sight::Tips => HELPERS,
            Sight::Public => ANONYMOUS,
        };
        let join = Join::new(session_topic(id), audience).since(asked.epoch, asked.last_sequence);
        let joined = socket.join(join.snapshot(companion.session_snapshot(id, audience))).await?;
        self.overlays.guests().enter((following.owner, caller.account), socket, session_topic(id), audience);
        if joined.recovered {
            // Its state is not sent again, and counts that were told meanwhile had no number.
            companion.retell_viewers(id);
        }
        Ok(Reply::with(&joined))
    }

    async fn follow_creator(&self, socket: &Socket, caller: &Caller, asked: &Creator) -> Result<Reply, Failure> {
        let companion = &self.overlays.companion;
        let creator = alert_frames::creator_id(asked.creator_id.as_deref(), caller)?;
        let owner = companion.follow_creator(caller, Some(creator)).await?;
        let join = Join::new(creator_topic(creator), STUDIO).since(asked.epoch, asked.last_sequence);
        let joined = socket.join(join.snapshot(alert_frames::snapshot(companion, owner))).await?;
        self.overlays.guests().enter((owner, caller.account), socket, creator_topic(creator), STUDIO);
        Ok(Reply::with(&joined))
    }

    fn leave(&self, socket: &Socket, topic: &Topic) -> Reply {
        socket.leave(topic);
        self.overlays.guests().leave(socket, Some(topic));
        Reply::ok()
    }

    async fn update_viewers(&self, caller: &Caller, said: &UpdateViewers) -> Result<Reply, Failure> {
        self.edge.count_write(caller.account)?;
        let id = frames::session_id(&said.session_id)?;
        self.overlays.companion.update_viewers(caller, id, said.viewer_count).await?;
        Ok(Reply::ok())
    }

    async fn chatbot_message(&self, caller: &Caller, said: ChatbotMessage) -> Result<Reply, Failure> {
        self.edge.count_write(caller.account)?;
        let ChatbotMessage { session_id, sender_name, message } = said;
        let command = AnswerMessage { session_id: frames::session_id(&session_id)?, sender_name, message };
        Ok(Reply::with(&Looked { answered: self.chatbot.answer_message(caller, command).await? }))
    }

    async fn add_tip(&self, caller: &Caller, mut said: AddTip) -> Result<Reply, Failure> {
        self.edge.count_write(caller.account)?;
        let once = once_of_event(said.idempotency_key.take(), "add_tip", &said, caller, self.overlays.companion.now())?;
        let command = RecordTip {
            creator_id: None,
            session_id: Some(frames::session_id(&said.session_id)?),
            amount_cents: said.amount_cents,
            amount_tokens: said.amount_tokens,
            currency: said.currency,
            tipper_name: said.tipper_name,
            message: said.message,
            via: TipSource::Websocket,
            source: said.source,
            external_id: said.external_id,
            menu_item_id: said.menu_item_id.map(|id| id.parse().map_err(|_| Rejection::not_found("menu item"))).transpose()?,
            anonymous: said.anonymous,
        };
        let recorded = self.overlays.companion.record_tip(caller, command, once).await?;
        Ok(Reply::with(&TipAdded { tip: recorded.tip.into(), session_totals: recorded.session_totals.into() }))
    }
}

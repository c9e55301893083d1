//! What an answer means. Knows no network and no database.

use std::time::Duration;

use footlights_base::{Chance, Timestamp};
use http::{HeaderMap, StatusCode, header};

use super::schedule;
use super::{Delivery, DeliveryState, Try, WEBHOOK_TEST};
use crate::OutboundError;

/// The most of an error's text that is kept, in bytes.
const ERROR_BYTES_MAX: usize = 300;

/// How one try went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The other side has it.
    Delivered(StatusCode),
    /// The endpoint asks not to be spoken to any more.
    Gone,
    /// It may go better later.
    Failed {
        /// What was answered, if anything was.
        status: Option<StatusCode>,
        /// What went wrong.
        error: String,
        /// How long the other side asks us to wait.
        asked: Option<Duration>,
    },
    /// No try will help, and none was made.
    Hopeless(&'static str),
}

impl Verdict {
    /// What an answer, or none, means.
    pub(crate) fn of(answer: Result<http::Response<()>, OutboundError>) -> Self {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Self::Failed { status: None, error: error.to_string(), asked: None },
        };
        let status = answer.status();
        if status.is_success() {
            return Self::Delivered(status);
        }
        let error = match status {
            StatusCode::GONE => return Self::Gone,
            status if status.is_redirection() => format!("{}: redirects are not followed; change the address", status.as_u16()),
            status => format!("answered {}", status.as_u16()),
        };
        Self::Failed { status: Some(status), error, asked: asked(answer.headers()) }
    }

    /// Writes it into the delivery's log and says how the delivery stands now.
    pub(crate) fn enter(&self, delivery: &mut Delivery, at: Timestamp, now: Timestamp, latency: Duration, chance: &Chance) {
        let (status, error) = match self {
            Self::Delivered(status) => (Some(*status), None),
            Self::Gone => (Some(StatusCode::GONE), Some("answered 410: the endpoint is gone".to_owned())),
            Self::Failed { status, error, .. } => (*status, Some(error[..error.floor_char_boundary(ERROR_BYTES_MAX)].to_owned())),
            Self::Hopeless(why) => (None, Some((*why).to_owned())),
        };
        let latency_ms = i64::try_from(latency.as_millis()).unwrap_or(i64::MAX);
        delivery.tried(Try { at, status: status.map(|status| status.as_u16()), error, latency_ms });
        let pause = match self {
            // A person waits for what comes of a test and asks for another.
            Self::Failed { asked, .. } if delivery.kind != WEBHOOK_TEST => schedule::pause(delivery.attempts, *asked, chance),
            _ => None,
        };
        delivery.next_try_at = pause.map(|pause| now.plus(pause));
        (delivery.state, delivery.ended_at) = match (self, pause) {
            (Self::Delivered(_), _) => (DeliveryState::Delivered, Some(now)),
            (_, Some(_)) => (DeliveryState::Pending, None),
            (_, None) => (DeliveryState::Dead, Some(now)),
        };
    }
}

/// `Retry-After` in seconds; the other form is a date, which few send.
fn asked(headers: &HeaderMap) -> Option<Duration> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{Response, StatusCode};

    use super::Verdict;
    use crate::OutboundError;

    fn of(status: u16) -> Verdict {
        Verdict::of(Ok(Response::builder().status(status).header("retry-after", "90").body(()).expect("a response")))
    }

    #[test]
    fn only_two_hundreds_count() {
        assert_eq!(of(204), Verdict::Delivered(StatusCode::NO_CONTENT));
        assert_eq!(of(410), Verdict::Gone);
        for status in [301, 307, 400, 401, 404, 429, 500, 503] {
            let Verdict::Failed { status: said, error, asked } = of(status) else { panic!("{status}") };
            assert_eq!((said.map(|said| said.as_u16()), asked), (Some(status), Some(Duration::from_secs(90))));
            assert!(error.contains(&status.to_string()), "{error}");
        }
        let refused = Verdict::of(Err(OutboundError::OutOfReach("not there")));
        assert_eq!(refused, Verdict::Failed { status: None, error: "not there".into(), asked: None });
    }
}

//! The demo's visitors: somebody tips every few seconds, viewers come and go.

use std::time::Duration;

use footlights_base::Chance;
use footlights_companion::{Companion, RecordTip};
use footlights_surface::Caller;
use tokio_util::sync::CancellationToken;

/// Who comes by. Nobody is always allowed to say nothing.
const NAMES: [&str; 12] = ["Ana", "marlow_", "Jude", "Ravi", "ten4kat", "Ines", "old_sam", "Mika", "Böe", "quietfan", "Noor", "pixie.dust"];
/// What they say.
const WORDS: [&str; 10] = [
    "for the chorus, you know which one",
    "say hi to everyone in the back",
    "first time here, this is lovely",
    "again again",
    "that bridge gave me goosebumps",
    "hat money",
    "from rainy Bergen with love",
    "play the sad one",
    "my dog approves",
    "worth staying up for",
];
/// What they give, cents; small ones come more often.
const CENTS: [i64; 10] = [100, 100, 200, 250, 300, 500, 500, 1_000, 2_500, 5_000];
/// The shortest pause between two tips.
const PAUSE_MIN: Duration = Duration::from_secs(4);
/// How much longer a pause may be.
const PAUSE_SPREAD: Duration = Duration::from_secs(10);
/// How many watch at the beginning.
const VIEWERS_AT_FIRST: i64 = 96;

/// Plays until cancelled. What is refused (a session that was ended in the studio) is let go; it goes on with the next one.
pub async fn play(companion: Companion, creator: Caller, chance: Chance, stop: CancellationToken) {
    let mut viewers = VIEWERS_AT_FIRST;
    loop {
        let pause = PAUSE_MIN + PAUSE_SPREAD.mul_f64(chance.unit());
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        viewers = (viewers + pick(&chance, &[-3, -1, 0, 1, 2, 4])).clamp(5, 400);
        if let Err(failure) = once(&companion, &creator, &chance, viewers).await {
            tracing::debug!(%failure, "the demo's crowd waits");
        }
    }
}

async fn once(companion: &Companion, creator: &Caller, chance: &Chance, viewers: i64) -> Result<(), footlights_base::Failure> {
    let Some(session) = companion.find_active_session(creator.account).await? else { return Ok(()) };
    companion.update_viewers(creator, session.id, viewers).await?;
    let quiet = chance.unit() < 0.2;
    let tip = RecordTip {
        creator_id: None,
        session_id: Some(session.id),
        tipper_name: (!quiet).then(|| pick(chance, &NAMES).to_owned()),
        message: (chance.unit() < 0.7).then(|| pick(chance, &WORDS).to_owned()),
        ..RecordTip::cents(pick(chance, &CENTS))
    };
    companion.record_tip(creator, tip, None).await?;
    Ok(())
}

fn pick<T: Copy>(chance: &Chance, from: &[T]) -> T {
    let at = usize::try_from(chance.u64() % from.len() as u64).expect("an index of a short list");
    from[at]
}

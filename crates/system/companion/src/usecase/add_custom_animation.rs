//! Adds an animation of the caller's own, with its files. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `file_too_large` (413), `file_type_unknown` (415),
//! `too_many` (409), `overloaded` (503, other files are on their way or being looked at).

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Error, ErrorKind, Failure, FieldError, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::events::creator_topic;
use crate::model::{
    ANIMATION_NAME, AnimationAssets, AssetId, CUSTOM_ANIMATIONS_MAX, CheckedFile, CustomAnimation, CustomAnimationId, DURATION_MS_USUAL,
    UploadRole, check_duration, check_upload,
};
use crate::store::asset::{self, Origin};
use crate::store::custom_animation;
use crate::uploads::UploadPlace;

/// How long a sender waits for its turn; one picture takes much of a core and of memory for a moment.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);

/// The animation to add.
#[derive(Debug, Clone, Default)]
pub struct AddCustomAnimation {
    /// What it is called: 1 to 60 characters.
    pub name: String,
    /// How long it lasts, in milliseconds: 500 to 30,000; 4,000 when not said.
    pub duration_ms: Option<i64>,
    /// Its files, each for a part of its own; one at least.
    pub files: Vec<(UploadRole, Vec<u8>)>,
}

/// A file and the id it gets.
type Kept = (AssetId, CheckedFile);

/// Whether the caller may add one at all.
fn may_add(caller: &Caller) -> Result<(), Rejection> {
    caller.require_role(Role::Creator)?;
    caller.require_scope("overlay:write")
}

impl Companion {
    /// A place for the files to come, which is asked for before any of them is received.
    ///
    /// # Errors
    /// `role_required`, `scope_required` (403), `overloaded` (503).
    pub(crate) fn begin_upload(&self, caller: &Caller) -> Result<UploadPlace, Rejection> {
        may_add(caller)?;
        self.uploads.begin(caller.account)
    }

    /// The animation.
    ///
    /// # Errors
    /// See the module.
    pub async fn add_custom_animation(
        &self,
        caller: &Caller,
        command: AddCustomAnimation,
        once: Option<Once>,
    ) -> Result<CustomAnimation, Failure> {
        may_add(caller)?;
        let AddCustomAnimation { name, duration_ms, files } = command;
        let (name, duration_ms) = check_fields(&name, duration_ms, &files)?;
        let (assets, kept) = self.check_files(files).await?;
        let new = CustomAnimation {
            id: CustomAnimationId::new(&*self.clock, &self.chance),
            tenant_id: caller.tenant,
            creator_id: caller.account,
            name,
            assets,
            duration_ms,
            created_at: self.now(),
        };
        let kept = Arc::new(kept);
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                within(tx, &new, &kept)?;
                Ok(new.clone())
            })
        };
        self.store.write("companion.add_custom_animation", creator_topic(caller.account), run).await
    }

    /// One sender after another, away from the threads that answer.
    async fn check_files(&self, files: Vec<(UploadRole, Vec<u8>)>) -> Result<(AnimationAssets, Vec<Kept>), Failure> {
        let turn = tokio::time::timeout(TURN_WAIT_MAX, self.upload_turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| busy())?.map_err(Error::internal)?;
        let checked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            files.into_iter().map(|(role, content)| Ok((role, check_upload(role, content)?))).collect::<Result<Vec<_>, Rejection>>()
        });
        let mut assets = AnimationAssets::default();
        let mut kept = Vec::new();
        for (role, file) in checked.await.map_err(Error::internal)?? {
            let id = AssetId::random(&self.chance);
            let place = match role {
                UploadRole::Image => &mut assets.image,
                UploadRole::Sound => &mut assets.sound,
                UploadRole::Video => &mut assets.video,
            };
            *place = Some(id);
            kept.push((id, file));
        }
        Ok((assets, kept))
    }
}

fn check_fields(name: &str, duration_ms: Option<i64>, files: &[(UploadRole, Vec<u8>)]) -> Result<(String, u32), Rejection> {
    let mut wrong = Vec::new();
    let name = ANIMATION_NAME.check(name).map_err(|fault| wrong.push(fault)).unwrap_or_default();
    let duration_ms = duration_ms.map_or(Ok(DURATION_MS_USUAL), check_duration).map_err(|fault| wrong.push(fault)).unwrap_or_default();
    if files.is_empty() {
        wrong.push(FieldError { field: "/image".into(), code: "missing", detail: "Send an image, a sound or a video.".into() });
    }
    for (at, (role, _)) in files.iter().enumerate() {
        if files[..at].iter().any(|(before, _)| before == role) {
            let field = format!("/{}", role.as_str()).into();
            wrong.push(FieldError { field, code: "given_twice", detail: "One file for each.".into() });
        }
    }
    if wrong.is_empty() { Ok((name, duration_ms)) } else { Err(Rejection::fields(wrong)) }
}

/// Under the creator's key, so that nobody counts at the same time.
fn within(tx: &mut Tx<'_>, new: &CustomAnimation, files: &[Kept]) -> Result<(), Stop> {
    if custom_animation::count(tx, new.creator_id)? >= CUSTOM_ANIMATIONS_MAX {
        let detail = format!("You have {CUSTOM_ANIMATIONS_MAX} animations of your own; take one away first.");
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", detail).into());
    }
    let origin = Origin { tenant: new.tenant_id, creator: new.creator_id, at: new.created_at };
    for (id, file) in files {
        asset::add(tx, origin, *id, file.media_type, &file.content)?;
    }
    custom_animation::add(tx, new)
}

fn busy() -> Rejection {
    let detail = "Other files are being looked at; try again in a moment.";
    Rejection::new(ErrorKind::Unavailable, "overloaded", detail).retry_after(Duration::from_secs(5))
}

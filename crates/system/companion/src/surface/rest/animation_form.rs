//! The form by which an animation comes with its files, read strictly: each field once, none that is not known.

use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use footlights_base::{ErrorKind, Rejection};
use http::StatusCode;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::model::{FILE_BYTES_MAX, UploadRole, file_too_large};
use crate::usecase::add_custom_animation::AddCustomAnimation;

/// The longest text of a field, in bytes.
const TEXT_BYTES_MAX: usize = 1_024;
/// The largest form, in bytes: three files, and what stands between them.
pub(super) const FORM_BYTES_MAX: usize = 3 * FILE_BYTES_MAX + 64 * 1024;

/// The animation to add. (For the idempotency key a file stands as its digest.)
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddCustomAnimation)]
pub(super) struct AddForm {
    /// What it is called: 1 to 60 characters.
    name: String,
    /// How long it lasts, in milliseconds: 500 to 30,000; 4,000 when not said.
    duration_ms: Option<i64>,
    /// PNG, JPEG, GIF or WebP: at most 8 MiB.
    #[schema(value_type = Option<String>, format = Binary)]
    image: Option<String>,
    /// MP3, Ogg or WAV: at most 8 MiB.
    #[schema(value_type = Option<String>, format = Binary)]
    sound: Option<String>,
    /// WebM: at most 8 MiB.
    #[schema(value_type = Option<String>, format = Binary)]
    video: Option<String>,
}

/// What the form says, and the form itself.
pub(super) async fn read_form(form: Result<Multipart, MultipartRejection>) -> Result<(AddCustomAnimation, AddForm), Rejection> {
    let mut form = form.map_err(|_| {
        Rejection::new(ErrorKind::UnsupportedMedia, "content_type", "Send the form as content type multipart/form-data with a boundary.")
    })?;
    let (mut command, mut read) = (AddCustomAnimation::default(), AddForm::default());
    while let Some(field) = form.next_field().await.map_err(|error| torn(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match &*name {
            "name" => read.name = text(field).await?,
            "durationMs" => read.duration_ms = Some(number(&text(field).await?)?),
            "image" => file(field, UploadRole::Image, &mut command, &mut read.image).await?,
            "sound" => file(field, UploadRole::Sound, &mut command, &mut read.sound).await?,
            "video" => file(field, UploadRole::Video, &mut command, &mut read.video).await?,
            _ => return Err(Rejection::field(format!("/{name}"), "unknown_field", "This form has no such field.")),
        }
    }
    command.name.clone_from(&read.name);
    command.duration_ms = read.duration_ms;
    Ok((command, read))
}

async fn file(field: Field<'_>, role: UploadRole, command: &mut AddCustomAnimation, digest: &mut Option<String>) -> Result<(), Rejection> {
    let content = bytes(field, FILE_BYTES_MAX, || file_too_large(role)).await?;
    // A browser sends a file that nobody has chosen as one without content.
    if !content.is_empty() {
        *digest = Some(Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect());
        command.files.push((role, content));
    }
    Ok(())
}

async fn text(field: Field<'_>) -> Result<String, Rejection> {
    let pointer = format!("/{}", field.name().unwrap_or_default());
    let too_long = || Rejection::field(pointer.clone(), "too_long", format!("At most {TEXT_BYTES_MAX} bytes."));
    let bytes = bytes(field, TEXT_BYTES_MAX, too_long).await?;
    String::from_utf8(bytes).map_err(|_| Rejection::field(pointer, "wrong_type", "Expected a text in UTF-8."))
}

fn number(text: &str) -> Result<i64, Rejection> {
    text.trim().parse().map_err(|_| Rejection::field("/durationMs", "wrong_type", "Expected a whole number."))
}

async fn bytes(mut field: Field<'_>, bytes_max: usize, too_large: impl Fn() -> Rejection) -> Result<Vec<u8>, Rejection> {
    let mut content = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| torn(&error))? {
        if content.len() + chunk.len() > bytes_max {
            return Err(too_large());
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content)
}

fn torn(error: &MultipartError) -> Rejection {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Rejection::new(ErrorKind::TooLarge, "body_too_large", format!("A form has at most {FORM_BYTES_MAX} bytes."));
    }
    Rejection::new(ErrorKind::Invalid, "malformed_form", "The form is not multipart/form-data, or ended early.")
}

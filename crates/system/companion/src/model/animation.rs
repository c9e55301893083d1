//! What moves over the picture: built in, or a creator's own.

use footlights_base::{AccountId, FieldError, Rejection, TenantId, TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use footlights_surface::words;

define_id!(
    /// An animation of a creator's own.
    CustomAnimationId
);
define_id!(
    /// A file a creator has uploaded; who has the id may fetch it.
    AssetId
);

/// How many animations of her own a creator may have.
pub(crate) const CUSTOM_ANIMATIONS_MAX: i64 = 50;
/// What an animation of her own is called.
pub(crate) const ANIMATION_NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 60 };
/// How long an animation may last, in milliseconds.
const DURATION_MS: std::ops::RangeInclusive<i64> = 500..=30_000;
/// How long one lasts when nobody says, in milliseconds.
pub(crate) const DURATION_MS_USUAL: u32 = 4_000;
/// The largest metadata of a trigger, in bytes of JSON.
const METADATA_BYTES_MAX: usize = 4 * 1024;

words!(
    /// What is seen.
    AnimationType {
        /// Paper snow in the colours of the lamps.
        Confetti = "confetti",
        /// Hearts that rise.
        Hearts = "hearts",
        /// Tokens that fall.
        Rain = "rain",
        /// What the creator has uploaded.
        Custom = "custom",
    }
);

/// The files of an animation, by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnimationAssets {
    /// A picture.
    pub image: Option<AssetId>,
    /// Something to hear.
    pub sound: Option<AssetId>,
    /// Something that moves.
    pub video: Option<AssetId>,
}

impl AnimationAssets {
    pub(crate) fn all(self) -> impl Iterator<Item = AssetId> {
        [self.image, self.sound, self.video].into_iter().flatten()
    }
}

/// An animation of a creator's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomAnimation {
    /// Its id.
    pub id: CustomAnimationId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose.
    pub creator_id: AccountId,
    /// What it is called.
    pub name: String,
    /// What it is made of: one file at least.
    pub assets: AnimationAssets,
    /// How long it lasts, in milliseconds: 500 to 30,000.
    pub duration_ms: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Where an asset is fetched.
pub(crate) fn asset_path(id: AssetId) -> String {
    format!("/media/{id}")
}

/// What clients are told of an animation: how long, and what it is made of.
pub(crate) fn animation_metadata(said: Map<String, Value>, duration_ms: u32, custom: Option<&CustomAnimation>) -> Map<String, Value> {
    let mut metadata = said;
    for ours in ["customId", "imageUrl", "soundUrl", "videoUrl"] {
        metadata.remove(ours);
    }
    metadata.insert("durationMs".to_owned(), duration_ms.into());
    let Some(custom) = custom else { return metadata };
    metadata.insert("customId".to_owned(), custom.id.to_string().into());
    for (name, asset) in [("imageUrl", custom.assets.image), ("soundUrl", custom.assets.sound), ("videoUrl", custom.assets.video)] {
        if let Some(asset) = asset {
            metadata.insert(name.to_owned(), asset_path(asset).into());
        }
    }
    metadata
}

pub(crate) fn check_duration(duration_ms: i64) -> Result<u32, FieldError> {
    let fits = DURATION_MS.contains(&duration_ms).then(|| u32::try_from(duration_ms).ok()).flatten();
    let detail = format!("From {} to {} milliseconds.", DURATION_MS.start(), DURATION_MS.end());
    fits.ok_or_else(|| FieldError { field: "/durationMs".into(), code: "not_valid", detail: detail.into() })
}

pub(crate) fn check_animation_type(text: &str) -> Result<AnimationType, FieldError> {
    let detail = format!("Expected one of {}.", AnimationType::LIST.trim_end());
    text.parse().map_err(|()| FieldError { field: "/type".into(), code: "not_one_of", detail: detail.into() })
}

/// An object of bounded size.
pub(crate) fn check_animation_metadata(value: Value) -> Result<Map<String, Value>, Rejection> {
    match value {
        Value::Object(fields) if serde_json::to_string(&fields).is_ok_and(|text| text.len() <= METADATA_BYTES_MAX) => Ok(fields),
        Value::Object(_) => Err(Rejection::field("/metadata", "too_long", format!("At most {METADATA_BYTES_MAX} bytes as JSON."))),
        _ => Err(Rejection::field("/metadata", "wrong_type", "Expected an object.")),
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::{AccountId, TenantId, Timestamp};
    use serde_json::{Map, Value, json};

    use super::{AnimationAssets, AssetId, CustomAnimation, CustomAnimationId, animation_metadata, check_duration};

    #[test]
    fn what_the_caller_says_cannot_name_files() {
        let said = json!({"imageUrl": "https://evil.example/x", "soundUrl": "x", "durationMs": 1, "mood": "glad"});
        let Value::Object(said) = said else { unreachable!("an object") };
        let custom = CustomAnimation {
            id: CustomAnimationId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([1; 16]),
            creator_id: AccountId::from_bytes([1; 16]),
            name: "Bow".into(),
            assets: AnimationAssets { image: Some(AssetId::from_bytes([2; 16])), ..AnimationAssets::default() },
            duration_ms: 900,
            created_at: Timestamp::from_millis(0),
        };
        let told = animation_metadata(said, 900, Some(&custom));
        assert_eq!(told["imageUrl"], format!("/media/{}", AssetId::from_bytes([2; 16])));
        assert_eq!((&told["durationMs"], &told["mood"], told.get("soundUrl")), (&json!(900), &json!("glad"), None));
        assert_eq!(animation_metadata(Map::new(), 500, None).len(), 1);
    }

    #[test]
    fn durations_have_limits() {
        assert_eq!((check_duration(500).ok(), check_duration(30_000).ok()), (Some(500), Some(30_000)));
        for wrong in [499, 30_001, -1, i64::MAX] {
            assert!(check_duration(wrong).is_err(), "{wrong}");
        }
    }
}

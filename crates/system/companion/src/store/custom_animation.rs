//! Rows of creators' own animations.

use footlights_base::AccountId;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{AnimationAssets, CustomAnimation, CustomAnimationId, SessionOwner};

statements! {
    /// Adds one.
    ADD = "INSERT INTO companion_custom_animation (id, tenant_id, creator_id, name, image_id, sound_id, video_id, duration_ms, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// How many a creator has.
    COUNT = "SELECT COUNT(*) FROM companion_custom_animation WHERE creator_id = $1";
    /// One.
    BY_ID = "SELECT id, tenant_id, creator_id, name, image_id, sound_id, video_id, duration_ms, created_at
        FROM companion_custom_animation WHERE id = $1";
    /// A creator's, oldest first.
    LIST = "SELECT id, tenant_id, creator_id, name, image_id, sound_id, video_id, duration_ms, created_at
        FROM companion_custom_animation WHERE creator_id = $1 AND tenant_id = $2 ORDER BY created_at, id";
    /// Takes one away.
    DELETE = "DELETE FROM companion_custom_animation WHERE id = $1";
}

fn animation(row: &Row) -> Result<CustomAnimation, Stop> {
    Ok(CustomAnimation {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        name: row.get(3)?,
        assets: AnimationAssets { image: row.get(4)?, sound: row.get(5)?, video: row.get(6)? },
        duration_ms: row.get(7)?,
        created_at: row.get(8)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, new: &CustomAnimation) -> Result<(), Stop> {
    let values = params![
        new.id,
        new.tenant_id,
        new.creator_id,
        &new.name,
        new.assets.image,
        new.assets.sound,
        new.assets.video,
        new.duration_ms,
        new.created_at
    ];
    tx.run(ADD, values)
}

pub(crate) fn count(read: &mut impl Read, creator: AccountId) -> Result<i64, Stop> {
    read.one(COUNT, params![creator])?.get(0)
}

/// One, if it is this creator's.
pub(crate) fn lookup(read: &mut impl Read, creator: AccountId, id: CustomAnimationId) -> Result<Option<CustomAnimation>, Stop> {
    let found = read.optional(BY_ID, params![id])?.map(|row| animation(&row)).transpose()?;
    Ok(found.filter(|found| found.creator_id == creator))
}

pub(crate) fn list(read: &mut impl Read, who: SessionOwner) -> Result<Vec<CustomAnimation>, Stop> {
    read.rows(LIST, params![who.creator_id, who.tenant_id])?.iter().map(animation).collect()
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: CustomAnimationId) -> Result<(), Stop> {
    tx.run(DELETE, params![id])
}

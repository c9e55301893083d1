//! Rows of menus: items change only in commands that hold their creator's topic, uses in those that hold the session's.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{MenuItem, MenuItemId, MenuUse, SessionId, SessionOwner};
use crate::store::word;

statements! {
    /// Adds an item.
    INSERT = "INSERT INTO companion_menu_item (id, tenant_id, creator_id, name, description, category, price_cents, price_tokens, active,
        position, cooldown_seconds, stock, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// One of a creator's.
    BY_ID = "SELECT id, tenant_id, creator_id, name, description, category, price_cents, price_tokens, active, position, cooldown_seconds,
        stock, created_at FROM companion_menu_item WHERE id = $1 AND creator_id = $2 AND tenant_id = $3";
    /// A creator's, by their place.
    LIST = "SELECT id, tenant_id, creator_id, name, description, category, price_cents, price_tokens, active, position, cooldown_seconds,
        stock, created_at FROM companion_menu_item WHERE creator_id = $1 ORDER BY position, id";
    /// How many there are, and the last place that is taken.
    STANDING = "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM companion_menu_item WHERE creator_id = $1";
    /// Everything that changes.
    UPDATE = "UPDATE companion_menu_item SET name = $2, description = $3, category = $4, price_cents = $5, price_tokens = $6, active = $7,
        position = $8, cooldown_seconds = $9, stock = $10 WHERE id = $1";
    /// Gone.
    DELETE = "DELETE FROM companion_menu_item WHERE id = $1";
    /// What was taken in a session.
    USES = "SELECT item_id, used, last_at FROM companion_menu_use WHERE session_id = $1 ORDER BY item_id";
    /// An item was taken so often.
    USE = "INSERT INTO companion_menu_use (session_id, item_id, used, last_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (session_id, item_id) DO UPDATE SET used = excluded.used, last_at = excluded.last_at";
    /// When an item was taken last, but for one tip and those that were wholly given back.
    LAST_USE = "SELECT MAX(created_at) FROM companion_tip
        WHERE session_id = $1 AND menu_item_id = $2 AND id <> $3 AND refunded_cents < amount_cents";
}

fn item(row: &Row) -> Result<MenuItem, Stop> {
    Ok(MenuItem {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        name: row.get(3)?,
        description: row.get(4)?,
        category: word(row, 5)?,
        price_cents: row.get(6)?,
        price_tokens: row.get(7)?,
        active: row.get(8)?,
        position: row.get(9)?,
        cooldown_seconds: row.get(10)?,
        stock: row.get(11)?,
        created_at: row.get(12)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, item: &MenuItem) -> Result<(), Stop> {
    let values = params![
        item.id,
        item.tenant_id,
        item.creator_id,
        &item.name,
        &item.description,
        item.category.as_str(),
        item.price_cents,
        item.price_tokens,
        item.active,
        item.position,
        item.cooldown_seconds,
        item.stock,
        item.created_at
    ];
    tx.run(INSERT, values)
}

pub(crate) fn lookup(read: &mut impl Read, who: SessionOwner, id: MenuItemId) -> Result<Option<MenuItem>, Stop> {
    read.optional(BY_ID, params![id, who.creator_id, who.tenant_id])?.map(|row| item(&row)).transpose()
}

/// All of a creator's, by their place.
pub(crate) fn list(read: &mut impl Read, creator: AccountId) -> Result<Vec<MenuItem>, Stop> {
    read.rows(LIST, params![creator])?.iter().map(item).collect()
}

/// How many there are, and the last place that is taken.
pub(crate) fn standing(read: &mut impl Read, creator: AccountId) -> Result<(i64, i64), Stop> {
    let row = read.one(STANDING, params![creator])?;
    Ok((row.get(0)?, row.get(1)?))
}

pub(crate) fn update(tx: &mut Tx<'_>, item: &MenuItem) -> Result<(), Stop> {
    let values = params![
        item.id,
        &item.name,
        &item.description,
        item.category.as_str(),
        item.price_cents,
        item.price_tokens,
        item.active,
        item.position,
        item.cooldown_seconds,
        item.stock
    ];
    tx.run(UPDATE, values)
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: MenuItemId) -> Result<(), Stop> {
    tx.run(DELETE, params![id])
}

/// What was taken in a session, by item.
pub(crate) fn list_uses(read: &mut impl Read, session: SessionId) -> Result<Vec<(MenuItemId, MenuUse)>, Stop> {
    let uses = read.rows(USES, params![session])?;
    uses.iter().map(|row| Ok((row.get(0)?, MenuUse { used: row.get(1)?, last_at: row.get(2)? }))).collect()
}

pub(crate) fn set_use(tx: &mut Tx<'_>, session: SessionId, item: MenuItemId, taken: MenuUse) -> Result<(), Stop> {
    tx.run(USE, params![session, item, taken.used, taken.last_at])
}

/// When the item was taken last, if the tip `but` had not taken it.
pub(crate) fn last_use(
    read: &mut impl Read,
    session: SessionId,
    item: MenuItemId,
    but: crate::model::TipId,
) -> Result<Option<Timestamp>, Stop> {
    read.one(LAST_USE, params![session, item, but])?.get(0)
}

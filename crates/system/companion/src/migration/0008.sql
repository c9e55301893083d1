-- Sums of tips, packed: a row a span instead of a row a tipper, a quarter and a span. They are made anew from the tips; until they are,
-- figures are read from the tips themselves.
DROP TABLE companion_quarter;
DROP TABLE companion_tipper;
DROP TABLE companion_sealed;

-- How far a creator's sums reach. Changes under the creator's topic and that of her live session.
CREATE TABLE companion_sealed (
    creator_id {bytes} NOT NULL PRIMARY KEY,
    -- Every tip before this moment is in a slice, and no tip is recorded before it any more.
    sealed_until {int} NOT NULL,
    -- Days (UTC) before this one have sums of their own, and so have months before that one.
    days_until {int} NOT NULL,
    months_until {int} NOT NULL,
    -- Raised by each refund, so that whoever has read the tip or its sums begins anew.
    version {int} NOT NULL
);

CREATE TABLE companion_sheet (
    creator_id {bytes} NOT NULL,
    -- 'slice' (what one step of sealing took, within a quarter of an hour), 'day', 'month' (UTC).
    span {text} NOT NULL CHECK (span IN ('slice', 'day', 'month')),
    since {int} NOT NULL,
    platform {text} NOT NULL,
    currency {text} NOT NULL,
    ends_at {int} NOT NULL,
    -- By quarter and by tipper; model/analytics/sheet.rs says how.
    sums {bytes} NOT NULL,
    tippers {bytes} NOT NULL,
    PRIMARY KEY (creator_id, span, since, platform, currency)
);

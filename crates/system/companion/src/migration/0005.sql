CREATE TABLE companion_moderator (
    creator_id {bytes} NOT NULL,
    account_id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    rights {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (creator_id, account_id)
);
CREATE INDEX companion_moderator_account ON companion_moderator (account_id, creator_id);

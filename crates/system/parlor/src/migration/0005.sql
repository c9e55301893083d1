-- Of an account that has ended, its bans go: found by it.
CREATE INDEX parlor_ban_account ON parlor_ban (account_id);

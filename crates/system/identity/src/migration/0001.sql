CREATE TABLE identity_tenant (
    id {bytes} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    name_folded {text} NOT NULL UNIQUE,
    created_at {int} NOT NULL
);

CREATE TABLE identity_account (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL REFERENCES identity_tenant (id),
    username {text} NOT NULL,
    username_folded {text} NOT NULL UNIQUE,
    display_name {text} NOT NULL,
    roles {text} NOT NULL,
    is_admin {bool} NOT NULL,
    password_hash {text},
    -- SHA-256 of who vouches and their name for the person: an issuer and its subject, or an app and its user.
    external_key {bytes} UNIQUE,
    created_at {int} NOT NULL,
    suspended_at {int}
);
CREATE INDEX identity_account_tenant ON identity_account (tenant_id, id);

CREATE TABLE identity_session (
    id {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES identity_account (id) ON DELETE CASCADE,
    cookie_hash {bytes} NOT NULL UNIQUE,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
);
CREATE INDEX identity_session_account ON identity_session (account_id, id);
CREATE INDEX identity_session_expiry ON identity_session (expires_at);

CREATE TABLE identity_refresh (
    hash {bytes} NOT NULL PRIMARY KEY,
    session_id {bytes} NOT NULL REFERENCES identity_session (id) ON DELETE CASCADE,
    generation {int} NOT NULL,
    issued_at {int} NOT NULL,
    used_at {int}
);
CREATE UNIQUE INDEX identity_refresh_session ON identity_refresh (session_id, generation);

CREATE TABLE identity_token (
    id {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES identity_account (id) ON DELETE CASCADE,
    tenant_id {bytes} NOT NULL,
    created_by {bytes} NOT NULL,
    hash {bytes} NOT NULL UNIQUE,
    name {text} NOT NULL,
    scopes {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    last_used_at {int}
);
CREATE INDEX identity_token_account ON identity_token (account_id, id);
CREATE INDEX identity_token_maker ON identity_token (created_by, id);
CREATE INDEX identity_token_expiry ON identity_token (expires_at);

CREATE TABLE identity_signing_key (
    kid {text} NOT NULL PRIMARY KEY,
    sealed {bytes} NOT NULL,
    created_at {int} NOT NULL
);

CREATE TABLE identity_audit (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    at {int} NOT NULL,
    actor_id {bytes},
    remote {text},
    action {text} NOT NULL,
    subject {text} NOT NULL,
    detail {text} NOT NULL
);
CREATE INDEX identity_audit_tenant ON identity_audit (tenant_id, id);

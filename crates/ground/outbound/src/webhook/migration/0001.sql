CREATE TABLE outbound_webhook (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    url {text} NOT NULL,
    description {text} NOT NULL,
    -- JSON lists; empty means all.
    types {text} NOT NULL,
    subjects {text} NOT NULL,
    active {bool} NOT NULL,
    -- What happened before this moment is not its business.
    listens_since {int} NOT NULL,
    off_reason {text},
    off_at {int},
    -- Sealed with the master secret.
    secret {bytes} NOT NULL,
    old_secret {bytes},
    old_secret_until {int},
    failures {int} NOT NULL,
    failing_since {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
);
CREATE INDEX outbound_webhook_tenant ON outbound_webhook (tenant_id, id);

CREATE TABLE outbound_delivery (
    id {bytes} NOT NULL PRIMARY KEY,
    webhook_id {bytes} NOT NULL,
    event_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    topic {text} NOT NULL,
    sequence {int} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    attempts {int} NOT NULL,
    last_status {int},
    last_error {text},
    latency_ms {int},
    next_try_at {int},
    created_at {int} NOT NULL,
    ended_at {int},
    -- The last tries, a JSON list.
    tries {text} NOT NULL
);
CREATE INDEX outbound_delivery_latest ON outbound_delivery (webhook_id, id);
CREATE INDEX outbound_delivery_state ON outbound_delivery (webhook_id, state, id);

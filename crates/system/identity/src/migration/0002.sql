-- The token by which it was made, if it was: it ends with that one.
ALTER TABLE identity_token ADD COLUMN made_with {bytes};
CREATE INDEX identity_token_made_with ON identity_token (made_with);

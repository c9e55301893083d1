//! footlights-identity.

//! footlights-store.

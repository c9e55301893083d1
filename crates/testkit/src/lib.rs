//! footlights-testkit.

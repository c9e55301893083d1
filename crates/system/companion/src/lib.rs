//! footlights-companion.

//! footlights-base.

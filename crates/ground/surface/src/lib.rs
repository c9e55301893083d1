//! footlights-surface.

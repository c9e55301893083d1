//! footlights-outbound.

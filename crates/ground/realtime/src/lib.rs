//! footlights-realtime.

//! footlights-alerts.

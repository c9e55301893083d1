//! footlights-tests.

//! footlights-cluster.

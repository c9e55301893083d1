//! footlights-socketio.

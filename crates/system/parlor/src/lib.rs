//! Rooms: the durable place where people meet.
//!
//! Owns: rooms, participants and their roles, the stage and its queue of hands, bans, invites and join links, presence in
//! a room, and a light chat.
//! Does not know: streams, sessions, points, playback; what is attached to a room is an id to it.

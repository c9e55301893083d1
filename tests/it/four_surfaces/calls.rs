//! Each verb as the four surfaces write it.

use serde_json::{Value, json};

/// One verb with its arguments, in four languages.
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) query: &'static str,
    pub(super) variables: Value,
    pub(super) rpc: &'static str,
    pub(super) request: Value,
    /// Where `/rooms` carries it.
    pub(super) event: Option<(&'static str, Value)>,
}

/// Arguments that are left out where they are null.
fn some(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

/// A word as an enum of the messages spells it.
fn word(kind: &str, word: &Value) -> Value {
    word.as_str().map_or(Value::Null, |word| json!(format!("{kind}_{}", word.to_uppercase())))
}

pub(super) fn create(input: &Value) -> Call {
    let mut request = input.clone();
    request["visibility"] = word("ROOM_VISIBILITY", &input["visibility"]);
    Call {
        method: "POST",
        path: "/api/rooms".into(),
        body: input.clone(),
        query: "mutation($i: CreateRoomInput!) { made: createRoom(input: $i) { id } }",
        variables: json!({ "i": input }),
        rpc: "CreateRoom",
        request: some(request),
        event: None,
    }
}

pub(super) fn update(room: &str, input: &Value) -> Call {
    let mut request = input.clone();
    request["roomId"] = json!(room);
    request["visibility"] = word("ROOM_VISIBILITY", &input["visibility"]);
    Call {
        method: "PATCH",
        path: format!("/api/rooms/{room}"),
        body: input.clone(),
        query: "mutation($r: ID!, $i: UpdateRoomInput!) { updateRoom(roomId: $r, input: $i) { id } }",
        variables: json!({ "r": room, "i": input }),
        rpc: "UpdateRoom",
        request: some(request),
        event: None,
    }
}

/// A verb about a room that takes no more than its id.
pub(super) fn about(room: &str, verb: &str) -> Call {
    let (method, path, query, rpc, event) = match verb {
        "archive" => ("POST", "/archive", "mutation($r: ID!) { archiveRoom(roomId: $r) { id } }", "ArchiveRoom", None),
        "restore" => ("POST", "/restore", "mutation($r: ID!) { restoreRoom(roomId: $r) { id } }", "RestoreRoom", None),
        "delete" => ("DELETE", "", "mutation($r: ID!) { deleteRoom(roomId: $r) { id } }", "DeleteRoom", None),
        "leave" => ("POST", "/leave", "mutation($r: ID!) { leaveRoom(roomId: $r) }", "LeaveRoom", Some("leave")),
        "raise_hand" => ("POST", "/raise-hand", "mutation($r: ID!) { raiseHand(roomId: $r) { role } }", "RaiseHand", Some("raise_hand")),
        "accept_stage" => {
            ("POST", "/accept-stage", "mutation($r: ID!) { acceptStage(roomId: $r) { role } }", "AcceptStage", Some("accept_stage"))
        }
        other => panic!("no such verb: {other}"),
    };
    Call {
        method,
        path: format!("/api/rooms/{room}{path}"),
        body: Value::Null,
        query,
        variables: json!({ "r": room }),
        rpc,
        request: json!({ "roomId": room }),
        event: event.map(|event| (event, json!({ "roomId": room }))),
    }
}

pub(super) fn heartbeat(room: &str, state: &str) -> Call {
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/heartbeat"),
        body: json!({ "state": state }),
        query: "mutation($r: ID!, $s: RoomActivity!) { heartbeat(roomId: $r, state: $s) }",
        variables: json!({ "r": room, "s": state }),
        rpc: "Heartbeat",
        request: json!({"roomId": room, "state": word("PRESENCE", &json!(state))}),
        // Over a socket it is about the socket, which may not be in the room though its account is.
        event: None,
    }
}

pub(super) fn join(room: &str, password: Option<&str>, link: Option<&str>) -> Call {
    let (body, mut request) = (some(json!({"password": password, "link": link})), json!({"password": password, "link": link}));
    request["roomId"] = json!(room);
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/join"),
        body,
        query: "mutation($r: ID!, $p: String, $l: String) { joinRoom(roomId: $r, password: $p, link: $l) { participant { role } } }",
        variables: json!({"r": room, "p": password, "l": link}),
        rpc: "JoinRoom",
        request: some(request.clone()),
        event: Some(("join", some(request))),
    }
}

/// A verb about somebody in a room.
pub(super) fn towards(room: &str, account: &str, verb: &str) -> Call {
    let both = json!({"roomId": room, "accountId": account});
    let (path, query, rpc, event) = match verb {
        "kick" => ("kick", "mutation($r: ID!, $a: ID!) { kickParticipant(roomId: $r, accountId: $a) }", "KickParticipant", None),
        "ban" => ("ban", "mutation($r: ID!, $a: ID!) { banParticipant(roomId: $r, accountId: $a) { accountId } }", "BanParticipant", None),
        "unban" => ("unban", "mutation($r: ID!, $a: ID!) { unbanParticipant(roomId: $r, accountId: $a) }", "UnbanParticipant", None),
        "lower_hand" => {
            ("lower-hand", "mutation($r: ID!, $a: ID) { lowerHand(roomId: $r, accountId: $a) { role } }", "LowerHand", Some("lower_hand"))
        }
        "invite_to_stage" => (
            "invite-to-stage",
            "mutation($r: ID!, $a: ID!) { inviteToStage(roomId: $r, accountId: $a) { role } }",
            "InviteToStage",
            Some("invite_to_stage"),
        ),
        "step_down" => {
            ("step-down", "mutation($r: ID!, $a: ID) { stepDown(roomId: $r, accountId: $a) { role } }", "StepDown", Some("step_down"))
        }
        other => panic!("no such verb: {other}"),
    };
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/participants/{account}/{path}"),
        body: Value::Null,
        query,
        variables: json!({"r": room, "a": account}),
        rpc,
        request: both.clone(),
        event: event.map(|event| (event, both)),
    }
}

pub(super) fn set_role(room: &str, account: &str, role: &str) -> Call {
    Call {
        method: "PATCH",
        path: format!("/api/rooms/{room}/participants/{account}"),
        body: json!({ "role": role }),
        query: "mutation($r: ID!, $a: ID!, $o: RoomRole!) { setParticipantRole(roomId: $r, accountId: $a, role: $o) { role } }",
        variables: json!({"r": room, "a": account, "o": role}),
        rpc: "SetParticipantRole",
        request: json!({"roomId": room, "accountId": account, "role": word("ROOM_ROLE", &json!(role))}),
        event: None,
    }
}

pub(super) fn transfer(room: &str, account: &str) -> Call {
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/transfer"),
        body: json!({ "accountId": account }),
        query: "mutation($r: ID!, $a: ID!) { transferRoom(roomId: $r, accountId: $a) { id } }",
        variables: json!({"r": room, "a": account}),
        rpc: "TransferRoom",
        request: json!({"roomId": room, "accountId": account}),
        event: None,
    }
}

pub(super) fn invite(room: &str, account: &str, role: Option<&str>) -> Call {
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/invites"),
        body: some(json!({"accountId": account, "role": role})),
        query: "mutation($r: ID!, $a: ID!, $o: RoomRole) { made: createInvite(roomId: $r, accountId: $a, role: $o) { id } }",
        variables: json!({"r": room, "a": account, "o": role}),
        rpc: "CreateInvite",
        request: some(json!({"roomId": room, "accountId": account, "role": word("ROOM_ROLE", &json!(role))})),
        event: None,
    }
}

pub(super) fn answer_invite(invite: &str, accept: bool) -> Call {
    let (verb, query, rpc) = if accept {
        ("accept", "mutation($i: ID!) { acceptInvite(inviteId: $i) { participant { role } } }", "AcceptInvite")
    } else {
        ("decline", "mutation($i: ID!) { declineInvite(inviteId: $i) { status } }", "DeclineInvite")
    };
    Call {
        method: "POST",
        path: format!("/api/invites/{invite}/{verb}"),
        body: Value::Null,
        query,
        variables: json!({ "i": invite }),
        rpc,
        request: json!({ "inviteId": invite }),
        event: None,
    }
}

pub(super) fn link(room: &str, uses_max: i64) -> Call {
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/links"),
        body: json!({ "usesMax": uses_max }),
        query: "mutation($r: ID!, $u: Int) { made: createJoinLink(roomId: $r, usesMax: $u) { secret link { id } } }",
        variables: json!({"r": room, "u": uses_max}),
        rpc: "CreateJoinLink",
        request: json!({"roomId": room, "usesMax": uses_max}),
        event: None,
    }
}

pub(super) fn revoke_link(room: &str, link: &str) -> Call {
    Call {
        method: "DELETE",
        path: format!("/api/rooms/{room}/links/{link}"),
        body: Value::Null,
        query: "mutation($r: ID!, $l: ID!) { revokeJoinLink(roomId: $r, linkId: $l) }",
        variables: json!({"r": room, "l": link}),
        rpc: "RevokeJoinLink",
        request: json!({"roomId": room, "linkId": link}),
        event: None,
    }
}

pub(super) fn chat(room: &str, text: &str) -> Call {
    Call {
        method: "POST",
        path: format!("/api/rooms/{room}/chat"),
        body: json!({ "text": text }),
        query: "mutation($r: ID!, $t: String!) { made: sendChat(roomId: $r, text: $t) { id } }",
        variables: json!({"r": room, "t": text}),
        rpc: "SendChat",
        request: json!({"roomId": room, "text": text}),
        event: Some(("send_chat", json!({"roomId": room, "text": text}))),
    }
}

pub(super) fn delete_chat(room: &str, message: &str) -> Call {
    Call {
        method: "DELETE",
        path: format!("/api/rooms/{room}/chat/{message}"),
        body: Value::Null,
        query: "mutation($r: ID!, $m: ID!) { deleteChat(roomId: $r, messageId: $m) }",
        variables: json!({"r": room, "m": message}),
        rpc: "DeleteChat",
        request: json!({"roomId": room, "messageId": message}),
        event: Some(("delete_chat", json!({"roomId": room, "messageId": message}))),
    }
}

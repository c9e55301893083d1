//! Whole conversations in virtual time, with the strings of the protocol documents.

use crate::client::{self, Client, settings, text_frame};
use bytes::Bytes;
use footlights_socketio::{
    AckId, CloseCode, CloseReason, Departure, Event, Frame, PollAnswer, Protocol, Refusal, SendError, Transport, Violation,
};

#[test]
fn a_websocket_session_opens_with_its_handshake() {
    let mut client = Client::websocket(settings());
    assert_eq!(client.received(), [r#"0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#]);
    assert_eq!(client.connection.transport(), Transport::WebSocket);
    assert_eq!(client.connection.deadline(), Some(25_000));
}

#[test]
fn a_client_joins_sends_and_is_answered() {
    let mut client = Client::joined(settings());
    let events = client.say(r#"42456["message-with-ack",1,"2",{"3":[false]}]"#);
    let [Event::Message(message)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&*message.name(), message.ack), ("message-with-ack", Some(AckId(456))));
    assert_eq!(message.args().raw(), r#"1,"2",{"3":[false]}"#);
    assert_eq!(message.args().iter().count(), 3);
    assert_eq!(message.args().get(1).map(|value| value.get()), Some(r#""2""#));
    client.connection.ack(message.link, AckId(456), message.args().raw(), &[]).unwrap();
    assert_eq!(client.received(), [r#"43456[1,"2",{"3":[false]}]"#]);
    client.connection.emit(message.link, "message-back", message.args().raw(), None, &[]).unwrap();
    assert_eq!(client.received(), [r#"42["message-back",1,"2",{"3":[false]}]"#]);
}

#[test]
fn a_payload_comes_with_connect_and_a_custom_namespace_is_named_in_every_packet() {
    let mut client = Client::websocket(settings());
    client.received();
    let events = client.say(r#"40/custom,{"token":"abc"}"#);
    let [Event::Connect { link, auth: Some(auth) }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(auth.get(), r#"{"token":"abc"}"#);
    client.connection.accept(*link, "C").unwrap();
    client.connection.emit(*link, "auth", auth.get(), None, &[]).unwrap();
    assert_eq!(client.received(), [r#"40/custom,{"sid":"C"}"#, r#"42/custom,["auth",{"token":"abc"}]"#]);
    assert_eq!(client.connection.accept(*link, "again"), Err(SendError::Stale));
}

#[test]
fn an_unknown_namespace_is_refused_in_the_reference_words() {
    let mut client = Client::websocket(settings());
    client.received();
    assert!(client.say("40/random").is_empty());
    assert_eq!(client.received(), [r#"44/random,{"message":"Invalid namespace"}"#]);
}

#[test]
fn the_application_refuses_with_message_and_data() {
    let mut client = Client::websocket(settings());
    client.received();
    let events = client.say("40/custom,");
    let [Event::Connect { link, .. }] = events[..] else { panic!("{events:?}") };
    let data = serde_json::value::RawValue::from_string(r#"{"code":"no_token"}"#.to_owned()).unwrap();
    client.connection.refuse(link, "not \"authorised\"", Some(&data)).unwrap();
    assert_eq!(client.received(), [r#"44/custom,{"message":"not \"authorised\"","data":{"code":"no_token"}}"#]);
    assert_eq!(client.violation(r#"42/custom,["x"]"#), Violation::NotConnected);
}

#[test]
fn attachments_arrive_with_their_packet_and_go_out_after_theirs() {
    let mut client = Client::joined(settings());
    let text = r#"452-789["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
    assert!(client.say(text).is_empty());
    assert!(client.say_binary(&[1, 2, 3]).is_empty());
    let events = client.say_binary(&[4, 5, 6]);
    let [Event::Message(message)] = &events[..] else { panic!("{events:?}") };
    let args = message.args();
    assert_eq!(args.attachments(), [Bytes::from_static(&[1, 2, 3]), Bytes::from_static(&[4, 5, 6])]);
    assert_eq!(args.attachment(args.get(1).unwrap()), Some(&Bytes::from_static(&[4, 5, 6])));
    client.connection.ack(message.link, AckId(789), args.raw(), args.attachments()).unwrap();
    assert_eq!(
        client.received(),
        [r#"462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#, "binary:010203", "binary:040506"]
    );
    assert!(client.say(text).is_empty());
    assert_eq!(client.violation("41"), Violation::BinaryOrder);
}

#[test]
fn hostile_packets_end_the_connection_with_their_reason() {
    for (packet, violation) in [
        ("abc", Violation::EnginePacket),
        ("", Violation::EnginePacket),
        ("2", Violation::PingDirection),
        ("4abc", Violation::SocketPacket),
        ("42{}", Violation::PayloadShape),
        (r#"42abc["message-with-ack",1,"2",{"3":[false]}]"#, Violation::Json),
        (r#"42/custom,["a"]"#, Violation::NotConnected),
        (r#"42/nowhere,["a"]"#, Violation::NotConnected),
        (r#"4599-["a"]"#, Violation::Attachments),
    ] {
        assert_eq!(Client::joined(settings()).violation(packet), violation, "{packet}");
    }
    let mut client = Client::joined(settings());
    let events = client.say_binary(&[1]);
    assert!(matches!(events[..], [Event::Closed(CloseReason::Violation(Violation::BinaryOrder))]), "{events:?}");
}

#[test]
fn attachments_are_bounded_in_bytes() {
    let mut settings = settings();
    settings.attachment_bytes_max = 10;
    let mut client = Client::joined(settings);
    client.say(r#"452-["x"]"#);
    client.say_binary(&[0; 6]);
    let events = client.say_binary(&[0; 6]);
    assert!(matches!(events[..], [Event::Closed(CloseReason::Violation(Violation::TooLarge))]), "{events:?}");
}

#[test]
fn heartbeats_keep_a_session_and_their_absence_ends_it() {
    let mut client = Client::joined(settings());
    for round in 1..=3 {
        client.now += 25_000;
        assert!(client.timeout().is_empty());
        assert_eq!(client.received(), ["2"], "{round}");
        client.now += 1_000;
        assert!(client.say("3").is_empty());
        assert_eq!(client.connection.deadline(), Some(client.now + 25_000));
    }
    client.now += 25_000;
    client.timeout();
    client.now += 19_999;
    assert!(client.timeout().is_empty());
    client.now += 1;
    assert!(matches!(client.timeout()[..], [Event::Closed(CloseReason::PingTimeout)]));
    assert_eq!(client.received(), ["2", "close:1008", "shut"]);
    assert!(client.connection.is_finished());
    assert_eq!(client.connection.deadline(), None);
}

#[test]
fn a_silent_client_is_dead_even_if_its_second_timer_never_ran() {
    let mut client = Client::joined(settings());
    client.now = 26_000;
    client.timeout();
    assert_eq!(client.connection.deadline(), Some(45_000));
    client.now = 45_000;
    let events = client.say(r#"42["late"]"#);
    assert!(matches!(events[..], [Event::Closed(CloseReason::PingTimeout)]), "{events:?}");
}

#[test]
fn after_a_stall_of_ours_a_client_has_half_the_time_for_its_pong() {
    let mut client = Client::joined(settings());
    client.now = 60_000;
    assert!(client.timeout().is_empty());
    assert_eq!(client.received(), ["2"]);
    assert_eq!(client.connection.deadline(), Some(70_000));
    assert!(client.say("3").is_empty());
    assert!(client.connection.is_open());
}

#[test]
fn a_client_that_joins_nothing_is_sent_away() {
    let mut settings = settings();
    settings.connect_timeout_ms = 10_000;
    let mut client = Client::websocket(settings);
    client.say("40/random");
    client.now = 10_000;
    assert!(matches!(client.timeout()[..], [Event::Closed(CloseReason::ConnectTimeout)]));
}

#[test]
fn leaving_a_namespace_ends_only_that_stay() {
    let mut client = Client::joined(settings());
    let link = client.join("/custom");
    let events = client.say("41/custom");
    assert!(matches!(events[..], [Event::Disconnect { link: left, by: Departure::Client }] if left == link), "{events:?}");
    assert_eq!(client.connection.emit(link, "x", "", None, &[]), Err(SendError::Stale));
    assert!(matches!(client.say(r#"42["message","still here"]"#)[..], [Event::Message(_)]));
}

#[test]
fn a_second_connect_replaces_the_first_and_late_answers_miss_it() {
    let mut client = Client::websocket(settings());
    client.received();
    let first = client.say("40");
    let [Event::Connect { link: first, .. }] = first[..] else { panic!("{first:?}") };
    let second = client.say("40");
    let [Event::Disconnect { link, by: Departure::Replaced }, Event::Connect { link: second, .. }] = second[..] else {
        panic!("{second:?}")
    };
    assert_eq!(link, first);
    assert_eq!(client.connection.accept(first, "A"), Err(SendError::Stale));
    client.connection.accept(second, "B").unwrap();
    assert_eq!(client.received(), [r#"40{"sid":"B"}"#]);
}

#[test]
fn what_a_client_sent_before_it_knew_it_was_put_out_is_dropped() {
    let mut client = Client::joined(settings());
    let link = client.join("/custom");
    client.connection.disconnect(link).unwrap();
    assert_eq!(client.received(), ["41/custom,"]);
    assert!(client.say(r#"42/custom,["late"]"#).is_empty());
    assert!(client.say(r#"451-/custom,["late",{"_placeholder":true,"num":0}]"#).is_empty());
    assert!(client.say_binary(&[1]).is_empty());
    assert!(client.say("41/custom,").is_empty());
    assert!(client.connection.is_open());
    assert_ne!(client.join("/custom"), link);
}

#[test]
fn attachments_on_their_way_survive_being_put_out_of_any_namespace() {
    for put_out in ["/", "/custom"] {
        let mut client = Client::websocket(settings());
        client.received();
        let links = ["/", "/custom"].map(|name| (name, client.join(name)));
        assert!(client.say(r#"451-["x",{"_placeholder":true,"num":0}]"#).is_empty());
        for (_, link) in links.iter().filter(|(name, _)| *name == put_out) {
            client.connection.disconnect(*link).unwrap();
        }
        assert_eq!(client.say_binary(&[1]).len(), usize::from(put_out == "/custom"));
        assert!(client.connection.is_open());
    }
}

#[test]
fn unknown_and_too_many_namespaces_are_bounded() {
    let mut client = Client::websocket(settings());
    client.received();
    for number in 0..32 {
        assert!(client.say(&format!("40/no{number}")).is_empty());
    }
    assert_eq!(client.received().len(), 32);
    assert_eq!(client.violation("40/once-more"), Violation::TurnedAway);
    let mut client = Client::websocket(settings());
    client.received();
    for number in 1..=8 {
        assert_eq!(client.say(&format!("40/n{number}")).len(), 1);
    }
    assert!(client.say("40").is_empty());
    assert_eq!(client.received(), [r#"44{"message":"Too many namespaces"}"#]);
}

#[test]
fn the_client_closes_a_websocket_either_way() {
    let mut client = Client::joined(settings());
    assert!(matches!(client.say("1")[..], [Event::Closed(CloseReason::Client)]));
    assert_eq!(client.received(), ["close:1000", "shut"]);
    let mut client = Client::joined(settings());
    assert!(matches!(client.say_frame(0x88, &1001_u16.to_be_bytes())[..], [Event::Closed(CloseReason::Client)]));
    assert_eq!(client.received(), ["close:1001", "shut"]);
}

#[test]
fn the_server_closes_so_that_clients_come_back() {
    let mut client = Client::joined(settings());
    assert!(matches!(client.close(CloseCode::RESTART)[..], [Event::Closed(CloseReason::Server(CloseCode::RESTART))]));
    assert_eq!(client.received(), ["close:1012", "shut"]);
    assert!(client.say(r#"42["late"]"#).is_empty());
    assert_eq!(client.connection.send(Frame::event("/", "x", "")), Err(SendError::Ended));
    let mut client = Client::joined(settings());
    assert!(matches!(client.lost()[..], [Event::Closed(CloseReason::TransportLost)]));
    assert!(client.connection.is_finished());
}

#[test]
fn websocket_pings_are_answered_the_newest_of_a_flood_only() {
    let mut client = Client::joined(settings());
    let mut bytes = client::frame(0x89, b"a");
    bytes.extend(client::frame(0x89, b"b"));
    client.bytes(&mut bytes);
    assert_eq!(client.received(), ["pong:b"]);
}

#[test]
fn polling_carries_events_both_ways() {
    let mut client = Client::polling(settings());
    let open = r#"0{"sid":"S","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
    assert_eq!(client.poll().as_deref(), Ok(open));
    let events = client.post("40").unwrap();
    let [Event::Connect { link, .. }] = events[..] else { panic!("{events:?}") };
    client.connection.accept(link, "N").unwrap();
    client.connection.send(Frame::event("/", "hello", "1")).unwrap();
    let binary = [Bytes::from_static(&[1, 2, 3, 4])];
    client.connection.emit(link, "b", r#"{"_placeholder":true,"num":0}"#, None, &binary).unwrap();
    assert_eq!(
        client.poll().as_deref(),
        Ok("40{\"sid\":\"N\"}\x1e42[\"hello\",1]\x1e451-[\"b\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==")
    );
    let events = client.post("42[\"a\"]\x1e451-[\"b\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==\x1e3").unwrap();
    let [Event::Message(_), Event::Message(second)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(second.args().attachments(), [Bytes::from_static(&[1, 2, 3, 4])]);
}

#[test]
fn a_parked_poll_is_answered_with_what_comes() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.poll_parks();
    client.connection.send(Frame::event("/", "a", "")).unwrap();
    client.connection.send(Frame::event("/", "b", "")).unwrap();
    assert_eq!(client.answer().as_deref(), Some("42[\"a\"]\x1e42[\"b\"]"));
    client.poll_parks();
    client.now = 25_000;
    client.timeout();
    assert_eq!(client.answer().as_deref(), Some("2"));
    client.poll_parks();
    client.connection.handle_poll_gone();
    client.connection.send(Frame::event("/", "c", "")).unwrap();
    assert_eq!(client.answer(), None);
    assert_eq!(client.poll().as_deref(), Ok("42[\"c\"]"));
}

#[test]
fn a_second_poll_ends_the_session() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.poll_parks();
    assert_eq!(client.poll(), Err(Refusal::BadRequest));
    assert_eq!(client.answer().as_deref(), Some("1"));
    assert_eq!(client.poll(), Err(Refusal::SessionUnknown));
    assert!(client.connection.is_finished());
}

#[test]
fn a_bad_payload_ends_the_session_and_a_large_one_does_not() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    assert_eq!(client.post(&"4".repeat(1_000_001)).unwrap_err(), Refusal::PayloadTooLarge);
    assert!(client.connection.is_open());
    assert_eq!(client.post("abc").unwrap_err(), Refusal::BadRequest);
    assert_eq!(client.poll(), Err(Refusal::SessionUnknown));
    let mut client = Client::polling(settings());
    assert_eq!(client.post(&"6\x1e".repeat(2_000)).unwrap_err(), Refusal::BadRequest);
}

#[test]
fn a_client_that_closes_gets_its_poll_back() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.poll_parks();
    assert!(matches!(client.post("1").unwrap()[..], [Event::Closed(CloseReason::Client)]));
    assert_eq!(client.answer().as_deref(), Some("6"));
    assert_eq!(client.poll(), Err(Refusal::SessionUnknown));
}

#[test]
fn a_server_close_waits_for_the_next_poll() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.connection.send(Frame::event("/", "bye", "")).unwrap();
    assert_eq!(client.close(CloseCode::RESTART).len(), 1);
    assert!(!client.connection.is_finished());
    assert_eq!(client.post("3").unwrap_err(), Refusal::SessionUnknown);
    assert_eq!(client.poll().as_deref(), Ok("42[\"bye\"]\x1e1"));
    assert!(client.connection.is_finished());
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.close(CloseCode::RESTART);
    client.now = client.connection.deadline().unwrap();
    client.timeout();
    assert!(client.connection.is_finished());
}

#[test]
fn a_slow_poller_is_told_to_its_sender() {
    let mut settings = settings();
    settings.queued_frames_max = 3;
    let mut client = Client::polling(settings.clone());
    client.poll().unwrap();
    for _ in 0..3 {
        client.connection.send(Frame::event("/", "x", "")).unwrap();
    }
    assert_eq!(client.connection.send(Frame::event("/", "x", "")), Err(SendError::Full));
    settings.queued_bytes_max = 100;
    let mut client = Client::polling(settings);
    client.poll().unwrap();
    assert_eq!(client.connection.send(Frame::event("/", "x", &format!("\"{}\"", "y".repeat(100)))), Err(SendError::Full));
    client.connection.send(Frame::event("/", "x", "")).unwrap();
}

#[test]
fn polling_moves_to_websocket() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.attach().unwrap();
    assert_eq!(client.attach(), Err(Refusal::BadRequest));
    client.poll_parks();
    assert!(client.say("2probe").is_empty());
    assert_eq!(client.received(), ["3probe"]);
    assert_eq!(client.answer(), None);
    client.now = client.connection.deadline().unwrap();
    client.timeout();
    assert_eq!(client.answer().as_deref(), Some("6"));
    client.connection.send(Frame::event("/", "between", "")).unwrap();
    assert!(client.received().is_empty());
    let mut bytes = text_frame("5");
    bytes.extend(text_frame("40"));
    let events = client.bytes(&mut bytes);
    assert!(matches!(events[..], [Event::Upgraded, Event::Connect { .. }]), "{events:?}");
    assert_eq!(client.received(), ["42[\"between\"]"]);
    assert_eq!(client.connection.transport(), Transport::WebSocket);
    assert_eq!(client.poll(), Err(Refusal::BadRequest));
    assert_eq!(client.post("3").unwrap_err(), Refusal::BadRequest);
    assert_eq!(client.attach(), Err(Refusal::BadRequest));
    assert!(client.connection.is_open());
}

#[test]
fn a_poll_that_arrives_while_probing_is_released_and_one_that_stays_is_refused() {
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.attach().unwrap();
    client.say("2probe");
    client.poll_parks();
    client.now += 50;
    client.timeout();
    assert_eq!(client.answer().as_deref(), Some("6"));
    client.poll_parks();
    client.say("5");
    assert_eq!(client.connection.poll_answer(), Some(PollAnswer::Refused(Refusal::BadRequest)));
}

#[test]
fn a_probe_that_fails_leaves_the_session_on_polling() {
    for failure in ["5", "4hello", "2", "abc"] {
        let mut client = Client::polling(settings());
        client.poll().unwrap();
        client.attach().unwrap();
        assert!(client.say(failure).is_empty(), "{failure}");
        assert_eq!(client.received(), ["close:1008", "shut"]);
        assert!(client.post("40").unwrap().len() == 1);
        client.attach().unwrap();
    }
    let mut client = Client::polling(settings());
    client.poll().unwrap();
    client.attach().unwrap();
    client.now = client.connection.deadline().unwrap();
    assert_eq!(client.now, 10_000);
    assert!(client.timeout().is_empty());
    assert_eq!(client.received(), ["close:1008", "shut"]);
    client.attach().unwrap();
    assert!(client.lost().is_empty());
    assert!(client.connection.is_open());
    assert_eq!(client.connection.deadline(), Some(25_000));
}

#[test]
fn engine_io_alone_passes_messages_through() {
    let mut settings = settings();
    settings.protocol = Protocol::EngineIo;
    let mut client = Client::websocket(settings);
    client.received();
    assert!(matches!(&client.say("4hello")[..], [Event::Text(text)] if **text == *"hello"));
    assert!(matches!(&client.say_binary(&[1])[..], [Event::Binary(bytes)] if bytes[..] == [1]));
    client.connection.send(Frame::text("4hello")).unwrap();
    client.connection.send(Frame::binary(&[1])).unwrap();
    assert_eq!(client.received(), ["4hello", "binary:01"]);
    assert_eq!(client.connection.deadline(), Some(25_000));
}

#[test]
fn an_idle_connection_holds_nothing() {
    let mut client = Client::joined(settings());
    assert_eq!(client.connection.held_bytes(), 0);
    let mut bytes = text_frame(r#"42["half"]"#);
    let (first, second) = bytes.split_at_mut(9);
    assert!(client.bytes(first).is_empty());
    assert!(client.connection.held_bytes() > 0);
    assert_eq!(client.bytes(second).len(), 1);
    assert_eq!(client.connection.held_bytes(), 0);
}

#[test]
fn a_connection_is_small() {
    let size = std::mem::size_of::<footlights_socketio::Connection>();
    assert!(size <= 200, "{size}");
}

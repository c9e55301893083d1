//! What holds for any input: cuts do not matter, what is encoded is read again, nothing panics, nothing grows past
//! its limit.

use bytes::Bytes;
use footlights_socketio::{AckId, Event, Frame, Settings};
use proptest::prelude::*;

use crate::client::{Client, frame, settings, words};

/// Limits small enough for arbitrary input to meet them.
fn tight() -> Settings {
    let mut settings = settings();
    settings.max_payload = 300;
    settings.attachment_bytes_max = 200;
    settings.attachments_max = 3;
    settings.json_depth_max = 4;
    settings
}

fn packet() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(r#"42["tip",{"amount":5,"note":"grüße"}]"#.to_owned()),
        2 => Just(r#"427["ask"]"#.to_owned()),
        2 => Just("40/custom,{\"token\":\"x\"}".to_owned()),
        2 => Just("40/nowhere".to_owned()),
        2 => Just(r#"430[1]"#.to_owned()),
        2 => Just("3".to_owned()),
        1 => Just("41".to_owned()),
        1 => Just(r#"42["deep",[[[[1]]]]]"#.to_owned()),
        1 => r#"4[0-7]/?[a-c]{0,3},?[0-9]{0,3}[\[\]{}",:a0 ]{0,12}"#,
        1 => "[ -~]{0,8}",
        1 => (280_usize..320).prop_map(|len| format!("42[\"{}\"]", "n".repeat(len))),
    ]
}

/// Some frames: whole messages, fragments with a ping between, attachments, close frames, and now and then bytes that
/// are no frame at all.
fn chunk() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => packet().prop_map(|text| frame(0x81, text.as_bytes())),
        4 => (packet(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
            let (first, second) = text.as_bytes().split_at(at.index(text.len() + 1));
            let mut bytes = frame(0x01, first);
            bytes.extend(frame(0x89, b"between"));
            bytes.extend(frame(0x80, second));
            bytes
        }),
        4 => prop::collection::vec(any::<u8>(), 0..150).prop_map(|attachment| {
            let mut bytes = frame(0x81, br#"451-["b",{"_placeholder":true,"num":0}]"#);
            bytes.extend(frame(0x82, &attachment));
            bytes
        }),
        1 => Just(frame(0x82, b"alone")),
        1 => (any::<u8>(), prop::collection::vec(any::<u8>(), 0..130)).prop_map(|(first, payload)| frame(first, &payload)),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(chunk(), 0..12).prop_map(|chunks| chunks.concat())
}

/// Everything that comes out, as text. Namespaces are accepted as soon as they are asked for, so answers are in it,
/// too, but not at which piece they came.
fn outcome(bytes: &[u8], cuts: &[usize]) -> (String, Vec<String>) {
    let mut client = Client::joined(tight());
    let (mut events, mut sent, mut from) = (String::new(), Vec::new(), 0);
    for to in cuts.iter().copied().chain([bytes.len()]) {
        let mut piece = bytes[from..to].to_vec();
        for event in client.bytes(&mut piece) {
            events.push_str(&format!("{event:?}\n"));
        }
        sent.extend(client.received());
        assert!(client.connection.held_bytes() <= 2_000, "{}", client.connection.held_bytes());
        from = to;
    }
    // A flood of pings may be answered by its newest alone, and how many are a flood depends on the cuts.
    sent.retain(|word| !word.starts_with("pong:"));
    (events, sent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_cut_of_a_stream_gives_the_same(bytes in stream(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let whole = outcome(&bytes, &[]);
        prop_assert_eq!(&outcome(&bytes, &cuts), &whole);
        let every: Vec<usize> = (1..bytes.len()).collect();
        prop_assert_eq!(&outcome(&bytes, &every), &whole);
    }

    #[test]
    fn what_is_encoded_is_read_again(
        name in r#"[^\p{Cc}]{0,20}|[\x00-\x7f]{1,8}"#,
        value in prop_oneof![Just("null".to_owned()), any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()), Just(String::new())],
        id in prop::option::of(0_u64..1 << 53),
        attachments in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300).prop_map(Bytes::from), 0..4),
        custom in any::<bool>(),
        polling in any::<bool>(),
    ) {
        prop_assume!(!["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].contains(&name.as_str()));
        let mut client = Client::joined(settings());
        let custom_link = client.join("/custom");
        let namespace = if custom { "/custom" } else { "/" };
        let sent = Frame::event_packet(namespace, &name, &value, id.map(AckId), &attachments);
        let mut body = String::new();
        sent.write_polling(&mut body);
        let events = if polling {
            let mut poller = Client::polling(settings());
            let mut joined = poller.post(&format!("40{namespace},")).unwrap();
            let Some(Event::Connect { link, .. }) = joined.pop() else { panic!("{joined:?}") };
            poller.connection.accept(link, "P").unwrap();
            poller.post(&body).unwrap()
        } else {
            let mut events = Vec::new();
            for (word, part) in words(sent.websocket()).iter().zip(std::iter::once(None).chain(attachments.iter().map(Some))) {
                events.extend(match part {
                    None => client.say(word),
                    Some(attachment) => client.say_binary(attachment),
                });
            }
            events
        };
        let [Event::Message(message)] = &events[..] else { panic!("{events:?}") };
        prop_assert_eq!(&*message.name(), &*name);
        prop_assert_eq!(message.ack, id.map(AckId));
        prop_assert_eq!(message.args().raw(), &*value);
        prop_assert_eq!(message.args().attachments(), &*attachments);
        prop_assert_eq!(!polling && message.link == custom_link, !polling && custom);
    }

    #[test]
    fn arbitrary_bodies_end_their_session_or_are_read(body in prop::collection::vec(any::<u8>(), 0..400), parts in prop::collection::vec(packet(), 0..8)) {
        let mut client = Client::polling(tight());
        let _ = client.connection.handle_poll_payload(0, &body, &mut Vec::new());
        let mut client = Client::polling(tight());
        let outcome = client.post(&parts.join("\x1e"));
        prop_assert!(client.connection.held_bytes() <= 6_000);
        prop_assert!(outcome.is_ok() || !client.connection.is_open() || parts.join("\x1e").len() > 300);
    }
}

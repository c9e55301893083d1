//! A long random life of many connections: requests, bytes, timers and application calls in any order, checked
//! against what must always hold. The seed is the case's number, so that a failure names how to get it back.

use footlights_socketio::{CloseCode, Connection, Event, Frame, Link, PollAnswer, Transmit, Transport};

use crate::client::{Client, frame, settings};

const CASES: u64 = 3_000;
const STEPS: u64 = 60;

/// A small generator (splitmix64): the same numbers for the same seed, for ever.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// What an observer knows of one connection.
#[derive(Default)]
struct Observer {
    asking: Vec<Link>,
    joined: Vec<Link>,
    closed: bool,
    shut: bool,
    parked: bool,
    attached: bool,
    /// Ends that were seen, over all cases: the soak must reach them.
    seen: [u64; 4],
}

impl Observer {
    fn events(&mut self, events: Vec<Event>) {
        for event in events {
            assert!(!self.closed, "nothing follows Closed: {event:?}");
            match event {
                Event::Connect { link, .. } => self.asking.push(link),
                Event::Message(message) => assert!(self.joined.contains(&message.link)),
                Event::Ack { link, .. } => assert!(self.joined.contains(&link)),
                Event::Disconnect { link, .. } => {
                    assert!(self.joined.contains(&link) || self.asking.contains(&link));
                    self.joined.retain(|known| *known != link);
                    self.asking.retain(|known| *known != link);
                }
                Event::Upgraded => {
                    self.attached = false;
                    self.seen[0] += 1;
                }
                Event::Closed(_) => {
                    self.closed = true;
                    self.seen[1] += 1;
                }
                Event::Text(_) | Event::Binary(_) => panic!("Socket.IO gives no raw messages"),
            }
        }
    }

    fn outputs(&mut self, connection: &mut Connection) {
        let upgraded = connection.transport() == Transport::WebSocket;
        while let Some(transmit) = connection.poll_transmit() {
            assert!(!self.shut, "nothing follows Shut: {transmit:?}");
            if transmit == Transmit::Shut {
                // A probing WebSocket may be shut without the session.
                self.shut = upgraded;
                self.attached = false;
                self.seen[2] += 1;
            }
        }
        if self.parked
            && let Some(answer) = connection.poll_answer()
        {
            self.parked = false;
            if let PollAnswer::Payload(body) = answer {
                assert!(!body.is_empty());
                self.seen[3] += 1;
            }
        }
        assert_eq!(connection.is_open(), !self.closed);
        assert!(connection.is_open() || upgraded || connection.is_finished() || connection.deadline().is_some());
        assert_eq!(connection.deadline().is_none(), connection.is_finished());
    }
}

fn packet(dice: &mut Dice) -> &'static str {
    const PACKETS: [&str; 16] = [
        "40",
        "40/custom,",
        "41",
        "41/custom",
        "42[\"a\"]",
        "42/custom,1[\"b\",{}]",
        "430[]",
        "3",
        "3",
        "40/none",
        "451-[\"c\",{\"_placeholder\":true,\"num\":0}]",
        "40",
        "40/n1,",
        "6",
        "42[\"d\",1]",
        "2",
    ];
    PACKETS[usize::try_from(dice.roll(64).min(15 + dice.roll(2))).unwrap() % 16]
}

fn step(client: &mut Client, observer: &mut Observer, dice: &mut Dice) {
    let mut events = Vec::new();
    client.now += dice.roll(3_000) * dice.roll(2);
    let (now, connection) = (client.now, &mut client.connection);
    match dice.roll(14) {
        0 => connection.handle_timeout(now, &mut events),
        1 => observer.parked |= connection.handle_poll(now, &mut events).is_ok(),
        2 => {
            let _ = connection.handle_poll_payload(now, packet(dice).as_bytes(), &mut events);
        }
        3 => observer.attached |= connection.attach_websocket(now, &mut events).is_ok(),
        4 | 5 if observer.attached => {
            let text = if dice.roll(2) == 0 { "2probe" } else { "5" };
            connection.handle_bytes(now, &mut frame(0x81, text.as_bytes()), &mut events);
        }
        6..=8 if connection.transport() == Transport::WebSocket => {
            let mut bytes = frame(0x81, packet(dice).as_bytes());
            let cut = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
            let (first, second) = bytes.split_at_mut(cut);
            connection.handle_bytes(now, first, &mut events);
            connection.handle_bytes(now, second, &mut events);
        }
        9 | 10 => answer(connection, observer, dice),
        11 => {
            let _ = connection.send(Frame::event("/", "fan", "{}"));
        }
        12 if dice.roll(12) == 0 => connection.close(now, CloseCode::RESTART, &mut events),
        13 if dice.roll(12) == 0 && (observer.attached || connection.transport() == Transport::WebSocket) => {
            connection.handle_socket_lost(&mut events);
            observer.attached = false;
        }
        13 if dice.roll(4) == 0 => {
            connection.handle_poll_gone();
            observer.parked = false;
        }
        _ => {}
    }
    observer.events(events);
    observer.outputs(&mut client.connection);
}

fn answer(connection: &mut Connection, observer: &mut Observer, dice: &mut Dice) {
    if let Some(link) = observer.asking.pop() {
        if dice.roll(4) == 0 {
            assert_eq!(connection.refuse(link, "no", None).is_ok(), connection.is_open());
        } else {
            assert_eq!(connection.accept(link, "N").is_ok(), connection.is_open());
            observer.joined.push(link);
        }
    } else if let Some(link) = observer.joined.first().copied() {
        assert_eq!(connection.emit(link, "one", "1", None, &[]).is_ok(), connection.is_open());
        if dice.roll(5) == 0 {
            assert_eq!(connection.disconnect(link).is_ok(), connection.is_open());
            observer.joined.remove(0);
        }
    }
}

#[test]
fn any_order_of_calls_keeps_the_rules() {
    let mut seen = [0; 4];
    for case in 0..CASES {
        let mut dice = Dice(case);
        let mut client = if case % 3 == 0 { Client::websocket(settings()) } else { Client::polling(settings()) };
        let mut observer = Observer { seen, ..Observer::default() };
        for _ in 0..STEPS {
            step(&mut client, &mut observer, &mut dice);
        }
        while let Some(deadline) = client.connection.deadline() {
            client.now = deadline.max(client.now);
            let events = client.timeout();
            observer.events(events);
            observer.outputs(&mut client.connection);
        }
        assert!(observer.closed && client.connection.is_finished(), "case {case} comes to an end by itself");
        seen = observer.seen;
    }
    assert!(seen.iter().all(|count| *count > 100), "the soak reaches upgrades, ends, shut sockets and answers: {seen:?}");
}

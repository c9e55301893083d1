//! A client in virtual time around one connection: says packets, reads what came back as short words.

use std::sync::Arc;

use footlights_socketio::{
    CloseCode, CloseReason, Connection, Event, Link, Namespaces, PollAnswer, Refusal, Settings, Transmit, Violation,
};

pub(crate) const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

pub(crate) fn settings() -> Settings {
    let names = ["/", "/custom", "/n1", "/n2", "/n3", "/n4", "/n5", "/n6", "/n7", "/n8"];
    Settings::new(Namespaces::new(names).unwrap())
}

/// A masked frame of a client.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        len @ 0..=125 => bytes.push(0x80 | len as u8),
        len @ 126..=0xffff => {
            bytes.push(0x80 | 126);
            bytes.extend((len as u16).to_be_bytes());
        }
        len => {
            bytes.push(0x80 | 127);
            bytes.extend((len as u64).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, key)| byte ^ key));
    bytes
}

pub(crate) fn text_frame(text: &str) -> Vec<u8> {
    frame(0x81, text.as_bytes())
}

/// The unmasked frames of a server, as words.
pub(crate) fn words(mut bytes: &[u8]) -> Vec<String> {
    let mut list = Vec::new();
    while !bytes.is_empty() {
        let (start, len) = match bytes[1] {
            126 => (4, usize::from(u16::from_be_bytes([bytes[2], bytes[3]]))),
            127 => (10, u64::from_be_bytes(bytes[2..10].try_into().unwrap()) as usize),
            len => (2, usize::from(len)),
        };
        let payload = &bytes[start..start + len];
        list.push(match bytes[0] {
            0x81 => std::str::from_utf8(payload).unwrap().to_owned(),
            0x82 => format!("binary:{}", payload.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
            0x88 => format!("close:{}", u16::from_be_bytes([payload[0], payload[1]])),
            0x8a => format!("pong:{}", String::from_utf8_lossy(payload)),
            other => panic!("a server never sends {other:#x}"),
        });
        bytes = &bytes[start + len..];
    }
    list
}

pub(crate) struct Client {
    pub(crate) connection: Connection,
    pub(crate) now: u64,
}

impl Client {
    pub(crate) fn websocket(settings: Settings) -> Self {
        Self { connection: Connection::open_websocket(Arc::new(settings), 0, "S"), now: 0 }
    }

    pub(crate) fn polling(settings: Settings) -> Self {
        Self { connection: Connection::open_polling(Arc::new(settings), 0, "S"), now: 0 }
    }

    /// A WebSocket client that is in `/`.
    pub(crate) fn joined(settings: Settings) -> Self {
        let mut client = Self::websocket(settings);
        client.received();
        client.join("/");
        client
    }

    pub(crate) fn join(&mut self, namespace: &str) -> Link {
        let events = self.say(&format!("40{namespace},"));
        let [Event::Connect { link, .. }] = events[..] else { panic!("{events:?}") };
        self.connection.accept(link, "N").unwrap();
        assert_eq!(self.received().len(), 1);
        link
    }

    pub(crate) fn bytes(&mut self, bytes: &mut [u8]) -> Vec<Event> {
        let mut events = Vec::new();
        self.connection.handle_bytes(self.now, bytes, &mut events);
        events
    }

    pub(crate) fn say_frame(&mut self, first: u8, payload: &[u8]) -> Vec<Event> {
        self.bytes(&mut frame(first, payload))
    }

    pub(crate) fn say(&mut self, text: &str) -> Vec<Event> {
        self.say_frame(0x81, text.as_bytes())
    }

    pub(crate) fn say_binary(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.say_frame(0x82, bytes)
    }

    /// Says what must end the connection, and tells the reason.
    pub(crate) fn violation(&mut self, text: &str) -> Violation {
        let events = self.say(text);
        let [Event::Closed(CloseReason::Violation(violation))] = events[..] else { panic!("{events:?}") };
        assert!(self.received().ends_with(&["shut".to_owned()]));
        violation
    }

    pub(crate) fn received(&mut self) -> Vec<String> {
        let mut list = Vec::new();
        while let Some(transmit) = self.connection.poll_transmit() {
            match transmit {
                Transmit::Frame(frame) => list.extend(words(frame.websocket())),
                Transmit::Shut => list.push("shut".to_owned()),
            }
        }
        list
    }

    pub(crate) fn timeout(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        self.connection.handle_timeout(self.now, &mut events);
        events
    }

    pub(crate) fn close(&mut self, code: CloseCode) -> Vec<Event> {
        let mut events = Vec::new();
        self.connection.close(self.now, code, &mut events);
        events
    }

    pub(crate) fn lost(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        self.connection.handle_socket_lost(&mut events);
        events
    }

    pub(crate) fn attach(&mut self) -> Result<(), Refusal> {
        self.connection.attach_websocket(self.now, &mut Vec::new())
    }

    pub(crate) fn post(&mut self, body: &str) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        self.connection.handle_poll_payload(self.now, body.as_bytes(), &mut events).map(|()| events)
    }

    pub(crate) fn answer(&mut self) -> Option<String> {
        match self.connection.poll_answer()? {
            PollAnswer::Payload(body) => Some(String::from_utf8(body.to_vec()).unwrap()),
            PollAnswer::Refused(refusal) => panic!("{refusal}"),
        }
    }

    /// A poll that is answered at once.
    pub(crate) fn poll(&mut self) -> Result<String, Refusal> {
        self.connection.handle_poll(self.now, &mut Vec::new())?;
        Ok(self.answer().expect("something waits"))
    }

    pub(crate) fn poll_parks(&mut self) {
        self.connection.handle_poll(self.now, &mut Vec::new()).unwrap();
        assert_eq!(self.connection.poll_answer(), None);
    }
}

//! PostgreSQL: the connection is cut around COMMIT, by a proxy that cuts at chosen points.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use footlights_base::{EventId, Topic};
use footlights_store::{Tx, params};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use crate::bed::{ADD_TIP, Bed, COUNT_EVENTS, COUNT_TIPS, LOG, fresh_database};

/// Bytes pass.
const OPEN: u8 = 0;
/// The next bytes of the client are thrown away and the connection is cut.
const CUT_BEFORE: u8 = 1;
/// The next bytes of the client pass, then the connection is cut at once.
const CUT_BEHIND: u8 = 2;
/// The connection is cut when the server has said that it committed, before the client hears it.
const CUT_AFTER: u8 = 3;

/// Passes bytes between stores and the server; cuts when told.
struct Proxy {
    cut: Arc<AtomicU8>,
    url: String,
    direct: String,
}

impl Proxy {
    async fn start() -> Self {
        let direct = fresh_database().await;
        let (address, rest) = direct.rsplit_once('@').and_then(|(_, rest)| rest.split_once('/')).expect("postgres://user@host:port/name");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = listener.local_addr().expect("bound");
        let user = direct.strip_prefix("postgres://").and_then(|url| url.split_once('@')).map_or("", |(user, _)| user);
        let url = format!("postgres://{user}@{own}/{rest}");
        let (cut, server) = (Arc::new(AtomicU8::new(OPEN)), address.to_owned());
        let told = Arc::clone(&cut);
        let tasks = TaskTracker::new();
        let passes = tasks.clone();
        drop(tasks.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.expect("the server answers");
                drop(passes.spawn(pass(client, server, Arc::clone(&told))));
            }
        }));
        Self { cut, url, direct }
    }
}

async fn pass(mut client: TcpStream, mut server: TcpStream, cut: Arc<AtomicU8>) {
    let (mut from_client, mut from_server) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(count @ 1..) = read else { return };
                let told = cut.load(Ordering::SeqCst);
                if told == CUT_BEFORE && cut.swap(OPEN, Ordering::SeqCst) == CUT_BEFORE {
                    return;
                }
                if server.write_all(&from_client[..count]).await.is_err() {
                    return;
                }
                if told == CUT_BEHIND && cut.swap(OPEN, Ordering::SeqCst) == CUT_BEHIND {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(count @ 1..) = read else { return };
                let said = &from_server[..count];
                if cut.load(Ordering::SeqCst) == CUT_AFTER && said.windows(7).any(|words| words == b"COMMIT\0") {
                    cut.store(OPEN, Ordering::SeqCst);
                    return;
                }
                if client.write_all(said).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn topic() -> Topic {
    Topic::new("session", "a")
}

async fn every_command_is_done_once(how: u8) {
    let proxy = Proxy::start().await;
    let bed = Bed::on(&proxy.url).await;
    for round in 0..3_u8 {
        let cut = Arc::clone(&proxy.cut);
        let armed = Arc::new(AtomicU8::new(how));
        let commands = (0..5_u8).map(|n| {
            let (store, cut, armed) = (bed.store.clone(), Arc::clone(&cut), Arc::clone(&armed));
            async move {
                let run = move |tx: &mut Tx<'_>| {
                    let id = EventId::from_bytes([round * 5 + n; 16]);
                    tx.run(ADD_TIP, params![id, "s", 1_i64, Option::<&str>::None, 0.5, true, Option::<Vec<u8>>::None])?;
                    let sequence = tx.publish(Bed::event(&topic()))?;
                    // The last one of the batch: all is prepared, and what leaves next ends in COMMIT.
                    if n == 4 {
                        cut.store(armed.swap(OPEN, Ordering::SeqCst), Ordering::SeqCst);
                    }
                    Ok(sequence)
                };
                store.write("tip", topic(), run).await
            }
        });
        let ended = bed.together(&topic(), commands.collect()).await;
        for (n, one) in ended.into_iter().enumerate() {
            assert_eq!(one.unwrap_or_else(|failure| panic!("{n}: {failure}")), i64::from(round) * 5 + n as i64 + 1);
        }
        assert_eq!((armed.load(Ordering::SeqCst), cut.load(Ordering::SeqCst)), (OPEN, OPEN), "the cut was made");
    }
    let direct = Bed::on(&proxy.direct).await;
    assert_eq!((direct.number(COUNT_TIPS, "").await, direct.number(COUNT_EVENTS, "").await), (Some(15), Some(15)));
    assert_eq!(bed.seen.sequences(&topic()), (1..=15).collect::<Vec<_>>(), "sinks hear each once, in order");
    let log = direct.store.read("log", |tx| footlights_store::Read::rows(tx, LOG, params![&topic()])).await.expect("read");
    assert_eq!(log.len(), 15);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_before_the_commit_arrives() {
    every_command_is_done_once(CUT_BEFORE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_right_behind_the_commit() {
    every_command_is_done_once(CUT_BEHIND).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_after_the_commit() {
    every_command_is_done_once(CUT_AFTER).await;
}

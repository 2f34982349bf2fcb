//! The senders: keep-alive connections over which signed webhooks go out, each a new happening.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use url::Url;

use crate::PUSH_KEY;

/// When a sender sends its next.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// As soon as the one before is answered.
    AsFastAsAnswered,
    /// So many a second from all senders together, whether the one before is answered or not: waiting counts.
    PerSecond(f64),
}

/// Senders that aim at one address.
#[derive(Debug, Clone)]
pub struct Load {
    address: Url,
    connections: usize,
    pace: Pace,
}

/// What came of a round.
#[derive(Debug, Default)]
pub struct Round {
    microseconds: Vec<u32>,
    turned_away: i64,
    took: Duration,
}

/// No two webhooks of a process are the same happening.
static HAPPENINGS: AtomicU64 = AtomicU64::new(0);

impl Load {
    pub fn on(address: &Url, connections: usize, pace: Pace) -> Self {
        Self { address: address.clone(), connections, pace }
    }

    pub async fn run(self, length: Duration) -> Round {
        let (load, began) = (Arc::new(self), Instant::now());
        let mut senders = JoinSet::new();
        for number in 0..load.connections {
            let load = Arc::clone(&load);
            senders.spawn(async move { load.send(number, began, length).await });
        }
        let mut round = Round::default();
        for sent in senders.join_all().await {
            round.microseconds.extend(sent.microseconds);
            round.turned_away += sent.turned_away;
        }
        round.took = began.elapsed();
        round
    }

    async fn send(&self, number: usize, began: Instant, length: Duration) -> Round {
        let host = self.address.authority();
        let mut stream = TcpStream::connect(host).await.expect("somebody listens");
        stream.set_nodelay(true).expect("a socket can be told");
        let mut round = Round::default();
        let mut buffer = vec![0; 4_096];
        for turn in 0_u32.. {
            let due = match self.pace {
                Pace::AsFastAsAnswered => Instant::now(),
                Pace::PerSecond(rate) => {
                    #[expect(clippy::cast_precision_loss, reason = "some dozen connections")]
                    let (between, offset) = (self.connections as f64 / rate, number as f64 / rate);
                    let due = began + Duration::from_secs_f64(between * f64::from(turn) + offset);
                    tokio::time::sleep_until(due.into()).await;
                    due
                }
            };
            if due.duration_since(began) > length {
                break;
            }
            stream.write_all(&self.request(host)).await.expect("it is taken");
            if accepted(&mut stream, &mut buffer).await {
                round.microseconds.push(u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX));
            } else {
                round.turned_away += 1;
            }
        }
        round
    }

    fn request(&self, host: &str) -> Vec<u8> {
        let number = HAPPENINGS.fetch_add(1, Ordering::Relaxed);
        let body = format!(
            r#"{{"data":{{"items":[],"ordersn":"261010HG{number:06}","status":"READY_TO_SHIP","completed_scenario":"","update_time":1791600123}},"shop_id":14701711,"code":3,"timestamp":1791600124}}"#
        );
        let mut mac = Hmac::<Sha256>::new_from_slice(PUSH_KEY.as_bytes()).expect("any key will do");
        for part in [self.address.as_str(), "|", &body] {
            mac.update(part.as_bytes());
        }
        let signature = hex::encode(mac.finalize().into_bytes());
        let (path, length) = (self.address.path(), body.len());
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: {signature}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// Reads one answer, which has no body.
async fn accepted(stream: &mut TcpStream, buffer: &mut [u8]) -> bool {
    let mut read = 0;
    while !buffer[..read].ends_with(b"\r\n\r\n") {
        let more = stream.read(&mut buffer[read..]).await.expect("an answer");
        assert!(more > 0, "the connection was closed");
        read += more;
    }
    buffer.starts_with(b"HTTP/1.1 200 ")
}

impl Round {
    pub fn add(&mut self, other: Self) {
        self.microseconds.extend(other.microseconds);
        self.turned_away += other.turned_away;
        self.took += other.took;
    }

    pub fn accepted(&self) -> i64 {
        i64::try_from(self.microseconds.len()).unwrap_or(i64::MAX)
    }

    pub const fn turned_away(&self) -> i64 {
        self.turned_away
    }

    #[expect(clippy::cast_precision_loss, reason = "some hundred thousand")]
    pub fn per_second(&self) -> f64 {
        self.microseconds.len() as f64 / self.took.as_secs_f64()
    }

    /// The latency that so many per cent of the answers do not exceed, in milliseconds.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
    pub fn milliseconds(&self, per_cent: f64) -> f64 {
        let mut sorted = self.microseconds.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() as f64 * per_cent / 100.0).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).map_or(0.0, |&microseconds| f64::from(microseconds) / 1_000.0)
    }
}

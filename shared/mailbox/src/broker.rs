//! NATS: one connection to publish and ask on, another to listen on, and the streams both need.

use std::{collections::BTreeMap, time::Duration};

use async_nats::jetstream::{
    self,
    consumer::{AckPolicy, pull},
    stream::{DiscardPolicy, RetentionPolicy, StorageType},
};
use contract::SERVICES;
use futures::StreamExt;

/// The oldest server that does what we rely on.
const SERVER_AT_LEAST: (u64, u64, u64) = (2, 12, 0);
const DAY: Duration = Duration::from_hours(24);

/// A house's place on a broker. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Broker {
    house: String,
    talking: async_nats::Client,
    listening: async_nats::Client,
}

/// Why the broker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BrokerFault {
    /// Nobody answers there, or we are not let in.
    #[error("could not reach NATS at {url}")]
    Unreachable {
        /// Where.
        url: String,
        /// Why.
        #[source]
        source: async_nats::ConnectError,
    },
    /// Older servers silently ignore settings we rely on.
    #[error("NATS at {url} is version {version}; 2.12 or later is needed")]
    TooOld {
        /// Where.
        url: String,
        /// What it says it is.
        version: String,
    },
    /// A stream or consumer could not be made as it should be.
    #[error("could not provision {what}: {reason}")]
    Provision {
        /// Which one.
        what: String,
        /// Why, in the broker's words.
        reason: String,
    },
}

impl Broker {
    /// Connects; `house` is the first token of every subject. Reconnects by itself for ever after.
    pub async fn connect(url: &str, house: &str) -> Result<Self, BrokerFault> {
        let connect = |name: &str| {
            async_nats::ConnectOptions::new()
                .name(name)
                .ping_interval(Duration::from_secs(10))
                .reconnect_delay_callback(|attempts| Duration::from_millis((attempts as u64 * 50).min(1_000)))
                .connect(url.to_owned())
        };
        let unreachable = |source| BrokerFault::Unreachable { url: url.to_owned(), source };
        let talking = connect("phien talking").await.map_err(unreachable)?;
        let version = talking.server_info().version;
        if parse_version(&version).is_none_or(|version| version < SERVER_AT_LEAST) {
            return Err(BrokerFault::TooOld { url: url.to_owned(), version });
        }
        let listening = connect("phien listening").await.map_err(unreachable)?;
        Ok(Self { house: house.to_owned(), talking, listening })
    }

    /// The first token of every subject.
    pub fn house(&self) -> &str {
        &self.house
    }

    /// The connection facts are published and asks are asked on.
    pub fn talking(&self) -> &async_nats::Client {
        &self.talking
    }

    /// The connection facts and asks are heard on.
    pub fn listening(&self) -> &async_nats::Client {
        &self.listening
    }

    /// Whether the broker can be talked to right now.
    pub fn is_connected(&self) -> bool {
        self.talking.connection_state() == async_nats::connection::State::Connected
    }

    pub(crate) fn publishing(&self) -> jetstream::Context {
        let mut context = jetstream::new(self.talking.clone());
        context.set_timeout(Duration::from_secs(5));
        context
    }

    /// For what the broker writes to its disk before it answers: a disk others are busy with may keep it for seconds.
    fn tending(client: &async_nats::Client) -> jetstream::Context {
        let mut context = jetstream::new(client.clone());
        context.set_timeout(Duration::from_mins(1));
        context
    }

    /// The stream of a service's facts.
    pub fn stream_name(&self, service: &str) -> String {
        format!("{}_{service}", self.house)
    }

    /// Makes every service's stream as it should be, and corrects one that has drifted. `bytes` is the room of each.
    pub async fn provision(&self, replicas: usize, bytes: i64) -> Result<(), BrokerFault> {
        let context = Self::tending(&self.talking);
        for service in SERVICES {
            let name = self.stream_name(service);
            let wanted = jetstream::stream::Config {
                name: name.clone(),
                subjects: vec![format!("{}.{service}.>", self.house)],
                storage: StorageType::File,
                retention: RetentionPolicy::Limits,
                discard: DiscardPolicy::New,
                max_bytes: bytes,
                max_age: 30 * DAY,
                duplicate_window: Duration::from_mins(10),
                num_replicas: replicas,
                deny_delete: true,
                deny_purge: true,
                ..Default::default()
            };
            context.create_or_update_stream(wanted).await.map_err(|error| BrokerFault::Provision {
                what: format!("stream {name}"),
                reason: error.to_string(),
            })?;
        }
        Ok(())
    }

    /// The durable consumer by which `listener` hears these subjects of `speaker`, made as it should be.
    pub(crate) async fn consumer(
        &self,
        listener: &str,
        speaker: &str,
        subjects: Vec<String>,
    ) -> Result<jetstream::consumer::Consumer<pull::Config>, BrokerFault> {
        let stream = self.stream_name(speaker);
        let fault =
            |reason: String| BrokerFault::Provision { what: format!("consumer {listener} of {stream}"), reason };
        let stream =
            Self::tending(&self.listening).get_stream(&stream).await.map_err(|error| fault(error.to_string()))?;
        let wanted = pull::Config {
            durable_name: Some(listener.to_owned()),
            filter_subjects: subjects,
            ack_policy: AckPolicy::Explicit,
            ack_wait: Duration::from_mins(1),
            // We park by ourselves at the eighth attempt. A limit here would drop what could not even be parked.
            max_deliver: -1,
            max_ack_pending: 1_024,
            ..Default::default()
        };
        stream.create_consumer(wanted).await.map_err(|error| fault(error.to_string()))
    }

    /// Returns once the broker has taken in every subscription made so far: it takes what one connection says in order.
    pub(crate) async fn until_subscribed(&self) -> Result<(), BrokerFault> {
        let fault = |reason: String| BrokerFault::Provision { what: "the subscriptions".to_owned(), reason };
        let (client, inbox) = (&self.listening, self.listening.new_inbox());
        let mut echo = client.subscribe(inbox.clone()).await.map_err(|error| fault(error.to_string()))?;
        client.publish(inbox, "".into()).await.map_err(|error| fault(error.to_string()))?;
        let heard = tokio::time::timeout(Duration::from_secs(5), echo.next()).await;
        heard.ok().flatten().map(drop).ok_or_else(|| fault("the broker does not answer".to_owned()))
    }

    /// How many of the facts a service has told each of its listeners has yet to deal with, by listener.
    pub async fn unheard(&self, speaker: &str) -> Result<BTreeMap<String, u64>, BrokerFault> {
        let name = self.stream_name(speaker);
        let fault = |reason: String| BrokerFault::Provision { what: format!("consumers of {name}"), reason };
        let stream = Self::tending(&self.talking).get_stream(&name).await.map_err(|error| fault(error.to_string()))?;
        let mut unheard = BTreeMap::new();
        let mut consumers = stream.consumers();
        while let Some(consumer) = consumers.next().await {
            let consumer = consumer.map_err(|error| fault(error.to_string()))?;
            unheard.insert(consumer.name, consumer.num_pending + consumer.num_ack_pending as u64);
        }
        Ok(unheard)
    }

    /// Sends what is buffered and closes both connections.
    pub async fn close(&self) {
        for client in [&self.listening, &self.talking] {
            client.flush().await.ok();
            client.drain().await.ok();
        }
    }
}

fn parse_version(text: &str) -> Option<(u64, u64, u64)> {
    let mut parts = text.split(['.', '-']).map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?))
}

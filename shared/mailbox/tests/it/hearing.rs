//! From the broker to an effect.

use std::{sync::atomic::Ordering, time::Duration};

use async_nats::{HeaderMap, jetstream};
use contract::{fact_subject, intake::StockChanged, syndication::ChannelAccountChanged};
use ids::{Channel, Event, Id};
use mailbox::{Conversation, Heard, Stop};
use scoped::Scoped;
use testkit::until;

use crate::{FAILING, House, REFUSED, fact};

impl House {
    /// Puts a message on the broker that no relay of ours has sent.
    async fn send(&self, event_id: Option<Id<Event>>, message_id: &str, body: &[u8]) {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", message_id);
        headers.insert("ce-time", "2026-01-12T00:00:00.000000Z");
        if let Some(event_id) = event_id {
            headers.insert("ce-id", event_id.to_string());
        }
        let subject = fact_subject::<StockChanged>(self.world.broker.house());
        let context = jetstream::new(self.world.broker.talking().clone());
        let sent = context.publish_with_headers(subject, headers, body.to_vec().into()).await.expect("sent");
        sent.await.expect("stored");
    }

    async fn parked(&self) -> i64 {
        self.world.number("syndication", "select count(*) as n from parked_message where settled_at is null").await
    }
}

fn body(fact: &StockChanged) -> Vec<u8> {
    serde_json::to_vec(fact).expect("a fact becomes JSON")
}

#[tokio::test]
async fn what_is_told_because_of_a_fact_names_it_as_its_cause() {
    let house = House::new().await;
    let (database, broker) = (house.world.database("syndication"), house.world.broker.clone());
    let conversation = Conversation::new((), database, broker).hears::<StockChanged>(tell_on);
    conversation.start(&house.world.shutdown).await.expect("syndication listens");
    let causes: [Id<Event>; 2] = [Id::generate(), Id::generate()];
    for (version, cause) in (1..).zip(causes) {
        house.send(Some(cause), &cause.to_string(), &body(&fact(version))).await;
    }
    house.world.until_quiet(&["intake"]).await;
    for (version, cause) in (1..).zip(causes) {
        let named = format!(
            "select count(*) as n from outbox where version = {version} and headers ->> 'phien-cause' = '{cause}'"
        );
        assert_eq!(house.world.number("syndication", &named).await, 1);
    }
    house.world.end().await;
}

async fn tell_on((): &(), tx: &Scoped, heard: Heard<StockChanged>) -> Result<(), Stop> {
    let account = ChannelAccountChanged {
        account_id: Id::generate(),
        version: heard.fact.version,
        cooperative_id: heard.fact.cooperative_id,
        channel: Channel::Shopee,
        shop_id: "1".into(),
        connected: true,
    };
    Ok(mailbox::post(tx, &account).await?)
}

#[tokio::test]
async fn a_fact_that_comes_again_has_its_effect_once() {
    let house = House::new().await;
    house.listen().await;
    let (event_id, told) = (Id::generate(), body(&fact(1)));
    // The same delivery again is the broker's to drop; the same event under another number is ours.
    for message_id in ["first", "first", "second", "third"] {
        house.send(Some(event_id), message_id, &told).await;
    }
    house.world.until_quiet(&["intake"]).await;
    assert_eq!((house.stored("intake").await, house.effects().await), (3, 1));

    // A listener that died after its commit and before its acknowledgement meets it in a later round.
    house.send(Some(event_id), "fourth", &told).await;
    house.send(Some(Id::generate()), "fifth", &told).await;
    until("the next one is heard", || async { house.effects().await == 2 }).await;
    house.world.until_quiet(&["intake"]).await;
    assert_eq!((house.effects().await, house.parked().await), (2, 0));
    house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_listeners_share_the_work_and_do_none_of_it_twice() {
    let house = House::new().await;
    house.listen().await;
    house.listen().await;
    house.world.relay("intake");
    for _ in 0..20 {
        house.post(&(0..50).map(fact).collect::<Vec<_>>()).await;
    }
    house.world.until_quiet(&["intake"]).await;
    assert_eq!(house.effects().await, 1_000);
    assert_eq!(house.world.number("syndication", "select count(distinct about) as n from effect").await, 1_000);
    house.world.end().await;
}

#[tokio::test]
async fn a_poisonous_fact_is_parked_with_its_reason_and_holds_up_nobody() {
    let house = House::new().await;
    house.post(&(1..=20).map(fact).collect::<Vec<_>>()).await;
    let with_a_zero_byte = b"{\"lot_id\":\"\0\"}";
    house.send(Some(Id::generate()), "unreadable", b"not JSON at all").await;
    house.send(Some(Id::generate()), "zero byte", with_a_zero_byte).await;
    house.send(Some(Id::generate()), "no text", &[0xff, 0xfe, 0x00]).await;
    house.send(None, "no id", &body(&fact(1))).await;
    house.send(Some(Id::generate()), "refused", &body(&fact(REFUSED))).await;
    house.send(Some(Id::generate()), "failing", &body(&fact(FAILING))).await;
    house.post(&(21..=40).map(fact).collect::<Vec<_>>()).await;
    // All of it lies ready, so that good and bad come in the same chunk.
    house.world.relay("intake");
    until("all are told", || async { house.unpublished().await == 0 }).await;
    house.listen().await;

    let good = "select count(*) as n from effect where version > 0";
    until("the good ones had their effect", || async { house.world.number("syndication", good).await == 40 }).await;
    until("the hopeless ones are parked", || async { house.parked().await == 5 }).await;
    for (what, reason) in [
        ("not JSON at all", "%unreadable%cannot be read%"),
        ("{\"lot_id\":\"\u{fffd}\"}", "%unreadable%"),
        ("%\u{fffd}", "%unreadable%"),
        ("{%}", "%ce-id is missing%"),
        ("{%}", "%stock_short: this one is refused after it has written%"),
    ] {
        let find =
            format!("select count(*) as n from parked_message where body like '{what}' and reason like '{reason}'");
        assert_eq!(house.world.number("syndication", &find).await, 1, "{what}: {reason}");
    }
    until("the one that failed has come again", || async { house.effects().await == 41 }).await;
    house.world.until_quiet(&["intake"]).await;
    assert_eq!((house.effects().await, house.parked().await), (41, 5), "what was refused has left no effect");
    assert!(house.listener.failures.load(Ordering::SeqCst) >= 2);
    house.world.end().await;
}

#[tokio::test]
async fn a_listener_ends_when_it_is_told_to() {
    let house = House::new().await;
    house.listen().await;
    house.world.relay("intake");
    house.post(&[fact(1)]).await;
    until("it listens", || async { house.effects().await == 1 }).await;
    assert!(house.world.shutdown.end(Duration::from_secs(5)).await, "nobody overstays");
    house.post(&[fact(2)]).await;
    assert_eq!(house.effects().await, 1);
}

//! Browsers are told to look again.

use std::time::{Duration, Instant};

use ids::{Cooperative, Id};
use reqwest::Response;
use serde_json::json;

use crate::house::{House, OPERATOR};

/// Reads a stream of events until one of this name comes, and tells which came before.
async fn until_event(response: &mut Response, name: &str) -> Vec<String> {
    let mut text = String::new();
    let reading = async {
        while !text.contains(&format!("event: {name}\n")) {
            let chunk = response.chunk().await.expect("the stream goes on").expect("the stream does not end");
            text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the event comes");
    text.lines().filter_map(|line| line.strip_prefix("event: ")).map(str::to_owned).collect()
}

async fn change(house: &House, fact: &str, cooperative: Id<Cooperative>) {
    let talking = house.world.broker.talking();
    let body = json!({"cooperative_id": cooperative, "further": "fields"}).to_string();
    talking.publish(format!("{}.{fact}", house.world.house), body.into()).await.expect("published");
    talking.flush().await.expect("flushed");
}

#[tokio::test]
async fn a_browser_is_told_of_its_own_cooperative_and_no_other() {
    let house = House::new().await;
    let (own, other) = (Id::generate(), Id::generate());
    let manager = house.add_manager("0912345678", own).await;
    let operator = house.token_of(OPERATOR).await;
    let mut managers = house.get(&manager, "/api/v1/events").await;
    let mut operators = house.get(&operator, "/api/v1/events").await;
    assert_eq!(managers.headers()["content-type"], "text/event-stream");

    change(&house, "intake.order_changed.v1", other).await;
    assert_eq!(until_event(&mut operators, "orders").await, ["orders"]);

    change(&house, "syndication.offer_changed.v1", own).await;
    // The other cooperative's order was told before this offer; it has not come here.
    assert_eq!(until_event(&mut managers, "offers").await, ["offers"]);

    change(&house, "intake.order_changed.v1", own).await;
    assert_eq!(until_event(&mut managers, "figures").await, ["orders", "figures"]);
}

#[tokio::test]
async fn a_storm_of_changes_is_told_as_one() {
    let house = House::new().await;
    let manager = house.add_manager("0912345678", Id::generate()).await;
    let operator = house.token_of(OPERATOR).await;
    let mut operators = house.get(&operator, "/api/v1/events").await;
    let quiet = house.get(&manager, "/api/v1/events").await;
    let began = Instant::now();
    for _ in 0..300 {
        change(&house, "intake.order_changed.v1", Id::generate()).await;
    }
    let told = until_event(&mut operators, "figures").await;
    let orders = told.iter().filter(|name| *name == "orders").count();
    assert!(orders <= 2 + usize::try_from(began.elapsed().as_secs()).expect("few"), "{told:?}");
    drop(quiet);
}

#[tokio::test]
async fn a_stream_ends_with_the_house() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let mut events = house.get(&token, "/api/v1/events").await;
    assert!(house.world.shutdown.end(Duration::from_secs(10)).await, "nobody keeps the house from ending");
    while let Some(chunk) = events.chunk().await.expect("the stream ends well") {
        assert!(!std::str::from_utf8(&chunk).expect("text").contains("event:"));
    }
}

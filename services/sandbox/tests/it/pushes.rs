//! Pushes that fail: tried again, given up, found again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    receiver::Receiver,
    stage::{SHOP, Stage},
};

async fn order(stage: &Stage) -> String {
    stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await
}

async fn partner(stage: &Stage, method: Method, path: &str, body: Option<Value>) -> Value {
    stage.partner_call(method, path, "", body).await.json().await.expect("JSON")
}

#[tokio::test]
async fn a_push_that_nobody_takes_is_tried_four_times_and_then_had_from_the_list_of_lost_ones() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    receiver.answer_with(500);
    stage.list_item("CAM-5KG", 9).await;
    let sn = order(&stage).await;
    let status = stage.until("it is given up", |status| status["pushes"]["given_up"] == 1).await;
    assert_eq!(status["pushes"]["failed_attempts"], 4);
    let lost = partner(&stage, Method::GET, "push/get_lost_push_message", None).await;
    let message = &lost["response"]["push_message_list"][0];
    let data: Value = serde_json::from_str(message["data"].as_str().expect("a text")).expect("JSON in the text");
    assert_eq!((&data["data"]["ordersn"], &data["shop_id"], &message["code"]), (&json!(sn), &json!(SHOP), &json!(3)));
    let consumed = json!({ "last_message_id": lost["response"]["last_message_id"] });
    partner(&stage, Method::POST, "push/confirm_consumed_lost_push_message", Some(consumed)).await;
    let lost = partner(&stage, Method::GET, "push/get_lost_push_message", None).await;
    assert_eq!(lost["response"]["push_message_list"], json!([]));
    let outcomes: Vec<Value> =
        stage.journal("pushes.ndjson").await.into_iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["failed"; 4]);
}

#[tokio::test]
async fn a_push_reaches_a_receiver_that_comes_back() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    receiver.answer_with(503);
    stage.list_item("CAM-5KG", 9).await;
    let sn = order(&stage).await;
    stage.until("an attempt failed", |status| status["pushes"]["failed_attempts"] != 0).await;
    receiver.answer_with(200);
    stage.until("it is taken", |status| status["pushes"]["acknowledged"] == 1).await;
    assert_eq!(receiver.times(&sn, "READY_TO_SHIP"), 1);
}

#[tokio::test]
async fn a_push_that_is_held_back_comes_after_the_one_it_should_have_come_before() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    stage.list_item("CAM-5KG", 9).await;
    stage.control("/faults", json!({ "push_reorder_per_mille": 1_000, "vary_push_body": true })).await;
    let sn = order(&stage).await;
    stage.until("it is held back", |status| status["pushes"]["reordered"] == 1).await;
    stage.control("/faults", json!({ "push_reorder_per_mille": 0 })).await;
    stage.ship(&sn).await;
    stage.until("both are taken", |status| status["pushes"]["acknowledged"] == 2).await;
    let told: Vec<Value> = receiver.heard().iter().map(|push| push["data"]["status"].clone()).collect();
    assert_eq!(told, ["PROCESSED", "READY_TO_SHIP"]);
}

#[tokio::test]
async fn what_is_held_back_can_be_called_for_and_who_wants_nothing_hears_nothing() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    stage.list_item("CAM-5KG", 9).await;
    stage.control("/faults", json!({ "push_reorder_per_mille": 1_000 })).await;
    let sn = order(&stage).await;
    stage.until("it is held back", |status| status["pushes"]["reordered"] == 1).await;
    assert_eq!(stage.control("/pushes/flush", json!({})).await.status(), 202);
    stage.until("it is taken", |status| status["pushes"]["acknowledged"] == 1).await;
    assert_eq!(receiver.times(&sn, "READY_TO_SHIP"), 1);
    let off = json!({ "callback_url": receiver.url, "set_push_config_off": [3] });
    partner(&stage, Method::POST, "push/set_app_push_config", Some(off)).await;
    let config = partner(&stage, Method::GET, "push/get_app_push_config", None).await;
    assert_eq!(config["response"]["push_config_on_list"], json!([]));
    assert_eq!(config["response"]["live_push_status"], "Normal");
    order(&stage).await;
    stage.until("nothing waits", |status| status["pushes"]["waiting"] == 0).await;
    assert_eq!(receiver.heard().len(), 1);
}

//! A season in a second: buyers, carriers, pushes gone wrong, and a journal that accounts for all of it.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    receiver::Receiver,
    stage::{SHOP, Stage},
};

/// Ships everything that can be shipped, as a seller who polls.
async fn ship_all(stage: &Stage) {
    let now = stage.look("/clock").await;
    let now = chrono::DateTime::parse_from_rfc3339(now["now"].as_str().expect("a time")).expect("RFC 3339").timestamp();
    let window = format!("time_range_field=create_time&time_from={}&time_to={now}", now - 14 * 86_400);
    let query = format!("{window}&page_size=100&order_status=READY_TO_SHIP");
    let list = stage.get("order/get_order_list", &query).await;
    for row in list["response"]["order_list"].as_array().expect("a list") {
        stage.ship(row["order_sn"].as_str().expect("a name")).await;
    }
}

async fn play(stage: &Stage, orders: u64, mut season: Value) {
    let plan = json!([{ "sku": "CAM-5KG", "week_start": "2025-12-01", "orders": orders }]);
    assert_eq!(stage.control("/plan", plan).await.status(), 200);
    for (name, value) in [("starts_on", json!("2025-12-01")), ("ends_on", json!("2025-12-07")), ("seed", json!(7))] {
        season[name] = value;
    }
    let answer = stage.control("/play", season).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Value>().await.expect("JSON")["planned"], orders);
}

/// Plays until every order is final and every push has gone its way.
async fn play_out(stage: &Stage) -> Value {
    let began = Instant::now();
    loop {
        let status = stage.look("/status").await;
        if status["demand_done"] == true && status["open"] == 0 && status["pushes"]["waiting"] == 0 {
            return status;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "the season does not end: {status}");
        ship_all(stage).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Every order as the marketplace knows it now.
async fn journal_of_orders(stage: &Stage) -> Vec<Value> {
    let answer = stage.http.get(stage.url("/control/journal/orders")).send().await.expect("an answer");
    let text = answer.text().await.expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[tokio::test]
async fn a_season_of_fifty_orders_comes_to_its_end_and_the_journal_accounts_for_every_push() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    stage.list_item("CAM-5KG", 1_000).await;
    let faults = json!({ "push_duplicate_per_mille": 150, "push_reorder_per_mille": 100, "push_lose_per_mille": 100 });
    let mut season = faults;
    season["days_per_second"] = json!(20.0);
    season["cancel_per_mille"] = json!(100);
    season["return_per_mille"] = json!(100);
    play(&stage, 50, season).await;
    let status = play_out(&stage).await;
    assert_eq!((&status["placed"], &status["unmet"]), (&json!(50), &json!(0)));
    let ended: u64 = ["COMPLETED", "CANCELLED", "TO_RETURN"]
        .iter()
        .map(|word| status["by_status"][word].as_u64().expect("a number"))
        .sum();
    assert_eq!(ended, 50);
    for fault in ["duplicate", "reordered", "lost_on_purpose"] {
        assert_ne!(status["pushes"][fault], 0, "{fault}: {status}");
    }

    let known = journal_of_orders(&stage).await;
    let mut sent = HashMap::<(String, String), Vec<String>>::new();
    for line in stage.journal("pushes.ndjson").await {
        let text = |field: &str| line[field].as_str().expect("a text").to_owned();
        sent.entry((text("order_sn"), text("status"))).or_default().push(text("outcome"));
    }
    for ((sn, status), outcomes) in &sent {
        let arrived = outcomes.iter().filter(|outcome| ["acknowledged", "duplicate"].contains(&outcome.as_str()));
        assert_eq!(receiver.times(sn, status), arrived.count(), "{sn} {status}: {outcomes:?}");
        let lost = outcomes.iter().any(|outcome| outcome == "lost");
        assert_eq!(lost, receiver.times(sn, status) == 0, "{sn} {status}: {outcomes:?}");
    }
    let changes: usize = known.iter().map(|order| order["history"].as_array().expect("changes").len()).sum();
    assert_eq!(sent.len(), changes, "every change of every order has its push, lost or not");
}

#[tokio::test]
async fn the_journal_on_disk_ends_with_what_the_marketplace_knows_at_the_end() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 1_000).await;
    play(&stage, 50, json!({ "days_per_second": 20.0 })).await;
    play_out(&stage).await;
    let known = journal_of_orders(&stage).await;
    let total = |order: &Value| {
        let lines = order["lines"].as_array().expect("lines");
        lines
            .iter()
            .map(|line| line["quantity"].as_i64().expect("n") * line["unit_price_vnd"].as_i64().expect("n"))
            .sum()
    };
    assert_eq!(known.len(), 50);
    assert!(known.iter().all(|order| order["total_vnd"].as_i64() == Some(total(order))));
    assert!(known.iter().all(|order| order["shop_id"] == SHOP));
    let mut last = HashMap::new();
    for line in stage.journal("orders.ndjson").await {
        let sn = line["order_sn"].as_str().expect("a name").to_owned();
        if let Some(before) = last.insert(sn, line.clone()) {
            let updated = |order: &Value| order["updated"].as_i64();
            assert!(updated(&line) > updated(&before), "{before} then {line}");
        }
    }
    for order in known {
        assert_eq!(last.get(order["order_sn"].as_str().expect("a name")), Some(&order));
    }
}

#[tokio::test]
async fn demand_beyond_the_stock_is_unmet_and_business_time_runs_from_the_first_day() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 20).await;
    play(&stage, 100, json!({ "days_per_second": 1_000.0, "cancel_per_mille": 0 })).await;
    let status = stage.until("all demand came up", |status| status["demand_done"] == true).await;
    let placed = status["placed"].as_u64().expect("a number");
    assert!(placed <= 20 && placed + status["unmet"].as_u64().expect("a number") == 100, "{status}");
    assert_eq!(status["planned"], 100);
    let known = journal_of_orders(&stage).await;
    let packs: i64 = known.iter().map(|order| order["lines"][0]["quantity"].as_i64().expect("a number")).sum();
    assert!(packs <= 20, "{packs} packs were sold out of 20");
    let now = status["business_now"].as_str().expect("a time");
    assert!(now > "2025-12-07" && now.ends_with("+07:00"), "{now}");
    assert_eq!(status["playing"], true);
}

#[tokio::test]
async fn a_season_that_makes_no_sense_is_refused() {
    let stage = Stage::open().await;
    let season =
        |from: &str, to: &str, speed: f64| json!({ "starts_on": from, "ends_on": to, "days_per_second": speed });
    for (body, expected) in [
        (season("2025-12-02", "2025-12-01", 1.0), 422),
        (season("2025-12-01", "2025-12-02", 0.0), 422),
        (season("2025-12-01", "2025-12-02", -1.0), 422),
        (season("2025-13-01", "2025-12-02", 1.0), 422),
        (
            json!({ "starts_on": "2025-12-01", "ends_on": "2025-12-02", "days_per_second": 1.0, "cod_per_mille": 1_001 }),
            422,
        ),
    ] {
        assert_eq!(stage.control("/play", body.clone()).await.status(), expected, "{body}");
    }
    play(&stage, 50, json!({ "days_per_second": 0.000_01 })).await;
    let again = season("2025-12-01", "2025-12-02", 1.0);
    assert_eq!(stage.control("/play", again).await.status(), 409, "one season at a time");
}

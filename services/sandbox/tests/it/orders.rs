//! Orders: placed, listed, told, shipped, given up.

use serde_json::{Value, json};

use crate::stage::{SHOP, Stage};

async fn detail(stage: &Stage, sn: &str, optional: &str) -> Value {
    let query = format!("order_sn_list={sn}&response_optional_fields={optional}");
    stage.get("order/get_order_detail", &query).await["response"]["order_list"][0].clone()
}

async fn stock(stage: &Stage, item: u64) -> i64 {
    let seen = stage.get("product/get_item_base_info", &format!("item_id_list={item}")).await;
    let stock = &seen["response"]["item_list"][0]["stock_info_v2"]["summary_info"]["total_available_stock"];
    stock.as_i64().expect("a number")
}

#[tokio::test]
async fn a_shop_sells_at_most_its_stock_and_a_cancelled_order_gives_it_back() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 3).await;
    let wanted = |quantity: i64| json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": quantity, "cod": true });
    let sn = stage.order(wanted(2)).await;
    assert_eq!(stage.control("/orders", wanted(2)).await.status(), 409);
    assert_eq!(stock(&stage, item).await, 1);
    let cancel = json!({ "order_sn": sn, "cancel_reason": "OUT_OF_STOCK", "item_list": [{ "item_id": item }] });
    assert_eq!(stage.post("order/cancel_order", cancel.clone()).await["error"], "");
    assert_eq!(stock(&stage, item).await, 3);
    assert_eq!(stage.post("order/cancel_order", cancel).await["error"], "order.error_limit");
    assert_eq!(stock(&stage, item).await, 3);
    let told = detail(&stage, &sn, "cancel_by,cancel_reason").await;
    assert_eq!((&told["cancel_by"], &told["cancel_reason"]), (&json!("seller"), &json!("OUT_OF_STOCK")));
}

#[tokio::test]
async fn an_order_lives_from_payment_to_its_return_and_each_change_is_later() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 3).await;
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1 })).await;
    let mut times = vec![detail(&stage, &sn, "").await["update_time"].as_i64().expect("a second")];
    assert_eq!(stage.ship(&sn).await["error"], "logistics.ship_order_not_ready_to_ship");
    let steps = ["pay", "ship", "pickup", "deliver", "return"];
    let words = ["READY_TO_SHIP", "PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE", "TO_RETURN"];
    for (step, word) in steps.into_iter().zip(words) {
        if step == "ship" {
            assert_eq!(stage.ship(&sn).await["error"], "");
            assert_eq!(stage.ship(&sn).await["error"], "logistics.package_already_shipped");
        } else {
            assert_eq!(stage.control(&format!("/orders/{sn}/{step}"), json!({})).await.status(), 200, "{step}");
            assert_eq!(stage.control(&format!("/orders/{sn}/{step}"), json!({})).await.status(), 409, "{step}");
        }
        let told = detail(&stage, &sn, "").await;
        assert_eq!(told["order_status"], word);
        times.push(told["update_time"].as_i64().expect("a second"));
    }
    assert!(times.is_sorted_by(|before, after| before < after), "{times:?}");
    let tracking = stage.get("logistics/get_tracking_number", &format!("order_sn={sn}")).await;
    assert!(tracking["response"]["tracking_number"].as_str().is_some_and(|number| !number.is_empty()));
}

#[tokio::test]
async fn details_hold_what_was_asked_for_and_hide_who_the_buyer_is() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 9).await;
    stage.list_item("CHE-200G", 9).await;
    let also = json!([{ "sku": "CHE-200G", "quantity": 1 }]);
    let order = json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 2, "cod": true, "also": also });
    let sn = stage.order(order).await;
    let basic = detail(&stage, &sn, "").await;
    assert!(basic.get("item_list").is_none(), "what was not asked for is not told: {basic}");
    assert_eq!((&basic["cod"], &basic["currency"], &basic["region"]), (&json!(true), &json!("VND"), &json!("VN")));
    let full = detail(&stage, &sn, "item_list,total_amount,recipient_address,buyer_user_id,pay_time").await;
    assert_eq!(full["total_amount"].as_i64(), Some(435_000));
    assert_eq!(full["item_list"].as_array().map(Vec::len), Some(2));
    assert_eq!(full["item_list"][0]["item_id"].as_u64(), Some(item));
    assert_eq!(full["item_list"][0]["model_quantity_purchased"], 2);
    assert_eq!(full["pay_time"], Value::Null, "paid on delivery");
    assert!(full["buyer_user_id"].as_u64().is_some_and(|id| id > 1 << 53));
    for hidden in ["name", "phone", "full_address"] {
        let text = full["recipient_address"][hidden].as_str().expect("a text");
        assert!(text.contains("***"), "{hidden}: {text}");
    }
}

#[tokio::test]
async fn pages_of_orders_stay_whole_while_orders_change_between_them() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 100).await;
    let mut names = Vec::new();
    for _ in 0..7 {
        names.push(stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await);
    }
    let now = chrono::Utc::now().timestamp();
    let window = format!("time_range_field=update_time&time_from={}&time_to={}", now - 3_600, now + 3_600);
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let query = format!("{window}&page_size=3&response_optional_fields=order_status&cursor={cursor}");
        let page = stage.get("order/get_order_list", &query).await;
        let rows = page["response"]["order_list"].as_array().expect("a list").clone();
        listed.extend(rows.iter().map(|row| row["order_sn"].as_str().expect("a name").to_owned()));
        if listed.len() == 3 {
            assert_eq!(stage.ship(&names[0]).await["error"], "", "the first order moves to the end of the list");
        }
        cursor = page["response"]["next_cursor"].as_str().expect("a text").to_owned();
        if page["response"]["more"] == false {
            break;
        }
    }
    names.push(names[0].clone());
    assert_eq!(listed, names);
}

#[tokio::test]
async fn a_window_may_be_fifteen_days_long_and_holds_both_its_ends() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 9).await;
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await;
    let at = detail(&stage, &sn, "").await["update_time"].as_i64().expect("a second");
    let day = 86_400;
    for (from, to, expected) in [
        (at, at, Ok(1)),
        (at - 15 * day, at, Ok(1)),
        (at + 1, at + 2, Ok(0)),
        (at - 15 * day, at + 1, Err("order.order_list_invalid_time")),
        (at, at - 1, Err("order.order_list_invalid_time")),
    ] {
        let query = format!("time_range_field=update_time&time_from={from}&time_to={to}&page_size=10");
        let answer = stage.get("order/get_order_list", &query).await;
        let listed = answer["response"]["order_list"].as_array().map(Vec::len);
        match expected {
            Ok(count) => assert_eq!(listed, Some(count), "{query}"),
            Err(code) => assert_eq!(answer["error"], code, "{query}"),
        }
    }
}

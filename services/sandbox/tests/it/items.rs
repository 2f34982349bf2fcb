//! Items: the rules they are let in by, and changing them row by row.

use serde_json::{Value, json};

use crate::stage::Stage;

async fn base_info(stage: &Stage, item: u64) -> Value {
    let seen = stage.get("product/get_item_base_info", &format!("item_id_list={item}")).await;
    seen["response"]["item_list"][0].clone()
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_its_name() {
    let stage = Stage::open().await;
    let good = stage.draft("CAM-5KG", 10).await;
    let cases = [
        ("item_name", json!("Cam"), "error_item_name_is_too_short"),
        ("item_name", json!("Cam sành ".repeat(20)), "error_title_exceeds_max_length"),
        ("category_id", json!(100_629), "error_invalid_category"),
        ("original_price", json!(145_000.5), "error_invalid_price"),
        ("original_price", json!(10), "error_price_exceed_min_limitt"),
        ("image", json!({ "image_id_list": [] }), "error_image_num_min"),
        ("image", json!({ "image_id_list": ["never uploaded"] }), "error_param"),
        ("logistic_info", json!([{ "logistic_id": 50_021, "enabled": false }]), "error_invalid_logistic_info"),
        ("brand", json!(null), "error_invalid_brand"),
        ("category_id", json!(100_905), "error_less_required_attribute"),
        ("seller_stock", json!([{ "location_id": "VNZ", "stock": 1 }]), "error_auth"),
    ];
    for (field, value, expected) in cases {
        let mut spoilt = good.clone();
        spoilt[field] = value;
        let answer = stage.post("product/add_item", spoilt).await;
        assert_eq!(answer["error"], expected, "{field}: {answer}");
    }
    assert_eq!(stage.post("product/add_item", good).await["error"], "");
}

#[tokio::test]
async fn the_limits_that_are_shown_are_the_limits_that_are_kept() {
    let stage = Stage::open().await;
    let limits = stage.get("product/get_item_limit", "category_id=100871").await;
    let longest = limits["response"]["item_name_length_limit"]["max_limit"].as_u64().expect("a number");
    let longest = usize::try_from(longest).expect("a length");
    for (length, expected) in [(longest, ""), (longest + 1, "error_title_exceeds_max_length")] {
        let mut draft = stage.draft("CAM-5KG", 1).await;
        draft["item_name"] = "ơ".repeat(length).into();
        assert_eq!(stage.post("product/add_item", draft).await["error"], expected);
    }
    let tree = stage.get("product/get_category", "language=vi").await;
    let tree = tree["response"]["category_list"].as_array().expect("a tree").clone();
    let fruit = tree.iter().find(|category| category["category_id"] == 100_871).expect("fresh fruit");
    assert_eq!((&fruit["has_children"], &fruit["display_category_name"]), (&json!(false), &json!("Trái cây tươi")));
}

#[tokio::test]
async fn an_item_is_found_by_its_sku_and_its_id_survives_only_as_an_integer() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 10).await;
    assert!(item > 1 << 53, "a double would spoil this id");
    let list = stage.get("product/get_item_list", "offset=0&page_size=50&item_status=NORMAL&item_status=UNLIST").await;
    assert_eq!(list["response"]["item"][0]["item_id"].as_u64(), Some(item));
    let seen = base_info(&stage, item).await;
    assert_eq!((&seen["item_sku"], &seen["weight"]), (&json!("CAM-5KG"), &json!("5.4")));
    assert_eq!(seen["price_info"][0]["original_price"], 145_000);
}

#[tokio::test]
async fn stock_and_price_are_set_and_a_failed_row_is_told_beside_the_done_ones() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 10).await;
    let stock = |rows: Value| json!({ "item_id": item, "stock_list": rows });
    let done = stage.post("product/update_stock", stock(json!([{ "model_id": 0, "seller_stock": [{ "stock": 7 }] }])));
    assert_eq!(done.await["response"]["success_list"][0]["stock"], 7);
    let two = json!([
        { "model_id": 0, "seller_stock": [{ "stock": 6 }] },
        { "model_id": 5, "seller_stock": [{ "stock": 1 }] },
    ]);
    let partly = stage.post("product/update_stock", stock(two)).await;
    assert_eq!(partly["error"], "error_busi_update_stock_failed");
    assert_eq!(partly["response"]["failure_list"][0]["model_id"], 5);
    assert_eq!(partly["response"]["success_list"][0]["stock"], 6);
    let price = json!({ "item_id": item, "price_list": [{ "model_id": 0, "original_price": 139_000 }] });
    assert_eq!(stage.post("product/update_price", price).await["error"], "");
    let seen = base_info(&stage, item).await;
    assert_eq!(seen["stock_info_v2"]["summary_info"]["total_available_stock"], 6);
    assert_eq!(seen["price_info"][0]["current_price"], 139_000);
}

#[tokio::test]
async fn rows_fail_by_chance_when_asked_to_and_a_patient_seller_gets_through() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 10).await;
    stage.control("/faults", json!({ "partial_failure": true })).await;
    let stock = json!({ "item_id": item, "stock_list": [{ "model_id": 0, "seller_stock": [{ "stock": 3 }] }] });
    let mut errors = Vec::new();
    for _ in 0..40 {
        errors.push(stage.post("product/update_stock", stock.clone()).await["error"].clone());
    }
    assert!(errors.contains(&json!("")) && errors.contains(&json!("error_busi_update_stock_failed")), "{errors:?}");
}

#[tokio::test]
async fn a_hidden_item_is_not_sold_and_a_deleted_one_is_gone() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 10).await;
    let order = json!({ "shop_id": crate::stage::SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true });
    let hide = |unlist: bool| json!({ "item_list": [{ "item_id": item, "unlist": unlist }] });
    stage.post("product/unlist_item", hide(true)).await;
    assert_eq!(stage.control("/orders", order.clone()).await.status(), 409);
    stage.post("product/unlist_item", hide(false)).await;
    assert_eq!(stage.control("/orders", order.clone()).await.status(), 201);
    stage.post("product/delete_item", json!({ "item_id": item })).await;
    assert_eq!(stage.control("/orders", order).await.status(), 404);
    let stock = json!({ "item_id": item, "stock_list": [{ "model_id": 0, "seller_stock": [{ "stock": 7 }] }] });
    assert_eq!(stage.post("product/update_stock", stock).await["error"], "error_item_not_found");
}

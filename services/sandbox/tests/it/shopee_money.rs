//! Shopee's rest: returns, money, buyers who ask to cancel, waybills, promotions, lost news of other kinds.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    receiver::Receiver,
    stage::{SHOP, Stage},
};

async fn delivered(stage: &Stage) -> String {
    let order = json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 2, "cod": true, "seller_discount_vnd": 10_000, "platform_discount_vnd": 5_000, "shipping_fee_vnd": 20_000 });
    let sn = stage.order(order).await;
    stage.ship(&sn).await;
    for act in ["pickup", "deliver"] {
        assert_eq!(stage.control(&format!("/orders/{sn}/{act}"), json!({})).await.status(), 200);
    }
    sn
}

#[tokio::test]
async fn an_orders_money_adds_up_with_the_taxes_of_a_household() {
    let stage = Stage::open().await;
    let shop = json!({ "shop_id": SHOP, "name": "Hộ Cam", "household": true });
    stage.control("/shops", shop).await;
    stage.list_item("CAM-5KG", 9).await;
    let sn = delivered(&stage).await;
    let money =
        stage.get("payment/get_escrow_detail", &format!("order_sn={sn}")).await["response"]["order_income"].clone();
    let of = |name: &str| money[name].as_i64().unwrap_or_else(|| panic!("{name}: {money}"));
    assert_eq!(
        (of("buyer_total_amount"), of("withholding_vat_tax"), of("withholding_pit_tax")),
        (295_000, 2_800, 1_400)
    );
    let fees = of("commission_fee") + of("service_fee") + of("seller_transaction_fee");
    assert_eq!(of("escrow_amount"), 280_000 - fees - 2_800 - 1_400);
    stage.control(&format!("/orders/{sn}/complete"), json!({})).await;
    let paid = stage.get("payment/get_escrow_list", "release_time_from=0&release_time_to=9999999999").await;
    assert_eq!(paid["response"]["escrow_list"][0]["payout_amount"], money["escrow_amount"], "{paid}");
    let many = stage.post("payment/get_escrow_detail_batch", json!({ "order_sn_list": [sn, "unknown"] })).await;
    assert_eq!(many["response"].as_array().map(Vec::len), Some(1), "{many}");
}

#[tokio::test]
async fn goods_go_back_step_by_step_and_the_money_with_them() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 9).await;
    let sn = delivered(&stage).await;
    stage.control(&format!("/orders/{sn}/return"), json!({})).await;
    let list = stage.get("returns/get_return_list", "page_no=0&page_size=40").await;
    let back = &list["response"]["return"][0];
    assert_eq!((&back["status"], &back["refund_amount"]), (&json!("REQUESTED"), &json!(295_000)), "{list}");
    let confirmed = json!({ "return_sn": back["return_sn"] });
    assert_eq!(stage.post("returns/confirm", confirmed.clone()).await["error"], "");
    assert_ne!(stage.post("returns/confirm", confirmed).await["error"], "", "once");
    assert_eq!(stage.control(&format!("/orders/{sn}/refund"), json!({})).await.status(), 200);
    let seen = stage.get("returns/get_return_detail", &format!("return_sn=R{sn}")).await;
    assert_eq!(seen["response"]["status"], "CLOSED");
    let money = stage.get("payment/get_escrow_detail", &format!("order_sn={sn}")).await;
    assert_eq!(money["response"]["order_income"]["escrow_amount"], 0, "{money}");
}

#[tokio::test]
async fn a_buyer_asks_to_cancel_and_the_seller_answers() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 9).await;
    for (operation, status) in [("REJECT", "READY_TO_SHIP"), ("ACCEPT", "CANCELLED")] {
        let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await;
        let answer = json!({ "order_sn": sn, "operation": operation });
        assert_eq!(stage.post("order/handle_buyer_cancellation", answer.clone()).await["error"], "order.error_status");
        stage.control(&format!("/orders/{sn}/askcancel"), json!({})).await;
        let detail = async || {
            let seen = stage
                .get("order/get_order_detail", &format!("order_sn_list={sn}&response_optional_fields=item_list"))
                .await;
            seen["response"]["order_list"][0].clone()
        };
        let asked = detail().await;
        assert_eq!(
            (&asked["order_status"], &asked["item_list"][0]["cancel_requested_qty"]),
            (&json!("IN_CANCEL"), &json!(1))
        );
        assert_eq!(stage.post("order/handle_buyer_cancellation", answer).await["error"], "");
        assert_eq!(detail().await["order_status"], status);
    }
}

#[tokio::test]
async fn a_waybill_is_had_once_the_parcel_has_a_number() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 9).await;
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await;
    let wanted = json!({ "order_list": [{ "order_sn": sn }] });
    let made = stage.post("logistics/create_shipping_document", wanted.clone()).await;
    assert_eq!(made["response"]["result_list"][0]["status"], "FAILED");
    stage.ship(&sn).await;
    let made = stage.post("logistics/get_shipping_document_result", wanted.clone()).await;
    assert_eq!(made["response"]["result_list"][0]["status"], "READY");
    let path = "logistics/download_shipping_document";
    let file = stage.call_as((&stage.token, SHOP), Method::POST, path, "", Some(wanted)).await;
    assert_eq!(file.headers()["content-type"], "application/pdf");
    let file = file.text().await.expect("a file");
    assert!(file.starts_with("%PDF-") && file.contains(&sn) && file.ends_with("%%EOF\n"));
}

#[tokio::test]
async fn a_promotion_sets_stock_aside_and_locks_the_price_and_words_may_change() {
    let stage = Stage::open().await;
    let item = stage.list_item("CAM-5KG", 9).await;
    let act =
        async |act: Value| assert_eq!(stage.control(&format!("/products/{SHOP}/CAM-5KG"), act).await.status(), 200);
    act(json!({ "reserve": 5 })).await;
    act(json!({ "lock_price": true })).await;
    let stock = async |packs: i64| {
        stage
            .post(
                "product/update_stock",
                json!({ "item_id": item, "stock_list": [{ "model_id": 0, "seller_stock": [{ "stock": packs }] }] }),
            )
            .await
    };
    assert_eq!(stock(4).await["error"], "error_busi_update_stock_failed");
    assert_eq!(stock(5).await["error"], "");
    let price = json!({ "item_id": item, "price_list": [{ "model_id": 0, "original_price": 150_000 }] });
    assert_ne!(stage.post("product/update_price", price).await["error"], "");
    assert_eq!(
        stage.post("product/update_item", json!({ "item_id": item, "item_name": "Cam" })).await["error"],
        "error_item_name_is_too_short"
    );
    let renamed = json!({ "item_id": item, "item_name": "Cam sành Hàm Yên hái tuần này" });
    assert_eq!(stage.post("product/update_item", renamed).await["error"], "");
    let seen = stage.get("product/get_item_base_info", &format!("item_id_list={item}")).await;
    assert_eq!(seen["response"]["item_list"][0]["item_name"], "Cam sành Hàm Yên hái tuần này");
}

#[tokio::test]
async fn news_of_returns_violations_and_revocations_come_to_whom_they_were_promised() {
    let stage = Stage::open().await;
    let receiver = Receiver::listen(&stage).await;
    let on = json!({ "callback_url": receiver.url, "set_push_config_on": [2, 3, 4, 16, 29] });
    stage.partner_call(Method::POST, "push/set_app_push_config", "", Some(on)).await;
    stage.list_item("CAM-5KG", 9).await;
    let sn = delivered(&stage).await;
    stage.control(&format!("/orders/{sn}/return"), json!({})).await;
    stage.control(&format!("/products/{SHOP}/CAM-5KG"), json!({ "reject": "Sai danh mục" })).await;
    stage.control("/faults", json!({ "revoke_token": SHOP })).await;
    stage.until("all is told", |status| status["pushes"]["waiting"] == 0).await;
    let codes: Vec<u64> = receiver.heard().iter().map(|push| push["code"].as_u64().expect("a number")).collect();
    for code in [2, 3, 4, 16, 29] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
}

//! Recorded answers of Shopee become our words, and our wishes Shopee's requests.

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{ChannelOrderRef, Consent, FaultKind, ListingDraft, Marketplace, shopee::Shopee};
use serde_json::Value;
use url::Url;

use crate::recorded::{Asked, Recorded, Recording, settings, shop};

const NOW: i64 = 1_791_600_000;

macro_rules! sample {
    ($name:literal) => {
        Recording::ok(include_str!(concat!("samples/", $name, ".json")))
    };
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// The call's name and its parameters without those every call has, or its body.
fn wish(asked: &Asked) -> (String, Value) {
    let call = asked.path.trim_start_matches("/api/v2/").to_owned();
    if !asked.body.is_empty() {
        return (call, serde_json::from_str(&asked.body).expect("a JSON body"));
    }
    let shared = ["partner_id", "timestamp", "sign", "access_token", "shop_id"];
    let own = asked.query.iter().filter(|(name, _)| !shared.contains(&name.as_str()));
    (call, own.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().into())
}

async fn shopee_with(answers: impl IntoIterator<Item = (&'static str, Recording)>) -> (Recorded, Shopee) {
    let server = Recorded::answering(answers).await;
    let shopee = server.shopee(settings(), NOW);
    (server, shopee)
}

#[tokio::test]
async fn orders_are_told_in_our_words_each_for_itself() {
    let (server, shopee) = shopee_with([("order/get_order_detail", sample!("get_order_detail"))]).await;
    let asked: Vec<String> = (1..=9).map(|n| format!("261010HGCAM00{n}")).collect();
    let rows = shopee.gives_orders().expect("a capability").fetch(&shop(), &asked).await.expect("an answer");
    insta::assert_debug_snapshot!(rows);
    assert_eq!(rows.iter().map(|row| &row.row).collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    let [question] = server.asked().try_into().expect("one call for all of them");
    let fields = question.parameter("response_optional_fields").expect("optional fields are asked for");
    assert!(!fields.contains("buyer_user") && !fields.contains("address"), "nothing of the buyer: {fields}");
}

#[tokio::test]
async fn an_order_that_shopee_does_not_know_does_not_hide_the_others() {
    let unknown = r#"{"error":"error_not_found","message":"Wrong parameters","request_id":"1"}"#;
    let detail = "order/get_order_detail";
    let answers =
        [(detail, Recording::ok(unknown)), (detail, sample!("get_order_detail")), (detail, Recording::ok(unknown))];
    let (server, shopee) = shopee_with(answers).await;
    let asked = ids(&["261010HGCAM001", "NOBODYS"]);
    let rows = shopee.gives_orders().expect("a capability").fetch(&shop(), &asked).await.expect("an answer");
    assert!(rows[0].result.is_ok());
    assert_eq!(rows[1].result.as_ref().expect_err("unknown").code, "error_not_found");
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn changed_orders_are_listed_page_by_page_within_fifteen_days() {
    let (server, shopee) = shopee_with([("order/get_order_list", sample!("get_order_list"))]).await;
    let to = DateTime::<Utc>::from_timestamp(NOW, 0).expect("a time in range");
    let orders = shopee.gives_orders().expect("a capability");
    let page = orders.changed(&shop(), to - TimeDelta::days(15), to, None).await.expect("a page");
    assert_eq!(page.channel_order_ids, ids(&["261010HGCAM001", "261010HGCAM002"]));
    let next = page.next.expect("there is more");
    orders.changed(&shop(), to - TimeDelta::days(15), to, Some(&next)).await.expect("a page");
    insta::assert_debug_snapshot!(server.asked().iter().map(wish).collect::<Vec<_>>());

    let too_long = orders.changed(&shop(), to - TimeDelta::days(16), to, None).await.expect_err("too long");
    assert_eq!((too_long.kind, server.asked().len()), (FaultKind::Permanent, 2));
}

#[tokio::test]
async fn a_listing_is_created_with_its_pictures_carriers_and_weight() {
    let answers = [
        ("logistics/get_channel_list", sample!("get_channel_list")),
        ("media_space/upload_image", sample!("upload_image")),
        ("product/add_item", sample!("add_item")),
    ];
    let (server, shopee) = shopee_with(answers).await;
    let draft = ListingDraft {
        sku: "CAM-SANH-5KG".into(),
        title: "Cam sành Hà Giang thùng 5 kg".into(),
        description: "Cam sành Bắc Quang, hái trong tuần.".into(),
        price_vnd: Vnd(145_000),
        stock: 40,
        gross_weight_g: 5_250,
        category_id: "101137".into(),
        pictures: vec![b"\xff\xd8\xff\xe0 a picture".to_vec(), b"\x89PNG another".to_vec()],
        ..ListingDraft::default()
    };
    let listings = shopee.takes_listings().expect("a capability");
    assert_eq!(listings.create(&shop(), &draft).await.as_deref(), Ok("9007199254740993"));
    let asked = server.asked();
    let calls: Vec<_> = asked.iter().map(|asked| asked.path.trim_start_matches("/api/v2/")).collect();
    let upload = "media_space/upload_image";
    assert_eq!(calls, ["logistics/get_channel_list", upload, upload, "product/add_item"]);
    assert!(asked[1].body.contains("image/jpeg") && asked[2].body.contains("image/png"));
    assert_eq!(asked[1].parameter("access_token"), None, "pictures are uploaded without a shop");
    insta::assert_snapshot!(asked[3].body);

    let no_picture = ListingDraft { pictures: vec![b"GIF89a".to_vec()], ..draft };
    assert_eq!(listings.create(&shop(), &no_picture).await.expect_err("no picture").kind, FaultKind::Permanent);
}

#[tokio::test]
async fn a_listing_is_found_by_its_sku_and_read_back() {
    let answers = [
        ("product/get_item_list", sample!("get_item_list")),
        ("product/get_item_base_info", sample!("get_item_base_info")),
    ];
    let (_server, shopee) = shopee_with(answers).await;
    let listings = shopee.takes_listings().expect("a capability");
    let found = listings.find_by_sku(&shop(), "CHE-SHAN-200G").await;
    assert_eq!(found, Ok(Some("9007199254740994".to_owned())), "an id is never rounded");
    assert_eq!(listings.find_by_sku(&shop(), "CHE-SHAN").await, Ok(None));

    let asked = ids(&["9007199254740994", "9007199254740993", "9007199254740995", "1"]);
    insta::assert_debug_snapshot!(listings.read(&shop(), &asked).await.expect("an answer"));
}

#[tokio::test]
async fn stock_price_and_hiding_are_set_and_the_rows_decide_how_it_went() {
    let answers = [
        ("product/update_stock", sample!("update_stock_failed_for_others")),
        ("product/update_stock", sample!("update_stock_failed")),
        ("product/update_price", sample!("update_stock_failed_for_others")),
        ("product/unlist_item", sample!("update_stock_failed_for_others")),
    ];
    let (server, shopee) = shopee_with(answers).await;
    let (listings, item) = (shopee.takes_listings().expect("a capability"), "9007199254740993");
    assert_eq!(listings.set_stock(&shop(), item, 40).await, Ok(()));
    let refused = listings.set_stock(&shop(), item, 1).await.expect_err("under the reserved stock");
    assert_eq!((refused.kind, refused.words.as_str()), (FaultKind::Permanent, "stock is under the reserved stock"));
    assert_eq!(listings.set_price(&shop(), item, Vnd(149_000)).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), item, true).await, Ok(()));
    insta::assert_debug_snapshot!(server.asked().iter().map(wish).collect::<Vec<_>>());
    assert!(listings.set_stock(&shop(), "no-number", 40).await.is_err());
}

#[tokio::test]
async fn tokens_end_when_shopee_says_and_the_next_pair_is_asked_for_without_the_old_access() {
    let answers = [("auth/token/get", sample!("token")), ("auth/access_token/get", sample!("token"))];
    let (server, shopee) = shopee_with(answers).await;
    let door = shopee.grants_consent().expect("a capability");
    let consent = Consent { code: "works-once".into(), shop_id: "14701711".into() };
    let tokens = door.tokens(&consent).await.expect("tokens").tokens;
    assert_eq!(tokens.access_token, "access-1");
    assert_eq!(tokens.access_ends_at.timestamp(), NOW + 14_400);
    assert_eq!(tokens.refresh_ends_at.timestamp(), NOW + 30 * 86_400);
    door.refresh("14701711", &tokens.refresh_token).await.expect("the next tokens");
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.parameter("access_token").is_none()));
    insta::assert_debug_snapshot!(asked.iter().map(wish).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_owner_who_must_consent_again_is_told_so() {
    for code in ["invalid_code", "error_auth", "refresh_token_expired"] {
        let refusal = Recording::new(403, format!(r#"{{"error":"{code}","message":"","request_id":"1"}}"#));
        let (_server, shopee) = shopee_with([("auth/access_token/get", refusal)]).await;
        let fault = shopee.grants_consent().expect("a capability").refresh("1", "old").await.expect_err("refused");
        assert_eq!(fault.kind, FaultKind::NeedsConsent, "{code}");
    }
}

#[tokio::test]
async fn the_consent_link_brings_the_owner_back_to_us() {
    let (_server, shopee) = shopee_with([]).await;
    let back = "https://hub.example.vn/consent?shop=a b&from=shopee";
    let link =
        Url::parse(&shopee.grants_consent().expect("a capability").consent_link(back, "a-state")).expect("a link");
    assert_eq!((link.host_str(), link.path()), (Some("shopee.example"), "/api/v2/shop/auth_partner"));
    let names: Vec<_> = link.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["partner_id", "timestamp", "sign", "redirect"]);
    assert_eq!(link.query_pairs().last().expect("a parameter").1, format!("{back}&state=a-state"));
}

#[tokio::test]
async fn a_parcel_is_announced_as_shopee_offers_and_twice_is_no_fault() {
    let parameter = "logistics/get_shipping_parameter";
    let status = |word: &str| {
        Recording::ok(format!(
            r#"{{"error":"","message":"","response":{{"order_list":[{{"order_sn":"A","order_status":"{word}"}}]}}}}"#
        ))
    };
    let answers = [
        (parameter, sample!("get_shipping_parameter")),
        ("logistics/ship_order", Recording::ok(r#"{"error":"","message":"","request_id":"1"}"#)),
        ("logistics/ship_order", sample!("shipped_already")),
        ("order/get_order_detail", status("PROCESSED")),
        ("order/get_order_detail", status("READY_TO_SHIP")),
        ("order/get_order_detail", status("RETRY_SHIP")),
    ];
    let (server, shopee) = shopee_with(answers).await;
    let shipments = shopee.takes_shipments().expect("a capability");
    assert_eq!(shipments.ship(&shop(), "A").await, Ok(()), "shipped now");
    assert_eq!(shipments.ship(&shop(), "A").await, Ok(()), "shipped already");
    for still in ["not packed", "not picked up by the carrier"] {
        let fault = shipments.ship(&shop(), "A").await.expect_err(still);
        assert_eq!(fault.code, "logistics.error_status_limit", "{still}");
    }
    insta::assert_debug_snapshot!(server.asked().iter().take(2).map(wish).collect::<Vec<_>>());
}

#[tokio::test]
async fn goods_that_cannot_be_had_are_cancelled_and_twice_is_no_fault() {
    let refused = r#"{"error":"order.cancel_order_status","message":"not allowed","request_id":"1"}"#;
    let cancelled = r#"{"error":"","response":{"order_list":[{"order_sn":"A","order_status":"CANCELLED"}]}}"#;
    let answers = [
        ("order/cancel_order", Recording::ok(r#"{"error":"","response":{"update_time":1791600001}}"#)),
        ("order/cancel_order", Recording::ok(refused)),
        ("order/get_order_detail", Recording::ok(cancelled)),
    ];
    let (server, shopee) = shopee_with(answers).await;
    let order = ChannelOrderRef { channel_order_id: "A".into(), item_ids: ids(&["9007199254740993"]) };
    let shipments = shopee.cancels_orders().expect("a capability");
    assert_eq!(shipments.cancel_out_of_stock(&shop(), &order).await, Ok(()));
    assert_eq!(shipments.cancel_out_of_stock(&shop(), &order).await, Ok(()), "cancelled already");
    insta::assert_debug_snapshot!(server.asked().iter().map(wish).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_a_category_asks_for_is_told_in_our_words() {
    let categories = r#"{"error":"","response":{"category_list":[{"category_id":100001,"parent_category_id":0,
        "display_category_name":"Thực phẩm","has_children":true},{"category_id":100871,"parent_category_id":100001,
        "display_category_name":"Trái cây tươi","has_children":false}]}}"#;
    let attributes = r#"{"error":"","response":{"list":[{"category_id":100871,"attribute_tree":[{"attribute_id":100037,
        "name":"Xuất xứ","mandatory":true,"attribute_info":{"input_type":1},"attribute_value_list":[{"value_id":1,
        "name":"Việt Nam"}]}]}]}}"#;
    let brands = r#"{"error":"","response":{"brand_list":[{"brand_id":2,"display_brand_name":"OCOP"}],
        "has_next_page":true,"next_offset":100}}"#;
    let limits = r#"{"error":"","response":{"price_limit":{"min_limit":1000,"max_limit":120000000},
        "item_name_length_limit":{"min_limit":10,"max_limit":120},"item_image_count_limit":{"min_limit":1,"max_limit":9},
        "stock_limit":{"max_limit":999999}}}"#;
    let answers = [
        ("product/get_category", Recording::ok(categories)),
        ("product/get_attribute_tree", Recording::ok(attributes)),
        ("product/get_brand_list", Recording::ok(brands)),
        ("product/get_item_limit", Recording::ok(limits)),
    ];
    let (_server, shopee) = shopee_with(answers).await;
    let catalogue = shopee.shows_catalogue().expect("a capability");
    let below = catalogue.categories(&shop(), Some("100001")).await.expect("categories");
    assert!(below.len() == 1 && below[0].leaf && below[0].name == "Trái cây tươi", "{below:?}");
    let wanted = catalogue.attributes(&shop(), "100871").await.expect("attributes");
    assert!(wanted[0].required && !wanted[0].free_text && wanted[0].choices[0].name == "Việt Nam", "{wanted:?}");
    let page = catalogue.brands(&shop(), "100871", None).expect("a capability").await.expect("brands");
    assert_eq!((page.brands[0].brand_id.as_str(), page.next.as_deref()), ("2", Some("100")));
    let limits = catalogue.limits_of(&shop(), "100871").expect("a capability").await.expect("limits");
    assert_eq!(limits.title_length, Some((10, 120)));
    assert_eq!(limits.price_vnd, Some((Vnd(1_000), Vnd(120_000_000))));
    assert_eq!((limits.stock, limits.description_length), (Some((0, 999_999)), None));
}

#[tokio::test]
async fn pushes_that_were_lost_are_crossed_off_once_they_are_recorded() {
    let lost = r#"{"error":"","response":{"push_message_list":[
        {"shop_id":14701711,"code":3,"timestamp":1791600124,"data":{"ordersn":"A","status":"SHIPPED","update_time":1}},
        {"shop_id":14701711,"code":3,"timestamp":1791600125,"data":"{\"ordersn\":\"B\",\"status\":\"SHIPPED\",\"update_time\":1}"}],
        "has_next_page":true,"last_message_id":9007199254740993}}"#;
    let none = r#"{"error":"","response":{"push_message_list":[],"has_next_page":false}}"#;
    let answers = [
        ("push/get_lost_push_message", Recording::ok(lost)),
        ("push/get_lost_push_message", Recording::ok(none)),
        ("push/confirm_consumed_lost_push_message", Recording::ok(r#"{"error":"","response":{}}"#)),
    ];
    let (server, shopee) = shopee_with(answers).await;
    let events = shopee.keeps_events().expect("a capability");
    let first = events.pull(None).await.expect("a batch");
    let orders: Vec<_> = first.events.iter().filter_map(|event| event.channel_order_id.as_deref()).collect();
    assert_eq!((orders, first.more), (vec!["A", "B"], true));
    assert_eq!(first.mark.as_deref(), Some("9007199254740993"));
    let last = events.pull(first.mark.as_deref()).await.expect("a batch");
    assert_eq!((last.events.len(), last.mark, last.more), (0, None, false));
    let asked = server.asked();
    assert_eq!(asked[1].body, r#"{"last_message_id":9007199254740993}"#);
    assert!(asked.iter().all(|asked| asked.parameter("access_token").is_none()), "they are the app's own");
}

#[tokio::test]
async fn money_that_comes_back_or_out_is_told_by_kind() {
    let returns = r#"{"error":"","response":{"more":false,"return":[{"return_sn":"R1","order_sn":"A","status":"REQUESTED",
        "refund_amount":145000,"reason":"DAMAGED","text_reason":"dập","update_time":1791600000}]}}"#;
    let escrow = r#"{"error":"","response":{"order_sn":"A","order_income":{"escrow_amount":130000,"commission_fee":8700,
        "withholding_vat_tax":1450,"withholding_pit_tax":725,"items":[]}}}"#;
    let answers =
        [("returns/get_return_list", Recording::ok(returns)), ("payment/get_escrow_detail", Recording::ok(escrow))];
    let (_server, shopee) = shopee_with(answers).await;
    let now = DateTime::<Utc>::from_timestamp(NOW, 0).expect("a time in range");
    let tells = shopee.tells_returns().expect("a capability");
    let page = tells.returns(&shop(), now - TimeDelta::days(1), now, None).await.expect("a page");
    assert_eq!((page.returns[0].refund_vnd, page.returns[0].reason.as_deref()), (Some(Vnd(145_000)), Some("dập")));
    let settlement = shopee.settles().expect("a capability").settlement(&shop(), "A").await.expect("an answer");
    let settlement = settlement.expect("it is known");
    assert_eq!((settlement.payout_vnd, settlement.entries.len()), (Some(Vnd(130_000)), 3));
}

#[tokio::test]
async fn a_buyers_cancellation_is_answered_and_a_waybill_comes_when_it_is_made() {
    let state = |word: &str| {
        Recording::ok(format!(r#"{{"error":"","response":{{"result_list":[{{"order_sn":"A","status":"{word}"}}]}}}}"#))
    };
    let answers = [
        ("order/handle_buyer_cancellation", Recording::ok(r#"{"error":"","response":{"update_time":1}}"#)),
        ("logistics/get_shipping_document_result", state("PROCESSING")),
        ("logistics/get_shipping_document_result", state("READY")),
        ("logistics/create_shipping_document", Recording::ok(r#"{"error":"","response":{"result_list":[]}}"#)),
        ("logistics/download_shipping_document", Recording::ok("%PDF-1.7")),
        ("logistics/get_tracking_number", Recording::ok(r#"{"error":"","response":{"tracking_number":"SPXVN1"}}"#)),
    ];
    let (server, shopee) = shopee_with(answers).await;
    assert_eq!(shopee.asks_to_cancel().expect("a capability").answer_cancellation(&shop(), "A", false).await, Ok(()));
    assert_eq!(server.asked()[0].body, r#"{"order_sn":"A","operation":"REJECT"}"#);
    let prints = shopee.prints_waybills().expect("a capability");
    assert_eq!(prints.waybill(&shop(), "A").await.expect_err("it is being made").kind, FaultKind::Passing);
    let paper = marketplaces::Waybill::File { media_type: "application/pdf".into(), bytes: b"%PDF-1.7".to_vec() };
    assert_eq!(prints.waybill(&shop(), "A").await, Ok(paper));
    let shipments = shopee.takes_shipments().expect("a capability");
    assert_eq!(shipments.tracking_number(&shop(), "A").await, Ok(Some("SPXVN1".into())));
}

//! What the layer does around each call, seen from the server's side.

use std::time::Duration;

use marketplaces::{CallFault, ChannelOrderRef, Consent, FaultKind, Marketplace, shopee::Shopee};

use crate::recorded::{Recorded, Recording, settings, shop};

const LIST: &str = "order/get_order_list";
const BUSY: &str = r#"{"error":"error_server","message":"try again","request_id":"1"}"#;
const NO_ORDERS: &str = r#"{"error":"","message":"","response":{"more":false,"next_cursor":"","order_list":[]}}"#;

async fn ask(shopee: &Shopee) -> Result<(), CallFault> {
    let (from, to) = (chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH);
    shopee.gives_orders().expect("a capability").changed(&shop(), from, to, None).await.map(|_| ())
}

#[tokio::test]
async fn a_question_is_repeated_after_a_passing_fault_and_a_token_call_is_not() {
    let answers = [
        (LIST, Recording::ok(BUSY)),
        (LIST, Recording::new(502, "<html>")),
        (LIST, Recording::ok(NO_ORDERS)),
        ("auth/token/get", Recording::ok(BUSY)),
    ];
    let server = Recorded::answering(answers).await;
    let shopee = server.shopee(settings(), 0);
    assert_eq!(ask(&shopee).await, Ok(()));
    assert_eq!(server.asked().len(), 3);

    let consent = Consent { code: "works-once".into(), shop_id: "14701711".into() };
    let fault = shopee.grants_consent().expect("a capability").tokens(&consent).await.expect_err("the server is busy");
    assert_eq!((fault.kind, server.asked().len()), (FaultKind::Passing, 4));
}

#[tokio::test]
async fn throttling_goes_back_to_the_caller_at_once() {
    let rest = |seconds| FaultKind::SlowDown { retry_after: Duration::from_secs(seconds) };
    let in_words = Recording::ok(r#"{"error":"error_rate_limit","message":"too many","request_id":"1"}"#);
    let by_a_proxy = Recording::new(429, "slow down").with("retry-after", "17");
    let server = Recorded::answering([(LIST, in_words), (LIST, by_a_proxy)]).await;
    let shopee = server.shopee(settings(), 0);
    for expected in [rest(5), rest(17)] {
        assert_eq!(ask(&shopee).await.expect_err("throttled").kind, expected);
    }
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Recorded::answering([(LIST, Recording::new(302, "").with("location", "/api/v2/elsewhere"))]).await;
    let fault = ask(&server.shopee(settings(), 0)).await.expect_err("no answer");
    assert_eq!(fault.code, "unreadable_answer");
    assert!(server.asked().iter().all(|asked| asked.path == "/api/v2/order/get_order_list"));
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let server = Recorded::answering([(LIST, Recording::ok(vec![b' '; 5 * 1024 * 1024]))]).await;
    let fault = ask(&server.shopee(settings(), 0)).await.expect_err("too long");
    assert_eq!((fault.kind, fault.code.as_str()), (FaultKind::Permanent, "unreadable_answer"));
}

#[tokio::test]
async fn words_about_the_network_hold_no_secret() {
    let server = Recorded::answering([]).await;
    let shopee = server.shopee(settings(), 0);
    drop(server);
    // The port may take a moment to close; whatever the answer, the words are clean.
    let order = ChannelOrderRef { channel_order_id: "261010HGCAM001".into(), item_ids: vec!["1".into()] };
    let orders = shopee.cancels_orders().expect("a capability");
    let fault = orders.cancel_out_of_stock(&shop(), &order).await.expect_err("nobody is there");
    assert_eq!(fault.kind, FaultKind::Passing);
    let shown = format!("{fault} {fault:?}");
    assert!(!shown.contains("a-token") && !shown.contains("sign=") && !shown.contains("a-partner-key"), "{shown}");
}

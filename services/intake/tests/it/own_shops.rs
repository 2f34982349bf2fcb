//! Shops of cooperatives' own: there is nobody to ask, their orders come whole with the webhooks.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use chrono::Utc;
use contract::{
    Caller,
    intake::{OrderState, ShipOrders},
    syndication::{AccessToken, ChannelAccountChanged, FreshToken},
};
use ids::{Channel, Id, Lot};
use intake::Door;
use mailbox::{Conversation, Stop};
use marketplaces::{
    Registry, layer,
    own_shop::{Haravan, OwnShop, OwnShops, Standard, Way, WooCommerce, sign},
};
use serde_json::{Value, json};
use testkit::{World, until};
use url::Url;

use crate::{
    house::{House, NEVER, sealer},
    market::practise,
};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/// A shop on WooCommerce, which the sandbox plays under this number.
const WOO: &str = "htx-bac-quang";
const WOO_NUMBER: u64 = 77;
/// A shop that speaks Standard Webhooks, which the test plays.
const STANDARD: &str = "htx-meo-vac";
/// A shop at Haravan, of which nothing is asked but whose address it is.
const HARAVAN: &str = "htx-dong-van";

/// A house with two shops of one cooperative's own, open to their webhooks.
struct Street {
    house: House,
    lot: Id<Lot>,
    doors: Url,
    http: reqwest::Client,
}

impl Street {
    async fn open(site: Url) -> Self {
        let world = World::new().await;
        let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let woo = WooCommerce {
            site,
            consumer_key: "ck_1".into(),
            consumer_secret: "cs_1".into(),
            webhook_secret: "a&amp;b".into(),
        };
        let standard = Standard::new([SECRET], None).expect("a secret");
        let cooperative_id = Id::generate();
        let of = |way| OwnShop { cooperative_id, way };
        let haravan = Haravan {
            api_base: Url::parse("http://127.0.0.1:9").expect("an address"),
            access_token: "a token".into(),
            client_secret: "a secret".into(),
            verify_token: Some("a word that only Haravan knows".into()),
            location_id: 9,
        };
        let shops = BTreeMap::from([
            (HARAVAN.to_owned(), of(Way::Haravan(haravan))),
            (WOO.to_owned(), of(Way::WooCommerce(woo))),
            (STANDARD.to_owned(), of(Way::Standard(standard))),
        ]);
        let http = layer::http_client().expect("a client");
        let registry = Registry::new(vec![Arc::new(OwnShops::new(shops, http, Arc::new(Utc::now)))]);
        let house =
            House { cooperative: cooperative_id, ..House::of(world, registry.clone(), NEVER, host::Calendar::wall()) };
        let recorded = Arc::clone(&house.app.webhook_recorded);
        let door = Door::open(house.app.database.clone(), registry, sealer(), recorded, &house.world.shutdown);
        host::http::serve(listener, door.router(), &house.world.shutdown);
        let lot = house.stocked(50_000).await.lot_id;
        for shop_id in [WOO, STANDARD] {
            let account = house.account();
            let (channel, shop_id) = (Channel::OwnShop, shop_id.to_owned());
            house.hear_account(&ChannelAccountChanged { channel, shop_id, ..account }).await;
        }
        Conversation::new((), house.world.database("syndication"), house.world.broker.clone())
            .undertakes::<AccessToken>(no_token)
            .start(&house.world.shutdown)
            .await
            .expect("the stand-in for syndication listens");
        intake::start(&house.app, &house.world.shutdown).await.expect("intake starts");
        let doors = Url::parse(&format!("http://127.0.0.1:{port}/webhooks/own_shop/")).expect("an address");
        Self { house, lot, doors, http: host::http::client() }
    }

    /// The standard shop tells of an order, under a name for the happening; what the door says.
    async fn tells(&self, happening: &str, order: &Value) -> u16 {
        let body = json!({ "type": "order.updated", "timestamp": Utc::now().to_rfc3339(), "data": order }).to_string();
        let now = Utc::now().timestamp();
        let push = self.http.post(self.doors.join(STANDARD).expect("an address")).header("webhook-id", happening);
        let push = push.header("webhook-timestamp", now.to_string());
        let signature = sign(SECRET, happening, now, body.as_bytes()).expect("a secret");
        push.header("webhook-signature", signature).body(body).send().await.expect("the door answers").status().as_u16()
    }

    async fn until_worked_off(&self) {
        let left = "select count(*) as n from webhook_queue where parked_because is null";
        until("webhooks are worked off", || async { self.house.number(left).await == 0 }).await;
    }
}

/// Syndication keeps none for shops of their own: their keys are in the house's file.
async fn no_token((): &(), _: &Caller, _: AccessToken) -> Result<FreshToken, Stop> {
    Ok(FreshToken { access_token: String::new(), keep_seconds: 600 })
}

/// An order as the standard shop tells it at a second.
fn order(id: &str, status: &str, second: u32) -> Value {
    json!({ "id": id, "status": status, "created_at": "2026-01-12T03:00:00Z", "total": 290_000,
        "updated_at": format!("2026-01-12T03:00:{second:02}Z"), "cash_on_delivery": true, "lines": [
            { "id": "1", "sku": "CAM-5KG", "name": "Cam sành", "quantity": 2, "unit_price": 145_000 }] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_of_a_shop_of_ones_own_is_in_once_as_its_newest_webhook_tells() {
    let street = Street::open(Url::parse("http://127.0.0.1:9").expect("an address")).await;
    let house = &street.house;
    assert_eq!(street.tells("msg_1", &order("CP-1", "paid", 10)).await, 200);
    assert_eq!(street.tells("msg_1", &order("CP-1", "paid", 10)).await, 200, "a repeat");
    street.until_worked_off().await;
    assert_eq!(house.state("CP-1").await, Some(OrderState::Paid));
    assert_eq!(house.balance(street.lot).await, [40_000, 10_000, 0, 0]);

    for (happening, status, second) in [("msg_2", "shipped", 30), ("msg_3", "ready_to_ship", 20), ("msg_4", "paid", 10)]
    {
        assert_eq!(street.tells(happening, &order("CP-1", status, second)).await, 200);
    }
    street.until_worked_off().await;
    assert_eq!(house.state("CP-1").await, Some(OrderState::Shipped), "what comes late changes nothing");
    assert_eq!(house.balance(street.lot).await, [40_000, 0, 10_000, 0]);

    let mut strange = order("CP-2", "paid", 1);
    strange["currency"] = json!("USD");
    assert_eq!(street.tells("msg_5", &strange).await, 200);
    let mut held = order("CP-3", "on_hold", 1);
    held["lines"][0]["quantity"] = json!(1);
    assert_eq!(street.tells("msg_6", &held).await, 200);
    street.until_worked_off().await;
    let parked = "select count(*) as n from webhook_queue where parked_because like '%USD%'";
    assert_eq!(house.number(parked).await, 1, "what cannot be read waits for a person, with the reason");
    assert!(house.order("CP-3").await.expect("it holds up nobody").on_hold);
    assert_eq!(house.number("select count(*) as n from orders").await, 2);
    house.assert_books_add_up().await;
    street.house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_buyers_order_on_a_woocommerce_site_is_promised_and_handed_over() {
    let (sandbox, _journal) = practise().await;
    let site = Url::parse(&format!("http://{}/", sandbox.address())).expect("an address");
    let street = Street::open(site.clone()).await;
    let post = async |path: &str, body: Value| {
        let request = street.http.post(site.join(path).expect("an address")).basic_auth("ck_1", Some("cs_1"));
        let answer = request.json(&body).send().await.expect("the sandbox is there");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str::<Value>(&answer.text().await.expect("a whole answer")).unwrap_or(Value::Null)
    };
    let shop = json!({ "marketplace": "woo", "shop_id": WOO_NUMBER, "name": "HTX Cam Bắc Quang", "access_token": "ck_1:cs_1" });
    post("control/shops", shop).await;
    let door = street.doors.join(WOO).expect("an address");
    post("control/webhooks", json!({ "shop_id": WOO_NUMBER, "url": door.as_str(), "secret": "a&amp;b" })).await;
    let product = json!({ "name": "Cam sành", "sku": "CAM-5KG", "regular_price": "145000", "manage_stock": true,
        "stock_quantity": 9 });
    post("wp-json/wc/v3/products", product).await;
    let wish = json!({ "shop_id": WOO_NUMBER, "sku": "CAM-5KG", "quantity": 2, "pay": true, "cod": false });
    let sn = post("control/orders", wish).await["order_sn"].as_str().expect("a name").to_owned();
    let house = &street.house;
    until("the order is taken", || async { house.state(&sn).await == Some(OrderState::Paid) }).await;
    assert_eq!(house.balance(street.lot).await, [40_000, 10_000, 0, 0]);

    let ship = ShipOrders::at_once(vec![house.order(&sn).await.expect("taken").order.order_id]);
    house.asker.ask(&house.manager().with_key("k"), &ship).await.expect("queued");
    until("it is said where that is done", || async {
        house.order(&sn).await.and_then(|view| view.task).is_some_and(|task| task.state == "refused")
    })
    .await;

    let done = street.http.put(site.join(&format!("wp-json/wc/v3/orders/{sn}")).expect("an address"));
    let done = done.basic_auth("ck_1", Some("cs_1")).json(&json!({ "status": "completed" })).send().await;
    assert!(done.expect("the sandbox is there").status().is_success(), "its people have sent it");
    until("it is delivered", || async { house.state(&sn).await == Some(OrderState::Delivered) }).await;
    assert_eq!(house.balance(street.lot).await, [40_000, 0, 10_000, 0]);
    house.assert_books_add_up().await;
    street.house.world.end().await;
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn haravan_is_told_that_the_address_is_ours_and_nobody_else_is() {
    let street = Street::open(Url::parse("http://127.0.0.1:9").expect("an address")).await;
    let look = async |shop: &str, word: &str| {
        let url = street.doors.join(&format!("/webhooks/own_shop/{shop}")).expect("an address");
        let asked = [("hub.mode", "subscribe"), ("hub.verify_token", word), ("hub.challenge", "<b>1158201444</b>")];
        let answer = street.http.get(url).query(&asked).send().await.expect("the door answers");
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().expect("text").to_owned());
        (answer.status().as_u16(), kind, answer.text().await.expect("a body"))
    };
    let ours = (200, Some("text/plain; charset=utf-8".to_owned()), "<b>1158201444</b>".to_owned());
    assert_eq!(look(HARAVAN, "a word that only Haravan knows").await, ours);
    for (shop, word) in [(HARAVAN, "a guess"), (STANDARD, "a word that only Haravan knows"), ("nobodys", "")] {
        assert_eq!(look(shop, word).await.0, 401, "{shop}");
    }
    street.house.world.end().await;
}

//! The portal as a browser without script meets it: forms, redirects, cookies.

use contract::{
    Page, Refusal, Role, Scope,
    accounts::Grant,
    code,
    imports::{CheckImport, FindImports, ImportKind, ImportState, ImportStatus},
    intake::{
        CancelOrders, FindOrders, FindStock, GetLedger, GoodsRemoved, MovementView, OrderView, Removal, RemoveGoods,
        ShipOrders, ShipmentsTakenBack, StockView, TakeBackShipments, TasksQueued, UndoRemoval,
    },
    syndication::{GetListing, ListingView, OfferCounts, SaveListing},
};
use ids::{Id, Import, Listing, Lot, Movement, Order};
use mailbox::Stop;
use reqwest::{Method, RequestBuilder, Response, StatusCode, multipart};
use scoped::Scoped;
use scraper::{Html, Selector};

use crate::house::{House, OPERATOR, PASSWORD};

/// A browser that keeps one session.
struct Browser<'a> {
    house: &'a House,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn of(house: &'a House, token: &str) -> Self {
        Self { house, cookie: format!("phien_session={token}") }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.house.request(method, path).header("cookie", &self.cookie).header("accept", "text/html");
        request.header("sec-fetch-site", "same-origin")
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.request(Method::POST, path).form(form).send().await.expect("an answer")
    }
}

async fn page_of(response: Response, status: u16) -> Html {
    let (got, body) = (response.status(), response.text().await.expect("a body"));
    assert_eq!(got, status, "{body}");
    Html::parse_document(&body)
}

fn has(page: &Html, css: &str) -> bool {
    page.select(&Selector::parse(css).expect("a selector")).next().is_some()
}

fn text_of(page: &Html, css: &str) -> String {
    let found = page.select(&Selector::parse(css).expect("a selector")).next().expect("an element");
    found.text().collect::<String>().trim().to_owned()
}

fn location_of(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().expect("text")
}

#[tokio::test]
async fn a_wrong_password_keeps_the_login_and_the_right_one_leads_where_one_wanted_to_go() {
    let house = House::new().await;
    let nobody = Browser { house: &house, cookie: String::new() };
    let form = [("key", "k"), ("login", OPERATOR), ("password", "wrong"), ("next", "/operator?a=1")];
    let page = page_of(nobody.post("/sign-in", &form).await, 401).await;
    assert!(has(&page, &format!("#login[value='{OPERATOR}']")) && has(&page, "#fault[role=alert]"));
    assert!(has(&page, "input[name=next][value='/operator?a=1']"));

    let form = [("key", "k"), ("login", OPERATOR), ("password", PASSWORD), ("next", "/operator?a=1")];
    let answer = nobody.post("/sign-in", &form).await;
    assert_eq!(location_of(&answer), "/operator?a=1");
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let cookie = cookie.split(';').next().expect("a cookie").to_owned();
    let signed = Browser { house: &house, cookie };
    assert_eq!(location_of(&signed.get("/").await), "/operator");
    assert_eq!(location_of(&signed.get("/sign-in?next=//elsewhere.example").await), "/");
    assert_eq!(location_of(&signed.post("/sign-out", &[("key", "k")]).await), "/sign-in");
    assert!(location_of(&signed.get("/operator").await).starts_with("/sign-in?next="));
}

#[tokio::test]
async fn a_page_of_another_role_is_refused_in_the_readers_language_with_a_next_step() {
    let house = House::new().await;
    let browser = Browser::of(&house, &house.token_of(OPERATOR).await);
    let chosen = browser.post("/language", &[("key", "k"), ("language", "en"), ("next", "/help")]).await;
    assert_eq!(location_of(&chosen), "/help");
    let cookie = chosen.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie").to_owned();
    assert_eq!(cookie, "phien_language=en");
    let english = Browser { house: &house, cookie: format!("{}; {cookie}", browser.cookie) };
    for (reader, language) in [(&browser, "vi"), (&english, "en")] {
        let page = page_of(reader.get("/home").await, 403).await;
        assert!(has(&page, &format!("html[lang={language}]")) && has(&page, "main .actions a[href='/']"));
        assert_eq!(text_of(&page, "main code"), code::NOT_ALLOWED);
        let page = page_of(reader.get("/no/such/page").await, 404).await;
        assert!(has(&page, &format!("html[lang={language}]")));
    }
}

#[tokio::test]
async fn whoever_holds_two_roles_changes_between_them() {
    let house = House::new().await;
    let official = Grant { role: Role::ProvincialOfficial, scope: Scope::Province };
    let manager = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) };
    let browser = Browser::of(&house, &house.add("0912345678", &[official, manager]).await);
    let mut first_pages = Vec::new();
    for grant in ["0", "1"] {
        let changed = browser.post("/role", &[("key", "k"), ("grant", grant)]).await;
        let cookie = changed.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie");
        assert_eq!(cookie, format!("phien_grant={grant}"));
        let changed_to = Browser { house: &house, cookie: format!("{}; {cookie}", browser.cookie) };
        assert_eq!(location_of(&changed_to.get("/").await), location_of(&changed));
        first_pages.push(location_of(&changed).to_owned());
    }
    first_pages.sort_unstable();
    assert_eq!(first_pages, ["/home", "/official"]);
    page_of(browser.post("/role", &[("key", "k"), ("grant", "2")]).await, 404).await;
}

async fn ship((): &(), _: &Scoped, ask: ShipOrders) -> Result<TasksQueued, Stop> {
    assert_eq!(ask.hold_s, 10, "long enough to take it back");
    Ok(TasksQueued { queued: u32::try_from(ask.order_ids.len()).expect("few"), refused: Vec::new() })
}

async fn cancel((): &(), _: &Scoped, ask: CancelOrders) -> Result<TasksQueued, Stop> {
    Ok(TasksQueued { queued: u32::try_from(ask.order_ids.len()).expect("few"), refused: Vec::new() })
}

async fn take_back((): &(), _: &Scoped, _: TakeBackShipments) -> Result<ShipmentsTakenBack, Stop> {
    Ok(ShipmentsTakenBack { orders: 2 })
}

async fn no_orders((): &(), _: &Scoped, _: FindOrders) -> Result<Page<OrderView>, Stop> {
    Ok(Page { rows: Vec::new(), next: None, total: None })
}

#[tokio::test]
async fn packed_orders_can_be_taken_back_and_cancelling_is_asked_again() {
    let house = House::new().await;
    let intake = house.stand_in("intake").answers::<ShipOrders>(ship).answers::<CancelOrders>(cancel);
    house.start(intake.answers::<TakeBackShipments>(take_back).answers::<FindOrders>(no_orders)).await;
    let browser = Browser::of(&house, &house.add_manager("0912345678", Id::generate()).await);
    let (one, two) = (Id::<Order>::generate().to_string(), Id::<Order>::generate().to_string());
    let form =
        |what| [("key", "a-key-of-a-form"), ("order_id", one.as_str()), ("order_id", two.as_str()), ("do", what)];

    let told = browser.post("/orders/selected", &form("ship")).await;
    assert_eq!(location_of(&told), "/orders?show=to_pack&queued=2&refused=0&held=true");
    let list = page_of(browser.get(location_of(&told)).await, 200).await;
    assert!(has(&list, ".notice.is-done") && has(&list, "form[action='/orders/take-back'] input[name=key]"));
    let taken_back = browser.post("/orders/take-back", &[("key", "undo")]).await;
    assert_eq!(location_of(&taken_back), "/orders?show=to_pack&taken_back=2");
    let list = page_of(browser.get(location_of(&taken_back)).await, 200).await;
    assert!(has(&list, ".notice.is-done") && !has(&list, "form[action='/orders/take-back']"));
    // The same form once more is the same wish.
    assert_eq!(location_of(&browser.post("/orders/selected", &form("ship")).await), location_of(&told));

    let asked = page_of(browser.post("/orders/selected", &form("cancel")).await, 200).await;
    assert!(has(&asked, "form[action='/orders/cancel'] input[name=order_id]"));
    assert!(text_of(&asked, "h1").contains('2'));
    let given_up = [("key", "another"), ("order_id", one.as_str())];
    assert_eq!(
        location_of(&browser.post("/orders/cancel", &given_up).await),
        "/orders?show=to_pack&queued=1&refused=0"
    );

    let nothing = browser.post("/orders/selected", &[("key", "third"), ("do", "ship")]).await;
    assert_eq!(location_of(&nothing), "/orders?show=to_pack&queued=0&refused=0");
    page_of(browser.post("/orders/cancel", &[("order_id", one.as_str())]).await, 400).await;
}

fn listing(ask: &GetListing) -> ListingView {
    let form = contract::syndication::ListingForm {
        sku: "CAM-L1-5KG".into(),
        title: "Cam sành Hà Giang loại 1".into(),
        description: "Cam trồng ở Bắc Quang, hái trong ngày.".into(),
        product: contract::ProductCode::parse("cam_sanh").expect("a product of the list"),
        grade: contract::Grade::First,
        pack_name: "Hộp 5 kg".into(),
        pack_g: 5_000,
        gross_g: 5_400,
        price_vnd: amounts::Vnd(145_000),
        lots: Vec::new(),
        active: true,
        claims: Vec::new(),
        gtin: None,
        sold_by: contract::syndication::SoldBy::Pack,
        priced_by: contract::syndication::PricedBy::Pack,
    };
    let listing_id = ask.listing_id;
    let (cooperative_id, offers, claims) = (Id::generate(), Vec::new(), Vec::new());
    ListingView { listing_id, version: 4, cooperative_id, form, available_g: None, offers, claims }
}

async fn get_listing((): &(), _: &Scoped, ask: GetListing) -> Result<ListingView, Stop> {
    Ok(listing(&ask))
}

async fn save_listing((): &(), _: &Scoped, ask: SaveListing) -> Result<Id<Listing>, Stop> {
    match (ask.listing_id, ask.seen_version) {
        (Some(_), Some(seen)) if seen != 4 => Err(Refusal::new(code::CONFLICT, "another change came first").into()),
        (listing_id, _) => Ok(listing_id.unwrap_or_else(Id::generate)),
    }
}

async fn no_stock((): &(), _: &Scoped, _: FindStock) -> Result<Page<StockView>, Stop> {
    Ok(Page { rows: Vec::new(), next: None, total: None })
}

#[tokio::test]
async fn a_listing_keeps_what_was_typed_through_a_slip_and_through_a_conflict() {
    let house = House::new().await;
    house.start(house.stand_in("intake").answers::<FindStock>(no_stock)).await;
    let syndication =
        house.stand_in("syndication").answers::<GetListing>(get_listing).answers::<SaveListing>(save_listing);
    house.start(syndication).await;
    let browser = Browser::of(&house, &house.add_manager("0912345678", Id::generate()).await);
    let lot = Id::<ids::Lot>::generate().to_string();
    let form = |key: &'static str, price: &'static str, seen: &'static str| {
        vec![
            ("key", key),
            ("sku", "CAM-L1-5KG"),
            ("title", "Cam sành tôi gõ"),
            ("description", "Ngọt"),
            ("product", "cam_sanh"),
            ("grade", "first"),
            ("pack_name", "Hộp"),
            ("pack_g", "5"),
            ("gross_g", "5,4"),
            ("price_vnd", price),
            ("lots", ""),
            ("seen_version", seen),
        ]
    };
    let form = |key, price, seen| {
        form(key, price, seen)
            .into_iter()
            .map(|(name, value)| (name, if name == "lots" { lot.as_str() } else { value }))
            .collect::<Vec<_>>()
    };

    let slip = page_of(browser.post("/listings/new", &form("one", "12.5", "0")).await, 422).await;
    assert!(has(&slip, "#price_vnd[value='12.5'][aria-invalid=true]") && has(&slip, "#title[value='Cam sành tôi gõ']"));

    let path = format!("/listings/{}", Id::<Listing>::generate());
    let conflict = page_of(browser.post(&path, &form("two", "150.000", "3")).await, 409).await;
    assert!(has(&conflict, "#title[value='Cam sành tôi gõ']") && has(&conflict, "#price_vnd[value='150.000']"));
    assert!(has(&conflict, "input[name=seen_version][value='4']") && has(&conflict, "[role=alert] a[target=_blank]"));
    assert_eq!(location_of(&browser.post(&path, &form("three", "150.000", "4")).await), format!("{path}?done=saved"));
    let saved = page_of(browser.get(&format!("{path}?done=saved")).await, 200).await;
    assert!(has(&saved, ".notice.is-done") && has(&saved, "#title[value='Cam sành Hà Giang loại 1']"));
}

async fn remove_goods((): &(), _: &Scoped, ask: RemoveGoods) -> Result<GoodsRemoved, Stop> {
    assert_eq!(ask.removal, Removal::OffPlatform);
    match ask.quantity_g {
        12_500 | 5_000 => Ok(GoodsRemoved { available_g: 1_000, movement_id: slip() }),
        _ => Err(Refusal::new(code::STOCK_SHORT, "only 1000 g of the lot are there").into()),
    }
}

/// The row that was written by a slip of the thumb.
fn slip() -> Id<Movement> {
    Id::from_uuid(uuid::Uuid::from_u128(7))
}

async fn undo_removal((): &(), _: &Scoped, ask: UndoRemoval) -> Result<GoodsRemoved, Stop> {
    if ask.movement_id != slip() {
        return Err(Refusal::new(code::CONFLICT, "it was undone before").into());
    }
    Ok(GoodsRemoved { available_g: 13_500, movement_id: Id::generate() })
}

async fn no_movements((): &(), _: &Scoped, _: GetLedger) -> Result<Page<MovementView>, Stop> {
    Ok(Page { rows: Vec::new(), next: None, total: None })
}

#[tokio::test]
async fn goods_that_leave_a_lot_are_written_down_and_taken_back_and_what_was_typed_is_kept() {
    let house = House::new().await;
    let intake = house.stand_in("intake").answers::<RemoveGoods>(remove_goods).answers::<GetLedger>(no_movements);
    let intake = intake.answers::<UndoRemoval>(undo_removal);
    house.start(intake).await;
    let browser = Browser::of(&house, &house.add_manager("0912345678", Id::generate()).await);
    let path = format!("/stock/{}", Id::<Lot>::generate());
    let ledger = page_of(browser.get(&path).await, 200).await;
    assert!(has(&ledger, "form input[type=radio][value=off_platform][checked]"));
    let removals = format!("{path}/removals");
    let form = |quantity, price| {
        [("key", quantity), ("removal", "off_platform"), ("quantity", quantity), ("buyer", "trader"), ("price", price)]
    };
    for quantity in ["", "một tạ", "-5", "99"] {
        let slip = page_of(browser.post(&removals, &form(quantity, "")).await, 422).await;
        assert!(has(&slip, "#quantity[aria-invalid=true]") && has(&slip, "#quantity-fault[role=alert]"), "{quantity}");
        assert!(has(&slip, &format!("#quantity[value='{quantity}']")), "what was typed is kept: {quantity}");
    }
    let dear = page_of(browser.post(&removals, &form("12,5", "chín nghìn")).await, 422).await;
    assert!(has(&dear, "#price[aria-invalid=true][value='chín nghìn']") && has(&dear, "details[open] #price-fault"));
    let written = browser.post(&removals, &form("12,5", "9.000")).await;
    assert_eq!(location_of(&written), format!("{path}?removal=off_platform&grams=12500&movement={}", slip()));
    let ledger = page_of(browser.get(location_of(&written)).await, 200).await;
    assert!(has(&ledger, ".notice.is-done") && has(&ledger, &format!("input[name=movement][value='{}']", slip())));
    let tapped = browser.post(&removals, &[("key", "tap"), ("tap", "off_platform:trader:5")]).await;
    assert_eq!(location_of(&tapped), format!("{path}?removal=off_platform&grams=5000&movement={}", slip()));
    let undo = async |movement: Id<Movement>| {
        let form = [("key", &*movement.to_string()), ("movement", &*movement.to_string())];
        let undone = browser.post(&format!("{path}/undo"), &form).await;
        page_of(browser.get(location_of(&undone)).await, 200).await
    };
    assert!(has(&undo(slip()).await, ".notice.is-done"));
    assert!(has(&undo(Id::generate()).await, ".notice.is-bad"), "too late, or undone before");
}

async fn check_import((): &(), _: &Scoped, ask: CheckImport) -> Result<Id<Import>, Stop> {
    assert_eq!((ask.kind, ask.file_name.as_str()), (ImportKind::Listings, "gian-hang.xlsx"));
    Ok(Id::generate())
}

async fn one_import((): &(), _: &Scoped, ask: FindImports) -> Result<Page<ImportStatus>, Stop> {
    let file = ImportStatus {
        import_id: Id::generate(),
        kind: ask.kind,
        file_name: "gian-hang.xlsx".into(),
        file: "0".repeat(64),
        state: ImportState::Checked,
        rows_done: 3,
        rows_total: 3,
        rows_faulty: 1,
        faults: Vec::new(),
        takes: Vec::new(),
        created_at: chrono::Utc::now(),
    };
    Ok(Page { rows: vec![file], next: None, total: None })
}

#[tokio::test]
async fn a_file_is_kept_and_checked_and_one_that_is_too_large_is_told_so() {
    let house = House::new().await;
    let listings = house.stand_in("syndication");
    house.start(listings.answers::<CheckImport>(check_import).answers::<FindImports>(one_import)).await;
    let browser = Browser::of(&house, &house.add_manager("0912345678", Id::generate()).await);
    let hand_in = async |bytes: Vec<u8>| {
        let file = multipart::Part::bytes(bytes).file_name("gian-hang.xlsx");
        let form = multipart::Form::new().text("key", "a-key").part("file", file);
        browser.request(Method::POST, "/imports/listings").multipart(form).send().await.expect("an answer")
    };
    let handed = hand_in(vec![7; 100_000]).await;
    assert!(location_of(&handed).starts_with("/imports/listings/imp_"));
    assert_eq!(location_of(&hand_in(Vec::new()).await), "/imports?nothing=true");
    let page = page_of(hand_in(vec![7; gateway::UPLOAD_BYTES_MAX + 100_000]).await, 413).await;
    assert_eq!(text_of(&page, "main code"), "too_large");
    let list = page_of(browser.get("/imports").await, 200).await;
    assert_eq!(text_of(&list, "main tbody th a"), "gian-hang.xlsx");
    assert!(has(&list, "main tbody .badge.is-bad"), "it has faults");
    assert!(has(&list, ".notice.is-bad"), "the service that takes harvests does not answer");
}

async fn no_offers((): &(), _: &Scoped, _: contract::syndication::CountOffers) -> Result<OfferCounts, Stop> {
    Ok(OfferCounts::default())
}

#[tokio::test]
async fn home_says_what_it_knows_when_a_service_is_silent_and_a_list_says_so_and_offers_to_try_again() {
    let house = House::new().await;
    house.start(house.stand_in("syndication").answers::<contract::syndication::CountOffers>(no_offers)).await;
    let browser = Browser::of(&house, &house.add_manager("0912345678", Id::generate()).await);
    let home = page_of(browser.get("/home").await, 200).await;
    assert!(has(&home, "#now .todo li") && has(&home, "#now .notice.is-bad"));
    let orders = page_of(browser.get("/orders").await, 503).await;
    assert!(has(&orders, "main .actions a.primary"));
}

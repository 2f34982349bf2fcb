//! The page for people.

use scraper::{Html, Selector};

use crate::stage::Stage;

async fn page(stage: &Stage) -> Html {
    let answer = stage.http.get(stage.url("/")).send().await.expect("an answer");
    Html::parse_document(&answer.text().await.expect("a page"))
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).map(|element| element.text().collect::<String>()).collect()
}

#[tokio::test]
async fn a_person_orders_on_the_page_and_moves_the_order_on() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 1).await;
    let goods = Selector::parse("select[name=goods] option").expect("a selector");
    let choice = page(&stage).await.select(&goods).next().expect("one thing to buy").attr("value").map(str::to_owned);
    let form = [("goods", choice.expect("a value")), ("quantity", "1".into()), ("pays", "later".into())];
    assert_eq!(texts(&page(&stage).await, "td[data-name='Giá một gói']"), ["145.000\u{a0}₫"]);
    let answer = stage.http.post(stage.url("/")).form(&form).send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    assert_eq!(texts(&page(&stage).await, "td[data-name='Trạng thái']"), ["Chờ thanh toán"]);
    let again = stage.http.post(stage.url("/")).form(&form).send().await.expect("an answer");
    assert_eq!(again.status(), 409);
    let again = Html::parse_document(&again.text().await.expect("a page"));
    assert!(texts(&again, "[role=alert]")[0].contains("Không còn đủ hàng"), "sold out is said where it happened");

    let now = page(&stage).await;
    let pay = Selector::parse("form.beside[action$='/pay']").expect("a selector");
    let pay = now.select(&pay).next().expect("an unpaid order can be paid").attr("action").expect("an address");
    let answer = stage.http.post(stage.url(pay)).send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    assert_eq!(texts(&page(&stage).await, "td[data-name='Trạng thái']"), ["Chờ gói hàng"]);
}

#[tokio::test]
async fn what_a_seller_writes_is_shown_as_text() {
    let stage = Stage::open().await;
    let mut draft = stage.draft("X-1", 1).await;
    draft["item_name"] = "<script>alert(1)</script> cam".into();
    stage.post("product/add_item", draft).await;
    let page = page(&stage).await;
    assert!(texts(&page, "script").is_empty());
    assert!(texts(&page, "td strong")[0].contains("<script>"));
}

#[tokio::test]
async fn a_person_opens_a_shop_decides_about_its_goods_and_sees_what_was_told() {
    let stage = Stage::open().await;
    let post = async |path: &str, form: &[(&str, &str)]| {
        stage.http.post(stage.url(path)).form(form).send().await.expect("an answer").status().as_u16()
    };
    let hearing = crate::hearing::Hearing::open().await;
    let own = [("marketplace", "own_shop"), ("name", "Cửa hàng HTX"), ("shop_id", "42"), ("url", hearing.url.as_str())];
    assert_eq!(post("/gian-hang", &own).await, 303);
    assert_eq!(post("/gian-hang", &[("marketplace", "tiki"), ("name", "HTX"), ("shop_id", "42")]).await, 409, "taken");
    assert_eq!(post("/gian-hang", &[("marketplace", "tiki"), ("name", " ")]).await, 409);
    assert_eq!(
        post("/gian-hang", &[("marketplace", "tiki"), ("name", "HTX"), ("shop_id", "")]).await,
        303,
        "a free one"
    );
    assert!(texts(&page(&stage).await, "h3").iter().any(|shop| shop.contains("Tiki, mã 700001")));

    let faults = [("san", "lazada"), ("review", "hold"), ("throttle_per_mille", "250"), ("unknown_status", "1")];
    assert_eq!(post("/su-co", &faults).await, 303);
    let answer = stage.http.get(stage.url("/?san=lazada")).send().await.expect("an answer");
    let shown = Html::parse_document(&answer.text().await.expect("a page"));
    let checked = Selector::parse("input[type=checkbox][checked]").expect("a selector");
    let names: Vec<_> = shown.select(&checked).filter_map(|input| input.attr("name")).collect();
    assert_eq!(names, ["unknown_status"]);
    assert_eq!(page(&stage).await.select(&checked).count(), 0, "other marketplaces are as they were");

    assert_eq!(post("/ung-dung", &[("marketplace", "shopee"), ("callback_url", "nowhere")]).await, 409);
    assert_eq!(post("/ung-dung", &[("marketplace", "shopee"), ("callback_url", hearing.url.as_str())]).await, 303);
    stage.list_item("CAM-5KG", 3).await;
    let order = serde_json::json!({ "shop_id": crate::stage::SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true });
    let sn = stage.order(order).await;
    stage.until("it is told", |status| status["pushes"]["acknowledged"] == 1).await;
    let told = texts(&page(&stage).await, "pre");
    assert!(told.iter().any(|body| body.contains(&sn)), "the exact words are there to be seen: {told:?}");
}

#[tokio::test]
async fn every_field_of_the_page_has_a_label() {
    let stage = Stage::open().await;
    stage.list_item("CAM-5KG", 3).await;
    let page = page(&stage).await;
    let fields = Selector::parse("input:not([type=hidden]), select").expect("a selector");
    let labelled = Selector::parse("label input, label select").expect("a selector");
    assert_eq!(page.select(&fields).count(), page.select(&labelled).count());
}

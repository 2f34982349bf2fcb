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

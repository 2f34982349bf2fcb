//! An assistant is invited, a manager lets them act, and they bring a lot on sale for the cooperative: at the width of a phone.

use std::time::Duration;

use fantoccini::Locator;

use super::{PASSWORD, Season, come_in_by_the_link};
use crate::browser::Browser;

const LOGIN: &str = "0987654321";

pub(super) async fn an_assistant_brings_a_lot_on_sale(browser: &Browser, season: &Season) {
    they_are_invited(browser, season).await;
    a_manager_lets_them_act(browser, season).await;
    browser.sign_in(&season.base, LOGIN, PASSWORD).await;
    browser.until_at("/caseload").await;
    browser.press("button.primary[name='cooperative_id']").await;
    browser.until_at("/cooperative").await;
    what_they_type_is_kept(browser, season).await;
    let lot = they_declare_a_lot(browser, season).await;
    they_put_it_on_sale(browser, season, &lot).await;
}

async fn they_are_invited(browser: &Browser, season: &Season) {
    season.sign_in(browser, "operator").await;
    browser.client.goto(&format!("{}people/invite", season.base)).await.expect("the form opens");
    browser.fill("name", "Mai Thị Hoa").await;
    browser.fill("login", LOGIN).await;
    browser.press("input[name='role'][value='assistant']").await;
    browser.press("select[name='commune'] option:nth-child(2)").await;
    browser.press("main form button.primary").await;
    come_in_by_the_link(browser).await;
    browser.until_at("/caseload").await;
    browser.visit("caseload", &format!("{}caseload", season.base)).await;
    browser.visit("propose", &format!("{}caseload/propose", season.base)).await;
}

async fn a_manager_lets_them_act(browser: &Browser, season: &Season) {
    season.sign_in(browser, "cooperative").await;
    browser.visit("delegations", &format!("{}delegations", season.base)).await;
    browser.fill("login", LOGIN).await;
    for errand in ["harvest", "goods"] {
        browser.press(&format!("input[name='errand'][value='{errand}']")).await;
    }
    browser.press("main form.form button.primary").await;
    browser.text(".notice.is-done").await;
    browser.look("delegation-given").await;
}

async fn what_they_type_is_kept(browser: &Browser, season: &Season) {
    browser.text("form.notice").await;
    browser.fill("hamlet", "Thôn Nà Khoang").await;
    // Leaving a field is what keeps it.
    browser.press("#phone").await;
    browser.text("#draft:not(:empty)").await;
    browser.visit("cooperative-draft", &format!("{}cooperative", season.base)).await;
    let hamlet = browser.client.find(Locator::Css("[name='hamlet']")).await.expect("the form is there");
    assert_eq!(hamlet.prop("value").await.expect("read").as_deref(), Some("Thôn Nà Khoang"), "typed, and not sent");
    browser.press("main form button[value='save']").await;
    browser.text(".notice.is-done").await;
}

/// Its id.
async fn they_declare_a_lot(browser: &Browser, season: &Season) -> String {
    browser.visit("lot-new", &format!("{}lots/new", season.base)).await;
    browser.press("#product option[value='cam_sanh']").await;
    browser.press("#grade option[value='first']").await;
    browser.press("#household-0 option:nth-child(2)").await;
    browser.fill("quantity", "250").await;
    // However the browser writes days.
    let days = "const day = new Date(document.getElementById('picked_on-0').value);
        day.setDate(day.getDate() + 20);
        document.getElementById('sell_by').value = day.toISOString().slice(0, 10);";
    browser.client.execute(days, vec![]).await.expect("set");
    browser.press("main form button.primary[value='save']").await;
    browser.text(".notice.is-done").await;
    browser.look("lot").await;
    let address = browser.client.current_url().await.expect("an address");
    address.path().rsplit('/').next().expect("a path").to_owned()
}

async fn they_put_it_on_sale(browser: &Browser, season: &Season, lot: &str) {
    let goods = format!("input[name='lots'][value='{lot}']");
    until_the_page_has(browser, &format!("{}listings/new", season.base), &goods).await;
    browser.fill("title", "Cam sành Vĩnh Tuy loại 1, hộp 5 kg").await;
    browser.fill("sku", "CAM-HOA-5KG").await;
    browser.press("#product option[value='cam_sanh']").await;
    browser.press("#grade option[value='first']").await;
    for (field, text) in [("pack_name", "Hộp 5 kg"), ("pack_g", "5"), ("gross_g", "5,3"), ("price_vnd", "165.000")] {
        browser.fill(field, text).await;
    }
    browser.fill("description", "Cam sành hái tại vườn trong tuần, quả đều, vỏ xanh, nhiều nước, đóng hộp cứng.").await;
    browser.press(&goods).await;
    browser.press("form.form button.primary").await;
    browser.until_at("/listings/lis_").await;
    let listing = browser.client.current_url().await.expect("an address").to_string();
    until_the_page_has(browser, &listing, ".offers .badge.is-done").await;
    browser.look("listing-on-sale").await;
}

/// Loads a page again until it has what another service has to tell first.
async fn until_the_page_has(browser: &Browser, address: &str, css: &str) {
    for _ in 0..200 {
        browser.client.goto(address).await.expect("the page opens");
        if browser.client.find(Locator::Css(css)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{address} never has {css}");
}

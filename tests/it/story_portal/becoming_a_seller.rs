//! From an invitation to a lot on sale: whoever keeps the house registers a cooperative and invites its manager, who lets an
//! assistant type, while an official looks at what both hand in. All of it at the width of a phone.

use std::{path::PathBuf, time::Duration};

use fantoccini::Locator;
use serde_json::json;

use super::{PASSWORD, Season};
use crate::{browser::Browser, root};

const MANAGER: &str = "0912 345 678";
const ASSISTANT: &str = "0987654321";
const SHOP: u32 = 26_110_001;

pub(super) async fn a_cooperative_becomes_a_seller(browser: &Browser, season: &Season) {
    browser.client.set_window_size(390, 900).await.expect("the window changes");
    an_assistant_is_invited(browser, season).await;
    it_is_registered_and_its_manager_invited(browser, season).await;
    its_manager_lets_the_assistant_act(browser, season).await;
    the_assistant_acts(browser, season).await;
    what_they_type_is_kept(browser, season).await;
    they_write_down_a_household(browser, season).await;
    they_hand_a_paper_in(browser, season).await;
    they_hand_the_file_in(browser, season).await;
    an_official_verifies_both(browser, season).await;
    its_manager_connects_a_shop(browser, season).await;
    the_assistant_acts(browser, season).await;
    let lot = they_declare_a_lot(browser, season).await;
    they_put_it_on_sale(browser, season, &lot).await;
}

async fn an_assistant_is_invited(browser: &Browser, season: &Season) {
    season.sign_in(browser, "operator").await;
    for (name, path) in [("people", "people"), ("security", "security"), ("audit", "operator/audit")] {
        browser.visit(name, &format!("{}{path}", season.base)).await;
    }
    browser.visit("invite", &format!("{}people/invite", season.base)).await;
    browser.fill("name", "Mai Thị Hoa").await;
    browser.fill("login", ASSISTANT).await;
    browser.press("input[name='role'][value='assistant']").await;
    browser.press("main form button.primary").await;
    browser.text("main .fault").await;
    browser.press("select[name='commune'] option:nth-child(2)").await;
    browser.press("main form button.primary").await;
    browser.text(".notice.is-done").await;
    browser.look("person").await;
    come_in_by_the_link(browser).await;
    browser.until_at("/caseload").await;
    browser.visit("caseload", &format!("{}caseload", season.base)).await;
    browser.visit("propose", &format!("{}caseload/propose", season.base)).await;
}

async fn it_is_registered_and_its_manager_invited(browser: &Browser, season: &Season) {
    season.sign_in(browser, "operator").await;
    browser.client.goto(&format!("{}official/cooperatives", season.base)).await.expect("the list opens");
    browser.press("main a[href='/official/cooperatives/new']").await;
    browser.until_at("/official/cooperatives/new").await;
    for (field, text) in [
        ("code", "HTX99"),
        ("name", "Hợp tác xã Cam Nà Khoang"),
        ("tax_code", "0100109107"),
        ("representative", "Vàng Thị Mỷ"),
        ("representative_id", "002085001234"),
        ("phone", MANAGER),
    ] {
        browser.fill(field, text).await;
    }
    browser.press("#commune_code option:nth-child(3)").await;
    browser.press("main form.form button.primary").await;
    browser.text("#fault-tax_code").await;
    browser.look("register-faulty").await;
    browser.fill("tax_code", "5199999937").await;
    browser.fill("representative_id", "002085001234").await;
    browser.fill("phone", MANAGER).await;
    browser.press("main form.form button.primary").await;
    browser.until_at("/people/invite").await;
    browser.look("invite-manager").await;
    browser.fill("name", "Vàng Thị Mỷ").await;
    browser.fill("login", MANAGER).await;
    browser.press("main form button.primary").await;
    browser.text(".notice.is-done").await;
    come_in_by_the_link(browser).await;
    browser.until_at("/home").await;
    browser.look("home-new").await;
    browser.visit("cooperative", &format!("{}cooperative", season.base)).await;
}

/// Chooses a password by the link that the page shows.
async fn come_in_by_the_link(browser: &Browser) {
    let link = browser.client.find(Locator::Css("#address")).await.expect("the link is shown");
    let link = link.prop("value").await.expect("read").expect("a link");
    browser.client.delete_cookie("phien_session").await.expect("forgotten");
    browser.visit("join", &link).await;
    for field in ["password", "password_again"] {
        browser.fill(field, PASSWORD).await;
    }
    browser.press("main form button.primary").await;
    browser.text("nav a[aria-current='page']").await;
}

async fn its_manager_lets_the_assistant_act(browser: &Browser, season: &Season) {
    browser.visit("delegations", &format!("{}delegations", season.base)).await;
    browser.fill("login", ASSISTANT).await;
    for errand in ["harvest", "goods"] {
        browser.press(&format!("input[name='errand'][value='{errand}']")).await;
    }
    browser.press("main form.form button.primary").await;
    browser.text(".notice.is-done").await;
    browser.look("delegation-given").await;
}

async fn the_assistant_acts(browser: &Browser, season: &Season) {
    // As on another phone, which does not know yet for whom.
    browser.client.delete_cookie("phien_for").await.expect("forgotten");
    browser.sign_in(&season.base, ASSISTANT, PASSWORD).await;
    browser.until_at("/caseload").await;
    browser.press("button.primary[name='cooperative_id']").await;
    browser.until_at("/cooperative").await;
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

async fn they_write_down_a_household(browser: &Browser, season: &Season) {
    browser.visit("member-new-by-assistant", &format!("{}members/new", season.base)).await;
    for (field, text) in
        [("code", "HO01"), ("name", "Lù Văn Páo"), ("personal_id", "002085004321"), ("phone", "0934567890")]
    {
        browser.fill(field, text).await;
    }
    browser.press("#commune_code option:nth-child(3)").await;
    browser.set_day("joined_on", "2024-01-01").await;
    browser.press("main form.form button.primary").await;
    browser.until_at("/members/hou_").await;
}

async fn they_hand_a_paper_in(browser: &Browser, season: &Season) {
    browser.visit("paper-new-by-assistant", &format!("{}papers/new?scheme=food_safety_commitment", season.base)).await;
    for (field, text) in [("facility", "Nhà đóng gói Nà Khoang"), ("number", "12/CK-ATTP"), ("issuer", "UBND xã")]
    {
        browser.fill(field, text).await;
    }
    browser.set_day("issued_on", "2025-02-03").await;
    browser.press("main form.form button.primary").await;
    browser.until_at("/papers/pap_").await;
    // A picture of this very page will do.
    browser.choose_file("#camera", &picture()).await;
    browser.press("form.upload button").await;
    browser.text("img.scan").await;
    browser.look("paper-scanned").await;
    browser.press("form[action$='/submit'] button").await;
    browser.text("main .badge.is-waiting").await;
}

/// Something to look at: a page that was looked at before.
fn picture() -> PathBuf {
    root().join("target/screens/paper-new-390.png")
}

async fn they_hand_the_file_in(browser: &Browser, season: &Season) {
    browser.client.goto(&format!("{}cooperative", season.base)).await.expect("the page opens");
    browser.press("main form button[value='submit']").await;
    browser.text(".notice.is-done").await;
    browser.look("cooperative-submitted").await;
}

async fn an_official_verifies_both(browser: &Browser, season: &Season) {
    season.sign_in(browser, "official").await;
    browser.client.goto(&format!("{}official/papers", season.base)).await.expect("the queue opens");
    browser.press("main tbody th a").await;
    browser.until_at("/official/papers/pap_").await;
    browser.look("paper-review").await;
    browser.press("button[value='verify']").await;
    browser.text("h1 .badge.is-done, .notice.is-done").await;
    let queue = format!("{}official/cooperatives?state=submitted", season.base);
    browser.client.goto(&queue).await.expect("the queue opens");
    browser.press("tbody th a").await;
    browser.text("button[value='take-up']").await;
    browser.press("button[value='take-up']").await;
    browser.text("h1 .badge.is-waiting").await;
    browser.look("review").await;
    browser.press("button[value='verify']").await;
    browser.text("h1 .badge.is-done").await;
}

async fn its_manager_connects_a_shop(browser: &Browser, season: &Season) {
    let shop = json!({ "shop_id": SHOP, "name": "Cam Nà Khoang" });
    let opened = host::http::client().post(format!("{}/control/shops", season.sandbox)).json(&shop).send().await;
    assert!(opened.expect("the practice marketplace is there").status().is_success());
    browser.sign_in(&season.base, MANAGER, PASSWORD).await;
    browser.client.goto(&format!("{}channels", season.base)).await.expect("the page opens");
    browser.press("main a[href='/channels/shopee/connect']").await;
    let agree = format!("input[name='shop_id'][value='{SHOP}'] ~ button");
    browser.text(&agree).await;
    browser.press(&agree).await;
    browser.until_at("/channels").await;
    browser.text(".offers .badge.is-done").await;
    browser.look("channels-connected").await;
}

/// Its id.
async fn they_declare_a_lot(browser: &Browser, season: &Season) -> String {
    browser.visit("lot-new", &format!("{}lots/new", season.base)).await;
    browser.press("#product option[value='cam_sanh']").await;
    browser.fill("season", "CAM-2025-2026").await;
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

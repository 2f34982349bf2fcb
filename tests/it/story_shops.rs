//! A manager connects shops: each marketplace has its own way through its consent page, and the portal goes all of them.

use reqwest::{Response, StatusCode};
use sandbox::Sandbox;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use url::Url;

use crate::{free_port, walls::ground::Ground};

const MANAGER: &str = "manager-mau-don@example.vn";
const SECRET: &str = "a-secret-of-the-app";

/// The house, a practice marketplace, and a manager's browser that follows nothing by itself.
struct Story {
    ground: Ground,
    sandbox: Sandbox,
    browser: reqwest::Client,
    cookie: String,
    _folder: tempfile::TempDir,
}

/// A marketplace: its word, our key there, and the number of a shop.
type Place = (&'static str, &'static str, u64);

const PLACES: [Place; 3] =
    [("lazada", "500001", 200_120_001), ("tiktok_shop", "29a39d", 749_001), ("tiki", "e5edc0e4", 30_101)];

impl Story {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start(sandbox::Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            journal: folder.path().join("journal"),
            partner_id: 1,
            partner_key: SECRET.into(),
            push_key: SECRET.into(),
            push_retry_divisor: 1_000,
            seed: 1,
        });
        let sandbox = sandbox.await.expect("the sandbox starts");
        let (port, at) = (free_port(), format!("http://{}", sandbox.address()));
        let file = json!({
            "lazada": { "api": format!("{at}/rest"), "token_api": format!("{at}/rest"), "consent": at, "app_key": "500001",
                        "app_secret_file": "secret" },
            "tiktok_shop": { "api": at, "token_api": at, "consent": at, "app_key": "29a39d", "service_id": "29a39d",
                             "app_secret_file": "secret" },
            "tiki": { "api": at, "client_id": "e5edc0e4", "client_secret_file": "secret",
                      "redirect_uri": format!("http://127.0.0.1:{port}/channels/tiki/callback") },
        });
        std::fs::write(folder.path().join("secret"), SECRET).expect("written");
        let marketplaces = folder.path().join("marketplaces.json");
        std::fs::write(&marketplaces, file.to_string()).expect("written");
        let marketplaces = marketplaces.display().to_string();
        let ground = Ground::at(port, &["--marketplaces-file", &marketplaces, "--poll-seconds", "1"]).await;
        let token = ground.sign_in(MANAGER).await;
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let cookie = format!("phien_session={token}; phien_grant=0; phien_language=vi");
        let story = Self { ground, sandbox, browser: browser.expect("a client"), cookie, _folder: folder };
        for (marketplace, key, shop) in PLACES {
            let back = format!("{}/channels/{marketplace}/callback", story.ground.base);
            let app = json!({ "marketplace": marketplace, "key": key, "secret": SECRET, "redirect_url": back });
            story.control("apps", app).await;
            story.control("shops", json!({ "marketplace": marketplace, "shop_id": shop, "name": "HTX Cam" })).await;
        }
        story
    }

    async fn control(&self, what: &str, body: Value) {
        let url = format!("http://{}/control/{what}", self.sandbox.address());
        let answer = self.browser.post(url).json(&body).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{what}: {}", answer.text().await.expect("words"));
    }

    async fn open(&self, path: &str) -> Response {
        let url = Url::parse(&self.ground.base).expect("an address").join(path).expect("a path");
        let request = self.browser.get(url).header("accept", "text/html").header("cookie", &self.cookie);
        request.send().await.expect("an answer")
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.open(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.expect("a page")
    }

    /// Presses the button of a form on a page.
    async fn press(&self, page: &str, action: &str, button: &str) -> Response {
        self.press_with(page, action, &[("do", button)]).await
    }

    async fn press_with(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Response {
        let key = {
            let html = Html::parse_document(page);
            let field = Selector::parse(&format!("form[action='{action}'] input[name=key]")).expect("a selector");
            let field = html.select(&field).next().unwrap_or_else(|| panic!("no form {action}"));
            field.value().attr("value").expect("a key").to_owned()
        };
        let request = self.browser.post(format!("{}{action}", self.ground.base)).header("accept", "text/html");
        let form: Vec<_> = [("key", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
        request.header("cookie", &self.cookie).form(&form).send().await.expect("an answer")
    }

    /// Goes to the marketplace's page, and comes back with its answer to `said`.
    async fn consent(&self, marketplace: &str, said: &str) -> Response {
        let away = location(&self.open(&format!("/channels/{marketplace}/connect")).await);
        let back = self.browser.get(format!("{away}{said}")).send().await.expect("the marketplace answers");
        let back = location(&back);
        assert!(back.starts_with(&format!("{}/channels/{marketplace}/callback?", self.ground.base)), "{back}");
        self.open(&back).await
    }

    /// The id of what a shop shows under a SKU.
    async fn item(&self, shop: u64, sku: &str) -> String {
        let sql = format!(
            "select item_id from syndication.shop_item join syndication.channel_account using (account_id)
             where shop_id = '{shop}' and sku = '{sku}'"
        );
        self.ground.text(&sql).await
    }

    async fn of_shop(&self, shop: u64, what: &str) -> String {
        let sql = format!("select {what}::text from syndication.channel_account where shop_id = '{shop}'");
        self.ground.text(&sql).await
    }
}

fn location(answer: &Response) -> String {
    let to = answer.headers().get("location").unwrap_or_else(|| panic!("{} leads nowhere", answer.status()));
    to.to_str().expect("a plain address").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_marketplace_that_is_set_up_is_connected_renewed_and_taken_away_in_the_portal() {
    let story = Story::begin().await;
    let page = story.page("/channels").await;
    assert!(!page.contains("/channels/shopee/connect\""), "nobody has set Shopee up, and it is offered");
    for (marketplace, _, shop) in PLACES {
        assert!(page.contains(&format!("/channels/{marketplace}/connect\"")), "{marketplace} is not offered");
        let back = story.consent(marketplace, &format!("&approve=1&shop_id={shop}")).await;
        assert_eq!(back.status(), StatusCode::SEE_OTHER, "{marketplace}: {}", back.text().await.expect("a page"));
        let connected = story.page(&location(&back)).await;
        assert!(connected.contains(&format!("{shop}. Hàng đang được đưa lên")), "{marketplace} does not name its shop");
    }
    for (marketplace, _, shop) in PLACES {
        let first = story.of_shop(shop, "issued_at").await;
        story.control("faults", json!({ "expire_token": shop })).await;
        let mut renewed = false;
        for _ in 0..600 {
            renewed = story.of_shop(shop, "issued_at").await != first;
            if renewed {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(renewed && story.of_shop(shop, "connected").await == "true", "{marketplace}: its token is not renewed");
    }
    for (marketplace, _, shop) in PLACES {
        let account = format!("acc_{}", story.of_shop(shop, "account_id").await.replace('-', ""));
        let (pause, disconnect) = (format!("/shops/{account}/pause"), format!("/shops/{account}/disconnect"));
        let paused = story.press(&story.page("/channels").await, &pause, "pause").await;
        let page = story.page(&location(&paused)).await;
        assert!(page.contains("Đơn vẫn về") && page.contains("Đang tạm dừng"), "{marketplace} is not paused");
        assert_eq!(story.of_shop(shop, "connected").await, "true");
        story.press(&page, &pause, "go-on").await;
        assert_eq!(story.of_shop(shop, "paused_at").await, "");
        let gone = story.press(&story.page("/channels").await, &disconnect, "disconnect").await;
        assert!(story.page(&location(&gone)).await.contains("Mất kết nối"), "{marketplace} is not disconnected");
        let kept = "(connected or access_token <> '' or refresh_token <> '')";
        assert_eq!(story.of_shop(shop, kept).await, "false", "{marketplace}: something of the consent is kept");
    }
    let no = story.consent("tiktok_shop", "&approve=0").await;
    assert_eq!(no.status(), StatusCode::CONFLICT);
    assert!(no.text().await.expect("a page").contains("Bạn chưa đồng ý trên trang của TikTok Shop"));
    story.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_each_shop_showed_before_is_read_in_and_looked_through_in_the_portal() {
    let story = Story::begin().await;
    for (marketplace, _, shop) in PLACES {
        for (sku, title) in [("CU-01", "Cam sành loại một, thùng 5 kg"), ("CU-02", "Chè Shan tuyết cổ thụ")]
        {
            let found = json!({ "add": { "title": title, "price_vnd": 99_000, "stock": 3 } });
            story.control(&format!("products/{shop}/{sku}"), found).await;
        }
        story.consent(marketplace, &format!("&approve=1&shop_id={shop}")).await;
    }
    for (marketplace, _, shop) in PLACES {
        let account = format!("acc_{}", story.of_shop(shop, "account_id").await.replace('-', ""));
        let items = format!("/shops/{account}/items");
        let mut page = story.page(&items).await;
        for _ in 0..600 {
            if !page.contains("Đang đọc gian hàng") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            page = story.page(&items).await;
        }
        let both = ["CU-01", "CU-02", "Cam sành loại một, thùng 5 kg", "99.000", "còn 3 gói", "Đọc xong lúc"];
        for words in both {
            assert!(page.contains(words), "{marketplace} does not say {words}: {page}");
        }
        let waits = story.page("/channels").await;
        assert!(waits.contains("Chờ bạn xem"), "{marketplace} does not say that it waits");
        let found = story.page(&format!("{items}?text=che+shan")).await;
        assert!(found.contains("CU-02") && !found.contains("CU-01"), "{marketplace}: found without diacritics");
        let join = {
            let html = Html::parse_document(&found);
            let link = Selector::parse(&format!("a[href^='{items}/join?']")).expect("a selector");
            html.select(&link).next().expect("a way to join it").value().attr("href").expect("a link").to_owned()
        };
        let join = story.page(&join).await;
        assert!(
            join.contains("Chè Shan tuyết cổ thụ") && join.contains(&story.ground.own.sku),
            "{marketplace}: {join}"
        );

        for sku in ["CU-01", "CU-02"] {
            let (item, page) = (story.item(shop, sku).await, story.page(&format!("{items}?show=all")).await);
            let aside = story.press_with(&page, &items, &[("do", "ignore"), ("item_id", &item)]).await;
            assert!(story.page(&location(&aside)).await.contains("Đã bỏ qua"), "{marketplace}: {sku} is not put aside");
        }
        assert_ne!(story.of_shop(shop, "matched_at").await, "", "{marketplace} waits for nobody any more");
        let aside = story.page(&format!("{items}?show=ignored")).await;
        let back = story
            .press_with(&aside, &items, &[("do", "take-back"), ("item_id", &story.item(shop, "CU-01").await)])
            .await;
        assert!(story.page(&location(&back)).await.contains("Đã đưa lại"), "{marketplace}: it is not taken back");
    }
    story.sandbox.stop().await;
}

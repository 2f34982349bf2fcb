//! Coming in by a provider's word, from outside: a browser that goes there and back, one step at a time.

use accounts::{ProviderSettings, Providers, SecondFactorRule};
use chrono::TimeDelta;
use contract::Role;
use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use scraper::{Html, Selector};

use crate::{
    elsewhere::{Careful, Elsewhere, WORD, Word, providers, settings},
    house::{House, OPERATOR, PASSWORD},
};

struct Browser<'a> {
    house: &'a House,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn new(house: &'a House) -> Self {
        Self { house, cookies: Vec::new() }
    }

    /// Somebody who is signed in by their password.
    async fn signed_in(house: &'a House) -> Self {
        let mut browser = Self::new(house);
        let form = [("key", "k"), ("login", OPERATOR), ("password", PASSWORD)];
        assert_eq!(browser.send(Method::POST, "/sign-in", &form).await.status(), StatusCode::SEE_OTHER);
        browser
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().expect("a cookie");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            self.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    async fn send(&mut self, method: Method, path: &str, form: &[(&str, &str)]) -> Response {
        let path = path.strip_prefix(&self.house.address).unwrap_or(path);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.house.request(method, path).header("cookie", cookies.join("; "));
        let request = request.header("accept", "text/html");
        let request = if form.is_empty() { request } else { request.form(form) };
        let answer = request.send().await.expect("an answer");
        self.keep(answer.headers());
        answer
    }

    async fn get(&mut self, path: &str) -> Response {
        self.send(Method::GET, path, &[]).await
    }

    /// Where it is sent to sign in.
    async fn sent(&mut self) -> String {
        location(&self.get(&format!("/sign-in/providers/{WORD}?next=/security")).await)
    }

    /// Where it is sent to link, against the password.
    async fn sent_to_link(&mut self) -> String {
        let form = [("key", "k"), ("password", PASSWORD)];
        let page = self.send(Method::POST, &format!("/security/providers/{WORD}"), &form).await;
        assert_eq!(page.status(), StatusCode::OK);
        let page = Html::parse_document(&page.text().await.expect("a page"));
        let button = page.select(&Selector::parse("main a.primary").expect("a selector")).next().expect("a button");
        button.value().attr("href").expect("a link").to_owned()
    }

    async fn is_in(&mut self) -> bool {
        self.get("/security").await.status() == StatusCode::OK
    }
}

impl Elsewhere {
    /// Somebody signs in there as `subject`; where they are sent back to.
    async fn vouch(&self, house: &House, sent: &str, subject: &str) -> String {
        assert!(sent.starts_with(&self.issuer) && sent.contains("nonce="), "{sent}");
        location(&house.client.post(sent).form(&[("sub", subject)]).send().await.expect("an answer"))
    }
}

fn location(answer: &Response) -> String {
    assert!(answer.status().is_redirection(), "{}", answer.status());
    answer.headers()["location"].to_str().expect("text").to_owned()
}

/// What the page says was wrong.
async fn fault(answer: Response, status: StatusCode) -> String {
    assert_eq!(answer.status(), status);
    let page = Html::parse_document(&answer.text().await.expect("a page"));
    let fault = page.select(&Selector::parse("#fault[role=alert]").expect("a selector")).next().expect("a fault");
    fault.text().collect()
}

async fn lines(house: &House, action: &str, outcome: &str) -> i64 {
    let sql = format!("select count(*) as n from audit_entry where action = '{action}' and outcome = '{outcome}'");
    house.world.number("accounts", &sql).await
}

async fn alter(house: &House, sql: &str) {
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    assert_eq!(tx.run(sql, []).await.expect("altered"), 1);
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn a_person_links_their_account_elsewhere_and_comes_in_by_it_until_they_unlink_it() {
    let elsewhere = Elsewhere::open();
    let house = House::with_providers(SecondFactorRule::Optional, providers(&elsewhere.issuer)).await;
    let mut stranger = Browser::new(&house);
    assert!(stranger.get("/sign-in").await.text().await.expect("a page").contains("Đăng nhập bằng Cổng tỉnh"));
    let sent = stranger.sent().await;
    let back = elsewhere.vouch(&house, &sent, OPERATOR).await;
    let words = fault(stranger.get(&back).await, StatusCode::FORBIDDEN).await;
    assert!(words.contains("Cổng tỉnh") && words.contains("chưa nối"), "it says what to do: {words}");
    assert!(!stranger.is_in().await, "an account of the same name that nobody has linked opens nothing");

    let mut lan = Browser::signed_in(&house).await;
    let wrong = [("key", "k"), ("password", "an open browser")];
    let refused = lan.send(Method::POST, &format!("/security/providers/{WORD}"), &wrong).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "an open browser is not enough");
    let sent = lan.sent_to_link().await;
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    assert_eq!(location(&lan.get(&back).await), "/security?done=linked");

    let mut again = Browser::new(&house);
    let sent = again.sent().await;
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    assert_eq!(location(&again.get(&back).await), "/security");
    let page = again.get("/security").await.text().await.expect("a page");
    assert!(page.contains("dùng lần cuối"), "it says when it was last used");

    let unlink = format!("/security/providers/{WORD}/unlink");
    assert_eq!(location(&again.send(Method::POST, &unlink, &[("key", "k")]).await), "/security?done=unlinked");
    assert!(again.is_in().await);
    let left = house.world.number("accounts", "select count(*) as n from session").await;
    assert_eq!(left, 1, "whoever came in by it is out");
    let mut late = Browser::new(&house);
    let sent = late.sent().await;
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    fault(late.get(&back).await, StatusCode::FORBIDDEN).await;

    assert_eq!(lines(&house, "return_from_provider", "identity_unlinked").await, 2);
    assert_eq!(lines(&house, "return_from_provider", "done").await, 1);
    assert_eq!(lines(&house, "link_identity", "done").await, 1);
    assert_eq!(lines(&house, "unlink_identity", "done").await, 1);
    let told = "select count(*) as n from audit_entry where objects::text like '%lan%'";
    assert_eq!(house.world.number("accounts", told).await, 0, "what they are called elsewhere is not in the trail");
}

#[tokio::test]
async fn what_comes_back_must_fit_what_was_begun_and_counts_once() {
    let elsewhere = Elsewhere::open();
    let house = House::with_providers(SecondFactorRule::Optional, providers(&elsewhere.issuer)).await;
    let mut lan = Browser::signed_in(&house).await;
    let sent = lan.sent_to_link().await;
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    lan.get(&back).await;

    // Somebody else's code, in a browser that was not sent for it.
    let (mut victim, mut attacker) = (Browser::new(&house), Browser::new(&house));
    let sent = attacker.sent().await;
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    let words = fault(victim.get(&back).await, StatusCode::BAD_REQUEST).await;
    assert!(words.contains("Cổng tỉnh") && words.contains("từ đầu"), "{words}");
    // Not even where it was sent for one of its own: the state differs.
    let own = victim.sent().await;
    fault(victim.get(&back).await, StatusCode::BAD_REQUEST).await;
    // Nor with the right state and a code that was given for another nonce.
    let own_state = query(&victim.sent().await, "state");
    assert_ne!(query(&own, "state"), own_state);
    let mixed = format!("/sign-in/providers/{WORD}/callback?state={own_state}&code={}", query(&back, "code"));
    fault(victim.get(&mixed).await, StatusCode::BAD_REQUEST).await;
    assert!(!victim.is_in().await);

    // A code counts once, and so does what the browser brings back.
    let mut hoa = Browser::new(&house);
    let sent = hoa.sent().await;
    let kept = hoa.cookies.clone();
    let back = elsewhere.vouch(&house, &sent, "lan").await;
    hoa.get(&back).await;
    assert!(hoa.is_in().await);
    assert!(hoa.cookies.iter().all(|(name, _)| name != "phien_provider"), "what it brought is taken away");
    let mut replay = Browser::new(&house);
    fault(replay.get(&back).await, StatusCode::BAD_REQUEST).await;
    replay.cookies = kept;
    fault(replay.get(&back).await, StatusCode::BAD_REQUEST).await;
    assert!(!replay.is_in().await);

    // Whoever says no over there is not in here.
    let mut shy = Browser::new(&house);
    let state = query(&shy.sent().await, "state");
    let denied = format!("/sign-in/providers/{WORD}/callback?state={state}&error=access_denied");
    let words = fault(shy.get(&denied).await, StatusCode::BAD_REQUEST).await;
    assert!(words.contains("mật khẩu"), "{words}");
    assert_eq!(lines(&house, "return_from_provider", "provider_stale").await, 4);
    assert_eq!(lines(&house, "return_from_provider", "provider_refused").await, 2);
}

fn query(url: &str, name: &str) -> String {
    let pairs = url.split_once('?').expect("a query").1;
    let found = pairs.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.expect("it is there").to_owned()
}

#[tokio::test]
async fn a_word_that_is_not_the_providers_own_of_now_and_for_this_house_does_not_count() {
    let world = testkit::World::new().await;
    let careful = Careful::open(&world.shutdown).await;
    let house = House::with_providers(SecondFactorRule::Optional, providers(&careful.issuer)).await;
    let mut lan = Browser::signed_in(&house).await;
    let back = careful.vouch(&lan.sent_to_link().await, "lan");
    assert_eq!(location(&lan.get(&back).await), "/security?done=linked", "the verifier was sent, and the secret");

    let lies = [
        ("too late", Word { ends_in: TimeDelta::seconds(-1), ..Word::default() }),
        ("for another house", Word { audience: "another".into(), ..Word::default() }),
        ("of another provider", Word { issuer: Some("https://another.example".into()), ..Word::default() }),
        ("for another visit", Word { nonce: Some("another".into()), ..Word::default() }),
        ("signed by somebody else", Word { key: 9, ..Word::default() }),
    ];
    for (lie, word) in lies {
        careful.say(word);
        let mut browser = Browser::new(&house);
        let back = careful.vouch(&browser.sent().await, "lan");
        let words = fault(browser.get(&back).await, StatusCode::BAD_REQUEST).await;
        assert!(words.contains("chưa xác nhận"), "{lie}: {words}");
        assert!(!browser.is_in().await, "{lie}");
    }
    careful.say(Word::default());
    let mut browser = Browser::new(&house);
    let back = careful.vouch(&browser.sent().await, "lan");
    let other = format!("{back}&iss=https%3A%2F%2Fanother.example");
    fault(browser.get(&other).await, StatusCode::BAD_REQUEST).await;
    let back = careful.vouch(&browser.sent().await, "lan");
    let same = format!("{back}&iss={}", careful.issuer.replace(':', "%3A").replace('/', "%2F"));
    assert_eq!(location(&browser.get(&same).await), "/security");
}

#[tokio::test]
async fn a_provider_may_change_its_keys_and_is_asked_for_them_no_more_than_needed() {
    let world = testkit::World::new().await;
    let careful = Careful::open(&world.shutdown).await;
    let house = House::with_providers(SecondFactorRule::Optional, providers(&careful.issuer)).await;
    let mut lan = Browser::signed_in(&house).await;
    let back = careful.vouch(&lan.sent_to_link().await, "lan");
    lan.get(&back).await;
    for _ in 0..3 {
        let mut browser = Browser::new(&house);
        let back = careful.vouch(&browser.sent().await, "lan");
        assert_eq!(location(&browser.get(&back).await), "/security");
    }
    assert_eq!(careful.fetched(), 1, "its keys are remembered");
    careful.publish(2);
    careful.say(Word { key: 2, ..Word::default() });
    let mut browser = Browser::new(&house);
    let back = careful.vouch(&browser.sent().await, "lan");
    assert_eq!(location(&browser.get(&back).await), "/security");
    assert_eq!(careful.fetched(), 2, "an unknown key is looked for once");
}

#[tokio::test]
async fn the_second_factor_is_asked_for_unless_an_operator_trusts_the_provider_to_have_asked() {
    let world = testkit::World::new().await;
    let careful = Careful::open(&world.shutdown).await;
    let wary = House::with_providers(SecondFactorRule::Optional, providers(&careful.issuer)).await;
    let trusting = ProviderSettings { second_factor: vec!["otp".into()], ..settings(&careful.issuer) };
    let trusting = Providers::new(vec![trusting]).expect("settings");
    let trusting = House::with_providers(SecondFactorRule::Optional, trusting).await;
    for (house, methods, page) in [
        (&wary, vec!["otp"], "/sign-in/code?next=%2Fsecurity"),
        (&trusting, vec!["pwd"], "/sign-in/code?next=%2Fsecurity"),
        (&trusting, vec!["pwd", "otp"], "/security"),
    ] {
        careful.say(Word::default());
        let mut lan = Browser::signed_in(house).await;
        let back = careful.vouch(&lan.sent_to_link().await, "lan");
        lan.get(&back).await;
        let sql =
            "insert into second_factor (person_id, secret, confirmed_at) select person_id, 'x', now() from person";
        alter(house, sql).await;
        careful.say(Word { methods: methods.into_iter().map(str::to_owned).collect(), ..Word::default() });
        let mut browser = Browser::new(house);
        let back = careful.vouch(&browser.sent().await, "lan");
        assert_eq!(location(&browser.get(&back).await), page);
        assert_eq!(browser.is_in().await, page == "/security");
        alter(house, "delete from second_factor").await;
    }
    alter(&wary, "update person set disabled_at = now()").await;
    let mut out = Browser::new(&wary);
    let back = careful.vouch(&out.sent().await, "lan");
    fault(out.get(&back).await, StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn an_account_elsewhere_is_one_persons_and_only_of_roles_the_provider_is_for() {
    let world = testkit::World::new().await;
    let careful = Careful::open(&world.shutdown).await;
    let house = House::with_providers(SecondFactorRule::Optional, providers(&careful.issuer)).await;
    let mut lan = Browser::signed_in(&house).await;
    let back = careful.vouch(&lan.sent_to_link().await, "lan");
    lan.get(&back).await;
    let mut hoa = Browser::new(&house);
    hoa.cookies.push(("phien_session".into(), house.add_manager("0912345678", ids::Id::generate()).await));
    let back = careful.vouch(&hoa.sent_to_link().await, "lan");
    let told = location(&hoa.get(&back).await);
    assert!(hoa.get(&told).await.text().await.expect("a page").contains("đã nối với người khác"), "{told}");
    assert_eq!(lines(&house, "link_identity", "conflict").await, 1);
    // Another account of one's own takes the place of the first.
    for subject in ["hoa", "hoa2"] {
        let back = careful.vouch(&hoa.sent_to_link().await, subject);
        assert_eq!(location(&hoa.get(&back).await), "/security?done=linked");
    }
    let mut browser = Browser::new(&house);
    let back = careful.vouch(&browser.sent().await, "hoa");
    fault(browser.get(&back).await, StatusCode::FORBIDDEN).await;

    // Whoever began to link must still be there: in another session it might be somebody else.
    let sent = hoa.sent_to_link().await;
    hoa.cookies.retain(|(name, _)| name != "phien_session");
    hoa.cookies.push(("phien_session".into(), house.token_of("0912345678").await));
    let told = location(&hoa.get(&careful.vouch(&sent, "hoa3")).await);
    assert!(told.contains("provider_stale"), "{told}");

    let officials = ProviderSettings { roles: vec![Role::ProvincialOfficial], ..settings(&careful.issuer) };
    let officials = Providers::new(vec![officials]).expect("settings");
    let narrow = House::with_providers(SecondFactorRule::Optional, officials).await;
    let mut operator = Browser::signed_in(&narrow).await;
    let form = [("key", "k"), ("password", PASSWORD)];
    let told = location(&operator.send(Method::POST, &format!("/security/providers/{WORD}"), &form).await);
    assert!(told.contains("provider_not_for_role"), "{told}");
    // Not even by a link from before.
    let sql = format!(
        "insert into outside_identity (issuer, subject, person_id) select '{}', 'lan', person_id from person",
        careful.issuer
    );
    alter(&narrow, &sql).await;
    let mut browser = Browser::new(&narrow);
    let back = careful.vouch(&browser.sent().await, "lan");
    fault(browser.get(&back).await, StatusCode::FORBIDDEN).await;
    assert!(!browser.is_in().await);
}

#[tokio::test]
async fn the_house_is_open_without_the_provider_and_shows_no_button_where_there_is_none() {
    let issuer = Elsewhere::open().issuer.clone();
    // It has gone away by now.
    let house = House::with_providers(SecondFactorRule::Optional, providers(&issuer)).await;
    let visit = format!("/sign-in/providers/{WORD}");
    let words = fault(Browser::new(&house).get(&visit).await, StatusCode::FAILED_DEPENDENCY).await;
    assert!(words.contains("mật khẩu"), "{words}");
    assert!(Browser::signed_in(&house).await.is_in().await);

    let without = House::new().await;
    for path in [visit.clone(), format!("{visit}/callback?state=a&code=b")] {
        assert_eq!(Browser::new(&without).get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let page = Browser::new(&without).get("/sign-in").await.text().await.expect("a page");
    assert!(!page.contains("/sign-in/providers"));
}

#[tokio::test]
async fn whoever_knocks_too_often_by_this_door_waits_too() {
    let world = testkit::World::new().await;
    let careful = Careful::open(&world.shutdown).await;
    let house = House::with_providers(SecondFactorRule::Optional, providers(&careful.issuer)).await;
    let guess = format!("/sign-in/providers/{WORD}/callback?state=a&code=b");
    for _ in 0..100 {
        fault(Browser::new(&house).get(&guess).await, StatusCode::BAD_REQUEST).await;
    }
    fault(Browser::new(&house).get(&guess).await, StatusCode::TOO_MANY_REQUESTS).await;
    assert!(Browser::signed_in(&house).await.is_in().await, "the other door is counted apart");
}

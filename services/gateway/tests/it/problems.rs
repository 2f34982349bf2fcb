//! Every way to be told no, and what goes through unharmed.

use contract::{
    Page, Refusal, code,
    imports::{CheckImport, ImportKind},
    onboarding::{CooperativeView, FindCooperatives},
    syndication::SaveListing,
};
use ids::{Id, Import, Listing};
use mailbox::Stop;
use reqwest::{Method, StatusCode};
use scoped::Scoped;
use serde_json::{Value, json};

use crate::house::{House, OPERATOR, PASSWORD, json_of, problem_of};

#[test]
fn every_code_of_the_contract_has_a_meaning_in_both_languages() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contract/src/ask.rs");
    let source = std::fs::read_to_string(source).expect("the contract's source");
    let codes: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub const ")?.split_once(": &str = \"")?.1.strip_suffix("\";"))
        .collect();
    assert!(codes.contains(&code::CONSENT_STATE) && codes.contains(&code::INVALID), "{codes:?}");
    for code in codes {
        let known = gateway::problem::known(code).unwrap_or_else(|| panic!("{code} has no meaning"));
        assert!(known.status.is_client_error(), "{code}");
        assert_ne!(known.title, known.title_vi, "{code}");
    }
}

#[tokio::test]
async fn every_code_has_a_page_in_both_languages() {
    let house = House::without_services().await;
    for known in gateway::problem::KNOWN {
        let path = format!("/problems/{}", known.code);
        let page = house.request(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        let page = scraper::Html::parse_document(&page.text().await.expect("a body"));
        for (selector, text) in [("h1", known.title_vi), ("[lang=en] h2", known.title), ("code", known.code)] {
            let selector = scraper::Selector::parse(selector).expect("a selector");
            let found = page.select(&selector).next().expect("an element").text().collect::<String>();
            assert_eq!(found, text);
        }
    }
    problem_of(house.request(Method::GET, "/problems/nonsense").send().await.expect("an answer"), 404).await;
}

#[tokio::test]
async fn a_command_without_a_key_is_refused_and_with_one_has_its_effect_once() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let person = json!({"login": "lan@example.com", "name": "Lan", "password": PASSWORD,
        "grants": [{"role": "provincial_official", "scope": {"kind": "province"}}]});
    let keyless = house.request(Method::POST, "/api/v1/people").bearer_auth(&token).json(&person).send().await;
    assert_eq!(problem_of(keyless.expect("an answer"), 400).await["code"], "idempotency_key_missing");
    let long = "k".repeat(256);
    for key in ["", long.as_str()] {
        let refused = house.post(&token, "/api/v1/people", key, &person).await;
        assert_eq!(problem_of(refused, 400).await["code"], "idempotency_key_missing");
    }

    let first = json_of(house.post(&token, "/api/v1/people", "k1", &person).await, StatusCode::CREATED).await;
    let again = json_of(house.post(&token, "/api/v1/people", "k1", &person).await, StatusCode::CREATED).await;
    assert_eq!(first, again);
    let other = json!({"login": "mai@example.com", "name": "Mai", "password": PASSWORD, "grants": person["grants"]});
    let reused = house.post(&token, "/api/v1/people", "k1", &other).await;
    assert_eq!(problem_of(reused, 422).await["code"], "idempotency_key_reused");

    let taken = problem_of(house.post(&token, "/api/v1/people", "k2", &person).await, 422).await;
    assert_eq!((&taken["code"], &taken["fields"][0]), (&json!("invalid"), &json!({"field": "login", "code": "taken"})));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_before_any_service_is_asked() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let post = |body: &'static str, kind: &'static str| {
        let request = house.request(Method::POST, "/api/v1/people").bearer_auth(&token).header("idempotency-key", "k");
        request.header("content-type", kind).body(body).send()
    };
    for (body, kind, status, code) in [
        ("{", "application/json", 400, "unreadable"),
        ("{}", "text/plain", 400, "unreadable"),
        (r#"{"login": "a"}"#, "application/json", 422, "invalid"),
        (
            r#"{"login": "a", "name": "b", "password": "c", "grants": [], "more": 1}"#,
            "application/json",
            422,
            "invalid",
        ),
    ] {
        let problem = problem_of(post(body, kind).await.expect("an answer"), status).await;
        assert_eq!(problem["code"], code, "{body}");
    }
    let large = json!({"login": "a".repeat(70_000), "name": "b", "password": "c", "grants": []});
    assert_eq!(problem_of(house.post(&token, "/api/v1/people", "k", &large).await, 413).await["code"], "too_large");
    for (path, status) in [
        ("/api/v1/orders/lot_00000000000000000000000000000000", 404),
        ("/api/v1/imports/recipes/template", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/orders?state=lost", 422),
        ("/api/v1/orders?size=many", 422),
        ("/api/v1/figures?group_by=colour", 422),
        ("/api/v1/listings?colour=orange", 422),
    ] {
        problem_of(house.get(&token, path).await, status).await;
    }
    let method = house.request(Method::PATCH, "/api/v1/me").send().await.expect("an answer");
    assert_eq!(problem_of(method, 405).await["code"], "method_not_allowed");
}

async fn refuse_listing((): &(), _: &Scoped, ask: SaveListing) -> Result<Id<Listing>, Stop> {
    Err(match ask.seen_version {
        Some(_) => Refusal::new(code::CONFLICT, "version 3 is there").into(),
        None => anyhow::anyhow!("the disk is full").into(),
    })
}

fn listing() -> Value {
    json!({"sku": "CAM-5KG", "title": "Cam sành Hà Giang", "description": "Cam sành", "product": "cam_sanh",
        "grade": "first", "pack_name": "Hộp 5 kg", "pack_g": 5000, "gross_g": 5400, "price_vnd": 159_000,
        "lots": [Id::<ids::Lot>::generate()], "active": true})
}

#[tokio::test]
async fn a_service_says_no_in_its_own_words_and_fails_without_words() {
    let house = House::new().await;
    house.start(house.stand_in("syndication").answers::<SaveListing>(refuse_listing)).await;
    let operator = house.token_of(OPERATOR).await;
    let manager = house.add_manager("0912345678", Id::generate()).await;

    let not_allowed = house.post(&operator, "/api/v1/listings", "k1", &listing()).await;
    assert_eq!(problem_of(not_allowed, 403).await["code"], "not_allowed");

    let path = format!("/api/v1/listings/{}", Id::<Listing>::generate());
    let change = json!({"seen_version": 2, "form": listing()});
    let request = house.request(Method::PUT, &path).bearer_auth(&manager).header("idempotency-key", "k2");
    let conflict = problem_of(request.json(&change).send().await.expect("an answer"), 409).await;
    assert_eq!((&conflict["code"], &conflict["detail"]), (&json!("conflict"), &json!("version 3 is there")));

    let failed = house.post(&manager, "/api/v1/listings", "k3", &listing()).await;
    assert_eq!(failed.headers()["retry-after"], "2");
    let problem = problem_of(failed, 503).await;
    assert_eq!(problem["code"], "unavailable");
    assert!(!problem.to_string().contains("disk"), "what is wrong with us is for the log: {problem}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_a_503_for_programs_and_people() {
    let house = House::without_services().await;
    let answer = house.get("some token", "/api/v1/me").await;
    assert_eq!(answer.headers()["retry-after"], "2");
    assert_eq!(problem_of(answer, 503).await["code"], "unavailable");
    let page = house.request(Method::GET, "/home").header("cookie", "phien_session=x").header("accept", "text/html");
    let page = page.send().await.expect("an answer");
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn another_site_cannot_act_for_somebody_who_is_signed_in_here() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let post = |name: &'static str, value: String| {
        let request = house.request(Method::DELETE, "/api/v1/sessions/current");
        request.header("cookie", format!("phien_session={token}")).header(name, value).send()
    };
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
        let refused = post(name, value.into()).await.expect("an answer");
        assert_eq!(problem_of(refused, 403).await["code"], "cross_site", "{name}");
    }
    let own = post("origin", house.address.clone()).await.expect("an answer");
    assert_eq!(own.status(), StatusCode::NO_CONTENT);
}

async fn note_file((): &(), _: &Scoped, ask: CheckImport) -> Result<Id<Import>, Stop> {
    assert_eq!((ask.kind, ask.file_name.as_str()), (ImportKind::Harvest, "sản lượng.xlsx"));
    Ok(Id::generate())
}

#[tokio::test]
async fn a_file_goes_to_the_store_and_only_its_name_to_the_service() {
    let house = House::new().await;
    house.start(house.stand_in("onboarding").answers::<CheckImport>(note_file)).await;
    let token = house.token_of(OPERATOR).await;
    let hand_in = |bytes: usize| {
        let path = "/api/v1/imports/harvest?file_name=s%E1%BA%A3n%20l%C6%B0%E1%BB%A3ng.xlsx";
        let request =
            house.request(Method::POST, path).bearer_auth(&token).header("idempotency-key", bytes.to_string());
        request.body(vec![7_u8; bytes]).send()
    };
    let taken = json_of(hand_in(1_000_000).await.expect("an answer"), StatusCode::ACCEPTED).await;
    assert!(taken["import_id"].as_str().expect("an id").starts_with("imp_"));
    let stored = house.files.keep(vec![7_u8; 1_000_000].into()).await.expect("kept");
    assert_eq!(house.files.read(&stored).await.expect("in the store").len(), 1_000_000);
    assert_eq!(problem_of(hand_in(13_000_000).await.expect("an answer"), 413).await["code"], "too_large");
}

async fn refuse_in_new_words((): &(), _: &Scoped, ask: FindCooperatives) -> Result<Page<CooperativeView>, Stop> {
    let text = ask.text.unwrap_or_default();
    Err(Refusal::new("a_code_of_tomorrow", text).into())
}

#[tokio::test]
async fn a_code_that_a_newer_service_has_is_passed_on_as_a_refusal() {
    let house = House::new().await;
    house.start(house.stand_in("onboarding").answers::<FindCooperatives>(refuse_in_new_words)).await;
    let token = house.token_of(OPERATOR).await;
    let problem = problem_of(house.get(&token, "/api/v1/cooperatives?text=cam&state=").await, 422).await;
    assert_eq!(problem["code"], "invalid");
    let problem = problem_of(house.get(&token, "/api/v1/cooperatives?text=cam").await, 422).await;
    assert_eq!((&problem["code"], &problem["detail"]), (&json!("a_code_of_tomorrow"), &json!("cam")));
}

#[tokio::test]
async fn every_answer_is_fenced_in() {
    let house = House::without_services().await;
    for path in ["/api/v1/me", "/problems/conflict", "/nothing"] {
        let answer = house.request(Method::GET, path).send().await.expect("an answer");
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(header("content-security-policy").starts_with("default-src 'self'"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert!(!header("x-request-id").is_empty(), "{path}");
    }
}

//! Programs with keys: what they may, what they may not, and how people make and end them.

use contract::{
    KeyScope, Page, Scope,
    intake::{FindStock, GetLedger, GoodsRemoved, MovementView, RemoveGoods, StockView},
};
use gateway::keys::ApiKey;
use ids::{Cooperative, Id, Lot};
use mailbox::Stop;
use reqwest::{Method, Response, StatusCode};
use scoped::Scoped;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::house::{House, OPERATOR, json_of, problem_of};

async fn no_stock((): &(), _: &Scoped, _: FindStock) -> Result<Page<StockView>, Stop> {
    Ok(Page { rows: Vec::new(), next: None, total: None })
}

/// A thing is there if this transaction sees it: the stand-in keeps a listing in the place of a lot.
async fn there(tx: &Scoped, lot_id: Id<Lot>) -> Result<(), Stop> {
    let seen = tx.run("select from listing where listing_id = $1", [lot_id.into()]).await?;
    if seen == 1 { Ok(()) } else { Err(Stop::not_found("lot")) }
}

async fn get_ledger((): &(), tx: &Scoped, ask: GetLedger) -> Result<Page<MovementView>, Stop> {
    there(tx, ask.lot_id).await?;
    Ok(Page { rows: Vec::new(), next: None, total: None })
}

async fn remove_goods((): &(), tx: &Scoped, ask: RemoveGoods) -> Result<GoodsRemoved, Stop> {
    there(tx, ask.lot_id).await?;
    Ok(GoodsRemoved { available_g: 7, movement_id: Id::generate() })
}

impl House {
    /// A house whose intake keeps something of each of these cooperatives.
    async fn with_lots(cooperatives: &[Id<Cooperative>]) -> (Self, Vec<Id<Lot>>) {
        let house = Self::new().await;
        let tx = house.world.database("intake").begin_as_service().await.expect("a transaction");
        let mut lots = Vec::new();
        for cooperative in cooperatives {
            let lot = Id::<Lot>::generate();
            let sql = "insert into listing (listing_id, version, cooperative_id, sku, product, grade, pack_g, lots)
                values ($1, 1, $2, 'SKU', 'cam_sanh', 'first', 1, '{}')";
            tx.run(sql, [lot.into(), (*cooperative).into()]).await.expect("kept");
            lots.push(lot);
        }
        tx.commit().await.expect("committed");
        let intake = house.stand_in("intake").answers::<FindStock>(no_stock).answers::<GetLedger>(get_ledger);
        house.start(intake.answers::<RemoveGoods>(remove_goods)).await;
        (house, lots)
    }

    /// Makes a key; its id and itself.
    async fn key_of(&self, token: &str, scope: &Scope, scopes: &[KeyScope]) -> (String, String) {
        let made = self.make_key(token, scope, scopes).await;
        assert_eq!(made.headers()["cache-control"], "no-store");
        let made = json_of(made, StatusCode::CREATED).await;
        (made["key_id"].as_str().expect("an id").to_owned(), made["key"].as_str().expect("a key").to_owned())
    }

    async fn make_key(&self, token: &str, scope: &Scope, scopes: &[KeyScope]) -> Response {
        let body = json!({"name": "Phần mềm kho", "scope": scope, "scopes": scopes, "days": 30});
        self.post(token, "/api/v1/keys", &format!("{scope:?} {scopes:?}"), &body).await
    }

    async fn end_key(&self, token: &str, key_id: &str) -> Response {
        let request = self.request(Method::DELETE, &format!("/api/v1/keys/{key_id}")).bearer_auth(token);
        request.header("idempotency-key", key_id).send().await.expect("an answer")
    }
}

async fn refused(response: Response, status: u16, code: &str) -> Value {
    let problem = problem_of(response, status).await;
    assert_eq!(problem["code"], code, "{problem}");
    problem
}

#[tokio::test]
async fn a_key_does_what_its_words_say_on_its_cooperatives_things_and_nothing_else() {
    let (own, other) = (Id::generate(), Id::generate());
    let (house, lots) = House::with_lots(&[own, other]).await;
    let manager = house.add_manager("0912345678", own).await;
    let (key_id, key) = house.key_of(&manager, &Scope::Cooperative(own), &[KeyScope::StockRead]).await;

    let me = json_of(house.get(&key, "/api/v1/me").await, StatusCode::OK).await;
    assert_eq!((&me["key"]["id"], &me["key"]["scopes"]), (&json!(key_id), &json!(["stock:read"])));
    let scope = json!({"kind": "cooperative", "of": own});
    assert_eq!(me["grants"], json!([{"role": "integrator", "scope": scope}]));
    json_of(house.get(&key, "/api/v1/stock").await, StatusCode::OK).await;
    let ledger = |lot: Id<Lot>| format!("/api/v1/stock/{lot}/ledger");
    json_of(house.get(&key, &ledger(lots[0])).await, StatusCode::OK).await;
    refused(house.get(&key, &ledger(lots[1])).await, 404, "not_found").await;

    let removal = json!({"removal": "own_use", "quantity_g": 5});
    let remove = async |key: &str, lot: Id<Lot>| {
        house.post(key, &format!("/api/v1/stock/{lot}/removals"), &lot.to_string(), &removal).await
    };
    let lacking = refused(remove(&key, lots[0]).await, 403, "key_scope_missing").await;
    assert!(lacking["detail"].as_str().expect("text").contains("`stock:write`"), "{lacking}");
    let (_, writing) = house.key_of(&manager, &Scope::Cooperative(own), &[KeyScope::StockWrite]).await;
    json_of(remove(&writing, lots[0]).await, StatusCode::OK).await;
    refused(remove(&writing, lots[1]).await, 404, "not_found").await;
    refused(house.get(&writing, "/api/v1/stock").await, 403, "key_scope_missing").await;
    refused(house.get(&key, "/api/v1/events").await, 403, "key_scope_missing").await;

    let sql =
        format!("select count(*) as n from audit_entry where actor = '{key_id}' and outcome = 'key_scope_missing'");
    assert_eq!(house.world.number("intake", &sql).await, 1, "what a program may not is in the trail");
    let sql = "select count(*) as n from audit_entry where action = 'remove_goods' and role = 'integrator' and outcome = 'done'";
    assert_eq!(house.world.number("intake", sql).await, 1, "and what it did");
}

#[tokio::test]
async fn a_key_is_for_the_api_alone_and_is_nobodys_session() {
    let (house, _) = House::with_lots(&[]).await;
    let cooperative = Id::generate();
    let manager = house.add_manager("0912345678", cooperative).await;
    let (_, key) = house.key_of(&manager, &Scope::Cooperative(cooperative), &KeyScope::ALL).await;
    for path in ["/stock", "/security", "/security/keys", "/people", "/"] {
        let page = house.request(Method::GET, path).bearer_auth(&key).header("accept", "text/html").send().await;
        let page = page.expect("an answer");
        assert_eq!(page.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(page.headers()["location"].to_str().expect("text").starts_with("/sign-in"), "{path}");
    }
    let in_cookie = house.request(Method::GET, "/api/v1/me").header("cookie", format!("phien_session={key}"));
    refused(in_cookie.send().await.expect("an answer"), 401, "not_signed_in").await;
    // Neither does it fall back on the browser's own session.
    let both = house.request(Method::GET, "/api/v1/me").header("cookie", format!("phien_session={manager}"));
    refused(both.bearer_auth("cp_x").send().await.expect("an answer"), 401, "key_refused").await;
    let end = house.request(Method::DELETE, "/api/v1/sessions/current").bearer_auth(&key).send().await;
    refused(end.expect("an answer"), 401, "not_signed_in").await;

    // No key makes, lists or ends keys or people.
    refused(house.get(&key, "/api/v1/keys").await, 403, "key_scope_missing").await;
    let own = Scope::Cooperative(cooperative);
    refused(house.make_key(&key, &own, &[KeyScope::StockRead]).await, 403, "key_scope_missing").await;
    let person = json!({"login": "lan@example.com", "name": "Lan", "password": "một mật khẩu dài", "grants": []});
    refused(house.post(&key, "/api/v1/people", "k", &person).await, 403, "key_scope_missing").await;
}

#[tokio::test]
async fn a_key_that_is_not_whole_is_refused_without_asking_anybody() {
    let house = House::without_services().await;
    let mut mistyped = ApiKey::draw().expose().clone();
    let last = if mistyped.ends_with('0') { "1" } else { "0" };
    mistyped.replace_range(mistyped.len() - 1.., last);
    for key in ["cp_", "cp_abc", mistyped.as_str()] {
        let problem = refused(house.get(key, "/api/v1/me").await, 401, "key_refused").await;
        assert!(problem["detail"].as_str().expect("text").contains("checksum"), "{problem}");
    }
    // Accounts is not there, so whoever asks it learns nothing.
    refused(house.get(ApiKey::draw().expose(), "/api/v1/me").await, 503, "unavailable").await;
}

#[tokio::test]
async fn a_key_that_was_ended_is_dead_with_the_next_request_and_so_is_one_whose_maker_is_shut_out() {
    let (house, _) = House::with_lots(&[]).await;
    let cooperative = Id::generate();
    let manager = house.add_manager("0912345678", cooperative).await;
    let own = Scope::Cooperative(cooperative);
    let (first_id, first) = house.key_of(&manager, &own, &[KeyScope::StockRead]).await;
    let (_, second) = house.key_of(&manager, &own, &[KeyScope::OrdersRead]).await;
    for key in [&first, &second] {
        json_of(house.get(key, "/api/v1/me").await, StatusCode::OK).await;
    }
    let elsewhere = house.add_manager("0912345679", Id::generate()).await;
    refused(house.end_key(&elsewhere, &first_id).await, 404, "not_found").await;
    assert_eq!(house.end_key(&manager, &first_id).await.status(), StatusCode::NO_CONTENT);
    refused(house.get(&first, "/api/v1/me").await, 401, "key_refused").await;
    let listed = json_of(house.get(&manager, "/api/v1/keys").await, StatusCode::OK).await;
    let states: Vec<_> = listed["rows"].as_array().expect("rows").iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["live", "revoked"]);
    assert!(!listed.to_string().contains(&second[11..]), "what lists keys does not show them");

    json_of(house.get(&second, "/api/v1/me").await, StatusCode::OK).await;
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    tx.run("update person set disabled_at = now() where login = '+84912345678'", []).await.expect("shut out");
    tx.commit().await.expect("committed");
    refused(house.get(&second, "/api/v1/me").await, 401, "key_refused").await;
    let sql = format!(
        "select count(*) as n from api_key where encode(key_hash, 'hex') = '{}' or name like '%{first}%'",
        &first[3..67]
    );
    assert_eq!(house.world.number("accounts", &sql).await, 0, "of a key only its hash is kept");
}

#[tokio::test]
async fn a_program_that_runs_wild_is_told_to_wait_and_another_is_not() {
    let (house, _) = House::with_lots(&[]).await;
    let cooperative = Id::generate();
    let manager = house.add_manager("0912345678", cooperative).await;
    let own = Scope::Cooperative(cooperative);
    let (_, wild) = house.key_of(&manager, &own, &[KeyScope::StockRead]).await;
    let (_, calm) = house.key_of(&manager, &own, &[KeyScope::OrdersRead]).await;
    let storm = futures::future::join_all((0..300).map(|_| house.get(&wild, "/api/v1/me"))).await;
    let slowed = storm.into_iter().find(|answer| answer.status() == StatusCode::TOO_MANY_REQUESTS);
    let slowed = slowed.expect("three hundred at once are too many");
    assert_eq!(slowed.headers()["retry-after"], "1");
    refused(slowed, 429, "too_many_requests").await;
    json_of(house.get(&calm, "/api/v1/me").await, StatusCode::OK).await;
}

fn found(html: &str, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect("a selector");
    Html::parse_document(html).select(&selector).map(|element| element.text().collect()).collect()
}

#[tokio::test]
async fn a_manager_makes_a_key_in_the_portal_sees_it_once_and_revokes_it_after_a_question() {
    let (house, _) = House::with_lots(&[]).await;
    let manager = house.add_manager("0912345678", Id::generate()).await;
    let send = async |method: Method, path: &str, form: &[(&str, &str)]| {
        let request = house.request(method, path).header("cookie", format!("phien_session={manager}"));
        let request = if form.is_empty() { request } else { request.form(form) };
        let answer = request.header("accept", "text/html").send().await.expect("an answer");
        let location = answer.headers().get("location").map(|to| to.to_str().expect("text").to_owned());
        (answer.status(), location.unwrap_or_default(), answer.text().await.expect("a page"))
    };
    let security = send(Method::GET, "/security", &[]).await.2;
    assert!(!found(&security, "main a[href='/security/keys']").is_empty(), "the page of sign-in leads there");
    let (status, _, page) =
        send(Method::POST, "/security/keys/new", &[("key", "a"), ("name", "Kho"), ("days", "90")]).await;
    assert_eq!((status, found(&page, ".fault[role=alert]").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    let form = [("key", "b"), ("name", "Kho"), ("days", "90"), ("scope", "stock:read")];
    let (status, _, page) = send(Method::POST, "/security/keys/new", &form).await;
    assert_eq!(status, StatusCode::OK);
    let key = found(&page, "#shown")[0].trim().to_owned();
    json_of(house.get(&key, "/api/v1/stock").await, StatusCode::OK).await;
    let (status, _, page) = send(Method::POST, "/security/keys/new", &form).await;
    assert_eq!(
        (status, found(&page, "#shown").len()),
        (StatusCode::CONFLICT, 0),
        "it is not shown twice, nor made twice"
    );

    let list = send(Method::GET, "/security/keys", &[]).await.2;
    assert_eq!(found(&list, "tbody tr").len(), 1);
    assert!(list.contains(&key[..11]) && !list.contains(&key[..12]), "only its first letters are shown");
    let page = Html::parse_document(&list);
    let revoke = page.select(&Selector::parse("tbody a.button").expect("a selector")).next().expect("a button");
    let (path, _) = revoke.value().attr("href").expect("a link").split_once('?').expect("it names the key");
    let question = send(Method::GET, path, &[]).await.2;
    assert_eq!(found(&question, &format!("form[action='{path}'] button.danger")).len(), 1);
    json_of(house.get(&key, "/api/v1/stock").await, StatusCode::OK).await;
    let (status, location, _) = send(Method::POST, path, &[("key", "c")]).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/security/keys?done=revoked"));
    refused(house.get(&key, "/api/v1/stock").await, 401, "key_refused").await;
}

#[tokio::test]
async fn an_operator_makes_keys_for_the_province_that_only_read() {
    let (house, _) = House::with_lots(&[]).await;
    let operator = house.token_of(OPERATOR).await;
    let (_, key) = house.key_of(&operator, &Scope::Province, &[KeyScope::FiguresRead, KeyScope::StockRead]).await;
    json_of(house.get(&key, "/api/v1/stock").await, StatusCode::OK).await;
    let writing = house.make_key(&operator, &Scope::Province, &[KeyScope::StockWrite]).await;
    assert_eq!(refused(writing, 422, "invalid").await["fields"][0]["code"], "takes_a_cooperative");
    let all = house.make_key(&operator, &Scope::System, &[KeyScope::StockRead]).await;
    assert_eq!(refused(all, 422, "invalid").await["fields"][0]["code"], "not_for_keys");
}

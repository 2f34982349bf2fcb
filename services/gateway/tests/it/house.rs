//! A door on a free port, with accounts behind it and a person of each role.

use std::{net::SocketAddr, sync::Arc};

use accounts::{LogMessenger, Providers, SecondFactorRule};
use contract::{Role, Scope, accounts::Grant};
use gateway::App;
use host::{Calendar, Files, Sealer, Secret};
use ids::{Cooperative, Id};
use mailbox::{Asker, Conversation};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use testkit::World;

pub const PASSWORD: &str = "một mật khẩu dài";
pub const OPERATOR: &str = "operator@example.com";

pub struct House {
    pub world: World,
    pub client: reqwest::Client,
    pub address: String,
    pub files: Files,
    folder: tempfile::TempDir,
}

impl House {
    /// A door with accounts behind it and one operator, who may come in with a password alone.
    pub async fn new() -> Self {
        Self::with_second_factor(SecondFactorRule::Optional).await
    }

    /// The same, where operators need a second factor or do not.
    pub async fn with_second_factor(rule: SecondFactorRule) -> Self {
        Self::with_providers(rule, Providers::default()).await
    }

    /// The same, where people may come in by the word of these providers, too.
    pub async fn with_providers(rule: SecondFactorRule, providers: Providers) -> Self {
        let house = Self::without_services().await;
        let database = house.world.database("accounts");
        let accounts = accounts::App::new(
            database,
            house.world.broker.clone(),
            Calendar::wall(),
            Sealer::new(&[7; 32]),
            rule,
            house.address.parse().expect("a URL"),
        )
        .with_providers(providers);
        accounts::start(accounts.clone(), Arc::new(LogMessenger), &house.world.shutdown)
            .await
            .expect("accounts starts");
        accounts::ensure_operator(&accounts, OPERATOR, Secret::new(PASSWORD.into())).await.expect("an operator");
        house.services_are_known().await;
        house
    }

    /// A door with nobody behind it.
    pub async fn without_services() -> Self {
        let world = World::new().await;
        let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[5; 32]));
        let public_url = address.parse().expect("a URL");
        let app = App::new(Asker::new(world.broker.clone()), files.clone(), Calendar::wall(), public_url, 0);
        host::http::serve(listener, gateway::router(app, &world.shutdown), &world.shutdown);
        Self { world, client: host::http::client(), address, files, folder }
    }

    /// A service with nothing but the answers a test gives it.
    pub fn stand_in(&self, service: &'static str) -> Conversation<()> {
        Conversation::new((), self.world.database(service), self.world.broker.clone())
    }

    /// Starts a stand-in and waits until the broker knows of it.
    pub async fn start(&self, stand_in: Conversation<()>) {
        stand_in.start(&self.world.shutdown).await.expect("the stand-in starts");
        self.services_are_known().await;
    }

    /// The broker takes the subscriptions of a connection in turn: once it has refused this, it knows of all before it.
    async fn services_are_known(&self) {
        self.world.broker.listening().request("nobody.answers.this", "".into()).await.expect_err("nobody answers");
    }

    /// The store fails to read this file, which is something else than not to have it: its place leads round in a circle.
    pub fn let_nobody_read(&self, file: &str) {
        let place = self.folder.path().join(file);
        std::os::unix::fs::symlink(&place, &place).expect("a circle");
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    pub async fn get(&self, token: &str, path: &str) -> Response {
        self.request(Method::GET, path).bearer_auth(token).send().await.expect("an answer")
    }

    /// Posts JSON under a key.
    pub async fn post(&self, token: &str, path: &str, key: &str, body: &Value) -> Response {
        let request = self.request(Method::POST, path).bearer_auth(token).header("idempotency-key", key);
        request.json(body).send().await.expect("an answer")
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Response {
        let body = json!({"login": login, "password": password});
        self.request(Method::POST, "/api/v1/sessions").json(&body).send().await.expect("an answer")
    }

    pub async fn token_of(&self, login: &str) -> String {
        let opened = json_of(self.sign_in(login, PASSWORD).await, StatusCode::CREATED).await;
        opened["token"].as_str().expect("a token").to_owned()
    }

    /// Adds somebody, and signs them in.
    pub async fn add(&self, login: &str, grants: &[Grant]) -> String {
        let operator = self.token_of(OPERATOR).await;
        let body = json!({"login": login, "name": "Lan", "password": PASSWORD, "grants": grants});
        let added = json_of(self.post(&operator, "/api/v1/people", login, &body).await, StatusCode::CREATED).await;
        assert!(added["person_id"].as_str().expect("an id").starts_with("per_"));
        self.token_of(login).await
    }

    /// Adds somebody who runs a cooperative.
    pub async fn add_manager(&self, login: &str, cooperative: Id<Cooperative>) -> String {
        let grant = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(cooperative) };
        self.add(login, &[grant]).await
    }
}

/// The JSON of an answer with that status.
pub async fn json_of(response: Response, status: StatusCode) -> Value {
    let (got, body) = (response.status(), response.text().await.expect("a body"));
    assert_eq!(got, status, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

/// The problem of an answer, whose shape is looked at on the way.
pub async fn problem_of(response: Response, status: u16) -> Value {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let page = response.url().join("/problems/").expect("a URL");
    let problem = json_of(response, StatusCode::from_u16(status).expect("a status")).await;
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("{page}{}", problem["code"].as_str().expect("a code")));
    for field in ["title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {problem}");
    }
    assert!(problem["fields"].is_array(), "{problem}");
    problem
}

/// What a field of a page holds.
pub fn value_of(html: &str, css: &str) -> String {
    let selector = Selector::parse(css).expect("a selector");
    let page = Html::parse_document(html);
    let field = page.select(&selector).next().unwrap_or_else(|| panic!("{css}: {html}"));
    field.value().attr("value").expect("a value").to_owned()
}

//! Whose sign-in goes with somebody's data: whom an official names by their login, and nobody else.

use contract::{
    Page, Refusal, Role, Scope,
    accounts::Grant,
    code,
    onboarding::{FindSubjectRequests, StepSubjectRequest, SubjectRequestView},
};
use ids::{Cooperative, Id};
use mailbox::Stop;
use reqwest::{Method, StatusCode};
use scoped::Scoped;

use crate::house::{House, OPERATOR};

const REQUEST: &str = "req_019364b1c8a07c4e9f3b2a1d5e6f7081";
const COOPERATIVE: &str = "coo_019364b1c8a07c4e9f3b2a1d5e6f7082";

async fn find((): &(), _: &Scoped, _: FindSubjectRequests) -> Result<Page<SubjectRequestView>, Stop> {
    let request = serde_json::json!({
        "request_id": REQUEST, "version": 1, "producer": { "cooperative": COOPERATIVE }, "cooperative_id": COOPERATIVE,
        "code": "HTX01", "kind": "erasure", "words": "Xin xoá", "state": "accepted", "received_on": "2026-11-20",
        "answer_due": "2026-11-24", "finish_due": "2026-12-01", "overdue": false, "holder": null, "hold": null,
        "has_file": false, "steps": [],
    });
    Ok(Page { rows: vec![serde_json::from_value(request)?], next: None, total: None })
}

/// Says by its answer whether somebody was named.
async fn step((): &(), _: &Scoped, ask: StepSubjectRequest) -> Result<(), Stop> {
    if ask.sign_in.is_some() { Ok(()) } else { Err(Refusal::new(code::MUST_BE_KEPT, "nobody was named").into()) }
}

#[tokio::test]
async fn whoever_is_forgotten_with_a_cooperative_is_named_by_their_whole_login() {
    let house = House::new().await;
    let onboarding = house.stand_in("onboarding");
    house.start(onboarding.answers::<FindSubjectRequests>(find).answers::<StepSubjectRequest>(step)).await;
    let own: Id<Cooperative> = COOPERATIVE.parse().expect("an id");
    let name = async |token: &str, login: &str| {
        let key = format!("erase {}", uuid::Uuid::now_v7());
        let form = [("key", key.as_str()), ("do", "erase"), ("code", "HTX01"), ("version", "1"), ("sign_in", login)];
        let request = house.request(Method::POST, &format!("/requests/{REQUEST}"));
        let request = request.header("cookie", format!("phien_session={token}")).header("accept", "text/html");
        request.header("sec-fetch-site", "same-origin").form(&form).send().await.expect("an answer").status()
    };
    let token = house.token_of(OPERATOR).await;
    house.add_manager("lan@example.com", own).await;
    for part_of_the_only_lan in ["lan", "la"] {
        assert_eq!(name(&token, part_of_the_only_lan).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Now everybody is called Lan; one has a login that ends like another's, and one is of another cooperative.
    house.add_manager("mailan@example.com", own).await;
    house.add_manager("0912000001", own).await;
    let elsewhere = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) };
    house.add("elsewhere@example.com", &[elsewhere]).await;
    let cases = [
        ("lan@example.com", StatusCode::SEE_OTHER),
        ("mailan@example.com", StatusCode::SEE_OTHER),
        ("0912 000 001", StatusCode::SEE_OTHER),
        ("an@example.com", StatusCode::UNPROCESSABLE_ENTITY),
        ("@example.com", StatusCode::UNPROCESSABLE_ENTITY),
        ("091200000", StatusCode::UNPROCESSABLE_ENTITY),
        ("elsewhere@example.com", StatusCode::UNPROCESSABLE_ENTITY),
        ("", StatusCode::CONFLICT),
    ];
    for (login, expected) in cases {
        assert_eq!(name(&token, login).await, expected, "{login}");
    }
}

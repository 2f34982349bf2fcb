//! An assistant acts for whom a form was opened, under a delegation that holds, and for nobody else.

use contract::{
    Caller, Role, Scope,
    accounts::{DelegationTerms, Errand, GiveDelegation, Grant},
};
use host::Calendar;
use ids::{Cooperative, Id};
use mailbox::Asker;
use reqwest::{Method, StatusCode};

use crate::house::{House, json_of, problem_of};

const LOGIN: &str = "mai@example.vn";

/// The manager of a cooperative lets the assistant do its errands today.
async fn let_act(house: &House, cooperative: Id<Cooperative>, manager: &str) {
    let scope = Scope::Cooperative(cooperative);
    let token = house.add(manager, &[Grant { role: Role::CooperativeManager, scope: scope.clone() }]).await;
    let manager = json_of(house.get(&token, "/api/v1/me").await, StatusCode::OK).await;
    let manager = manager["person"]["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let today = Calendar::wall().today();
    let terms = DelegationTerms {
        cooperative_id: cooperative,
        cooperative: "Hợp tác xã".into(),
        errands: vec![Errand::File, Errand::Goods],
        starts_on: today,
        ends_on: today,
    };
    let give = GiveDelegation { delegation_id: Id::generate(), assistant_login: LOGIN.into(), terms };
    let caller = Caller::person(manager, Role::CooperativeManager, scope).with_key("give");
    Asker::new(house.world.broker.clone()).ask(&caller, &give).await.expect("given");
}

#[tokio::test]
async fn a_form_that_was_opened_for_another_has_no_effect() {
    let house = House::new().await;
    let [one, two, never] = [(); 3].map(|()| Id::<Cooperative>::generate());
    let grant = Grant { role: Role::Assistant, scope: Scope::Commune("00874".into()) };
    let token = house.add(LOGIN, &[grant]).await;
    let_act(&house, one, "one@example.vn").await;
    let_act(&house, two, "two@example.vn").await;
    let send = async |path: &str, acts_for: Option<Id<Cooperative>>, opened_for: Option<Id<Cooperative>>| {
        let named = |id: Option<Id<Cooperative>>| id.map_or(String::new(), |id| id.to_string());
        let cookie = format!("phien_session={token}; phien_for={}", named(acts_for));
        let key = opened_for.map_or("key".to_owned(), |id| format!("key~{id}"));
        let request = house.request(Method::POST, path).header("cookie", cookie).header("accept", "text/html");
        let answer = request.form(&[("key", key)]).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a page"))
    };
    // Where the form fits, the service is asked, and there is none here.
    for (acts_for, opened_for, goes_on) in [
        (Some(one), Some(one), true),
        (None, None, true),
        (Some(one), Some(two), false),
        (Some(one), None, false),
        (None, Some(one), false),
        (Some(never), Some(never), false),
    ] {
        for path in ["/orders/take-back", "/drafts/cooperative/drop"] {
            let (status, page) = send(path, acts_for, opened_for).await;
            let expected = if goes_on { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
            assert_eq!(status, expected, "{path}: {acts_for:?} {opened_for:?}");
            assert_eq!(page.contains("Về danh sách phụ trách"), !goes_on, "it says what to do");
        }
    }
}

#[tokio::test]
async fn a_program_acts_for_a_cooperative_that_let_its_owner_and_for_no_other() {
    let house = House::new().await;
    let [one, never] = [(); 2].map(|()| Id::<Cooperative>::generate());
    let grant = Grant { role: Role::Assistant, scope: Scope::Commune("00874".into()) };
    let token = house.add(LOGIN, &[grant]).await;
    let_act(&house, one, "one@example.vn").await;
    let ask = async |acts_for: &str| {
        let request = house.request(Method::GET, "/api/v1/orders").bearer_auth(&token).header("phien-for", acts_for);
        request.send().await.expect("an answer")
    };
    assert_eq!(ask(&one.to_string()).await.status(), StatusCode::SERVICE_UNAVAILABLE, "orders would be asked");
    for stranger in [never.to_string(), String::new(), "coo_x".to_owned()] {
        let refused = problem_of(ask(&stranger).await, 403).await;
        assert_eq!(refused["code"], "not_allowed", "{stranger:?}");
    }
}

//! The API's document is complete and true.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::house::{House, json_of, problem_of};

/// Every route there is. A route that is added is added here, and one that goes is a promise broken.
const ROUTES: &[&str] = &[
    "delete /api/v1/keys/{key_id}",
    "delete /api/v1/sessions/current",
    "get /api/v1/audit/{service}",
    "get /api/v1/channel-accounts",
    "get /api/v1/cooperatives",
    "get /api/v1/cooperatives/{cooperative_id}",
    "get /api/v1/declared-lots",
    "get /api/v1/delegations",
    "get /api/v1/events",
    "get /api/v1/exports/accounts/{file}",
    "get /api/v1/exports/figures.csv",
    "get /api/v1/exports/figures.json",
    "get /api/v1/exports/ledger.ndjson",
    "get /api/v1/exports/lists/{file}",
    "get /api/v1/exports/orders.ndjson",
    "get /api/v1/figures",
    "get /api/v1/health/analytics",
    "get /api/v1/health/intake",
    "get /api/v1/households",
    "get /api/v1/households/{household_id}",
    "get /api/v1/imports/{kind}",
    "get /api/v1/imports/{kind}/template",
    "get /api/v1/imports/{kind}/{import_id}",
    "get /api/v1/imports/{kind}/{import_id}/marked",
    "get /api/v1/keys",
    "get /api/v1/listings",
    "get /api/v1/listings/{listing_id}",
    "get /api/v1/lots",
    "get /api/v1/lots/{lot_id}",
    "get /api/v1/me",
    "get /api/v1/offers/counts",
    "get /api/v1/offers/progress",
    "get /api/v1/offers/troubled",
    "get /api/v1/offers/{offer_id}",
    "get /api/v1/offers/{offer_id}/history",
    "get /api/v1/orders",
    "get /api/v1/orders/counts",
    "get /api/v1/orders/{order_id}",
    "get /api/v1/papers",
    "get /api/v1/papers/{paper_id}",
    "get /api/v1/papers/{paper_id}/scan",
    "get /api/v1/plots",
    "get /api/v1/plots/{plot_id}",
    "get /api/v1/rules",
    "get /api/v1/rules/changes",
    "get /api/v1/seasons",
    "get /api/v1/stock",
    "get /api/v1/stock/{lot_id}/ledger",
    "post /api/v1/channel-accounts/{channel}/consent",
    "post /api/v1/channel-accounts/{channel}/consent/finish",
    "post /api/v1/cooperatives",
    "post /api/v1/cooperatives/decisions",
    "post /api/v1/cooperatives/{cooperative_id}/review",
    "post /api/v1/cooperatives/{cooperative_id}/submission",
    "post /api/v1/delegations/{delegation_id}/decision",
    "post /api/v1/exports/everything.zip",
    "post /api/v1/households",
    "post /api/v1/households/{household_id}/membership",
    "post /api/v1/imports/{kind}",
    "post /api/v1/imports/{kind}/{import_id}/take",
    "post /api/v1/keys",
    "post /api/v1/listings",
    "post /api/v1/lots",
    "post /api/v1/offers/retry",
    "post /api/v1/offers/{offer_id}/drift",
    "post /api/v1/offers/{offer_id}/retry",
    "post /api/v1/orders/cancel",
    "post /api/v1/orders/ship",
    "post /api/v1/orders/ship/take-back",
    "post /api/v1/papers",
    "post /api/v1/papers/{paper_id}/decision",
    "post /api/v1/papers/{paper_id}/submission",
    "post /api/v1/people",
    "post /api/v1/plots",
    "post /api/v1/rules",
    "post /api/v1/rules/changes/{change_id}/undo",
    "post /api/v1/rules/prices",
    "post /api/v1/sessions",
    "post /api/v1/stock/movements/{movement_id}/undo",
    "post /api/v1/stock/{lot_id}/removals",
    "put /api/v1/cooperatives/{cooperative_id}",
    "put /api/v1/delegations/{delegation_id}",
    "put /api/v1/households/{household_id}",
    "put /api/v1/listings/{listing_id}",
    "put /api/v1/lots/{lot_id}",
    "put /api/v1/papers/{paper_id}",
    "put /api/v1/papers/{paper_id}/scan",
    "put /api/v1/plots/{plot_id}",
    "put /api/v1/sessions/current/second-factor",
];
/// They have effects, and a repeat does no harm.
const KEYLESS: &[&str] = &[
    "delete /api/v1/sessions/current",
    "post /api/v1/channel-accounts/{channel}/consent",
    "post /api/v1/channel-accounts/{channel}/consent/finish",
    "post /api/v1/sessions",
    "put /api/v1/sessions/current/second-factor",
];

struct Operation {
    name: String,
    method: Method,
    path: String,
    body: Value,
}

async fn document(house: &House) -> Value {
    json_of(house.request(Method::GET, "/api/openapi.json").send().await.expect("an answer"), StatusCode::OK).await
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let of_path = |(path, item): (&String, &Value)| -> Vec<Operation> {
        let operations = item.as_object().expect("operations").iter();
        let of_method = |(method, body): (&String, &Value)| Operation {
            name: format!("{method} {path}"),
            method: method.to_uppercase().parse().expect("a method"),
            path: path.clone(),
            body: body.clone(),
        };
        operations.map(of_method).collect()
    };
    let mut all: Vec<Operation> = paths.iter().flat_map(of_path).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

#[tokio::test]
async fn the_document_has_every_route_and_every_route_is_there() {
    let house = House::new().await;
    let document = document(&house).await;
    assert_eq!(document["openapi"], "3.1.0");
    let operations = operations(&document);
    assert_eq!(operations.iter().map(|operation| operation.name.as_str()).collect::<Vec<_>>(), ROUTES);
    for operation in operations {
        let path = operation
            .path
            .replace("{kind}", "harvest")
            .replace("{service}", "accounts")
            .replace("{cooperative_id}", "coo_00000000000000000000000000000000")
            .replace("{channel}", "shopee")
            .replace("{import_id}", "imp_00000000000000000000000000000000")
            .replace("{listing_id}", "lis_00000000000000000000000000000000")
            .replace("{offer_id}", "off_00000000000000000000000000000000")
            .replace("{paper_id}", "pap_00000000000000000000000000000000")
            .replace("{order_id}", "ord_00000000000000000000000000000000")
            .replace("{change_id}", "chg_00000000000000000000000000000000")
            .replace("{key_id}", "key_00000000000000000000000000000000")
            .replace("{household_id}", "hou_00000000000000000000000000000000")
            .replace("{plot_id}", "plo_00000000000000000000000000000000")
            .replace("{delegation_id}", "del_00000000000000000000000000000000")
            .replace("{file}", "lots.csv")
            .replace("{movement_id}", "mov_00000000000000000000000000000000")
            .replace("{lot_id}", "lot_00000000000000000000000000000000");
        assert!(!path.contains('{'), "{path}");
        let answer = house.request(operation.method, &path).send().await.expect("an answer");
        // Nobody gets past the door without saying who they are.
        let status = if operation.name == "post /api/v1/sessions" { 400 } else { 401 };
        problem_of(answer, status).await;
    }
}

#[tokio::test]
async fn the_document_asks_for_a_key_where_one_is_needed() {
    let house = House::without_services().await;
    for operation in operations(&document(&house).await) {
        let parameters = operation.body["parameters"].as_array().cloned().unwrap_or_default();
        let has_key = parameters.iter().any(|parameter| {
            parameter["name"] == "Idempotency-Key" && parameter["in"] == "header" && parameter["required"] == true
        });
        let needs_key = operation.method != Method::GET && !KEYLESS.contains(&operation.name.as_str());
        assert_eq!(has_key, needs_key, "{}", operation.name);
        assert!(operation.body["summary"].as_str().is_some_and(|text| !text.is_empty()), "{}", operation.name);
        assert!(operation.body["tags"][0].is_string(), "{}", operation.name);
        let placeholders = operation.path.matches('{').count();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        assert_eq!(in_path, placeholders, "{}", operation.name);
        let responses = operation.body["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{}", operation.name);
        assert!(responses.contains_key("401") && responses.contains_key("503"), "{}", operation.name);
        let unsigned = &responses["401"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(unsigned, "#/components/schemas/Problem", "{}", operation.name);
    }
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    found.push(reference.clone());
                }
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let house = House::without_services().await;
    let document = document(&house).await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_document_can_be_browsed() {
    let house = House::without_services().await;
    let page = house.request(Method::GET, "/api/docs/").send().await.expect("an answer");
    assert_eq!(page.status(), StatusCode::OK);
    assert!(
        page.headers()["content-security-policy"].to_str().expect("text").contains("style-src 'self' 'unsafe-inline'")
    );
    let page = scraper::Html::parse_document(&page.text().await.expect("a body"));
    let scripts = scraper::Selector::parse("script").expect("a selector");
    for script in page.select(&scripts) {
        let source = script.attr("src").expect("no script is written into the page");
        let script = house.request(Method::GET, &format!("/api/docs/{}", source.trim_start_matches("./")));
        assert_eq!(script.send().await.expect("an answer").status(), StatusCode::OK, "{source}");
    }
}

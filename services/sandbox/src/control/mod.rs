//! The reins, for programs: shops, plan, season, faults, single orders, progress. JSON without keys, since the sandbox
//! listens where only its own machine can reach it.

mod apps;
pub mod orders;
mod products;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequest, Request, State, rejection::JsonRejection},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    books::{FIRST_WAREHOUSE, Refusal, marketplace::Marketplace, orders::Status},
    buyers::plan::{Habits, PlanRow},
    faults::{FaultChange, PerMille, Scope},
    life_of,
    market::{Market, Season},
    pushes::Counts,
};

/// A plan may ask for this many orders in all.
const PLANNED_MAX: u64 = 1_000_000;
/// The fastest a season may be played.
const DAYS_PER_SECOND_MAX: f64 = 10_000.0;

/// Every path under `/control`.
pub fn router() -> Router<Arc<Market>> {
    Router::new()
        .route("/control/shops", post(open_shop))
        .route("/control/apps", get(apps::list).post(apps::register))
        .route("/control/products/{shop_id}/{sku}", post(products::act))
        .route("/control/pushes", get(newest_pushes))
        .route("/control/webhooks", post(apps::webhook).delete(apps::end_webhook))
        .route("/control/plan", post(set_plan))
        .route("/control/play", post(play))
        .route("/control/clock", get(clock))
        .route("/control/wall", post(set_wall))
        .route("/control/status", get(status))
        .route("/control/orders", post(orders::place))
        .route("/control/orders/{sn}/{act}", post(orders::act))
        .route("/control/faults", post(set_faults))
        .route("/control/pushes/flush", post(flush_pushes))
        .route("/control/journal/orders", get(journal_of_orders))
        .layer(DefaultBodyLimit::max(32 * 1024 * 1024))
}

/// Why a wish was not done: an HTTP status and one sentence.
struct No(StatusCode, String);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::UnknownShop | Refusal::UnknownItem | Refusal::UnknownOrder => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        Self(status, refusal.to_string())
    }
}

/// A body of JSON, whose faults are told in JSON too.
struct Wanted<T>(T);

impl<T: DeserializeOwned> FromRequest<Arc<Market>> for Wanted<T> {
    type Rejection = No;

    async fn from_request(request: Request, market: &Arc<Market>) -> Result<Self, No> {
        let no = |rejection: JsonRejection| No(StatusCode::UNPROCESSABLE_ENTITY, rejection.body_text());
        Json::from_request(request, market).await.map(|Json(body)| Self(body)).map_err(no)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewShop {
    #[serde(default)]
    marketplace: Marketplace,
    shop_id: u64,
    name: String,
    /// Its owner has taxes withheld.
    #[serde(default)]
    household: bool,
    /// How many places its goods lie at.
    #[serde(default = "one_warehouse")]
    warehouses: u8,
    /// A token that shall speak for the shop from now on; for replaying recorded calls.
    access_token: Option<String>,
}

const fn one_warehouse() -> u8 {
    1
}

async fn open_shop(State(market): State<Arc<Market>>, Wanted(new): Wanted<NewShop>) -> Result<StatusCode, No> {
    if new.marketplace == Marketplace::Shopee && u32::try_from(new.shop_id).is_err() {
        return Err(unfit("a shop_id on shopee is at most 4294967295"));
    }
    if new.shop_id == 0 || !(1..=9).contains(&new.warehouses) {
        return Err(unfit("a shop has a number above 0 and 1 to 9 warehouses"));
    }
    let mut state = market.state();
    let shop = state.books.open_shop(new.marketplace, new.shop_id, new.name)?;
    shop.household = new.household;
    shop.warehouses = (FIRST_WAREHOUSE..).take(usize::from(new.warehouses)).collect();
    if let Some(token) = new.access_token {
        let now = state.clocks.wall().timestamp();
        state.tokens.plant(life_of(new.marketplace), token, new.shop_id, now);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn set_plan(State(market): State<Arc<Market>>, Wanted(plan): Wanted<Vec<PlanRow>>) -> Result<Json<Value>, No> {
    let orders: u64 = plan.iter().map(|row| u64::from(row.orders)).sum();
    if orders > PLANNED_MAX {
        return Err(unfit(format!("a plan may ask for {PLANNED_MAX} orders at most, this one asks for {orders}")));
    }
    let rows = plan.len();
    market.state().plan = plan;
    Ok(Json(json!({ "rows": rows, "orders": orders })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Play {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    days_per_second: f64,
    #[serde(default)]
    seed: u64,
    #[serde(default = "usual_cancel")]
    cancel_per_mille: PerMille,
    #[serde(default = "usual_return")]
    return_per_mille: PerMille,
    #[serde(default = "usual_cod")]
    cod_per_mille: PerMille,
    #[serde(default)]
    push_duplicate_per_mille: PerMille,
    #[serde(default)]
    push_reorder_per_mille: PerMille,
    #[serde(default)]
    push_lose_per_mille: PerMille,
}

const fn usual_cancel() -> PerMille {
    PerMille::new(30)
}

const fn usual_return() -> PerMille {
    PerMille::new(10)
}

const fn usual_cod() -> PerMille {
    PerMille::new(600)
}

async fn play(State(market): State<Arc<Market>>, Wanted(play): Wanted<Play>) -> Result<Json<Value>, No> {
    if play.ends_on < play.starts_on {
        return Err(unfit("a season ends on the day it starts at the earliest"));
    }
    if !(play.days_per_second > 0.0 && play.days_per_second <= DAYS_PER_SECOND_MAX) {
        return Err(unfit(format!("days_per_second must be above 0 and at most {DAYS_PER_SECOND_MAX}")));
    }
    {
        let state = market.state();
        if state.clocks.playing() && !state.demand_done() {
            return Err(No(StatusCode::CONFLICT, "a season is being played".into()));
        }
    }
    {
        let mut desk = market.pushes.desk();
        desk.faults.change(Scope::default(), |faults| {
            faults.push_duplicate_per_mille = play.push_duplicate_per_mille;
            faults.push_reorder_per_mille = play.push_reorder_per_mille;
            faults.push_lose_per_mille = play.push_lose_per_mille;
        });
    }
    let planned = market.play(Season {
        starts_on: play.starts_on,
        ends_on: play.ends_on,
        days_per_second: play.days_per_second,
        seed: play.seed,
        habits: Habits { cancel: play.cancel_per_mille, give_back: play.return_per_mille, cod: play.cod_per_mille },
    });
    Ok(Json(json!({ "planned": planned })))
}

async fn clock(State(market): State<Arc<Market>>) -> Json<Value> {
    let state = market.state();
    Json(json!({
        "now": state.clocks.business(),
        "days_per_second": state.clocks.days_per_second(),
        "playing": state.clocks.playing(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wall {
    /// A Unix second from which wall time shall run on, as signatures and tokens see it; `null` for the real one.
    now: Option<i64>,
}

async fn set_wall(State(market): State<Arc<Market>>, Wanted(wall): Wanted<Wall>) -> Result<StatusCode, No> {
    let now = match wall.now {
        Some(second) => Some(DateTime::from_timestamp(second, 0).ok_or_else(|| unfit("not a Unix second"))?),
        None => None,
    };
    market.state().clocks.set_wall(now);
    Ok(StatusCode::NO_CONTENT)
}

/// How far everything is, for a progress display.
#[derive(Serialize)]
struct Progress {
    planned: u64,
    placed: u64,
    unmet: u64,
    by_status: BTreeMap<&'static str, u64>,
    open: u64,
    pushes: Counts,
    items_live: usize,
    business_now: DateTime<FixedOffset>,
    playing: bool,
    demand_done: bool,
}

async fn status(State(market): State<Arc<Market>>) -> Json<Progress> {
    let pushes = market.pushes.desk().counts;
    let state = market.state();
    let count = |status| state.books.count(status);
    Json(Progress {
        planned: state.demand.planned,
        placed: state.demand.placed,
        unmet: state.demand.unmet,
        by_status: Status::ALL.into_iter().map(|status| (status.word(), count(status))).collect(),
        open: Status::ALL.into_iter().filter(|status| !status.is_final()).map(count).sum(),
        pushes,
        items_live: state.books.items_live(),
        business_now: state.clocks.business(),
        playing: state.clocks.playing(),
        demand_done: state.demand_done(),
    })
}

async fn set_faults(State(market): State<Arc<Market>>, Wanted(change): Wanted<FaultChange>) -> Json<Value> {
    let mut state = market.state();
    if let Some(shop_id) = change.revoke_token {
        market.revoke(&mut state, shop_id);
    }
    if let Some(shop_id) = change.expire_token {
        let now = state.clocks.wall().timestamp();
        state.tokens.expire(shop_id, now);
    }
    let mut scope = change.scope();
    if let Some(shop) = scope.shop_id.and_then(|shop_id| state.books.shop(shop_id).ok()) {
        scope.marketplace = Some(shop.marketplace);
    }
    let calls = state.faults.change(scope, |calls| change.set_calls(calls));
    let pushes = market.pushes.desk().faults.change(scope, |pushes| change.set_pushes(pushes));
    Json(json!({ "calls": calls, "pushes": pushes }))
}

/// The newest pushes with what was sent and answered, newest first.
async fn newest_pushes(State(market): State<Arc<Market>>) -> Json<Value> {
    let desk = market.pushes.desk();
    let told = desk.newest.iter().rev().map(|attempted| {
        json!({
            "marketplace": attempted.push.marketplace,
            "shop_id": attempted.push.shop_id,
            "topic": attempted.push.topic,
            "about": attempted.push.about,
            "status": attempted.push.status,
            "attempt": attempted.attempt,
            "outcome": attempted.outcome,
            "answer": attempted.answer,
            "body": attempted.body,
            "answer_text": attempted.answer_text,
            "at": attempted.at,
        })
    });
    Json(told.collect())
}

async fn flush_pushes(State(market): State<Arc<Market>>) -> StatusCode {
    market.pushes.flush();
    StatusCode::ACCEPTED
}

async fn journal_of_orders(State(market): State<Arc<Market>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/x-ndjson")], market.journal_of_orders())
}

fn unfit(words: impl Into<String>) -> No {
    No(StatusCode::UNPROCESSABLE_ENTITY, words.into())
}

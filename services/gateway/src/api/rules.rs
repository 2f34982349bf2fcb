//! Rules of shops and prices of listings: which hold, how they are changed in a go, and how a go is undone.

use axum::{Json, extract::State};
use contract::{
    Page,
    syndication::{
        ChangePrices, ChangeRules, ChangeView, Changed, FindChanges, FindRules, PriceRule, Rule, RuleKind, RuleView,
        RulesOf, UndoChange,
    },
};
use ids::{Change, ChannelAccount, Id, Listing};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{Commanding, InPath, InQuery, JsonBody, Key, Strict, page},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_rules, change_rules))
        .routes(routes!(change_prices))
        .routes(routes!(find_changes))
        .routes(routes!(undo_change))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RulesQuery {
    /// Whose rules besides the shops' own.
    #[param(value_type = Option<String>)]
    listing_id: Option<Id<Listing>>,
}

/// The rules of one's shops, and of one listing in them.
#[utoipa::path(
    get,
    path = "/rules",
    tag = "listings",
    params(RulesQuery),
    responses((status = 200, body = Vec<shapes::RuleView>), No)
)]
async fn find_rules(
    State(app): State<App>,
    signed: Signed,
    InQuery(RulesQuery { listing_id }): InQuery<RulesQuery>,
) -> Result<Json<Vec<RuleView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindRules { listing_id }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RulesChange {
    /// In which shop.
    #[schema(value_type = String, pattern = "^acc_[0-9a-f]{32}$")]
    account_id: Id<ChannelAccount>,
    #[schema(value_type = shapes::RulesOf)]
    of: RulesOf,
    /// Rules to set, each of another kind.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::Rule>, required = false)]
    set: Vec<Strict<Rule>>,
    /// Kinds to delete the rules of.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::RuleKind>, required = false)]
    clear: Vec<RuleKind>,
}

/// Sets and clears rules of a shop, for up to 1,000 listings in one go. What is as it should be already is left alone.
#[utoipa::path(
    post,
    path = "/rules",
    tag = "listings",
    params(Key),
    request_body = RulesChange,
    responses((status = 200, body = shapes::ChangeDone), No)
)]
async fn change_rules(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    JsonBody(RulesChange { account_id, of, set, clear }): JsonBody<RulesChange>,
) -> Result<Json<Changed>, Problem> {
    let set = set.into_iter().map(|Strict(rule)| rule).collect();
    let ask = ChangeRules { account_id, of, set, clear, name: signed.identity.name.clone() };
    Ok(Json(app.asker.ask(&caller, &ask).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PricesChange {
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 1000)]
    listing_ids: Vec<Id<Listing>>,
    #[schema(value_type = shapes::PriceRule)]
    price: Strict<PriceRule>,
}

/// Changes what up to 1,000 listings cost, in all shops that follow them.
#[utoipa::path(
    post,
    path = "/rules/prices",
    tag = "listings",
    params(Key),
    request_body = PricesChange,
    responses((status = 200, body = shapes::ChangeDone), No)
)]
async fn change_prices(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    JsonBody(PricesChange { listing_ids, price }): JsonBody<PricesChange>,
) -> Result<Json<Changed>, Problem> {
    let ask = ChangePrices { listings: listing_ids, price: price.0, name: signed.identity.name.clone() };
    Ok(Json(app.asker.ask(&caller, &ask).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// Of this listing and of its shops; else of all.
    #[param(value_type = Option<String>)]
    listing_id: Option<Id<Listing>>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of one page.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

/// What was changed about rules and prices, the newest first.
#[utoipa::path(
    get,
    path = "/rules/changes",
    tag = "listings",
    params(ChangesQuery),
    responses((status = 200, body = shapes::Page<shapes::ChangeView>), No)
)]
async fn find_changes(
    State(app): State<App>,
    signed: Signed,
    InQuery(query): InQuery<ChangesQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    let ask = FindChanges { listing_id: query.listing_id, page: page(query.after, query.size) };
    Ok(Json(app.asker.ask(&signed.caller, &ask).await?))
}

/// Undoes what was changed in one go: what is still as it was left becomes as it was before.
#[utoipa::path(
    post,
    path = "/rules/changes/{change_id}/undo",
    tag = "listings",
    params(("change_id" = String, Path), Key),
    responses((status = 200, body = shapes::ChangeDone), No)
)]
async fn undo_change(
    State(app): State<App>,
    signed: Signed,
    Commanding(caller): Commanding,
    InPath(change_id): InPath<Id<Change>>,
) -> Result<Json<Changed>, Problem> {
    let ask = UndoChange { change_id, name: signed.identity.name.clone() };
    Ok(Json(app.asker.ask(&caller, &ask).await?))
}

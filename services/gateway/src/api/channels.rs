//! Shops on marketplaces, and how their owners let us act for them.

use axum::{Json, extract::State, http::StatusCode};
use contract::syndication::{ChannelAccountView, ConsentLink, FindChannelAccounts, FinishConsent, StartConsent};
use ids::{Channel, ChannelAccount, Id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    No,
    read::{InPath, JsonBody},
    shapes,
};
use crate::{App, problem::Problem, session::Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_channel_accounts))
        .routes(routes!(start_consent))
        .routes(routes!(finish_consent))
}

/// The shops that are connected.
#[utoipa::path(
    get,
    path = "/channel-accounts",
    tag = "channels",
    responses((status = 200, body = Vec<shapes::ChannelAccountView>), No)
)]
async fn find_channel_accounts(
    State(app): State<App>,
    signed: Signed,
) -> Result<Json<Vec<ChannelAccountView>>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &FindChannelAccounts {}).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentWish {
    /// Where the marketplace shall send the owner back to; `state` is added to its query.
    #[schema(example = "https://chophien.example/channels/shopee/callback")]
    redirect: String,
}

/// Where the owner of a shop goes to let us act for it. Needs no key: a second link does no harm.
#[utoipa::path(
    post,
    path = "/channel-accounts/{channel}/consent",
    tag = "channels",
    params(("channel" = shapes::Channel, Path)),
    request_body = ConsentWish,
    responses((status = 200, body = shapes::ConsentLink), No)
)]
async fn start_consent(
    State(app): State<App>,
    signed: Signed,
    InPath(channel): InPath<Channel>,
    JsonBody(wish): JsonBody<ConsentWish>,
) -> Result<Json<ConsentLink>, Problem> {
    Ok(Json(app.asker.ask(&signed.caller, &StartConsent { channel, redirect: wish.redirect }).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentGiven {
    /// Ours, from the redirect's query.
    state: String,
    /// Theirs; works once.
    code: String,
    /// The shop's id there.
    shop_id: String,
}

#[derive(Serialize, ToSchema)]
struct AccountConnected {
    #[schema(value_type = String, pattern = "^acc_[0-9a-f]{32}$")]
    account_id: Id<ChannelAccount>,
}

/// Connects the shop with what the marketplace sent its owner back with. Needs no key: state and code work once.
#[utoipa::path(
    post,
    path = "/channel-accounts/{channel}/consent/finish",
    tag = "channels",
    params(("channel" = shapes::Channel, Path)),
    request_body = ConsentGiven,
    responses((status = 201, body = AccountConnected), No)
)]
async fn finish_consent(
    State(app): State<App>,
    signed: Signed,
    InPath(channel): InPath<Channel>,
    JsonBody(given): JsonBody<ConsentGiven>,
) -> Result<(StatusCode, Json<AccountConnected>), Problem> {
    let ask = FinishConsent { channel, state: given.state, code: given.code, shop_id: given.shop_id };
    let account_id = app.asker.ask(&signed.caller, &ask).await?;
    Ok((StatusCode::CREATED, Json(AccountConnected { account_id })))
}

//! A manager pauses a shop, lets it go on, or takes it away from us.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use contract::syndication::{DisconnectShop, PauseShop};
use ids::{ChannelAccount, Id};

use crate::{
    portal::{
        fields::Fields,
        frame::Visit,
        routes::{self, Link},
    },
    problem::Problem,
};

pub(in crate::portal) async fn pause(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    let paused = form.one("do") != "go-on";
    visit.command(form.key()?, &PauseShop { account_id, paused }).await?;
    Ok(back(account_id, if paused { "paused" } else { "going-on" }))
}

pub(in crate::portal) async fn disconnect(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.command(form.key()?, &DisconnectShop { account_id }).await?;
    Ok(back(account_id, "disconnected"))
}

fn back(account_id: Id<ChannelAccount>, done: &str) -> Response {
    let link = Link::to(routes::CHANNELS).with("done", done).with("shop", account_id);
    Redirect::to(&link.to_string()).into_response()
}

//! The way through a marketplace's consent, and back.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    code,
    syndication::{FinishConsent, StartConsent},
};
use ids::{Channel, ChannelAccount, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{Known, Page};
use crate::{
    portal::{
        frame::{Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
};

/// Off to the marketplace's consent page. A plain link leads here, for a form may not leave this house.
pub(in crate::portal) async fn connect(visit: Visit, Path(channel): Path<Channel>) -> Result<Response, Problem> {
    let redirect = visit.app.address(&routes::channel_callback(channel));
    let consent = visit.ask(&StartConsent { channel, redirect }).await?;
    Ok(Redirect::to(&consent.link).into_response())
}

/// What a marketplace adds to the redirect. Each adds what it likes: Shopee the shop, or the main account of several; the
/// others tell the shop with the tokens only. A no is an `error`, at one of them with a code called `null`.
#[derive(Deserialize)]
pub(in crate::portal) struct Consented {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    shop_id: String,
    #[serde(default)]
    main_account_id: String,
    #[serde(default)]
    error: String,
}

impl Consented {
    /// What to say where there is nothing to be exchanged.
    fn lacks(&self) -> Option<&'static str> {
        if !self.error.is_empty() || self.code.is_empty() || self.code == "null" {
            Some("channel-said-no")
        } else if self.shop_id.is_empty() && !self.main_account_id.is_empty() {
            Some("channel-main-account")
        } else {
            None
        }
    }
}

/// The owner is back. A code that no longer holds is told on the same page, with the way to begin anew.
pub(in crate::portal) async fn finish(
    visit: Visit,
    Path(channel): Path<Channel>,
    Query(back): Query<Consented>,
) -> Result<Response, Problem> {
    visit.only_who_may::<FinishConsent>()?;
    let why = match back.lacks() {
        Some(key) => key,
        None => match exchange(&visit, channel, back).await? {
            Ok(account_id) => {
                let link = Link::to(routes::CHANNELS).with("done", "connected").with("shop", account_id);
                return Ok(Redirect::to(&link.to_string()).into_response());
            }
            Err(key) => key,
        },
    };
    let known = Known::of(&visit).await.unwrap_or_default();
    let words = visit.to.say_with(why, [("channel", channel.name().into())]);
    let frame = visit.frame(visit.to.say("channels-title")).not_done(Some(words));
    Ok((StatusCode::CONFLICT, render(&Page::new(frame, &known, true))?).into_response())
}

/// The shop that is connected now, or what to say to who brought something that does not hold.
async fn exchange(
    visit: &Visit,
    channel: Channel,
    back: Consented,
) -> Result<Result<Id<ChannelAccount>, &'static str>, Problem> {
    let finish = FinishConsent { channel, state: back.state, code: back.code, shop_id: back.shop_id };
    match visit.ask(&finish).await {
        Ok(account_id) => Ok(Ok(account_id)),
        Err(Unanswered::Refused(refusal)) => match refusal.code.as_str() {
            code::CONSENT_STATE | code::CHANNEL_REFUSED | code::INVALID => Ok(Err("channel-not-connected")),
            code::CONFLICT => Ok(Err("channel-of-another")),
            _ => Err(refusal.into()),
        },
        Err(unknown) => Err(unknown.into()),
    }
}

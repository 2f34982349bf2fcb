//! One step is carried out on its channel, outside of any transaction.

use std::time::Duration;

use marketplaces::{CallFault, FaultKind, ListingDraft, Shop, TakesListings};

use super::claim::{Job, Text};
use crate::{
    app::App,
    domain::{
        offer::{Done, Shown, Step},
        reason,
        wish::Wish,
    },
    pictures, tokens,
};

/// Well within the claim: nothing is sent for an offer that another worker may have in hand.
const PATIENCE: Duration = Duration::from_secs(75);
/// Who speaks in a fault that no channel has told.
pub(super) const US: &str = "syndication";

pub(super) async fn carry_out(app: &App, job: &Job) -> Result<Done, CallFault> {
    tokio::time::timeout(PATIENCE, attempt(app, job)).await.unwrap_or_else(|_| Err(out_of_patience()))
}

/// A marketplace that took too long.
pub(super) fn out_of_patience() -> CallFault {
    fault(FaultKind::Passing, "timeout", "the channel took too long".to_owned())
}

/// With the token that is kept; if it turns out to be stale, once more with another.
async fn attempt(app: &App, job: &Job) -> Result<Done, CallFault> {
    let marketplace = app.marketplaces.marketplace(job.channel);
    let takes = marketplace.and_then(|marketplace| marketplace.takes_listings());
    let takes = takes.ok_or_else(|| {
        fault(FaultKind::Passing, "channel_unsupported", format!("{} is not set up here", job.channel))
    })?;
    let fresh = tokens::fresh(app, job.account_id, None).await.map_err(tokens::NoToken::fault)?;
    let stale = tokens::hash_of(&fresh.access_token);
    match step(takes, &shop(job, fresh), job).await {
        Err(stale_token) if stale_token.kind == FaultKind::StaleToken => {
            let fresh = tokens::fresh(app, job.account_id, Some(&stale)).await.map_err(tokens::NoToken::fault)?;
            step(takes, &shop(job, fresh), job).await
        }
        ended => ended,
    }
}

fn shop(job: &Job, fresh: tokens::Fresh) -> Shop {
    Shop { shop_id: job.shop_id.clone(), access_token: fresh.access_token }
}

async fn step(takes: &dyn TakesListings, shop: &Shop, job: &Job) -> Result<Done, CallFault> {
    let item_id = job.item_id.as_deref().unwrap_or_default();
    match job.step {
        Step::Create(wish) => create(takes, shop, job, wish).await,
        Step::FindOrCreate(wish) => find_or_create(takes, shop, job, wish).await,
        Step::SetStock(stock) => takes.set_stock(shop, item_id, stock).await.map(|()| Done::AsAsked),
        Step::SetPrice(price) => takes.set_price(shop, item_id, price).await.map(|()| Done::AsAsked),
        Step::SetHidden(hidden) => takes.set_hidden(shop, item_id, hidden).await.map(|()| Done::AsAsked),
    }
}

async fn find_or_create(takes: &dyn TakesListings, shop: &Shop, job: &Job, wish: Wish) -> Result<Done, CallFault> {
    let Some(item_id) = takes.find_by_sku(shop, &text(job)?.listing.form.sku).await? else {
        return if wish.hidden { Ok(Done::NotThere) } else { create(takes, shop, job, wish).await };
    };
    // What cannot be read is told anew: every value is absolute.
    let seen = takes.read(shop, std::slice::from_ref(&item_id)).await?.pop().and_then(|row| row.result.ok());
    let shown = seen.map_or_else(Shown::default, |seen| Shown {
        price: Some(seen.price_vnd),
        stock: Some(seen.stock),
        hidden: Some(!seen.live),
    });
    Ok(Done::Found { item_id, shown })
}

async fn create(takes: &dyn TakesListings, shop: &Shop, job: &Job, wish: Wish) -> Result<Done, CallFault> {
    let Text { listing, showing } = text(job)?;
    let form = &listing.form;
    let category_id = showing.category_id.value.clone().ok_or_else(|| {
        let words = format!("no category of {} is named for {}", job.channel, form.product);
        fault(FaultKind::Permanent, reason::CATEGORY_MISSING, words)
    })?;
    let picture = pictures::of(form.product)
        .ok_or_else(|| fault(FaultKind::Permanent, "no_picture", format!("there is no picture of {}", form.product)))?;
    let draft = ListingDraft {
        idempotency_key: job.offer_id.to_string(),
        sku: form.sku.clone(),
        title: showing.title.value.clone(),
        description: showing.description.value.clone(),
        price_vnd: wish.price,
        stock: wish.stock,
        gross_weight_g: form.gross_g,
        category_id,
        pictures: vec![picture.to_vec()],
        ..ListingDraft::default()
    };
    takes.create(shop, &draft).await.map(|item_id| Done::Created { item_id })
}

fn text(job: &Job) -> Result<&Text, CallFault> {
    let missing = || fault(FaultKind::Passing, "listing_missing", "the listing could not be read".to_owned());
    job.text.as_ref().ok_or_else(missing)
}

fn fault(kind: FaultKind, code: &str, words: String) -> CallFault {
    CallFault { kind, call: US, code: code.to_owned(), words }
}

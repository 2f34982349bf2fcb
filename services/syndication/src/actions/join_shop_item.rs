//! Something that a shop shows is joined to a listing by hand: its offer has it from then on.

use contract::{FieldFault, Refusal, syndication::JoinShopItem};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::{
        accounts::{self, Own},
        offers, shop_items,
    },
};

pub(crate) async fn join_shop_item(app: &App, tx: &Scoped, ask: JoinShopItem) -> Result<(), Stop> {
    let now = (app.now)();
    // Shops before offers, as everybody locks them.
    let Own { shop_id, .. } = accounts::lock_own(tx, ask.account_id).await?.ok_or_else(|| Stop::not_found("shop"))?;
    let Some(mut offer) = offers::lock_in(tx, ask.account_id, ask.listing_id).await? else {
        return Err(refused("join_not_shown"));
    };
    if offer.item_id.is_some() {
        return Err(refused("join_there_already"));
    }
    // What is to be hidden would be hidden there at once, and it sells.
    if offer.wished.hidden {
        return Err(refused("join_not_shown"));
    }
    if offer.claim.is_some_and(|claim| claim.until > now) {
        return Err(refused("join_busy"));
    }
    let shown = shop_items::join(tx, &offer.place, &shop_id, &ask.item_id).await?;
    let shown = shown.ok_or_else(|| Stop::not_found("item"))?;
    offer.adopt(ask.item_id, shown, now);
    offers::save(tx, &mut [offer]).await?;
    accounts::note_matched(tx, ask.account_id, now).await?;
    app.wake.notify_one();
    Ok(())
}

fn refused(code: &str) -> Stop {
    Refusal::of_fields(vec![FieldFault { field: "listing_id".into(), code: code.into() }]).into()
}

//! Somebody decides what was changed in a shop: ours is told again, theirs becomes rules.

use contract::{
    Refusal, code,
    syndication::{Keep, PriceRule, Rule, Season, SettleDrift},
};
use mailbox::Stop;
use scoped::Scoped;

use super::change_rules::{by_name, set_of_listing};
use crate::{
    app::App,
    store::{accounts, offers},
};

pub(crate) async fn settle_drift(app: &App, tx: &Scoped, ask: SettleDrift) -> Result<(), Stop> {
    let now = (app.now)();
    let known = offers::detail(tx, ask.offer_id, now).await?.ok_or_else(|| Stop::not_found("offer"))?;
    // Shops before listings before offers, as everybody locks them.
    if accounts::lock_own(tx, known.offer.account_id).await?.is_none() {
        return Err(Stop::not_found("offer"));
    }
    if ask.keep == Keep::Theirs && known.drift_hidden != Some(false) {
        let price = known.drift_price_vnd.map(|price_vnd| Rule::Price(PriceRule::Fixed { price_vnd }));
        // It is shown again once the rule is cleared.
        let yesterday = app.calendar.today().pred_opt();
        let hidden = known.drift_hidden.filter(|hidden| *hidden);
        let season = hidden.map(|_| Rule::Season(Season { from: None, to: yesterday }));
        let rules: Vec<_> = price.into_iter().chain(season).collect();
        if !rules.is_empty() {
            set_of_listing(app, tx, (known.offer.account_id, known.listing_id), rules, &ask.name).await?;
        }
    }
    let mut offer =
        offers::lock_all(tx, &[ask.offer_id.uuid()]).await?.pop().ok_or_else(|| Stop::not_found("offer"))?;
    let is_as_known = (offer.drift.and_then(|drift| drift.price), offer.drift.and_then(|drift| drift.hidden))
        == (known.drift_price_vnd, known.drift_hidden);
    if !is_as_known || !offer.settle_drift(ask.keep, &by_name(tx, &ask.name), now) {
        let words = "the shop shows something else by now, or what is hidden here would be shown: look again";
        return Err(Refusal::new(code::CONFLICT, words).into());
    }
    offers::save(tx, &mut [offer]).await?;
    app.wake.notify_one();
    Ok(())
}

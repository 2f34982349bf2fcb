//! What each shop would show of a listing, as it is or as it is being written, why, and what it lacks there.

use contract::{
    Refusal, code,
    syndication::{ListingForm, PreviewListing, ShopPreview},
};
use mailbox::Stop;
use marketplaces::Marketplace;
use scoped::Scoped;

use crate::{
    app::App,
    domain::{
        claim,
        demands::Demands,
        listing::{About, Listing},
    },
    pictures,
    store::{
        accounts, cooperatives,
        grounds::{Grounds, origin},
        listings,
    },
};

pub(crate) async fn preview_listing(app: &App, tx: &Scoped, ask: PreviewListing) -> Result<Vec<ShopPreview>, Stop> {
    let saved = match ask.listing_id {
        Some(id) => Some(listings::find(tx, id).await?.ok_or_else(|| Stop::not_found("listing"))?),
        None => None,
    };
    let Some(cooperative_id) = saved.as_ref().map(|listing| listing.cooperative_id).or(tx.caller().scope.cooperative())
    else {
        return Err(Refusal::new(code::NOT_ALLOWED, "a new listing is its cooperative's to write").into());
    };
    let Some(form) = ask.form.or_else(|| saved.as_ref().map(|listing| listing.form.clone())) else {
        return Err(Stop::not_found("listing"));
    };
    let commune_code = match &saved {
        Some(Listing { commune_code, .. }) => commune_code.clone(),
        None => cooperatives::commune_of(tx, cooperative_id).await?.unwrap_or_default(),
    };
    let about = About { listing_id: ask.listing_id, cooperative_id, commune_code: &commune_code, form: &form };
    let grounds = Grounds::of(tx, &[about]).await?;
    let papers = grounds.papers_of(cooperative_id);
    // Shown as it would be saved: what its title claims by its words it needs.
    let form = claim::settled(form.clone(), &papers);
    let about = About { form: &form, ..about };
    let channels = app.channels_with_listings();
    let shops = accounts::views(tx).await?.into_iter().filter(|shop| shop.cooperative_id == cooperative_id);
    let shops = shops.filter(|shop| shop.connected && channels.contains(&shop.channel));
    Ok(shops
        .map(|shop| {
            let showing = grounds.showing(&about, shop.account_id, shop.channel, app.calendar.today());
            let limits = app.marketplaces.marketplace(shop.channel).map(Marketplace::limits);
            let demands = limits.as_ref().map(Demands::of).unwrap_or_default();
            let title = &showing.title.value;
            ShopPreview {
                account_id: shop.account_id,
                channel: shop.channel,
                shop_id: shop.shop_id,
                lacks: demands.lacks(&showing, &form, &photo_sides(&form)),
                longer_title: demands.longer_title(title, &form, origin(&commune_code).as_deref(), &papers),
                title: showing.title,
                description: showing.description,
                category_id: showing.category_id,
                price_vnd: showing.price,
                stock: showing.stock,
                hidden: showing.hidden,
                photos: showing.photos,
                attributes: showing.attributes,
            }
        })
        .collect())
}

/// The shorter sides of its photos.
fn photo_sides(form: &ListingForm) -> Vec<u32> {
    pictures::side_of(form.product).into_iter().collect()
}

//! How many offers are in each state.

use contract::syndication::{CountOffers, OfferCounts};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::{listings, offers},
};

pub(crate) async fn count_offers(_: &App, tx: &Scoped, _: CountOffers) -> Result<OfferCounts, Stop> {
    let offers = offers::count(tx).await?;
    Ok(OfferCounts { listings: listings::count(tx).await?, ..offers })
}

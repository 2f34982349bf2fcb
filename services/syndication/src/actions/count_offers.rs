//! How many offers are in each state, and how many need somebody.

use contract::syndication::{CountOffers, OfferCounts};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::{listings, offers},
};

pub(crate) async fn count_offers(app: &App, tx: &Scoped, _: CountOffers) -> Result<OfferCounts, Stop> {
    let offers = offers::count(tx).await?;
    let troubled = offers::count_troubled(tx, (app.now)()).await?;
    Ok(OfferCounts { listings: listings::count(tx).await?, troubled, ..offers })
}

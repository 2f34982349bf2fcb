//! An offer is tried again, now, because somebody says so.

use contract::syndication::RetryOffer;
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::offers};

pub(crate) async fn retry_offer(app: &App, tx: &Scoped, ask: RetryOffer) -> Result<(), Stop> {
    let mut offer = offers::lock(tx, ask.offer_id).await?.ok_or_else(|| Stop::not_found("offer"))?;
    offer.try_again((app.now)());
    offers::save(tx, &mut [offer]).await?;
    app.wake.notify_one();
    Ok(())
}

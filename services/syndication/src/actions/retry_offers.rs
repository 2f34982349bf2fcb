//! Offers are tried again, now, because somebody says so.

use std::collections::BTreeSet;

use contract::{FieldFault, Refusal, syndication::RetryOffers};
use mailbox::Stop;
use scoped::Scoped;

use super::change_rules::by_name;
use crate::{app::App, store::offers};

/// Offers of one go: more than a page of the list holds.
const OFFERS_MAX: usize = 200;

pub(crate) async fn retry_offers(app: &App, tx: &Scoped, ask: RetryOffers) -> Result<u32, Stop> {
    let ids: BTreeSet<_> = ask.offers.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() || ask.offers.len() > OFFERS_MAX {
        let code = if ids.is_empty() { "missing" } else { "offers_too_many" };
        return Err(Refusal::of_fields(vec![FieldFault { field: "offers".into(), code: code.into() }]).into());
    }
    let mut offers = offers::lock_all(tx, &ids.iter().copied().collect::<Vec<_>>()).await?;
    if offers.len() < ids.len() {
        return Err(Stop::not_found("offer"));
    }
    let by = by_name(tx, &ask.name);
    offers.retain_mut(|offer| offer.try_again(&by, (app.now)()));
    offers::save(tx, &mut offers).await?;
    app.wake.notify_one();
    Ok(u32::try_from(offers.len()).unwrap_or(u32::MAX))
}

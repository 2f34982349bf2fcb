//! A household reads how it is written down, and what was weighed of it.

use contract::onboarding::{GetOwnHousehold, OwnHousehold};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::households};

pub(crate) async fn get_own_household(_: &App, tx: &Scoped, _: GetOwnHousehold) -> Result<OwnHousehold, Stop> {
    households::own(tx).await?.ok_or_else(|| Stop::not_found("household"))
}

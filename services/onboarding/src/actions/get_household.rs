//! One household's file.

use contract::onboarding::{GetHousehold, HouseholdFile};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::households};

pub(crate) async fn get_household(_: &App, tx: &Scoped, ask: GetHousehold) -> Result<HouseholdFile, Stop> {
    households::get(tx, ask.household_id).await?.ok_or_else(|| Stop::not_found("household"))
}

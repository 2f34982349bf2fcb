//! Which households are members?

use contract::{
    Page,
    onboarding::{FindHouseholds, HouseholdView},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::households};

pub(crate) async fn find_households(_app: &App, tx: &Scoped, ask: FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    households::find(tx, &ask).await
}

//! Which cooperatives are there?

use contract::{
    Page,
    onboarding::{CooperativeView, FindCooperatives},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::cooperatives};

pub(crate) async fn find_cooperatives(
    _app: &App,
    tx: &Scoped,
    ask: FindCooperatives,
) -> Result<Page<CooperativeView>, Stop> {
    cooperatives::find(tx, &ask).await
}

//! What did people consent to?

use contract::{
    Page,
    onboarding::{ConsentNote, FindConsents},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::consents};

pub(crate) async fn find_consents(_: &App, tx: &Scoped, ask: FindConsents) -> Result<Page<ConsentNote>, Stop> {
    consents::find(tx, &ask).await
}

//! An assistant looks for the producers of their commune.

use contract::{
    Page,
    onboarding::{CaseloadEntry, FindCaseload},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::cooperatives};

pub(crate) async fn find_caseload(_: &App, tx: &Scoped, ask: FindCaseload) -> Result<Page<CaseloadEntry>, Stop> {
    cooperatives::caseload(tx, &ask).await
}

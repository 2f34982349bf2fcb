//! Somebody who may see a paper opens its scan. The desk writes down who did.

use contract::onboarding::{OpenScan, Scan};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::paper_files};

pub(crate) async fn open_scan(_: &App, tx: &Scoped, ask: OpenScan) -> Result<Scan, Stop> {
    paper_files::read(tx, ask.paper_id).await?.scan.ok_or_else(|| Stop::not_found("scan of the paper"))
}

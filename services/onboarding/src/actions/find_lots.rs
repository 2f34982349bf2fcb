//! Which lots were declared, in which seasons, and what belongs to one of them?

use contract::{
    Page,
    onboarding::{FindLots, FindRevisions, FindSeasons, GetLot, LotFile, LotView, RevisionView, SeasonView},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::lots};

pub(crate) async fn find_lots(_: &App, tx: &Scoped, ask: FindLots) -> Result<Page<LotView>, Stop> {
    lots::find_lots(tx, &ask).await
}

pub(crate) async fn find_seasons(_: &App, tx: &Scoped, _: FindSeasons) -> Result<Vec<SeasonView>, Stop> {
    lots::seasons(tx).await
}

pub(crate) async fn get_lot(_: &App, tx: &Scoped, ask: GetLot) -> Result<LotFile, Stop> {
    lots::find_file(tx, ask.lot_id).await?.ok_or_else(|| Stop::not_found("lot"))
}

pub(crate) async fn find_revisions(_: &App, tx: &Scoped, ask: FindRevisions) -> Result<Page<RevisionView>, Stop> {
    lots::find_revisions(tx, &ask).await?.ok_or_else(|| Stop::not_found("lot"))
}

//! A lot was declared or its declaration revised.

use contract::onboarding::LotDeclared;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{App, as_told::AsTold, store::harvest};

pub(crate) async fn record_lot(_: &App, tx: &Scoped, heard: Heard<AsTold<LotDeclared>>) -> Result<(), Stop> {
    Ok(harvest::save_lot(tx, &heard).await?)
}

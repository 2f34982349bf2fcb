//! How far each shop is with what it is to show, and when it will be done.

use contract::syndication::{FindProgress, ShopProgress};
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::offers};

pub(crate) async fn find_progress(app: &App, tx: &Scoped, _: FindProgress) -> Result<Vec<ShopProgress>, Stop> {
    Ok(offers::progress(tx, (app.now)()).await?)
}

//! An order has changed: its lines become sales, in place of those of an older version.

use contract::intake::OrderChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{App, as_told::AsTold, domain::Sale, store::sales};

pub(crate) async fn record_sale(_: &App, tx: &Scoped, heard: Heard<AsTold<OrderChanged>>) -> Result<(), Stop> {
    let order = &heard.fact.fact;
    let lines = Sale::lines_of(order)?;
    if sales::claim(tx, &heard).await? {
        sales::replace(tx, order, &lines).await?;
        // Analytics tells no facts, so nobody but the reckoner waits for this signal, which comes with the commit.
        tx.note_posted();
    }
    Ok(())
}

//! A question for figures is answered.

use contract::analytics::{Figures, FindFigures};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, domain::Part, store::figures};

pub(crate) async fn find_figures(_: &App, tx: &Scoped, ask: FindFigures) -> Result<Figures, Stop> {
    let part = Part::of(&ask)?;
    // Read first: figures that become fresher while they are read are no harm.
    let as_of = figures::as_of(tx).await?;
    let tally = figures::tally(tx, &part).await?;
    Ok(Figures { rows: tally.into_rows()?, as_of })
}

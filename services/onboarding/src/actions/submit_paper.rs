//! A manager hands a paper in to the province.

use contract::{Refusal, onboarding::SubmitPaper};
use mailbox::Stop;
use scoped::Scoped;

use super::decide_paper::impossible;
use crate::{
    App,
    domain::read_form,
    store::paper_files::{self},
};

pub(crate) async fn submit_paper(app: &App, tx: &Scoped, ask: SubmitPaper) -> Result<(), Stop> {
    let mut record = paper_files::lock(tx, ask.paper_id).await?;
    // One that came in by a file may lack what a form would have asked for.
    read_form(&record.form, app.calendar.today()).map_err(Refusal::of_fields)?;
    let submitted = record.standing.submitted(record.scan.is_some(), app.calendar.now());
    let Some(standing) = submitted.map_err(impossible)? else { return Ok(()) };
    record.standing = standing;
    record.version += 1;
    Ok(paper_files::save(tx, &record).await?)
}

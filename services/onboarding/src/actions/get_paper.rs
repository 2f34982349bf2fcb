//! One paper.

use contract::onboarding::{GetPaper, PaperFile};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::paper_files};

pub(crate) async fn get_paper(app: &App, tx: &Scoped, ask: GetPaper) -> Result<PaperFile, Stop> {
    paper_files::get(tx, ask.paper_id, app.calendar.today()).await
}

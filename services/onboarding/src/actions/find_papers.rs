//! Which papers are there?

use contract::{
    Page,
    onboarding::{FindPapers, PaperFile},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::paper_files};

pub(crate) async fn find_papers(app: &App, tx: &Scoped, ask: FindPapers) -> Result<Page<PaperFile>, Stop> {
    paper_files::find(tx, &ask, app.calendar.today()).await
}

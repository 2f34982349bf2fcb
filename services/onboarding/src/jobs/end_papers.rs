//! Papers whose last day is over no longer count, and of those that near it their owners are warned: each once.

use chrono::{Days, NaiveDate};
use contract::onboarding::PaperState;
use mailbox::Stop;

use crate::{
    App,
    domain::{WARNING_DAYS, warning},
    store::paper_files,
};

const AT_ONCE: i64 = 100;

pub(super) async fn end_papers(app: &App, today: NaiveDate) -> Result<(), Stop> {
    let [first, ..] = WARNING_DAYS;
    let until = today.checked_add_days(Days::new(first.into())).unwrap_or(today);
    loop {
        let tx = app.database.begin_as_service().await?;
        let ending = paper_files::lock_ending(&tx, today, until, AT_ONCE).await?;
        if ending.is_empty() {
            return Ok(tx.commit().await?);
        }
        let mut told = Vec::with_capacity(ending.len());
        for mut paper in ending {
            if paper.form.valid_to.is_some_and(|last| last < today) {
                paper.standing.state = PaperState::Expired;
                paper.standing.since = app.calendar.now();
            } else if let Some(days) = warning(paper.form.valid_to, today) {
                paper_files::note_warning(&tx, paper.paper_id, days, today).await?;
                paper.warned_days = Some(days);
            }
            paper.version += 1;
            paper_files::save(&tx, &paper).await?;
            told.push(paper.paper_id);
        }
        paper_files::tell(&tx, &told).await?;
        tx.commit().await?;
    }
}

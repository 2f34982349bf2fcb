//! Which rules hold, and what was changed about them.

use contract::{
    FieldFault, Page, Refusal,
    syndication::{ChangeView, FindChanges, FindRules, RuleView},
};
use ids::{Change, Id};
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::rules};

pub(crate) async fn find_rules(_: &App, tx: &Scoped, ask: FindRules) -> Result<Vec<RuleView>, Stop> {
    Ok(rules::views(tx, ask.listing_id).await?)
}

pub(crate) async fn find_changes(_: &App, tx: &Scoped, ask: FindChanges) -> Result<Page<ChangeView>, Stop> {
    let rows = ask.page.rows();
    let after = ask.page.after.as_deref().map(read_cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let mut found = rules::history(tx, ask.listing_id, after, rows + 1).await?;
    let has_more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let last = found.last().filter(|_| has_more);
    let next = last.map(|(ordinal, change)| format!("{}.{ordinal}", change.change_id));
    Ok(Page { rows: found.into_iter().map(|(_, change)| change).collect(), next, total: None })
}

fn read_cursor(after: &str) -> Result<(Id<Change>, i64), Refusal> {
    let read = after.split_once('.').and_then(|(change, ordinal)| Some((change.parse().ok()?, ordinal.parse().ok()?)));
    let fault = FieldFault { field: "page.after".into(), code: "not_a_page".into() };
    read.ok_or_else(|| Refusal::of_fields(vec![fault]))
}

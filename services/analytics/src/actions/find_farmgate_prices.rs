//! A question for farm-gate prices is answered.

use contract::{
    FieldFault, Page, Refusal,
    analytics::{FarmgatePriceView, FindFarmgatePrices},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::farmgate};

pub(crate) async fn find_farmgate_prices(
    _: &App,
    tx: &Scoped,
    ask: FindFarmgatePrices,
) -> Result<Page<FarmgatePriceView>, Stop> {
    let size = ask.page.rows();
    let found = farmgate::page(tx, ask.page.after.as_ref(), size + 1).await?;
    let mut rows = found.ok_or_else(|| {
        Refusal::of_fields(vec![FieldFault { field: "page.after".to_owned(), code: "not_a_cursor".to_owned() }])
    })?;
    let is_last = rows.len() <= size as usize;
    rows.truncate(size as usize);
    let next = if is_last { None } else { rows.last().map(|row| row.key.clone()) };
    Ok(Page { rows, next, total: None })
}

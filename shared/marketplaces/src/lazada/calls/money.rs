//! What buyers send back, and what an order came to.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Answer, CallFault, ReturnPage, Settlement, Settles, Shop, TellsReturns,
    lazada::{Lazada, ask::Question, money, wire},
    told,
};

const RETURNS: &str = "/reverse/getreverseordersforseller";
const TRANSACTIONS: &str = "/finance/transaction/details/get";
const RETURNS_PER_PAGE: usize = 50;
/// Section 4.7: the longest window, in days.
const TRANSACTION_DAYS: i64 = 180;
const TRANSACTIONS_MAX: &str = "500";

impl TellsReturns for Lazada {
    fn returns<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, ReturnPage> {
        Box::pin(async move {
            let page: usize = page.and_then(|page| page.parse().ok()).unwrap_or(1);
            let parameters = vec![
                ("page_no", page.to_string()),
                ("page_size", RETURNS_PER_PAGE.to_string()),
                // [K] section 4.6 names the call only.
                ("ReverseOrderLineModifiedTimeRangeStart", from.timestamp_millis().to_string()),
                ("ReverseOrderLineModifiedTimeRangeEnd", to.timestamp_millis().to_string()),
            ];
            let told: wire::Reverses = self.ask(Question::about(shop, RETURNS, parameters)).await?;
            let next = (told.items.len() >= RETURNS_PER_PAGE).then(|| (page + 1).to_string());
            let returns: Result<_, String> = told.items.into_iter().map(money::returned).collect();
            Ok(ReturnPage { returns: returns.map_err(|words| CallFault::unreadable(RETURNS, words))?, next })
        })
    }
}

impl Settles for Lazada {
    fn settlement<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<Settlement>> {
        Box::pin(async move {
            let now = told::in_vietnam((self.now)());
            let day = |at: DateTime<_>| at.format("%Y-%m-%d").to_string();
            let parameters = vec![
                ("start_time", day(now - TimeDelta::days(TRANSACTION_DAYS - 1))),
                ("end_time", day(now)),
                ("limit", TRANSACTIONS_MAX.to_owned()),
                ("offset", "0".to_owned()),
                ("trade_order_id", order_id.to_owned()),
            ];
            let told: Option<Vec<wire::Transaction>> =
                self.ask(Question::about(shop, TRANSACTIONS, parameters)).await?;
            let settlement = money::settlement(order_id, &told.unwrap_or_default());
            settlement.map_err(|words| CallFault::unreadable(TRANSACTIONS, words))
        })
    }
}

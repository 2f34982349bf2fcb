//! What buyers send back, and what an order came to.

use chrono::{DateTime, Utc};

use crate::{
    Answer, ReturnPage, Settlement, Settles, Shop, TellsReturns,
    shopee::{Shopee, ask::Question, errors, money, wire},
};

const RETURNS: &str = "returns/get_return_list";
const ESCROW: &str = "payment/get_escrow_detail";
const RETURNS_PER_PAGE: &str = "50";

impl TellsReturns for Shopee {
    fn returns<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, ReturnPage> {
        Box::pin(async move {
            let page: u32 = page.and_then(|page| page.parse().ok()).unwrap_or(0);
            let query = vec![
                ("page_no", page.to_string()),
                ("page_size", RETURNS_PER_PAGE.to_owned()),
                // [K] section 3.7 names the call only.
                ("update_time_from", from.timestamp().to_string()),
                ("update_time_to", to.timestamp().to_string()),
            ];
            let told: wire::Returns = self.ask(Question::about(shop, RETURNS, query)).await?;
            let next = (told.more && !told.returns.is_empty()).then(|| (page + 1).to_string());
            let returns: Result<_, String> = told.returns.into_iter().map(money::returned).collect();
            Ok(ReturnPage { returns: returns.map_err(|words| errors::unreadable(RETURNS, words))?, next })
        })
    }
}

impl Settles for Shopee {
    fn settlement<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<Settlement>> {
        Box::pin(async move {
            let query = vec![("order_sn", order_id.to_owned())];
            let told: wire::Escrow = self.ask(Question::about(shop, ESCROW, query)).await?;
            let settlement = money::settlement(order_id, &told.order_income);
            settlement.map(Some).map_err(|words| errors::unreadable(ESCROW, words))
        })
    }
}

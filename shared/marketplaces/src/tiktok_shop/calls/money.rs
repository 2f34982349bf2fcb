//! What buyers send back, and what an order came to.

use chrono::{DateTime, Utc};

use crate::{
    Answer, CallFault, ReturnPage, Settlement, Settles, Shop, TellsReturns,
    tiktok_shop::{TiktokShop, ask::Question, money, wire},
};

const RETURNS: &str = "return.search";
const STATEMENT: &str = "statement";
const RETURNS_PER_PAGE: &str = "50";

impl TellsReturns for TiktokShop {
    fn returns<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, ReturnPage> {
        Box::pin(async move {
            let mut query = vec![("page_size", RETURNS_PER_PAGE.to_owned())];
            query.extend(page.map(|page| ("page_token", page.to_owned())));
            let body = wire::ReturnSearch { update_time_ge: from.timestamp(), update_time_lt: to.timestamp() + 1 };
            let question = Question { query, ..self.post(shop, RETURNS, &[], &body).await? };
            let told: wire::Returns = self.ask(question).await?;
            let next = told.next_page_token.given().map(str::to_owned);
            let returns: Result<_, String> = told.return_orders.into_iter().map(money::returned).collect();
            Ok(ReturnPage { returns: returns.map_err(|words| CallFault::unreadable(RETURNS, words))?, next })
        })
    }
}

impl Settles for TiktokShop {
    fn settlement<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<Settlement>> {
        Box::pin(async move {
            let ids = [order_id];
            let told: wire::Statement = self.ask(self.about(shop, STATEMENT, &ids, Vec::new()).await?).await?;
            money::settlement(order_id, &told).map_err(|words| CallFault::unreadable(STATEMENT, words))
        })
    }
}

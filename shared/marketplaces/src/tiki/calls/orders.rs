//! Which orders changed, what they are now, what they came to, and confirming them.

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::IgnoredAny;

use crate::{
    Answer, CallFault, ChannelOrder, GivesOrders, LineState, OrderPage, RowOutcome, Settlement, Settles, Shop,
    TakesShipments,
    tiki::{Tiki, ask::Question, listings, orders, wire},
    told,
};

const LIST: &str = "orders";
const READ: &str = "order.read";
const CONFIRM: &str = "order.confirm";
const DELIVERY: &str = "order.update_delivery";
const ORDERS_PER_PAGE: &str = "50";
const ORDERS_AT_ONCE: usize = 4;

impl GivesOrders for Tiki {
    fn changed<'a>(
        &'a self,
        shop: &'a Shop,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        page: Option<&'a str>,
    ) -> Answer<'a, OrderPage> {
        Box::pin(async move {
            let days = self.assumptions.limits.order_window_days;
            if to - from > TimeDelta::days(days) {
                let words = format!("a window of changed orders may be {days} days long");
                return Err(CallFault::permanent(LIST, "window_too_long", words));
            }
            let page: i64 = page.and_then(|page| page.parse().ok()).unwrap_or(1);
            let query = vec![
                ("page", page.to_string()),
                ("limit", ORDERS_PER_PAGE.to_owned()),
                ("filter_date_by", self.assumptions.changed_filter.clone()),
                ("updated_from_date", clock(from)),
                ("updated_to_date", clock(to)),
                // [K] oldest change first, so that what changes meanwhile comes at the end.
                ("order_by", "updated_at|asc".to_owned()),
            ];
            let told: wire::OrderPage = self.ask(Question::about(shop, LIST, &[]).with(query)).await?;
            let last = told.paging.last_page.whole().unwrap_or(page);
            let ids = told.data.into_iter().map(|order| order.code.0).collect();
            Ok(OrderPage { channel_order_ids: ids, next: (page < last).then(|| (page + 1).to_string()) })
        })
    }

    fn fetch<'a>(&'a self, shop: &'a Shop, order_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>> {
        Box::pin(told::row_by_row(order_ids, ORDERS_AT_ONCE, move |id| async move {
            let told = self.order(shop, &id, "status_histories").await?;
            orders::order(&shop.shop_id, told)
                .map_err(|words| CallFault::unreadable(READ, format!("order {id}: {words}")))
        }))
    }
}

impl TakesShipments for Tiki {
    /// The goods are there: what is Tiki's to fetch is confirmed, what the seller brings is said to be on its way.
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let order = self.order(shop, order_id, "items.fees").await?;
            let refused = |code, words| Err(CallFault::permanent(CONFIRM, code, words));
            match orders::state(&order.status) {
                LineState::ReadyToShip | LineState::Shipped | LineState::Delivered => return Ok(()),
                LineState::Placed => return refused("not_paid", "the order is not paid yet"),
                LineState::Cancelled => return refused("cancelled", "the order is cancelled"),
                _ if order.status == "holded" => return refused("on_hold", "Tiki asks to wait with this order"),
                _ => {}
            }
            let ids = [order_id];
            let question = if order.fulfillment_type == "seller_delivery" {
                Question::about(shop, DELIVERY, &ids).post(&wire::UpdateDelivery { status: "shipping" })
            } else {
                let confirmed =
                    |item: &&wire::Item| item.confirmation.as_ref().is_some_and(|told| told.status == "confirmed");
                let open: Vec<&wire::Item> = order.items.iter().filter(|item| !confirmed(item)).collect();
                if open.is_empty() {
                    return Ok(());
                }
                // Whose stock it is taken from the order may say; else it lies where we put it.
                let told = open.iter().find_map(|item| item.seller_inventory_id.given()).map(str::to_owned);
                let inventory = match told {
                    Some(id) => id,
                    None => self.warehouse(shop).await?,
                };
                let seller_inventory_id = listings::number(CONFIRM, &inventory)?;
                let item_ids = open.iter().map(|item| item.id.0.as_str()).collect();
                Question::about(shop, CONFIRM, &ids).post(&wire::Confirm { item_ids, seller_inventory_id })
            };
            self.ask::<IgnoredAny>(question).await.map(|_| ())
        })
    }

    /// Section 6.4 tells none.
    fn tracking_number<'a>(&'a self, _shop: &'a Shop, _order_id: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async { Ok(None) })
    }
}

impl Settles for Tiki {
    fn settlement<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<Settlement>> {
        Box::pin(async move {
            let told = self.order(shop, order_id, "items.fees").await?;
            orders::settlement(order_id, &told).map_err(|words| CallFault::unreadable(READ, words))
        })
    }
}

impl Tiki {
    async fn order(&self, shop: &Shop, id: &str, include: &str) -> Result<wire::Order, CallFault> {
        let ids = [id];
        self.ask(Question::about(shop, READ, &ids).with(vec![("include", include.to_owned())])).await
    }
}

/// Vietnam's clock, without saying so.
fn clock(instant: DateTime<Utc>) -> String {
    told::in_vietnam(instant).format("%Y-%m-%d %H:%M:%S").to_string()
}

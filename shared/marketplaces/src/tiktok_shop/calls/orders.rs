//! Which orders changed, and what they are now.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Answer, CallFault, ChannelOrder, FaultKind, GivesOrders, LineState, OrderPage, RowOutcome, Shop,
    tiktok_shop::{TiktokShop, ask::Question, orders, wire},
};

const SEARCH: &str = "order.search";
const READ: &str = "order.read";
const ORDERS_PER_PAGE: &str = "100";

impl GivesOrders for TiktokShop {
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
                return Err(CallFault::permanent(SEARCH, "window_too_long", words));
            }
            let mut query = vec![
                ("page_size", ORDERS_PER_PAGE.to_owned()),
                ("sort_field", "update_time".to_owned()),
                ("sort_order", "ASC".to_owned()),
            ];
            query.extend(page.map(|page| ("page_token", page.to_owned())));
            // Their window leaves its end out.
            let body = wire::OrderSearch { update_time_ge: from.timestamp(), update_time_lt: to.timestamp() + 1 };
            let question = Question { query, ..self.post(shop, SEARCH, &[], &body).await? };
            let told: wire::OrderPage = self.ask(question).await?;
            Ok(OrderPage {
                channel_order_ids: told.orders.into_iter().map(|order| order.id.0).collect(),
                next: told.next_page_token.given().map(str::to_owned),
            })
        })
    }

    fn fetch<'a>(&'a self, shop: &'a Shop, order_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>> {
        Box::pin(async move {
            let mut outcomes = Vec::with_capacity(order_ids.len());
            for ids in order_ids.chunks(self.assumptions.limits.orders_per_fetch.max(1)) {
                match self.orders(shop, ids).await {
                    Ok(rows) => outcomes.extend(rows),
                    // One id that TikTok does not like fails the whole call: the others are asked for by themselves.
                    Err(fault) if fault.kind == FaultKind::Permanent && ids.len() > 1 => {
                        for id in ids {
                            outcomes.extend(self.order_alone(shop, id).await?);
                        }
                    }
                    Err(fault) if fault.kind == FaultKind::Permanent => {
                        outcomes
                            .extend(ids.iter().map(|id| RowOutcome { row: id.clone(), result: Err(fault.clone()) }));
                    }
                    Err(fault) => return Err(fault),
                }
            }
            Ok(outcomes)
        })
    }
}

impl TiktokShop {
    async fn orders(&self, shop: &Shop, ids: &[String]) -> Result<Vec<RowOutcome<ChannelOrder>>, CallFault> {
        let question = self.about(shop, READ, &[], vec![("ids", ids.join(","))]).await?;
        let told: wire::Orders = self.ask(question).await?;
        let mut rows = orders::rows(READ, &shop.shop_id, ids, &told.orders);
        self.mark_requests(shop, &mut rows).await;
        Ok(rows)
    }

    /// That a buyer asks to cancel is told with pushes (section 5.5) and by a list of requests, not by the order. Where
    /// the list cannot be had, orders are told all the same, as they would be without it.
    async fn mark_requests(&self, shop: &Shop, rows: &mut [RowOutcome<ChannelOrder>]) {
        let open = |order: &ChannelOrder| matches!(order.state, LineState::Paid | LineState::ReadyToShip);
        let mut asked: Vec<&mut ChannelOrder> = rows.iter_mut().filter_map(|row| row.result.as_mut().ok()).collect();
        asked.retain(|order| open(order));
        if asked.is_empty() {
            return;
        }
        let order_ids = asked.iter().map(|order| order.channel_order_id.as_str()).collect();
        let requests = self.cancellations(shop, order_ids).await;
        let Ok(requests) = requests else { return };
        for order in asked {
            let waits = |request: &wire::Cancellation| {
                request.order_id.0 == order.channel_order_id && request.cancel_status.ends_with("PENDING")
            };
            order.cancel_requested |= requests.iter().any(waits);
        }
    }

    async fn order_alone(&self, shop: &Shop, id: &String) -> Result<Vec<RowOutcome<ChannelOrder>>, CallFault> {
        match self.orders(shop, std::slice::from_ref(id)).await {
            Err(fault) if fault.kind == FaultKind::Permanent => {
                Ok(vec![RowOutcome { row: id.clone(), result: Err(fault) }])
            }
            answered => answered,
        }
    }

    /// An order in TikTok's words.
    pub(super) async fn order(&self, shop: &Shop, id: &str) -> Result<wire::Order, CallFault> {
        let question = self.about(shop, READ, &[], vec![("ids", id.to_owned())]).await?;
        let told: wire::Orders = self.ask(question).await?;
        let read = told.orders.iter().filter_map(|raw| orders::read(raw).ok()).find(|order| order.id.0 == id);
        read.ok_or_else(|| CallFault::permanent(READ, "no_order", format!("order {id} is not in the answer")))
    }
}

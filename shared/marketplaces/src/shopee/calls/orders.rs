//! Which orders changed, and what they are now.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Answer, CallFault, ChannelOrder, GivesOrders, OrderPage, RowOutcome, Shop,
    shopee::{
        Shopee,
        ask::{self, Question},
        errors, orders, wire,
    },
};

const LIST_ORDERS: &str = "order/get_order_list";
const READ_ORDERS: &str = "order/get_order_detail";

const ORDERS_PER_PAGE: usize = 100;

impl GivesOrders for Shopee {
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
                return Err(errors::refused(LIST_ORDERS, "order.order_list_invalid_time", words));
            }
            let query = vec![
                ("time_range_field", "update_time".to_owned()),
                ("time_from", from.timestamp().to_string()),
                ("time_to", to.timestamp().to_string()),
                ("page_size", ORDERS_PER_PAGE.to_string()),
                ("cursor", page.unwrap_or_default().to_owned()),
            ];
            let told: wire::OrderPage = self.ask(Question::about(shop, LIST_ORDERS, query)).await?;
            Ok(OrderPage {
                channel_order_ids: told.order_list.into_iter().map(|order| order.order_sn).collect(),
                next: told.next_cursor.filter(|cursor| told.more && !cursor.is_empty()),
            })
        })
    }

    fn fetch<'a>(&'a self, shop: &'a Shop, order_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>> {
        Box::pin(async move {
            let mut outcomes = Vec::with_capacity(order_ids.len());
            for ids in order_ids.chunks(self.assumptions.limits.orders_per_fetch.max(1)) {
                match self.orders(shop, ids).await {
                    Ok(rows) => outcomes.extend(rows),
                    // One id that Shopee does not like fails the whole call: the others are asked for by themselves.
                    Err(fault) if errors::is_about_a_row(&fault) => {
                        for id in ids {
                            outcomes.push(self.order_alone(shop, id).await?);
                        }
                    }
                    Err(fault) => return Err(fault),
                }
            }
            Ok(outcomes)
        })
    }
}

impl Shopee {
    async fn orders(&self, shop: &Shop, ids: &[String]) -> Result<Vec<RowOutcome<ChannelOrder>>, CallFault> {
        self.order_details(shop, ids, orders::OPTIONAL_FIELDS, |told| {
            orders::rows(READ_ORDERS, &shop.shop_id, ids, told)
        })
        .await
    }

    async fn order_alone(&self, shop: &Shop, id: &String) -> Result<RowOutcome<ChannelOrder>, CallFault> {
        match self.orders(shop, std::slice::from_ref(id)).await {
            Ok(mut rows) => Ok(rows.pop().expect("there is a row for each id asked for")),
            Err(fault) if errors::is_about_a_row(&fault) => Ok(RowOutcome { row: id.clone(), result: Err(fault) }),
            Err(fault) => Err(fault),
        }
    }

    pub(super) async fn order_details<T: Send>(
        &self,
        shop: &Shop,
        ids: &[String],
        optional_fields: &str,
        read: impl Fn(&wire::Orders<'_>) -> T + Send + Sync,
    ) -> Result<T, CallFault> {
        let mut query = vec![("order_sn_list", ids.join(","))];
        if !optional_fields.is_empty() {
            query.push(("response_optional_fields", optional_fields.to_owned()));
        }
        self.ask_and_read(Question::about(shop, READ_ORDERS, query), |told| {
            let content = told.map_err(|refused| refused.fault)?.unwrap_or("{}");
            Ok(read(&ask::read_as(READ_ORDERS, content)?))
        })
        .await
    }
}

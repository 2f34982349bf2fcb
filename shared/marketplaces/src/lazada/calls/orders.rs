//! Which orders changed, and what they are now.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::{
    Answer, CallFault, ChannelOrder, GivesOrders, OrderPage, RowOutcome, Shop,
    lazada::{Lazada, ask::Question, orders, wire},
    told,
};

const LIST: &str = "/orders/get";
const READ: &str = "/order/get";
const ITEMS: &str = "/order/items/get";

const ORDERS_PER_PAGE: usize = 100;
/// Section 4.6: pages end here; the list then begins anew at the last order's time.
const OFFSET_MAX: usize = 5000;
const ORDERS_AT_ONCE: usize = 4;

impl GivesOrders for Lazada {
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
            let Place { after, offset } = page.map_or(Ok(Place { after: from, offset: 0 }), Place::read)?;
            let parameters = vec![
                ("update_after", iso(after)),
                // [K] section 4.6 names `update_after` only.
                ("update_before", iso(to + TimeDelta::seconds(1))),
                ("limit", ORDERS_PER_PAGE.to_string()),
                ("offset", offset.to_string()),
                ("sort_by", "updated_at".to_owned()),
                ("sort_direction", "ASC".to_owned()),
            ];
            let told: wire::Orders = self.ask(Question::about(shop, LIST, parameters)).await?;
            let next = next(&told.orders, after, offset)?;
            let ids = told.orders.into_iter().map(|order| order.order_id.0).collect();
            Ok(OrderPage { channel_order_ids: ids, next })
        })
    }

    fn fetch<'a>(&'a self, shop: &'a Shop, order_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ChannelOrder>>> {
        Box::pin(told::row_by_row(order_ids, ORDERS_AT_ONCE, move |id| async move {
            let about = vec![("order_id", id.clone())];
            let told: wire::Order = self.ask(Question::about(shop, READ, about)).await?;
            let items = self.items(shop, &id).await?;
            orders::order(&shop.shop_id, &told, items)
                .map_err(|words| CallFault::unreadable(READ, format!("order {id}: {words}")))
        }))
    }
}

impl Lazada {
    /// The units of an order.
    pub(super) async fn items(&self, shop: &Shop, order_id: &str) -> Result<Vec<wire::Item>, CallFault> {
        self.ask(Question::about(shop, ITEMS, vec![("order_id", order_id.to_owned())])).await
    }
}

/// Where a list of changed orders goes on.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    after: DateTime<Utc>,
    offset: usize,
}

impl Place {
    fn read(text: &str) -> Result<Self, CallFault> {
        let read = || {
            let (seconds, offset) = text.split_once('|')?;
            Some(Self { after: DateTime::from_timestamp(seconds.parse().ok()?, 0)?, offset: offset.parse().ok()? })
        };
        read().ok_or_else(|| CallFault::permanent(LIST, "no_page", "this is no page of orders"))
    }

    fn written(&self) -> String {
        format!("{}|{}", self.after.timestamp(), self.offset)
    }
}

fn next(told: &[wire::OrderHead], after: DateTime<Utc>, offset: usize) -> Result<Option<String>, CallFault> {
    if told.len() < ORDERS_PER_PAGE {
        return Ok(None);
    }
    let offset = offset + ORDERS_PER_PAGE;
    if offset + ORDERS_PER_PAGE <= OFFSET_MAX {
        return Ok(Some(Place { after, offset }.written()));
    }
    let last = told.last().and_then(|order| order.updated_at.as_deref());
    let last = last.and_then(|text| told::written_instant(text).ok()).filter(|last| *last > after);
    let place = last.map(|after| Place { after, offset: 0 }.written());
    let words = "more orders changed than pages reach, and the last does not say when";
    place.map(Some).ok_or_else(|| CallFault::unreadable(LIST, words))
}

fn iso(instant: DateTime<Utc>) -> String {
    told::in_vietnam(instant).to_rfc3339_opts(SecondsFormat::Secs, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_longer_than_pages_reach_begins_anew_at_its_last_order() {
        let after = DateTime::from_timestamp(1_791_600_000, 0).expect("a time in range");
        let head = || wire::OrderHead {
            order_id: told::Text("1".into()),
            updated_at: Some("2026-10-10 10:20:30 +0700".into()),
        };
        let full: Vec<_> = std::iter::repeat_with(head).take(ORDERS_PER_PAGE).collect();
        assert_eq!(next(&full[1..], after, 0), Ok(None));
        assert_eq!(next(&full, after, 0), Ok(Some("1791600000|100".into())));
        assert_eq!(next(&full, after, 4_900), Ok(Some("1791602430|0".into())));
        let place = Place::read("1791602430|0").expect("a place");
        assert_eq!(place.written(), "1791602430|0");
        assert!(Place::read("soon").is_err());
    }
}

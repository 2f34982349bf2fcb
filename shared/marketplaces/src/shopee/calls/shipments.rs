//! Announcing parcels, and giving orders up.

use crate::{
    Answer, AsksToCancel, CallFault, CancelsOrders, ChannelOrderRef, FaultKind, LineState, PrintsWaybills, Shop,
    TakesShipments, Waybill,
    shopee::{Shopee, ask::Question, errors, listings, orders, shipping, wire},
};

const SHIPPING_PARAMETER: &str = "logistics/get_shipping_parameter";
const CANCEL_ORDER: &str = "order/cancel_order";
const TRACKING_NUMBER: &str = "logistics/get_tracking_number";
const WAYBILL_STATE: &str = "logistics/get_shipping_document_result";

impl TakesShipments for Shopee {
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let shipped = self.arrange(shop, order_id).await;
            self.unless_done(shipped, shop, order_id, |status| {
                let past = matches!(
                    orders::state(status),
                    LineState::ReadyToShip | LineState::Shipped | LineState::Delivered | LineState::Returned
                );
                // The carrier did not get this one, so it must be announced again.
                past && status != "RETRY_SHIP"
            })
            .await
        })
    }

    fn tracking_number<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let query = vec![("order_sn", order_id.to_owned())];
            let told: wire::TrackingNumber = self.ask(Question::about(shop, TRACKING_NUMBER, query)).await?;
            Ok(told.tracking_number.filter(|number| !number.is_empty()))
        })
    }
}

/// [K] for all of it: section 3.6 only says that Shopee tells when the paper is ready (push 15).
impl PrintsWaybills for Shopee {
    fn waybill<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Waybill> {
        Box::pin(async move {
            let orders = wire::WaybillOf { order_list: [wire::OrderNamed { order_sn: order_id }] };
            let made: wire::WaybillStates = self.ask(Question::change(shop, WAYBILL_STATE, &orders)).await?;
            let state = made.result_list.into_iter().next().map(|row| row.status).unwrap_or_default();
            if state != "READY" {
                self.ask::<serde::de::IgnoredAny>(Question::change(
                    shop,
                    "logistics/create_shipping_document",
                    &orders,
                ))
                .await?;
                let words = "the paper is being made";
                return Err(CallFault::passing(WAYBILL_STATE, "waybill_in_the_making", words));
            }
            let bytes =
                self.ask_for_file(Question::change(shop, "logistics/download_shipping_document", &orders)).await?;
            Ok(Waybill::File { media_type: "application/pdf".into(), bytes })
        })
    }
}

impl AsksToCancel for Shopee {
    fn answer_cancellation<'a>(&'a self, shop: &'a Shop, order_id: &'a str, agreed: bool) -> Answer<'a, ()> {
        Box::pin(async move {
            let operation = if agreed { "ACCEPT" } else { "REJECT" };
            let body = wire::BuyerCancellation { order_sn: order_id, operation };
            let question = Question::change(shop, "order/handle_buyer_cancellation", &body);
            let answered = self.ask::<serde::de::IgnoredAny>(question).await.map(|_| ());
            // Said twice is no fault: the order is cancelled then, or no longer asks.
            self.unless_done(answered, shop, order_id, |status| {
                if agreed { status == "CANCELLED" } else { status != "IN_CANCEL" && status != "CANCELLED" }
            })
            .await
        })
    }
}

impl CancelsOrders for Shopee {
    fn cancel_out_of_stock<'a>(&'a self, shop: &'a Shop, order: &'a ChannelOrderRef) -> Answer<'a, ()> {
        Box::pin(async move {
            let number = |id: &String| {
                let item_id = listings::item_number(CANCEL_ORDER, id)?;
                Ok(wire::CancelledItem { item_id, model_id: 0 })
            };
            let body = wire::CancelOrder {
                order_sn: &order.channel_order_id,
                cancel_reason: "OUT_OF_STOCK",
                item_list: order.item_ids.iter().map(number).collect::<Result<_, CallFault>>()?,
            };
            let cancelled = self.ask::<serde::de::IgnoredAny>(Question::change(shop, CANCEL_ORDER, &body)).await;
            let is_cancelled = |status: &str| orders::state(status) == LineState::Cancelled;
            self.unless_done(cancelled.map(|_| ()), shop, &order.channel_order_id, is_cancelled).await
        })
    }
}

impl Shopee {
    async fn arrange(&self, shop: &Shop, order_id: &str) -> Result<(), CallFault> {
        let query = vec![("order_sn", order_id.to_owned())];
        let offered = self.ask(Question::about(shop, SHIPPING_PARAMETER, query)).await?;
        let handover = shipping::handover(offered).ok_or_else(|| {
            errors::refused(SHIPPING_PARAMETER, "no_handover", "this carrier asks for more than we can tell it")
        })?;
        let body = wire::ShipOrder { order_sn: order_id, handover };
        // It answers with nothing but an empty `error`.
        self.ask_and_read(Question::change(shop, "logistics/ship_order", &body), |told| {
            told.map(|_| ()).map_err(|refused| refused.fault)
        })
        .await
    }

    /// A refusal is no fault where the order is already what it was to become. Asking for its status holds whatever
    /// code the refusal has: the codes are not published.
    async fn unless_done(
        &self,
        result: Result<(), CallFault>,
        shop: &Shop,
        order_id: &str,
        is_done: impl Fn(&str) -> bool + Send + Sync,
    ) -> Result<(), CallFault> {
        let Err(fault) = result else { return Ok(()) };
        if fault.kind != FaultKind::Permanent {
            return Err(fault);
        }
        let ids = [order_id.to_owned()];
        let done = self.order_details(shop, &ids, "", |told| {
            let heads = told.order_list.iter().filter_map(|raw| orders::head(raw));
            heads.filter(|head| head.order_sn == order_id).any(|head| is_done(&head.order_status))
        });
        match done.await {
            Ok(true) => Ok(()),
            _ => Err(fault),
        }
    }
}

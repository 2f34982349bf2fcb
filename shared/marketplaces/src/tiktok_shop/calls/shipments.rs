//! Announcing parcels, and giving orders up.

use bytes::Bytes;
use serde::de::IgnoredAny;

use crate::{
    Answer, AsksToCancel, CallFault, CancelsOrders, ChannelOrderRef, FaultKind, LineState, PrintsWaybills, Shop,
    TakesShipments, Waybill,
    tiktok_shop::{
        TiktokShop,
        ask::{Payload, Question},
        orders, wire,
    },
};

const SHIP: &str = "package.ship";
const DOCUMENT: &str = "package.document";
const CANCEL: &str = "cancellation.create";
const FIND_CANCELLATION: &str = "cancellation.search";

impl TakesShipments for TiktokShop {
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let order = self.order(shop, order_id).await?;
            let refused = |code, words| Err(CallFault::permanent(SHIP, code, words));
            match orders::state(&order.status) {
                // Some of its parcels are on their way, and each is announced for itself.
                _ if order.status == "PARTIALLY_SHIPPING" => {}
                LineState::ReadyToShip | LineState::Shipped | LineState::Delivered => return Ok(()),
                LineState::Cancelled => return refused("cancelled", "the order is cancelled"),
                LineState::Placed => return refused("not_paid", "the order is not paid yet"),
                _ if order.status == "ON_HOLD" => return refused("on_hold", "TikTok asks to wait with this order"),
                _ => {}
            }
            let packages = packages(&order);
            if packages.is_empty() {
                return refused("no_package", "TikTok has not made a parcel of the order yet");
            }
            let body = wire::ShipPackage { handover_method: &self.assumptions.handover_method };
            for package in &packages {
                let ids = [package.as_str()];
                let shipped = self.ask::<IgnoredAny>(self.post(shop, SHIP, &ids, &body).await?).await;
                self.unless_done(shipped, shop, order_id, LineState::ReadyToShip).await?;
            }
            Ok(())
        })
    }

    fn tracking_number<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move { Ok(self.order(shop, order_id).await?.tracking_number.given().map(str::to_owned)) })
    }
}

impl PrintsWaybills for TiktokShop {
    fn waybill<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Waybill> {
        Box::pin(async move {
            let packages = packages(&self.order(shop, order_id).await?);
            let package = packages
                .first()
                .ok_or_else(|| CallFault::permanent(DOCUMENT, "no_package", "there is no parcel of the order yet"))?;
            let query = vec![("document_type", "SHIPPING_LABEL".to_owned())];
            let ids = [package.as_str()];
            let told: wire::Document = self.ask(self.about(shop, DOCUMENT, &ids, query).await?).await?;
            let link = told.doc_url.filter(|link| !link.is_empty());
            link.map(Waybill::Link)
                .ok_or_else(|| CallFault::passing(DOCUMENT, "waybill_in_the_making", "there is no paper yet"))
        })
    }
}

impl CancelsOrders for TiktokShop {
    fn cancel_out_of_stock<'a>(&'a self, shop: &'a Shop, order: &'a ChannelOrderRef) -> Answer<'a, ()> {
        Box::pin(async move {
            let order_id = &order.channel_order_id;
            let body = wire::CancelOrder { order_id, cancel_reason: &self.assumptions.out_of_stock_reason };
            let cancelled = self.ask::<IgnoredAny>(self.post(shop, CANCEL, &[], &body).await?).await;
            self.unless_done(cancelled, shop, order_id, LineState::Cancelled).await
        })
    }
}

impl AsksToCancel for TiktokShop {
    fn answer_cancellation<'a>(&'a self, shop: &'a Shop, order_id: &'a str, agreed: bool) -> Answer<'a, ()> {
        Box::pin(async move {
            let told = self.cancellations(shop, vec![order_id]).await?;
            let mut ours = told.into_iter().filter(|row| row.order_id.given().is_none_or(|id| id == order_id));
            let Some(open) = ours.find(|row| row.cancel_status.ends_with("PENDING")) else {
                // Answered already, if it is as it was to become.
                let nothing =
                    CallFault::permanent(FIND_CANCELLATION, "no_request", "no cancellation waits for an answer");
                let order = self.order(shop, order_id).await?;
                let cancelled = orders::state(&order.status) == LineState::Cancelled;
                return if cancelled == agreed && !order.is_buyer_request_cancel { Ok(()) } else { Err(nothing) };
            };
            let ids = [open.cancel_id.0.as_str()];
            let question = if agreed {
                // No body rather than an empty object: programs differ on whether that is signed (5.2).
                let payload = Payload::Post(Bytes::new());
                Question { payload, ..self.about(shop, "cancellation.approve", &ids, Vec::new()).await? }
            } else {
                let body = wire::RejectCancellation { reject_reason: &self.assumptions.keep_order_reason };
                self.post(shop, "cancellation.reject", &ids, &body).await?
            };
            self.ask::<IgnoredAny>(question).await.map(|_| ())
        })
    }
}

impl TiktokShop {
    /// Buyers' requests to cancel these orders.
    pub(super) async fn cancellations(
        &self,
        shop: &Shop,
        order_ids: Vec<&str>,
    ) -> Result<Vec<wire::Cancellation>, CallFault> {
        let search = wire::CancellationSearch { order_ids };
        let told: wire::Cancellations = self.ask(self.post(shop, FIND_CANCELLATION, &[], &search).await?).await?;
        Ok(told.cancellations)
    }

    /// A refusal is no fault where the order is already what it was to become.
    async fn unless_done(
        &self,
        result: Result<IgnoredAny, CallFault>,
        shop: &Shop,
        order_id: &str,
        wanted: LineState,
    ) -> Result<(), CallFault> {
        let Err(fault) = result else { return Ok(()) };
        if fault.kind != FaultKind::Permanent {
            return Err(fault);
        }
        match self.order(shop, order_id).await.map(|order| orders::state(&order.status)) {
            Ok(state) if state == wanted => Ok(()),
            Ok(LineState::Shipped | LineState::Delivered) if wanted == LineState::ReadyToShip => Ok(()),
            _ => Err(fault),
        }
    }
}

/// The parcels of an order, as the order or its lines name them.
fn packages(order: &wire::Order) -> Vec<String> {
    let named = order.packages.iter().map(|package| &package.id);
    let of_lines = order.line_items.iter().map(|line| &line.package_id);
    let mut ids: Vec<String> = named.chain(of_lines).filter_map(|id| id.given().map(str::to_owned)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

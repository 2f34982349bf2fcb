//! Packing, announcing parcels, and giving orders up. The success of a whole call says nothing of its rows.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::de::IgnoredAny;

use crate::{
    Answer, CallFault, CancelsOrders, ChannelOrderRef, LineState, PrintsWaybills, Shop, TakesShipments, Waybill,
    lazada::{
        Lazada,
        ask::{Question, json},
        errors, orders, wire,
    },
};

const PACK: &str = "/order/fulfill/pack";
const READY: &str = "/order/package/rts";
const DOCUMENT: &str = "/order/package/document/get";
const CANCEL_REASONS: &str = "/order/reverse/cancel/validate";
const CANCEL: &str = "/order/reverse/cancel/create";

impl TakesShipments for Lazada {
    /// Packs what is not packed, then announces every package that is not announced.
    fn ship<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let items = self.items(shop, order_id).await?;
            if items.iter().all(|item| is(item, LineState::Cancelled)) {
                return Err(CallFault::permanent(PACK, "cancelled", "every unit of the order is cancelled"));
            }
            let unpacked: Vec<&str> = items.iter().filter(|item| is(item, LineState::Paid)).map(id).collect();
            let mut packages: Vec<String> = items
                .iter()
                .filter(|item| matches!(item.status.as_str(), "packed" | "repacked"))
                .filter_map(|item| item.package_id.given().map(str::to_owned))
                .collect();
            if !unpacked.is_empty() {
                packages.extend(self.pack(shop, order_id, unpacked).await?);
            }
            packages.sort_unstable();
            packages.dedup();
            if packages.is_empty() {
                let unpaid = items.iter().any(|item| is(item, LineState::Placed));
                let waits = || CallFault::permanent(PACK, "not_paid", "the order is not paid yet");
                return if unpaid { Err(waits()) } else { Ok(()) };
            }
            self.announce(shop, &packages).await
        })
    }

    fn tracking_number<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let items = self.items(shop, order_id).await?;
            Ok(items.iter().find_map(|item| item.tracking_code.given()).map(str::to_owned))
        })
    }
}

impl PrintsWaybills for Lazada {
    fn waybill<'a>(&'a self, shop: &'a Shop, order_id: &'a str) -> Answer<'a, Waybill> {
        Box::pin(async move {
            let items = self.items(shop, order_id).await?;
            let ids = items.iter().filter_map(|item| item.package_id.given());
            let packages: Vec<_> = ids.map(|package_id| wire::Package { package_id }).collect();
            if packages.is_empty() {
                return Err(CallFault::permanent(DOCUMENT, "not_packed", "the order is not packed yet"));
            }
            let request = json(&wire::Packages { doc_type: Some("PDF"), packages });
            let told: wire::Document =
                self.ask(Question::change(shop, DOCUMENT, vec![("getDocumentReq", request)])).await?;
            document(told)
        })
    }
}

impl CancelsOrders for Lazada {
    fn cancel_out_of_stock<'a>(&'a self, shop: &'a Shop, order: &'a ChannelOrderRef) -> Answer<'a, ()> {
        Box::pin(async move {
            let order_id = &order.channel_order_id;
            let items = self.items(shop, order_id).await?;
            let open: Vec<&str> = items.iter().filter(|item| !is(item, LineState::Cancelled)).map(id).collect();
            if open.is_empty() {
                return Ok(());
            }
            let mut about = vec![("order_id", order_id.clone()), ("order_item_id_list", json(&open))];
            let told: wire::CancelReasons = self.ask(Question::about(shop, CANCEL_REASONS, about.clone())).await?;
            let reason = told.reason_options.into_iter().find(|reason| self.means_out_of_stock(&reason.reason_name));
            let reason = reason.ok_or_else(|| {
                CallFault::permanent(CANCEL_REASONS, "no_reason", "being out of stock is none of the reasons offered")
            })?;
            about.push(("reason_id", reason.reason_id.0));
            self.ask::<IgnoredAny>(Question::change(shop, CANCEL, about)).await.map(|_| ())
        })
    }
}

impl Lazada {
    async fn pack(&self, shop: &Shop, order_id: &str, units: Vec<&str>) -> Result<Vec<String>, CallFault> {
        let request = wire::PackRequest {
            pack_order_list: [wire::PackOrder { order_id, order_item_list: units }],
            delivery_type: "dropship",
            shipping_allocate_type: "TFS",
        };
        let told: wire::Packed = self.ask(Question::change(shop, PACK, vec![("packReq", json(&request))])).await?;
        let rows: Vec<_> = told.pack_order_list.into_iter().flat_map(|order| order.order_item_list).collect();
        all_done(PACK, &rows)?;
        Ok(rows.into_iter().map(|row| row.package_id.0).filter(|id| !id.is_empty()).collect())
    }

    async fn announce(&self, shop: &Shop, package_ids: &[String]) -> Result<(), CallFault> {
        let packages = package_ids.iter().map(|package_id| wire::Package { package_id }).collect();
        let request = json(&wire::Packages { doc_type: None, packages });
        let told: wire::PackagesDone =
            self.ask(Question::change(shop, READY, vec![("readyToShipReq", request)])).await?;
        all_done(READY, &told.packages)
    }

    fn means_out_of_stock(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.assumptions.out_of_stock_words.iter().any(|known| words.contains(known.as_str()))
    }
}

/// A row that failed fails the step: packing and announcing may be repeated, and take only what is left.
fn all_done(call: &'static str, rows: &[wire::RowDone]) -> Result<(), CallFault> {
    let failed = rows.iter().find(|row| !matches!(row.item_err_code.0.as_str(), "0" | ""));
    failed.map_or(Ok(()), |row| {
        let words = row.msg.clone().unwrap_or_default();
        Err(errors::row(call, &row.item_err_code.0, &words, row.retry.yes()))
    })
}

/// Some answers have the paper wrapped once more [U].
fn document(told: wire::Document) -> Result<Waybill, CallFault> {
    let inner = told.document.as_ref().and_then(|raw| serde_json::from_str::<wire::Document>(raw.get()).ok());
    if let Some(inner) = inner {
        return document(inner);
    }
    if let Some(text) = told.file.filter(|file| !file.is_empty()) {
        let bytes = STANDARD.decode(text).map_err(|error| CallFault::unreadable(DOCUMENT, error.to_string()))?;
        let html = told.doc_type.is_some_and(|kind| kind.eq_ignore_ascii_case("html"));
        let media_type = if html { "text/html" } else { "application/pdf" };
        return Ok(Waybill::File { media_type: media_type.into(), bytes });
    }
    let link = told.pdf_url.filter(|link| !link.is_empty());
    link.map(Waybill::Link)
        .ok_or_else(|| CallFault::passing(DOCUMENT, "waybill_in_the_making", "there is no paper yet"))
}

fn is(item: &wire::Item, state: LineState) -> bool {
    orders::state(&item.status) == state
}

fn id(item: &wire::Item) -> &str {
    &item.order_item_id.0
}

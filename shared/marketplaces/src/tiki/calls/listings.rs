//! Showing listings and keeping them true.

use amounts::Vnd;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::{
    Answer, AttributeWanted, BrandPage, CallFault, Category, CategoryLimits, FaultKind, ListingDraft, ListingPage,
    ListingSeen, Review, RowOutcome, Shop, ShowsCatalogue, TakesListings,
    tiki::{
        Tiki,
        ask::Question,
        listings::{self, Known, Numbers},
        wire,
    },
    told,
};

const REQUEST: &str = "request.create";
const REQUESTS: &str = "request.list";
const REQUEST_READ: &str = "request.read";
const FIND: &str = "product.find";
const READ: &str = "product.read";
const LIST: &str = "products";
const UPDATE: &str = "product.update";
const WAREHOUSES: &str = "seller.warehouses";

const PRODUCTS_PER_PAGE: &str = "50";
const REQUESTS_PER_PAGE: &str = "100";
const READS_AT_ONCE: usize = 4;

impl ShowsCatalogue for Tiki {
    fn categories<'a>(&'a self, shop: &'a Shop, parent_id: Option<&'a str>) -> Answer<'a, Vec<Category>> {
        Box::pin(async move {
            let mut query = vec![("lang", "vi".to_owned())];
            query.extend(parent_id.map(|id| ("parent", id.to_owned())));
            let told: wire::List<wire::CategoryTold> =
                self.ask(Question::about(shop, "categories", &[]).with(query)).await?;
            Ok(told.rows().into_iter().map(listings::category).collect())
        })
    }

    fn attributes<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Answer<'a, Vec<AttributeWanted>> {
        Box::pin(async move {
            let ids = [category_id];
            let told: wire::List<wire::AttributeTold> =
                self.ask(Question::about(shop, "category.attributes", &ids)).await?;
            Ok(told.rows().into_iter().map(listings::attribute).collect())
        })
    }

    /// Section 6.2: a brand is an attribute.
    fn brands<'a>(&'a self, _: &'a Shop, _: &'a str, _: Option<&'a str>) -> Option<Answer<'a, BrandPage>> {
        None
    }

    fn limits_of<'a>(&'a self, _: &'a Shop, _: &'a str) -> Option<Answer<'a, CategoryLimits>> {
        None
    }
}

impl TakesListings for Tiki {
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            let warehouse = listings::number(WAREHOUSES, &self.warehouse(shop).await?)?;
            let numbers = Numbers { category: listings::number(REQUEST, &draft.category_id)?, warehouse };
            let body = listings::request(REQUEST, draft, &numbers)?;
            let told: wire::Requested = self.ask(Question::about(shop, REQUEST, &[]).post(&body).once()).await?;
            let request = told.track_id.given().or(told.id.given());
            let request = request.ok_or_else(|| CallFault::unreadable(REQUEST, "the request has no id"))?;
            Ok(listings::request_id(request, &draft.sku))
        })
    }

    /// Section 6.2 changes price, stock and activity; words and pictures it does not.
    fn update<'a>(&'a self, _shop: &'a Shop, _item_id: &'a str, _draft: &'a ListingDraft) -> Answer<'a, ()> {
        let words = "Tiki takes no new words or pictures for a product there is: change them in its seller centre";
        Box::pin(async move { Err(CallFault::permanent("product.edit", "unsupported", words)) })
    }

    /// A product, or a request that may still come to one: after a doubtful end of [`Self::create`] there is only that.
    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            if let Some(seen) = self.find(shop, sku).await? {
                return Ok(Some(seen.item_id));
            }
            let query = vec![("limit", REQUESTS_PER_PAGE.to_owned()), ("page", "1".to_owned())];
            let told: Result<wire::List<wire::RequestTold>, _> =
                self.ask(Question::about(shop, REQUESTS, &[]).with(query)).await;
            let told = match told {
                // Section 6.2 names no list of requests: where there is none, products are all that can be looked at [U].
                Err(fault) if matches!(fault.code.as_str(), "http_404" | "http_405") => return Ok(None),
                told => told?,
            };
            let open = told.rows().into_iter().find(|told| listings::is_open_for(told, sku));
            let id = open.and_then(|told| told.track_id.given().or(told.id.given()).map(str::to_owned));
            Ok(id.map(|id| listings::request_id(&id, sku)))
        })
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        Box::pin(async move {
            let id = self.warehouse(shop).await?;
            let warehouse = listings::number(WAREHOUSES, &id)?;
            let quantity = wire::WarehouseQuantity { warehouse_id: &warehouse, qty_available: stock };
            let change = wire::SkuUpdate {
                seller_warehouse: Some(&id),
                warehouse_quantities: Some([quantity]),
                ..wire::SkuUpdate::default()
            };
            self.change(shop, item_id, change).await
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        Box::pin(async move {
            let change = wire::SkuUpdate { price: Some(price.0), ..wire::SkuUpdate::default() };
            self.change(shop, item_id, change).await
        })
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        Box::pin(async move {
            let change = wire::SkuUpdate { active: Some(u8::from(!hidden)), ..wire::SkuUpdate::default() };
            self.change(shop, item_id, change).await
        })
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        Box::pin(async move {
            let mut rows = told::row_by_row(item_ids, READS_AT_ONCE, move |id| async move {
                match self.product(shop, READ, &id).await {
                    // It waits: that is a word about this row, and no reason to slow down for the others.
                    Err(fault) if fault.code == UNDER_REVIEW => Err(CallFault { kind: FaultKind::Permanent, ..fault }),
                    told => self.seen(shop, &told?).await,
                }
            })
            .await?;
            for row in &mut rows {
                if let Err(fault) = &mut row.result
                    && fault.code == UNDER_REVIEW
                {
                    fault.kind = self.later();
                }
            }
            Ok(rows)
        })
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        Box::pin(async move {
            let page: i64 = page.and_then(|page| page.parse().ok()).unwrap_or(1);
            let query = vec![("page", page.to_string()), ("limit", PRODUCTS_PER_PAGE.to_owned())];
            let told: wire::ProductPage = self.ask(Question::about(shop, LIST, &[]).with(query)).await?;
            let last = told.paging.last_page.whole().unwrap_or(page);
            let rows = told.data.iter().map(|raw| match listings::seen(LIST, raw) {
                Ok(seen) => RowOutcome { row: seen.item_id.clone(), result: Ok(seen) },
                Err(fault) => RowOutcome { row: String::new(), result: Err(fault) },
            });
            Ok(ListingPage { listings: rows.collect(), next: (page < last).then(|| (page + 1).to_string()) })
        })
    }
}

/// The code of what is told of a request that nobody has decided on.
const UNDER_REVIEW: &str = "under_review";

impl Tiki {
    async fn change(&self, shop: &Shop, item_id: &str, change: wire::SkuUpdate<'_>) -> Result<(), CallFault> {
        let product = listings::number(UPDATE, &self.product(shop, UPDATE, item_id).await?)?;
        let body = wire::SkuUpdate { product_id: Some(&product), ..change };
        self.ask::<IgnoredAny>(Question::about(shop, UPDATE, &[]).put(&body)).await.map(|_| ())
    }

    /// The product an id leads to. While a request is not decided, it is to come again; refused, it stays so.
    async fn product(&self, shop: &Shop, call: &'static str, id: &str) -> Result<String, CallFault> {
        let (request, sku) = match listings::known(call, id)? {
            Known::Product(id) => return Ok(id.to_owned()),
            Known::Request { request, sku } => (request, sku),
        };
        if let Some(seen) = self.find(shop, sku).await? {
            return Ok(seen.item_id);
        }
        let ids = [request];
        let told: wire::RequestTold = self.ask(Question::about(shop, REQUEST_READ, &ids)).await?;
        match listings::review(&told) {
            Review::Refused { words } => Err(CallFault::permanent(call, "review_refused", words)),
            Review::Waiting | Review::Passed | Review::Deleted => {
                let words = format!("Tiki has not let it in yet: {}", told.state);
                Err(CallFault { kind: self.later(), call, code: UNDER_REVIEW.into(), words })
            }
        }
    }

    fn later(&self) -> FaultKind {
        FaultKind::SlowDown { retry_after: self.assumptions.rest_while_reviewed }
    }

    async fn find(&self, shop: &Shop, sku: &str) -> Result<Option<ListingSeen>, CallFault> {
        let question = Question::about(shop, FIND, &[]).with(vec![("original_sku", sku.to_owned())]);
        let told: Result<Box<RawValue>, CallFault> = self.ask(question).await;
        let raw = match told {
            Ok(raw) => raw,
            Err(fault) if fault.kind == FaultKind::Permanent && is_missing(&fault) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        // One product, or a list of those there are [U].
        let rows = match serde_json::from_str::<wire::List<Box<RawValue>>>(raw.get()) {
            Ok(list) => list.rows(),
            Err(_) if matches!(raw.get(), "{}" | "null") => Vec::new(),
            Err(_) => vec![raw],
        };
        let seen = rows.iter().map(|raw| listings::seen(FIND, raw)).collect::<Result<Vec<_>, _>>()?;
        Ok(seen.into_iter().find(|seen| seen.sku == sku))
    }

    async fn seen(&self, shop: &Shop, product_id: &str) -> Result<ListingSeen, CallFault> {
        let ids = [product_id];
        let raw: Box<RawValue> = self.ask(Question::about(shop, READ, &ids)).await?;
        listings::seen(READ, &raw)
    }

    /// The shop's first warehouse: all of the stock lies there.
    pub(super) async fn warehouse(&self, shop: &Shop) -> Result<String, CallFault> {
        let told: wire::List<wire::Warehouse> = self.ask(Question::about(shop, WAREHOUSES, &[])).await?;
        let first = told.rows().into_iter().next().map(|warehouse| warehouse.id.0);
        first.ok_or_else(|| CallFault::permanent(WAREHOUSES, "no_warehouse", "the shop has no warehouse at Tiki"))
    }
}

/// "Not found" leads to a second listing, so nothing else is taken for it.
fn is_missing(fault: &CallFault) -> bool {
    fault.code == "http_404" || fault.words.to_lowercase().contains("not found")
}

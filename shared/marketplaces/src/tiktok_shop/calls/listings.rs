//! Showing listings and keeping them true.

use amounts::Vnd;
use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    Answer, CallFault, ListingDraft, ListingPage, ListingSeen, RowOutcome, Shop, TakesListings,
    tiktok_shop::{
        TiktokShop,
        ask::{Payload, Question},
        listings, wire,
    },
    told,
};

const CREATE: &str = "product.create";
const EDIT: &str = "product.edit";
const READ: &str = "product.read";
const SEARCH: &str = "product.search";

const PRODUCTS_PER_PAGE: &str = "100";
const PAGES_MAX: usize = 100;
const READS_AT_ONCE: usize = 4;

impl TakesListings for TiktokShop {
    /// The draft's key makes it repeatable on TikTok's side; ours repeats nothing that creates all the same.
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            let pictures = self.uploads(shop, draft).await?;
            let warehouses = self.warehouses(shop).await?;
            let product = listings::product(CREATE, None, draft, pictures, &warehouses, &self.assumptions)?;
            let created: wire::Created = self.ask(self.post(shop, CREATE, &[], &product).await?.once()).await?;
            let sku_id = created.skus.first().map_or("", |sku| sku.id.0.as_str());
            Ok(listings::id(&created.product_id.0, sku_id))
        })
    }

    /// An edit replaces everything, so price and stock are read first and sent along as they are.
    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        Box::pin(async move {
            let numbers = listings::numbers(EDIT, item_id)?;
            let seen = self.seen(shop, item_id).await?;
            let pictures = self.uploads(shop, draft).await?;
            let warehouses = self.warehouses(shop).await?;
            let draft = ListingDraft { price_vnd: seen.price_vnd, stock: seen.stock, ..draft.clone() };
            let sku_id = Some(numbers.sku_id);
            let product = listings::product(EDIT, sku_id, &draft, pictures, &warehouses, &self.assumptions)?;
            let ids = [numbers.product_id];
            let question = self.about(shop, EDIT, &ids, Vec::new()).await?;
            let payload = Payload::Put(Payload::json(&product));
            self.ask::<serde::de::IgnoredAny>(Question { payload, ..question }).await.map(|_| ())
        })
    }

    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let mut page = None;
            for _ in 0..PAGES_MAX {
                let told = self.page(shop, page.as_deref(), Some(sku)).await?;
                let seen = told.listings.into_iter().filter_map(|row| row.result.ok());
                // What was deleted is not there any more.
                let mut ours = seen.filter(|seen| seen.sku == sku && seen.raw_status != "DELETED");
                if let Some(found) = ours.next() {
                    return Ok(Some(found.item_id));
                }
                let Some(next) = told.next else { return Ok(None) };
                page = Some(next);
            }
            Err(CallFault::permanent(SEARCH, "too_many_items", "the shop has more products than we look through"))
        })
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        const CALL: &str = "inventory.update";
        Box::pin(async move {
            let warehouses = self.warehouses(shop).await?;
            let to = wire::InventoryChange { inventory: listings::inventory(&warehouses, stock) };
            self.change_sku(shop, CALL, item_id, to).await
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        let to = wire::PriceChange { price: listings::price(price) };
        Box::pin(self.change_sku(shop, "price.update", item_id, to))
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        let call = if hidden { "product.deactivate" } else { "product.activate" };
        Box::pin(async move {
            let numbers = listings::numbers(call, item_id)?;
            let body = wire::ProductIds { product_ids: [numbers.product_id] };
            let told: wire::RowsDone = self.ask(self.post(shop, call, &[], &body).await?).await?;
            listings::rows_done(call, told)
        })
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        Box::pin(told::row_by_row(item_ids, READS_AT_ONCE, move |id| async move { self.seen(shop, &id).await }))
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        Box::pin(async move {
            let mut told = self.page(shop, page, None).await?;
            // What was deleted is not there any more.
            told.listings.retain(|row| row.result.as_ref().map_or(true, |seen| seen.raw_status != "DELETED"));
            Ok(told)
        })
    }
}

impl TiktokShop {
    async fn uploads(&self, shop: &Shop, draft: &ListingDraft) -> Result<Vec<String>, CallFault> {
        const CALL: &str = "image.upload";
        let mut uris = Vec::with_capacity(draft.pictures.len());
        for picture in &draft.pictures {
            let media_type = told::media_type(CALL, picture)?;
            let payload = Payload::Picture { bytes: Bytes::copy_from_slice(picture), media_type };
            let question = Question {
                call: CALL,
                ids: &[],
                access_token: Some(&shop.access_token),
                // Section 5.1: an upload belongs to no shop, and a cipher is refused.
                cipher: None,
                gate: &shop.shop_id,
                query: Vec::new(),
                payload,
                repeatable: true,
            };
            let uploaded: wire::Uploaded = self.ask(question).await?;
            uris.push(uploaded.uri);
        }
        Ok(uris)
    }

    async fn change_sku<T: Serialize + Send + Sync>(
        &self,
        shop: &Shop,
        call: &'static str,
        item_id: &str,
        to: T,
    ) -> Result<(), CallFault> {
        let numbers = listings::numbers(call, item_id)?;
        let body = wire::SkuChanges { skus: [wire::SkuChange { id: numbers.sku_id, to }] };
        let ids = [numbers.product_id];
        let told: wire::RowsDone = self.ask(self.post(shop, call, &ids, &body).await?).await?;
        listings::rows_done(call, told)
    }

    async fn seen(&self, shop: &Shop, item_id: &str) -> Result<ListingSeen, CallFault> {
        let numbers = listings::numbers(READ, item_id)?;
        let ids = [numbers.product_id];
        let raw: Box<RawValue> = self.ask(self.about(shop, READ, &ids, Vec::new()).await?).await?;
        let mut skus = listings::seen(READ, &raw)?.into_iter();
        let found = skus.find(|seen| numbers.sku_id.is_empty() || seen.item_id == item_id);
        found.ok_or_else(|| CallFault::permanent(READ, "no_item", format!("item {item_id} is unknown")))
    }

    async fn page(&self, shop: &Shop, page: Option<&str>, sku: Option<&str>) -> Result<ListingPage, CallFault> {
        let mut query = vec![("page_size", PRODUCTS_PER_PAGE.to_owned())];
        query.extend(page.map(|page| ("page_token", page.to_owned())));
        let body = wire::ProductSearch { status: "ALL", seller_skus: sku.map(|sku| [sku]) };
        let question = Question { query, ..self.post(shop, SEARCH, &[], &body).await? };
        let told: wire::ProductPage = self.ask(question).await?;
        let mut listings = Vec::new();
        for raw in &told.products {
            match listings::seen(SEARCH, raw) {
                Ok(seen) => {
                    listings
                        .extend(seen.into_iter().map(|one| RowOutcome { row: one.item_id.clone(), result: Ok(one) }));
                }
                Err(fault) => listings.push(RowOutcome { row: String::new(), result: Err(fault) }),
            }
        }
        Ok(ListingPage { listings, next: told.next_page_token.given().map(str::to_owned) })
    }
}

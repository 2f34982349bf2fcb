//! Showing listings and keeping them true.

use amounts::Vnd;
use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::{
    Answer, AttributeWanted, BrandPage, CallFault, Category, CategoryLimits, ListingDraft, ListingPage, ListingSeen,
    RowOutcome, Shop, ShowsCatalogue, TakesListings,
    lazada::{
        Lazada,
        ask::{Question, Way, json},
        listings, wire,
    },
    told,
};

const CREATE: &str = "/product/create";
const UPDATE: &str = "/product/update";
const READ: &str = "/product/item/get";
const LIST: &str = "/products/get";

const LANGUAGE: (&str, &str) = ("language_code", "vi_VN");
const PRODUCTS_PER_PAGE: usize = 50;
const PAGES_MAX: usize = 200;
const READS_AT_ONCE: usize = 4;

impl ShowsCatalogue for Lazada {
    fn categories<'a>(&'a self, shop: &'a Shop, parent_id: Option<&'a str>) -> Answer<'a, Vec<Category>> {
        Box::pin(async move {
            let question = Question::about(shop, "/category/tree/get", vec![(LANGUAGE.0, LANGUAGE.1.to_owned())]);
            let tree: Vec<wire::CategoryTold> = self.ask(question).await?;
            let mut all = Vec::new();
            listings::categories(tree, None, &mut all);
            all.retain(|category| parent_id.is_none() || category.parent_id.as_deref() == parent_id);
            Ok(all)
        })
    }

    fn attributes<'a>(&'a self, shop: &'a Shop, category_id: &'a str) -> Answer<'a, Vec<AttributeWanted>> {
        Box::pin(async move {
            let parameters = vec![("primary_category_id", category_id.to_owned()), (LANGUAGE.0, LANGUAGE.1.to_owned())];
            let told: Vec<wire::AttributeTold> =
                self.ask(Question::about(shop, "/category/attributes/get", parameters)).await?;
            Ok(told.into_iter().map(listings::attribute).collect())
        })
    }

    /// Section 4.4: a brand is an attribute.
    fn brands<'a>(&'a self, _: &'a Shop, _: &'a str, _: Option<&'a str>) -> Option<Answer<'a, BrandPage>> {
        None
    }

    fn limits_of<'a>(&'a self, _: &'a Shop, _: &'a str) -> Option<Answer<'a, CategoryLimits>> {
        None
    }
}

impl TakesListings for Lazada {
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            let images = self.uploads(shop, draft).await?;
            let payload = json(&listings::product(CREATE, None, draft, images, &self.assumptions)?);
            let created: wire::Created =
                self.ask(Question::change(shop, CREATE, vec![("payload", payload)]).once()).await?;
            let sku_id = created.sku_list.first().map_or("", |sku| sku.sku_id.0.as_str());
            Ok(listings::id(&created.item_id.0, sku_id))
        })
    }

    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        Box::pin(async move {
            let numbers = listings::numbers(UPDATE, item_id)?;
            let images = self.uploads(shop, draft).await?;
            let product = listings::product(UPDATE, Some(&numbers), draft, images, &self.assumptions)?;
            self.tell(shop, UPDATE, json(&product)).await
        })
    }

    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            for page in 0..PAGES_MAX {
                // [K] the parameter; a server that does not know it tells all there are, so each is looked at.
                let only = ("sku_seller_list", json(&[sku]));
                let (rows, last) = self.page(shop, page * PRODUCTS_PER_PAGE, Some(only)).await?;
                let seen = rows.into_iter().filter_map(|row| row.result.ok());
                if let Some(found) = seen.into_iter().find(|seen| seen.sku == sku) {
                    return Ok(Some(found.item_id));
                }
                if last {
                    return Ok(None);
                }
            }
            Err(CallFault::permanent(LIST, "too_many_items", "the shop has more products than we look through"))
        })
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        const CALL: &str = "/product/stock/sellable/update";
        Box::pin(async move {
            let numbers = listings::numbers(CALL, item_id)?;
            let sku = wire::SkuChange { sellable_quantity: Some(stock.to_string()), ..listings::change(&numbers) };
            self.change_sku(shop, CALL, sku).await
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        const CALL: &str = "/product/price_quantity/update";
        Box::pin(async move {
            let numbers = listings::numbers(CALL, item_id)?;
            let sku = wire::SkuChange { price: Some(listings::price(price)), ..listings::change(&numbers) };
            self.change_sku(shop, CALL, sku).await
        })
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        const HIDE: &str = "/product/deactivate";
        Box::pin(async move {
            let call = if hidden { HIDE } else { UPDATE };
            let numbers = listings::numbers(call, item_id)?;
            let status = (!hidden).then_some("active");
            let sku = wire::SkuChange { status, ..listings::change(&numbers) };
            let product = wire::ProductChange { item_id: numbers.item_id.to_owned(), skus: wire::Skus { sku: [sku] } };
            self.tell(shop, call, json(&listings::payload(product))).await
        })
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        Box::pin(told::row_by_row(item_ids, READS_AT_ONCE, move |id| async move {
            let numbers = listings::numbers(READ, &id)?;
            let question = Question::about(shop, READ, vec![("item_id", numbers.item_id.to_owned())]);
            let raw: Box<RawValue> = self.ask(question).await?;
            let mut skus = listings::seen(READ, &raw)?.into_iter();
            let found = skus.find(|seen| numbers.sku_id.is_empty() || seen.item_id == id);
            found.ok_or_else(|| CallFault::permanent(READ, "no_item", format!("item {id} is unknown")))
        }))
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        Box::pin(async move {
            let offset: usize = page.and_then(|page| page.parse().ok()).unwrap_or(0);
            let (listings, last) = self.page(shop, offset, None).await?;
            Ok(ListingPage { listings, next: (!last).then(|| (offset + PRODUCTS_PER_PAGE).to_string()) })
        })
    }
}

impl Lazada {
    async fn uploads(&self, shop: &Shop, draft: &ListingDraft) -> Result<Vec<String>, CallFault> {
        const CALL: &str = "/image/upload";
        let mut urls = Vec::with_capacity(draft.pictures.len());
        for picture in &draft.pictures {
            let media_type = told::media_type(CALL, picture)?;
            let way = Way::Picture { bytes: Bytes::copy_from_slice(picture), media_type };
            let question = Question { way, ..Question::change(shop, CALL, Vec::new()) };
            let uploaded: wire::Uploaded = self.ask(question).await?;
            urls.push(uploaded.image.url);
        }
        Ok(urls)
    }

    async fn change_sku(&self, shop: &Shop, call: &'static str, sku: wire::SkuChange) -> Result<(), CallFault> {
        let payload = listings::payload(wire::ChangedSkus { skus: wire::Skus { sku: [sku] } });
        self.tell(shop, call, json(&payload)).await
    }

    async fn tell(&self, shop: &Shop, call: &'static str, payload: String) -> Result<(), CallFault> {
        self.ask::<IgnoredAny>(Question::change(shop, call, vec![("payload", payload)])).await.map(|_| ())
    }

    /// One page of products, and whether it is the last.
    async fn page(
        &self,
        shop: &Shop,
        offset: usize,
        only: Option<(&'static str, String)>,
    ) -> Result<(Vec<RowOutcome<ListingSeen>>, bool), CallFault> {
        let mut parameters = vec![
            ("filter", "all".to_owned()),
            ("limit", PRODUCTS_PER_PAGE.to_string()),
            ("offset", offset.to_string()),
        ];
        parameters.extend(only);
        let told: Option<wire::Products> = self.ask(Question::about(shop, LIST, parameters)).await?;
        let Some(told) = told else { return Ok((Vec::new(), true)) };
        let last = told.products.len() < PRODUCTS_PER_PAGE;
        let mut rows = Vec::new();
        for raw in &told.products {
            match listings::seen(LIST, raw) {
                Ok(seen) => {
                    rows.extend(seen.into_iter().map(|one| RowOutcome { row: one.item_id.clone(), result: Ok(one) }));
                }
                Err(fault) => rows.push(RowOutcome { row: String::new(), result: Err(fault) }),
            }
        }
        Ok((rows, last))
    }
}

//! Showing listings and keeping them true.

use std::collections::HashMap;

use amounts::Vnd;
use bytes::Bytes;
use serde_json::value::RawValue;

use crate::{
    Answer, CallFault, ListingDraft, ListingPage, ListingSeen, RowOutcome, Shop, TakesListings,
    shopee::{
        Shopee,
        ask::{self, Payload, Question},
        errors, listings,
        sign::Level,
        wire,
    },
    told,
};

const ADD_ITEM: &str = "product/add_item";
const READ_ITEMS: &str = "product/get_item_base_info";
const LIST_ITEMS: &str = "product/get_item_list";

const ITEMS_PER_READ: usize = 50;
const ITEM_PAGES_MAX: usize = 400;
/// Every item that is not deleted. [K] for the last two: section 3.5 names the first two only.
const ITEM_STATUSES: [&str; 4] = ["NORMAL", "UNLIST", "REVIEWING", "BANNED"];

impl TakesListings for Shopee {
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            let channels = self.ask(Question::about(shop, "logistics/get_channel_list", Vec::new())).await?;
            let carriers = listings::carriers(ADD_ITEM, channels)?;
            let image_ids = self.uploads(shop, draft).await?;
            let body = listings::add_item(ADD_ITEM, draft, image_ids, carriers, &self.assumptions)?;
            let added: wire::ItemAdded = self.ask(Question::change(shop, ADD_ITEM, &body).once()).await?;
            Ok(added.item_id.to_string())
        })
    }

    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        const CALL: &str = "product/update_item";
        Box::pin(async move {
            let item_id = listings::item_number(CALL, item_id)?;
            let image_ids = self.uploads(shop, draft).await?;
            let body = listings::update_item(CALL, item_id, draft, image_ids)?;
            self.ask::<serde::de::IgnoredAny>(Question::change(shop, CALL, &body)).await.map(|_| ())
        })
    }

    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let mut offset = 0;
            for _ in 0..ITEM_PAGES_MAX {
                let page = self.item_page(shop, offset).await?;
                let ids: Vec<String> = page.item.iter().map(|item| item.item_id.to_string()).collect();
                let heads = self.items(shop, &ids, |head, _| (head.item_id, head.item_sku)).await?;
                if let Some((id, _)) = heads.into_iter().find(|(_, seen)| seen.as_deref() == Some(sku)) {
                    return Ok(Some(id.to_string()));
                }
                if !page.has_next_page {
                    return Ok(None);
                }
                // "Not found" leads to a second listing, so it is never said of a list that breaks off.
                let next = page.next_offset.filter(|&next| next > offset);
                offset = next.ok_or_else(|| errors::unreadable(LIST_ITEMS, "the next page has no offset".into()))?;
            }
            Err(errors::refused(LIST_ITEMS, "too_many_items", "the shop has more items than we look through"))
        })
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        const CALL: &str = "product/update_stock";
        Box::pin(async move {
            let body = listings::update_stock(listings::item_number(CALL, item_id)?, stock);
            self.change_row(Question::change(shop, CALL, &body)).await
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        const CALL: &str = "product/update_price";
        Box::pin(async move {
            let body = listings::update_price(listings::item_number(CALL, item_id)?, price);
            self.change_row(Question::change(shop, CALL, &body)).await
        })
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        const CALL: &str = "product/unlist_item";
        Box::pin(async move {
            let body = listings::unlist_item(listings::item_number(CALL, item_id)?, hidden);
            self.change_row(Question::change(shop, CALL, &body)).await
        })
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        Box::pin(async move {
            let mut outcomes = Vec::with_capacity(item_ids.len());
            for ids in item_ids.chunks(ITEMS_PER_READ) {
                match self.listings(shop, ids).await {
                    Ok(rows) => outcomes.extend(rows),
                    // One id that Shopee does not like fails the whole call: the others are asked for by themselves.
                    Err(fault) if errors::is_about_a_row(&fault) => {
                        for id in ids {
                            outcomes.push(self.listing_alone(shop, id).await?);
                        }
                    }
                    Err(fault) => return Err(fault),
                }
            }
            Ok(outcomes)
        })
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        Box::pin(async move {
            let offset = page.map_or(Ok(0), str::parse);
            let offset = offset.map_err(|_| errors::refused(LIST_ITEMS, "no_page", "this is no page of items"))?;
            let told = self.item_page(shop, offset).await?;
            let ids: Vec<String> = told.item.iter().map(|item| item.item_id.to_string()).collect();
            let next = told.next_offset.filter(|&next| told.has_next_page && next > offset);
            if told.has_next_page && next.is_none() {
                return Err(errors::unreadable(LIST_ITEMS, "there is more, and it does not say where".into()));
            }
            Ok(ListingPage { listings: self.read(shop, &ids).await?, next: next.map(|next| next.to_string()) })
        })
    }
}

impl Shopee {
    async fn uploads(&self, shop: &Shop, draft: &ListingDraft) -> Result<Vec<String>, CallFault> {
        let mut image_ids = Vec::with_capacity(draft.pictures.len());
        for picture in &draft.pictures {
            image_ids.push(self.upload(shop, picture).await?);
        }
        Ok(image_ids)
    }

    async fn upload(&self, shop: &Shop, picture: &[u8]) -> Result<String, CallFault> {
        const CALL: &str = "media_space/upload_image";
        let media_type = told::media_type(CALL, picture)?;
        let payload = Payload::Picture { bytes: Bytes::copy_from_slice(picture), media_type };
        let for_shop = self.assumptions.pictures_belong_to_a_shop;
        let level = if for_shop { Level::Shop(shop) } else { Level::Public };
        let question = Question { call: CALL, level, gate: &shop.shop_id, payload, repeatable: true };
        let uploaded: wire::UploadedImage = self.ask(question).await?;
        Ok(uploaded.image_info.image_id)
    }

    async fn item_page(&self, shop: &Shop, offset: u64) -> Result<wire::ItemPage, CallFault> {
        let mut query = vec![("offset", offset.to_string()), ("page_size", ITEMS_PER_READ.to_string())];
        query.extend(ITEM_STATUSES.map(|status| ("item_status", status.to_owned())));
        self.ask(Question::about(shop, LIST_ITEMS, query)).await
    }

    async fn listings(&self, shop: &Shop, ids: &[String]) -> Result<Vec<RowOutcome<ListingSeen>>, CallFault> {
        let read = |head: wire::ItemHead, raw: &RawValue| {
            (head.item_id.to_string(), listings::seen(READ_ITEMS, head.item_id, raw))
        };
        let mut seen: HashMap<_, _> = self.items(shop, ids, read).await?.into_iter().collect();
        let outcome = |id: &String| {
            let result = seen.remove(id).unwrap_or_else(|| {
                // Deleted items are told of for a while; one that is left out may be there, and the answer be at fault.
                Err(errors::refused(READ_ITEMS, "untold", format!("item {id} is not in the answer")))
            });
            RowOutcome { row: id.clone(), result }
        };
        Ok(ids.iter().map(outcome).collect())
    }

    async fn listing_alone(&self, shop: &Shop, id: &String) -> Result<RowOutcome<ListingSeen>, CallFault> {
        match self.listings(shop, std::slice::from_ref(id)).await {
            Ok(mut rows) => Ok(rows.pop().expect("there is a row for each id asked for")),
            Err(fault) if errors::is_about_a_row(&fault) => Ok(RowOutcome { row: id.clone(), result: Err(fault) }),
            Err(fault) => Err(fault),
        }
    }

    /// Reads at most [`ITEMS_PER_READ`] items.
    async fn items<T: Send>(
        &self,
        shop: &Shop,
        ids: &[String],
        read: impl Fn(wire::ItemHead, &RawValue) -> T + Send + Sync,
    ) -> Result<Vec<T>, CallFault> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let question = Question::about(shop, READ_ITEMS, vec![("item_id_list", ids.join(","))]);
        self.ask_and_read(question, |told| {
            let content = told.map_err(|refused| refused.fault)?.unwrap_or("{}");
            let items: wire::Items<'_> = ask::read_as(READ_ITEMS, content)?;
            Ok(items.item_list.iter().filter_map(|raw| Some(read(listings::head(raw)?, raw))).collect())
        })
        .await
    }

    async fn change_row(&self, question: Question<'_>) -> Result<(), CallFault> {
        let call = question.call;
        self.ask_and_read(question, |told| {
            let (whole, content) = match told {
                Ok(content) => (Ok(()), content),
                Err(refused) => (Err(refused.fault), refused.content),
            };
            match content.map(|text| ask::read_as(call, text)).transpose() {
                Ok(rows) => listings::row_changed(call, whole, rows.unwrap_or_default()),
                // Where the whole failed, its own words say more than that its lists cannot be read.
                Err(unreadable) => Err(whole.err().unwrap_or(unreadable)),
            }
        })
        .await
    }
}

//! The REST API of Haravan. Section 9; [K] for all but the path and the kind of the writing of stock.

use amounts::Vnd;
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{haravan_seen, page_of, rest_fault};
use crate::{
    CallFault, ListingDraft, ListingPage, ListingSeen, Shop,
    layer::{Call, Heard},
    own_shop::{
        Haravan, OwnShops,
        haravan::{Product, numbers},
    },
};

const PRODUCTS: &str = "products.json";
const STOCK: &str = "inventories/adjustorset.json";
/// Section 9.
const PER_PAGE: usize = 50;
const PAGES_MAX: u32 = 200;

#[derive(Deserialize)]
struct OneProduct {
    product: Product,
}

#[derive(Deserialize)]
struct Products {
    #[serde(default)]
    products: Vec<Product>,
}

impl OwnShops {
    pub(super) async fn haravan_create(
        &self,
        way: &Haravan,
        shop: &Shop,
        draft: &ListingDraft,
    ) -> Result<String, CallFault> {
        let images: Vec<Value> = draft.picture_urls.iter().map(|url| json!({ "src": url })).collect();
        let variant = json!({
            "sku": draft.sku,
            "price": draft.price_vnd.0,
            "grams": draft.gross_weight_g,
            "inventory_management": "haravan",
        });
        let product = json!({
            "title": draft.title,
            "body_html": draft.description,
            "images": images,
            "variants": [variant],
            "published": true,
        });
        let body = Some(json!({ "product": product }));
        let created: OneProduct = self.haravan(way, shop, Method::POST, PRODUCTS, &[], body, false).await?;
        let seen = haravan_seen(PRODUCTS, &created.product)?.into_iter().next();
        let id = seen.map(|seen| seen.item_id);
        let id = id.ok_or_else(|| CallFault::unreadable(PRODUCTS, "the product has no variant"))?;
        self.haravan_set_stock(way, shop, &id, draft.stock).await?;
        Ok(id)
    }

    pub(super) async fn haravan_change(
        &self,
        way: &Haravan,
        shop: &Shop,
        item_id: &str,
        words: Value,
    ) -> Result<(), CallFault> {
        let (product, _) = numbers(PRODUCTS, item_id)?;
        let mut body = json!({ "product": words });
        body["product"]["id"] = json!(product);
        let path = format!("products/{product}.json");
        self.haravan::<Value>(way, shop, Method::PUT, &path, &[], Some(body), true).await.map(|_| ())
    }

    pub(super) async fn haravan_set_stock(
        &self,
        way: &Haravan,
        shop: &Shop,
        item_id: &str,
        stock: i64,
    ) -> Result<(), CallFault> {
        let (product, variant) = numbers(STOCK, item_id)?;
        let line = json!({ "product_id": product, "product_variant_id": variant, "quantity": stock });
        let inventory = json!({
            "location_id": way.location_id,
            "type": "set",
            "reason": "newproduct",
            "note": "chophien",
            "line_items": [line],
        });
        let body = Some(json!({ "inventory": inventory }));
        self.haravan::<Value>(way, shop, Method::POST, STOCK, &[], body, true).await.map(|_| ())
    }

    pub(super) async fn haravan_set_price(
        &self,
        way: &Haravan,
        shop: &Shop,
        item_id: &str,
        price: Vnd,
    ) -> Result<(), CallFault> {
        let (_, variant) = numbers(PRODUCTS, item_id)?;
        let body = Some(json!({ "variant": { "id": variant, "price": price.0 } }));
        let path = format!("variants/{variant}.json");
        self.haravan::<Value>(way, shop, Method::PUT, &path, &[], body, true).await.map(|_| ())
    }

    pub(super) async fn haravan_find(
        &self,
        way: &Haravan,
        shop: &Shop,
        sku: &str,
    ) -> Result<Option<String>, CallFault> {
        for page in 1..=PAGES_MAX {
            let told = self.haravan_page(way, shop, page).await?;
            let mut seen = told.listings.into_iter().filter_map(|row| row.result.ok());
            if let Some(found) = seen.find(|seen| seen.sku == sku) {
                return Ok(Some(found.item_id));
            }
            if told.next.is_none() {
                return Ok(None);
            }
        }
        Err(CallFault::permanent(PRODUCTS, "too_many_items", "the shop has more products than we look through"))
    }

    pub(super) async fn haravan_read(&self, way: &Haravan, shop: &Shop, id: &str) -> Result<ListingSeen, CallFault> {
        let (product, _) = numbers(PRODUCTS, id)?;
        let path = format!("products/{product}.json");
        let told: OneProduct = self.haravan(way, shop, Method::GET, &path, &[], None, true).await?;
        let found = haravan_seen(PRODUCTS, &told.product)?.into_iter().find(|seen| seen.item_id == id);
        found.ok_or_else(|| CallFault::permanent(PRODUCTS, "no_item", format!("variant {id} is unknown")))
    }

    pub(super) async fn haravan_page(&self, way: &Haravan, shop: &Shop, page: u32) -> Result<ListingPage, CallFault> {
        let query = [("limit", PER_PAGE.to_string()), ("page", page.to_string())];
        let told: Products = self.haravan(way, shop, Method::GET, PRODUCTS, &query, None, true).await?;
        let rows = told.products.iter().map(|told| haravan_seen(PRODUCTS, told)).collect();
        Ok(page_of(rows, told.products.len() == PER_PAGE, page))
    }

    #[expect(clippy::too_many_arguments, reason = "a request is all of these")]
    async fn haravan<T>(
        &self,
        way: &Haravan,
        shop: &Shop,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<Value>,
        repeatable: bool,
    ) -> Result<T, CallFault>
    where
        T: DeserializeOwned + Send,
    {
        let call = Call { name: PRODUCTS, shop_id: &shop.shop_id, repeatable };
        let mut url = way.api_base.clone();
        let path = format!("{}/{path}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let request = |http: &reqwest::Client| -> RequestBuilder {
            let request = http.request(method.clone(), url.clone()).query(query).bearer_auth(&way.access_token);
            body.iter().fold(request, RequestBuilder::json)
        };
        let read = |heard: &Heard| {
            if !heard.status.is_success() {
                return Err(rest_fault(PRODUCTS, heard));
            }
            let body: &[u8] = if heard.body.is_empty() { b"null" } else { &heard.body };
            serde_json::from_slice(body).map_err(|error| CallFault::unreadable(PRODUCTS, error.to_string()))
        };
        self.caller.call(call, request, read).await
    }
}

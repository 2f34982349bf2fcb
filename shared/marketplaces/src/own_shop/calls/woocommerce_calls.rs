//! The REST API of WooCommerce. Section 9; [K] for all but the writing of stock.

use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{page_of, rest_fault, woo_seen};
use crate::{
    CallFault, ListingDraft, ListingPage, ListingSeen, Shop,
    layer::{Call, Heard},
    own_shop::{OwnShops, WooCommerce, woocommerce::Product},
};

const PRODUCTS: &str = "products";
const PER_PAGE: usize = 100;

/// One request.
struct Wish {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    repeatable: bool,
}

impl Wish {
    fn get(path: impl Into<String>, query: Vec<(&'static str, String)>) -> Self {
        Self { method: Method::GET, path: path.into(), query, body: None, repeatable: true }
    }
}

impl OwnShops {
    pub(super) async fn woo_create(
        &self,
        way: &WooCommerce,
        shop: &Shop,
        draft: &ListingDraft,
    ) -> Result<String, CallFault> {
        let images: Vec<Value> = draft.picture_urls.iter().map(|url| json!({ "src": url })).collect();
        let body = json!({
            "name": draft.title,
            "type": "simple",
            "sku": draft.sku,
            "description": draft.description,
            "regular_price": draft.price_vnd.0.to_string(),
            "manage_stock": true,
            "stock_quantity": draft.stock,
            "status": "publish",
            "images": images,
        });
        let wish =
            Wish { method: Method::POST, body: Some(body), repeatable: false, ..Wish::get(PRODUCTS, Vec::new()) };
        let created: Product = self.woo(way, shop, wish).await?;
        Ok(created.id.0)
    }

    pub(super) async fn woo_change(
        &self,
        way: &WooCommerce,
        shop: &Shop,
        item_id: &str,
        body: Value,
    ) -> Result<(), CallFault> {
        let path = product_path(item_id)?;
        let wish = Wish { method: Method::PUT, body: Some(body), ..Wish::get(path, Vec::new()) };
        self.woo::<Product>(way, shop, wish).await.map(|_| ())
    }

    pub(super) async fn woo_find(
        &self,
        way: &WooCommerce,
        shop: &Shop,
        sku: &str,
    ) -> Result<Option<String>, CallFault> {
        let query = vec![("sku", sku.to_owned()), ("status", "any".to_owned())];
        let found: Vec<Product> = self.woo(way, shop, Wish::get(PRODUCTS, query)).await?;
        let seen = found.iter().map(|told| woo_seen(PRODUCTS, told)).collect::<Result<Vec<_>, _>>()?;
        Ok(seen.into_iter().find(|seen| seen.sku == sku).map(|seen| seen.item_id))
    }

    pub(super) async fn woo_read(&self, way: &WooCommerce, shop: &Shop, id: &str) -> Result<ListingSeen, CallFault> {
        let told: Product = self.woo(way, shop, Wish::get(product_path(id)?, Vec::new())).await?;
        woo_seen(PRODUCTS, &told)
    }

    pub(super) async fn woo_page(&self, way: &WooCommerce, shop: &Shop, page: u32) -> Result<ListingPage, CallFault> {
        let query = vec![("per_page", PER_PAGE.to_string()), ("page", page.to_string()), ("status", "any".to_owned())];
        let told: Vec<Product> = self.woo(way, shop, Wish::get(PRODUCTS, query)).await?;
        let rows = told.iter().map(|told| woo_seen(PRODUCTS, told).map(|seen| vec![seen])).collect();
        Ok(page_of(rows, told.len() == PER_PAGE, page))
    }

    async fn woo<T>(&self, way: &WooCommerce, shop: &Shop, wish: Wish) -> Result<T, CallFault>
    where
        T: DeserializeOwned + Send,
    {
        let call = Call { name: PRODUCTS, shop_id: &shop.shop_id, repeatable: wish.repeatable };
        let mut url = way.site.clone();
        let path = format!("{}/wp-json/wc/v3/{}", url.path().trim_end_matches('/'), wish.path);
        url.set_path(&path);
        let request = |http: &reqwest::Client| -> RequestBuilder {
            let request = http
                .request(wish.method.clone(), url.clone())
                .query(&wish.query)
                .basic_auth(&way.consumer_key, Some(&way.consumer_secret));
            wish.body.iter().fold(request, RequestBuilder::json)
        };
        let read = |heard: &Heard| {
            if !heard.status.is_success() {
                return Err(rest_fault(PRODUCTS, heard));
            }
            serde_json::from_slice(&heard.body).map_err(|error| CallFault::unreadable(PRODUCTS, error.to_string()))
        };
        self.caller.call(call, request, read).await
    }
}

fn product_path(id: &str) -> Result<String, CallFault> {
    let number: u64 =
        id.parse().map_err(|_| CallFault::permanent(PRODUCTS, "no_item", format!("`{id}` is no id of a product")))?;
    Ok(format!("{PRODUCTS}/{number}"))
}

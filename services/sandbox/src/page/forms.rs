//! What the page's forms do. Each leads back to the page, or says on it why not.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{in_words, render};
use crate::{
    apps::App,
    books::{FIRST_WAREHOUSE, Refusal, marketplace::Marketplace},
    control::orders::{Act, Basket},
    faults::{FaultChange, PerMille, Review, Scope},
    life_of,
    market::Market,
    own,
    pushes::Subscription,
};

/// One kind of goods, paid at once, later or on delivery.
#[derive(Deserialize)]
pub struct Wish {
    /// The shop's id, a slash, and the SKU: one choice on the page.
    goods: String,
    quantity: i64,
    pays: Pays,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Pays {
    Now,
    Later,
    Cod,
}

/// `POST /`: a buyer orders.
pub async fn order(State(market): State<Arc<Market>>, Form(wish): Form<Wish>) -> Response {
    let goods = wish.goods.split_once('/').and_then(|(shop, sku)| Some((shop.parse().ok()?, sku.to_owned())));
    let Some((shop_id, sku)) = goods else { return back(&market, Err(Refusal::UnknownItem)) };
    let basket = Basket::of(shop_id, sku, wish.quantity, wish.pays == Pays::Now, wish.pays == Pays::Cod);
    back(&market, basket.order(&market).map(|_| ()))
}

/// `POST /don-hang/{sn}/{act}`: an order is moved on.
pub async fn act(State(market): State<Arc<Market>>, Path((sn, act)): Path<(String, Act)>) -> Response {
    let done = act.act(&market, &sn);
    back(&market, done.map(|_| ()))
}

fn back(market: &Market, done: Result<(), Refusal>) -> Response {
    match done {
        Ok(()) => Redirect::to("/").into_response(),
        Err(refusal) => problem(market, in_words(refusal)),
    }
}

fn problem(market: &Market, words: impl Into<String>) -> Response {
    (StatusCode::CONFLICT, render(market, Some(words.into()), None)).into_response()
}

/// A shop to be opened.
#[derive(Deserialize)]
pub struct NewShop {
    marketplace: Marketplace,
    name: String,
    /// Empty takes a free one.
    #[serde(default)]
    shop_id: String,
    #[serde(default)]
    household: Option<String>,
    /// For one's own shops: where orders go.
    #[serde(default)]
    url: String,
    /// For one's own shops: what signs, or the key it is called with.
    #[serde(default)]
    secret: String,
}

/// `POST /gian-hang`: a shop is opened.
pub async fn open_shop(State(market): State<Arc<Market>>, Form(new): Form<NewShop>) -> Response {
    if new.name.trim().is_empty() {
        return problem(&market, "Gian hàng cần có tên. Điền tên rồi bấm “Mở gian hàng”.");
    }
    let mut state = market.state();
    let free = || (700_001..u64::from(u32::MAX)).find(|id| state.books.shop(*id).is_err()).unwrap_or(700_001);
    let number = if new.shop_id.trim().is_empty() { Some(free()) } else { new.shop_id.trim().parse().ok() };
    let Some(shop_id) = number.filter(|id| (1..=u64::from(u32::MAX)).contains(id)) else {
        drop(state);
        return problem(&market, "Mã gian hàng là một số từ 1 đến 4294967295. Để trống thì sàn tập tự chọn.");
    };
    let opened = state.books.open_shop(new.marketplace, shop_id, new.name.trim().to_owned()).map(|shop| {
        shop.household = new.household.is_some();
        shop.warehouses = vec![FIRST_WAREHOUSE];
    });
    if matches!(new.marketplace, Marketplace::Woo | Marketplace::Haravan) && !new.secret.is_empty() {
        let now = state.clocks.wall().timestamp();
        state.tokens.plant(life_of(new.marketplace), new.secret.clone(), shop_id, now);
    }
    drop(state);
    if opened.is_ok() && !new.url.is_empty() {
        let secret = if new.secret.is_empty() { own::fresh_secret() } else { new.secret };
        own::subscribe(&market, new.marketplace, shop_id, new.url, secret);
    }
    back(&market, opened)
}

/// What may be decided about a product.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Let in.
    Duyet,
    /// Refused.
    Tuchoi,
}

/// `POST /hang/{shop_id}/{sku}/{decision}`: somebody of the marketplace decides about a product.
pub async fn decide(
    State(market): State<Arc<Market>>,
    Path((shop_id, sku, decision)): Path<(u64, String, Decision)>,
) -> Response {
    let mut state = market.state();
    let product = state.books.item_of(shop_id, &sku).and_then(|id| {
        let item = state.books.shop(shop_id)?.item(id).ok_or(Refusal::UnknownItem)?;
        Ok(item.product_id)
    });
    let done = product.map(|product_id| {
        let reason = match decision {
            Decision::Duyet => None,
            Decision::Tuchoi => Some("Hình ảnh không rõ sản phẩm."),
        };
        market.decide(&mut state, shop_id, product_id, reason);
    });
    drop(state);
    back(&market, done)
}

/// Every switch of a marketplace, or of all. What is not ticked is off.
#[derive(Deserialize)]
pub struct Faults {
    san: String,
    review: Review,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, String>,
}

/// `POST /su-co`: things go wrong, or right again.
pub async fn set_faults(State(market): State<Arc<Market>>, Form(form): Form<Faults>) -> Response {
    let marketplace = Marketplace::of_word(&form.san);
    let share = |name: &str| {
        let number = form.rest.get(name).and_then(|text| text.trim().parse::<u16>().ok());
        PerMille::new(number.unwrap_or(0))
    };
    let on = |name: &str| form.rest.contains_key(name);
    let change = FaultChange::of_page(&share, &on, form.review);
    let scope = Scope { marketplace, shop_id: None };
    market.state().faults.change(scope, |calls| change.set_calls(calls));
    market.pushes.desk().faults.change(scope, |pushes| change.set_pushes(pushes));
    let again = marketplace.map_or_else(|| "/#su-co".to_owned(), |one| format!("/?san={}#su-co", one.word()));
    Redirect::to(&again).into_response()
}

/// Where an app's pushes go, and its owners.
#[derive(Deserialize)]
pub struct Addresses {
    marketplace: Marketplace,
    callback_url: String,
    /// Where owners come back to; only TikTok Shop's form has it.
    redirect_url: Option<String>,
}

/// `POST /ung-dung`: an app's addresses are registered, or taken back.
pub async fn set_callback(State(market): State<Arc<Market>>, Form(wanted): Form<Addresses>) -> Response {
    let url = wanted.callback_url.trim().to_owned();
    let whose = (wanted.marketplace, None);
    let back = wanted.redirect_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    if back.is_some_and(|url| !is_web(url)) {
        return problem(&market, "Địa chỉ quay lại phải bắt đầu bằng http:// hoặc https://. Sửa lại rồi bấm “Lưu”.");
    }
    if wanted.redirect_url.is_some() {
        let app = App { redirect_url: back.map(str::to_owned), ..market.apps.of(wanted.marketplace) };
        market.apps.set(wanted.marketplace, app);
    }
    if url.is_empty() {
        market.pushes.desk().unsubscribe(whose);
    } else if is_web(&url) {
        let subscription =
            Subscription { callback_url: Some(url), codes: (0..100).collect(), blocked_shops: BTreeSet::new() };
        market.pushes.desk().subscribe(whose, subscription, String::new());
    } else {
        return problem(&market, "Địa chỉ nhận tin phải bắt đầu bằng http:// hoặc https://. Sửa lại rồi bấm “Lưu”.");
    }
    Redirect::to("/#ung-dung").into_response()
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

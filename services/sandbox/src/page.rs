//! The page for people: shops, items, the newest orders and pushes, and a form to order as a buyer would.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use crate::{
    books::{
        Refusal,
        items::{Item, ItemStatus},
        orders::{Order, Status},
    },
    clock::in_vietnam,
    control::orders::{Act, Basket},
    journal::Outcome,
    market::Market,
    pushes::Attempted,
};

const ORDERS_SHOWN: usize = 20;
const ITEMS_SHOWN: usize = 200;

/// The page and its forms.
pub fn router() -> Router<Arc<Market>> {
    Router::new().route("/", get(show).post(order)).route("/don-hang/{sn}/{act}", post(act))
}

#[derive(Template)]
#[template(path = "market.html")]
struct Page {
    now: String,
    playing: bool,
    problem: Option<String>,
    nothing_for_sale: bool,
    shops: Vec<ShopView>,
    orders: Vec<OrderView>,
    pushes: Vec<PushView>,
    waiting: u64,
}

struct ShopView {
    id: u64,
    name: String,
    items: Vec<ItemView>,
}

struct ItemView {
    sku: String,
    name: String,
    price: String,
    stock: i64,
    status: &'static str,
    for_sale: bool,
}

struct OrderView {
    sn: String,
    shop_id: u64,
    placed: String,
    goods: String,
    total: String,
    pays: &'static str,
    status: &'static str,
    acts: Vec<(&'static str, &'static str)>,
}

struct PushView {
    sn: String,
    status: String,
    attempt: u32,
    outcome: String,
}

async fn show(State(market): State<Arc<Market>>) -> Response {
    render(&market, None)
}

/// The form: one kind of goods, paid at once, later or on delivery.
#[derive(Deserialize)]
struct Wish {
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

async fn order(State(market): State<Arc<Market>>, Form(wish): Form<Wish>) -> Response {
    let goods = wish.goods.split_once('/').and_then(|(shop, sku)| Some((shop.parse().ok()?, sku.to_owned())));
    let Some((shop_id, sku)) = goods else { return back(&market, &Err(Refusal::UnknownItem)) };
    let basket = Basket::of(shop_id, sku, wish.quantity, wish.pays == Pays::Now, wish.pays == Pays::Cod);
    back(&market, &basket.order(&market))
}

async fn act(State(market): State<Arc<Market>>, Path((sn, act)): Path<(String, Act)>) -> Response {
    let done = act.act(&market, &sn);
    back(&market, &done)
}

fn back(market: &Market, done: &Result<Order, Refusal>) -> Response {
    match done {
        Ok(_) => Redirect::to("/").into_response(),
        Err(refusal) => (StatusCode::CONFLICT, render(market, Some(in_words(*refusal)))).into_response(),
    }
}

fn in_words(refusal: Refusal) -> String {
    match refusal {
        Refusal::UnknownShop => "Không có gian hàng này.".into(),
        Refusal::UnknownItem => "Gian hàng không có mặt hàng này.".into(),
        Refusal::UnknownOrder => "Không có đơn hàng này.".into(),
        Refusal::NotForSale => "Mặt hàng đang bị ẩn, chưa mua được.".into(),
        Refusal::SoldOut => "Không còn đủ hàng. Đặt ít gói hơn, hoặc chờ gian hàng thêm hàng.".into(),
        Refusal::OddQuantity => "Số gói phải từ 1 đến 1000.".into(),
        Refusal::OtherMarketplace => "Mã gian hàng này đã có ở sàn khác.".into(),
        Refusal::NotInThisStatus(status) => {
            format!("Đơn đang ở trạng thái “{}”, không làm được việc này.", say(status))
        }
    }
}

fn render(market: &Market, problem: Option<String>) -> Response {
    let (pushes, waiting) = {
        let desk = market.pushes.desk();
        (desk.newest.iter().rev().map(push_view).collect(), desk.counts.waiting)
    };
    let state = market.state();
    let mut items_left = ITEMS_SHOWN;
    let shops = state.books.shops().map(|shop| {
        let items: Vec<ItemView> = shop.items().filter(|item| is_shown(item)).take(items_left).map(item_view).collect();
        items_left -= items.len();
        ShopView { id: shop.id, name: shop.name.clone(), items }
    });
    let shops: Vec<ShopView> = shops.collect();
    let page = Page {
        now: state.clocks.business().format("%H:%M ngày %d/%m/%Y").to_string(),
        playing: state.clocks.playing(),
        problem,
        nothing_for_sale: !shops.iter().flat_map(|shop| &shop.items).any(|item| item.for_sale),
        shops,
        orders: state.books.orders().iter().rev().take(ORDERS_SHOWN).map(order_view).collect(),
        pushes,
        waiting,
    };
    Html(page.render().expect("the page has nothing that can fail")).into_response()
}

fn is_shown(item: &Item) -> bool {
    item.status != ItemStatus::Deleted
}

fn item_view(item: &Item) -> ItemView {
    ItemView {
        sku: item.draft.sku.clone(),
        name: item.draft.name.clone(),
        price: dong(item.draft.price_vnd),
        stock: item.draft.stock.total(),
        status: if item.status == ItemStatus::Normal { "Đang bán" } else { "Đang ẩn" },
        for_sale: item.status == ItemStatus::Normal && item.draft.stock.total() > 0,
    }
}

fn order_view(order: &Order) -> OrderView {
    let goods: Vec<String> = order.lines.iter().map(|line| format!("{} × {}", line.quantity, line.sku)).collect();
    let possible = Act::ALL.into_iter().filter(|act| act.is_possible(order));
    OrderView {
        sn: order.sn.clone(),
        shop_id: order.shop_id,
        placed: in_vietnam(order.created).format("%H:%M %d/%m").to_string(),
        goods: goods.join(", "),
        total: dong(order.total_vnd()),
        pays: if order.cod { "trả khi nhận" } else { "trả trước" },
        status: say(order.status),
        acts: possible.map(Act::words).collect(),
    }
}

fn push_view(attempted: &Attempted) -> PushView {
    let outcome = match (attempted.outcome, attempted.answer) {
        (Outcome::Acknowledged, answer) => format!("Đã nhận ({answer})"),
        (Outcome::Duplicate, answer) => format!("Bản gửi lặp, đã nhận ({answer})"),
        (Outcome::Failed, 0) => "Không có trả lời".into(),
        (Outcome::Failed, answer) => format!("Bị từ chối ({answer})"),
        (Outcome::Lost, _) => "Cố ý không gửi".into(),
    };
    PushView {
        sn: attempted.push.about.clone(),
        status: attempted.push.status.clone(),
        attempt: attempted.attempt,
        outcome,
    }
}

const fn say(status: Status) -> &'static str {
    match status {
        Status::Unpaid => "Chờ thanh toán",
        Status::OnHold => "Đang giữ, chưa được gửi",
        Status::ReadyToShip => "Chờ gói hàng",
        Status::Packed => "Đã gói",
        Status::Processed => "Chờ lấy hàng",
        Status::Shipped => "Đang giao",
        Status::ToConfirmReceive => "Đã giao",
        Status::Completed => "Hoàn thành",
        Status::Cancelled => "Đã huỷ",
        Status::ToReturn => "Trả hàng",
    }
}

/// Đồng as people write them.
fn dong(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text + "\u{a0}₫"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_in_groups_of_three() {
        for (amount, text) in [(0, "0"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567")] {
            assert_eq!(dong(amount), format!("{text}\u{a0}₫"));
        }
    }
}

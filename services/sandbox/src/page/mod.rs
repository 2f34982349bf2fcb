//! The page for people: open a shop, order as a buyer would, see what was told and answered, and let things go wrong.

mod forms;
mod views;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;

use self::views::{AppView, OrderView, PushView, ShopView};
use crate::{
    books::{Refusal, marketplace::Marketplace},
    faults::{CallFaults, PerMille, PushFaults, Review},
    market::Market,
};

const ORDERS_SHOWN: usize = 20;
const ITEMS_SHOWN: usize = 200;

/// The page and its forms.
pub fn router() -> Router<Arc<Market>> {
    Router::new()
        .route("/", get(show).post(forms::order))
        .route("/don-hang/{sn}/{act}", post(forms::act))
        .route("/gian-hang", post(forms::open_shop))
        .route("/hang/{shop_id}/{sku}/{decision}", post(forms::decide))
        .route("/su-co", post(forms::set_faults))
        .route("/ung-dung", post(forms::set_callback))
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
    to_pull: usize,
    apps: Vec<AppView>,
    marketplaces: [(&'static str, &'static str); 7],
    scope: &'static str,
    switches: Vec<SwitchView>,
    shares: Vec<ShareView>,
    review: Review,
}

/// A switch that is on or off.
struct SwitchView {
    name: &'static str,
    label: &'static str,
    on: bool,
}

/// A share in thousandths.
struct ShareView {
    name: &'static str,
    label: &'static str,
    share: u16,
}

/// Whose faults are shown; everywhere without it.
#[derive(Deserialize)]
struct Shown {
    san: Option<String>,
}

async fn show(State(market): State<Arc<Market>>, Query(shown): Query<Shown>) -> Response {
    render(&market, None, shown.san.as_deref().and_then(Marketplace::of_word))
}

/// The page, with what could not be done.
fn render(market: &Market, problem: Option<String>, scope: Option<Marketplace>) -> Response {
    let (pushes, waiting, apps, told) = {
        let desk = market.pushes.desk();
        let apps = Marketplace::ALL.map(|one| views::of_app(one, market.apps.of(one), desk.subscriber((one, None))));
        let told = scope.map_or(desk.faults.everywhere(), |one| desk.faults.of(one, None));
        (desk.newest.iter().rev().map(views::of_push).collect(), desk.counts.waiting, apps, told)
    };
    let state = market.state();
    let calls = scope.map_or(state.faults.everywhere(), |one| state.faults.of(one, None));
    let mut items_left = ITEMS_SHOWN;
    let shops = state.books.shops().map(|shop| {
        let view = views::of_shop(shop, items_left);
        items_left -= view.items.len();
        view
    });
    let shops: Vec<ShopView> = shops.collect();
    let page = Page {
        now: state.clocks.business().format("%H:%M ngày %d/%m/%Y").to_string(),
        playing: state.clocks.playing(),
        problem,
        nothing_for_sale: !shops.iter().flat_map(|shop| &shop.items).any(|item| item.for_sale),
        shops,
        orders: state.books.orders().iter().rev().take(ORDERS_SHOWN).map(views::of_order).collect(),
        pushes,
        waiting,
        to_pull: state.queues.all().map(|(_, queue)| queue.waiting()).sum(),
        apps: apps
            .into_iter()
            .filter(|app| app.word != Marketplace::OwnShop.word() && app.word != Marketplace::Woo.word())
            .collect(),
        marketplaces: Marketplace::ALL.map(|one| (one.word(), one.name())),
        scope: scope.map_or("", Marketplace::word),
        switches: switches(&calls, &told),
        shares: shares(&calls, &told),
        review: calls.review,
    };
    Html(page.render().expect("the page has nothing that can fail")).into_response()
}

fn switches(calls: &CallFaults, pushes: &PushFaults) -> Vec<SwitchView> {
    let all = [
        ("partial_failure", "Một lần gọi có nhiều dòng: vài dòng bị từ chối", calls.partial_failure),
        ("errors_with_status_200", "Lỗi vẫn mang mã HTTP 200", calls.errors_with_status_200),
        ("unknown_status", "Đơn đang giao mang trạng thái chưa ai biết", calls.unknown_status),
        ("show_buyers", "Cho thấy tên và số điện thoại người mua", calls.show_buyers),
        ("vary_push_body", "Tin báo viết kiểu khác (khoảng trắng, thứ tự)", pushes.vary_push_body),
        ("push_times_in_seconds", "Lazada: giờ trong tin tính bằng giây", pushes.push_times_in_seconds),
        ("suspend_failing_pushes", "Ngừng báo tin cho ai hay từ chối", pushes.suspend_failing_pushes),
    ];
    all.map(|(name, label, on)| SwitchView { name, label, on }).into()
}

fn shares(calls: &CallFaults, pushes: &PushFaults) -> Vec<ShareView> {
    let all: [(&str, &str, PerMille); 7] = [
        ("throttle_per_mille", "Báo gọi quá nhiều", calls.throttle_per_mille),
        ("server_error_per_mille", "Máy chủ của sàn hỏng", calls.server_error_per_mille),
        ("timeout_per_mille", "Đã làm nhưng trả lời quá muộn", calls.timeout_per_mille),
        ("push_duplicate_per_mille", "Tin báo gửi hai lần", pushes.push_duplicate_per_mille),
        ("push_reorder_per_mille", "Tin báo đến sai thứ tự", pushes.push_reorder_per_mille),
        ("push_lose_per_mille", "Tin báo bị mất", pushes.push_lose_per_mille),
        ("push_late_per_mille", "Tin báo đến muộn", pushes.push_late_per_mille),
    ];
    all.map(|(name, label, share)| ShareView { name, label, share: share.into() }).into()
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
            format!("Đơn đang ở trạng thái “{}”, không làm được việc này.", views::say(status))
        }
    }
}

//! What the page shows, in the words of people who sell.

use crate::{
    apps::App,
    books::{
        Shop,
        items::{Item, ItemStatus},
        marketplace::Marketplace,
        orders::{Order, Status},
    },
    clock::in_vietnam,
    control::orders::Act,
    journal::Outcome,
    pushes::{Attempted, Standing, Subscriber},
};

/// A shop and what it offers.
pub struct ShopView {
    /// Its number.
    pub id: u64,
    /// As buyers read it.
    pub name: String,
    /// Where it stands.
    pub marketplace: &'static str,
    /// What it offers.
    pub items: Vec<ItemView>,
}

/// Something offered.
pub struct ItemView {
    /// The seller's code.
    pub sku: String,
    /// As buyers read it.
    pub name: String,
    /// For one pack.
    pub price: String,
    /// Packs left.
    pub stock: i64,
    /// How it stands.
    pub status: &'static str,
    /// Why, if that was said.
    pub reason: String,
    /// It may be bought now.
    pub for_sale: bool,
    /// Somebody has to decide about it.
    pub waits: bool,
}

/// An order.
pub struct OrderView {
    /// Its number.
    pub sn: String,
    /// Where it was placed, and with which shop.
    pub place: String,
    /// When.
    pub placed: String,
    /// What was bought.
    pub goods: String,
    /// What the buyer pays, and how.
    pub total: String,
    /// How it stands.
    pub status: String,
    /// What a hand may do to it: words for the address, and for the button.
    pub acts: Vec<(&'static str, &'static str)>,
}

/// An attempt at a push.
pub struct PushView {
    /// What it tells of.
    pub about: String,
    /// Who tells it.
    pub marketplace: &'static str,
    /// The status it tells, in the marketplace's words.
    pub status: String,
    /// When.
    pub at: String,
    /// From 1.
    pub attempt: u32,
    /// How it went.
    pub outcome: String,
    /// The exact body.
    pub body: String,
    /// How the answer begins.
    pub answer: String,
}

/// An app that calls.
pub struct AppView {
    /// The word for forms.
    pub word: &'static str,
    /// Whose app.
    pub marketplace: &'static str,
    /// Its public name.
    pub key: String,
    /// What signs.
    pub secret: String,
    /// Where its pushes go.
    pub callback: String,
    /// They were stopped.
    pub suspended: bool,
    /// Where owners come back to after consent, where no link says it.
    pub comes_back: Option<String>,
}

/// A shop with at most so many of its items.
pub fn of_shop(shop: &Shop, items_max: usize) -> ShopView {
    let there = shop.items().filter(|item| item.status != ItemStatus::Deleted);
    let items = there.take(items_max).map(of_item).collect();
    ShopView { id: shop.id, name: shop.name.clone(), marketplace: shop.marketplace.name(), items }
}

fn of_item(item: &Item) -> ItemView {
    ItemView {
        sku: item.draft.sku.clone(),
        name: item.draft.name.clone(),
        price: dong(item.draft.price_vnd),
        stock: item.draft.stock.total(),
        status: match item.status {
            ItemStatus::Normal => "Đang bán",
            ItemStatus::Unlisted => "Đang ẩn",
            ItemStatus::Reviewing => "Chờ sàn duyệt",
            ItemStatus::Rejected => "Sàn không duyệt",
            ItemStatus::Banned => "Sàn đã gỡ",
            ItemStatus::Deleted => "Đã xoá",
        },
        reason: item.reason.clone(),
        for_sale: item.status == ItemStatus::Normal && item.draft.stock.total() > 0,
        waits: item.status == ItemStatus::Reviewing,
    }
}

/// An order.
pub fn of_order(order: &Order) -> OrderView {
    let goods: Vec<String> = order.lines.iter().map(|line| format!("{} × {}", line.quantity, line.sku)).collect();
    let possible = Act::ALL.into_iter().filter(|act| act.is_possible(order));
    let pays = if order.cod { "trả khi nhận" } else { "trả trước" };
    let asked = if order.cancel_asked { ", người mua xin huỷ" } else { "" };
    OrderView {
        sn: order.sn.clone(),
        place: format!("{}, gian hàng {}", order.marketplace.name(), order.shop_id),
        placed: in_vietnam(order.created).format("%H:%M %d/%m").to_string(),
        goods: goods.join(", "),
        total: format!("{}, {pays}", dong(order.paid_vnd())),
        status: format!("{}{asked}", say(order.status)),
        acts: possible.map(Act::words).collect(),
    }
}

/// An attempt at a push.
pub fn of_push(attempted: &Attempted) -> PushView {
    let outcome = match (attempted.outcome, attempted.answer) {
        (Outcome::Acknowledged, answer) => format!("Đã nhận ({answer})"),
        (Outcome::Duplicate, answer) => format!("Bản gửi lặp, đã nhận ({answer})"),
        (Outcome::Failed, 0) => "Không có trả lời đúng hạn".into(),
        (Outcome::Failed, answer) => format!("Bị từ chối ({answer})"),
        (Outcome::Lost, _) => "Cố ý không gửi".into(),
    };
    PushView {
        about: attempted.push.about.clone(),
        marketplace: attempted.push.marketplace.name(),
        status: attempted.push.status.clone(),
        at: in_vietnam(attempted.at.timestamp()).format("%H:%M:%S").to_string(),
        attempt: attempted.attempt,
        outcome,
        body: attempted.body.clone(),
        answer: attempted.answer_text.clone(),
    }
}

/// An app and where its pushes go.
pub fn of_app(marketplace: Marketplace, app: App, subscriber: Option<&Subscriber>) -> AppView {
    let callback = subscriber.and_then(|subscriber| subscriber.subscription.callback_url.clone());
    AppView {
        word: marketplace.word(),
        marketplace: marketplace.name(),
        key: app.key,
        secret: app.secret,
        callback: callback.unwrap_or_default(),
        comes_back: (marketplace == Marketplace::TiktokShop).then(|| app.redirect_url.unwrap_or_default()),
        suspended: subscriber.is_some_and(|subscriber| matches!(subscriber.standing, Standing::Suspended(_))),
    }
}

/// A status as people say it.
pub const fn say(status: Status) -> &'static str {
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
pub fn dong(amount: i64) -> String {
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

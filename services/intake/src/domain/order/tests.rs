//! The life of an order, told to the domain alone.

mod units;

use amounts::Vnd;
use chrono::{NaiveDate, TimeDelta};
use marketplaces::{ChannelLine, LineState};

use super::*;

const PRODUCT: &str = "cam_sanh";

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000 + seconds, 0).expect("an instant")
}

fn told(state: LineState, seconds: i64) -> ChannelOrder {
    ChannelOrder {
        shop_id: "1".into(),
        channel_order_id: "A".into(),
        state,
        raw_status: String::new(),
        cancel_requested: false,
        on_hold: false,
        cash_on_delivery: true,
        placed_at: at(0),
        paid_at: None,
        ship_by: None,
        updated_at: at(seconds),
        total_vnd: None,
        tracking_number: None,
        cancel_reason: None,
        lines: vec![ChannelLine {
            channel_line_id: String::new(),
            item_id: "9".into(),
            sku: "CAM-5KG".into(),
            name: "Cam".into(),
            quantity: 2,
            unit_price_vnd: Vnd(145_000),
            platform_discount_vnd: Vnd::ZERO,
            state,
        }],
    }
}

struct Stage {
    shelf: Shelf,
    catalogue: Vec<Entry>,
    order: Order,
}

/// One lot of so many grams, one listing of 5 kg packs, one order of two packs.
fn stage(declared_g: i64) -> Stage {
    let (cooperative_id, lot_id) = (Id::generate(), Id::generate());
    let lot = Balance {
        lot_id,
        cooperative_id,
        version: 1,
        declared_version: 1,
        sell_by: NaiveDate::from_ymd_opt(2026, 2, 1).expect("a date"),
        declared_g,
        on_hand_g: declared_g,
        reserved_g: 0,
        sold_g: 0,
        off_platform_g: 0,
        own_use_g: 0,
        waste_g: 0,
    };
    let entry = Entry {
        listing_id: Id::generate(),
        cooperative_id,
        sku: "CAM-5KG".into(),
        product: ProductCode::parse(PRODUCT).expect("in the list"),
        grade: Grade::First,
        pack_g: 5_000,
        lots: vec![lot_id],
        joined: Vec::new(),
    };
    let order =
        Order::first_told(Id::generate(), cooperative_id, Channel::Shopee, told(LineState::Paid, 0), at(1), false);
    Stage { shelf: Shelf::new([lot]), catalogue: vec![entry], order }
}

impl Stage {
    fn becomes(&mut self, state: LineState, seconds: i64) -> (i64, i64, i64, i64) {
        self.order.tell(told(state, seconds), at(seconds));
        self.order.settle(&self.catalogue, &mut self.shelf);
        self.order.settle(&self.catalogue, &mut self.shelf);
        let lot = self.shelf_lot();
        (lot.on_hand_g, lot.reserved_g, lot.sold_g, lot.waste_g)
    }

    fn shelf_lot(&self) -> Balance {
        self.shelf.balance(self.catalogue[0].lots[0]).expect("on the shelf").clone()
    }
}

#[test]
fn what_had_left_before_its_shop_came_is_of_no_lot_of_ours() {
    for (state, came, is_older) in [
        (LineState::Delivered, Some(at(5)), true),
        (LineState::Returned, Some(at(5)), true),
        // It is still to be packed.
        (LineState::Paid, Some(at(5)), false),
        (LineState::Cancelled, Some(at(5)), false),
        // It was ordered here, and we were away.
        (LineState::Delivered, Some(at(0)), false),
        (LineState::Delivered, None, false),
    ] {
        let mut stage = stage(20_000);
        let (owner, told) = (stage.order.cooperative_id, told(state, 10));
        stage.order = Order::first_told(Id::generate(), owner, Channel::Shopee, told, at(11), true);
        stage.order.date(came);
        assert_eq!(stage.order.from_before, is_older, "{state:?} {came:?}");
        stage.order.settle(&stage.catalogue, &mut stage.shelf);
        let lot = stage.shelf_lot();
        let took = (lot.on_hand_g, lot.reserved_g) != (20_000, 0);
        let takes = !is_older && state != LineState::Cancelled;
        assert_eq!(took, takes, "{state:?} {came:?}");
        if is_older {
            let line = &stage.order.lines[0];
            assert_eq!((line.short_g, line.goods.as_ref().map(|goods| goods.quantity_g)), (0, Some(10_000)));
            stage.order.lines[0].goods = None;
            assert!(!stage.order.is_troubled(), "nobody needs to look at what is long gone");
        }
    }
}

#[test]
fn goods_are_promised_once_handed_over_once_and_lost_once() {
    let mut stage = stage(20_000);
    assert_eq!(stage.becomes(LineState::Paid, 10), (20_000, 10_000, 0, 0));
    assert_eq!(stage.becomes(LineState::ReadyToShip, 20), (20_000, 10_000, 0, 0));
    assert_eq!(stage.becomes(LineState::Shipped, 30), (10_000, 0, 10_000, 0));
    assert_eq!(stage.becomes(LineState::Delivered, 40), (10_000, 0, 10_000, 0));
    assert_eq!(stage.becomes(LineState::Returned, 50), (10_000, 0, 0, 10_000));
    assert_eq!(stage.becomes(LineState::Returned, 60), (10_000, 0, 0, 10_000));
}

#[test]
fn a_cancelled_order_gives_its_stock_back_once() {
    let mut stage = stage(20_000);
    stage.becomes(LineState::Paid, 10);
    assert_eq!(stage.becomes(LineState::Cancelled, 20), (20_000, 0, 0, 0));
    assert_eq!(stage.becomes(LineState::Cancelled, 30), (20_000, 0, 0, 0));
}

#[test]
fn an_order_first_heard_of_at_its_end_still_moves_its_goods() {
    assert_eq!(stage(20_000).becomes(LineState::Delivered, 10), (10_000, 0, 10_000, 0));
    assert_eq!(stage(20_000).becomes(LineState::Cancelled, 10), (20_000, 0, 0, 0));
    assert_eq!(stage(20_000).becomes(LineState::Returned, 10), (10_000, 0, 0, 10_000));
}

#[test]
fn a_short_order_is_taken_and_says_so() {
    let mut stage = stage(7_000);
    assert_eq!(stage.becomes(LineState::Paid, 10), (7_000, 7_000, 0, 0));
    assert_eq!(stage.order.lines[0].short_g, 3_000);
    assert!(stage.order.is_troubled());
    stage.becomes(LineState::Cancelled, 20);
    assert!(!stage.order.is_troubled());
}

#[test]
fn lines_that_change_places_keep_their_goods() {
    let mut stage = stage(20_000);
    let mut with_two = told(LineState::Paid, 10);
    let second = ChannelLine { item_id: "8".into(), sku: "CAM-3KG".into(), quantity: 1, ..with_two.lines[0].clone() };
    with_two.lines.push(second);
    assert!(stage.order.tell(with_two.clone(), at(10)));
    stage.order.settle(&stage.catalogue, &mut stage.shelf);
    let before = stage.order.lines.clone();
    with_two.lines.reverse();
    with_two.updated_at = at(20);
    stage.order.tell(with_two, at(20));
    stage.order.settle(&stage.catalogue, &mut stage.shelf);
    assert_eq!(stage.order.lines, before);
    assert_eq!(stage.shelf_lot().reserved_g, 10_000);
}

#[test]
fn a_line_that_turns_into_something_else_lets_its_goods_go_unless_they_have_left() {
    let other_thing = |state, seconds| {
        let mut order = told(state, seconds);
        order.lines[0].sku = "NHAN-5KG".into();
        order
    };
    let mut paid = stage(20_000);
    paid.becomes(LineState::Paid, 10);
    assert!(paid.order.tell(other_thing(LineState::Paid, 20), at(20)));
    paid.order.settle(&paid.catalogue, &mut paid.shelf);
    assert_eq!((paid.shelf_lot().reserved_g, &paid.order.lines[0].goods), (0, &None));

    let mut shipped = stage(20_000);
    shipped.becomes(LineState::Shipped, 10);
    assert!(shipped.order.tell(other_thing(LineState::Delivered, 20), at(20)));
    shipped.order.settle(&shipped.catalogue, &mut shipped.shelf);
    assert_eq!(shipped.order.lines[0].goods.as_ref().map(|goods| goods.quantity_g), Some(10_000));
    assert_eq!(shipped.shelf_lot().sold_g, 10_000);
}

#[test]
fn what_is_not_newer_changes_nothing() {
    let mut stage = stage(20_000);
    stage.becomes(LineState::Shipped, 30);
    let before = stage.order.clone();
    assert!(!stage.order.tell(told(LineState::Paid, 29), at(99)));
    assert!(!stage.order.tell(told(LineState::Paid, 30), at(30)));
    assert_eq!(stage.order, before);
    assert!(stage.order.tell(told(LineState::Delivered, 30), at(30) + TimeDelta::milliseconds(1)));
}

#[test]
fn an_unknown_sku_waits_for_its_listing() {
    let mut stage = stage(20_000);
    let catalogue = std::mem::take(&mut stage.catalogue);
    stage.order.settle(&[], &mut stage.shelf);
    assert!(stage.order.is_troubled());
    assert_eq!(stage.order.fact().lines[0].quantity_g, 0);
    stage.catalogue = catalogue;
    assert_eq!(stage.becomes(LineState::Paid, 10), (20_000, 10_000, 0, 0));
    assert!(!stage.order.is_troubled());
}

#[test]
fn a_later_change_of_the_listing_does_not_change_what_was_sold() {
    let mut stage = stage(20_000);
    stage.becomes(LineState::Paid, 10);
    stage.catalogue[0].pack_g = 1_000;
    stage.becomes(LineState::Shipped, 20);
    assert_eq!(stage.order.lines[0].goods.as_ref().map(|goods| goods.quantity_g), Some(10_000));
}

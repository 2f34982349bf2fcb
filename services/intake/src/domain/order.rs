//! An order: what the marketplace tells of it, and what that means for goods.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::{
    Grade, ProductCode,
    intake::{LotShare, OrderChanged, OrderLine, OrderState, StockChanged},
};
use ids::{Channel, Cooperative, Id, Listing, Lot};
use marketplaces::{ChannelLine, ChannelOrder, LineState};

use super::shelf::{Balance, Promise, PromiseState, Shelf};

/// An order with everything that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which one.
    pub order_id: Id<ids::Order>,
    /// Counts its changes; 0 before it was ever kept.
    pub version: i64,
    /// Whose shop took it.
    pub cooperative_id: Id<Cooperative>,
    /// Where.
    pub channel: Channel,
    /// What the marketplace last told, without the lines.
    pub told: Told,
    /// Polling found it first.
    pub found_by_polling: bool,
    /// What was bought.
    pub lines: Vec<Line>,
}

/// What the marketplace last told of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The shop's id there.
    pub shop_id: String,
    /// The order's id there.
    pub channel_order_id: String,
    /// How far it has come.
    pub state: OrderState,
    /// The same in the marketplace's word.
    pub raw_status: String,
    /// To be paid on delivery.
    pub cash_on_delivery: bool,
    /// A cancellation is asked for.
    pub cancel_requested: bool,
    /// When the buyer ordered.
    pub placed_at: DateTime<Utc>,
    /// When the buyer paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// By when the parcel must be with the carrier.
    pub ship_by: Option<DateTime<Utc>>,
    /// The marketplace's time of this.
    pub updated_at: DateTime<Utc>,
    /// When we began to ask; decides between answers of the same second.
    pub fetched_at: DateTime<Utc>,
    /// What the buyer pays in all.
    pub total_vnd: Option<Vnd>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
}

/// One thing bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub line_no: i32,
    /// The listing's id on the marketplace.
    pub item_id: String,
    /// The SKU it names.
    pub sku: String,
    /// As the buyer read it.
    pub name: String,
    /// Packs.
    pub quantity: i64,
    /// For one pack.
    pub unit_price_vnd: Vnd,
    /// What the SKU stood for when it was first matched. Never looked up again: later changes of a listing do not change
    /// what was sold.
    pub goods: Option<Goods>,
    /// Grams no lot could promise.
    pub short_g: i64,
    /// What lots gave to it.
    pub promises: Vec<Promise>,
}

/// What a line is, in our own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// Our listing.
    pub listing_id: Id<Listing>,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Net weight of the line in grams.
    pub quantity_g: i64,
}

/// What a SKU of a cooperative stands for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Our listing.
    pub listing_id: Id<Listing>,
    /// Whose.
    pub cooperative_id: Id<Cooperative>,
    /// Its SKU.
    pub sku: String,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Net weight of one pack in grams.
    pub pack_g: i64,
    /// Lots it draws on.
    pub lots: Vec<Id<Lot>>,
}

impl Order {
    /// An order we hear of for the first time.
    pub fn first_told(
        order_id: Id<ids::Order>,
        cooperative_id: Id<Cooperative>,
        channel: Channel,
        told: ChannelOrder,
        fetched_at: DateTime<Utc>,
        found_by_polling: bool,
    ) -> Self {
        let (told, lines) = translate(told, fetched_at);
        Self { order_id, version: 0, cooperative_id, channel, told, found_by_polling, lines }
    }

    /// The marketplace tells of it again. What is not newer changes nothing; true means that it changed.
    pub fn tell(&mut self, told: ChannelOrder, fetched_at: DateTime<Utc>) -> bool {
        let (mut told, lines) = translate(told, fetched_at);
        let newer = (told.updated_at, told.fetched_at) > (self.told.updated_at, self.told.fetched_at);
        if !newer {
            return false;
        }
        // Some answers leave out what others have told.
        told.tracking_number = told.tracking_number.or_else(|| self.told.tracking_number.clone());
        let same_but_for_time = Told { fetched_at: self.told.fetched_at, ..told.clone() } == self.told;
        let mut changed = !same_but_for_time;
        changed |= self.tell_lines(lines);
        if changed {
            self.told = told;
        }
        changed
    }

    /// A marketplace promises no order of lines: one is known by what it is of, and by its place only where that fails.
    fn tell_lines(&mut self, lines: Vec<Line>) -> bool {
        let mut untold: Vec<usize> = (0..self.lines.len()).collect();
        let mut take = |known: &[Line], is_it: &dyn Fn(&Line) -> bool| {
            let found = untold.iter().position(|at| is_it(&known[*at]))?;
            Some(untold.remove(found))
        };
        let (mut changed, mut others) = (false, Vec::new());
        for line in lines {
            match take(&self.lines, &|known| (&known.item_id, &known.sku) == (&line.item_id, &line.sku)) {
                Some(at) => changed |= self.lines[at].tell(line),
                None => others.push(line),
            }
        }
        for mut line in others {
            changed = true;
            if let Some(at) = take(&self.lines, &|known| known.line_no == line.line_no) {
                self.lines[at].tell(line);
                continue;
            }
            if self.lines.iter().any(|known| known.line_no == line.line_no) {
                line.line_no = self.lines.iter().map(|known| known.line_no).max().unwrap_or(0) + 1;
            }
            self.lines.push(line);
        }
        changed
    }

    /// Finds out what the lines' SKUs stand for, and brings promises into line with the order's state. True means that
    /// anything about the order changed.
    pub fn settle(&mut self, catalogue: &[Entry], shelf: &mut Shelf) -> bool {
        let before = self.lines.clone();
        let (order_id, state) = (self.order_id, self.told.state);
        for line in &mut self.lines {
            let key = (order_id, line.line_no);
            let entry =
                catalogue.iter().find(|entry| entry.cooperative_id == self.cooperative_id && entry.sku == line.sku);
            if line.goods.is_none() {
                // It is of something else now: what was promised of the former lots is free again.
                line.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
            }
            if let (None, Some(entry)) = (&line.goods, entry) {
                line.goods = Some(Goods {
                    listing_id: entry.listing_id,
                    product: entry.product,
                    grade: entry.grade,
                    quantity_g: entry.pack_g.saturating_mul(line.quantity),
                });
            }
            let wanted_g = line.goods.as_ref().map_or(0, |goods| goods.quantity_g);
            let promised_g = line.promised_g();
            if promised_g > wanted_g {
                line.promises.iter_mut().for_each(|promise| shelf.release(key, promise));
            }
            let given_up = matches!(state, OrderState::Cancelled);
            if !given_up && !line.has_left() {
                let missing_g = wanted_g - line.promised_g();
                let lots = entry.map_or(&[][..], |entry| entry.lots.as_slice());
                for promise in shelf.promise(key, missing_g, lots) {
                    line.add(promise);
                }
            }
            match state {
                OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip | OrderState::Unknown => {}
                OrderState::Shipped | OrderState::Delivered => {
                    line.promises.iter_mut().for_each(|promise| shelf.hand_over(key, promise));
                }
                OrderState::Cancelled => line.promises.iter_mut().for_each(|promise| {
                    shelf.release(key, promise);
                    shelf.take_back(key, promise);
                }),
                OrderState::Returned => line.promises.iter_mut().for_each(|promise| {
                    shelf.hand_over(key, promise);
                    shelf.take_back(key, promise);
                }),
            }
            line.short_g = if given_up { 0 } else { (wanted_g - line.promised_g()).max(0) };
        }
        self.lines != before
    }

    /// Something about it needs a person.
    pub fn is_troubled(&self) -> bool {
        let open = matches!(self.told.state, OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip);
        self.told.state == OrderState::Unknown
            || self.lines.iter().any(|line| line.goods.is_none() || (open && line.short_g > 0))
    }

    /// The fact that tells of its present state.
    pub fn fact(&self) -> OrderChanged {
        OrderChanged {
            order_id: self.order_id,
            version: self.version,
            cooperative_id: self.cooperative_id,
            channel: self.channel,
            shop_id: self.told.shop_id.clone(),
            channel_order_id: self.told.channel_order_id.clone(),
            state: self.told.state,
            placed_at: self.told.placed_at,
            changed_at: self.told.updated_at,
            lines: self.lines.iter().map(Line::fact).collect(),
        }
    }
}

impl Line {
    fn is_like(&self, other: &Self) -> bool {
        (&self.sku, self.quantity, self.unit_price_vnd) == (&other.sku, other.quantity, other.unit_price_vnd)
    }

    /// The marketplace tells of it again; true means that it changed. Goods are matched and promised anew by
    /// [`Order::settle`], unless they have left: then they were what they were.
    fn tell(&mut self, line: Self) -> bool {
        if self.is_like(&line) {
            return false;
        }
        let left = self.goods.take().filter(|_| self.has_left());
        let goods =
            left.map(|goods| Goods { quantity_g: goods.quantity_g / self.quantity.max(1) * line.quantity, ..goods });
        let promises = std::mem::take(&mut self.promises);
        *self = Self { line_no: self.line_no, goods, promises, ..line };
        true
    }

    /// Grams that lots have promised or given.
    fn promised_g(&self) -> i64 {
        self.promises
            .iter()
            .filter(|promise| promise.state != PromiseState::Released)
            .map(|promise| promise.quantity_g)
            .sum()
    }

    /// Its parcel went out. What was short then stays short: goods that come later were not in it.
    fn has_left(&self) -> bool {
        self.promises.iter().any(|promise| matches!(promise.state, PromiseState::Consumed | PromiseState::Returned))
    }

    /// A promise is unique per line and lot: one that is there already grows, one that was released starts anew.
    fn add(&mut self, promise: Promise) {
        match self.promises.iter_mut().find(|known| known.lot_id == promise.lot_id) {
            Some(known) if known.state == PromiseState::Held => known.quantity_g += promise.quantity_g,
            Some(known) if known.state == PromiseState::Released => *known = promise,
            _ => self.promises.push(promise),
        }
    }

    /// For the line: packs × price.
    pub fn line_vnd(&self) -> Vnd {
        self.unit_price_vnd.times(self.quantity).unwrap_or_default()
    }

    fn fact(&self) -> OrderLine {
        let given = |promise: &&Promise| matches!(promise.state, PromiseState::Held | PromiseState::Consumed);
        OrderLine {
            line_no: self.line_no,
            sku: self.sku.clone(),
            name: self.name.clone(),
            listing_id: self.goods.as_ref().map(|goods| goods.listing_id),
            product: self.goods.as_ref().map(|goods| goods.product),
            grade: self.goods.as_ref().map(|goods| goods.grade),
            quantity: self.quantity,
            unit_price_vnd: self.unit_price_vnd,
            line_vnd: self.line_vnd(),
            quantity_g: self.goods.as_ref().map_or(0, |goods| goods.quantity_g),
            short_g: self.short_g,
            lots: self
                .promises
                .iter()
                .filter(given)
                .map(|promise| LotShare { lot_id: promise.lot_id, quantity_g: promise.quantity_g })
                .collect(),
        }
    }
}

/// The fact that tells what may be sold of a lot.
pub fn stock_fact(lot: &Balance) -> StockChanged {
    StockChanged {
        lot_id: lot.lot_id,
        version: lot.version,
        cooperative_id: lot.cooperative_id,
        available_g: lot.available_g(),
        declared_version: lot.declared_version,
        declared_g: lot.declared_g,
    }
}

fn translate(order: ChannelOrder, fetched_at: DateTime<Utc>) -> (Told, Vec<Line>) {
    // Packs that were given up out of an order that goes on are no longer bought.
    let goes_on = !matches!(order.state, LineState::Cancelled | LineState::Returned);
    let bought = order.lines.into_iter().filter(|line| !(goes_on && line.state == LineState::Cancelled));
    let lines = (1..).zip(bought).map(|(line_no, line)| line_of(line_no, line)).collect();
    let told = Told {
        shop_id: order.shop_id,
        channel_order_id: order.channel_order_id,
        state: state_of(order.state),
        raw_status: order.raw_status,
        cash_on_delivery: order.cash_on_delivery,
        cancel_requested: order.cancel_requested,
        placed_at: order.placed_at,
        paid_at: order.paid_at,
        ship_by: order.ship_by,
        updated_at: order.updated_at,
        fetched_at,
        total_vnd: order.total_vnd,
        tracking_number: order.tracking_number,
        cancel_reason: order.cancel_reason,
    };
    (told, lines)
}

fn line_of(line_no: i32, line: ChannelLine) -> Line {
    Line {
        line_no,
        item_id: line.item_id,
        sku: line.sku,
        name: line.name,
        quantity: line.quantity,
        unit_price_vnd: line.unit_price_vnd,
        goods: None,
        short_g: 0,
        promises: Vec::new(),
    }
}

const fn state_of(state: LineState) -> OrderState {
    match state {
        LineState::Placed => OrderState::Placed,
        LineState::Paid => OrderState::Paid,
        LineState::ReadyToShip => OrderState::ReadyToShip,
        LineState::Shipped => OrderState::Shipped,
        LineState::Delivered => OrderState::Delivered,
        LineState::Cancelled => OrderState::Cancelled,
        LineState::Returned => OrderState::Returned,
        LineState::Unknown => OrderState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

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
                channel_line_ids: vec![],
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
        let second =
            ChannelLine { item_id: "8".into(), sku: "CAM-3KG".into(), quantity: 1, ..with_two.lines[0].clone() };
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
}

//! What is true in the marketplace: shops, their items, orders and who may call for them. No IO; times come in.

pub mod buyer;
pub mod catalogue;
pub mod items;
pub mod marketplace;
pub mod orders;
pub mod returns;
pub mod settlement;
mod shops;
pub mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use shops::{FIRST_WAREHOUSE, Shop, TimeField};

use buyer::Buyer;
use chrono::NaiveDate;
use items::{Item, ItemDraft, ItemStatus};
use marketplace::Marketplace;
use orders::{Fate, Order, Status, Step};
use returns::GivingBack;

/// An order's place in the books. Orders are never taken out.
pub type OrderNumber = usize;

/// Why something may not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Never heard of.
    #[error("there is no such shop")]
    UnknownShop,
    /// Never heard of, or of another shop.
    #[error("there is no such item in this shop")]
    UnknownItem,
    /// Never heard of, or of another shop.
    #[error("there is no such order")]
    UnknownOrder,
    /// Hidden or deleted.
    #[error("the item is not for sale")]
    NotForSale,
    /// Fewer packs left than asked for.
    #[error("there are not enough packs left")]
    SoldOut,
    /// No pack, or more than anyone buys.
    #[error("an order has 1 to 50 lines of 1 to 1000 packs each")]
    OddQuantity,
    /// The shop's number is taken by a shop elsewhere.
    #[error("a shop of another marketplace has this number")]
    OtherMarketplace,
    /// The order has gone another way.
    #[error("an order that is {} does not allow this", .0.word())]
    NotInThisStatus(Status),
}

/// What a buyer puts into the basket, all of one shop.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// The shop.
    pub shop_id: u64,
    /// Items and packs.
    pub wanted: Vec<(u64, i64)>,
    /// Paid on delivery.
    pub cod: bool,
    /// Who buys.
    pub buyer: Buyer,
    /// What will happen by itself.
    pub fate: Fate,
    /// Who pays which part.
    pub terms: Terms,
}

/// Who pays which part of an order beside the goods.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What the seller lets the buyer keep.
    pub seller_discount_vnd: i64,
    /// What the marketplace pays in the buyer's stead.
    pub platform_discount_vnd: i64,
    /// What the buyer pays for the carrier.
    pub shipping_fee_vnd: i64,
    /// The seller brings it, not a carrier.
    pub seller_delivers: bool,
}

/// Everything a marketplace knows.
pub struct Books {
    shops: BTreeMap<u64, Shop>,
    orders: Vec<Order>,
    by_sn: HashMap<String, OrderNumber>,
    by_sku: HashMap<String, Vec<(u64, u64)>>,
    by_status: BTreeMap<Status, u64>,
    images: HashSet<String>,
    next_item_id: u64,
    next_serial: u64,
}

/// Above 2⁵³ on purpose: whoever lets an id pass through a double gets another item.
const ITEM_ID_FLOOR: u64 = 9_200_000_000_000_000;
const SERIAL_BITS: u32 = 40;

impl Books {
    /// Empty books. Ids are counted from `start`, which differs with each start, so that no id is met again.
    pub fn new(start: u64) -> Self {
        Self {
            shops: BTreeMap::new(),
            orders: Vec::new(),
            by_sn: HashMap::new(),
            by_sku: HashMap::new(),
            by_status: BTreeMap::new(),
            images: HashSet::new(),
            next_item_id: ITEM_ID_FLOOR + start % (1 << SERIAL_BITS),
            next_serial: start,
        }
    }

    /// Opens a shop, or renames it.
    pub fn open_shop(&mut self, marketplace: Marketplace, id: u64, name: String) -> Result<&mut Shop, Refusal> {
        let shop = self.shops.entry(id).or_insert_with(|| Shop::new(id, marketplace));
        if shop.marketplace != marketplace {
            return Err(Refusal::OtherMarketplace);
        }
        shop.name = name;
        Ok(shop)
    }

    /// All shops.
    pub fn shops(&self) -> impl Iterator<Item = &Shop> {
        self.shops.values()
    }

    /// The shops of one marketplace.
    pub fn shops_of(&self, marketplace: Marketplace) -> impl Iterator<Item = &Shop> {
        self.shops().filter(move |shop| shop.marketplace == marketplace)
    }

    /// A shop of this marketplace.
    pub fn shop_of(&self, marketplace: Marketplace, id: u64) -> Result<&Shop, Refusal> {
        self.shop(id).ok().filter(|shop| shop.marketplace == marketplace).ok_or(Refusal::UnknownShop)
    }

    /// One shop.
    pub fn shop(&self, id: u64) -> Result<&Shop, Refusal> {
        self.shops.get(&id).ok_or(Refusal::UnknownShop)
    }

    /// Remembers that a picture was uploaded.
    pub fn keep_image(&mut self, id: String) {
        self.images.insert(id);
    }

    /// Was this picture uploaded?
    pub fn has_image(&self, id: &str) -> bool {
        self.images.contains(id)
    }

    /// Takes in a product, in one variant or several; whoever calls has looked it over. The product's number, from which
    /// its variants are counted on. A product with one variant is that variant where `alone`.
    pub fn add_product(
        &mut self,
        shop_id: u64,
        variants: Vec<ItemDraft>,
        status: ItemStatus,
        alone: bool,
        now: i64,
    ) -> Result<u64, Refusal> {
        let shop = self.shops.get_mut(&shop_id).ok_or(Refusal::UnknownShop)?;
        let product_id = self.next_item_id;
        self.next_item_id += u64::from(!alone);
        for draft in variants {
            let id = self.next_item_id;
            self.next_item_id += 1;
            self.by_sku.entry(draft.sku.clone()).or_default().push((shop_id, id));
            let (created, updated, reason) = (now, now, String::new());
            let item =
                Item { id, product_id, status, draft, created, updated, reason, reserved: 0, price_is_locked: false };
            shop.items.insert(id, item);
        }
        Ok(product_id)
    }

    /// Changes every variant of a product that is not deleted.
    pub fn change_product(
        &mut self,
        shop_id: u64,
        product_id: u64,
        now: i64,
        change: impl Fn(&mut Item),
    ) -> Result<(), Refusal> {
        let ids: Vec<u64> = self.shop(shop_id)?.variants(product_id).map(|item| item.id).collect();
        let mut changed = Err(Refusal::UnknownItem);
        for id in ids {
            changed = changed.or(self.change_item(shop_id, id, now, &change));
        }
        changed
    }

    /// Changes an item that is not deleted.
    pub fn change_item(
        &mut self,
        shop_id: u64,
        item_id: u64,
        now: i64,
        change: impl FnOnce(&mut Item),
    ) -> Result<(), Refusal> {
        let shop = self.shops.get_mut(&shop_id).ok_or(Refusal::UnknownShop)?;
        let item = shop.items.get_mut(&item_id).filter(|item| item.status != ItemStatus::Deleted);
        let item = item.ok_or(Refusal::UnknownItem)?;
        change(item);
        item.updated = now.max(item.updated + 1);
        Ok(())
    }

    /// Where this many packs of a SKU can be bought now. Among several shops, `whim` decides.
    pub fn offer_of(&self, sku: &str, packs: i64, whim: u64) -> Option<(u64, u64)> {
        let offers = self.by_sku.get(sku)?;
        let good = |&&(shop_id, item_id): &&(u64, u64)| {
            let item = self.shops.get(&shop_id).and_then(|shop| shop.items.get(&item_id));
            item.is_some_and(|item| item.status == ItemStatus::Normal && item.draft.stock.total() >= packs)
        };
        let choices = u64::try_from(offers.iter().filter(good).count()).unwrap_or(0);
        let nth = whim.checked_rem(choices)?;
        offers.iter().filter(good).nth(usize::try_from(nth).unwrap_or(0)).copied()
    }

    /// A shop's item with this SKU that was not deleted.
    pub fn item_of(&self, shop_id: u64, sku: &str) -> Result<u64, Refusal> {
        let shop = self.shop(shop_id)?;
        let offers = self.by_sku.get(sku).map_or(&[][..], Vec::as_slice);
        let stays = |id: &u64| shop.items.get(id).is_some_and(|item| item.status != ItemStatus::Deleted);
        let mine = offers.iter().filter(|offer| offer.0 == shop_id).map(|offer| offer.1);
        mine.rev().find(stays).ok_or(Refusal::UnknownItem)
    }

    /// Places an order and takes its goods out of the stock, all or nothing. `today` goes into the order's name.
    pub fn place(&mut self, purchase: &Purchase, today: NaiveDate, now: i64) -> Result<OrderNumber, Refusal> {
        let shop = self.shops.get_mut(&purchase.shop_id).ok_or(Refusal::UnknownShop)?;
        let lines = shop.take_goods(&purchase.wanted)?;
        let marketplace = shop.marketplace;
        let sn = marketplace.order_name(today, self.next_serial);
        self.next_serial += 1;
        let number = self.orders.len();
        let status = if purchase.cod { Status::ReadyToShip } else { Status::Unpaid };
        shop.by_created.insert((now, number));
        shop.by_updated.insert((now, number));
        *self.by_status.entry(status).or_default() += 1;
        self.by_sn.insert(sn.clone(), number);
        self.orders.push(Order {
            sn,
            shop_id: purchase.shop_id,
            status,
            cod: purchase.cod,
            buyer: purchase.buyer,
            created: now,
            updated: now,
            paid: None,
            cancellation: None,
            lines,
            history: vec![(status, now)],
            fate: purchase.fate,
            marketplace,
            terms: purchase.terms,
            cancel_asked: false,
            units_cancelled: BTreeSet::new(),
            units_packed: BTreeSet::new(),
            giving_back: None,
        });
        Ok(number)
    }

    /// Lets something happen to an order. Goods of a cancelled order are for sale again.
    pub fn take(&mut self, number: OrderNumber, step: Step, now: i64) -> Result<(), Refusal> {
        let order = self.orders.get_mut(number).ok_or(Refusal::UnknownOrder)?;
        let (status_before, updated_before) = (order.status, order.updated);
        order.take(step, now)?;
        let shop = self.shops.get_mut(&order.shop_id).ok_or(Refusal::UnknownShop)?;
        shop.by_updated.remove(&(updated_before, number));
        shop.by_updated.insert((order.updated, number));
        if order.status == Status::Cancelled {
            // Packs that were given up before are back already.
            let left: Vec<u64> = order.units_left().map(|unit| unit.line.item_id).collect();
            shop.put_back(&left, now);
        }
        if step == Step::Return {
            order.giving_back = Some(GivingBack::asked(order.paid_vnd(), order.updated));
        }
        *self.by_status.entry(status_before).or_default() -= 1;
        *self.by_status.entry(order.status).or_default() += 1;
        Ok(())
    }

    /// Gives single packs of an order up, and the whole order with the last of them.
    pub fn cancel_units(&mut self, number: OrderNumber, places: &[usize], step: Step, now: i64) -> Result<(), Refusal> {
        let order = self.orders.get_mut(number).ok_or(Refusal::UnknownOrder)?;
        order.status.after(step).ok_or(Refusal::NotInThisStatus(order.status))?;
        let left: BTreeSet<usize> = order.units_left().map(|unit| unit.place).collect();
        if places.is_empty() || !places.iter().all(|place| left.contains(place)) {
            return Err(Refusal::UnknownItem);
        }
        if left.len() == places.iter().collect::<BTreeSet<_>>().len() {
            return self.take(number, step, now);
        }
        let gone: Vec<u64> =
            order.units().filter(|unit| places.contains(&unit.place)).map(|unit| unit.line.item_id).collect();
        let before = order.updated;
        order.units_cancelled.extend(places);
        order.updated = now.max(before + 1);
        let shop = self.shops.get_mut(&order.shop_id).ok_or(Refusal::UnknownShop)?;
        shop.by_updated.remove(&(before, number));
        shop.by_updated.insert((order.updated, number));
        shop.put_back(&gone, now);
        Ok(())
    }

    /// Notes that single packs are packed; true once all are.
    pub fn pack_units(&mut self, number: OrderNumber, places: &[usize]) -> bool {
        let Some(order) = self.orders.get_mut(number) else { return false };
        order.units_packed.extend(places);
        order.units_left().all(|unit| order.units_packed.contains(&unit.place))
    }

    /// Goods on their way back have come further.
    pub fn go_back(&mut self, number: OrderNumber, to: returns::Stage, now: i64) -> Result<(), Refusal> {
        let order = self.orders.get_mut(number).ok_or(Refusal::UnknownOrder)?;
        let back = order.giving_back.as_mut().ok_or(Refusal::NotInThisStatus(order.status))?;
        if back.go_on(to, now) { Ok(()) } else { Err(Refusal::NotInThisStatus(order.status)) }
    }

    /// Every order, in the order they were placed.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The order at this place in the books; a place is only had from the books themselves.
    pub fn order(&self, number: OrderNumber) -> &Order {
        &self.orders[number]
    }

    /// The order of this name, whatever the shop.
    pub fn find(&self, sn: &str) -> Result<OrderNumber, Refusal> {
        self.by_sn.get(sn).copied().ok_or(Refusal::UnknownOrder)
    }

    /// The order of this name, if it is this shop's.
    pub fn find_of(&self, shop_id: u64, sn: &str) -> Result<OrderNumber, Refusal> {
        let number = self.find(sn)?;
        if self.orders[number].shop_id == shop_id { Ok(number) } else { Err(Refusal::UnknownOrder) }
    }

    /// How many orders stand how.
    pub fn count(&self, status: Status) -> u64 {
        self.by_status.get(&status).copied().unwrap_or(0)
    }

    /// How many items are shown and sold.
    pub fn items_live(&self) -> usize {
        self.shops().flat_map(Shop::items).filter(|item| item.status == ItemStatus::Normal).count()
    }
}

#[cfg(test)]
mod tests;

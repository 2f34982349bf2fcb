//! What is done through the one door besides placing orders and moving them on: returns, single packs, reviews, revocations.

use crate::{
    books::{
        OrderNumber, Refusal,
        items::ItemStatus,
        orders::{Order, Step},
        returns::Stage,
    },
    buyers::agenda::Happening,
    clock::DAY,
    faults::Review,
    market::{Market, State},
    news,
};

impl Market {
    /// Tells of goods on their way back, and enters what follows.
    pub(crate) fn tell_of_return(&self, state: &mut State, number: OrderNumber) {
        let order = state.books.order(number);
        for push in news::of_return(order) {
            self.pushes.hand_in(push);
        }
        if let Some(back) = order.giving_back.filter(|back| back.stage == Stage::Agreed) {
            state.agenda.enter(back.updated + DAY, Happening::Return(number, Stage::Refunded));
        }
    }

    /// Goods on their way back come further, by somebody's hand.
    pub fn go_back(&self, shop_id: Option<u64>, sn: &str, to: Stage) -> Result<Order, Refusal> {
        let mut state = self.state();
        let number = match shop_id {
            Some(shop_id) => state.books.find_of(shop_id, sn)?,
            None => state.books.find(sn)?,
        };
        let now = state.clocks.business_seconds();
        state.books.go_back(number, to, now)?;
        self.tell_of_return(&mut state, number);
        Ok(state.books.order(number).clone())
    }

    /// Gives single packs of an order up.
    pub fn cancel_units(&self, shop_id: u64, sn: &str, places: &[usize], step: Step) -> Result<Order, Refusal> {
        let mut state = self.state();
        let number = state.books.find_of(shop_id, sn)?;
        let now = state.clocks.business_seconds();
        state.books.cancel_units(number, places, step, now)?;
        self.tell(&mut state, number);
        Ok(state.books.order(number).clone())
    }

    /// Ends all that speaks for a shop, and tells so where a marketplace does.
    pub fn revoke(&self, state: &mut State, shop_id: u64) {
        let wall = state.clocks.wall().timestamp();
        state.tokens.revoke(shop_id, wall);
        let now = state.clocks.business_seconds();
        let Ok(shop) = state.books.shop(shop_id) else { return };
        for push in news::of_revocation(&self.apps, shop, now) {
            self.pushes.hand_in(push);
        }
    }

    /// Has a product looked at: it will be decided in a moment, as the switch for it stands then.
    pub fn submit(&self, state: &mut State, shop_id: u64, product_id: u64) {
        let now = state.clocks.business_seconds();
        state.agenda.enter(now, Happening::Review { shop_id, product_id });
        self.agenda_changed.notify_one();
    }

    /// Decides about a product, by the switch.
    pub(crate) fn review(&self, state: &mut State, shop_id: u64, product_id: u64) {
        let Ok(shop) = state.books.shop(shop_id) else { return };
        let marketplace = shop.marketplace;
        if !shop.variants(product_id).any(|item| item.status == ItemStatus::Reviewing) {
            return;
        }
        match state.faults.of(marketplace, Some(shop_id)).review {
            Review::Approve => self.decide(state, shop_id, product_id, None),
            Review::Reject => self.decide(state, shop_id, product_id, Some("Hình ảnh không rõ sản phẩm.")),
            Review::Hold => {}
        }
    }

    /// Lets a product in, or refuses it with a reason, and tells so.
    pub fn decide(&self, state: &mut State, shop_id: u64, product_id: u64, reason: Option<&str>) {
        let now = state.clocks.business_seconds();
        let decided = state.books.change_product(shop_id, product_id, now, |item| {
            reason.unwrap_or_default().clone_into(&mut item.reason);
            item.status = match reason {
                Some(_) if item.status == ItemStatus::Reviewing => ItemStatus::Rejected,
                Some(_) => ItemStatus::Banned,
                None if item.draft.unlisted => ItemStatus::Unlisted,
                None => ItemStatus::Normal,
            };
        });
        if decided.is_ok() {
            self.tell_of_product(state, shop_id, product_id);
        }
    }

    /// Tells that a product stands differently.
    pub fn tell_of_product(&self, state: &mut State, shop_id: u64, product_id: u64) {
        let Ok(shop) = state.books.shop(shop_id) else { return };
        for push in news::of_product(shop, product_id) {
            self.pushes.hand_in(push);
        }
    }
}

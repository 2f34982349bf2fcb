//! What is told of lines: those that are alike are one, for nobody wants to read of thirty boxes one by one.

use contract::intake::{LotShare, OrderLine, OrderState};

use super::Line;
use crate::domain::shelf::PromiseState;

/// Lines of the same goods at the same price, the first of them first. Never empty.
#[derive(Debug)]
pub struct Alike<'a> {
    first: &'a Line,
    lines: Vec<&'a Line>,
}

/// Lines as they are told: each with those that are like it, in the order of their first.
pub fn alike(lines: &[Line]) -> Vec<Alike<'_>> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| is_alike(group.first, line)) {
            Some(group) => group.lines.push(line),
            None => groups.push(Alike { first: line, lines: vec![line] }),
        }
    }
    groups
}

fn is_alike(one: &Line, other: &Line) -> bool {
    let of = |line: &Line| line.goods.as_ref().map(|goods| (goods.listing_id, goods.product, goods.grade));
    (&one.item_id, &one.sku, &one.name, one.unit_price_vnd)
        == (&other.item_id, &other.sku, &other.name, other.unit_price_vnd)
        && of(one) == of(other)
}

impl<'a> Alike<'a> {
    /// Those of which this is true.
    pub fn lines(&self, are: impl Fn(&Line) -> bool) -> Vec<&'a Line> {
        self.lines.iter().copied().filter(|line| are(line)).collect()
    }

    /// As the fact tells them in an order of this state: what is bought, and how many packs no longer are.
    pub fn told(&self, order: OrderState) -> OrderLine {
        let no_longer = |state| {
            let packs = |line: &&&Line| line.state == state && !line.is_bought(order);
            self.lines.iter().filter(packs).map(|line| line.quantity).sum()
        };
        OrderLine {
            cancelled: no_longer(OrderState::Cancelled),
            returned: no_longer(OrderState::Returned),
            ..self.sum(&self.lines(|line| line.is_bought(order)))
        }
    }

    /// Some of these lines as one.
    pub fn sum(&self, lines: &[&Line]) -> OrderLine {
        let (first, goods) = (self.first, self.first.goods.as_ref());
        let quantity = lines.iter().map(|line| line.quantity).sum();
        OrderLine {
            line_no: first.line_no,
            sku: first.sku.clone(),
            name: first.name.clone(),
            listing_id: goods.map(|goods| goods.listing_id),
            product: goods.map(|goods| goods.product),
            grade: goods.map(|goods| goods.grade),
            quantity,
            unit_price_vnd: first.unit_price_vnd,
            line_vnd: first.unit_price_vnd.times(quantity).unwrap_or_default(),
            quantity_g: lines.iter().filter_map(|line| line.goods.as_ref()).map(|goods| goods.quantity_g).sum(),
            short_g: lines.iter().map(|line| line.short_g).sum(),
            lots: shares(lines),
            cancelled: 0,
            returned: 0,
        }
    }
}

/// What lots have promised or given to these lines, each lot once.
fn shares(lines: &[&Line]) -> Vec<LotShare> {
    let mut shares: Vec<LotShare> = Vec::new();
    let given = lines.iter().flat_map(|line| &line.promises);
    for promise in given.filter(|promise| matches!(promise.state, PromiseState::Held | PromiseState::Consumed)) {
        match shares.iter_mut().find(|share| share.lot_id == promise.lot_id) {
            Some(share) => share.quantity_g += promise.quantity_g,
            None => shares.push(LotShare { lot_id: promise.lot_id, quantity_g: promise.quantity_g }),
        }
    }
    shares
}

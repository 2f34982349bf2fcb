//! Orders that may have changed are brought into line with what their SKUs stand for and with the shelf, and kept.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ids::{Id, Lot};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    domain::{
        order::{Order, stock_fact},
        shelf::Kind,
    },
    store::{catalogue, orders, stock},
};

/// What came of it.
#[derive(Debug)]
pub struct Settled {
    /// Orders that changed.
    pub changed: usize,
    /// Lots of which goods are no longer promised.
    pub freed: BTreeSet<Id<Lot>>,
}

/// Settles orders whose rows are locked or new, in the order given: the first takes scarce goods first. `told` says of
/// each whether the marketplace has told anything new. One `StockChanged` for each lot touched. Tells how many changed,
/// and which lots have goods again that were promised.
pub async fn settle(tx: &Scoped, today: NaiveDate, candidates: Vec<(Order, bool)>) -> Result<Settled, Stop> {
    let lines = || candidates.iter().flat_map(|(order, _)| &order.lines);
    let cooperatives: BTreeSet<_> = candidates.iter().map(|(order, _)| order.cooperative_id.uuid()).collect();
    let skus: BTreeSet<String> = lines().map(|line| line.sku.clone()).collect();
    let items: BTreeSet<String> = lines().map(|line| line.item_id.clone()).collect();
    let (skus, items) = (skus.into_iter().collect(), items.into_iter().collect());
    let entries = catalogue::find_entries(tx, cooperatives.into_iter().collect(), skus, items).await?;
    let lots: BTreeSet<_> = entries
        .iter()
        .flat_map(|entry| entry.lots.iter())
        .chain(lines().flat_map(|line| line.promises.iter().map(|promise| &promise.lot_id)))
        .map(|lot| lot.uuid())
        .collect();
    let mut shelf = stock::lock(tx, lots.into_iter().collect()).await?;
    let mut changed = Vec::new();
    for (mut order, told) in candidates {
        if order.settle(&entries, &mut shelf) || told {
            changed.push(order);
        }
    }
    orders::save(tx, &mut changed).await?;
    let (lots, movements) = shelf.into_changes();
    stock::save(tx, today, &lots, &movements).await?;
    let facts: Vec<_> = lots.iter().map(stock_fact).collect();
    mailbox::post_all(tx, &facts).await?;
    let freed = movements.iter().filter(|movement| movement.kind == Kind::Released).map(|movement| movement.lot_id);
    Ok(Settled { changed: changed.len(), freed: freed.collect() })
}

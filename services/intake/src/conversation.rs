//! What intake hears, and what it answers.

use contract::{
    intake::{
        BackfillOrders, CancelOrders, CountOrders, FindBackfill, FindOrders, FindRemovals, FindSoldLines, FindStock,
        GetLedger, GetOrder, IntakeHealth, RemoveGoods, ShipOrders, SumStock, TakeBackShipments, UndoRemoval,
    },
    onboarding::LotDeclared,
    syndication::{ChannelAccountChanged, ItemJoined, ListingChanged},
};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        backfill_orders::{backfill_orders, find_backfill},
        find_orders::{count_orders, find_orders, find_stock, get_ledger, get_order, intake_health},
        keep_joined::keep_joined,
        keep_shop::keep_shop,
        queue_tasks::{cancel_orders, ship_orders, take_back_shipments},
        remove_goods::{remove_goods, undo_removal},
        sum_period::{find_removals, find_sold_lines, sum_stock},
        take_listing::take_listing,
        take_lot::take_lot,
    },
};

/// Intake's part.
pub fn conversation(app: &App) -> Conversation<App> {
    Conversation::new(app.clone(), app.database.clone(), app.broker.clone())
        .hears::<LotDeclared>(take_lot)
        .hears::<ListingChanged>(take_listing)
        .hears::<ChannelAccountChanged>(keep_shop)
        .hears::<ItemJoined>(keep_joined)
        .answers::<FindOrders>(find_orders)
        .answers::<GetOrder>(get_order)
        .answers::<BackfillOrders>(backfill_orders)
        .answers::<FindBackfill>(find_backfill)
        .answers::<CountOrders>(count_orders)
        .answers::<ShipOrders>(ship_orders)
        .answers::<TakeBackShipments>(take_back_shipments)
        .answers::<CancelOrders>(cancel_orders)
        .answers::<FindStock>(find_stock)
        .answers::<RemoveGoods>(remove_goods)
        .answers::<UndoRemoval>(undo_removal)
        .answers::<GetLedger>(get_ledger)
        .answers::<FindSoldLines>(find_sold_lines)
        .answers::<FindRemovals>(find_removals)
        .answers::<SumStock>(sum_stock)
        .answers::<IntakeHealth>(intake_health)
}

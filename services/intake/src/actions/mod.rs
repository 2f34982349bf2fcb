//! One file for each thing that happens.

pub mod backfill_orders;
pub mod fill_short_orders;
pub mod find_orders;
pub mod keep_joined;
pub mod keep_shop;
pub mod queue_tasks;
pub mod remove_goods;
pub mod settle;
pub mod sum_period;
pub mod take_listing;
pub mod take_lot;
pub mod take_orders;

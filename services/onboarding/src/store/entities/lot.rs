//! The table `lot`.

use chrono::NaiveDate;
use ids::{Cooperative, Id, Lot};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: Id<Lot>,
    pub version: i64,
    pub lot_code: String,
    pub cooperative_id: Id<Cooperative>,
    pub commune_code: String,
    pub product: String,
    pub grade: String,
    pub season: String,
    pub picked_from: NaiveDate,
    pub picked_to: NaiveDate,
    pub sell_by: NaiveDate,
    pub quantity_g: i64,
    pub households: i32,
    pub fingerprint: Vec<u8>,
    pub covered_by: Option<Vec<Uuid>>,
}

impl ActiveModelBehavior for ActiveModel {}

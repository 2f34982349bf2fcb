//! The table `household`.

use chrono::NaiveDate;
use ids::{Cooperative, Household, Id};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: Id<Household>,
    pub cooperative_id: Id<Cooperative>,
    pub version: i64,
    pub code: String,
    pub head: String,
    pub personal_id_tail: Option<String>,
    pub phone_tail: Option<String>,
    pub hamlet: Option<String>,
    pub home_commune_code: String,
    pub joined_on: NaiveDate,
    pub left_on: Option<NaiveDate>,
    pub search_key: String,
}

impl ActiveModelBehavior for ActiveModel {}

//! The table `paper`.

use chrono::NaiveDate;
use ids::{Cooperative, Id, Paper};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub paper_id: Id<Paper>,
    pub cooperative_id: Id<Cooperative>,
    pub scheme: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub product: Option<String>,
    pub renews: Option<Id<Paper>>,
    pub stars: Option<i16>,
    pub plot: Option<String>,
    pub area_m2: Option<i64>,
    pub facility: Option<String>,
    pub decision_no: Option<String>,
    pub decision_date: Option<NaiveDate>,
    pub user_grant_no: Option<String>,
    pub standard: Option<String>,
    pub body: Option<String>,
    pub state: String,
    pub fingerprint: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

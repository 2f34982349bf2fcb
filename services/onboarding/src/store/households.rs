//! Households: which are there, and how a list shows them.

use contract::{
    Page,
    onboarding::{FindHouseholds, HouseholdView},
};
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{cursor, entities::household};

/// A household that is there; hashes in hex.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Known {
    pub household_id: Id<Household>,
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub personal_id_index: String,
    pub fingerprint: String,
    pub erased: bool,
}

/// Every household of these cooperatives, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<Vec<Known>, Stop> {
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = "select household_id, cooperative_id, code, coalesce(encode(personal_id_index, 'hex'), '') as personal_id_index,
            encode(fingerprint, 'hex') as fingerprint, erased_at is not null as erased
        from household where cooperative_id = any($1::uuid[])";
    Ok(tx.all(sql, [ids.into()]).await?)
}

/// A personal number as anybody may see it; empty where there is none.
pub(crate) fn masked_id(tail: Option<&str>) -> String {
    tail.map(|tail| format!("•••••••••{tail}")).unwrap_or_default()
}

/// The same for a phone.
pub(crate) fn masked_phone(tail: Option<&str>) -> String {
    tail.map(|tail| format!("•••••••{tail}")).unwrap_or_default()
}

/// One page of the member households that the caller may see, by code.
pub(crate) async fn find(tx: &Scoped, ask: &FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    let size = ask.page.rows();
    let mut query = household::Entity::find()
        .filter(household::COLUMN.left_on.is_null())
        .filter(household::COLUMN.code.gt(cursor::after(&ask.page)?));
    let text = ask.text.as_deref().map(places::search_key).unwrap_or_default();
    if !text.is_empty() {
        query = query.filter(Expr::cust_with_values("strpos(search_key, $1)", [text]).gt(0));
    }
    let rows = query.order_by_asc(household::COLUMN.code).limit(u64::from(size) + 1).all(&**tx).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    let rows = rows.into_iter().map(|row| HouseholdView {
        household_id: row.household_id,
        code: row.code,
        name: row.head,
        personal_id_masked: masked_id(row.personal_id_tail.as_deref()),
        phone_masked: masked_phone(row.phone_tail.as_deref()),
        commune_code: row.home_commune_code,
        joined_on: row.joined_on,
    });
    Ok(Page { rows: rows.collect(), next, total: None })
}

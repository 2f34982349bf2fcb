//! Households: which are there, and how a list shows them.

use chrono::NaiveDate;
use contract::{
    Grade, Page, Scope,
    onboarding::{FindHouseholds, HouseholdView, OwnHousehold, Weighing},
};
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{cooperatives::product_of, cursor, entities::household, narrowed, seen};

/// A household that is there; hashes in hex.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Known {
    pub household_id: Id<Household>,
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub personal_id_index: String,
    pub fingerprint: String,
}

/// Every household of these cooperatives, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<Vec<Known>, Stop> {
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = "select household_id, cooperative_id, code, coalesce(encode(personal_id_index, 'hex'), '') as personal_id_index,
            encode(fingerprint, 'hex') as fingerprint
        from household where cooperative_id = any($1::uuid[]) and $seen";
    let (sql, values) = narrowed(tx, sql, [ids.into()]);
    Ok(tx.all(&sql, values).await?)
}

/// A personal number as anybody may see it; empty where there is none.
pub(crate) fn masked_id(tail: Option<&str>) -> String {
    tail.map(|tail| format!("•••••••••{tail}")).unwrap_or_default()
}

/// The same for a phone.
pub(crate) fn masked_phone(tail: Option<&str>) -> String {
    tail.map(|tail| format!("•••••••{tail}")).unwrap_or_default()
}

/// Weighings a household reads at once.
const WEIGHINGS_SHOWN: i64 = 200;

/// The household that asks, with what was weighed of it.
pub(crate) async fn own(tx: &Scoped) -> Result<Option<OwnHousehold>, Stop> {
    #[derive(FromQueryResult)]
    struct Name {
        name: Option<String>,
    }
    #[derive(FromQueryResult)]
    struct Weighed {
        lot_code: String,
        product: String,
        grade: String,
        season: String,
        picked_on: NaiveDate,
        quantity_g: i64,
        weighed_by: Option<String>,
    }
    let Scope::Household { cooperative, household } = tx.caller().scope else { return Ok(None) };
    let query = household::Entity::find_by_id(household).filter(household::Column::CooperativeId.eq(cooperative));
    let row = query.one(&**tx).await?;
    let Some(row) = row else { return Ok(None) };
    let name: Option<Name> = tx.first("select own_cooperative_name() as name", []).await?;
    let sql = "select lot_code, product, grade, season, picked_on, quantity_g, weighed_by from own_weighings()
        order by picked_on desc, lot_code, weighing desc limit $1";
    let weighed: Vec<Weighed> = tx.all(sql, [WEIGHINGS_SHOWN.into()]).await?;
    let weighing = |row: Weighed| {
        let grade = Grade::from_slug(&row.grade);
        Ok(Weighing {
            lot_code: row.lot_code,
            product: product_of(&row.product)?,
            grade: grade.ok_or_else(|| anyhow::anyhow!("a lot has the unknown grade `{}`", row.grade))?,
            season: row.season,
            picked_on: row.picked_on,
            quantity_g: row.quantity_g,
            weighed_by: row.weighed_by,
        })
    };
    Ok(Some(OwnHousehold {
        household: view(row),
        cooperative: name.and_then(|row| row.name).unwrap_or_default(),
        weighings: weighed.into_iter().map(weighing).collect::<Result<_, Stop>>()?,
    }))
}

/// A household as lists show it.
fn view(row: household::Model) -> HouseholdView {
    HouseholdView {
        household_id: row.household_id,
        code: row.code,
        name: row.head,
        personal_id_masked: masked_id(row.personal_id_tail.as_deref()),
        phone_masked: masked_phone(row.phone_tail.as_deref()),
        commune_code: row.home_commune_code,
        joined_on: row.joined_on,
    }
}

/// One page of the member households that the caller may see, by code.
pub(crate) async fn find(tx: &Scoped, ask: &FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    let size = ask.page.rows();
    let mut query = household::Entity::find()
        .filter(seen(tx))
        .filter(household::COLUMN.left_on.is_null())
        .filter(household::COLUMN.code.gt(cursor::after(&ask.page)?));
    let text = ask.text.as_deref().map(places::search_key).unwrap_or_default();
    if !text.is_empty() {
        query = query.filter(Expr::cust_with_values("strpos(search_key, $1)", [text]).gt(0));
    }
    let rows = query.order_by_asc(household::COLUMN.code).limit(u64::from(size) + 1).all(&**tx).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    Ok(Page { rows: rows.into_iter().map(view).collect(), next, total: None })
}

//! Households: which are there, and how a list shows them.

use chrono::NaiveDate;
use contract::{
    Grade, Page, Scope,
    onboarding::{FindHouseholds, HouseholdFile, HouseholdView, MembershipTime, OwnHousehold, Weighing},
};
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{cooperatives::product_of, cursor, entities::household, narrowed, plots, seen};
use crate::domain::Membership;

/// A household that is there; hashes in hex.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub household_id: Id<Household>,
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub personal_id_index: String,
    pub fingerprint: String,
    pub membership: Membership,
    pub erased: bool,
}

/// Every household of these cooperatives, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, cooperatives: &[Id<Cooperative>]) -> Result<Vec<Known>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: Id<Household>,
        cooperative_id: Id<Cooperative>,
        code: String,
        personal_id_index: String,
        fingerprint: String,
        joined_on: NaiveDate,
        left_on: Option<NaiveDate>,
        past_left: Option<Vec<NaiveDate>>,
        past_joined: Option<Vec<NaiveDate>>,
        erased: bool,
    }
    let ids: Vec<Uuid> = cooperatives.iter().map(|id| id.uuid()).collect();
    let sql = "select household_id, cooperative_id, code, coalesce(encode(personal_id_index, 'hex'), '') as personal_id_index,
            encode(fingerprint, 'hex') as fingerprint, joined_on, left_on, past.past_joined, past.past_left,
                erased_at is not null as erased
        from household
        left join lateral (
            select array_agg(p.joined_on order by p.joined_on) as past_joined,
                array_agg(p.left_on order by p.joined_on) as past_left
            from past_membership p where p.household_id = household.household_id
        ) past on true
        where cooperative_id = any($1::uuid[]) and $seen";
    let (sql, values) = narrowed(tx, sql, [ids.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let known = rows.into_iter().map(|row| Known {
        household_id: row.household_id,
        cooperative_id: row.cooperative_id,
        code: row.code,
        personal_id_index: row.personal_id_index,
        fingerprint: row.fingerprint,
        erased: row.erased,
        membership: Membership {
            joined_on: row.joined_on,
            left_on: row.left_on,
            earlier: row.past_joined.unwrap_or_default().into_iter().zip(row.past_left.unwrap_or_default()).collect(),
        },
    });
    Ok(known.collect())
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
        by: Option<String>,
    }
    let Scope::Household { cooperative, household } = tx.caller().scope else { return Ok(None) };
    let query = household::Entity::find_by_id(household).filter(household::Column::CooperativeId.eq(cooperative));
    let row = query.one(&**tx).await?;
    let Some(row) = row else { return Ok(None) };
    let name: Option<Name> = tx.first("select own_cooperative_name() as name", []).await?;
    let sql = "select lot_code, product, grade, season, picked_on, quantity_g, weighed_by as by from own_weighings()
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
            weighed_by: row.by,
        })
    };
    Ok(Some(OwnHousehold {
        household: view(row),
        plots: plots::own(tx, household).await?,
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
        left_on: row.left_on,
    }
}

/// One page of the member households that the caller may see, by code.
pub(crate) async fn find(tx: &Scoped, ask: &FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    let size = ask.page.rows();
    let mut query =
        household::Entity::find().filter(seen(tx)).filter(household::COLUMN.code.gt(cursor::after(&ask.page)?));
    if !ask.with_those_who_left {
        query = query.filter(household::COLUMN.left_on.is_null());
    }
    let text = ask.text.as_deref().map(places::search_key).unwrap_or_default();
    if !text.is_empty() {
        query = query.filter(Expr::cust_with_values("strpos(search_key, $1)", [text]).gt(0));
    }
    let rows = query.order_by_asc(household::COLUMN.code).limit(u64::from(size) + 1).all(&**tx).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    Ok(Page { rows: rows.into_iter().map(view).collect(), next, total: None })
}

/// One household with all its times, if the caller may see it.
pub(crate) async fn get(tx: &Scoped, id: Id<Household>) -> Result<Option<HouseholdFile>, Stop> {
    #[derive(FromQueryResult)]
    struct Time {
        joined_on: NaiveDate,
        left_on: NaiveDate,
    }
    let Some(row) = household::Entity::find_by_id(id).filter(seen(tx)).one(&**tx).await? else { return Ok(None) };
    let sql = "select joined_on, left_on from past_membership where household_id = $1 order by joined_on desc";
    let earlier: Vec<Time> = tx.all(sql, [id.into()]).await?;
    Ok(Some(HouseholdFile {
        version: row.version,
        hamlet: row.hamlet.clone(),
        earlier: earlier
            .into_iter()
            .map(|time| MembershipTime { joined_on: time.joined_on, left_on: time.left_on })
            .collect(),
        household: view(row),
    }))
}

/// A household as it stands, locked, with what a form does not show.
#[derive(FromQueryResult)]
pub(crate) struct Locked {
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub version: i64,
    pub joined_on: NaiveDate,
    pub left_on: Option<NaiveDate>,
    pub fingerprint: String,
    pub erased: bool,
    pub personal_id_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
}

/// Locks a household, if the caller may see it.
pub(crate) async fn lock(tx: &Scoped, id: Id<Household>) -> Result<Locked, Stop> {
    let sql = "select cooperative_id, code, version, joined_on, left_on, encode(fingerprint, 'hex') as fingerprint,
            erased_at is not null as erased, personal_id_sealed, phone_sealed
        from household where household_id = $1 and $seen for update";
    let (sql, values) = narrowed(tx, sql, [id.into()]);
    let locked: Option<Locked> = tx.first(&sql, values).await?;
    locked.ok_or_else(|| Stop::not_found("household"))
}

/// Puts down from when to when a household is a member now. `past` is the time before, where it comes back.
pub(crate) async fn set_time(
    tx: &Scoped,
    id: Id<Household>,
    (joined_on, left_on): (NaiveDate, Option<NaiveDate>),
    past: Option<(NaiveDate, NaiveDate)>,
) -> Result<(), Stop> {
    if let Some((joined_on, left_on)) = past {
        let sql = "insert into past_membership (household_id, cooperative_id, commune_code, joined_on, left_on)
            select household_id, cooperative_id, commune_code, $2, $3 from household where household_id = $1";
        tx.run(sql, [id.into(), joined_on.into(), left_on.into()]).await?;
    }
    let sql = "update household set joined_on = $2, left_on = $3, version = version + 1 where household_id = $1";
    tx.run(sql, [id.into(), joined_on.into(), left_on.into()]).await?;
    Ok(())
}

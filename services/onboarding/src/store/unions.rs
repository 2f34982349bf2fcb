//! The rows of `union_membership`: which cooperative is a member of which union.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use contract::onboarding::{ProducerKind, UnionMembershipView};
use ids::{Cooperative, Id, UnionMembership};
use mailbox::Stop;
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use crate::domain::UnionTerm;

/// The condition for memberships of which the caller may see either side.
fn either_side(tx: &Scoped, values: &mut Vec<Value>) -> String {
    let of_union = tx.own(values, "m.union_id");
    let of_member = tx.seen(values, "m.member_id", "m.commune_code");
    format!("({of_union} or {of_member})")
}

/// The memberships of a cooperative, in whatever it is a member of or has as members; those that last first, then the newest.
pub(crate) async fn of(tx: &Scoped, id: Id<Cooperative>) -> Result<Vec<UnionMembershipView>, Stop> {
    views(tx, "$1 in (m.union_id, m.member_id)", id.into()).await
}

/// These memberships, as far as the caller may see them.
pub(crate) async fn with_ids(tx: &Scoped, ids: &[Id<UnionMembership>]) -> Result<Vec<UnionMembershipView>, Stop> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    views(tx, "m.membership_id = any($1::uuid[])", ids.into()).await
}

async fn views(tx: &Scoped, condition: &str, value: Value) -> Result<Vec<UnionMembershipView>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        membership_id: Id<UnionMembership>,
        union_id: Id<Cooperative>,
        union_code: String,
        union_name: String,
        member_id: Id<Cooperative>,
        member_code: String,
        member_name: String,
        joined_on: NaiveDate,
        left_on: Option<NaiveDate>,
    }
    let mut values: Vec<Value> = vec![value];
    let seen = either_side(tx, &mut values);
    // Officials read the cooperatives themselves; of its partners a cooperative is told code and name.
    let sql = format!(
        "select m.membership_id, m.union_id, m.member_id, m.joined_on, m.left_on,
            coalesce(u.code, pu.code) as union_code, coalesce(u.name, pu.name) as union_name,
            coalesce(c.code, pc.code) as member_code, coalesce(c.name, pc.name) as member_name
        from union_membership m
        left join cooperative u on u.cooperative_id = m.union_id
        left join cooperative c on c.cooperative_id = m.member_id
        left join partners_in_unions() pu on pu.cooperative_id = m.union_id
        left join partners_in_unions() pc on pc.cooperative_id = m.member_id
        where {condition} and {seen}
        order by m.left_on is not null, m.membership_id desc"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let view = |row: Row| UnionMembershipView {
        membership_id: row.membership_id,
        union_id: row.union_id,
        union_code: row.union_code,
        union_name: row.union_name,
        member_id: row.member_id,
        member_code: row.member_code,
        member_name: row.member_name,
        joined_on: row.joined_on,
        left_on: row.left_on,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// A membership that is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub membership_id: Id<UnionMembership>,
    pub union_id: Id<Cooperative>,
    pub member_id: Id<Cooperative>,
    pub term: UnionTerm,
}

/// Every membership in these unions, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, unions: &[Id<Cooperative>]) -> Result<Vec<Known>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        membership_id: Id<UnionMembership>,
        union_id: Id<Cooperative>,
        member_id: Id<Cooperative>,
        joined_on: NaiveDate,
        left_on: Option<NaiveDate>,
    }
    let ids: Vec<Uuid> = unions.iter().map(|id| id.uuid()).collect();
    let mut values: Vec<Value> = vec![ids.into()];
    let seen = either_side(tx, &mut values);
    let sql = format!(
        "select membership_id, union_id, member_id, joined_on, left_on from union_membership m
        where union_id = any($1::uuid[]) and {seen}"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let known = |row: Row| Known {
        membership_id: row.membership_id,
        union_id: row.union_id,
        member_id: row.member_id,
        term: UnionTerm { joined_on: row.joined_on, left_on: row.left_on },
    };
    Ok(rows.into_iter().map(known).collect())
}

impl Candidate {
    /// Cooperatives are its members.
    pub(crate) fn is_union(&self) -> bool {
        ProducerKind::from_slug(&self.kind).is_some_and(ProducerKind::is_union)
    }
}

/// Which of these are in a membership that lasts, on either side.
pub(crate) async fn in_some(tx: &Scoped, of: &[Id<Cooperative>]) -> Result<HashSet<Id<Cooperative>>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Id<Cooperative>,
    }
    let ids: Vec<Uuid> = of.iter().map(|id| id.uuid()).collect();
    let mut values: Vec<Value> = vec![ids.into()];
    let seen = either_side(tx, &mut values);
    let sql = format!(
        "select distinct side.id from union_membership m cross join lateral (values (m.union_id), (m.member_id)) as side (id)
        where m.left_on is null and side.id = any($1::uuid[]) and {seen}"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Somebody who could become a member.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Candidate {
    pub cooperative_id: Id<Cooperative>,
    pub commune_code: String,
    pub kind: String,
}

/// Who has each of these codes or tax codes, whoever asks.
pub(crate) async fn candidates(tx: &Scoped, known_by: Vec<String>) -> Result<HashMap<String, Candidate>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        known_by: String,
        #[sea_orm(nested)]
        candidate: Candidate,
    }
    let sql = "select asked.known_by, c.cooperative_id, c.commune_code, c.kind
        from unnest($1::text[]) as asked (known_by) cross join lateral who_could_join(asked.known_by) c";
    let rows: Vec<Row> = tx.all(sql, [known_by.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.known_by, row.candidate)).collect())
}

/// Writes a membership that begins, or is over already.
pub(crate) async fn begin(
    tx: &Scoped,
    id: Id<UnionMembership>,
    union_id: Id<Cooperative>,
    member: &Candidate,
    term: UnionTerm,
) -> Result<(), DbErr> {
    let sql = "insert into union_membership (membership_id, union_id, member_id, commune_code, joined_on, left_on)
        values ($1, $2, $3, $4, $5, $6)";
    let values = [
        id.into(),
        union_id.into(),
        member.cooperative_id.into(),
        member.commune_code.as_str().into(),
        term.joined_on.into(),
        term.left_on.into(),
    ];
    tx.run(sql, values).await.map(drop)
}

/// Locks a membership of which the caller is either side.
pub(crate) async fn lock(tx: &Scoped, id: Id<UnionMembership>) -> Result<UnionTerm, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        joined_on: NaiveDate,
        left_on: Option<NaiveDate>,
    }
    let mut values: Vec<Value> = vec![id.into()];
    let seen = either_side(tx, &mut values);
    let sql =
        format!("select joined_on, left_on from union_membership m where membership_id = $1 and {seen} for update");
    let row: Option<Row> = tx.first(&sql, values).await?;
    let row = row.ok_or_else(|| Stop::not_found("membership"))?;
    Ok(UnionTerm { joined_on: row.joined_on, left_on: row.left_on })
}

/// Writes down the last day of a membership that has none yet.
pub(crate) async fn end(tx: &Scoped, id: Id<UnionMembership>, term: UnionTerm) -> Result<(), Stop> {
    let sql = "update union_membership set left_on = $2 where membership_id = $1 and left_on is null";
    if tx.run(sql, [id.into(), term.left_on.into()]).await? == 1 {
        return Ok(());
    }
    Err(anyhow::anyhow!("the membership was ended meanwhile").into())
}

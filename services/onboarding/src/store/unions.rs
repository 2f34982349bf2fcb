//! The rows of `union_membership`: which cooperative is a member of which union.

use std::collections::HashSet;

use chrono::NaiveDate;
use contract::onboarding::UnionMembershipView;
use ids::{Cooperative, Id, UnionMembership};
use mailbox::Stop;
use scoped::{DbErr, FromQueryResult, Scoped, Value};
use uuid::Uuid;

use crate::domain::UnionTerm;

/// Memberships that a file shows.
const SHOWN: i64 = 200;

/// The condition for memberships of which the caller may see either side.
fn either_side(tx: &Scoped, values: &mut Vec<Value>) -> String {
    let of_union = tx.own(values, "m.union_id");
    let of_member = tx.seen(values, "m.member_id", "m.commune_code");
    format!("({of_union} or {of_member})")
}

/// The memberships of a cooperative, in whatever it is a member of or has as members; those that last first, then the newest.
pub(crate) async fn of(tx: &Scoped, id: Id<Cooperative>) -> Result<Vec<UnionMembershipView>, Stop> {
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
    let mut values: Vec<Value> = vec![id.into(), SHOWN.into()];
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
        where $1 in (m.union_id, m.member_id) and {seen}
        order by m.left_on is not null, m.membership_id desc limit $2"
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
#[derive(FromQueryResult)]
pub(crate) struct Candidate {
    pub cooperative_id: Id<Cooperative>,
    pub commune_code: String,
    pub kind: String,
}

/// Who has this code or tax code, whoever asks.
pub(crate) async fn candidate(tx: &Scoped, known_by: &str) -> Result<Option<Candidate>, Stop> {
    let sql = "select cooperative_id, commune_code, kind from who_could_join($1)";
    Ok(tx.first(sql, [known_by.into()]).await?)
}

/// The times a cooperative was a member of this union.
pub(crate) async fn terms(
    tx: &Scoped,
    union_id: Id<Cooperative>,
    member_id: Id<Cooperative>,
) -> Result<Vec<UnionTerm>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        joined_on: NaiveDate,
        left_on: Option<NaiveDate>,
    }
    let mut values: Vec<Value> = vec![union_id.into(), member_id.into()];
    let seen = either_side(tx, &mut values);
    let sql =
        format!("select joined_on, left_on from union_membership m where union_id = $1 and member_id = $2 and {seen}");
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| UnionTerm { joined_on: row.joined_on, left_on: row.left_on }).collect())
}

/// Writes a membership that begins.
pub(crate) async fn begin(
    tx: &Scoped,
    union_id: Id<Cooperative>,
    member: &Candidate,
    term: UnionTerm,
) -> Result<Id<UnionMembership>, DbErr> {
    let id = Id::<UnionMembership>::generate();
    let sql = "insert into union_membership (membership_id, union_id, member_id, commune_code, joined_on)
        values ($1, $2, $3, $4, $5)";
    let values = [
        id.into(),
        union_id.into(),
        member.cooperative_id.into(),
        member.commune_code.as_str().into(),
        term.joined_on.into(),
    ];
    tx.run(sql, values).await?;
    Ok(id)
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

/// Writes down the last day of a membership.
pub(crate) async fn end(tx: &Scoped, id: Id<UnionMembership>, term: UnionTerm) -> Result<(), Stop> {
    let sql = "update union_membership set left_on = $2 where membership_id = $1";
    tx.run(sql, [id.into(), term.left_on.into()]).await?;
    Ok(())
}

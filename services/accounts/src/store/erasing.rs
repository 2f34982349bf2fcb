//! Somebody is forgotten: nothing stays that lets them in or names them but their id.

use contract::Scope;
use ids::{Cooperative, Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

/// What stands where somebody was named.
const ERASED: &str = "(đã xoá)";

/// Who holds a grant in this very scope, or only this one of them; each locked until the transaction ends.
pub(crate) async fn with_grant_in(
    tx: &Scoped,
    scope: &Scope,
    only: Option<Id<Person>>,
) -> Result<Vec<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Holder {
        person_id: Id<Person>,
    }
    let sql = "select person_id from person p where ($3::uuid is null or person_id = $3) and exists (
            select from person_grant g where g.person_id = p.person_id and scope_kind = $1 and scope_of = $2)
        order by person_id for update";
    let holders: Vec<Holder> = tx.all(sql, [scope.kind().into(), scope.of().into(), only.into()]).await?;
    Ok(holders.into_iter().map(|holder| holder.person_id).collect())
}

/// Forgets somebody: login, name, password, second factor, links, identities elsewhere, and what delegations say of them. The
/// row stays, for the trail names its id.
pub(crate) async fn erase(tx: &Scoped, person_id: Id<Person>) -> Result<(), DbErr> {
    let sql = "update person set login = 'erased ' || person_id, name = $2, name_search = '', password_hash = null,
            disabled_at = coalesce(disabled_at, now())
        where person_id = $1";
    tx.run(sql, [person_id.into(), ERASED.into()]).await?;
    for table in ["second_factor", "recovery_code", "door_link", "outside_identity"] {
        tx.run(&format!("delete from {table} where person_id = $1"), [person_id.into()]).await?;
    }
    let sql = "update delegation set agreed_by = $2 where decided_by = $1 and evidence is null";
    tx.run(sql, [person_id.into(), ERASED.into()]).await?;
    Ok(())
}

/// Delegations of a cooperative do not say any more who agreed to them.
pub(crate) async fn forget_who_agreed(tx: &Scoped, of: Id<Cooperative>) -> Result<(), DbErr> {
    tx.run("update delegation set agreed_by = $2 where cooperative_id = $1", [of.into(), ERASED.into()]).await?;
    Ok(())
}

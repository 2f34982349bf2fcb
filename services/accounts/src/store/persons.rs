//! People and their grants.

use chrono::{DateTime, Utc};
use contract::{
    Department, Role, Scope,
    accounts::{Grant, Identity},
};
use ids::{Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::{Login, NewPerson, managed_by};

/// The person with this login, and what is stored of their password.
pub(crate) async fn find_by_login(tx: &Scoped, login: &Login) -> Result<Option<(Id<Person>, String)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        person_id: Id<Person>,
        password_hash: String,
    }
    let sql = "select person_id, password_hash from person
        where login = $1 and password_hash is not null and disabled_at is null";
    let known: Option<Known> = tx.first(sql, [login.as_str().into()]).await?;
    Ok(known.map(|known| (known.person_id, known.password_hash)))
}

/// Locks a person until the transaction ends: whoever changes them waits.
pub(crate) async fn lock(tx: &Scoped, person_id: Id<Person>) -> Result<(), DbErr> {
    tx.run("select from person where person_id = $1 for update", [person_id.into()]).await?;
    Ok(())
}

/// The same; whether this stored password still lets them in.
pub(crate) async fn lock_opened_by(tx: &Scoped, person_id: Id<Person>, stored: &str) -> Result<bool, DbErr> {
    let sql = "select from person where person_id = $1 and password_hash = $2 and disabled_at is null for update";
    Ok(tx.run(sql, [person_id.into(), stored.into()]).await? == 1)
}

/// The person with this login who is not shut out, with a password or without.
pub(crate) async fn find_open_by_login(tx: &Scoped, login: &Login) -> Result<Option<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        person_id: Id<Person>,
    }
    let sql = "select person_id from person where login = $1 and disabled_at is null";
    let known: Option<Known> = tx.first(sql, [login.as_str().into()]).await?;
    Ok(known.map(|known| known.person_id))
}

/// The assistant with this login, if there is one who is not shut out.
pub(crate) async fn find_assistant(tx: &Scoped, login: &Login) -> Result<Option<Id<Person>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        person_id: Id<Person>,
    }
    let sql = "select person_id from person join person_grant using (person_id)
        where login = $1 and disabled_at is null and role = 'assistant' limit 1";
    let known: Option<Known> = tx.first(sql, [login.as_str().into()]).await?;
    Ok(known.map(|known| known.person_id))
}

/// What somebody signs in with, whether they have a password yet or not.
pub(crate) async fn login(tx: &Scoped, person_id: Id<Person>) -> Result<Option<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        login: String,
    }
    let known: Option<Known> = tx.first("select login from person where person_id = $1", [person_id.into()]).await?;
    Ok(known.map(|known| known.login))
}

/// Login, name and stored password of somebody, and when they last chose it.
#[derive(FromQueryResult)]
pub(crate) struct Credentials {
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub password_changed_at: DateTime<Utc>,
}

/// What somebody signs in with.
pub(crate) async fn credentials(tx: &Scoped, person_id: Id<Person>) -> Result<Option<Credentials>, DbErr> {
    let sql = "select login, name, password_hash, password_changed_at from person
        where person_id = $1 and password_hash is not null";
    tx.first(sql, [person_id.into()]).await
}

/// Stores a password that its owner has just chosen.
pub(crate) async fn choose_password(tx: &Scoped, person_id: Id<Person>, hash: &str) -> Result<(), DbErr> {
    let sql = "update person set password_hash = $2, password_changed_at = now() where person_id = $1";
    tx.run(sql, [person_id.into(), hash.into()]).await?;
    Ok(())
}

/// Stores the same password at another cost.
pub(crate) async fn set_password(tx: &Scoped, person_id: Id<Person>, hash: &str) -> Result<(), DbErr> {
    tx.run("update person set password_hash = $2 where person_id = $1", [person_id.into(), hash.into()]).await?;
    Ok(())
}

/// Adds a person with their grants; false if the login is taken, or the id.
pub(crate) async fn add(
    tx: &Scoped,
    person_id: Id<Person>,
    person: &NewPerson,
    hash: Option<&str>,
) -> Result<bool, DbErr> {
    let sql = "insert into person (person_id, login, name, name_search, password_hash, cooperative_id, office)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
    let (cooperative_id, office) = managed_by(&person.grants);
    let values = [
        person_id.into(),
        person.login.as_str().into(),
        person.name.as_str().into(),
        places::search_key(&person.name).into(),
        hash.map(str::to_owned).into(),
        cooperative_id.into(),
        office.into(),
    ];
    if tx.run(sql, values).await? == 0 {
        return Ok(false);
    }
    give(tx, person_id, &person.grants).await?;
    Ok(true)
}

/// Somebody may be this, and nothing else. Whoever may not manage them any more sees them no more, so that comes last.
pub(crate) async fn set_grants(tx: &Scoped, person_id: Id<Person>, grants: &[Grant]) -> Result<(), DbErr> {
    tx.run("delete from person_grant where person_id = $1", [person_id.into()]).await?;
    give(tx, person_id, grants).await?;
    let (cooperative_id, office) = managed_by(grants);
    let sql = "update person set cooperative_id = $2, office = $3 where person_id = $1";
    tx.run(sql, [person_id.into(), cooperative_id.into(), office.into()]).await?;
    Ok(())
}

async fn give(tx: &Scoped, person_id: Id<Person>, grants: &[Grant]) -> Result<(), DbErr> {
    let roles: Vec<String> = grants.iter().map(|grant| grant.role.slug().to_owned()).collect();
    let kinds: Vec<String> = grants.iter().map(|grant| grant.scope.kind().to_owned()).collect();
    let scopes: Vec<String> = grants.iter().map(|grant| grant.scope.of()).collect();
    let sql = "insert into person_grant (person_id, role, scope_kind, scope_of)
        select $1, role, kind, scope from unnest($2::text[], $3::text[], $4::text[]) as given (role, kind, scope)";
    tx.run(sql, [person_id.into(), roles.into(), kinds.into(), scopes.into()]).await?;
    Ok(())
}

/// Shuts somebody out, or lets them in again.
pub(crate) async fn shut_out(tx: &Scoped, person_id: Id<Person>, out: bool) -> Result<(), DbErr> {
    let sql = "update person set disabled_at = case when $2 then now() end where person_id = $1";
    tx.run(sql, [person_id.into(), out.into()]).await?;
    Ok(())
}

/// Who a person is and what they may be.
pub(crate) async fn identity(tx: &Scoped, person_id: Id<Person>) -> Result<Identity, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        role: String,
        scope_kind: String,
        scope_of: String,
    }
    let sql = "select name, role, scope_kind, scope_of from person join person_grant using (person_id)
        where person_id = $1 order by role, scope_of";
    let rows: Vec<Row> = tx.all(sql, [person_id.into()]).await?;
    let name = rows.first().map(|row| row.name.clone()).unwrap_or_default();
    let grants = rows.iter().map(|row| grant(&row.role, &row.scope_kind, &row.scope_of)).collect::<Result<_, _>>()?;
    Ok(Identity { person_id, name, grants, acts_for: Vec::new(), need: None })
}

pub(super) fn grant(role: &str, kind: &str, of: &str) -> Result<Grant, DbErr> {
    let role: Role = role.parse().map_err(DbErr::Custom)?;
    let scope = match kind {
        "system" => Scope::System,
        "province" if of.is_empty() => Scope::Province,
        "province" => {
            let department = Department::from_slug(of);
            Scope::Department(department.ok_or_else(|| DbErr::Custom(format!("there is no department `{of}`")))?)
        }
        "commune" => Scope::Commune(of.to_owned()),
        "cooperative" => Scope::Cooperative(id_of(of)?),
        "household" => {
            let (cooperative, household) = of.split_once('/').unwrap_or_default();
            Scope::Household { cooperative: id_of(cooperative)?, household: id_of(household)? }
        }
        other => return Err(DbErr::Custom(format!("there is no scope `{other}`"))),
    };
    Ok(Grant { role, scope })
}

fn id_of<K>(bare: &str) -> Result<Id<K>, DbErr> {
    uuid::Uuid::parse_str(bare).map(Id::from_uuid).map_err(|error| DbErr::Custom(error.to_string()))
}

/// Whether the house has an operator who comes in, this one aside. Until the transaction ends, nobody else gets an answer:
/// two processes that start at once must not both find none, and two operators must not shut each other out.
pub(crate) async fn has_operator(tx: &Scoped, aside: Option<Id<Person>>) -> Result<bool, DbErr> {
    #[derive(FromQueryResult)]
    struct Known {
        known: bool,
    }
    tx.run("select pg_advisory_xact_lock(hashtextextended('the first operator', 0))", []).await?;
    let sql = "select exists (select from person_grant join person using (person_id)
        where role = 'operator' and disabled_at is null and password_hash is not null
            and ($1::uuid is null or person_id <> $1)) as known";
    let row: Option<Known> = tx.first(sql, [aside.into()]).await?;
    Ok(row.is_some_and(|row| row.known))
}

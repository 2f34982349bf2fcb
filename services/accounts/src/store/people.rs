//! People as those see them who manage them.

use chrono::{DateTime, Utc};
use contract::{
    Page, PageRequest, Scope,
    accounts::{PersonState, PersonView},
};
use ids::{Cooperative, Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

use super::persons::grant;
use crate::domain::{Login, Reach, masked};

#[derive(FromQueryResult)]
struct Row {
    person_id: Id<Person>,
    name: String,
    login: String,
    is_invited: bool,
    is_shut_out: bool,
    has_second_factor: bool,
    seen_at: Option<DateTime<Utc>>,
    roles: Vec<String>,
    scope_kinds: Vec<String>,
    scopes_of: Vec<String>,
}

/// The people within a reach, the newest first: those who hold nothing beyond it.
pub(crate) async fn find(
    tx: &Scoped,
    reach: &Reach,
    page: &PageRequest,
    text: Option<&str>,
    only: Option<Id<Person>>,
) -> Result<Page<PersonView>, DbErr> {
    let roles: Vec<String> = reach.roles.iter().map(|role| role.slug().to_owned()).collect();
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let login = text.and_then(|text| Login::parse(text).ok()).map(|login| login.as_str().to_owned());
    let words = text.map(places::search_key).map(|key| key.replace(['\\', '%', '_'], ""));
    let after: Option<Id<Person>> = page.after.as_deref().and_then(|after| after.parse().ok());
    let rows = page.rows() as usize;
    let values = [
        roles.into(),
        reach.scope_of.as_str().into(),
        words.into(),
        login.into(),
        only.into(),
        after.into(),
        i64::from(page.rows() + 1).into(),
    ];
    let mut found: Vec<Row> = tx.all(include_str!("people/find.sql"), values).await?;
    let next = if found.len() > rows { found.get(rows - 1).map(|row| row.person_id.to_string()) } else { None };
    found.truncate(rows);
    let rows = found.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { rows, next, total: None })
}

/// What the managers of a cooperative sign in with, and are reached by.
pub(crate) async fn managers_of(tx: &Scoped, cooperative_id: Id<Cooperative>) -> Result<Vec<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Manager {
        login: String,
    }
    let sql = "select login from person join person_grant using (person_id)
        where role = 'cooperative_manager' and scope_of = $1 and disabled_at is null order by login";
    let managers: Vec<Manager> = tx.all(sql, [Scope::Cooperative(cooperative_id).of().into()]).await?;
    Ok(managers.into_iter().map(|manager| manager.login).collect())
}

/// One person, if they are within the reach.
pub(crate) async fn get(tx: &Scoped, reach: &Reach, person_id: Id<Person>) -> Result<Option<PersonView>, DbErr> {
    let found = find(tx, reach, &PageRequest::first(1), None, Some(person_id)).await?;
    Ok(found.rows.into_iter().next())
}

fn view(row: Row) -> Result<PersonView, DbErr> {
    let grants = row.roles.iter().zip(&row.scope_kinds).zip(&row.scopes_of);
    Ok(PersonView {
        person_id: row.person_id,
        login: masked(&row.login),
        grants: grants.map(|((role, kind), of)| grant(role, kind, of)).collect::<Result<_, _>>()?,
        state: match (row.is_shut_out, row.is_invited) {
            (true, _) => PersonState::ShutOut,
            (false, true) => PersonState::Invited,
            (false, false) => PersonState::Active,
        },
        has_second_factor: row.has_second_factor,
        seen_at: row.seen_at,
        name: row.name,
    })
}

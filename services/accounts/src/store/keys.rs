//! API keys: their hashes, and what they allow. They run on wall time, which Postgres tells.

use chrono::{DateTime, Utc};
use contract::{
    Caller, KeyScope, Page, PageRequest, Scope,
    accounts::{KeyIdentity, KeyState, KeyView},
};
use ids::{ApiKey, Cooperative, Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::{NewKey, SessionHash};

/// A key works while its maker comes in and holds the grant they made it under.
const MAKER_HOLDS: &str = "exists (select from person p join person_grant g using (person_id)
    where p.person_id = k.made_by and p.disabled_at is null and g.role = k.made_as and g.scope_of = k.made_in)";

/// Keeps a key; false if there is one with this hash.
pub(crate) async fn add(
    tx: &Scoped,
    key_id: Id<ApiKey>,
    (made_by, maker): (Id<Person>, &Caller),
    hash: &SessionHash,
    key: &NewKey,
) -> Result<bool, DbErr> {
    let sql = "insert into api_key
            (key_id, key_hash, prefix, name, cooperative_id, scopes, made_by, made_as, made_in, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(days => $10))
        on conflict on constraint api_key_once do nothing";
    let values = [
        key_id.into(),
        hash.bytes().into(),
        key.prefix.as_str().into(),
        key.name.as_str().into(),
        key.cooperative.into(),
        key.scopes.iter().map(|scope| scope.slug().to_owned()).collect::<Vec<_>>().into(),
        made_by.into(),
        maker.role.slug().into(),
        maker.scope.of().into(),
        key.days.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// What a key allows, if it works. That it was used is noted once a minute.
pub(crate) async fn find(tx: &Scoped, hash: &SessionHash) -> Result<Option<KeyIdentity>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        key_id: Id<ApiKey>,
        name: String,
        made_by: Id<Person>,
        cooperative_id: Option<Id<Cooperative>>,
        scopes: Vec<String>,
        is_stale: bool,
    }
    let sql = format!(
        "select key_id, name, made_by, cooperative_id, scopes,
            used_at is null or used_at < now() - interval '1 minute' as is_stale
        from api_key k where key_hash = $1 and now() < ends_at and revoked_at is null and {MAKER_HOLDS}"
    );
    let Some(row) = tx.first::<Row>(&sql, [hash.bytes().into()]).await? else { return Ok(None) };
    if row.is_stale {
        tx.run("update api_key set used_at = now() where key_id = $1", [row.key_id.into()]).await?;
    }
    let Row { key_id, name, made_by, .. } = row;
    Ok(Some(KeyIdentity { key_id, name, made_by, scope: scope(row.cooperative_id), scopes: words(&row.scopes)? }))
}

/// The keys of one cooperative, or all, the newest first.
pub(crate) async fn list(tx: &Scoped, of: Option<Id<Cooperative>>, page: &PageRequest) -> Result<Page<KeyView>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        key_id: Id<ApiKey>,
        prefix: String,
        name: String,
        cooperative_id: Option<Id<Cooperative>>,
        scopes: Vec<String>,
        made_by_name: String,
        made_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        used_at: Option<DateTime<Utc>>,
        is_revoked: bool,
        has_ended: bool,
        maker_holds: bool,
    }
    let sql = format!(
        "select key_id, prefix, k.name, k.cooperative_id, scopes, m.name as made_by_name, made_at, ends_at, used_at,
            revoked_at is not null as is_revoked, ends_at <= now() as has_ended, {MAKER_HOLDS} as maker_holds
        from api_key k join person m on m.person_id = k.made_by
        where ($1::uuid is null or k.cooperative_id = $1) and ($2::uuid is null or key_id < $2)
        order by key_id desc limit $3"
    );
    let after: Option<Id<ApiKey>> = page.after.as_deref().and_then(|after| after.parse().ok());
    let mut found: Vec<Row> = tx.all(&sql, [of.into(), after.into(), i64::from(page.rows() + 1).into()]).await?;
    let rows = page.rows() as usize;
    let next = if found.len() > rows { found.get(rows - 1).map(|row| row.key_id.to_string()) } else { None };
    found.truncate(rows);
    let view = |row: Row| {
        Ok(KeyView {
            state: match (row.is_revoked, row.has_ended, row.maker_holds) {
                (true, _, _) => KeyState::Revoked,
                (false, true, _) => KeyState::Ended,
                (false, false, false) => KeyState::MakerGone,
                (false, false, true) => KeyState::Live,
            },
            key_id: row.key_id,
            prefix: row.prefix,
            name: row.name,
            scope: scope(row.cooperative_id),
            scopes: words(&row.scopes)?,
            made_by: row.made_by_name,
            made_at: row.made_at,
            ends_at: row.ends_at,
            used_at: row.used_at,
        })
    };
    Ok(Page { rows: found.into_iter().map(view).collect::<Result<_, DbErr>>()?, next, total: None })
}

/// Ends a key, of this cooperative or of any; false if there is none. One that was ended stays so.
pub(crate) async fn revoke(tx: &Scoped, of: Option<Id<Cooperative>>, key_id: Id<ApiKey>) -> Result<bool, DbErr> {
    let sql = "update api_key set revoked_at = coalesce(revoked_at, now())
        where key_id = $1 and ($2::uuid is null or cooperative_id = $2)";
    Ok(tx.run(sql, [key_id.into(), of.into()]).await? == 1)
}

/// Drops keys that have long stopped working.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from api_key where coalesce(revoked_at, ends_at) < now() - interval '90 days'", []).await?;
    Ok(())
}

fn scope(cooperative: Option<Id<Cooperative>>) -> Scope {
    cooperative.map_or(Scope::Province, Scope::Cooperative)
}

fn words(slugs: &[String]) -> Result<Vec<KeyScope>, DbErr> {
    slugs.iter().map(|slug| slug.parse().map_err(DbErr::Custom)).collect()
}

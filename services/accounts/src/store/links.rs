//! Links that let somebody choose a password: one for a person at most, and only its hash.

use chrono::{DateTime, Utc};
use ids::{Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

/// Whom a link lets in.
#[derive(FromQueryResult)]
pub(crate) struct Link {
    pub person_id: Id<Person>,
    pub login: String,
    pub name: String,
    /// They have never had a password.
    pub is_invitation: bool,
}

/// Keeps a link in place of an older one; when it ends. An invitation holds a week, another link a day.
pub(crate) async fn draw(tx: &Scoped, person_id: Id<Person>, hash: [u8; 32]) -> Result<Option<DateTime<Utc>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Drawn {
        ends_at: DateTime<Utc>,
    }
    let sql = "insert into door_link (person_id, token_hash, ends_at)
        select person_id, $2, now() + case when password_hash is null then interval '7 days' else interval '1 day' end
        from person where person_id = $1 and disabled_at is null
        on conflict on constraint door_link_key do update
        set token_hash = excluded.token_hash, ends_at = excluded.ends_at
        returning ends_at";
    let drawn: Option<Drawn> = tx.first(sql, [person_id.into(), hash.to_vec().into()]).await?;
    Ok(drawn.map(|drawn| drawn.ends_at))
}

/// The link, if it works; locked, where it is to be used.
pub(crate) async fn find(tx: &Scoped, hash: &[u8], lock: bool) -> Result<Option<Link>, DbErr> {
    let sql = "select person_id, login, name, password_hash is null as is_invitation
        from door_link join person using (person_id)
        where token_hash = $1 and now() < ends_at and disabled_at is null";
    let sql = if lock { format!("{sql} for update") } else { sql.to_owned() };
    tx.first(&sql, [hash.into()]).await
}

/// Somebody's link no longer works.
pub(crate) async fn forget(tx: &Scoped, person_id: Id<Person>) -> Result<(), DbErr> {
    tx.run("delete from door_link where person_id = $1", [person_id.into()]).await?;
    Ok(())
}

/// Drops the links that have ended.
pub(crate) async fn sweep(tx: &Scoped) -> Result<(), DbErr> {
    tx.run("delete from door_link where ends_at < now()", []).await?;
    Ok(())
}

//! Who acted for a cooperative before: the rows of `former_representative`, and how one follows another.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::{FormerRepresentative, Remark};
use ids::{Cooperative, Id, Representative};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped, Value};
use uuid::Uuid;

use super::{
    households::{masked_id, masked_phone},
    narrowed, producer_keys,
    producers::CooperativeRow,
    standings,
    vault::Producer,
};

/// Somebody else acts for a cooperative from a day on.
#[derive(Debug)]
pub(crate) struct Succession {
    pub cooperative_id: Id<Cooperative>,
    /// What whoever leaves was called: not as whoever follows is, even where that was written down first.
    pub name: String,
    /// The personal id that lies there is of whoever leaves. Otherwise that of whoever follows was written down first.
    pub id_is_theirs: bool,
    /// So is the phone, as far as anybody knows: nothing of whoever follows was written down first.
    pub phone_is_theirs: bool,
    pub from: NaiveDate,
    pub at: DateTime<Utc>,
}

/// Whoever acted until now goes among the former ones, as they lie there; whoever comes back keeps the key they had. Comes before
/// the rows of those who follow are sealed.
pub(super) async fn succeed(
    tx: &Scoped,
    rows: &mut [CooperativeRow],
    successions: &[Succession],
    by: &str,
) -> Result<(), Stop> {
    for succession in successions {
        let id: Value = succession.cooperative_id.into();
        let leave = "insert into former_representative (representative_key, cooperative_id, commune_code, name,
                personal_id_sealed, personal_id_index, personal_id_tail, phone_sealed, phone_tail, acted_from, acted_until,
                erased_at)
            select coalesce(representative_key, cooperative_id), cooperative_id, commune_code, $3,
                case when $4 then representative_id_sealed end, case when $4 then representative_id_index end,
                case when $4 then representative_id_tail end, case when $5 then phone_sealed end,
                case when $5 then phone_tail end, representative_since, $2, erased_at
            from cooperative where cooperative_id = $1";
        let (id_is_theirs, phone_is_theirs) = (succession.id_is_theirs.into(), succession.phone_is_theirs.into());
        let name = succession.name.as_str().into();
        tx.run(leave, [id, succession.from.into(), name, id_is_theirs, phone_is_theirs]).await?;
        take_account_along(tx, succession).await?;
        let said = Remark { field: "representative".into(), reason: "succeeded".into() };
        standings::note_said(tx, succession.cooperative_id, said, (by, succession.at)).await?;
    }
    let succeeded: Vec<Uuid> = successions.iter().map(|succession| succession.cooperative_id.uuid()).collect();
    let keys = keys_of_those_here_before(tx, &succeeded).await?;
    for row in rows.iter_mut().filter(|row| succeeded.contains(&row.cooperative_id)) {
        if let Some(key) = keys.get(&(row.cooperative_id, row.representative_id_index.clone())) {
            row.representative_key = *key;
        }
    }
    Ok(())
}

/// A household business is paid into its owner's account, which goes with them, and so does its key.
async fn take_account_along(tx: &Scoped, succession: &Succession) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        bank_id: Uuid,
    }
    let sql = "select bank_id from cooperative
        where cooperative_id = $1 and kind = 'household_business' and bank_id is not null";
    let row: Option<Row> = tx.first(sql, [succession.cooperative_id.into()]).await?;
    let Some(Row { bank_id }) = row else { return Ok(()) };
    let sql = "update cooperative set bank_id = null, bank_bin = null, bank_account_sealed = null,
            bank_account_tail = null, bank_holder = null, bank_fingerprint = null
        where cooperative_id = $1";
    tx.run(sql, [succession.cooperative_id.into()]).await?;
    producer_keys::destroy(tx, &Producer::bank(bank_id, succession.cooperative_id), succession.at).await
}

/// The keys of former representatives whose data are there, but of the last one, by cooperative and the blind index of their number.
async fn keys_of_those_here_before(tx: &Scoped, of: &[Uuid]) -> Result<HashMap<(Uuid, String), Uuid>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Uuid,
        index: String,
        representative_key: Uuid,
    }
    let sql = "select f.cooperative_id, encode(f.personal_id_index, 'hex') as index, f.representative_key
        from former_representative f join cooperative c on c.cooperative_id = f.cooperative_id
        where f.cooperative_id = any($1::uuid[]) and f.erased_at is null and f.personal_id_index is not null
            and f.representative_key <> coalesce(c.representative_key, c.cooperative_id)";
    let rows: Vec<Row> = tx.all(sql, [of.to_vec().into()]).await?;
    Ok(rows.into_iter().map(|row| ((row.cooperative_id, row.index), row.representative_key)).collect())
}

/// Who acted for a cooperative before, the newest first.
pub(crate) async fn former(tx: &Scoped, of: Id<Cooperative>) -> Result<Vec<FormerRepresentative>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        representative_key: Id<Representative>,
        name: String,
        personal_id_tail: Option<String>,
        phone_tail: Option<String>,
        acted_from: Option<NaiveDate>,
        acted_until: NaiveDate,
        erased: bool,
    }
    let sql = "select representative_key, name, personal_id_tail, phone_tail, acted_from, acted_until,
            erased_at is not null as erased
        from former_representative where cooperative_id = $1 and $seen order by term_id desc";
    let (sql, values) = narrowed(tx, sql, [of.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let former = |row: Row| FormerRepresentative {
        representative_id: row.representative_key,
        name: row.name,
        representative_id_masked: masked_id(row.personal_id_tail.as_deref()),
        phone_masked: masked_phone(row.phone_tail.as_deref()),
        since: row.acted_from,
        until: row.acted_until,
        erased: row.erased,
    };
    Ok(rows.into_iter().map(former).collect())
}

/// For whom somebody acts now who is asked for as a former one: they came back.
pub(super) async fn acts_for(tx: &Scoped, id: Id<Representative>) -> Result<Option<Id<Cooperative>>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
    }
    let sql =
        "select cooperative_id from cooperative where coalesce(representative_key, cooperative_id) = $1 and $seen";
    let (sql, values) = narrowed(tx, sql, [id.into()]);
    Ok(tx.first(&sql, values).await?.map(|row: Row| row.cooperative_id))
}

/// What lies there of times somebody acted goes, and what was written down when they were looked at. `person` acts or acted for
/// the cooperative; what is somebody else's stays.
pub(super) async fn erase(tx: &Scoped, person: &Producer, at: DateTime<Utc>) -> Result<(), Stop> {
    let looked_at = "update identity_check set representative_id_index = '', reference = ''
        where cooperative_id = $1 and representative_id_index not in (
            select representative_id_index from cooperative
            where cooperative_id = $1 and coalesce(representative_key, cooperative_id) <> $2 and erased_at is null
            union all
            select personal_id_index from former_representative
            where cooperative_id = $1 and representative_key <> $2 and personal_id_index is not null)";
    tx.run(looked_at, [person.tenant.into(), person.id.into()]).await?;
    let terms = "update former_representative f set name = c.code, personal_id_sealed = null, personal_id_index = null,
            personal_id_tail = null, phone_sealed = null, phone_tail = null, erased_at = $2
        from cooperative c where c.cooperative_id = f.cooperative_id and f.representative_key = $1";
    tx.run(terms, [person.id.into(), at.into()]).await?;
    Ok(())
}

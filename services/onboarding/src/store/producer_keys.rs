//! The rows of `producer_key`: each producer's wrapped key, or the tombstone of one that was destroyed.

use chrono::{DateTime, Utc};
use host::keys::Wrapped;
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use super::vault::Producer;

const REWRAPPED_AT_ONCE: i64 = 500;

/// A producer's key.
#[derive(Debug, FromQueryResult)]
pub(super) struct KeyRow {
    pub producer_id: Uuid,
    /// None where it was destroyed.
    pub wrapped: Option<Vec<u8>>,
    pub wrapped_by: Option<String>,
}

fn ids(producers: &[Producer]) -> Vec<Uuid> {
    producers.iter().map(|producer| producer.id).collect()
}

/// The keys of these producers, as far as the caller may see them.
pub(super) async fn find(tx: &Scoped, producers: &[Producer]) -> Result<Vec<KeyRow>, Stop> {
    let sql = "select producer_id, wrapped, wrapped_by from producer_key where producer_id = any($1::uuid[])";
    Ok(tx.all(sql, [ids(producers).into()]).await?)
}

/// The same, and none of them is destroyed before this transaction ends.
pub(super) async fn lock(tx: &Scoped, producers: &[Producer]) -> Result<Vec<KeyRow>, Stop> {
    let sql = "select producer_id, wrapped, wrapped_by from producer_key where producer_id = any($1::uuid[])
        order by producer_id for share";
    Ok(tx.all(sql, [ids(producers).into()]).await?)
}

/// Adds keys of producers whose cooperatives are there.
pub(super) async fn add(tx: &Scoped, keys: &[(Producer, Wrapped)]) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Row<'a> {
        producer_id: Uuid,
        producer: &'static str,
        cooperative_id: Uuid,
        wrapped: String,
        wrapped_by: &'a str,
    }
    if keys.is_empty() {
        return Ok(());
    }
    let row = |(producer, wrapped): &'_ (Producer, Wrapped)| {
        serde_json::to_value(Row {
            producer_id: producer.id,
            producer: producer.table,
            cooperative_id: producer.tenant.uuid(),
            wrapped: hex::encode(&wrapped.bytes),
            wrapped_by: &wrapped.key_id,
        })
    };
    let rows = keys.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let sql = "insert into producer_key (producer_id, producer, cooperative_id, commune_code, wrapped, wrapped_by)
        select r.producer_id, r.producer, r.cooperative_id, c.commune_code, decode(r.wrapped, 'hex'), r.wrapped_by
        from jsonb_to_recordset($1::jsonb) as r (
            producer_id uuid, producer text, cooperative_id uuid, wrapped text, wrapped_by text
        )
        join cooperative c on c.cooperative_id = r.cooperative_id";
    let added = tx.run(sql, [serde_json::to_string(&rows)?.into()]).await?;
    if usize::try_from(added).ok() != Some(keys.len()) {
        return Err(anyhow::anyhow!("{added} of {} keys were kept", keys.len()).into());
    }
    Ok(())
}

/// Destroys a producer's key and leaves the tombstone; whoever seals under it waits, or is waited for.
pub(super) async fn destroy(tx: &Scoped, producer: &Producer, at: DateTime<Utc>) -> Result<(), Stop> {
    let sql = "update producer_key set wrapped = null, wrapped_by = null, destroyed_at = $2
        where producer_id = $1 and wrapped is not null";
    if tx.run(sql, [producer.id.into(), at.into()]).await? == 1 {
        return Ok(());
    }
    Err(anyhow::anyhow!("a producer has no key that could be destroyed").into())
}

/// Some keys that another key than this has wrapped, locked.
pub(super) async fn wrapped_by_others(tx: &Scoped, newest: &str) -> Result<Vec<(Producer, Wrapped)>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        producer_id: Uuid,
        producer: String,
        cooperative_id: Id<Cooperative>,
        wrapped: Vec<u8>,
        wrapped_by: String,
    }
    let sql = "select producer_id, producer, cooperative_id, wrapped, wrapped_by from producer_key
        where wrapped is not null and wrapped_by <> $1 order by producer_id limit $2 for update";
    let rows: Vec<Row> = tx.all(sql, [newest.into(), REWRAPPED_AT_ONCE.into()]).await?;
    let known = |row: Row| {
        let table = table_of(&row.producer)?;
        let producer = Producer { table, id: row.producer_id, tenant: row.cooperative_id };
        Ok((producer, Wrapped { key_id: row.wrapped_by, bytes: row.wrapped }))
    };
    rows.into_iter().map(known).collect()
}

/// The table of this name; keys are made for no other.
fn table_of(table: &str) -> Result<&'static str, Stop> {
    let known = ["cooperative", "household", "bank"].into_iter().find(|known| *known == table);
    known.ok_or_else(|| anyhow::anyhow!("a key is of the unknown table `{table}`").into())
}

/// Puts each producer's key in the place of the one before.
pub(super) async fn replace(tx: &Scoped, keys: &[(Uuid, Wrapped)]) -> Result<u64, Stop> {
    let rows: Vec<_> =
        keys.iter().map(|(id, wrapped)| serde_json::json!([id, hex::encode(&wrapped.bytes), wrapped.key_id])).collect();
    let sql = "update producer_key k set wrapped = decode(r.value ->> 1, 'hex'), wrapped_by = r.value ->> 2
        from jsonb_array_elements($1::jsonb) as r (value) where k.producer_id = (r.value ->> 0)::uuid";
    Ok(tx.run(sql, [serde_json::to_string(&rows)?.into()]).await?)
}

//! What was sealed under one key for everybody is sealed anew under each producer's own, before the service opens.

use host::Sealer;
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{Database, FromQueryResult, Scoped};

use super::{Vault, vault::Producer};

const AT_ONCE: i64 = 500;

/// A table with what was sealed there: its id, then two columns, of which the second may be empty.
struct Old {
    table: &'static str,
    id: &'static str,
    columns: [&'static str; 2],
}

const OLD: [Old; 2] = [
    Old { table: "cooperative", id: "cooperative_id", columns: ["representative_id", "phone"] },
    Old { table: "household", id: "household_id", columns: ["personal_id", "phone"] },
];

/// Seals anew whatever has no key of its producer's yet. May be broken off and begun again; two at once wait for each other.
pub(crate) async fn reseal(database: &Database, vault: &Vault, old_key: &Sealer) -> Result<(), Stop> {
    for old in &OLD {
        loop {
            let tx = database.begin_as_service().await?;
            let resealed = some(&tx, vault, old_key, old).await?;
            tx.commit().await?;
            if resealed == 0 {
                break;
            }
            tracing::info!(table = old.table, rows = resealed, "sealed anew under each producer's own key");
        }
    }
    Ok(())
}

async fn some(tx: &Scoped, vault: &Vault, old_key: &Sealer, old: &Old) -> Result<usize, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        id: uuid::Uuid,
        cooperative_id: Id<Cooperative>,
        first: Vec<u8>,
        second: Option<Vec<u8>>,
    }
    let Old { table, id, columns: [first, second] } = old;
    tx.run("select pg_advisory_xact_lock(hashtext('onboarding reseal'))", []).await?;
    let sql = format!(
        "select {id} as id, cooperative_id, {first}_sealed as first, {second}_sealed as second from {table} t
        where not exists (select from producer_key k where k.producer_id = t.{id}) and erased_at is null
        order by {id} limit $1 for update"
    );
    let rows: Vec<Row> = tx.all(&sql, [AT_ONCE.into()]).await?;
    let producers: Vec<_> = rows.iter().map(|row| Producer { table, id: row.id, tenant: row.cooperative_id }).collect();
    let keys = vault.keys_to_seal(tx, &producers).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for (row, producer) in rows.iter().zip(&producers) {
        let name = match *table {
            "cooperative" => row.cooperative_id.to_string(),
            _ => Id::<Household>::from_uuid(row.id).to_string(),
        };
        let anew = |column: &str, bytes: &[u8]| -> anyhow::Result<String> {
            let clear = old_key.open(&format!("onboarding|{table}|{column}|{name}"), bytes)?;
            keys.seal(producer, column, std::str::from_utf8(&clear)?)
        };
        let second = row.second.as_ref().map(|bytes| anew(second, bytes)).transpose()?;
        sealed.push(serde_json::json!([row.id, anew(first, &row.first)?, second]));
    }
    let sql = format!(
        "update {table} t set {first}_sealed = decode(r.value ->> 1, 'hex'), {second}_sealed = decode(r.value ->> 2, 'hex')
        from jsonb_array_elements($1::jsonb) as r (value) where t.{id} = (r.value ->> 0)::uuid"
    );
    tx.run(&sql, [serde_json::to_string(&sealed)?.into()]).await?;
    keys.keep(tx).await?;
    Ok(rows.len())
}

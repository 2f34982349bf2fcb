//! Numbers of persons, opened for a file that brings them back masked.

use std::collections::HashMap;

use host::Secret;
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{
    Vault,
    cooperatives::KEY,
    households::{masked_id, masked_phone},
    narrowed,
    vault::Producer,
};

/// The numbers of one producer.
pub(crate) struct Numbers {
    personal_id: Secret<String>,
    phone: Option<Secret<String>>,
}

impl Numbers {
    /// The personal number, where `masked` is how it is shown.
    pub(crate) fn personal_id(&self, masked: &str) -> Option<&str> {
        let tail = tail_of(self.personal_id.expose());
        (masked == masked_id(Some(tail))).then(|| self.personal_id.expose().as_str())
    }

    /// The same of the phone.
    pub(crate) fn phone(&self, masked: &str) -> Option<&str> {
        let phone = self.phone.as_ref()?.expose();
        (masked == masked_phone(Some(tail_of(phone)))).then_some(phone.as_str())
    }
}

/// The last three digits.
fn tail_of(number: &str) -> &str {
    number.get(number.len().saturating_sub(3)..).unwrap_or_default()
}

/// The numbers of cooperatives' representatives, by the cooperative's code.
pub(crate) async fn of_cooperatives(
    tx: &Scoped,
    vault: &Vault,
    codes: Vec<String>,
) -> Result<HashMap<String, Numbers>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        key: Uuid,
        code: String,
        personal_id_sealed: Vec<u8>,
        phone_sealed: Option<Vec<u8>>,
    }
    let sql = format!(
        "select cooperative_id, {KEY} as key, code, representative_id_sealed as personal_id_sealed, phone_sealed
        from cooperative where code = any($1::text[]) and erased_at is null and $seen"
    );
    let (sql, values) = narrowed(tx, &sql, [codes.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let producers: Vec<Producer> =
        rows.iter().map(|row| Producer::representative(row.key, row.cooperative_id)).collect();
    let keys = vault.keys_to_open(tx, &producers).await?;
    let mut numbers = HashMap::with_capacity(rows.len());
    for (row, producer) in rows.into_iter().zip(producers) {
        let personal_id = keys.open(&producer, "representative_id", &row.personal_id_sealed)?;
        let phone = row.phone_sealed.map(|sealed| keys.open(&producer, "phone", &sealed)).transpose()?;
        numbers.insert(row.code, Numbers { personal_id, phone });
    }
    Ok(numbers)
}

/// The numbers of heads of households, by the codes of cooperative and household.
pub(crate) async fn of_households(
    tx: &Scoped,
    vault: &Vault,
    codes: Vec<String>,
) -> Result<HashMap<(String, String), Numbers>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: Id<Household>,
        cooperative_id: Id<Cooperative>,
        cooperative: String,
        code: String,
        personal_id_sealed: Vec<u8>,
        phone_sealed: Option<Vec<u8>>,
    }
    let sql = "select * from (
            select h.*, c.code as cooperative from household h join cooperative c on c.cooperative_id = h.cooperative_id
        ) as it where cooperative = any($1::text[]) and erased_at is null and $seen";
    let (sql, values) = narrowed(tx, sql, [codes.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let producer = |row: &Row| Producer::household(row.household_id, row.cooperative_id);
    let producers: Vec<Producer> = rows.iter().map(producer).collect();
    let keys = vault.keys_to_open(tx, &producers).await?;
    let mut numbers = HashMap::with_capacity(rows.len());
    for (row, producer) in rows.into_iter().zip(producers) {
        let personal_id = keys.open(&producer, "personal_id", &row.personal_id_sealed)?;
        let phone = row.phone_sealed.map(|sealed| keys.open(&producer, "phone", &sealed)).transpose()?;
        numbers.insert((row.cooperative, row.code), Numbers { personal_id, phone });
    }
    Ok(numbers)
}

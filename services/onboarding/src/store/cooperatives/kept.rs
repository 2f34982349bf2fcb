//! What stays of a cooperative where a form says nothing of it.

use host::Secret;
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{
    super::{Vault, narrowed, vault::Producer},
    KEY,
};

/// What a form does not show, or does not ask for again.
pub(crate) struct Kept {
    pub representative_id: Secret<String>,
    pub phone: Secret<String>,
    pub hamlet: Option<String>,
    /// The whole address as it was once given, old district included.
    pub address_given: String,
    /// The BIN of its bank, and its account there.
    pub bank: Option<(String, Secret<String>)>,
}

/// What a change of a cooperative keeps where it says nothing else. Of whoever was erased there is nothing.
pub(crate) async fn kept(tx: &Scoped, vault: &Vault, id: Id<Cooperative>) -> Result<Kept, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        key: Uuid,
        representative_id_sealed: Option<Vec<u8>>,
        phone_sealed: Option<Vec<u8>>,
        hamlet: Option<String>,
        address_given: String,
        bank_id: Option<Uuid>,
        bank_bin: Option<String>,
        bank_account_sealed: Option<Vec<u8>>,
    }
    let sql = format!(
        "select {KEY} as key, representative_id_sealed, phone_sealed, hamlet, address_given, bank_id, bank_bin,
            bank_account_sealed
        from cooperative where cooperative_id = $1 and $seen"
    );
    let (sql, values) = narrowed(tx, &sql, [id.into()]);
    let row: Option<Row> = tx.first(&sql, values).await?;
    let row = row.ok_or_else(|| Stop::not_found("cooperative"))?;
    let producer = Producer::representative(row.key, id);
    let bank = row.bank_id.map(|bank_id| Producer::bank(bank_id, id));
    let owners: Vec<Producer> = std::iter::once(producer).chain(bank).collect();
    let keys = vault.keys_to_open(tx, &owners).await?;
    let bank = match (bank, row.bank_bin, row.bank_account_sealed) {
        (Some(owner), Some(bin), Some(sealed)) => Some((bin, keys.open(&owner, "account", &sealed)?)),
        _ => None,
    };
    let opened = |column: &str, sealed: Option<Vec<u8>>| match sealed {
        Some(sealed) => keys.open(&producer, column, &sealed),
        None => Ok(Secret::new(String::new())),
    };
    Ok(Kept {
        representative_id: opened("representative_id", row.representative_id_sealed)?,
        phone: opened("phone", row.phone_sealed)?,
        hamlet: row.hamlet,
        address_given: row.address_given,
        bank,
    })
}

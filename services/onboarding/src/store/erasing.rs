//! Everything personal about a producer goes for ever: the key is destroyed, and what was in clear makes way for the code.

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::Producer as Asked;
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped, Value};

use super::{drafts, people::Person, producer_keys, producers, representatives};

/// Why the data must be kept for now, as far as onboarding can know.
pub(crate) async fn must_be_kept(tx: &Scoped, person: &Person, today: NaiveDate) -> Result<Option<&'static str>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        goods: bool,
        sells: bool,
    }
    let (sql, id): (_, Value) = match person.asked {
        // They act no more, whatever there is.
        Asked::Former(_) => return Ok(None),
        Asked::Household(id) => (
            "select false as sells, exists (
                select from harvest h join lot l on l.lot_id = h.lot_id where h.household_id = $1 and l.sell_by >= $2
            ) as goods",
            id.into(),
        ),
        Asked::Cooperative(id) => (
            "select c.verified_at is not null and c.state not in ('rejected', 'suspended') as sells, exists (
                select from lot l where l.cooperative_id = c.cooperative_id and l.sell_by >= $2
            ) as goods from cooperative c where c.cooperative_id = $1",
            id.into(),
        ),
    };
    let row: Option<Row> = tx.first(sql, [id, today.into()]).await?;
    Ok(match row {
        Some(row) if row.sells => Some("the cooperative may sell, and somebody must act for it"),
        Some(row) if row.goods => Some("goods of theirs may still be on sale or on their way"),
        _ => None,
    })
}

/// Erases; false where it was done before. A household's membership ends with it. Lots and harvests keep whose they were by id alone.
pub(crate) async fn erase(tx: &Scoped, person: &Person, at: DateTime<Utc>, today: NaiveDate) -> Result<bool, Stop> {
    if person.erased_at.is_some() {
        return Ok(false);
    }
    // First, so that whoever seals under this key has done so, or finds it gone.
    for producer in std::iter::once(&person.producer).chain(&person.bank) {
        producer_keys::destroy(tx, producer, at).await?;
    }
    // Whatever was made of their data and not fetched is not handed out any more.
    tx.run("update subject_request set file = null where producer_id = $1", [person.producer.id.into()]).await?;
    match person.asked {
        Asked::Household(id) => {
            let sql = "update household set head = code, search_key = lower(code), personal_id_sealed = null,
                    personal_id_index = null, personal_id_tail = null, phone_sealed = null, phone_tail = null, hamlet = null,
                    fingerprint = '', erased_at = $2, left_on = coalesce(left_on, greatest(joined_on, $3))
                where household_id = $1";
            tx.run(sql, [id.into(), at.into(), today.into()]).await?;
            let plots = "update plot set name = code, search_key = lower(code), fingerprint = '', version = version + 1
                where household_id = $1";
            tx.run(plots, [person.producer.id.into()]).await?;
            let forget = "select forget_drafts($1, array['household', 'harvest', 'plot'])";
            tx.run(forget, [person.producer.tenant.into()]).await?;
            let recounted = producers::recount_households(tx, vec![person.producer.tenant.uuid()]).await?;
            producers::tell(tx, recounted).await?;
        }
        Asked::Cooperative(id) => {
            let sql = "update cooperative set representative = code, representative_id_sealed = null,
                    representative_id_index = null, representative_id_tail = null, phone_sealed = null, phone_tail = null,
                    fingerprint = '', erased_at = $2, version = version + 1, bank_id = null, bank_bin = null,
                    bank_account_sealed = null, bank_account_tail = null, bank_holder = null, bank_fingerprint = null,
                    known_as = null, known_as_index = null
                where cooperative_id = $1";
            tx.run(sql, [id.into(), at.into()]).await?;
            representatives::erase(tx, &person.producer, at).await?;
            // Whatever was typed of somebody before they acted lies under another's key.
            tx.run("select forget_drafts($1, array['cooperative'])", [person.producer.tenant.into()]).await?;
            drafts::forget_under(tx, person.producer.id).await?;
            producers::tell(tx, vec![id.uuid()]).await?;
        }
        Asked::Former(_) => {
            representatives::erase(tx, &person.producer, at).await?;
            // Whatever was typed of somebody before they acted lies under another's key.
            tx.run("select forget_drafts($1, array['cooperative'])", [person.producer.tenant.into()]).await?;
            drafts::forget_under(tx, person.producer.id).await?;
        }
    }
    Ok(true)
}

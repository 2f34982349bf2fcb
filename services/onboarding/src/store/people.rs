//! The people behind producers: who acts for a cooperative, who heads a household, and what is kept sealed of them.

use contract::onboarding::{PersonalField, Producer as Asked};
use ids::{Cooperative, Household, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};

use super::vault::Producer;

/// Somebody whose data are kept.
#[derive(Debug)]
pub(crate) struct Person {
    pub producer: Producer,
    pub erased: bool,
    personal_id: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct Row {
    cooperative_id: Id<Cooperative>,
    erased: bool,
    personal_id: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
}

/// The person behind a producer, if the caller may see them.
pub(crate) async fn find(tx: &Scoped, producer: Asked) -> Result<Option<Person>, Stop> {
    let (sql, id) = match producer {
        Asked::Cooperative(id) => (
            "select cooperative_id, erased_at is not null as erased, representative_id_sealed as personal_id,
                phone_sealed as phone
            from cooperative where cooperative_id = $1",
            id.into(),
        ),
        Asked::Household(id) => (
            "select cooperative_id, erased_at is not null as erased, personal_id_sealed as personal_id,
                phone_sealed as phone
            from household where household_id = $1",
            id.into(),
        ),
    };
    let row: Option<Row> = tx.first(sql, [id]).await?;
    Ok(row.map(|row| Person {
        producer: match producer {
            Asked::Cooperative(id) => Producer::cooperative(id),
            Asked::Household(id) => Producer::household(id, row.cooperative_id),
        },
        erased: row.erased,
        personal_id: row.personal_id,
        phone: row.phone,
    }))
}

impl Person {
    /// A number as it lies there, with the column it was sealed for.
    pub(crate) fn sealed(&self, field: PersonalField) -> Option<(&'static str, &[u8])> {
        match field {
            PersonalField::PersonalId => {
                let column = if self.producer.table == "household" { "personal_id" } else { "representative_id" };
                self.personal_id.as_deref().map(|sealed| (column, sealed))
            }
            PersonalField::Phone => self.phone.as_deref().map(|sealed| ("phone", sealed)),
        }
    }

    /// The producer's id, as it is written everywhere.
    pub(crate) fn name(&self) -> String {
        match self.producer.table {
            "household" => Id::<Household>::from_uuid(self.producer.id).to_string(),
            _ => self.producer.tenant.to_string(),
        }
    }
}

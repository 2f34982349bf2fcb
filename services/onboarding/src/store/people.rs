//! The people behind producers: who acts for a cooperative, who heads a household, and what is kept sealed of them.

use chrono::{DateTime, Utc};
use contract::onboarding::{PersonalField, Producer as Asked};
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped, Value};
use sea_orm::JsonValue;
use uuid::Uuid;

use super::{
    cooperatives::masked_account,
    households::{masked_id, masked_phone},
    narrowed, representatives,
    vault::Producer,
};

/// Somebody whose data are kept.
#[derive(Debug)]
pub(crate) struct Person {
    pub asked: Asked,
    pub producer: Producer,
    /// The producer's short code.
    pub code: String,
    /// The code, where it was erased.
    pub name: String,
    pub erased_at: Option<DateTime<Utc>>,
    personal_id: Option<Vec<u8>>,
    personal_id_tail: Option<String>,
    phone: Option<Vec<u8>>,
    phone_tail: Option<String>,
    /// Only of a cooperative: whose key its bank account lies under.
    pub bank: Option<Producer>,
    bank_account: Option<Vec<u8>>,
    bank_account_tail: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    cooperative_id: Id<Cooperative>,
    key: Uuid,
    code: String,
    name: String,
    erased_at: Option<DateTime<Utc>>,
    personal_id: Option<Vec<u8>>,
    personal_id_tail: Option<String>,
    phone: Option<Vec<u8>>,
    phone_tail: Option<String>,
    bank_id: Option<Uuid>,
    bank_account: Option<Vec<u8>>,
    bank_account_tail: Option<String>,
}

const OF_COOPERATIVE: &str = "select cooperative_id, coalesce(representative_key, cooperative_id) as key, code,
        representative as name, erased_at, representative_id_sealed as personal_id,
        representative_id_tail as personal_id_tail, phone_sealed as phone, phone_tail, bank_id,
        bank_account_sealed as bank_account, bank_account_tail
    from cooperative where cooperative_id = $1 and $seen";
const OF_HOUSEHOLD: &str = "select cooperative_id, household_id as key, code, head as name, erased_at,
        personal_id_sealed as personal_id, personal_id_tail, phone_sealed as phone, phone_tail, null::uuid as bank_id,
        null::bytea as bank_account, null::text as bank_account_tail
    from household where household_id = $1 and $seen";
/// Their newest time.
const OF_FORMER: &str = "select cooperative_id, representative_key as key,
        (select code from cooperative c where c.cooperative_id = f.cooperative_id) as code, name, erased_at,
        personal_id_sealed as personal_id, personal_id_tail, phone_sealed as phone, phone_tail, null::uuid as bank_id,
        null::bytea as bank_account, null::text as bank_account_tail
    from former_representative f where representative_key = $1 and $seen order by term_id desc limit 1";

/// The person behind a producer, if the caller may see them.
pub(crate) async fn find(tx: &Scoped, asked: Asked) -> Result<Option<Person>, Stop> {
    read(tx, asked, "").await
}

/// The same, and nobody changes them before this transaction ends.
pub(crate) async fn lock(tx: &Scoped, asked: Asked) -> Result<Option<Person>, Stop> {
    read(tx, asked, " for update").await
}

async fn read(tx: &Scoped, asked: Asked, lock: &str) -> Result<Option<Person>, Stop> {
    let asked = match asked {
        Asked::Former(id) => representatives::acts_for(tx, id).await?.map_or(asked, Asked::Cooperative),
        asked => asked,
    };
    let (sql, id) = match asked {
        Asked::Cooperative(id) => (OF_COOPERATIVE, id.into()),
        Asked::Household(id) => (OF_HOUSEHOLD, id.into()),
        Asked::Former(id) => (OF_FORMER, id.into()),
    };
    let (sql, values) = narrowed(tx, sql, [id]);
    let row: Option<Row> = tx.first(&format!("{sql}{lock}"), values).await?;
    Ok(row.map(|row| Person {
        asked,
        producer: match asked {
            Asked::Household(id) => Producer::household(id, row.cooperative_id),
            Asked::Cooperative(_) | Asked::Former(_) => Producer::representative(row.key, row.cooperative_id),
        },
        code: row.code,
        name: row.name,
        erased_at: row.erased_at,
        personal_id: row.personal_id,
        personal_id_tail: row.personal_id_tail,
        phone: row.phone,
        phone_tail: row.phone_tail,
        bank: row.bank_id.map(|id| Producer::bank(id, row.cooperative_id)),
        bank_account: row.bank_account,
        bank_account_tail: row.bank_account_tail,
    }))
}

impl Person {
    /// A number as it lies there, with whose key and the column it was sealed for.
    pub(crate) fn sealed(&self, field: PersonalField) -> Option<(Producer, &'static str, &[u8])> {
        let own = self.producer;
        match field {
            PersonalField::PersonalId => {
                let column = if self.producer.table == "household" { "personal_id" } else { "representative_id" };
                self.personal_id.as_deref().map(|sealed| (own, column, sealed))
            }
            PersonalField::Phone => self.phone.as_deref().map(|sealed| (own, "phone", sealed)),
            PersonalField::BankAccount => {
                self.bank.zip(self.bank_account.as_deref()).map(|(bank, sealed)| (bank, "account", sealed))
            }
        }
    }

    /// Every number with its last digits.
    pub(crate) fn masked(&self) -> Vec<(PersonalField, String)> {
        let masked = |field| match field {
            PersonalField::PersonalId => masked_id(self.personal_id_tail.as_deref()),
            PersonalField::Phone => masked_phone(self.phone_tail.as_deref()),
            PersonalField::BankAccount => masked_account(self.bank_account_tail.as_deref()),
        };
        let has =
            |field: &PersonalField| *field != PersonalField::BankAccount || matches!(self.asked, Asked::Cooperative(_));
        PersonalField::ALL.into_iter().filter(has).map(|field| (field, masked(field))).collect()
    }

    /// The person, whoever acts for the cooperative later.
    pub(crate) fn itself(&self) -> Asked {
        match self.asked {
            Asked::Household(_) => self.asked,
            Asked::Cooperative(_) | Asked::Former(_) => Asked::Former(Id::from_uuid(self.producer.id)),
        }
    }

    /// The producer's id, as it is written everywhere.
    pub(crate) fn id_text(&self) -> String {
        match self.asked {
            Asked::Household(id) => id.to_string(),
            Asked::Cooperative(id) => id.to_string(),
            Asked::Former(id) => id.to_string(),
        }
    }
}

/// What lies in clear about somebody, and what they picked.
pub(crate) async fn row(tx: &Scoped, person: &Person) -> Result<JsonValue, Stop> {
    #[derive(FromQueryResult)]
    struct Whole {
        whole: JsonValue,
    }
    let (sql, id) = match person.asked {
        Asked::Cooperative(id) => {
            let sql = "select to_jsonb(c) || jsonb_build_object('identity_checks', coalesce((
                select jsonb_agg(to_jsonb(i) - array['representative_id_index', 'actor', 'check_id'] order by i.check_id)
                from identity_check i where i.cooperative_id = c.cooperative_id
                    and i.representative_id_index = c.representative_id_index
            ), '[]'), 'acted_before', coalesce((
                select jsonb_agg(jsonb_build_object('from', f.acted_from, 'until', f.acted_until) order by f.term_id)
                from former_representative f
                where f.representative_key = coalesce(c.representative_key, c.cooperative_id)
            ), '[]')) as whole
            from cooperative c where cooperative_id = $1";
            (sql, id.into())
        }
        Asked::Household(id) => {
            let sql = "select to_jsonb(h) || jsonb_build_object('harvests', coalesce((
                select jsonb_agg(jsonb_build_object('lot_code', l.lot_code, 'picked_on', p.picked_on, 'quantity_g', p.quantity_g)
                    order by p.picked_on, l.lot_code)
                from harvest p join lot l on l.lot_id = p.lot_id where p.household_id = h.household_id
            ), '[]'), 'plots', coalesce((
                select jsonb_agg(to_jsonb(g) - array['search_key', 'fingerprint'] order by g.code)
                from plot g where g.household_id = h.household_id
            ), '[]'), 'past_memberships', coalesce((
                select jsonb_agg(jsonb_build_object('joined_on', t.joined_on, 'left_on', t.left_on) order by t.joined_on)
                from past_membership t where t.household_id = h.household_id
            ), '[]')) as whole
            from household h where household_id = $1";
            (sql, id.into())
        }
        Asked::Former(id) => {
            let sql = "select jsonb_build_object('cooperative_id', c.cooperative_id, 'cooperative', c.name, 'acted', (
                select jsonb_agg(jsonb_build_object('name', f.name, 'from', f.acted_from, 'until', f.acted_until)
                    order by f.term_id)
                from former_representative f where f.representative_key = $1
            ), 'identity_checks', coalesce((
                select jsonb_agg(to_jsonb(i) - array['representative_id_index', 'actor', 'check_id'] order by i.check_id)
                from identity_check i where i.cooperative_id = c.cooperative_id and i.representative_id_index in (
                    select f.personal_id_index from former_representative f where f.representative_key = $1)
            ), '[]')) as whole
            from cooperative c where c.cooperative_id = (
                select f.cooperative_id from former_representative f where f.representative_key = $1 limit 1)";
            (sql, Value::from(id))
        }
    };
    let whole: Option<Whole> = tx.first(sql, [id]).await?;
    let mut whole = whole.ok_or_else(|| Stop::not_found("producer"))?.whole;
    if let Some(object) = whole.as_object_mut() {
        // Nobody reads these; the numbers themselves are added by whoever may open them.
        let is_ours =
            |name: &str| ["_sealed", "_index", "_tail", "_key", "fingerprint"].iter().any(|end| name.ends_with(end));
        // What one official alone wants is theirs until another agrees; who looks at it is not about them either.
        let is_the_offices = |name: &str| name.starts_with("proposal") || name.starts_with("reviewer");
        object.retain(|name, _| !is_ours(name) && !is_the_offices(name));
    }
    Ok(whole)
}

//! Forms that are not finished: sealed as they were typed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use contract::onboarding::{Draft, DraftForm, Producer as Asked, SaveDraft};
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::JsonValue;
use serde_json::json;
use uuid::Uuid;

use super::{Vault, cooperatives, people::Person, vault::Producer};

/// Where one draft lies: whose it is, of which form, about what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub cooperative_id: Id<Cooperative>,
    pub form: DraftForm,
    pub about: &'a str,
}

impl Place<'_> {
    fn column(&self) -> String {
        format!("draft|{}|{}", self.form.slug(), self.about)
    }
}

/// Keeps what was typed; false when the cooperative has too many drafts already.
pub(crate) async fn save(tx: &Scoped, vault: &Vault, place: Place<'_>, draft: &SaveDraft) -> Result<bool, Stop> {
    let caller = tx.caller();
    let producer = cooperatives::representative_of(tx, place.cooperative_id).await?;
    let keys = vault.keys_to_seal(tx, &[producer]).await?;
    keys.keep(tx).await?;
    let sealed = keys.seal(&producer, &place.column(), &serde_json::to_string(&draft.fields)?)?;
    let sql =
        "insert into draft (cooperative_id, form, about, fields_sealed, sealed_under, actor, on_behalf_of, by_name)
        select $1, $2, $3, decode($4, 'hex'), $9, $5, $6, $7
        where (select count(*) from draft where cooperative_id = $1 and (form, about) <> ($2, $3)) < $8
        on conflict on constraint draft_key do update set fields_sealed = excluded.fields_sealed,
            sealed_under = excluded.sealed_under, saved_at = now(), actor = excluded.actor,
            on_behalf_of = excluded.on_behalf_of, by_name = excluded.by_name";
    let values = [
        place.cooperative_id.into(),
        place.form.slug().into(),
        place.about.into(),
        sealed.into(),
        caller.actor.to_string().into(),
        caller.on_behalf_of.clone().into(),
        draft.by_name.as_str().into(),
        DRAFTS_MAX.into(),
        producer.id.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// Drafts a cooperative may have at once.
const DRAFTS_MAX: i64 = 200;

/// What was typed and not sent.
pub(crate) async fn find(tx: &Scoped, vault: &Vault, place: Place<'_>) -> Result<Option<Draft>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        fields_sealed: Vec<u8>,
        key: Uuid,
        saved_at: DateTime<Utc>,
        by_name: String,
    }
    let sql = "select fields_sealed, coalesce(sealed_under, cooperative_id) as key, saved_at, by_name from draft
        where cooperative_id = $1 and form = $2 and about = $3";
    let row: Option<Row> =
        tx.first(sql, [place.cooperative_id.into(), place.form.slug().into(), place.about.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let producer = Producer::representative(row.key, place.cooperative_id);
    let clear = vault.open(tx, &producer, &place.column(), &row.fields_sealed).await?;
    let fields: BTreeMap<String, Vec<String>> = serde_json::from_str(clear.expose())?;
    Ok(Some(Draft { fields, saved_at: row.saved_at, by_name: row.by_name }))
}

/// That something was typed about somebody and not sent, and by whom: a representative's in the form of their cooperative, a
/// household's in its own. Its words are read where they were typed, and nowhere else.
pub(crate) async fn about(tx: &Scoped, person: &Person) -> Result<Vec<JsonValue>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        saved_at: DateTime<Utc>,
        by_name: String,
    }
    let (form, about) = match person.asked {
        Asked::Cooperative(_) => (DraftForm::Cooperative, String::new()),
        Asked::Household(id) => (DraftForm::Household, id.to_string()),
        // The form is somebody else's by now.
        Asked::Former(_) => return Ok(Vec::new()),
    };
    let sql = "select saved_at, by_name from drafts_about($1, $2, $3)";
    let rows: Vec<Row> = tx.all(sql, [person.producer.tenant.into(), form.slug().into(), about.into()]).await?;
    let told = |row: Row| json!({ "form": form.slug(), "saved_at": row.saved_at, "by": row.by_name });
    Ok(rows.into_iter().map(told).collect())
}

/// Forgets what was typed.
pub(crate) async fn drop(tx: &Scoped, place: Place<'_>) -> Result<(), Stop> {
    let sql = "delete from draft where cooperative_id = $1 and form = $2 and about = $3";
    tx.run(sql, [place.cooperative_id.into(), place.form.slug().into(), place.about.into()]).await?;
    Ok(())
}

/// Forgets all that lies under the key of somebody who acts or acted for a cooperative, whoever asks.
pub(super) async fn forget_under(tx: &Scoped, key: Uuid) -> Result<(), Stop> {
    tx.run("select forget_drafts_under($1)", [key.into()]).await?;
    Ok(())
}

/// Forgets what nobody came back to in 90 days.
pub(crate) async fn sweep(tx: &Scoped) -> Result<u64, Stop> {
    Ok(tx.run("delete from draft where saved_at < now() - interval '90 days'", []).await?)
}

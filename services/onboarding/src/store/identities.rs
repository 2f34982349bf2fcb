//! What came of looking at representatives.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::{IdentityCheck, IdentityMeans, IdentityResult, Remark};
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::cooperatives::Known;
use crate::identity::Finding;

/// What a step about an identity is filed under.
const IDENTITY: &str = "identity";
/// Said where nobody has looked.
const NOBODY_LOOKED: &str = "none";

/// A step's words on what came of it, or that nobody has looked.
pub(crate) fn said(result: Option<IdentityResult>) -> Remark {
    let reason = result.map_or(NOBODY_LOOKED, IdentityResult::slug);
    Remark { field: IDENTITY.to_owned(), reason: reason.to_owned() }
}

fn result_of(slug: &str) -> Result<IdentityResult, Stop> {
    let result = IdentityResult::from_slug(slug);
    result.ok_or_else(|| anyhow::anyhow!("an identity check has the unknown result `{slug}`").into())
}

/// Keeps what was found of the present representative.
pub(crate) async fn keep(
    tx: &Scoped,
    known: &Known,
    (verifier, finding): (&str, &Finding),
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), Stop> {
    let sql = "insert into identity_check (cooperative_id, commune_code, representative_id_index, verifier, means,
            seen_on, reference, result, by_name, actor, at)
        select cooperative_id, commune_code, representative_id_index, $2, $3, $4, $5, $6, $7, $8, $9
        from cooperative where cooperative_id = $1";
    let values = [
        known.cooperative_id.into(),
        verifier.into(),
        finding.means.map(IdentityMeans::slug).into(),
        finding.seen_on.into(),
        finding.reference.as_str().into(),
        finding.result.slug().into(),
        by.into(),
        tx.caller().actor.to_string().into(),
        at.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

/// What came of it the last time somebody looked at the present representatives of these.
pub(crate) async fn newest(tx: &Scoped, known: &[Known]) -> Result<HashMap<Id<Cooperative>, IdentityResult>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        result: String,
    }
    let ids: Vec<Uuid> = known.iter().map(|known| known.cooperative_id.uuid()).collect();
    let sql = "select distinct on (c.cooperative_id) c.cooperative_id, i.result
        from cooperative c
        join identity_check i on i.cooperative_id = c.cooperative_id
            and i.representative_id_index = c.representative_id_index
        where c.cooperative_id = any($1::uuid[])
        order by c.cooperative_id, i.check_id desc";
    let rows: Vec<Row> = tx.all(sql, [ids.into()]).await?;
    rows.into_iter().map(|row| Ok((row.cooperative_id, result_of(&row.result)?))).collect()
}

/// The newest check of the present representative; none where nobody has looked.
pub(crate) async fn of(tx: &Scoped, id: Id<Cooperative>) -> Result<Option<IdentityCheck>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        verifier: String,
        means: Option<String>,
        seen_on: Option<NaiveDate>,
        reference: String,
        result: String,
        by_name: String,
        at: DateTime<Utc>,
    }
    let sql = "select i.verifier, i.means, i.seen_on, i.reference, i.result, i.by_name, i.at
        from identity_check i
        join cooperative c on c.cooperative_id = i.cooperative_id
            and c.representative_id_index = i.representative_id_index
        where i.cooperative_id = $1
        order by i.check_id desc limit 1";
    let row: Option<Row> = tx.first(sql, [id.into()]).await?;
    let check = |row: Row| {
        Ok::<_, Stop>(IdentityCheck {
            verifier: row.verifier,
            means: row.means.as_deref().and_then(IdentityMeans::from_slug),
            seen_on: row.seen_on,
            reference: row.reference,
            result: result_of(&row.result)?,
            by: row.by_name,
            at: row.at,
        })
    };
    row.map(check).transpose()
}

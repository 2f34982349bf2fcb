//! Appending to a service's trail, and reading in it.

use contract::{
    Actor, Caller, Page,
    audit::{AuditEntry, FindAudit},
};
use scoped::{DbErr, FromQueryResult, Scoped};
use serde_json::Value;

use crate::chain::Stored;

/// What somebody did.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The ask's name, such as `ship_orders`.
    pub action: &'a str,
    /// What it was done to, by ids.
    pub objects: Vec<String>,
    /// `done`, or the code of the refusal.
    pub outcome: &'a str,
    /// Of what was sent, in hex, where that is kept; else empty.
    pub digest: &'a str,
}

/// Ids of one entry: as many as the largest ask names.
const OBJECTS_MAX: usize = 256;

/// Appends an entry about what `caller` did. To be called last before the commit: others wait for it.
pub async fn append(tx: &Scoped, caller: &Caller, entry: Entry<'_>) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Appended {
        #[expect(dead_code, reason = "a row must have a column")]
        seq: i64,
    }
    let scope = match caller.scope.of() {
        of if of.is_empty() => caller.scope.kind().to_owned(),
        of => format!("{}:{of}", caller.scope.kind()),
    };
    let values = [
        caller.actor.to_string().into(),
        caller.role.slug().into(),
        scope.into(),
        caller.on_behalf_of.clone().unwrap_or_default().into(),
        entry.action.into(),
        entry.objects.into(),
        entry.outcome.into(),
        entry.digest.into(),
        caller.address.clone().unwrap_or_default().into(),
        caller.request_id.clone().unwrap_or_default().into(),
    ];
    let sql = "select audit_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as seq";
    let _: Option<Appended> = tx.first(sql, values).await?;
    Ok(())
}

/// Every id in some JSON, in order, each once: a prefix of three letters and 32 hexadecimal digits.
pub fn objects_in(bodies: &[&Value]) -> Vec<String> {
    let mut found = Vec::new();
    for body in bodies {
        collect(body, &mut found);
    }
    found
}

fn collect(body: &Value, found: &mut Vec<String>) {
    match body {
        Value::String(text) if is_id(text) && found.len() < OBJECTS_MAX && !found.contains(text) => {
            found.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}

fn is_id(text: &str) -> bool {
    let lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.split_once('_').is_some_and(|(prefix, rest)| {
        prefix.len() == 3
            && prefix.bytes().all(|b| b.is_ascii_lowercase())
            && rest.len() == 32
            && rest.bytes().all(lower_hex)
    })
}

/// A page of the trail, the newest first. Only transactions of the whole house see any.
pub async fn find(tx: &Scoped, ask: &FindAudit) -> Result<Page<AuditEntry>, DbErr> {
    let before = ask.page.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
    let rows = i64::from(ask.page.rows());
    let text = ask.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let of_the_house = tx.of_the_house();
    let sql = format!(
        "select * from audit_entry
        where seq < $1 and ($2::text is null or actor = $2 or action = $2 or outcome = $2 or objects @> array[$2])
            and {of_the_house}
        order by seq desc limit $3"
    );
    let mut found: Vec<Stored> = tx.all(&sql, [before.into(), text.into(), (rows + 1).into()]).await?;
    let more = found.len() > ask.page.rows() as usize;
    found.truncate(ask.page.rows() as usize);
    let next = found.last().filter(|_| more).map(|last| last.seq.to_string());
    Ok(Page { rows: found.into_iter().map(told).collect(), next, total: None })
}

fn told(stored: Stored) -> AuditEntry {
    let written = |text: String| Some(text).filter(|text| !text.is_empty());
    AuditEntry {
        seq: stored.seq.unsigned_abs(),
        at: stored.at,
        actor: stored.actor,
        role: stored.role,
        scope: stored.scope,
        on_behalf_of: written(stored.on_behalf_of),
        action: stored.action,
        objects: stored.objects,
        outcome: stored.outcome,
        address: written(stored.address),
        request_id: written(stored.request_id),
    }
}

/// Whether what somebody does is written down: what people and programs do, not what the house does by itself.
impl Entry<'_> {
    /// Whether this caller's doings belong into the trail.
    pub fn concerns(caller: &Caller) -> bool {
        !matches!(caller.actor, Actor::Service(_))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand_and_nothing_else_is() {
        let (order, lot) = (format!("ord_{}", "0a".repeat(16)), format!("lot_{}", "1b".repeat(16)));
        let body = json!({"order_ids": [order, order], "note": "ord_1", "phone": "0912345678", "deep": {"lot": lot}});
        let answer = json!([format!("ORD_{}", "0a".repeat(16)), format!("order_{}", "0a".repeat(16)), 7, null]);
        let mut found = objects_in(&[&body, &answer]);
        found.sort();
        assert_eq!(found, [lot, order]);
        let many: Vec<String> = (0..300).map(|n| format!("ord_{n:032x}")).collect();
        assert_eq!(objects_in(&[&json!(many)]).len(), OBJECTS_MAX);
    }
}

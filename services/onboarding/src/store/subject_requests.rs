//! The register of what people ask of those who keep their data: `subject_request` and its steps.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Page,
    onboarding::{FileSubjectRequest, FindSubjectRequests, Producer as Asked, RequestNote, SubjectRequestView},
};
use ids::{Cooperative, Id, SubjectRequest as RequestId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{cursor, vault::Producer, words::word};
use crate::domain::{SubjectRequest, due};

/// A request as it is, locked.
#[derive(Debug)]
pub(crate) struct Known {
    pub version: i64,
    /// Under whose key the data lie that it asks about.
    pub producer_id: Uuid,
    pub producer: Asked,
    pub request: SubjectRequest,
    /// The file with all the data, where it was made and not fetched.
    pub file: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    request_id: Id<RequestId>,
    version: i64,
    producer_id: Uuid,
    producer: String,
    cooperative_id: Id<Cooperative>,
    /// Whose key the numbers of whoever acts for it now lie under.
    representative_key: Uuid,
    code: String,
    kind: String,
    words: String,
    state: String,
    received_on: NaiveDate,
    next_due: NaiveDate,
    holder: Option<String>,
    holder_name: Option<String>,
    hold: Option<String>,
    file: Option<String>,
}

const COLUMNS: &str =
    "r.request_id, r.version, r.producer_id, r.producer, r.cooperative_id, coalesce(h.code, c.code) as code,
    coalesce(c.representative_key, c.cooperative_id) as representative_key, r.kind, r.words, r.state, r.received_on, r.next_due, r.holder, r.holder_name, r.hold, r.file
    from subject_request r join cooperative c on c.cooperative_id = r.cooperative_id
    left join household h on h.household_id = r.producer_id";

impl Row {
    fn asked(&self) -> Asked {
        match self.producer.as_str() {
            "household" => Asked::Household(Id::from_uuid(self.producer_id)),
            _ if self.producer_id != self.representative_key => Asked::Former(Id::from_uuid(self.producer_id)),
            _ => Asked::Cooperative(self.cooperative_id),
        }
    }

    fn request(&self) -> Result<SubjectRequest, Stop> {
        Ok(SubjectRequest {
            kind: word(self.kind.clone())?,
            state: word(self.state.clone())?,
            received_on: self.received_on,
            holder: self.holder.clone().zip(self.holder_name.clone()),
            hold: self.hold.clone(),
        })
    }

    fn into_view(self, today: NaiveDate, steps: Vec<RequestNote>) -> Result<SubjectRequestView, Stop> {
        let (producer, request) = (self.asked(), self.request()?);
        let (answer_due, finish_due) = due(request.received_on);
        Ok(SubjectRequestView {
            request_id: self.request_id,
            version: self.version,
            producer,
            cooperative_id: self.cooperative_id,
            code: self.code,
            kind: request.kind,
            words: self.words,
            state: request.state,
            received_on: request.received_on,
            answer_due,
            finish_due,
            overdue: request.is_overdue(today),
            holder: self.holder_name,
            hold: self.hold,
            has_file: self.file.is_some(),
            steps,
        })
    }
}

/// Writes a new request into the register.
pub(crate) async fn add(
    tx: &Scoped,
    producer: &Producer,
    ask: &FileSubjectRequest,
    request: &SubjectRequest,
) -> Result<Id<RequestId>, Stop> {
    let id = Id::<RequestId>::generate();
    let (answer_due, finish_due) = due(request.received_on);
    let sql = "insert into subject_request (request_id, version, producer_id, producer, cooperative_id, commune_code, kind, words,
            state, received_on, answer_due, finish_due, next_due)
        select $1, 1, $2, $3, cooperative_id, commune_code, $5, $6, $7, $8, $9, $10, $11
        from cooperative where cooperative_id = $4";
    let values = [
        id.into(),
        producer.id.into(),
        producer.table.into(),
        producer.tenant.into(),
        request.kind.slug().into(),
        ask.words.trim().into(),
        request.state.slug().into(),
        request.received_on.into(),
        answer_due.into(),
        finish_due.into(),
        request.next_due().into(),
    ];
    if tx.run(sql, values).await? != 1 {
        return Err(anyhow::anyhow!("a request was not written down").into());
    }
    Ok(id)
}

/// Locks a request that the caller may see.
pub(crate) async fn lock(tx: &Scoped, id: Id<RequestId>) -> Result<Known, Stop> {
    let mut values = vec![id.into()];
    let seen = tx.seen(&mut values, "r.cooperative_id", "r.commune_code");
    let sql = format!("select {COLUMNS} where r.request_id = $1 and {seen} for update of r");
    let row: Option<Row> = tx.first(&sql, values).await?;
    let row = row.ok_or_else(|| Stop::not_found("request"))?;
    Ok(Known {
        version: row.version,
        producer_id: row.producer_id,
        producer: row.asked(),
        request: row.request()?,
        file: row.file,
    })
}

/// Saves a request after a step.
pub(crate) async fn save(
    tx: &Scoped,
    id: Id<RequestId>,
    request: &SubjectRequest,
    file: Option<String>,
) -> Result<(), Stop> {
    let sql =
        "update subject_request set version = version + 1, state = $2, next_due = $3, holder = $4, holder_name = $5,
        hold = $6, file = $7 where request_id = $1";
    let (holder, holder_name) = request.holder.clone().unzip();
    let values = [
        id.into(),
        request.state.slug().into(),
        request.next_due().into(),
        holder.into(),
        holder_name.into(),
        request.hold.clone().into(),
        file.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

/// Writes down a step.
pub(crate) async fn note(
    tx: &Scoped,
    id: Id<RequestId>,
    step: &str,
    words: &str,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), Stop> {
    let sql =
        "insert into subject_request_step (request_id, cooperative_id, commune_code, at, step, words, actor, by_name)
        select request_id, cooperative_id, commune_code, $2, $3, $4, $5, $6 from subject_request where request_id = $1";
    let actor = tx.caller().actor.to_string();
    tx.run(sql, [id.into(), at.into(), step.into(), words.trim().into(), actor.into(), by.into()]).await?;
    Ok(())
}

/// One page of the register, what is due first on top.
pub(crate) async fn find(
    tx: &Scoped,
    ask: &FindSubjectRequests,
    today: NaiveDate,
) -> Result<Page<SubjectRequestView>, Stop> {
    let size = ask.page.rows();
    let mut values = vec![
        ask.closed.into(),
        ask.request_id.map(Id::uuid).into(),
        cursor::after(&ask.page)?.into(),
        i64::from(size + 1).into(),
    ];
    let seen = tx.seen(&mut values, "r.cooperative_id", "r.commune_code");
    let sql = format!(
        "select {COLUMNS} where (r.state in ('done', 'refused')) = ($1 and $2::uuid is null or $2 is not null and r.state in ('done', 'refused'))
            and ($2::uuid is null or r.request_id = $2) and (r.next_due::text || r.request_id::text) > $3 and {seen}
        order by r.next_due::text || r.request_id::text limit $4"
    );
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let (rows, next) = cursor::page(rows, size, |row| format!("{}{}", row.next_due, row.request_id.uuid()));
    Ok(Page { rows: views(tx, rows, today).await?, next, total: None })
}

/// What one producer asked for, the newest first.
pub(crate) async fn of_producer(
    tx: &Scoped,
    producer: Uuid,
    today: NaiveDate,
    at_most: Option<i64>,
) -> Result<Vec<SubjectRequestView>, Stop> {
    let sql = format!("select {COLUMNS} where r.producer_id = $1 order by r.request_id desc limit $2");
    let rows: Vec<Row> = tx.all(&sql, [producer.into(), at_most.into()]).await?;
    views(tx, rows, today).await
}

async fn views(tx: &Scoped, rows: Vec<Row>, today: NaiveDate) -> Result<Vec<SubjectRequestView>, Stop> {
    #[derive(FromQueryResult)]
    struct Noted {
        request_id: Uuid,
        at: DateTime<Utc>,
        step: String,
        words: String,
        by_name: String,
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.request_id.uuid()).collect();
    let sql = "select request_id, at, step, words, by_name from subject_request_step where request_id = any($1::uuid[])
        order by step_id desc";
    let steps: Vec<Noted> = tx.all(sql, [ids.into()]).await?;
    let mut by_request: HashMap<Uuid, Vec<RequestNote>> = HashMap::new();
    for step in steps {
        let note = RequestNote { at: step.at, step: step.step, by: step.by_name, words: step.words };
        by_request.entry(step.request_id).or_default().push(note);
    }
    let view = |row: Row| {
        let steps = by_request.remove(&row.request_id.uuid()).unwrap_or_default();
        row.into_view(today, steps)
    };
    rows.into_iter().map(view).collect()
}

/// Takes away files that nobody fetched in 30 days; they are forgotten with the others.
pub(crate) async fn end_unfetched(tx: &Scoped) -> Result<(), Stop> {
    let sql = "update subject_request set file = null where file_at < now() - interval '30 days'";
    tx.run(sql, []).await?;
    Ok(())
}

/// Some files that have been no request's for an hour: whoever was handed one has read it by then.
pub(crate) async fn to_forget(tx: &Scoped) -> Result<Vec<(i64, String)>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        forget_id: i64,
        file: String,
    }
    let sql = "select forget_id, file from file_to_forget where since < now() - interval '1 hour' order by 1 limit 100";
    let rows: Vec<Row> = tx.all(sql, []).await?;
    Ok(rows.into_iter().map(|row| (row.forget_id, row.file)).collect())
}

/// These are out of the store.
pub(crate) async fn forgotten(tx: &Scoped, ids: Vec<i64>) -> Result<(), Stop> {
    tx.run("delete from file_to_forget where forget_id = any($1::bigint[])", [ids.into()]).await?;
    Ok(())
}

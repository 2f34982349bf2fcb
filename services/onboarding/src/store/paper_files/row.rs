//! A paper's row, read and written.

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::{PaperChanged, PaperFile, PaperForm, Scan, ScanView};
use ids::{Cooperative, Id, Paper, Person};
use mailbox::Stop;
use scoped::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::{Official, PaperStanding, Verified},
    store::{
        cooperatives::product_of,
        papers::{scheme_of, state_of},
    },
};

/// A paper, whole.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub paper_id: Id<Paper>,
    pub version: i64,
    pub first_paper_id: Id<Paper>,
    pub cooperative_id: Id<Cooperative>,
    pub commune_code: String,
    pub form: PaperForm,
    pub standing: PaperStanding,
    pub scan: Option<Scan>,
    pub renews: Option<Id<Paper>>,
    pub warned_days: Option<u16>,
    /// In hex.
    pub fingerprint: String,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    paper_id: Id<Paper>,
    version: i64,
    first_paper_id: Id<Paper>,
    cooperative_id: Id<Cooperative>,
    cooperative: String,
    commune_code: String,
    scheme: String,
    number: String,
    issuer: String,
    issued_on: NaiveDate,
    valid_to: Option<NaiveDate>,
    product: Option<String>,
    stars: Option<i16>,
    score: Option<i16>,
    plot: Option<String>,
    plots: Vec<String>,
    plots_m2: Option<i64>,
    area_m2: Option<i64>,
    facility: Option<String>,
    decision_no: Option<String>,
    decision_date: Option<NaiveDate>,
    user_grant_no: Option<String>,
    standard: Option<String>,
    body: Option<String>,
    state: String,
    state_since: DateTime<Utc>,
    reason: Option<String>,
    verified_by: Option<String>,
    verified_by_name: Option<String>,
    verified_on: Option<NaiveDate>,
    warned_days: Option<i16>,
    renews: Option<Uuid>,
    renewed_by: Option<Uuid>,
    scan_file: Option<String>,
    scan_media_type: Option<String>,
    scan_bytes: Option<i64>,
    fingerprint_hex: String,
}

fn small(number: Option<i16>) -> Option<u8> {
    number.and_then(|number| u8::try_from(number).ok())
}

impl Row {
    fn form(&self) -> Result<PaperForm, Stop> {
        Ok(PaperForm {
            scheme: scheme_of(&self.scheme)?,
            number: self.number.clone(),
            issuer: self.issuer.clone(),
            issued_on: self.issued_on,
            valid_to: self.valid_to,
            product: self.product.as_deref().map(product_of).transpose()?,
            plot: self.plot.clone(),
            plots: self.plots.clone(),
            area_m2: self.area_m2,
            facility: self.facility.clone(),
            stars: small(self.stars),
            score: small(self.score),
            decision_no: self.decision_no.clone(),
            decision_date: self.decision_date,
            user_grant_no: self.user_grant_no.clone(),
            standard: self.standard.clone(),
            body: self.body.clone(),
        })
    }

    fn scan(&self) -> Option<Scan> {
        Some(Scan {
            file: self.scan_file.clone()?,
            media_type: self.scan_media_type.clone()?,
            bytes: u64::try_from(self.scan_bytes?).unwrap_or(0),
        })
    }

    fn warned(&self) -> Option<u16> {
        self.warned_days.and_then(|days| u16::try_from(days).ok())
    }

    pub(super) fn into_record(self) -> Result<Record, Stop> {
        let verified = match (&self.verified_by, &self.verified_by_name, self.verified_on) {
            (Some(id), Some(name), Some(on)) => {
                let person_id: Id<Person> =
                    id.parse().map_err(|_| anyhow::anyhow!("a paper was verified by nobody"))?;
                Some(Verified { by: Official { person_id, name: name.clone() }, on })
            }
            _ => None,
        };
        Ok(Record {
            paper_id: self.paper_id,
            version: self.version,
            first_paper_id: self.first_paper_id,
            cooperative_id: self.cooperative_id,
            commune_code: self.commune_code.clone(),
            form: self.form()?,
            standing: PaperStanding {
                state: state_of(&self.state)?,
                since: self.state_since,
                reason: self.reason.clone(),
                verified,
            },
            scan: self.scan(),
            renews: self.renews.map(Id::from_uuid),
            warned_days: self.warned(),
            fingerprint: self.fingerprint_hex,
        })
    }

    pub(super) fn into_file(self, today: NaiveDate) -> Result<PaperFile, Stop> {
        let (form, scan, warned_days) = (self.form()?, self.scan(), self.warned());
        Ok(PaperFile {
            paper_id: self.paper_id,
            version: self.version,
            first_paper_id: self.first_paper_id,
            cooperative_id: self.cooperative_id,
            cooperative: self.cooperative,
            days_left: form.valid_to.map(|last| (last - today).num_days()),
            form,
            plots_m2: self.plots_m2,
            state: state_of(&self.state)?,
            since: self.state_since,
            reason: self.reason,
            warned_days,
            renews: self.renews.map(Id::from_uuid),
            renewed_by: self.renewed_by.map(Id::from_uuid),
            scan: scan.map(|scan| ScanView { media_type: scan.media_type, bytes: scan.bytes }),
            verified_by: self.verified_by_name,
            verified_on: self.verified_on,
        })
    }

    pub(super) fn into_fact(self) -> Result<PaperChanged, Stop> {
        let (form, warned_days) = (self.form()?, self.warned());
        Ok(PaperChanged {
            paper_id: self.paper_id,
            version: self.version,
            first_paper_id: self.first_paper_id,
            cooperative_id: self.cooperative_id,
            commune_code: self.commune_code,
            scheme: form.scheme,
            number: form.number,
            product: form.product,
            stars: form.stars,
            issued_on: form.issued_on,
            valid_to: form.valid_to,
            state: state_of(&self.state)?,
            renewed_by: self.renewed_by.map(Id::from_uuid),
            warned_days,
        })
    }
}

/// The columns that change, as they are written.
#[derive(Serialize)]
pub(super) struct Saved<'a> {
    paper_id: Uuid,
    version: i64,
    first_paper_id: Uuid,
    cooperative_id: Uuid,
    commune_code: &'a str,
    scheme: &'static str,
    number: &'a str,
    issuer: &'a str,
    issued_on: NaiveDate,
    valid_to: Option<NaiveDate>,
    product: Option<&'static str>,
    stars: Option<u8>,
    score: Option<u8>,
    plot: Option<&'a str>,
    area_m2: Option<i64>,
    facility: Option<&'a str>,
    decision_no: Option<&'a str>,
    decision_date: Option<NaiveDate>,
    user_grant_no: Option<&'a str>,
    standard: Option<&'a str>,
    body: Option<&'a str>,
    state: &'static str,
    state_since: DateTime<Utc>,
    reason: Option<&'a str>,
    verified_by: Option<String>,
    verified_by_name: Option<&'a str>,
    verified_on: Option<NaiveDate>,
    warned_days: Option<u16>,
    renews: Option<Uuid>,
    scan_file: Option<&'a str>,
    scan_media_type: Option<&'a str>,
    scan_bytes: Option<u64>,
    fingerprint: String,
}

impl<'a> Saved<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let (form, standing, scan) = (&record.form, &record.standing, record.scan.as_ref());
        let verified = standing.verified.as_ref();
        Self {
            paper_id: record.paper_id.uuid(),
            version: record.version,
            first_paper_id: record.first_paper_id.uuid(),
            cooperative_id: record.cooperative_id.uuid(),
            commune_code: &record.commune_code,
            scheme: form.scheme.slug(),
            number: &form.number,
            issuer: &form.issuer,
            issued_on: form.issued_on,
            valid_to: form.valid_to,
            product: form.product.map(contract::ProductCode::as_str),
            stars: form.stars,
            score: form.score,
            plot: form.plot.as_deref(),
            area_m2: form.area_m2,
            facility: form.facility.as_deref(),
            decision_no: form.decision_no.as_deref(),
            decision_date: form.decision_date,
            user_grant_no: form.user_grant_no.as_deref(),
            standard: form.standard.as_deref(),
            body: form.body.as_deref(),
            state: standing.state.slug(),
            state_since: standing.since,
            reason: standing.reason.as_deref(),
            verified_by: verified.map(|verified| verified.by.person_id.to_string()),
            verified_by_name: verified.map(|verified| verified.by.name.as_str()),
            verified_on: verified.map(|verified| verified.on),
            warned_days: record.warned_days,
            renews: record.renews.map(Id::uuid),
            scan_file: scan.map(|scan| scan.file.as_str()),
            scan_media_type: scan.map(|scan| scan.media_type.as_str()),
            scan_bytes: scan.map(|scan| scan.bytes),
            fingerprint: format!("\\x{}", record.fingerprint),
        }
    }
}

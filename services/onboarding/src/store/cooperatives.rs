//! Cooperatives: which are there, and how an official's decision changes them.

mod kept;

pub(crate) use kept::{Kept, kept};

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{
    Bank, Page, ProductCode, Scope,
    onboarding::{
        BankView, CaseloadEntry, CooperativeView, FindCaseload, FindCooperatives, PaperView, ProducerKind,
        TaxCodeStatus, Verification,
    },
};
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped, Value};
use uuid::Uuid;

use super::{
    cursor, narrowed, papers,
    standings::{COLUMNS, StandingRow, state_of},
    vault::Producer,
};
use crate::domain::{Identity, Standing, TaxCode};

/// Whose key the representative's numbers lie under: the first one's has the cooperative's id.
pub(super) const KEY: &str = "coalesce(representative_key, cooperative_id)";

/// A cooperative that is there.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub cooperative_id: Id<Cooperative>,
    pub code: String,
    pub identity: Identity,
    /// The same with what its representative was called, and numbered, when an official last looked or they began.
    pub looked_at: Identity,
    pub standing: Standing,
    pub version: i64,
    /// In hex.
    pub fingerprint: String,
    pub hamlet: Option<String>,
    /// The whole address as it was once given, old district included.
    pub address_given: String,
    /// The data of its representative were.
    pub erased: bool,
    /// Whose key the representative's numbers lie under.
    pub representative_key: Uuid,
    pub representative_since: Option<NaiveDate>,
    pub bank: Option<KnownBank>,
}

impl Known {
    /// Whether somebody else is to act for it. After an erasure nobody knows any more who did, so it is always somebody else.
    pub(crate) fn is_succeeded_by(&self, now: &Identity) -> bool {
        self.erased || self.looked_at.is_of_another_than(now)
    }

    /// The account that is there for whoever acts `now`. A household business is paid into its owner's, who takes it along.
    pub(crate) fn account_for(&self, now: &Identity) -> Option<&KnownBank> {
        let is_taken_along = self.identity.kind == ProducerKind::HouseholdBusiness && self.is_succeeded_by(now);
        self.bank.as_ref().filter(|_| !is_taken_along)
    }
}

/// A bank account that is there.
#[derive(Debug, Clone)]
pub(crate) struct KnownBank {
    /// Whose key it lies under.
    pub id: Uuid,
    /// In hex.
    pub fingerprint: String,
}

#[derive(FromQueryResult)]
struct KnownRow {
    cooperative_id: Id<Cooperative>,
    code: String,
    name: String,
    kind: String,
    tax_code: Option<String>,
    representative: String,
    representative_index: String,
    known_as: Option<String>,
    known_as_index: Option<String>,
    commune_code: String,
    #[sea_orm(nested)]
    standing: StandingRow,
    version: i64,
    fingerprint: String,
    hamlet: Option<String>,
    address_given: String,
    erased: bool,
    representative_key: Uuid,
    representative_since: Option<NaiveDate>,
    bank_id: Option<Uuid>,
    bank_fingerprint: Option<String>,
}

/// Producers of the caller's commune, by code.
pub(crate) async fn caseload(tx: &Scoped, ask: &FindCaseload) -> Result<Page<CaseloadEntry>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<Cooperative>,
        code: String,
        name: String,
        state: String,
    }
    let Scope::Commune(commune) = &tx.caller().scope else {
        return Ok(Page { rows: Vec::new(), next: None, total: None });
    };
    let sql = "select cooperative_id, code, name, state from cooperative
        where commune_code = $1 and code > $2 and ($3 = '' or strpos(search_key, $3) > 0)
            and ($4::uuid is null or cooperative_id = $4)
        order by code limit $5";
    let text = ask.text.as_deref().map(places::search_key).unwrap_or_default();
    let size = ask.page.rows();
    let values = [
        commune.as_str().into(),
        cursor::after(&ask.page)?.into(),
        text.into(),
        ask.cooperative_id.into(),
        i64::from(size + 1).into(),
    ];
    let rows: Vec<Row> = tx.all(sql, values).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    let entry = |row: Row| {
        let (cooperative_id, state) = (row.cooperative_id, state_of(&row.state)?);
        Ok(CaseloadEntry { cooperative_id, code: row.code, name: row.name, state })
    };
    Ok(Page { rows: rows.into_iter().map(entry).collect::<Result<_, Stop>>()?, next, total: None })
}

/// What is known of cooperatives that the caller may see, where something is true of them.
async fn known_where(tx: &Scoped, condition: &str, value: Value, lock: &str) -> Result<Vec<Known>, Stop> {
    let mut values = vec![value];
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let sql = format!(
        "select cooperative_id, code, name, kind, tax_code, representative,
            coalesce(encode(representative_id_index, 'hex'), '') as representative_index, known_as,
            encode(known_as_index, 'hex') as known_as_index, commune_code, {COLUMNS}, version,
            encode(fingerprint, 'hex') as fingerprint, hamlet, address_given,
            erased_at is not null as erased, {KEY} as representative_key, representative_since,
            bank_id, encode(bank_fingerprint, 'hex') as bank_fingerprint
        from cooperative where {condition} and {seen} {lock}"
    );
    let rows: Vec<KnownRow> = tx.all(&sql, values).await?;
    rows.into_iter().map(KnownRow::into_known).collect()
}

impl KnownRow {
    fn into_known(self) -> Result<Known, Stop> {
        let identity = Identity {
            name: self.name,
            kind: kind_of(&self.kind)?,
            tax_code: self.tax_code.unwrap_or_default(),
            representative: self.representative,
            representative_index: self.representative_index,
            commune_code: self.commune_code,
        };
        let mut looked_at = identity.clone();
        if let (Some(representative), Some(representative_index)) = (self.known_as, self.known_as_index) {
            looked_at = Identity { representative, representative_index, ..looked_at };
        }
        Ok(Known {
            cooperative_id: self.cooperative_id,
            code: self.code,
            identity,
            looked_at,
            standing: self.standing.into_standing()?,
            version: self.version,
            fingerprint: self.fingerprint,
            hamlet: self.hamlet,
            address_given: self.address_given,
            erased: self.erased,
            representative_key: self.representative_key,
            representative_since: self.representative_since,
            bank: self.bank_id.zip(self.bank_fingerprint).map(|(id, fingerprint)| KnownBank { id, fingerprint }),
        })
    }
}

/// The cooperatives with these codes, as far as the caller may see them.
pub(crate) async fn known(tx: &Scoped, codes: Vec<String>) -> Result<Vec<Known>, Stop> {
    known_where(tx, "code = any($1::text[])", codes.into(), "").await
}

/// The code of the cooperative that the caller is limited to.
pub(crate) async fn own_code(tx: &Scoped) -> Result<Option<String>, Stop> {
    #[derive(FromQueryResult)]
    struct Own {
        code: String,
    }
    let Some(own) = tx.caller().scope.cooperative() else { return Ok(None) };
    let own: Option<Own> = tx.first("select code from cooperative where cooperative_id = $1", [own.into()]).await?;
    Ok(own.map(|own| own.code))
}

/// Whose these tax codes are, or the blind indexes of numbers that take their place, whoever asks.
pub(crate) async fn used_tax_codes(tx: &Scoped, codes: Vec<String>) -> Result<HashMap<String, Id<Cooperative>>, Stop> {
    #[derive(FromQueryResult)]
    struct Used {
        code: String,
        cooperative_id: Id<Cooperative>,
    }
    let used: Vec<Used> = tx.all("select code, cooperative_id from used_tax_codes($1::text[])", [codes.into()]).await?;
    Ok(used.into_iter().map(|used| (used.code, used.cooperative_id)).collect())
}

/// Locks these cooperatives, in id order.
pub(crate) async fn lock(tx: &Scoped, ids: &[Id<Cooperative>]) -> Result<Vec<Known>, Stop> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    known_where(tx, "cooperative_id = any($1::uuid[])", ids.into(), "order by cooperative_id for update").await
}

#[derive(FromQueryResult)]
struct ViewRow {
    cooperative_id: Id<Cooperative>,
    code: String,
    name: String,
    kind: String,
    tax_code: Option<String>,
    tax_code_status: String,
    commune_code: String,
    address_given: String,
    #[sea_orm(nested)]
    standing: StandingRow,
    households: i32,
    lots: i64,
    declared_g: i64,
}

/// One page of the cooperatives that the caller may see, by code, with their papers.
pub(crate) async fn find(tx: &Scoped, ask: &FindCooperatives) -> Result<Page<CooperativeView>, Stop> {
    let size = ask.page.rows();
    let text = ask.text.as_deref().map(places::search_key).unwrap_or_default();
    let state = ask.state.map(Verification::slug);
    let values = [
        cursor::after(&ask.page)?.into(),
        text.into(),
        state.map(str::to_owned).into(),
        i64::from(size + 1).into(),
        None::<Uuid>.into(),
    ];
    let (sql, values) = narrowed(tx, include_str!("cooperatives/find.sql"), values);
    let rows: Vec<ViewRow> = tx.all(&sql, values).await?;
    let (rows, next) = cursor::page(rows, size, |row| row.code.clone());
    let ids: Vec<Id<Cooperative>> = rows.iter().map(|row| row.cooperative_id).collect();
    let mut papers = papers::of(tx, &ids).await?;
    let rows = rows.into_iter().map(|row| {
        let papers = papers.remove(&row.cooperative_id).unwrap_or_default();
        row.into_view(papers)
    });
    Ok(Page { rows: rows.collect::<Result<_, _>>()?, next, total: None })
}

/// The cooperative with this id, if the caller may see it.
pub(crate) async fn by_id(tx: &Scoped, id: Id<Cooperative>) -> Result<Option<Known>, Stop> {
    Ok(known_where(tx, "cooperative_id = $1", id.into(), "").await?.pop())
}

/// What is shown of a cooperative's people.
#[derive(FromQueryResult)]
pub(crate) struct Contact {
    pub representative: String,
    pub representative_since: Option<NaiveDate>,
    pub representative_id_tail: Option<String>,
    pub phone_tail: Option<String>,
    pub hamlet: Option<String>,
    pub founded_on: Option<NaiveDate>,
    pub legacy_tax_code: Option<String>,
    pub bank_bin: Option<String>,
    pub bank_account_tail: Option<String>,
    pub bank_holder: Option<String>,
}

impl Contact {
    /// Its bank account, as its file shows it.
    pub(crate) fn bank(&self) -> Option<BankView> {
        let (bin, holder) = (self.bank_bin.clone()?, self.bank_holder.clone()?);
        let bank = Bank::with_bin(&bin).map_or_else(|| bin.clone(), |bank| bank.short_name.to_owned());
        Some(BankView { bank, account_masked: masked_account(self.bank_account_tail.as_deref()), bin, holder })
    }
}

/// The number of a bank account as anybody may see it; empty where there is none.
pub(crate) fn masked_account(tail: Option<&str>) -> String {
    tail.map(|tail| format!("••••••{tail}")).unwrap_or_default()
}

/// Whose key the numbers of its representative lie under, and what is typed for it.
pub(super) async fn representative_of(tx: &Scoped, id: Id<Cooperative>) -> Result<Producer, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        key: Uuid,
    }
    let sql = format!("select {KEY} as key from cooperative where cooperative_id = $1 and $seen");
    let (sql, values) = narrowed(tx, &sql, [id.into()]);
    let row: Option<Row> = tx.first(&sql, values).await?;
    Ok(Producer::representative(row.ok_or_else(|| Stop::not_found("cooperative"))?.key, id))
}

/// One cooperative, if the caller may see it.
pub(crate) async fn get(tx: &Scoped, id: Id<Cooperative>) -> Result<Option<(CooperativeView, Contact)>, Stop> {
    let values =
        [String::new().into(), String::new().into(), None::<String>.into(), 1_i64.into(), Some(id.uuid()).into()];
    let (sql, values) = narrowed(tx, include_str!("cooperatives/find.sql"), values);
    let row: Option<ViewRow> = tx.first(&sql, values).await?;
    let sql =
        "select representative, representative_since, representative_id_tail, phone_tail, hamlet, founded_on, legacy_tax_code, bank_bin,
            bank_account_tail, bank_holder
        from cooperative where cooperative_id = $1 and $seen";
    let (sql, values) = narrowed(tx, sql, [id.into()]);
    let (Some(row), Some(contact)) = (row, tx.first(&sql, values).await?) else { return Ok(None) };
    let papers = papers::of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Some((row.into_view(papers)?, contact)))
}

impl ViewRow {
    fn into_view(self, papers: Vec<PaperView>) -> Result<CooperativeView, Stop> {
        // As it is printed: a branch behind a hyphen.
        let standing = self.standing.into_standing()?;
        let tax_code = self.tax_code.unwrap_or_default();
        let tax_code = TaxCode::parse(&tax_code).map_or(tax_code, |code| code.to_string());
        let status = TaxCodeStatus::from_slug(&self.tax_code_status);
        Ok(CooperativeView {
            cooperative_id: self.cooperative_id,
            code: self.code,
            name: self.name,
            kind: kind_of(&self.kind)?,
            tax_code,
            tax_code_status: status.ok_or_else(|| anyhow::anyhow!("a tax code has an unknown status"))?,
            commune_code: self.commune_code,
            address_given: self.address_given,
            may_sell: standing.may_sell(),
            state: standing.state,
            since: standing.since,
            remarks: standing.remarks,
            reviewer: standing.reviewer.map(|reviewer| reviewer.name),
            households: u32::try_from(self.households).unwrap_or(0),
            lots: u32::try_from(self.lots).unwrap_or(0),
            declared_g: self.declared_g,
            papers,
        })
    }
}

/// The kind with this slug; the table holds no other.
fn kind_of(slug: &str) -> Result<ProducerKind, Stop> {
    ProducerKind::from_slug(slug).ok_or_else(|| anyhow::anyhow!("a cooperative is of the unknown kind `{slug}`").into())
}

/// Notes what came of looking a tax code up.
pub(crate) async fn note_tax_code(tx: &Scoped, id: Id<Cooperative>, status: TaxCodeStatus) -> Result<(), Stop> {
    let sql = "update cooperative set tax_code_status = $2, version = version + 1 where cooperative_id = $1";
    tx.run(sql, [id.into(), status.slug().into()]).await?;
    Ok(())
}

/// The product with this code; the tables hold no other.
pub(super) fn product_of(product: &str) -> Result<ProductCode, Stop> {
    ProductCode::parse(product).ok_or_else(|| anyhow::anyhow!("a row has the unknown product `{product}`").into())
}

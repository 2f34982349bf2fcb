//! Cooperatives, households and papers of a file come in together, and what changed about a cooperative is told once.

use chrono::NaiveDate;
use contract::onboarding::{CooperativeChanged, ProducerKind};
use ids::{Cooperative as CooperativeId, Household as HouseholdId, Id, Paper as PaperId};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Vault, lots,
    standings::{self, Change, StandingRow},
    vault::{Producer, ProducerKeys},
};
use crate::domain::{Cooperative, Household, Identity, Paper, PersonalId, Phone, Standing, TaxCode};

/// What comes in: only what is new or changed.
#[derive(Debug, Default)]
pub(crate) struct Producers {
    pub cooperatives: Vec<CooperativeRow>,
    pub households: Vec<HouseholdRow>,
    pub papers: Vec<PaperRow>,
    /// Cooperatives that were there, with the version that was read.
    pub read: Vec<(Uuid, i64)>,
    /// Cooperatives whose standing has changed with it.
    pub stood: Vec<Change>,
    /// Cooperatives that now sit in another commune; their lots go with them.
    pub moved: Vec<Uuid>,
}

/// A row of `cooperative`; bytes in hex. It is sealed when it is saved.
#[derive(Debug, Serialize)]
pub(crate) struct CooperativeRow {
    cooperative_id: Uuid,
    code: String,
    name: String,
    kind: &'static str,
    tax_code: Option<String>,
    legacy_tax_code: Option<String>,
    representative: String,
    #[serde(skip)]
    clear: (PersonalId, Phone),
    representative_id_sealed: String,
    representative_id_index: String,
    representative_id_tail: String,
    phone_sealed: String,
    phone_tail: String,
    hamlet: Option<String>,
    commune_code: &'static str,
    address_given: String,
    founded_on: Option<NaiveDate>,
    #[serde(flatten)]
    standing: StandingRow,
    search_key: String,
    pub fingerprint: String,
}

impl CooperativeRow {
    pub(crate) fn new(vault: &Vault, id: Id<CooperativeId>, now: &Cooperative, standing: &Standing) -> Self {
        let personal_id = now.representative_id.expose();
        let founded_on = now.founded_on.map(|day| day.to_string()).unwrap_or_default();
        let tax_code = now.tax_code.as_ref().map(TaxCode::digits).unwrap_or_default();
        let legacy = now.legacy_tax_code.as_ref().map(TaxCode::digits).unwrap_or_default();
        let mut parts = vec![
            now.code.as_str(),
            &now.name,
            tax_code,
            &now.representative,
            personal_id,
            now.phone.expose(),
            now.seat.commune.code,
            &now.seat.given,
            &founded_on,
        ];
        // Of a cooperative nothing is added, so that what came in before there were kinds is still the same.
        if now.kind != ProducerKind::Cooperative {
            parts.extend([now.kind.slug(), legacy]);
        }
        let fingerprint = vault.fingerprint(&parts);
        Self {
            cooperative_id: id.uuid(),
            code: now.code.as_str().to_owned(),
            name: now.name.clone(),
            kind: now.kind.slug(),
            tax_code: now.tax_code.as_ref().map(|code| code.digits().to_owned()),
            legacy_tax_code: now.legacy_tax_code.as_ref().map(|code| code.digits().to_owned()),
            representative: now.representative.clone(),
            clear: (now.representative_id.clone(), now.phone.clone()),
            representative_id_sealed: String::new(),
            representative_id_index: vault.index(personal_id),
            representative_id_tail: now.representative_id.tail().to_owned(),
            phone_sealed: String::new(),
            phone_tail: now.phone.tail().to_owned(),
            hamlet: now.seat.hamlet.clone(),
            commune_code: now.seat.commune.code,
            address_given: now.seat.given.clone(),
            founded_on: now.founded_on,
            standing: StandingRow::of(standing),
            search_key: places::search_key(&format!("{} {} {}", now.code.as_str(), now.name, tax_code)),
            fingerprint,
        }
    }

    fn producer(&self) -> Producer {
        Producer::cooperative(Id::from_uuid(self.cooperative_id))
    }

    fn seal(&mut self, keys: &ProducerKeys) -> anyhow::Result<()> {
        let producer = self.producer();
        self.representative_id_sealed = keys.seal(&producer, "representative_id", self.clear.0.expose())?;
        self.phone_sealed = keys.seal(&producer, "phone", self.clear.1.expose())?;
        Ok(())
    }

    /// The row with this standing.
    pub(crate) fn standing(mut self, standing: &Standing) -> Self {
        self.standing = StandingRow::of(standing);
        self
    }

    /// What an official looks at.
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            name: self.name.clone(),
            kind: ProducerKind::from_slug(self.kind).unwrap_or_default(),
            tax_code: self.tax_code.clone().unwrap_or_default(),
            representative: self.representative.clone(),
            representative_index: self.representative_id_index.clone(),
            commune_code: self.commune_code.to_owned(),
        }
    }
}

/// A row of `household`; bytes in hex. It is sealed when it is saved.
#[derive(Debug, Serialize)]
pub(crate) struct HouseholdRow {
    household_id: Uuid,
    cooperative_id: Uuid,
    code: String,
    head: String,
    #[serde(skip)]
    clear: (PersonalId, Option<Phone>),
    personal_id_sealed: String,
    personal_id_index: String,
    personal_id_tail: String,
    phone_sealed: Option<String>,
    phone_tail: Option<String>,
    hamlet: Option<String>,
    home_commune_code: &'static str,
    joined_on: NaiveDate,
    search_key: String,
    fingerprint: String,
}

impl HouseholdRow {
    pub(crate) fn fingerprint(vault: &Vault, now: &Household) -> String {
        vault.fingerprint(&[
            now.code.as_str(),
            &now.head,
            now.personal_id.expose(),
            now.phone.as_ref().map_or("", |phone| phone.expose()),
            now.home.hamlet.as_deref().unwrap_or_default(),
            now.home.commune.code,
            &now.joined_on.to_string(),
        ])
    }

    pub(crate) fn new(
        vault: &Vault,
        id: Id<HouseholdId>,
        tenant: Id<CooperativeId>,
        now: &Household,
        fingerprint: String,
    ) -> Self {
        let personal_id = now.personal_id.expose();
        Self {
            household_id: id.uuid(),
            cooperative_id: tenant.uuid(),
            code: now.code.as_str().to_owned(),
            head: now.head.clone(),
            clear: (now.personal_id.clone(), now.phone.clone()),
            personal_id_sealed: String::new(),
            personal_id_index: vault.index(personal_id),
            personal_id_tail: now.personal_id.tail().to_owned(),
            phone_sealed: None,
            phone_tail: now.phone.as_ref().map(|phone| phone.tail().to_owned()),
            hamlet: now.home.hamlet.clone(),
            home_commune_code: now.home.commune.code,
            joined_on: now.joined_on,
            search_key: places::search_key(&format!("{} {}", now.code.as_str(), now.head)),
            fingerprint,
        }
    }
}

impl HouseholdRow {
    fn producer(&self) -> Producer {
        Producer::household(Id::from_uuid(self.household_id), Id::from_uuid(self.cooperative_id))
    }

    fn seal(&mut self, keys: &ProducerKeys) -> anyhow::Result<()> {
        let producer = self.producer();
        self.personal_id_sealed = keys.seal(&producer, "personal_id", self.clear.0.expose())?;
        let phone = self.clear.1.as_ref().map(|phone| keys.seal(&producer, "phone", phone.expose()));
        self.phone_sealed = phone.transpose()?;
        Ok(())
    }
}

/// A row of `paper`; bytes in hex.
#[derive(Debug, Serialize)]
pub(crate) struct PaperRow {
    paper_id: Uuid,
    cooperative_id: Uuid,
    scheme: &'static str,
    number: String,
    issuer: String,
    issued_on: NaiveDate,
    valid_to: Option<NaiveDate>,
    product: Option<&'static str>,
    stars: Option<u8>,
    score: Option<u8>,
    pub fingerprint: String,
}

impl PaperRow {
    pub(crate) fn new(vault: &Vault, id: Id<PaperId>, tenant: Id<CooperativeId>, now: &Paper) -> Self {
        let product = now.product.map(contract::ProductCode::as_str);
        let number = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
        let fingerprint = vault.fingerprint(&[
            now.scheme.slug(),
            &now.number,
            &now.issuer,
            &now.issued_on.to_string(),
            &now.valid_to.map(|day| day.to_string()).unwrap_or_default(),
            product.unwrap_or_default(),
            &number(now.stars),
            &number(now.score),
        ]);
        Self {
            paper_id: id.uuid(),
            cooperative_id: tenant.uuid(),
            scheme: now.scheme.slug(),
            number: now.number.clone(),
            issuer: now.issuer.clone(),
            issued_on: now.issued_on,
            valid_to: now.valid_to,
            product,
            stars: now.stars,
            score: now.score,
            fingerprint,
        }
    }
}

/// Saves all of it and tells each cooperative that has changed, once, as it is in the end.
pub(crate) async fn save(tx: &Scoped, vault: &Vault, mut producers: Producers) -> Result<(), Stop> {
    // In id order, like everybody who locks cooperatives.
    producers.cooperatives.sort_by_key(|row| row.cooperative_id);
    let mut changed: Vec<Uuid> = producers.cooperatives.iter().map(|row| row.cooperative_id).collect();
    let mut recount: Vec<Uuid> = producers.households.iter().map(|row| row.cooperative_id).collect();
    recount.sort_unstable();
    recount.dedup();
    lock_as_read(tx, std::mem::take(&mut producers.read)).await?;
    let keys = seal(tx, vault, &mut producers).await?;
    if !producers.cooperatives.is_empty() {
        let rows = serde_json::to_string(&producers.cooperatives)?;
        tx.run(include_str!("producers/save_cooperatives.sql"), [rows.into()]).await?;
    }
    if !producers.households.is_empty() {
        let rows = serde_json::to_string(&producers.households)?;
        tx.run(include_str!("producers/save_households.sql"), [rows.into()]).await?;
    }
    if !producers.papers.is_empty() {
        let rows = serde_json::to_string(&producers.papers)?;
        let saved = tx.run(include_str!("producers/save_papers.sql"), [rows.into()]).await?;
        if usize::try_from(saved).unwrap_or(usize::MAX) < producers.papers.len() {
            return Err(anyhow::anyhow!("a paper was verified meanwhile; the file is judged anew").into());
        }
    }
    keys.keep(tx).await?;
    let by = tx.caller().role.slug();
    for change in &producers.stood {
        standings::note(tx, change, by, change.standing.since).await?;
    }
    changed.extend(recount_households(tx, recount).await?);
    tell(tx, changed).await?;
    lots::follow_cooperatives(tx, producers.moved).await
}

/// Seals every row under its producer's own key.
async fn seal(tx: &Scoped, vault: &Vault, producers: &mut Producers) -> Result<ProducerKeys, Stop> {
    let cooperatives = producers.cooperatives.iter().map(CooperativeRow::producer);
    let owners: Vec<_> = cooperatives.chain(producers.households.iter().map(HouseholdRow::producer)).collect();
    let keys = vault.keys_to_seal(tx, &owners).await?;
    for row in &mut producers.cooperatives {
        row.seal(&keys)?;
    }
    for row in &mut producers.households {
        row.seal(&keys)?;
    }
    Ok(keys)
}

/// Locks cooperatives as they were read. One that has changed since fails the whole file, which is judged anew: it must not
/// undo what an official has decided meanwhile.
async fn lock_as_read(tx: &Scoped, read: Vec<(Uuid, i64)>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        has_changed: bool,
    }
    let (ids, versions): (Vec<Uuid>, Vec<i64>) = read.into_iter().unzip();
    let sql = "select c.version <> r.version as has_changed
        from cooperative c join unnest($1::uuid[], $2::bigint[]) as r (id, version) on c.cooperative_id = r.id
        order by c.cooperative_id for update of c";
    let rows: Vec<Row> = tx.all(sql, [ids.into(), versions.into()]).await?;
    if rows.iter().any(|row| row.has_changed) {
        return Err(anyhow::anyhow!("a cooperative of the file was changed meanwhile; the file is judged anew").into());
    }
    Ok(())
}

/// Counts the members of these cooperatives anew, and tells for which the count has changed.
pub(crate) async fn recount_households(tx: &Scoped, cooperative_ids: Vec<Uuid>) -> Result<Vec<Uuid>, Stop> {
    #[derive(FromQueryResult)]
    struct Recounted {
        cooperative_id: Uuid,
    }
    let recounted: Vec<Recounted> =
        tx.all(include_str!("producers/recount_households.sql"), [cooperative_ids.into()]).await?;
    Ok(recounted.into_iter().map(|row| row.cooperative_id).collect())
}

/// Counts the members of one cooperative anew, and tells it where the count has changed.
pub(crate) async fn recount(tx: &Scoped, id: Id<CooperativeId>) -> Result<(), Stop> {
    let changed = recount_households(tx, vec![id.uuid()]).await?;
    tell(tx, changed).await
}

/// Tells these cooperatives as they are now.
pub(crate) async fn tell(tx: &Scoped, mut cooperative_ids: Vec<Uuid>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Told {
        cooperative_id: Id<CooperativeId>,
        version: i64,
        code: String,
        name: String,
        commune_code: String,
        state: String,
        may_sell: bool,
        households: i32,
    }
    cooperative_ids.sort_unstable();
    cooperative_ids.dedup();
    let sql = "select cooperative_id, version, code, name, commune_code, state, households,
            verified_at is not null and state not in ('rejected', 'suspended') as may_sell
        from cooperative where cooperative_id = any($1::uuid[]) order by cooperative_id";
    let rows: Vec<Told> = tx.all(sql, [cooperative_ids.into()]).await?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in rows {
        facts.push(CooperativeChanged {
            cooperative_id: row.cooperative_id,
            version: row.version,
            code: row.code,
            name: row.name,
            commune_code: row.commune_code,
            state: super::standings::state_of(&row.state)?,
            may_sell: row.may_sell,
            households: u32::try_from(row.households).unwrap_or(0),
        });
    }
    Ok(mailbox::post_all(tx, &facts).await?)
}

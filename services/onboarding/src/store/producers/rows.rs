//! Rows of cooperatives, households and papers as they are saved: sealed under the keys of whom they speak.

use chrono::{DateTime, NaiveDate, Utc};
use contract::onboarding::ProducerKind;
use host::calendar::day;
use ids::{Cooperative as CooperativeId, Household as HouseholdId, Id, Paper as PaperId};
use serde::Serialize;
use uuid::Uuid;

use super::{AccountChange, Banked};
use crate::{
    domain::{
        AccountNumber, BankAccount, Code, Cooperative, Details, Household, Identity, Paper, PersonalId, Phone,
        Standing, TaxCode,
    },
    store::{
        Vault,
        cooperatives::Known,
        representatives::Succession,
        standings::StandingRow,
        vault::{Producer, ProducerKeys},
    },
};

/// A row of `cooperative`; bytes in hex. It is sealed when it is saved.
#[derive(Debug, Serialize)]
pub(crate) struct CooperativeRow {
    pub(in crate::store) cooperative_id: Uuid,
    code: String,
    name: String,
    kind: &'static str,
    tax_code: Option<String>,
    legacy_tax_code: Option<String>,
    representative: String,
    /// Whose key the representative's numbers lie under.
    pub(in crate::store) representative_key: Uuid,
    representative_since: Option<NaiveDate>,
    #[serde(skip)]
    clear: (PersonalId, Phone),
    representative_id_sealed: String,
    pub(in crate::store) representative_id_index: String,
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
    #[serde(flatten)]
    bank: Option<BankRow>,
}

/// The columns of a bank account.
#[derive(Debug, Serialize)]
struct BankRow {
    bank_id: Uuid,
    bank_bin: &'static str,
    #[serde(skip)]
    clear: AccountNumber,
    bank_account_sealed: String,
    bank_account_tail: String,
    bank_holder: String,
    bank_fingerprint: String,
}

impl BankRow {
    /// `id` is whose key it lies under: one for all of a cooperative's accounts, until they are erased.
    fn new(vault: &Vault, id: Uuid, now: &BankAccount) -> Self {
        Self {
            bank_id: id,
            bank_bin: now.bank.bin,
            clear: now.number.clone(),
            bank_account_sealed: String::new(),
            bank_account_tail: now.number.tail().to_owned(),
            bank_holder: now.holder.clone(),
            bank_fingerprint: vault.fingerprint(&["bank", now.bank.bin, now.number.expose(), &now.holder]),
        }
    }
}

impl CooperativeRow {
    /// `known` is what is there of it already.
    pub(crate) fn new(
        vault: &Vault,
        id: Id<CooperativeId>,
        now: &Cooperative,
        known: Option<&Known>,
        standing: &Standing,
    ) -> Self {
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
        let representative_id_index = vault.index(personal_id);
        let identity = now.identity(representative_id_index.clone());
        let same = known.filter(|known| !known.is_succeeded_by(&identity));
        let bank_id = known.and_then(|known| known.account_for(&identity)).map_or_else(Uuid::now_v7, |bank| bank.id);
        let representative_key = match (known, same) {
            (None, _) => id.uuid(),
            (Some(_), Some(same)) => same.representative_key,
            (Some(_), None) => Uuid::now_v7(),
        };
        let representative_since = now.representative_since.or_else(|| same.and_then(|same| same.representative_since));
        let since = representative_since.map(|day| day.to_string());
        // What came in before this was asked is still the same.
        parts.extend(since.as_deref());
        let fingerprint = vault.fingerprint(&parts);
        Self {
            cooperative_id: id.uuid(),
            code: now.code.as_str().to_owned(),
            name: now.name.clone(),
            kind: now.kind.slug(),
            tax_code: now.tax_code.as_ref().map(|code| code.digits().to_owned()),
            legacy_tax_code: now.legacy_tax_code.as_ref().map(|code| code.digits().to_owned()),
            representative: now.representative.clone(),
            representative_key,
            representative_since,
            clear: (now.representative_id.clone(), now.phone.clone()),
            representative_id_sealed: String::new(),
            representative_id_index,
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
            bank: now.bank.as_ref().map(|bank| BankRow::new(vault, bank_id, bank)),
        }
    }

    /// What becomes of its bank account, where that is not the same as before.
    pub(crate) fn banked(&self, known: Option<&Known>, at: DateTime<Utc>) -> Option<Banked> {
        let before = known.and_then(|known| known.bank.as_ref());
        let stays = known.and_then(|known| known.account_for(&self.identity()));
        let how = match (before, stays, &self.bank) {
            (None, _, None) | (Some(_), Some(_), None) => return None,
            (_, Some(stays), Some(bank)) if stays.fingerprint == bank.bank_fingerprint => return None,
            (None, _, Some(_)) => AccountChange::Added,
            (Some(_), _, Some(_)) => AccountChange::Replaced,
            (Some(_), None, None) => AccountChange::Removed,
        };
        Some(Banked { cooperative_id: Id::from_uuid(self.cooperative_id), how, at })
    }

    /// Whether somebody else acts for it than did.
    pub(crate) fn succession(&self, known: Option<&Known>, at: DateTime<Utc>) -> Option<Succession> {
        let known = known.filter(|known| known.representative_key != self.representative_key)?;
        let from = self.representative_since.unwrap_or_else(|| day(at));
        let (left, looked_at) = (&known.identity, &known.looked_at);
        let has_their_name = places::search_key(&left.representative) == places::search_key(&self.representative);
        let named = if has_their_name { looked_at } else { left };
        let has_their_id = left.representative_index == self.representative_id_index;
        Some(Succession {
            cooperative_id: known.cooperative_id,
            name: named.representative.clone(),
            id_is_theirs: !has_their_id,
            phone_is_theirs: !has_their_id && !has_their_name,
            from,
            at,
        })
    }

    pub(super) fn producer(&self) -> Producer {
        Producer::representative(self.representative_key, Id::from_uuid(self.cooperative_id))
    }

    /// Whose keys its columns are sealed under.
    pub(super) fn producers(&self) -> impl Iterator<Item = Producer> {
        let tenant = Id::from_uuid(self.cooperative_id);
        let bank = self.bank.as_ref().map(|bank| Producer::bank(bank.bank_id, tenant));
        std::iter::once(self.producer()).chain(bank)
    }

    pub(super) fn seal(&mut self, keys: &ProducerKeys) -> anyhow::Result<()> {
        let producer = self.producer();
        self.representative_id_sealed = keys.seal(&producer, "representative_id", self.clear.0.expose())?;
        self.phone_sealed = keys.seal(&producer, "phone", self.clear.1.expose())?;
        if let Some(bank) = &mut self.bank {
            let owner = Producer::bank(bank.bank_id, producer.tenant);
            bank.bank_account_sealed = keys.seal(&owner, "account", bank.clear.expose())?;
        }
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
    pub(super) cooperative_id: Uuid,
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
    pub(super) fn producer(&self) -> Producer {
        Producer::household(Id::from_uuid(self.household_id), Id::from_uuid(self.cooperative_id))
    }

    pub(super) fn seal(&mut self, keys: &ProducerKeys) -> anyhow::Result<()> {
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
    plots: Vec<String>,
    plot: Option<String>,
    area_m2: Option<i64>,
    facility: Option<String>,
    decision_no: Option<String>,
    decision_date: Option<NaiveDate>,
    user_grant_no: Option<String>,
    standard: Option<String>,
    body: Option<String>,
    state_since: DateTime<Utc>,
    /// Of what every paper says.
    pub fingerprint: String,
}

impl PaperRow {
    /// Handed in `at`.
    pub(crate) fn new(
        vault: &Vault,
        id: Id<PaperId>,
        tenant: Id<CooperativeId>,
        now: &Paper,
        at: DateTime<Utc>,
    ) -> Self {
        let product = now.product.map(contract::ProductCode::as_str);
        let number = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
        let (issued_on, valid_to) = (now.issued_on.to_string(), now.valid_to.map(|day| day.to_string()));
        let (stars, score) = (number(now.stars), number(now.score));
        let mut parts = vec![
            now.scheme.slug(),
            &now.number,
            &now.issuer,
            &issued_on,
            valid_to.as_deref().unwrap_or_default(),
            product.unwrap_or_default(),
            &stars,
            &score,
        ];
        // Without plots nothing is added, so that what came in before there were any is still the same.
        parts.extend(now.plots.iter().map(Code::as_str));
        let fingerprint = vault.fingerprint(&parts);
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
            plots: now.plots.iter().map(|code| code.as_str().to_owned()).collect(),
            plot: None,
            area_m2: None,
            facility: None,
            decision_no: None,
            decision_date: None,
            user_grant_no: None,
            standard: None,
            body: None,
            state_since: at,
            fingerprint,
        }
    }

    /// The row with what only some kinds of papers say.
    pub(crate) fn with(self, details: Details) -> Self {
        let Details { plot, area_m2, facility, decision_no, decision_date, user_grant_no, standard, body } = details;
        Self { plot, area_m2, facility, decision_no, decision_date, user_grant_no, standard, body, ..self }
    }
}

//! A manager changes what the cooperative says of itself.

use chrono::NaiveDate;
use contract::{
    Actor, Bank, Caller, FieldFault, Refusal, Role, code,
    onboarding::{BankForm, Because, CooperativeForm, ProducerKind, SaveCooperative},
};
use ids::Id;
use mailbox::Stop;
use scoped::{DbErr, Scoped};

use crate::{
    App,
    domain::{
        AccountNumber, BankAccount, Code, Cooperative, Home, KindFault, PersonalId, PersonalIdFault, Phone, TaxCode,
        TaxCodeFault, tax_codes_of,
    },
    store::{
        cooperatives::{self, Kept, Known},
        producers::{self, Banked, CooperativeRow, Producers},
        standings::Change,
        unions,
    },
};

const TEXT_LENGTH_MAX: usize = 200;

pub(crate) async fn save_cooperative(app: &App, tx: &Scoped, ask: SaveCooperative) -> Result<(), Stop> {
    let id = ask.cooperative_id;
    let known =
        cooperatives::lock(tx, &[id]).await?.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    if known.version != ask.version {
        return Err(Refusal::new(code::CONFLICT, "another change of the cooperative came first").into());
    }
    let mut kept = cooperatives::kept(tx, &app.vault, id).await?;
    let has_moved = known.identity.commune_code != ask.form.commune_code;
    let kind = ask.form.kind.unwrap_or(known.identity.kind);
    keeps_its_members(tx, &known, kind).await?;
    let mut now = read((&known.code, kind), &ask.form, &kept, has_moved, app.calendar.today())?;
    if known.is_succeeded_by(&now.identity(app.vault.index(now.representative_id.expose()))) {
        succeeds(&ask.form, &known)?;
        if known.identity.kind == ProducerKind::HouseholdBusiness {
            // The account is its owner's, who takes it along.
            kept.bank = None;
            now = read((&known.code, kind), &ask.form, &kept, has_moved, app.calendar.today())?;
        }
    }
    let row = CooperativeRow::new(&app.vault, id, &now, Some(&known), &known.standing);
    is_nobody_elses(tx, &row, id).await?;
    let at = app.calendar.now();
    let succeeded = row.succession(Some(&known), at).into_iter().collect();
    let banked = row.banked(Some(&known), at);
    if !may_replace_account(tx.caller()) && banked.as_ref().is_some_and(Banked::supersedes) {
        return Err(Refusal::of_fields(vec![Because::NotForAssistants.of("bank_account")]).into());
    }
    if row.fingerprint == known.fingerprint && banked.is_none() {
        return Ok(());
    }
    let standing = known.standing.clone().after_edit(&known.identity, &row.identity(), at);
    let row = row.standing(&standing);
    let moved = if has_moved { vec![id.uuid()] } else { Vec::new() };
    let stood =
        if standing == known.standing { Vec::new() } else { vec![Change { cooperative_id: id, standing, said: None }] };
    let banked = banked.into_iter().collect();
    let saved = Producers { cooperatives: vec![row], stood, succeeded, moved, banked, ..Producers::default() };
    producers::save(tx, &app.vault, saved).await.map_err(taken)
}

/// Whoever acts from now on brings a phone of their own and the day it began; nothing is kept of the one before.
fn succeeds(form: &CooperativeForm, known: &Known) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if form.phone.is_none() {
        faults.push(Because::SuccessorPhone.of("phone"));
    }
    match (form.representative_since, known.representative_since) {
        (None, _) => faults.push(Because::SuccessorSince.of("representative_since")),
        (Some(from), Some(before)) if from < before => faults.push(Because::SuccessorSince.of("representative_since")),
        _ => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_fields(faults)) }
}

/// While a union has members, or a cooperative is one, neither becomes something else.
async fn keeps_its_members(tx: &Scoped, known: &Known, kind: ProducerKind) -> Result<(), Stop> {
    if known.identity.kind.is_union() == kind.is_union()
        || unions::in_some(tx, &[known.cooperative_id]).await?.is_empty()
    {
        return Ok(());
    }
    Err(Refusal::of_fields(vec![Because::KindInUnion.of("kind")]).into())
}

/// Where the money goes, only a manager of the cooperative itself changes: no assistant, no official, no program.
pub(crate) fn may_replace_account(caller: &Caller) -> bool {
    let is_manager = matches!((&caller.actor, caller.role), (Actor::Person(_), Role::CooperativeManager));
    is_manager && caller.on_behalf_of.is_none()
}

/// No other cooperative has its tax code, or the number that takes its place.
pub(super) async fn is_nobody_elses(tx: &Scoped, row: &CooperativeRow, id: Id<ids::Cooperative>) -> Result<(), Stop> {
    let identity = row.identity();
    let holder = cooperatives::used_tax_codes(tx, vec![identity.tax_key().to_owned()]).await?;
    if holder.values().any(|holder| *holder != id) {
        let field = if identity.tax_code.is_empty() { "representative_id" } else { "tax_code" };
        return Err(Refusal::of_fields(vec![Because::Taken.of(field)]).into());
    }
    Ok(())
}

/// The constraints decide, since two people may write the same code at once.
pub(super) fn taken(stop: Stop) -> Stop {
    let violated = match &stop {
        Stop::Failed(error) => error.downcast_ref::<DbErr>().map(DbErr::to_string).unwrap_or_default(),
        Stop::Refused(_) => return stop,
    };
    // What is unique, and the field that says it. The last one is no unique index, which the database layer has no word for.
    let unique = [
        ("cooperative_code_unique", "code"),
        ("cooperative_tax_code_unique", "tax_code"),
        ("cooperative_person_as_tax_code", "representative_id"),
    ];
    let field = unique.into_iter().find(|(constraint, _)| violated.contains(constraint));
    field.map_or(stop, |(_, field)| Refusal::of_fields(vec![Because::Taken.of(field)]).into())
}

/// Reads a form by the same rules as a file, and names every field at fault at once.
pub(super) fn read(
    (code, kind): (&str, ProducerKind),
    form: &CooperativeForm,
    kept: &Kept,
    has_moved: bool,
    today: NaiveDate,
) -> Result<Cooperative, Refusal> {
    let mut faults = Vec::new();
    let mut text = |field: &str, text: &str| {
        let text = text.trim().to_owned();
        if !(2..=TEXT_LENGTH_MAX).contains(&text.chars().count()) {
            faults.push(Because::TextLength.of(field));
        }
        text
    };
    let code = Code::parse(code);
    let (name, representative) = (text("name", &form.name), text("representative", &form.representative));
    if code.is_err() {
        faults.push(Because::CodeForm.of("code"));
    }
    let (tax_code, legacy_tax_code) = tax_codes(kind, form, &mut faults);
    let typed_id = form.representative_id.as_deref().unwrap_or(kept.representative_id.expose());
    let representative_id = PersonalId::parse(typed_id, today)
        .map_err(|why| match why {
            PersonalIdFault::OldCard => Because::PersonalIdOldCard,
            PersonalIdFault::Form => Because::PersonalIdForm,
        })
        .and_then(|id| if id.is_adult(today) { Ok(id) } else { Err(Because::RepresentativeAge) })
        .map_err(|because| faults.push(because.of("representative_id")))
        .ok();
    let phone = Phone::parse(form.phone.as_deref().unwrap_or(kept.phone.expose()));
    let phone = phone.map_err(|_| faults.push(Because::PhoneForm.of("phone"))).ok();
    let commune = places::commune(&form.commune_code);
    if commune.is_none() {
        faults.push(Because::CommuneUnknown.of("commune_code"));
    }
    if form.founded_on.is_some_and(|day| day > today) {
        faults.push(Because::DateFuture.of("founded_on"));
    }
    if form.representative_since.is_some_and(|day| day > today) {
        faults.push(Because::DateFuture.of("representative_since"));
    }
    let bank = form.bank.as_ref().and_then(|form| bank_account(form, kept, &mut faults));
    let hamlet = form.hamlet.as_deref().map(str::trim).filter(|hamlet| !hamlet.is_empty()).map(str::to_owned);
    match (code, representative_id, phone, commune) {
        (Ok(code), Some(representative_id), Some(phone), Some(commune)) if faults.is_empty() => {
            let given = if has_moved || hamlet != kept.hamlet {
                [hamlet.as_deref(), Some(commune.name)].into_iter().flatten().collect::<Vec<_>>().join(", ")
            } else {
                kept.address_given.clone()
            };
            let seat = Home { hamlet, commune, given };
            Ok(Cooperative {
                code,
                name,
                kind,
                tax_code,
                legacy_tax_code,
                representative,
                representative_id,
                phone,
                representative_since: form.representative_since,
                seat,
                founded_on: form.founded_on,
                bank,
            })
        }
        _ => Err(Refusal::of_fields(faults)),
    }
}

/// Reads a bank account; a form with nothing in it says nothing. The number may be left out where the bank stays the same.
fn bank_account(form: &BankForm, kept: &Kept, faults: &mut Vec<FieldFault>) -> Option<BankAccount> {
    let typed = form.account.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let (bin, holder) = (form.bin.trim(), form.holder.trim());
    if bin.is_empty() && holder.is_empty() && typed.is_none() {
        return None;
    }
    let bank = Bank::with_bin(bin);
    if bank.is_none() {
        faults.push(Because::BankUnknown.of("bank_bin"));
    }
    let known = kept.bank.as_ref().filter(|(known, _)| known == bin).map(|(_, number)| number.expose().as_str());
    let number = match typed.or(known).map(AccountNumber::parse) {
        Some(Ok(number)) => Some(number),
        Some(Err(_)) => {
            faults.push(Because::AccountForm.of("bank_account"));
            None
        }
        None => {
            faults.push(Because::Missing.of("bank_account"));
            None
        }
    };
    if !(2..=TEXT_LENGTH_MAX).contains(&holder.chars().count()) {
        faults.push(Because::TextLength.of("bank_holder"));
    }
    Some(BankAccount { bank: bank?, number: number?, holder: holder.to_owned() })
}

/// Reads the tax code and the former one, and holds them against the kind. Of one that cannot be read nothing else is said.
fn tax_codes(
    kind: ProducerKind,
    form: &CooperativeForm,
    faults: &mut Vec<FieldFault>,
) -> (Option<TaxCode>, Option<TaxCode>) {
    let before = faults.len();
    let mut tax = |field: &str, typed: &str, because: fn(TaxCodeFault) -> Because| {
        let typed = Some(typed.trim()).filter(|typed| !typed.is_empty())?;
        TaxCode::parse(typed).map_err(|why| faults.push(because(why).of(field))).ok()
    };
    let tax_code = tax("tax_code", &form.tax_code, tax_code_fault);
    let legacy = form.legacy_tax_code.as_deref().unwrap_or_default();
    let legacy = tax("legacy_tax_code", legacy, |_| Because::LegacyTaxCode);
    if faults.len() == before
        && let Err(why) = tax_codes_of(kind, tax_code.as_ref(), legacy.as_ref())
    {
        let field = if why == KindFault::LegacyTaxCode { "legacy_tax_code" } else { "tax_code" };
        faults.push(kind_fault(why).of(field));
    }
    (tax_code, legacy)
}

const fn kind_fault(why: KindFault) -> Because {
    match why {
        KindFault::TaxCodeMissing => Because::TaxCodeMissing,
        KindFault::TaxCodeNotWanted => Because::TaxCodeNotWanted,
        KindFault::TaxCodeOfABranch => Because::TaxCodeOfABranch,
        KindFault::LegacyTaxCode => Because::LegacyTaxCode,
    }
}

const fn tax_code_fault(why: TaxCodeFault) -> Because {
    match why {
        TaxCodeFault::Length => Because::TaxCodeLength,
        TaxCodeFault::Person => Because::TaxCodePerson,
        TaxCodeFault::Digits => Because::TaxCodeDigits,
        TaxCodeFault::Component => Because::TaxCodeComponent,
        TaxCodeFault::Checksum => Because::TaxCodeChecksum,
    }
}

#[cfg(test)]
mod tests {
    use host::Secret;

    use super::*;

    #[test]
    fn every_field_at_fault_is_named_and_what_was_left_out_is_kept() {
        let today = NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day");
        let kept = Kept {
            representative_id: Secret::new("002085001234".to_owned()),
            phone: Secret::new("+84912345678".to_owned()),
            hamlet: Some("Thôn Nà Khoang".to_owned()),
            address_given: "Thôn Nà Khoang, thị trấn Tam Sơn, huyện Quản Bạ".to_owned(),
            bank: Some(("970405".to_owned(), Secret::new("8200205123456".to_owned()))),
        };
        let code = || ("HTX01", ProducerKind::Cooperative);
        let sound = CooperativeForm {
            name: "Hợp tác xã Một".into(),
            kind: None,
            tax_code: "5199999905".into(),
            legacy_tax_code: None,
            representative: "Giàng Mí Sính".into(),
            representative_id: None,
            phone: None,
            representative_since: None,
            commune_code: "00874".into(),
            hamlet: Some(" Thôn Nà Khoang ".into()),
            founded_on: None,
            bank: None,
        };
        let read_once = read(code(), &sound, &kept, false, today).expect("sound");
        assert_eq!((read_once.representative_id.tail(), read_once.phone.tail()), ("234", "678"));
        assert_eq!(read_once.seat.given, kept.address_given, "with its old district");
        let moved = read(code(), &sound, &kept, true, today).expect("sound");
        assert_eq!(moved.seat.given, "Thôn Nà Khoang, Quản Bạ");
        let bank = |bin: &str, account: Option<&str>| {
            let bank = BankForm { bin: bin.into(), account: account.map(str::to_owned), holder: "HTX MOT".into() };
            let form = CooperativeForm { bank: Some(bank), ..sound.clone() };
            read(code(), &form, &kept, false, today).map(|read| read.bank.map(|bank| bank.number.tail().to_owned()))
        };
        assert_eq!(bank("970405", None).ok().flatten().as_deref(), Some("3456"), "the bank is the same");
        assert_eq!(bank("970436", Some("0011 0012 34567")).ok().flatten().as_deref(), Some("4567"));
        for (bin, account) in [("970436", None), ("970405", Some("12345")), ("000000", Some("123456"))] {
            assert!(bank(bin, account).is_err(), "{bin} {account:?}");
        }
        let told = |kind: ProducerKind, tax_code: &str, legacy: Option<&str>| {
            let form = CooperativeForm {
                tax_code: tax_code.into(),
                legacy_tax_code: legacy.map(str::to_owned),
                ..sound.clone()
            };
            let refused = read((code().0, kind), &form, &kept, false, today).err();
            refused.map(|refusal| refusal.fields.into_iter().map(|it| it.code).collect::<Vec<_>>())
        };
        let (cooperative, business) = (ProducerKind::Cooperative, ProducerKind::HouseholdBusiness);
        let one = |code: &str| Some(vec![code.to_owned()]);
        assert_eq!(told(cooperative, "", None), one("tax_code_missing"));
        assert_eq!(told(cooperative, "0100109106-001", None), one("tax_code_of_a_branch"));
        assert_eq!(told(business, "5199999905", None), one("tax_code_not_wanted"));
        assert_eq!(told(business, "", Some("519999990")), one("legacy_tax_code"));
        assert_eq!(told(business, "", Some("5199999905")), None);
        let faulty = CooperativeForm {
            name: " ".into(),
            kind: None,
            tax_code: "0100109107".into(),
            legacy_tax_code: None,
            representative: "x".into(),
            representative_id: Some("123456789".into()),
            phone: Some("12".into()),
            representative_since: NaiveDate::from_ymd_opt(2026, 1, 1),
            commune_code: "99999".into(),
            hamlet: None,
            founded_on: NaiveDate::from_ymd_opt(2026, 1, 1),
            bank: Some(BankForm { bin: "970400".into(), account: None, holder: "x".into() }),
        };
        let named: Vec<_> = read(code(), &faulty, &kept, false, today)
            .expect_err("faulty")
            .fields
            .into_iter()
            .map(|f| (f.field, f.code))
            .collect();
        let expected = [
            ("name", "text_length"),
            ("representative", "text_length"),
            ("tax_code", "tax_code_checksum"),
            ("representative_id", "personal_id_old_cmnd"),
            ("phone", "phone_form"),
            ("commune_code", "commune_unknown"),
            ("founded_on", "date_future"),
            ("representative_since", "date_future"),
            ("bank_account", "missing"),
            ("bank_holder", "text_length"),
        ];
        assert_eq!(named, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    }
}

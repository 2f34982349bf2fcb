//! Every shape describes exactly what is sent.

mod households;
mod lots;
mod of_orders;
mod of_papers;
mod of_shops;
mod offers;
mod rules;

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Grade, KeyScope, PRODUCTS, ProductCode, Role, Scope, accounts, analytics, imports, intake, onboarding, syndication,
};
use ids::{Channel, Id};
use serde::{Serialize, de::DeserializeOwned};
use utoipa::PartialSchema;

use super::*;

/// Sends a sample through its shape: a field that only one of them has does not come through.
fn describes<S: Serialize + DeserializeOwned>(sample: impl Serialize) {
    let sent = serde_json::to_value(sample).expect("a sample is JSON");
    let shape: S = serde_json::from_value(sent.clone()).expect("the shape has every field that is sent");
    let described = serde_json::to_value(shape).expect("a shape is JSON");
    assert_eq!(described, sent, "{} has a field that is never sent", std::any::type_name::<S>());
}

/// The shape has every word, and no other.
fn names_all<S: Serialize + DeserializeOwned + PartialSchema>(words: impl IntoIterator<Item = impl Serialize>) {
    let words: Vec<_> = words.into_iter().map(|word| serde_json::to_value(word).expect("a word")).collect();
    let schema = serde_json::to_value(S::schema()).expect("a schema is JSON");
    let in_schema = schema["enum"].as_array().or_else(|| schema["oneOf"].as_array()).expect("it lists its words");
    assert_eq!(in_schema.len(), words.len(), "{}", std::any::type_name::<S>());
    words.into_iter().for_each(describes::<S>);
}

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000, 0).expect("an instant")
}

fn household() -> onboarding::HouseholdView {
    onboarding::HouseholdView {
        household_id: Id::generate(),
        code: "H1".into(),
        name: "Lan".into(),
        personal_id_masked: "••1".into(),
        phone_masked: "••2".into(),
        commune_code: "00691".into(),
        joined_on: day(),
        left_on: Some(day()),
    }
}

fn day() -> NaiveDate {
    at().date_naive()
}

fn orange() -> ProductCode {
    ProductCode::parse("cam_sanh").expect("a product of the list")
}

fn remark() -> onboarding::Remark {
    onboarding::Remark { field: "name".into(), reason: words() }
}

fn words() -> String {
    "lời".to_owned()
}

#[test]
fn every_word_of_a_list_is_in_the_document_and_no_other() {
    names_all::<super::Channel>(Channel::ALL);
    names_all::<super::Grade>(Grade::ALL);
    names_all::<Product>(PRODUCTS.iter().map(|product| product.code));
    names_all::<OrderState>(intake::OrderState::ALL);
    names_all::<OfferState>(syndication::OfferState::ALL);
    names_all::<ImportKind>(imports::ImportKind::ALL);
    names_all::<Verification>(onboarding::Verification::ALL);
    names_all::<super::ProducerKind>(onboarding::ProducerKind::ALL);
    names_all::<super::TaxCodeStatus>(onboarding::TaxCodeStatus::ALL);
    names_all::<super::Unusual>(onboarding::Unusual::ALL);
    names_all::<super::IdentityMeans>(onboarding::IdentityMeans::ALL);
    names_all::<super::IdentityResult>(onboarding::IdentityResult::ALL);
    names_all::<PaperScheme>(onboarding::PaperScheme::ALL);
    names_all::<PaperState>(onboarding::PaperState::ALL);
    names_all::<super::Role>([
        Role::CooperativeManager,
        Role::CooperativeMember,
        Role::Household,
        Role::Assistant,
        Role::CommuneOfficial,
        Role::ProvincialOfficial,
        Role::Operator,
        Role::Integrator,
    ]);
    names_all::<super::KeyScope>(KeyScope::ALL);
    names_all::<super::KeyState>([
        accounts::KeyState::Live,
        accounts::KeyState::Ended,
        accounts::KeyState::Revoked,
        accounts::KeyState::MakerGone,
    ]);
    let household = Scope::Household { cooperative: Id::generate(), household: Id::generate() };
    let commune = Scope::Commune("00691".into());
    let department = Scope::Department(contract::Department::ScienceAndTechnology);
    names_all::<Department>(contract::Department::ALL);
    for scope in [Scope::System, Scope::Province, department, commune, Scope::Cooperative(Id::generate()), household] {
        describes::<super::Scope>(scope);
    }
}

#[test]
fn what_is_told_of_people_and_producers_is_described() {
    describes::<super::Grant>(accounts::Grant { role: Role::ProvincialOfficial, scope: Scope::Province });
    names_all::<super::Need>([accounts::Need::SecondFactorCode, accounts::Need::SecondFactorSetUp]);
    describes::<super::KeyView>(accounts::KeyView {
        key_id: Id::generate(),
        prefix: "cp_0123abcd".into(),
        name: words(),
        scope: Scope::Province,
        scopes: vec![KeyScope::FiguresRead],
        made_by: words(),
        made_at: at(),
        ends_at: at(),
        used_at: Some(at()),
        state: accounts::KeyState::Live,
    });
    describes::<super::AuditEntry>(contract::audit::AuditEntry {
        seq: 1,
        at: DateTime::UNIX_EPOCH,
        actor: "per_1".into(),
        role: "operator".into(),
        scope: "system".into(),
        on_behalf_of: Some("per_2".into()),
        action: "add_person".into(),
        objects: vec!["per_3".into()],
        outcome: "done".into(),
        address: Some("192.0.2.1".into()),
        request_id: Some("r".into()),
    });
    let paper = onboarding::PaperView {
        paper_id: Id::generate(),
        scheme: onboarding::PaperScheme::Ocop,
        number: "12/QĐ".into(),
        issuer: "UBND".into(),
        issued_on: day(),
        valid_to: Some(day()),
        product: Some(orange()),
        stars: Some(4),
        state: onboarding::PaperState::Verified,
    };
    let cooperative = onboarding::CooperativeView {
        cooperative_id: Id::generate(),
        code: "HTX01".into(),
        name: "Hợp tác xã".into(),
        kind: onboarding::ProducerKind::Cooperative,
        tax_code: "5100123456".into(),
        tax_code_status: onboarding::TaxCodeStatus::FormatOk,
        commune_code: "00691".into(),
        address_given: "Thôn 1".into(),
        state: onboarding::Verification::Submitted,
        since: at(),
        remarks: vec![remark()],
        reviewer: Some(words()),
        may_sell: true,
        households: 3,
        lots: 2,
        declared_g: 1,
        papers: vec![paper],
    };
    let suspension = onboarding::SuspensionProposed { by: Id::generate(), by_name: words(), reason: words(), at: at() };
    let step = onboarding::VerificationStep {
        at: at(),
        state: onboarding::Verification::Verified,
        by: words(),
        remarks: vec![remark()],
    };
    describes::<CooperativeFile>(onboarding::CooperativeFile {
        cooperative: cooperative.clone(),
        version: 1,
        representative: words(),
        representative_id_masked: words(),
        phone_masked: words(),
        representative_since: Some(day()),
        representative_erased: true,
        former_representatives: vec![onboarding::FormerRepresentative {
            representative_id: Id::generate(),
            name: words(),
            representative_id_masked: words(),
            phone_masked: words(),
            since: Some(day()),
            until: day(),
            erased: false,
        }],
        unions: vec![onboarding::UnionMembershipView {
            membership_id: Id::generate(),
            union_id: Id::generate(),
            union_code: words(),
            union_name: words(),
            member_id: Id::generate(),
            member_code: words(),
            member_name: words(),
            joined_on: day(),
            left_on: Some(day()),
        }],
        hamlet: Some(words()),
        founded_on: Some(day()),
        legacy_tax_code: Some(words()),
        bank: Some(onboarding::BankView { bin: words(), bank: words(), account_masked: words(), holder: words() }),
        unusual: onboarding::Unusual::ALL.to_vec(),
        identity: Some(onboarding::IdentityCheck {
            verifier: words(),
            means: Some(onboarding::IdentityMeans::Card),
            seen_on: Some(day()),
            reference: words(),
            result: onboarding::IdentityResult::Matched,
            by: words(),
            at: at(),
        }),
        suspension: Some(suspension),
        steps: vec![step],
    });
    describes::<Page<CooperativeView>>(contract::Page { rows: vec![cooperative], next: Some(words()), total: Some(1) });
    describes::<HouseholdView>(household());
    let declared = onboarding::LotDeclared {
        lot_id: Id::generate(),
        version: 1,
        lot_code: "CAMSANH-2526-0001-K".into(),
        cooperative_id: Id::generate(),
        commune_code: "00691".into(),
        product: orange(),
        grade: Grade::First,
        season: "CAM-2025-2026".into(),
        picked_from: day(),
        picked_to: day(),
        sell_by: day(),
        quantity_g: 1,
        households: 1,
        covered_by: Some(vec![Id::generate()]),
    };
    describes::<LotDeclared>(declared.clone());
    lots::describe(declared);
    for decision in [
        onboarding::Decision::Verify,
        onboarding::Decision::Return(vec![remark()]),
        onboarding::Decision::Reject(words()),
    ] {
        let cooperative_ids = vec![Id::generate()];
        describes::<DecideCooperatives>(onboarding::DecideCooperatives {
            cooperative_ids,
            decision,
            version: Some(1),
            name: words(),
        });
    }
    for step in [
        onboarding::ReviewStep::TakeUp,
        onboarding::ReviewStep::LayDown,
        onboarding::ReviewStep::ProposeSuspension(words()),
        onboarding::ReviewStep::ConfirmSuspension,
        onboarding::ReviewStep::WithdrawSuspension,
        onboarding::ReviewStep::LiftSuspension,
        onboarding::ReviewStep::CheckTaxCode(true),
        onboarding::ReviewStep::CheckIdentity(onboarding::IdentitySeen {
            means: onboarding::IdentityMeans::Vneid,
            seen_on: day(),
            reference: words(),
            result: onboarding::IdentityResult::Matched,
        }),
    ] {
        describes::<ReviewStep>(step);
    }
    describes::<CooperativeForm>(onboarding::CooperativeForm {
        name: words(),
        kind: Some(onboarding::ProducerKind::CooperativeGroup),
        tax_code: words(),
        legacy_tax_code: Some(words()),
        representative: words(),
        representative_id: Some(words()),
        phone: Some(words()),
        representative_since: Some(day()),
        commune_code: words(),
        hamlet: Some(words()),
        founded_on: Some(day()),
        bank: Some(onboarding::BankForm { bin: words(), account: Some(words()), holder: words() }),
    });
    describes::<Decided>(onboarding::Decided { changed: 1, at: at() });
}

#[test]
fn what_is_told_of_listings_is_described() {
    let offer = syndication::OfferView {
        offer_id: Id::generate(),
        account_id: Id::generate(),
        channel: Channel::Shopee,
        state: syndication::OfferState::Live,
        channel_item_id: Some(words()),
        reason_code: Some(words()),
        channel_words: Some(words()),
        confirmed_stock: Some(1),
        confirmed_price_vnd: Some(Vnd(1)),
        confirmed_at: Some(at()),
        next_attempt_at: Some(at()),
    };
    offers::describe(offer.clone());
    let form = syndication::ListingForm {
        sku: "CAM-5KG".into(),
        title: "Cam sành Hà Giang".into(),
        description: "Cam sành".into(),
        product: orange(),
        grade: Grade::First,
        pack_name: "Hộp 5 kg".into(),
        pack_g: 5_000,
        gross_g: 5_400,
        price_vnd: Vnd(159_000),
        sold_by: syndication::SoldBy::Piece,
        priced_by: syndication::PricedBy::Kilogram,
        lots: vec![Id::generate()],
        active: true,
        claims: vec![syndication::ListingClaim { paper_id: Id::generate(), needed: true }],
        gtin: Some("8936000000011".into()),
    };
    describes::<ListingForm>(form.clone());
    describes::<ListingView>(syndication::ListingView {
        listing_id: Id::generate(),
        version: 1,
        cooperative_id: Id::generate(),
        form,
        available_g: Some(1),
        offers: vec![offer],
        claims: vec![syndication::ClaimView {
            paper_id: Id::generate(),
            needed: true,
            scheme: onboarding::PaperScheme::Ocop,
            number: words(),
            stars: Some(4),
            valid_to: Some(day()),
            state: onboarding::PaperState::Expired,
        }],
    });
}

#[test]
fn what_is_told_of_figures_and_files_is_described() {
    let row = analytics::FigureRow {
        day: Some(day()),
        product: Some(orange()),
        grade: Some(Grade::First),
        commune_code: Some(words()),
        cooperative_id: Some(Id::generate()),
        cooperative_name: Some(words()),
        channel: Some(Channel::Shopee),
        mean_price_vnd_per_kg: Some(Vnd(1)),
        median_price_vnd_per_kg: Some(Vnd(1)),
        farmgate_vnd_per_kg: Some(Vnd(1)),
        uplift_bp: Some(1),
        declared_g: Some(1),
        sell_through_bp: Some(1),
        ..analytics::FigureRow::default()
    };
    describes::<Freshness>(analytics::Freshness::default());
    describes::<Figures>(analytics::Figures { rows: vec![row], as_of: at() });
    let fault = imports::ImportFault {
        sheet: "Lô".into(),
        row: 2,
        column: "Sản lượng".into(),
        value: "x".into(),
        code: "not_a_number".into(),
        reason: "Không phải số".into(),
        remedy: "Gõ số".into(),
        reason_en: "no number".into(),
        remedy_en: "type a number".into(),
    };
    let count = imports::ImportCount { what: "lots".into(), added: 1, changed: 0, unchanged: 0 };
    describes::<ImportStatus>(imports::ImportStatus {
        import_id: Id::generate(),
        kind: imports::ImportKind::Harvest,
        file_name: "a.xlsx".into(),
        file: "0".repeat(64),
        state: imports::ImportState::Checked,
        rows_done: 1,
        rows_total: 1,
        rows_faulty: 1,
        faults: vec![fault],
        takes: vec![count],
        created_at: at(),
    });
}

//! Sellers of every kind come in by file and by form, and are known by the tax code that the law gives their kind.

use contract::{
    Caller, code,
    imports::ImportKind,
    onboarding::{
        CooperativeFile, CooperativeForm, DecideCooperatives, Decision, GetCooperative, IdentityMeans, IdentityResult,
        IdentitySeen, ProducerKind, ReviewCooperative, ReviewStep, SaveCooperative, TaxCodeStatus, Unusual,
    },
};
use ids::{Cooperative, Id};

use crate::{
    house::{House, codes, counts, manager, official, refused},
    workbook::Book,
};

const SHEET: &str = "Hợp tác xã";

fn business() -> Book {
    Book::producers().with_column(SHEET, "Loại hình", "Hộ kinh doanh").with(SHEET, 0, "Mã số thuế", "")
}

impl House {
    async fn read(&self, caller: &Caller, cooperative_id: Id<Cooperative>) -> CooperativeFile {
        self.ask(caller, &GetCooperative { cooperative_id }).await.expect("it is there")
    }

    pub async fn does(&self, caller: &Caller, cooperative_id: Id<Cooperative>, step: ReviewStep) -> Result<(), String> {
        let ask = ReviewCooperative { cooperative_id, name: "Hoàng Thị Lan".into(), step };
        match self.ask(caller, &ask).await {
            Ok(()) => Ok(()),
            refusal @ Err(_) => Err(refused(refusal)),
        }
    }
}

fn verify(cooperative_id: Id<Cooperative>) -> DecideCooperatives {
    DecideCooperatives {
        cooperative_ids: vec![cooperative_id],
        decision: Decision::Verify,
        version: None,
        name: "Hoàng Thị Lan".into(),
    }
}

pub fn seen(result: IdentityResult) -> IdentitySeen {
    IdentitySeen {
        means: IdentityMeans::Card,
        seen_on: "2025-09-01".parse().expect("a day"),
        reference: "Biên bản số 12".into(),
        result,
    }
}

fn form_of(file: &CooperativeFile) -> CooperativeForm {
    CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: None,
        tax_code: file.cooperative.tax_code.clone(),
        legacy_tax_code: None,
        representative: file.representative.clone(),
        representative_id: None,
        phone: None,
        representative_since: None,
        commune_code: file.cooperative.commune_code.clone(),
        hamlet: file.hamlet.clone(),
        founded_on: file.founded_on,
        bank: None,
    }
}

#[tokio::test]
async fn a_household_business_is_known_by_its_representatives_number_and_no_two_have_the_same() {
    let house = House::new().await;
    let wrong = Book::producers().with_column(SHEET, "Loại hình", "Hộ kinh doanh");
    let checked = house.check(&official(), ImportKind::Cooperatives, wrong.bytes()).await;
    assert_eq!(codes(&checked.faults), ["tax_code_not_wanted"]);
    let none = Book::producers().with(SHEET, 0, "Mã số thuế", "");
    let checked = house.check(&official(), ImportKind::Cooperatives, none.bytes()).await;
    assert_eq!(codes(&checked.faults), ["tax_code_missing"]);
    let odd = Book::producers().with_column(SHEET, "Loại hình", "Chợ");
    let checked = house.check(&official(), ImportKind::Cooperatives, odd.bytes()).await;
    assert_eq!(codes(&checked.faults).len(), 1, "{:?}", codes(&checked.faults));

    house.take_whole(&official(), ImportKind::Cooperatives, business().bytes()).await;
    let view = house.cooperative("HTX70").await;
    assert_eq!((view.kind, view.tax_code.as_str()), (ProducerKind::HouseholdBusiness, ""));
    let again = house.take_whole(&official(), ImportKind::Cooperatives, business().bytes()).await;
    assert_eq!(counts(&again)[0], ("cooperatives", 0, 0, 1), "the same file again changes nothing");
    // A file from before there were kinds does not turn it into a cooperative.
    let old = Book::producers().with(SHEET, 0, "Mã số thuế", "");
    let again = house.take_whole(&official(), ImportKind::Cooperatives, old.bytes()).await;
    assert_eq!(counts(&again)[0], ("cooperatives", 0, 0, 1));
    let twice = business().and(SHEET, 0, &[("Mã HTX", "HTX71")]);
    let checked = house.check(&official(), ImportKind::Cooperatives, twice.bytes()).await;
    assert_eq!(codes(&checked.faults), ["cooperative_duplicate"]);
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_changes_the_kind_and_what_is_unusual_is_said_and_refuses_nothing() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let manager = manager(id);
    let file = house.read(&manager, id).await;
    assert_eq!(file.unusual, [Unusual::FewMembers]);
    let form = CooperativeForm {
        kind: Some(ProducerKind::CooperativeGroup),
        tax_code: String::new(),
        legacy_tax_code: Some("5199999912".into()),
        ..form_of(&file)
    };
    house.ask(&manager, &SaveCooperative { cooperative_id: id, version: file.version, form }).await.expect("saved");
    let file = house.read(&manager, id).await;
    assert_eq!(file.cooperative.kind, ProducerKind::CooperativeGroup);
    assert_eq!((file.cooperative.tax_code.as_str(), file.legacy_tax_code.as_deref()), ("", Some("5199999912")));
    assert_eq!(file.unusual, [Unusual::Name], "a group is not called a cooperative");
    house.world.end().await;
}

#[tokio::test]
async fn a_tax_code_is_looked_up_by_hand_and_another_one_is_not_looked_up() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let status = async || house.cooperative("HTX70").await.tax_code_status;
    assert_eq!(status().await, TaxCodeStatus::FormatOk);
    assert_eq!(house.does(&manager(id), id, ReviewStep::CheckTaxCode(true)).await, Err(code::NOT_ALLOWED.into()));
    house.does(&official(), id, ReviewStep::CheckTaxCode(false)).await.expect("noted");
    assert_eq!(status().await, TaxCodeStatus::Mismatch);
    house.does(&official(), id, ReviewStep::CheckTaxCode(true)).await.expect("noted");
    assert_eq!(status().await, TaxCodeStatus::VerifiedManual);
    let step = house.read(&official(), id).await.steps.remove(0);
    assert_eq!(step.remarks[0].field, "tax_code_checked");
    let file = house.read(&manager(id), id).await;
    let form = CooperativeForm { tax_code: "5199999905".into(), ..form_of(&file) };
    house.ask(&manager(id), &SaveCooperative { cooperative_id: id, version: file.version, form }).await.expect("saved");
    assert_eq!(status().await, TaxCodeStatus::FormatOk);
    house.world.end().await;
}

#[tokio::test]
async fn a_verification_says_whether_anybody_looked_at_the_representative_and_a_mismatch_stops_it() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let lan = official();
    assert_eq!(house.read(&lan, id).await.identity, None);
    let check = |result| ReviewStep::CheckIdentity(seen(result));
    assert_eq!(house.does(&manager(id), id, check(IdentityResult::Matched)).await, Err(code::NOT_ALLOWED.into()));
    assert_eq!(house.does(&lan, id, check(IdentityResult::Unsupported)).await, Err(code::INVALID.into()));
    let telling = IdentitySeen { reference: "CCCD 002299700001".into(), ..seen(IdentityResult::Matched) };
    assert_eq!(house.does(&lan, id, ReviewStep::CheckIdentity(telling)).await, Err(code::INVALID.into()));
    house.does(&lan, id, check(IdentityResult::Mismatched)).await.expect("recorded");
    assert_eq!(refused(house.ask(&lan, &verify(id)).await), code::CONFLICT, "it is not the person");
    house.does(&lan, id, check(IdentityResult::Matched)).await.expect("recorded");
    house.ask(&lan, &verify(id)).await.expect("verified");
    let file = house.read(&lan, id).await;
    let check = file.identity.as_ref().expect("somebody looked");
    assert_eq!((check.result, check.verifier.as_str()), (IdentityResult::Matched, "manual"));
    assert_eq!((check.by.as_str(), check.reference.as_str()), ("Hoàng Thị Lan", "Biên bản số 12"));
    assert_eq!(file.steps[0].remarks[0].reason, "matched");

    // Another representative was looked at by nobody, and the next verification says so.
    let form = CooperativeForm { representative_id: Some("002299700099".into()), ..form_of(&file) };
    house.ask(&manager(id), &SaveCooperative { cooperative_id: id, version: file.version, form }).await.expect("saved");
    assert_eq!(house.read(&lan, id).await.identity, None);
    house.ask(&lan, &verify(id)).await.expect("verified");
    assert_eq!(house.read(&lan, id).await.steps[0].remarks[0].reason, "none");
    assert_eq!(house.number("select count(*) as n from identity_check").await, 2, "none is forgotten");
    house.world.end().await;
}

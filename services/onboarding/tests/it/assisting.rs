//! Assistants do the errands of their delegation and nothing besides; households read their own; drafts are kept and shared.

use std::collections::BTreeMap;

use contract::{
    Caller, Role, Scope,
    accounts::Errand,
    code,
    imports::{CheckImport, ImportKind, MarkedCopy},
    onboarding::{
        DraftForm, DropDraft, FindCaseload, FindDraft, FindHouseholds, GetCooperative, GetOwnHousehold, SaveDraft,
    },
};
use ids::{Cooperative, Id, Import};

use crate::{
    house::{House, manager, official, refused},
    workbook::Book,
};

fn assistant(cooperative: Id<Cooperative>, errands: &[Errand]) -> Caller {
    Caller {
        errands: errands.to_vec(),
        on_behalf_of: Some(cooperative.to_string()),
        ..Caller::person(Id::generate(), Role::Assistant, Scope::Cooperative(cooperative))
    }
}

fn draft(form: DraftForm, hamlet: &str) -> SaveDraft {
    let fields = BTreeMap::from([("hamlet".to_owned(), vec![hamlet.to_owned()])]);
    SaveDraft { form, about: String::new(), fields, by_name: "Mai".into() }
}

impl House {
    async fn with_a_cooperative() -> (Self, Id<Cooperative>) {
        let house = Self::new().await;
        house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
        let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
        (house, cooperative_id)
    }
}

#[tokio::test]
async fn an_assistant_does_the_errands_of_the_delegation_and_nothing_besides() {
    let (house, own) = House::with_a_cooperative().await;
    let of_harvest = assistant(own, &[Errand::Harvest]);
    let households = house.ask(&of_harvest, &FindHouseholds::default()).await.expect("an errand of theirs").rows;
    assert!(!households.is_empty());
    assert_eq!(refused(house.ask(&of_harvest, &GetCooperative { cooperative_id: own }).await), code::NOT_ALLOWED);
    let file = house.files.keep(Book::producers().bytes().into()).await.expect("kept");
    let check = |kind| CheckImport { kind, file: file.clone(), file_name: "a.xlsx".into() };
    assert_eq!(refused(house.ask(&of_harvest, &check(ImportKind::Cooperatives)).await), code::NOT_ALLOWED);
    house.ask(&of_harvest, &check(ImportKind::Harvest)).await.expect("an errand of theirs");

    let handed_in: Id<Import> = house.ask(&manager(own), &check(ImportKind::Cooperatives)).await.expect("handed in");
    let back = MarkedCopy { kind: ImportKind::Cooperatives, import_id: handed_in };
    let of_all = assistant(own, &Errand::ALL);
    assert_eq!(refused(house.ask(&of_all, &back).await), code::NOT_FOUND, "a file holds numbers in full");

    // Without a delegation they learn who there is, and no more.
    let commune = house.cooperative("HTX70").await.commune_code;
    let at_home = Caller::person(Id::generate(), Role::Assistant, Scope::Commune(commune));
    let known = house.ask(&at_home, &FindCaseload::default()).await.expect("a page").rows;
    assert!(known.iter().any(|entry| entry.cooperative_id == own), "{known:?}");
    assert_eq!(refused(house.ask(&at_home, &FindHouseholds::default()).await), code::NOT_ALLOWED);
    let elsewhere = Caller { scope: Scope::Commune("00691".into()), ..at_home };
    assert!(house.ask(&elsewhere, &FindCaseload::default()).await.expect("a page").rows.is_empty());
    house.world.end().await;
}

#[tokio::test]
async fn a_draft_is_resumed_by_whoever_acts_for_the_cooperative_and_lies_sealed() {
    let (house, own) = House::with_a_cooperative().await;
    let (owner, of_file) = (manager(own), assistant(own, &[Errand::File]));
    let find = FindDraft { form: DraftForm::Cooperative, about: String::new() };
    house.ask(&of_file, &draft(DraftForm::Cooperative, "Thôn Một")).await.expect("kept");
    house.ask(&of_file, &draft(DraftForm::Cooperative, "Thôn Hai")).await.expect("kept");
    let resumed = house.ask(&owner, &find).await.expect("an answer").expect("a draft");
    assert_eq!(
        (resumed.fields["hamlet"].as_slice(), resumed.by_name.as_str()),
        (["Thôn Hai".to_owned()].as_slice(), "Mai")
    );
    let told = "select count(*) as n from draft where actor like 'per_%' and on_behalf_of like 'coo_%'
        and position('Thôn' in encode(fields_sealed, 'escape')) = 0";
    assert_eq!(house.number(told).await, 1, "both are named, and nothing is in clear");

    let stranger = manager(Id::generate());
    assert!(house.ask(&stranger, &find).await.expect("an answer").is_none());
    assert_eq!(refused(house.ask(&of_file, &draft(DraftForm::Household, "x")).await), code::NOT_ALLOWED);
    let long = draft(DraftForm::Cooperative, &"x".repeat(70_000));
    assert_eq!(refused(house.ask(&owner, &long).await), code::INVALID);
    house.ask(&owner, &DropDraft { form: DraftForm::Cooperative, about: String::new() }).await.expect("dropped");
    assert!(house.ask(&of_file, &find).await.expect("an answer").is_none());
    house.world.end().await;
}

#[tokio::test]
async fn a_household_reads_its_own_and_its_cooperatives_name() {
    let (house, own) = House::with_a_cooperative().await;
    house.take_whole(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    let members = house.ask(&manager(own), &FindHouseholds::default()).await.expect("a page").rows;
    let of = |cooperative, household| {
        Caller::person(Id::generate(), Role::Household, Scope::Household { cooperative, household })
    };
    let mut weighed = 0;
    for member in &members {
        let read = house.ask(&of(own, member.household_id), &GetOwnHousehold {}).await.expect("its own");
        assert_eq!((read.household.code.as_str(), read.cooperative.is_empty()), (member.code.as_str(), false));
        weighed += read.weighings.len();
    }
    assert!(weighed > 0);
    let sql = format!("select count(*) as n from harvest where cooperative_id = '{}'", own.uuid());
    assert_eq!(
        i64::try_from(weighed).expect("few"),
        house.number(&sql).await,
        "each weighing is read by one household"
    );
    let one = members[0].household_id;
    assert_eq!(refused(house.ask(&of(own, one), &FindHouseholds::default()).await), code::NOT_ALLOWED);
    assert_eq!(refused(house.ask(&of(Id::generate(), one), &GetOwnHousehold {}).await), code::NOT_FOUND);
    house.world.end().await;
}

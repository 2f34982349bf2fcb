//! Households come by form, leave, are taken back and come again; what is picked in between is refused.

use chrono::NaiveDate;
use contract::{
    Caller, code,
    imports::ImportKind,
    onboarding::{
        ChangeMembership, FindHouseholds, GetHousehold, HouseholdFile, HouseholdForm, HouseholdView, MembershipStep,
        SaveHousehold,
    },
};
use ids::{Household, Id};
use mailbox::Unanswered;

use crate::{
    house::{House, codes, manager, official, refused},
    workbook::Book,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn form(code: &str, personal_id: Option<&str>) -> HouseholdForm {
    HouseholdForm {
        code: code.into(),
        name: "Đặng Thị Mới".into(),
        personal_id: personal_id.map(str::to_owned),
        phone: Some("0900 000 899".into()),
        commune_code: "00874".into(),
        hamlet: Some("Thôn Thử".into()),
        joined_on: day("2024-05-01"),
    }
}

impl House {
    async fn members(&self, caller: &Caller, text: &str, with_those_who_left: bool) -> Vec<HouseholdView> {
        let ask = FindHouseholds { text: Some(text.to_owned()), with_those_who_left, ..FindHouseholds::default() };
        self.ask(caller, &ask).await.expect("a page").rows
    }

    async fn household(&self, caller: &Caller, household_id: Id<Household>) -> HouseholdFile {
        self.ask(caller, &GetHousehold { household_id }).await.expect("it is there")
    }

    async fn time(&self, caller: &Caller, household_id: Id<Household>, step: MembershipStep) -> Result<(), Unanswered> {
        self.ask(caller, &ChangeMembership { household_id, step }).await
    }
}

fn faults(answer: Result<impl std::fmt::Debug, Unanswered>) -> Vec<(String, String)> {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.fields.into_iter().map(|it| (it.field, it.code)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn a_manager_writes_a_household_and_nobody_else_sees_it() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let cooperative = house.cooperative("HTX70").await;
    let manager = manager(cooperative.cooperative_id);
    let save = |household_id, version, form| SaveHousehold { household_id, version, form };
    let id = house.ask(&manager, &save(None, None, form("ho7003", Some("002299700013")))).await.expect("written");
    assert_eq!(house.cooperative("HTX70").await.households, 3);
    let found = house.members(&manager, "dang thi moi", false).await;
    assert_eq!((found.len(), found[0].code.as_str()), (1, "HO7003"), "found without diacritics");
    assert!(found[0].personal_id_masked.ends_with("013") && found[0].phone_masked.ends_with("899"));

    let again = house.ask(&manager, &save(None, None, form("HO7004", Some("002299700013")))).await;
    assert_eq!(faults(again), one("personal_id", "household_taken"));
    let same_code = house.ask(&manager, &save(None, None, form("HO7003", Some("002299700014")))).await;
    assert_eq!(faults(same_code), one("code", "household_taken"));

    let file = house.household(&manager, id).await;
    let renamed = HouseholdForm { name: "Đặng Thị Mới Hơn".into(), phone: None, ..form("HO7003", None) };
    house.ask(&manager, &save(Some(id), Some(file.version), renamed.clone())).await.expect("changed");
    let changed = house.household(&manager, id).await;
    assert_eq!((changed.version, changed.household.name.as_str()), (file.version + 1, "Đặng Thị Mới Hơn"));
    assert_eq!(changed.household.phone_masked, file.household.phone_masked, "what was left out is kept");
    let late = HouseholdForm { name: "Người Khác".into(), ..renamed.clone() };
    assert_eq!(refused(house.ask(&manager, &save(Some(id), Some(file.version), late)).await), code::CONFLICT);
    let other_code = HouseholdForm { code: "HO7009".into(), ..renamed };
    assert_eq!(faults(house.ask(&manager, &save(Some(id), None, other_code)).await), one("code", "cannot_change"));

    let stranger = crate::house::manager(Id::generate());
    assert_eq!(refused(house.ask(&stranger, &GetHousehold { household_id: id }).await), code::NOT_FOUND);
    assert_eq!(refused(house.time(&stranger, id, MembershipStep::Leave(day("2025-01-01"))).await), code::NOT_FOUND);
    assert_eq!(refused(house.ask(&official(), &GetHousehold { household_id: id }).await), code::NOT_ALLOWED);
    house.world.end().await;
}

#[tokio::test]
async fn a_household_leaves_is_taken_back_comes_again_and_picks_only_as_a_member() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let id = house.members(&manager, "HO7001", false).await[0].household_id;
    let leave = |text| MembershipStep::Leave(day(text));
    assert_eq!(faults(house.time(&manager, id, leave("2022-03-31")).await), one("left_on", "dates_order"));
    assert_eq!(faults(house.time(&manager, id, leave("2025-09-02")).await), one("left_on", "date_future"));
    house.time(&manager, id, leave("2025-08-31")).await.expect("it leaves");
    assert_eq!(refused(house.time(&manager, id, leave("2025-08-30")).await), code::CONFLICT);
    assert_eq!(house.cooperative("HTX70").await.households, 1);
    assert_eq!(house.members(&manager, "HO7001", false).await.len(), 0);
    assert_eq!(house.members(&manager, "HO7001", true).await[0].left_on, Some(day("2025-08-31")));

    // It was weighed twice on a day after it had left: both rows are named.
    let picked = house.check(&manager, ImportKind::Harvest, Book::harvest().bytes()).await;
    let left: Vec<_> = codes(&picked.faults).into_iter().filter(|code| code == "household_had_left").collect();
    assert_eq!(left.len(), 2, "{:?}", codes(&picked.faults));

    house.time(&manager, id, MembershipStep::TakeBack).await.expect("it has not left");
    assert_eq!(house.cooperative("HTX70").await.households, 2);
    let checked = house.check(&manager, ImportKind::Harvest, Book::harvest().bytes()).await;
    assert_eq!(codes(&checked.faults), Vec::<String>::new());

    house.time(&manager, id, leave("2025-06-30")).await.expect("it leaves");
    let again = house.time(&manager, id, MembershipStep::Rejoin(day("2025-06-30"))).await;
    assert_eq!(faults(again), one("joined_on", "dates_order"));
    house.time(&manager, id, MembershipStep::Rejoin(day("2025-08-01"))).await.expect("it comes back");
    let file = house.household(&manager, id).await;
    assert_eq!((file.household.joined_on, file.household.left_on), (day("2025-08-01"), None));
    let earlier: Vec<_> = file.earlier.iter().map(|time| (time.joined_on, time.left_on)).collect();
    assert_eq!(earlier, [(day("2022-04-01"), day("2025-06-30"))]);
    house.take_whole(&manager, ImportKind::Harvest, Book::harvest().bytes()).await;

    // A file that was written before all this says nothing new of when it joined, and a later one says that it came back.
    house.time(&manager, id, leave("2025-08-20")).await.expect("it leaves");
    let back = Book::producers().with("Hộ thành viên", 0, "Ngày vào HTX", "25/08/2025");
    house.take_whole(&official(), ImportKind::Cooperatives, back.bytes()).await;
    let file = house.household(&manager, id).await;
    assert_eq!((file.household.left_on, file.earlier.len()), (None, 2));
    house.world.end().await;
}

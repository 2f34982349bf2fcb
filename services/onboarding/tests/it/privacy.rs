//! Who reads a number in full, and what lies there for those who are not let.

use contract::{
    Caller, PageRequest, Role, Scope, code,
    imports::ImportKind,
    onboarding::{
        FindHouseholds, HouseholdView, PersonalField, Producer, Purpose, RevealPersonalData, RevealReason, Revealed,
    },
};
use host::{Sealer, keys::FileKeys};
use ids::{Cooperative, Id};
use mailbox::Unanswered;
use scoped::{Database, Scoped};

use crate::{
    house::{House, PRODUCER_KEYS, SEAL_KEY, manager, official, refused},
    workbook::Book,
};

const PERSONAL_ID: &str = "002299000001";

impl House {
    /// A house with one cooperative of two households; the first one's number is known.
    async fn with_book() -> Self {
        let house = Self::new().await;
        let book = Book::producers().with("Hộ thành viên", 0, "Số định danh", PERSONAL_ID);
        house.take_whole(&official(), ImportKind::Cooperatives, book.bytes()).await;
        house
    }

    pub async fn households(&self, cooperative_id: Id<Cooperative>) -> Vec<HouseholdView> {
        let ask = FindHouseholds { page: PageRequest::first(200), ..FindHouseholds::default() };
        self.ask(&manager(cooperative_id), &ask).await.expect("a page").rows
    }

    pub async fn reveal(
        &self,
        caller: &Caller,
        producer: Producer,
        field: PersonalField,
    ) -> Result<Revealed, Unanswered> {
        let ask = RevealPersonalData {
            producer,
            field,
            reason: RevealReason::ComparePapers,
            words: "So với căn cước tại trụ sở".into(),
            purpose: Some(Purpose::Verification),
        };
        self.ask(caller, &ask).await
    }

    /// The database as its owner sees it, whom neither walls nor rights hold.
    pub async fn as_owner(&self, act: impl AsyncFnOnce(&Scoped)) {
        let owner = Database::connect(&self.world.owner_url().await, "onboarding", 1).await.expect("connected");
        let tx = owner.begin_as_service().await.expect("a transaction");
        act(&tx).await;
        tx.commit().await.expect("committed");
        owner.close().await;
    }
}

fn value(answer: Result<Revealed, Unanswered>) -> String {
    answer.expect("it is shown").value.expect("there is one")
}

#[tokio::test]
async fn whoever_says_why_reads_one_number_and_it_is_written_down_without_the_number() {
    let house = House::with_book().await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let household_id = house.households(cooperative_id).await[0].household_id;
    let of_household = Producer::Household(household_id);
    let manager = manager(cooperative_id);
    assert_eq!(value(house.reveal(&manager, of_household, PersonalField::PersonalId).await), PERSONAL_ID);
    assert!(value(house.reveal(&official(), of_household, PersonalField::Phone).await).starts_with("+84"));
    let of_cooperative = Producer::Cooperative(cooperative_id);
    assert_eq!(value(house.reveal(&official(), of_cooperative, PersonalField::PersonalId).await).len(), 12);

    let told = format!(
        "select count(*) as n from audit_entry where action = 'reveal_personal_data' and outcome = 'done'
        and actor = '{}' and objects = array['{household_id}', 'personal_id', 'compare_papers', 'verification']",
        manager.actor
    );
    assert_eq!(house.number(&told).await, 1);
    assert_eq!(house.number("select count(*) as n from audit_entry where action = 'reveal_personal_data'").await, 3);
    assert_eq!(house.number("select count(*) as n from reveal where words = 'So với căn cước tại trụ sở'").await, 3);
    assert_eq!(house.number("select count(*) as n from command where answer like '%002299%'").await, 0);
    house
        .as_owner(async |tx| {
            for change in ["update reveal set words = 'khác'", "delete from reveal"] {
                tx.run("savepoint here", []).await.expect("a savepoint");
                let error = tx.run(change, []).await.expect_err("it stays as it was written");
                assert!(error.to_string().contains("stay as they were written"), "{error}");
                tx.run("rollback to savepoint here", []).await.expect("rolled back");
            }
        })
        .await;
    house.world.end().await;
}

#[tokio::test]
async fn another_cooperatives_numbers_are_not_there_and_roles_that_may_not_are_told_so() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let (mine, theirs) = (house.cooperative("HTX01").await, house.cooperative("HTX02").await);
    let household = house.households(theirs.cooperative_id).await[0].household_id;
    let manager = manager(mine.cooperative_id);
    for producer in [Producer::Household(household), Producer::Cooperative(theirs.cooperative_id)] {
        assert_eq!(refused(house.reveal(&manager, producer, PersonalField::Phone).await), code::NOT_FOUND);
    }
    let elsewhere = Caller::person(Id::generate(), Role::CommuneOfficial, Scope::Commune("00000".into()));
    let answer = house.reveal(&elsewhere, Producer::Household(household), PersonalField::Phone).await;
    assert_eq!(refused(answer), code::NOT_FOUND);
    let here = Scope::Commune(theirs.commune_code.clone());
    let here = Caller::person(Id::generate(), Role::CommuneOfficial, here);
    house.reveal(&here, Producer::Household(household), PersonalField::Phone).await.expect("an official of the place");
    let member = Scope::Cooperative(theirs.cooperative_id);
    let member = Caller::person(Id::generate(), Role::CooperativeMember, member);
    let answer = house.reveal(&member, Producer::Household(household), PersonalField::Phone).await;
    assert_eq!(refused(answer), code::NOT_ALLOWED);
    assert_eq!(house.number("select count(*) as n from reveal").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn the_thirty_first_number_within_an_hour_is_refused_whatever_the_role() {
    let house = House::with_book().await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let producer = Producer::Cooperative(cooperative_id);
    let manager = manager(cooperative_id);
    for left in (0..30).rev() {
        let shown = house.reveal(&manager, producer, PersonalField::Phone).await.expect("it is shown");
        assert_eq!(shown.left, left);
    }
    let as_official = Caller { role: Role::ProvincialOfficial, scope: Scope::Province, ..manager.clone() };
    for caller in [&manager, &as_official] {
        assert_eq!(refused(house.reveal(caller, producer, PersonalField::Phone).await), code::TOO_MANY_REVEALS);
    }
    house.reveal(&official(), producer, PersonalField::Phone).await.expect("somebody else");
    house
        .as_owner(async |tx| {
            tx.run("alter table reveal disable trigger reveal_stays", []).await.expect("the owner may");
            tx.run("update reveal set at = at - interval '61 minutes'", []).await.expect("moved");
        })
        .await;
    house.reveal(&manager, producer, PersonalField::Phone).await.expect("an hour later");
    house.world.end().await;
}

#[tokio::test]
async fn a_number_that_was_swapped_in_the_table_does_not_open() {
    let house = House::with_book().await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let household = house.households(cooperative_id).await[0].household_id;
    let swaps = [
        // Another row's, with its key or without; another column's of the same row.
        "update household h set personal_id_sealed = o.personal_id_sealed from household o where o.household_id <> h.household_id",
        "update household set phone_sealed = personal_id_sealed",
        "update producer_key k set wrapped = o.wrapped from producer_key o
            where k.producer = 'household' and o.producer = 'household' and o.producer_id <> k.producer_id",
    ];
    house.reveal(&official(), Producer::Household(household), PersonalField::Phone).await.expect("before");
    let fields = [PersonalField::PersonalId, PersonalField::Phone, PersonalField::Phone];
    for (swap, field) in swaps.into_iter().zip(fields) {
        house.as_owner(async |tx| assert!(tx.run(swap, []).await.expect("swapped") >= 2)).await;
        let answer = house.reveal(&official(), Producer::Household(household), field).await;
        assert!(matches!(answer, Err(Unanswered::Unknown { .. })), "{swap}: {answer:?}");
    }
    assert_eq!(house.number("select count(*) as n from reveal").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn what_an_older_release_has_sealed_is_sealed_anew_at_the_start_and_nothing_is_lost() {
    let house = House::with_book().await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let household = house.households(cooperative_id).await[0].household_id;
    let old_key = Sealer::new(&SEAL_KEY);
    let sealed = |table: &str, column: &str, row: String, clear: &str| {
        old_key.seal(&format!("onboarding|{table}|{column}|{row}"), clear.as_bytes())
    };
    house
        .as_owner(async |tx| {
            tx.run("delete from producer_key", []).await.expect("no key yet");
            let values = [
                sealed("cooperative", "representative_id", cooperative_id.to_string(), "002299111111").into(),
                sealed("cooperative", "phone", cooperative_id.to_string(), "+84900000001").into(),
            ];
            tx.run("update cooperative set representative_id_sealed = $1, phone_sealed = $2", values)
                .await
                .expect("old");
            let values =
                [household.into(), sealed("household", "personal_id", household.to_string(), "002299222222").into()];
            tx.run("delete from household where household_id <> $1", [household.into()]).await.expect("one is left");
            let sql = "update household set personal_id_sealed = $2, phone_sealed = null, phone_tail = null
            where household_id = $1";
            tx.run(sql, values).await.expect("old");
        })
        .await;
    for _ in 0..2 {
        house.start().await;
    }
    let of_cooperative = Producer::Cooperative(cooperative_id);
    let shown = house.reveal(&official(), of_cooperative, PersonalField::PersonalId).await;
    assert_eq!(value(shown), "002299111111");
    assert_eq!(value(house.reveal(&official(), of_cooperative, PersonalField::Phone).await), "+84900000001");
    let of_household = Producer::Household(household);
    assert_eq!(value(house.reveal(&official(), of_household, PersonalField::PersonalId).await), "002299222222");
    let none = house.reveal(&official(), of_household, PersonalField::Phone).await.expect("an answer");
    assert_eq!(none.value, None);
    assert_eq!(house.number("select count(*) as n from producer_key").await, 2);
    house.world.end().await;
}

#[tokio::test]
async fn a_new_wrapping_key_takes_over_and_the_old_one_can_go() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let cooperative_id = house.cooperative("HTX01").await.cooperative_id;
    let path = house.folder.path().join(PRODUCER_KEYS);
    let before = value(house.reveal(&official(), Producer::Cooperative(cooperative_id), PersonalField::Phone).await);
    let all = house.number("select count(*) as n from producer_key").await;
    assert_eq!(all, 14 + 334);

    let new_id = FileKeys::add(&path).expect("a new key");
    let provider = FileKeys::open(&path).expect("keys");
    let database = house.world.database("onboarding");
    let rewrapped = onboarding::rewrap(&database, &provider).await.expect("wrapped anew");
    assert_eq!(rewrapped, u64::try_from(all).expect("a count"));
    assert_eq!(onboarding::rewrap(&database, &provider).await.expect("nothing left"), 0);
    let by_new = format!("select count(*) as n from producer_key where wrapped_by = '{new_id}'");
    assert_eq!(house.number(&by_new).await, all);
    // The process that ran all along reads on, and so does one that knows the new key alone.
    let running = house.reveal(&official(), Producer::Cooperative(cooperative_id), PersonalField::Phone).await;
    assert_eq!(value(running), before);
    let text = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, text.lines().next().expect("the newest")).expect("written");
    house.start().await;
    for _ in 0..4 {
        let shown = house.reveal(&official(), Producer::Cooperative(cooperative_id), PersonalField::Phone).await;
        assert_eq!(value(shown), before);
    }
    house.world.end().await;
}

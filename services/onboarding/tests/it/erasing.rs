//! Whoever was erased is read nowhere any more, comes back by no file, and is forgotten elsewhere, too.

use contract::{
    code,
    imports::ImportKind,
    onboarding::{
        ChangeMembership, DraftForm, MembershipStep, PersonalField, Producer, RequestKind, RequestStep, SaveDraft,
        StepSubjectRequest,
    },
};
use host::keys::{FileKeys, KeyProvider, Wrapped};
use ids::{Id, Person};
use scoped::FromQueryResult;

use crate::{
    house::{House, PRODUCER_KEYS, at, codes, manager, official, refused},
    workbook::Book,
};

#[derive(FromQueryResult)]
struct Dump {
    sealed: Vec<u8>,
    place: String,
    wrapped: Vec<u8>,
    wrapped_by: String,
}

#[tokio::test]
async fn an_erased_producer_is_read_nowhere_any_more_not_even_in_an_old_dump() {
    let house = House::with_season(&[ImportKind::Cooperatives, ImportKind::Harvest]).await;
    let cooperative_id = house.cooperative("HTX01").await.cooperative_id;
    let (lan, manager) = (official(), manager(cooperative_id));
    let before = house.households(cooperative_id).await;
    let household = &before[0];
    let producer = Producer::Household(household.household_id);
    let id = household.household_id.uuid();
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    let sql = format!("select personal_id_sealed as sealed, format('onboarding|%s|household', h.cooperative_id) as place,
        wrapped, wrapped_by from household h join producer_key on producer_id = household_id where household_id = '{id}'");
    let dump: Dump = tx.first(&sql, []).await.expect("read").expect("a row");
    tx.rollback().await.expect("ended");
    let harvests = format!("select count(*) as n from harvest where household_id = '{id}'");
    let (picked, lots) = (house.number(&harvests).await, house.number("select count(*) as n from lot").await);
    assert!(picked > 0);

    let request_id = house.file_request(&manager, producer, RequestKind::Erasure).await;
    let erase = || RequestStep::Erase(household.code.clone());
    assert_eq!(refused(house.step(&lan, request_id, erase()).await), code::CONFLICT, "it is answered first");
    house.step(&lan, request_id, RequestStep::Accept("Sẽ xoá khi hết hàng".into())).await.expect("accepted");
    assert_eq!(refused(house.step(&lan, request_id, erase()).await), code::MUST_BE_KEPT, "their oranges are on sale");
    house.calendar.set(at("2027-09-01T02:00:00Z"));
    house.step(&lan, request_id, RequestStep::Hold("Đang có tranh chấp".into())).await.expect("held");
    assert_eq!(refused(house.step(&lan, request_id, erase()).await), code::MUST_BE_KEPT);
    house.step(&lan, request_id, RequestStep::Release).await.expect("released");
    let wrong = RequestStep::Erase("HO9999".into());
    assert_eq!(refused(house.step(&lan, request_id, wrong).await), code::INVALID, "the code confirms it");
    house.step(&lan, request_id, erase()).await.expect("erased");

    let file = house.personal_file(&lan, producer).await;
    assert!(file.erased_at.is_some() && file.name == household.code);
    assert!(file.fields.iter().all(|(_, masked)| masked.is_empty()), "{:?}", file.fields);
    assert_eq!(refused(house.reveal(&lan, producer, PersonalField::PersonalId).await), code::ERASED);
    assert_eq!(house.households(cooperative_id).await.len(), before.len() - 1, "the membership ended");
    assert_eq!((house.number(&harvests).await, house.number("select count(*) as n from lot").await), (picked, lots));
    let name =
        format!("select count(*) as n from household where head = '{0}' or search_key like '%{0}%'", household.name);
    assert_eq!(house.number(&name).await, 0);
    let left = format!("select count(*) as n from producer_key where producer_id = '{id}' and wrapped is null");
    assert_eq!(house.number(&left).await, 1, "the tombstone");
    let told = format!(
        "select count(*) as n from outbox where subject like '%person_erased%' and about = '{}'",
        household.household_id
    );
    assert_eq!(house.number(&told).await, 1, "whoever keeps something of theirs hears it");

    // The sealed number as a dump of the table kept it: its key is gone, and no other opens it.
    let keys = FileKeys::open(&house.folder.path().join(PRODUCER_KEYS)).expect("keys");
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    let sql =
        "select ''::bytea as sealed, format('onboarding|%s|%s|key|%s', cooperative_id, producer, producer_id) as place,
        wrapped, wrapped_by from producer_key where wrapped is not null";
    let others: Vec<Dump> = tx.all(sql, []).await.expect("rows");
    tx.rollback().await.expect("ended");
    assert_eq!(others.len(), 14 + 334 - 1);
    let opens = async |place: String, wrapped: Vec<u8>, key_id: &str| {
        let wrapped = Wrapped { key_id: key_id.to_owned(), bytes: wrapped };
        let key = keys.unwrap(&[(place, wrapped)]).await.expect("a key").remove(0);
        key.sealer().open(&format!("{}|personal_id|{id}", dump.place), &dump.sealed).is_ok()
    };
    for other in others {
        assert!(!opens(other.place, other.wrapped, &other.wrapped_by).await);
    }
    let own = format!("{}|key|{id}", dump.place);
    assert!(opens(own, dump.wrapped.clone(), &dump.wrapped_by).await, "with its key it would have");
    house.world.end().await;
}

#[tokio::test]
async fn a_sign_in_that_is_named_after_the_erasure_is_told_of_then() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let cooperative = house.cooperative("HTX70").await;
    let (lan, manager) = (official(), manager(cooperative.cooperative_id));
    let producer = Producer::Cooperative(cooperative.cooperative_id);
    let erase = async |sign_in: Option<Id<Person>>| {
        let request_id = house.file_request(&manager, producer, RequestKind::Erasure).await;
        house.step(&lan, request_id, RequestStep::Accept("Sẽ xoá ngay".into())).await.expect("accepted");
        let version = house.request(&lan, request_id).await.version;
        let step = RequestStep::Erase(cooperative.code.clone());
        let ask = StepSubjectRequest { request_id, version, name: "Lan".into(), step, sign_in };
        house.ask(&lan, &ask).await.expect("erased");
    };
    let told = async |words: &str| {
        let of = "select count(*) as n from outbox where subject like '%person_erased%'";
        house.number(&format!("{of} and strpos(body::text, '{words}') > 0")).await
    };
    erase(None).await;
    assert_eq!((told("").await, told("per_").await), (1, 0));
    erase(None).await;
    assert_eq!(told("").await, 1, "it was told already");
    let named = Id::generate();
    erase(Some(named)).await;
    assert_eq!((told("").await, told(&named.to_string()).await), (2, 1), "accounts hears whom it is to forget");
    house.world.end().await;
}

#[tokio::test]
async fn a_file_brings_nobody_back_who_was_erased() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers_with_plots().bytes()).await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let (lan, manager) = (official(), manager(cooperative_id));
    let household = house.households(cooperative_id).await.remove(0);
    let producer = Producer::Household(household.household_id);
    let request_id = house.file_request(&manager, producer, RequestKind::Erasure).await;
    house.step(&lan, request_id, RequestStep::Accept("Sẽ xoá ngay".into())).await.expect("accepted");
    let typed = SaveDraft {
        form: DraftForm::Household,
        about: String::new(),
        fields: [("personal_id".to_owned(), vec!["002085001234".to_owned()])].into(),
        by_name: "Lan".into(),
    };
    house.ask(&manager, &typed).await.expect("kept");
    house.step(&lan, request_id, RequestStep::Erase(household.code)).await.expect("erased");
    assert_eq!(house.number("select count(*) as n from draft").await, 0, "what was typed of them is gone, too");
    let plots = "select count(*) as n from plot where name = code and strpos(search_key, 'vuon') = 0";
    assert_eq!(house.number(plots).await, 1, "how they called their plot is gone, what was picked there is not");
    let back = ChangeMembership { household_id: household.household_id, step: MembershipStep::TakeBack };
    assert_eq!(refused(house.ask(&manager, &back).await), code::ERASED);
    let checked = house.check(&official(), ImportKind::Cooperatives, Book::producers_with_plots().bytes()).await;
    assert_eq!(codes(&checked.faults), ["producer_erased", "producer_erased"], "the household and its plot");
    house.take(&official(), &checked, true).await;
    assert_eq!(
        house.number("select count(*) as n from household where erased_at is not null and head = code").await,
        1
    );
    let harvest = house.check(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    assert!(codes(&harvest.faults).contains(&"household_unknown".to_owned()), "{:?}", codes(&harvest.faults));
    house.world.end().await;
}

//! Lists: in pages, by text without marks, by state.

use contract::{
    Caller, Page, PageRequest, code,
    imports::{FindImports, ImportKind, ImportStatus},
    onboarding::{DecideCooperatives, Decision, FindCooperatives, FindDeclaredLots, FindHouseholds, Verification},
};

use ids::Id;

use crate::house::{House, manager, official, refused, season_file};

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let house = House::with_season(&[ImportKind::Cooperatives, ImportKind::Harvest]).await;
    let mut codes = Vec::new();
    let mut ask = FindDeclaredLots { page: PageRequest::first(10) };
    loop {
        let page = house.ask(&official(), &ask).await.expect("a page");
        codes.extend(page.rows.into_iter().map(|lot| lot.lot_code));
        match page.next {
            Some(next) => ask.page.after = Some(next),
            None => break,
        }
    }
    assert_eq!(codes.len(), 44);
    assert!(codes.is_sorted_by(|a, b| a < b));
    let crooked = FindDeclaredLots { page: PageRequest { size: 10, after: Some("…".to_owned()) } };
    assert_eq!(refused(house.ask(&official(), &crooked).await), code::INVALID);
    house.world.end().await;
}

#[tokio::test]
async fn cooperatives_are_found_by_text_and_state_and_show_their_papers_and_lots() {
    let house = House::with_season(&[ImportKind::Cooperatives, ImportKind::Harvest]).await;
    let find = async |text: Option<&str>, state| {
        let ask = FindCooperatives { text: text.map(str::to_owned), state, page: PageRequest::first(50) };
        let page = house.ask(&official(), &ask).await.expect("a page");
        page.rows.into_iter().map(|view| view.code).collect::<Vec<_>>()
    };
    assert_eq!(find(Some("cam suoi TRONG"), None).await, ["HTX01"]);
    assert_eq!(find(Some("htx02"), None).await, ["HTX02"]);
    assert_eq!(find(Some("%"), None).await, Vec::<String>::new());
    let first = house.cooperative("HTX01").await;
    let ask = DecideCooperatives {
        cooperative_ids: vec![first.cooperative_id],
        decision: Decision::Verify,
        version: None,
        name: String::new(),
    };
    house.ask(&official(), &ask).await.expect("decided");
    assert_eq!(find(None, Some(Verification::Verified)).await, ["HTX01"]);
    assert_eq!(find(None, Some(Verification::Submitted)).await.len(), 13);

    let schemes: Vec<&str> = first.papers.iter().map(|paper| paper.scheme.slug()).collect();
    assert_eq!(schemes, ["gi", "food_safety_commitment", "ocop", "vietgap"]);
    assert_eq!((first.papers[2].stars, first.tax_code.as_str()), (Some(4), "5199999006"));
    assert_eq!(first.address_given, "Thôn Suối Trong, Vĩnh Tuy, Bắc Quang");
    assert!(first.lots > 0 && first.declared_g > 0);

    let households = FindHouseholds { text: Some("loc thi tham".to_owned()), ..FindHouseholds::default() };
    let page = house.ask(&manager(first.cooperative_id), &households).await.expect("a page");
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.rows[0].code.as_str(), page.rows[0].name.as_str()), ("HO0001", "Lộc Thị Thắm"));
    assert_eq!(page.rows[0].personal_id_masked, "•••••••••629");
    house.world.end().await;
}

#[tokio::test]
async fn files_are_listed_newest_first_to_those_who_handed_them_in() {
    let house = House::new().await;
    let (own, other) = (manager(Id::generate()), manager(Id::generate()));
    let mut handed_in = Vec::new();
    for _ in 0..3 {
        let bytes = season_file("loi", ImportKind::Harvest);
        handed_in.insert(0, house.check(&own, ImportKind::Harvest, bytes).await.import_id);
    }
    let list = async |caller: &Caller, page: PageRequest| {
        let found: Page<ImportStatus> =
            house.ask(caller, &FindImports { kind: ImportKind::Harvest, page }).await.expect("a page");
        found
    };
    let first = list(&own, PageRequest::first(2)).await;
    let rest = list(&own, PageRequest { size: 2, after: first.next.clone() }).await;
    let found: Vec<_> = first.rows.iter().chain(&rest.rows).map(|file| file.import_id).collect();
    assert_eq!((found, rest.next), (handed_in, None));
    assert!(first.rows[0].rows_total > 0 && first.rows[0].faults.is_empty());
    assert!(list(&other, PageRequest::default()).await.rows.is_empty(), "it is nobody else's");
    let kind = ImportKind::Cooperatives;
    let of_another_kind: Page<ImportStatus> =
        house.ask(&own, &FindImports { kind, page: PageRequest::default() }).await.expect("a page");
    assert!(of_another_kind.rows.is_empty());
    house.world.end().await;
}

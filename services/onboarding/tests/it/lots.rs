//! Lots declared and revised by form, beside the stock ledger that knows what is sold.

use contract::{
    Caller, FieldFault, Grade, PageRequest, ProductCode, Role, Scope, code,
    imports::ImportKind,
    intake::StockChanged,
    onboarding::{
        DeclareLot, DeclaredBy, FindHouseholds, FindLots, FindSeasons, GetLot, HouseholdView, LotFile, LotForm,
        ReviseLot, WeighingForm,
    },
};
use ids::{Cooperative, Id, Lot};
use mailbox::Unanswered;
use testkit::until;

use crate::{
    house::{House, codes, manager, official, refused},
    workbook::Book,
};

struct Orchard {
    house: House,
    own: Id<Cooperative>,
    manager: Caller,
    households: Vec<HouseholdView>,
}

impl Orchard {
    async fn new() -> Self {
        let house = House::new().await;
        mailbox::Relay::new(house.world.database("intake"), house.world.broker.clone()).start(&house.world.shutdown);
        house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
        let own = house.cooperative("HTX70").await.cooperative_id;
        let manager = manager(own);
        let households = house.ask(&manager, &FindHouseholds::default()).await.expect("households").rows;
        Self { house, own, manager, households }
    }

    /// Oranges of the season before: the house stands at the beginning of this one.
    fn form(&self, weighings: &[(usize, &str, &str)]) -> LotForm {
        let day = |text: &str| text.parse().expect("a day");
        let weighing = |(household, quantity, unit): &(usize, &str, &str)| WeighingForm {
            plot: None,
            household_id: self.households[*household].household_id,
            picked_on: day("2025-01-10"),
            quantity: (*quantity).to_owned(),
            unit: (*unit).to_owned(),
            weighed_by: Some("Lý Thị Mẫu".into()),
        };
        LotForm {
            lot_code: None,
            product: ProductCode::parse("cam_sanh").expect("a product"),
            grade: Grade::First,
            season: "CAM-2024-2025".into(),
            picked_from: day("2025-01-05"),
            picked_to: day("2025-01-20"),
            sell_by: day("2025-03-15"),
            weighings: weighings.iter().map(weighing).collect(),
        }
    }

    async fn declare(&self, form: LotForm) -> Result<Id<Lot>, Unanswered> {
        self.house.ask(&self.manager, &DeclareLot { form, name: "Vàng Thị Mỷ".into() }).await
    }

    async fn revise(&self, file: &LotFile, form: LotForm, reason: &str) -> Result<(), Unanswered> {
        let (lot_id, version) = (file.lot.lot.lot_id, file.lot.lot.version);
        let ask = ReviseLot { lot_id, version, form, reason: reason.into(), name: "Vàng Thị Mỷ".into() };
        self.house.ask(&self.manager, &ask).await
    }

    async fn file(&self, lot_id: Id<Lot>) -> LotFile {
        self.house.ask(&self.manager, &GetLot { lot_id }).await.expect("a lot")
    }

    /// The ledger tells; known here once the file shows it.
    async fn told(&self, lot_id: Id<Lot>, version: i64, (declared_version, declared_g): (i64, i64), available_g: i64) {
        let cooperative_id = self.own;
        let fact = StockChanged { lot_id, version, cooperative_id, available_g, declared_version, declared_g };
        let tx = self.house.world.database("intake").begin_as_service().await.expect("a transaction");
        mailbox::post(&tx, &fact).await.expect("posted");
        tx.commit().await.expect("committed");
        until("the ledger is heard", || async {
            let booked = self.file(lot_id).await.lot.booked;
            booked.is_some_and(|booked| {
                (booked.version, booked.committed_g) == (declared_version, declared_g - available_g)
            })
        })
        .await;
    }
}

fn faults(answer: Result<impl std::fmt::Debug, Unanswered>) -> Vec<(String, String)> {
    match answer {
        Err(Unanswered::Refused(refusal)) => {
            refusal.fields.into_iter().map(|FieldFault { field, code }| (field, code)).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_lot_declared_by_form_weighs_what_its_households_declared_and_keeps_every_revision() {
    let orchard = Orchard::new().await;
    let lot_id = orchard.declare(orchard.form(&[(0, "1,5", "tạ"), (1, "20", "yến")])).await.expect("declared");
    let file = orchard.file(lot_id).await;
    let lot = &file.lot.lot;
    assert_eq!(
        (lot.lot_code.as_str(), lot.quantity_g, lot.households, lot.version),
        ("CAMSANH-2425-0001-8", 350_000, 2, 1)
    );
    assert_eq!((file.quantity_entered.as_str(), file.unit_entered.as_str()), ("350", "kg"));
    assert_eq!(file.weighings[0].quantity_entered, "1,5", "the weight stays as it was typed");
    assert!(file.lot.public_code.len() == 8 && !file.lot.public_code.contains(['I', 'L', 'O', 'U']));

    let second = orchard.declare(orchard.form(&[(0, "3", "kg")])).await.expect("declared");
    let second = orchard.file(second).await.lot;
    assert_eq!(&second.lot.lot_code[..17], "CAMSANH-2425-0002", "the next number");
    assert_ne!(second.public_code, file.lot.public_code);

    orchard.revise(&file, orchard.form(&[(0, "1,5", "tạ"), (1, "21", "yến")]), "Cân lại").await.expect("revised");
    let stale = orchard.revise(&file, orchard.form(&[(0, "9", "tạ")]), "Cân lại").await;
    assert_eq!(refused(stale), code::CONFLICT, "another change came first");
    let after = orchard.file(lot_id).await;
    assert_eq!((after.lot.lot.quantity_g, after.lot.revisions), (360_000, 2));
    let kept: Vec<_> =
        after.revisions.iter().map(|kept| (kept.revision, kept.quantity_g, kept.reason.as_str())).collect();
    assert_eq!(kept, [(2, 360_000, "Cân lại"), (1, 350_000, "")]);
    assert_eq!((after.revisions[1].by.as_str(), after.revisions[1].source), ("Vàng Thị Mỷ", DeclaredBy::Form));
    assert_eq!(after.revisions[1].weighings[1].quantity_entered, "20", "what was said before is there to be read");
    let same = orchard.revise(&after, orchard.form(&[(0, "1,5", "tạ"), (1, "21", "yến")]), "Không đổi gì").await;
    same.expect("nothing changed");
    assert_eq!(orchard.file(lot_id).await.lot.revisions, 2, "and nothing was written");
    let told = "select count(*) as n from outbox where subject like '%lot_declared%'";
    assert_eq!(orchard.house.number(told).await, 3);
    orchard.house.world.end().await;
}

#[tokio::test]
async fn every_field_at_fault_is_named_at_once() {
    let orchard = Orchard::new().await;
    let mut form = orchard.form(&[(0, "không", "tạ"), (1, "5", "hộp"), (0, "0", "kg")]);
    form.season = "2025".into();
    form.lot_code = Some("CAMSANH-2425-0001-A".into());
    let mut strange = form.weighings[0].clone();
    strange.household_id = Id::generate();
    form.weighings.push(strange);
    let named = faults(orchard.declare(form).await);
    let expected = [
        ("season", "season_form"),
        ("lot_code", "lot_code_check"),
        ("weighings.0.quantity", "weight_unreadable"),
        ("weighings.1.unit", "unit_unknown"),
        ("weighings.2.quantity", "weight_unreadable"),
        ("weighings.3.household_id", "household_unknown"),
    ];
    assert_eq!(named, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    assert_eq!(faults(orchard.declare(orchard.form(&[])).await)[0].0, "weighings");
    let mut taken = orchard.form(&[(0, "5", "kg")]);
    taken.lot_code = Some("CAMSANH-2425-0007-5".into());
    let lot_id = orchard.declare(taken.clone()).await;
    if let Err(Unanswered::Refused(refusal)) = &lot_id {
        panic!("{refusal:?}");
    }
    assert_eq!(faults(orchard.declare(taken).await), [("lot_code".to_owned(), "taken".to_owned())]);
    orchard.house.world.end().await;
}

#[tokio::test]
async fn nobody_declares_less_than_is_sold_neither_by_form_nor_by_file() {
    let orchard = Orchard::new().await;
    let lot_id = orchard.declare(orchard.form(&[(0, "1", "tạ")])).await.expect("declared");
    orchard.told(lot_id, 2, (1, 100_000), 30_000).await;
    let file = orchard.file(lot_id).await;
    assert_eq!(
        refused(orchard.revise(&file, orchard.form(&[(0, "69,999", "kg")]), "Cân lại").await),
        code::STOCK_SHORT
    );
    assert_eq!(orchard.file(lot_id).await.lot.lot.quantity_g, 100_000, "nothing was written");
    orchard.revise(&file, orchard.form(&[(0, "70", "kg")]), "Cân lại").await.expect("to the gram");

    // An order of this very moment: the ledger could not follow, and the file shows where the two differ.
    orchard.told(lot_id, 3, (2, 100_000), 10_000).await;
    let view = orchard.file(lot_id).await.lot;
    let booked = view.booked.expect("told");
    assert_eq!((view.lot.version, booked.version), (2, 2));
    assert_eq!((view.lot.quantity_g, booked.declared_g, booked.committed_g), (70_000, 100_000, 90_000));

    orchard.house.take_whole(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    let find = FindLots { season: Some("HONG-2025-2026".into()), ..FindLots::default() };
    let imported = orchard.house.ask(&orchard.manager, &find).await.expect("lots").rows.remove(0).lot;
    orchard.told(imported.lot_id, 2, (1, imported.quantity_g), 20_000).await;
    let less = Book::harvest()
        .with("Lô hàng", 0, "Số lượng", "95,5")
        .with("Lô hàng", 0, "Đơn vị", "kg")
        .with("Khai báo thu hoạch", 0, "Số lượng", "45,5")
        .without("Khai báo thu hoạch", 1);
    let checked = orchard.house.check(&official(), ImportKind::Harvest, less.bytes()).await;
    assert_eq!(codes(&checked.faults), ["lot_below_sold"]);
    orchard.house.world.end().await;
}

#[tokio::test]
async fn lots_are_found_by_season_and_by_nobody_else() {
    let orchard = Orchard::new().await;
    orchard.house.take_whole(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    let lot_id = orchard.declare(orchard.form(&[(0, "1", "tạ")])).await.expect("declared");
    let seasons = orchard.house.ask(&orchard.manager, &FindSeasons {}).await.expect("seasons");
    let seasons: Vec<_> = seasons.iter().map(|season| (season.season.as_str(), season.lots)).collect();
    assert_eq!(seasons, [("HONG-2025-2026", 1), ("CAM-2024-2025", 1)]);
    let mut find = FindLots { page: PageRequest::first(1), ..FindLots::default() };
    let first = orchard.house.ask(&orchard.manager, &find).await.expect("lots");
    find.page.after = first.next.clone();
    let second = orchard.house.ask(&orchard.manager, &find).await.expect("lots");
    let season_of = |page: &contract::Page<contract::onboarding::LotView>| page.rows[0].lot.season.clone();
    assert_eq!(
        (season_of(&first), season_of(&second), second.next),
        ("HONG-2025-2026".into(), "CAM-2024-2025".into(), None)
    );
    let by_code = FindLots { text: Some(second.rows[0].public_code.clone()), ..FindLots::default() };
    assert_eq!(orchard.house.ask(&orchard.manager, &by_code).await.expect("lots").rows.len(), 1);

    let stranger = manager(Id::generate());
    assert!(orchard.house.ask(&stranger, &FindLots::default()).await.expect("a page").rows.is_empty());
    assert_eq!(refused(orchard.house.ask(&stranger, &GetLot { lot_id }).await), code::NOT_FOUND);
    let file = orchard.file(lot_id).await;
    let ask = ReviseLot {
        lot_id,
        version: file.lot.lot.version,
        form: orchard.form(&[(0, "1", "kg")]),
        reason: "không phải của mình".into(),
        name: String::new(),
    };
    assert_eq!(refused(orchard.house.ask(&stranger, &ask).await), code::NOT_FOUND);
    assert_eq!(refused(orchard.house.ask(&official(), &ask).await), code::NOT_ALLOWED);
    let member = Caller::person(Id::generate(), Role::CooperativeMember, Scope::Cooperative(orchard.own));
    let seen: LotFile = orchard.house.ask(&member, &GetLot { lot_id }).await.expect("a lot");
    assert_eq!(
        (seen.weighings[0].weighed_by.as_deref(), file.weighings[0].weighed_by.as_deref()),
        (None, Some("Lý Thị Mẫu"))
    );
    orchard.house.world.end().await;
}

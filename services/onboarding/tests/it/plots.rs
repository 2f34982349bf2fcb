//! Plots come by form and by file, and a harvest may name the one it was picked on.

use chrono::NaiveDate;
use contract::{
    Caller, Grade, ProductCode, code,
    imports::ImportKind,
    onboarding::{
        DeclareLot, FindHouseholds, FindLots, FindPlots, GetLot, GetOwnHousehold, GetPlot, LotFile, LotForm,
        PlantingArea, PlantingAreaState, PlotForm, PlotView, ReviseLot, SavePaper, SavePlot, WeighingForm,
    },
};
use contract::{Role, Scope};
use ids::{Household, Id, Plot};
use mailbox::Unanswered;

use crate::{
    coverage::vietgap,
    house::{House, codes, counts, manager, official, refused},
    workbook::Book,
};

const KIND: ImportKind = ImportKind::Cooperatives;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn product(code: &str) -> ProductCode {
    ProductCode::parse(code).expect("a product")
}

fn form(household_id: Id<Household>, code: &str) -> PlotForm {
    PlotForm {
        household_id,
        code: code.into(),
        name: "Vườn sau nhà".into(),
        product: product("hong_khong_hat"),
        commune_code: "00874".into(),
        area: "2,5".into(),
        area_unit: "sào".into(),
        planted_year: Some(2015),
        planting_area: None,
    }
}

impl House {
    async fn member(&self, caller: &Caller, code: &str) -> Id<Household> {
        let ask = FindHouseholds { text: Some(code.to_owned()), ..FindHouseholds::default() };
        self.ask(caller, &ask).await.expect("a page").rows[0].household_id
    }

    async fn save(&self, caller: &Caller, form: PlotForm) -> Result<Id<Plot>, Unanswered> {
        self.ask(caller, &SavePlot { plot_id: None, version: None, form }).await
    }

    async fn plots(&self, caller: &Caller, text: &str) -> Vec<PlotView> {
        let ask = FindPlots { text: Some(text.to_owned()), ..FindPlots::default() };
        self.ask(caller, &ask).await.expect("a page").rows
    }

    async fn the_lot(&self, caller: &Caller) -> LotFile {
        let lots = self.ask(caller, &FindLots::default()).await.expect("a page").rows;
        self.ask(caller, &GetLot { lot_id: lots[0].lot.lot_id }).await.expect("it is there")
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
async fn a_manager_writes_a_plot_and_nobody_else_sees_it() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers().bytes()).await;
    let cooperative = house.cooperative("HTX70").await.cooperative_id;
    let manager = manager(cooperative);
    let household_id = house.member(&manager, "HO7001").await;
    let area = PlantingArea {
        code: "vn-hgor-0042".into(),
        market: "Trung Quốc".into(),
        issued_on: day("2024-05-20"),
        state: PlantingAreaState::Active,
    };
    let with_code = PlotForm { planting_area: Some(area), ..form(household_id, "th7001-1") };
    let plot_id = house.save(&manager, with_code.clone()).await.expect("written");
    for text in ["vuon sau", "TH7001", "ho7001", "hgor-0042"] {
        let found = house.plots(&manager, text).await;
        assert_eq!(found.iter().map(|plot| plot.plot_id).collect::<Vec<_>>(), [plot_id], "{text}");
    }
    let plot = house.ask(&manager, &GetPlot { plot_id }).await.expect("it is there");
    assert_eq!((plot.form.code.as_str(), plot.area_m2, plot.household_code.as_str()), ("TH7001-1", 900, "HO7001"));
    assert_eq!(plot.form.planting_area.as_ref().map(|area| area.code.as_str()), Some("VN-HGOR-0042"));

    assert_eq!(faults(house.save(&manager, form(household_id, "TH7001-1")).await), one("code", "plot_taken"));
    let nobodys = house.save(&manager, form(Id::generate(), "TH7001-2")).await;
    assert_eq!(faults(nobodys), one("household_id", "household_unknown"));
    let change = |version, form| SavePlot { plot_id: Some(plot_id), version: Some(version), form };
    house.ask(&manager, &change(1, with_code.clone())).await.expect("nothing to change");
    let larger = PlotForm { area: "0,4".into(), area_unit: "HA".into(), ..with_code.clone() };
    house.ask(&manager, &change(1, larger.clone())).await.expect("changed");
    let plot = house.ask(&manager, &GetPlot { plot_id }).await.expect("it is there");
    assert_eq!((plot.version, plot.area_m2, plot.form.area_unit.as_str()), (2, 4_000, "ha"));
    assert_eq!(refused(house.ask(&manager, &change(1, with_code)).await), code::CONFLICT);
    let given_away = PlotForm { household_id: house.member(&manager, "HO7002").await, ..larger };
    assert_eq!(faults(house.ask(&manager, &change(2, given_away)).await), one("household_id", "cannot_change"));

    let stranger = crate::house::manager(Id::generate());
    assert_eq!(refused(house.ask(&stranger, &GetPlot { plot_id }).await), code::NOT_FOUND);
    assert_eq!(house.plots(&stranger, "").await, []);
    assert_eq!(
        faults(house.save(&stranger, form(household_id, "TH1")).await),
        one("household_id", "household_unknown")
    );
    assert_eq!(refused(house.ask(&official(), &GetPlot { plot_id }).await), code::NOT_ALLOWED);
    let scope = |household| Scope::Household { cooperative, household };
    let own = |household| Caller::person(Id::generate(), Role::Household, scope(household));
    let seen = house.ask(&own(household_id), &GetOwnHousehold {}).await.expect("itself");
    assert_eq!(seen.plots.iter().map(|plot| plot.plot_id).collect::<Vec<_>>(), [plot_id]);
    let other = house.member(&manager, "HO7002").await;
    assert_eq!(house.ask(&own(other), &GetOwnHousehold {}).await.expect("itself").plots, []);
    house.world.end().await;
}

#[tokio::test]
async fn plots_come_in_a_file_and_each_fault_stands_at_its_cell() {
    let house = House::new().await;
    let taken = house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    assert_eq!(counts(&taken)[3], ("plots", 2, 0, 0));
    let again = house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    assert_eq!(counts(&again)[3], ("plots", 0, 0, 2));
    let without = house.take_whole(&official(), KIND, Book::producers().bytes()).await;
    assert_eq!(counts(&without)[3], ("plots", 0, 0, 0), "a sheet that is left out says nothing");
    let sheet = "Thửa đất";
    let cases = [
        ("Mã hộ", "HO7009", "household_unknown"),
        ("Mã hộ", "HO7002", "plot_duplicate"),
        ("Mã thửa", "TH7002-1", "plot_duplicate"),
        ("Tên vườn", "V", "text_length"),
        ("Sản phẩm", "Chuối", "product_unknown"),
        ("Xã", "Đâu đó", "commune_unknown"),
        ("Diện tích", "1,33", "area_too_fine"),
        ("Diện tích", "không rõ", "area_form"),
        ("Đơn vị diện tích", "kg", "area_unit"),
        ("Năm trồng", "2026", "planted_year"),
        ("Mã vùng trồng", "VN", "planting_area_form"),
        ("Thị trường của mã", "", "planting_area_incomplete"),
        ("Ngày cấp mã", "02/09/2025", "date_future"),
        ("Tình trạng mã", "không biết", "not_a_choice"),
    ];
    for (column, text, code) in cases {
        let faulty = Book::producers_with_plots().with(sheet, 0, column, text);
        let checked = house.check(&official(), KIND, faulty.bytes()).await;
        assert!(codes(&checked.faults).contains(&code.to_owned()), "{column} {text}: {:?}", codes(&checked.faults));
    }
    // A plot of a household whose own row is at fault is left out with it.
    let faulty = Book::producers_with_plots().with("Hộ thành viên", 0, "Số định danh", "1");
    let checked = house.check(&official(), KIND, faulty.bytes()).await;
    assert_eq!((codes(&checked.faults).len(), counts(&checked)[3]), (1, ("plots", 0, 0, 1)));
    house.world.end().await;
}

fn lot(household_id: Id<Household>, plot: Option<&str>, code: &str) -> LotForm {
    let weighing = WeighingForm {
        household_id,
        plot: plot.map(str::to_owned),
        picked_on: day("2025-08-24"),
        quantity: "40".into(),
        unit: "kg".into(),
        weighed_by: None,
    };
    LotForm {
        lot_code: None,
        product: product(code),
        grade: Grade::First,
        season: if code == "hong_khong_hat" { "HONG-2025-2026".into() } else { "CAM-2025-2026".into() },
        picked_from: day("2025-08-20"),
        picked_to: day("2025-08-28"),
        sell_by: day("2025-10-15"),
        weighings: vec![weighing],
    }
}

#[tokio::test]
async fn a_harvest_names_a_plot_of_its_household_that_grows_its_product() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let own = house.member(&manager, "HO7001").await;
    let declare = |form| DeclareLot { form, name: "Mai".into() };
    let fault = |code| one("weighings.0.plot", code);
    for (plot, product, code) in [
        ("TH7009-1", "hong_khong_hat", "plot_unknown"),
        ("!", "hong_khong_hat", "plot_unknown"),
        ("TH7002-1", "hong_khong_hat", "plot_of_another"),
        ("TH7001-1", "cam_sanh", "plot_other_product"),
    ] {
        assert_eq!(faults(house.ask(&manager, &declare(lot(own, Some(plot), product))).await), fault(code), "{plot}");
    }
    let form = lot(own, Some("th7001-1"), "hong_khong_hat");
    let lot_id = house.ask(&manager, &declare(form.clone())).await.expect("declared");
    let file = house.ask(&manager, &GetLot { lot_id }).await.expect("it is there");
    assert_eq!(file.weighings[0].plot.as_deref(), Some("TH7001-1"));
    assert_eq!(file.revisions[0].weighings[0].plot.as_deref(), Some("TH7001-1"));

    // What grows on it cannot change any more, by form or by file.
    let plot = house.plots(&manager, "TH7001-1").await.remove(0);
    assert!(plot.is_bound);
    let replanted = PlotForm { product: product("cam_sanh"), ..plot.form };
    let change = SavePlot { plot_id: Some(plot.plot_id), version: None, form: replanted };
    assert_eq!(faults(house.ask(&manager, &change).await), one("product", "plot_bound"));
    let replanted = Book::producers_with_plots().with("Thửa đất", 0, "Sản phẩm", "Cam sành");
    let checked = house.check(&manager, KIND, replanted.bytes()).await;
    assert_eq!(codes(&checked.faults), ["plot_bound"]);

    let plain = LotForm { weighings: lot(own, None, "hong_khong_hat").weighings, ..form };
    let (version, name) = (file.lot.lot.version, "Mai".to_owned());
    let revise = ReviseLot { lot_id, version, form: plain, reason: "Hái ở vườn khác".into(), name };
    house.ask(&manager, &revise).await.expect("revised");
    let file = house.ask(&manager, &GetLot { lot_id }).await.expect("it is there");
    assert_eq!((file.weighings[0].plot.as_deref(), file.revisions.len()), (None, 2));
    house.world.end().await;
}

#[tokio::test]
async fn what_grows_on_a_plot_stays_while_a_paper_for_it_names_it() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let plot = house.plots(&manager, "TH7001-1").await.remove(0);
    assert!(!plot.is_bound);
    let replanted = PlotForm { product: product("cam_sanh"), ..plot.form.clone() };
    let change = |form| SavePlot { plot_id: Some(plot.plot_id), version: None, form };
    house.ask(&manager, &change(replanted.clone())).await.expect("nothing speaks of it yet");
    house.ask(&manager, &change(plot.form.clone())).await.expect("and back");
    house.hand_in(&manager, None, vietgap(&["TH7001-1"])).await;
    assert_eq!(faults(house.ask(&manager, &change(replanted)).await), one("product", "plot_bound"));
    let replanted = Book::producers_with_plots().with("Thửa đất", 0, "Sản phẩm", "Cam sành");
    assert_eq!(codes(&house.check(&manager, KIND, replanted.bytes()).await.faults), ["plot_bound"]);
    house.world.end().await;
}

#[tokio::test]
async fn what_is_written_of_a_plot_at_the_same_time_agrees() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let household = house.member(&manager, "HO7001").await;
    for round in 0..12 {
        let code = format!("TH7001-{}", round + 10);
        let first = house.plots(&manager, "TH7001-1").await.remove(0).form;
        let form = PlotForm { code: code.clone(), planting_area: None, ..first };
        let plot_id = house.ask(&manager, &SavePlot { plot_id: None, version: None, form: form.clone() }).await;
        let plot_id = Some(plot_id.expect("a plot"));
        let replanted = PlotForm { product: product("cam_sanh"), ..form };
        let replant = SavePlot { plot_id, version: None, form: replanted };
        let pick = DeclareLot { form: lot(household, Some(&code), "hong_khong_hat"), name: "Mai".into() };
        let paper = SavePaper { paper_id: None, seen_version: None, renews: None, form: vietgap(&[&code]) };
        let (_, picked, named) =
            tokio::join!(house.ask(&manager, &replant), house.ask(&manager, &pick), house.ask(&manager, &paper));
        // One of them came too late, and was told so.
        assert!(picked.is_ok() == named.is_ok(), "{picked:?} {named:?}");
    }
    let astray = "select count(*) as n from plot where exists (
            select from harvest h join lot l on l.lot_id = h.lot_id where h.plot_id = plot.plot_id and l.product <> plot.product
        ) or exists (
            select from paper_plot n join paper p on p.paper_id = n.paper_id
            where n.plot_id = plot.plot_id and p.product <> plot.product)";
    assert_eq!(house.number(astray).await, 0);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_of_harvests_names_plots_and_one_without_the_column_leaves_them() {
    let house = House::new().await;
    let harvest = ImportKind::Harvest;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    house.take_whole(&manager, harvest, Book::harvest().bytes()).await;
    let of_plots = Book::harvest().with_column("Khai báo thu hoạch", "Mã thửa", "TH7001-1");
    let sheet = "Khai báo thu hoạch";
    let checked = house.check(&manager, harvest, of_plots.bytes()).await;
    assert_eq!(codes(&checked.faults), ["plot_of_another"], "the third row is another household's");
    let of_plots = of_plots.with(sheet, 2, "Mã thửa", "");
    let taken = house.take_whole(&manager, harvest, of_plots.bytes()).await;
    assert_eq!(counts(&taken), [("lots", 0, 1, 0), ("harvests", 0, 2, 1)]);
    let named =
        |file: &LotFile| file.weighings.iter().map(|it| it.plot.clone().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(named(&house.the_lot(&manager).await), ["TH7001-1", "TH7001-1", ""]);
    let again = house.take_whole(&manager, harvest, Book::harvest().bytes()).await;
    assert_eq!(counts(&again), [("lots", 0, 0, 1), ("harvests", 0, 0, 3)], "an old file says nothing of plots");
    let emptied = of_plots.with(sheet, 0, "Mã thửa", "").with(sheet, 1, "Mã thửa", "");
    house.take_whole(&manager, harvest, emptied.bytes()).await;
    assert_eq!(named(&house.the_lot(&manager).await), ["", "", ""]);

    // Postgres knows whose a plot is, whatever a service says.
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    let wrong = "update harvest set plot_id = (select plot_id from plot where code = 'TH7002-1')
        where household_id = (select household_id from household where code = 'HO7001')";
    assert!(tx.run(wrong, []).await.is_err());
    drop(tx);
    house.world.end().await;
}

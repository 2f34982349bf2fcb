//! Which papers cover a lot: as it is declared, and as papers come to count and count no more.

use chrono::NaiveDate;
use contract::{
    Caller, Grade, ProductCode,
    imports::ImportKind,
    onboarding::{
        DeclareLot, FindHouseholds, GetLot, LotDeclared, LotForm, PaperDecision, PaperForm, PaperScheme, PaperState,
        ReviseLot, SavePaper, WeighingForm,
    },
};
use ids::{Id, Lot};
use mailbox::Unanswered;

use testkit::until;

use crate::{
    house::{House, at, codes, counts, manager, official},
    workbook::Book,
};

const KIND: ImportKind = ImportKind::Cooperatives;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn vietgap(plots: &[&str]) -> PaperForm {
    PaperForm {
        scheme: PaperScheme::Vietgap,
        number: format!("VG-{}", plots.join("-")),
        issuer: "Trung tâm Chứng nhận".into(),
        issued_on: day("2025-08-10"),
        valid_to: None,
        product: ProductCode::parse("hong_khong_hat"),
        plot: Some("Khu Nà Khoang".into()),
        plots: plots.iter().map(|code| (*code).to_owned()).collect(),
        area_m2: Some(3_900),
        facility: None,
        stars: None,
        score: None,
        decision_no: None,
        decision_date: None,
        user_grant_no: None,
        standard: None,
        body: None,
    }
}

/// What was picked on these plots: household, plot, day.
struct Picked<'a>(&'a [(&'a str, Option<&'a str>, &'a str)]);

impl House {
    async fn form(&self, caller: &Caller, Picked(picked): Picked<'_>) -> LotForm {
        let mut weighings = Vec::new();
        for (household, plot, on) in picked {
            let find = FindHouseholds { text: Some((*household).to_owned()), ..FindHouseholds::default() };
            weighings.push(WeighingForm {
                household_id: self.ask(caller, &find).await.expect("a page").rows[0].household_id,
                plot: plot.map(str::to_owned),
                picked_on: day(on),
                quantity: "40".into(),
                unit: "kg".into(),
                weighed_by: None,
            });
        }
        LotForm {
            lot_code: None,
            product: ProductCode::parse("hong_khong_hat").expect("a product"),
            grade: Grade::First,
            season: "HONG-2025-2026".into(),
            picked_from: day("2025-08-01"),
            picked_to: day("2025-08-31"),
            sell_by: day("2025-10-15"),
            weighings,
        }
    }

    async fn declare(&self, caller: &Caller, picked: Picked<'_>) -> Id<Lot> {
        let form = self.form(caller, picked).await;
        self.ask(caller, &DeclareLot { form, name: "Mai".into() }).await.expect("declared")
    }

    async fn lot(&self, caller: &Caller, lot_id: Id<Lot>) -> LotDeclared {
        self.ask(caller, &GetLot { lot_id }).await.expect("it is there").lot.lot
    }
}

#[tokio::test]
async fn a_lot_is_covered_by_papers_that_speak_of_its_plots_and_days() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let (one, two) = (("HO7001", Some("TH7001-1"), "2025-08-24"), ("HO7002", Some("TH7002-1"), "2025-08-25"));
    let of_one = house.declare(&manager, Picked(&[one])).await;
    let of_both = house.declare(&manager, Picked(&[one, two])).await;
    let unsaid = house.declare(&manager, Picked(&[("HO7001", None, "2025-08-24")])).await;
    let too_early = house.declare(&manager, Picked(&[("HO7001", Some("TH7001-1"), "2025-08-09")])).await;
    let lots = [of_one, of_both, unsaid, too_early];
    let covered = async || {
        let mut covered = Vec::new();
        for lot_id in lots {
            covered.push(house.lot(&manager, lot_id).await.covered_by.expect("it was reckoned").len());
        }
        covered
    };
    assert_eq!(covered().await, [0; 4]);

    // A paper that names a plot covers what was picked there, once it is verified, and its lots are told again.
    let told = "select count(*) as n from outbox where subject like '%lot_declared%' and version = 2";
    let named = house.hand_in(&manager, None, vietgap(&["th7001-1"])).await;
    assert_eq!((covered().await, house.number(told).await), (vec![0; 4], 0));
    house.decide_paper(named, PaperDecision::Verify).await.expect("verified");
    assert_eq!((covered().await, house.number(told).await), (vec![1, 0, 0, 0], 1));
    assert_eq!(house.lot(&manager, of_one).await.covered_by, Some(vec![named]));
    let seen = house.paper(&official(), named).await;
    assert_eq!((seen.form.plots, seen.plots_m2), (vec!["TH7001-1".to_owned()], Some(900)), "an official sees them");

    // One that names none speaks of all plots, also where nobody has said where it was picked.
    let all = house.hand_in(&manager, None, vietgap(&[])).await;
    house.decide_paper(all, PaperDecision::Verify).await.expect("verified");
    assert_eq!(covered().await, [2, 1, 1, 0]);

    // What is declared anew is reckoned anew.
    let lot = house.lot(&manager, of_one).await;
    let form = house.form(&manager, Picked(&[("HO7001", None, "2025-08-24")])).await;
    let (version, reason, name) = (lot.version, "Không rõ vườn".to_owned(), "Mai".to_owned());
    house.ask(&manager, &ReviseLot { lot_id: of_one, version, form, reason, name }).await.expect("revised");
    assert_eq!(house.lot(&manager, of_one).await.covered_by, Some(vec![all]));

    house.decide_paper(all, PaperDecision::Revoke("Thu hồi".into())).await.expect("revoked");
    assert_eq!(covered().await, [0; 4]);
    house.world.end().await;
}

#[tokio::test]
async fn a_renewal_covers_under_the_first_papers_name_and_what_ran_out_still_covers_its_days() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let over = PaperForm { valid_to: Some(day("2025-09-05")), ..vietgap(&["TH7001-1"]) };
    let old = house.hand_in(&manager, None, over).await;
    house.decide_paper(old, PaperDecision::Verify).await.expect("verified");
    let on = |day| ("HO7001", Some("TH7001-1"), day);
    let lot = house.declare(&manager, Picked(&[on("2025-08-12"), on("2025-08-24")])).await;
    assert_eq!(house.lot(&manager, lot).await.covered_by, Some(vec![old]));
    let renewal = PaperForm { number: "VG-2".into(), issued_on: day("2025-08-20"), ..vietgap(&["TH7001-1"]) };
    let new = house.hand_in(&manager, Some(old), renewal).await;
    house.decide_paper(new, PaperDecision::Verify).await.expect("verified");
    assert_eq!(house.lot(&manager, lot).await.covered_by, Some(vec![old]), "the first of the row, once");
    house.decide_paper(new, PaperDecision::Revoke("Thu hồi".into())).await.expect("revoked");
    assert_eq!(house.lot(&manager, lot).await.covered_by, Some(vec![old]));
    house.calendar.set(at("2025-09-06T02:00:00Z"));
    let is_over = || async { house.paper(&manager, old).await.state == PaperState::Expired };
    until("the paper has ended", is_over).await;
    assert_eq!(house.lot(&manager, lot).await.covered_by, Some(vec![old]), "it held when this was picked");
    let later = house.declare(&manager, Picked(&[on("2025-08-24")])).await;
    assert_eq!(house.lot(&manager, later).await.covered_by, Some(vec![old]), "whenever it is declared");
    house.world.end().await;
}

#[tokio::test]
async fn what_a_renewal_no_longer_names_is_covered_until_it_was_issued() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let old = house.hand_in(&manager, None, vietgap(&["TH7001-1", "TH7002-1"])).await;
    house.decide_paper(old, PaperDecision::Verify).await.expect("verified");
    let on = |day| ("HO7002", Some("TH7002-1"), day);
    let before = house.declare(&manager, Picked(&[on("2025-08-19")])).await;
    let after = house.declare(&manager, Picked(&[on("2025-08-20")])).await;
    let renewal = PaperForm { number: "VG-2".into(), issued_on: day("2025-08-20"), ..vietgap(&["TH7001-1"]) };
    let new = house.hand_in(&manager, Some(old), renewal).await;
    let covered = async || [house.lot(&manager, before).await.covered_by, house.lot(&manager, after).await.covered_by];
    assert_eq!(covered().await, [Some(vec![old]), Some(vec![old])]);
    house.decide_paper(new, PaperDecision::Verify).await.expect("verified");
    assert_eq!(covered().await, [Some(vec![old]), Some(vec![])]);
    house.world.end().await;
}

#[tokio::test]
async fn a_paper_names_plots_that_are_there_by_form_and_by_file() {
    let house = House::new().await;
    house.take_whole(&official(), KIND, Book::producers_with_plots().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let save = |form| SavePaper { paper_id: None, seen_version: None, renews: None, form };
    let orange = PaperForm { product: ProductCode::parse("cam_sanh"), ..vietgap(&["TH7001-1"]) };
    for (form, code) in [(vietgap(&["TH7009-1"]), "plot_unknown"), (orange, "plot_other_product")] {
        match house.ask(&manager, &save(form)).await {
            Err(Unanswered::Refused(refusal)) => {
                assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), ("plots", code));
            }
            other => panic!("not refused: {other:?}"),
        }
    }
    let with = |scheme: &str, stars: &str, plots: &str| {
        let book = Book::producers_with_plots().with_column("Giấy tờ", "Mã thửa", plots);
        book.with("Giấy tờ", 0, "Loại giấy tờ", scheme)
            .with("Giấy tờ", 0, "Số sao", stars)
            .with("Giấy tờ", 0, "Điểm", "")
            .with("Giấy tờ", 0, "Số giấy", "VG-9")
    };
    for (scheme, stars, plots, code) in [
        ("OCOP", "4", "TH7001-1", "paper_plots_elsewhere"),
        ("VietGAP", "", "TH7001-1, TH7009-1", "plot_unknown"),
        ("VietGAP", "", "TH7001-1, ?", "code_form"),
    ] {
        let checked = house.check(&manager, KIND, with(scheme, stars, plots).bytes()).await;
        assert_eq!(codes(&checked.faults), [code], "{plots}");
    }
    let sound = with("VietGAP", "", "th7002-1; TH7001-1");
    house.take_whole(&manager, KIND, sound.bytes()).await;
    let named = "select count(*) as n from paper_plot";
    assert_eq!(house.number(named).await, 2);
    let again = house.take_whole(&manager, KIND, sound.bytes()).await;
    assert_eq!(counts(&again)[2], ("papers", 0, 0, 1));
    let fewer = house.take_whole(&manager, KIND, with("VietGAP", "", "TH7002-1").bytes()).await;
    assert_eq!((counts(&fewer)[2], house.number(named).await), (("papers", 0, 1, 0), 1));
    house.world.end().await;
}

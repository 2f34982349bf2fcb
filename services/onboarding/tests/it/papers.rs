//! A paper's life: written, scanned, handed in, decided upon, warned of, over and renewed.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Caller, PageRequest, ProductCode, code,
    imports::ImportKind,
    onboarding::{
        AttachScan, DecidePaper, FindPapers, GetPaper, OpenScan, PaperDecision, PaperFile, PaperForm, PaperScheme,
        PaperState, SavePaper, Scan, SubmitPaper,
    },
};
use ids::{Cooperative, Id, Paper};
use testkit::until;

use crate::{
    house::{House, at, codes, counts, manager, official, refused},
    workbook::Book,
};

const VERIFY: PaperDecision = PaperDecision::Verify;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn vietgap(number: &str, issued_on: &str) -> PaperForm {
    PaperForm {
        scheme: PaperScheme::Vietgap,
        number: number.into(),
        issuer: "Trung tâm Chứng nhận".into(),
        issued_on: day(issued_on),
        valid_to: None,
        product: ProductCode::parse("cam_sanh"),
        plot: Some("Khu Vĩnh Phúc, thửa 12 đến 18".into()),
        plots: Vec::new(),
        area_m2: Some(125_000),
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

fn safety(scheme: PaperScheme, number: &str) -> PaperForm {
    PaperForm {
        scheme,
        product: None,
        plot: None,
        area_m2: None,
        facility: Some("Nhà đóng gói thôn Nà Khoang".into()),
        ..vietgap(number, "2025-01-10")
    }
}

fn scan() -> Scan {
    Scan { file: "ab".repeat(32), media_type: "image/jpeg".into(), bytes: 1_000 }
}

impl House {
    pub async fn paper(&self, caller: &Caller, paper_id: Id<Paper>) -> PaperFile {
        self.ask(caller, &GetPaper { paper_id }).await.expect("it is there")
    }

    async fn write_paper(&self, manager: &Caller, renews: Option<Id<Paper>>, form: PaperForm) -> Id<Paper> {
        let save = SavePaper { paper_id: None, seen_version: None, renews, form };
        self.ask(manager, &save).await.expect("written")
    }

    /// A paper with its scan, handed in.
    pub async fn hand_in(&self, manager: &Caller, renews: Option<Id<Paper>>, form: PaperForm) -> Id<Paper> {
        let paper_id = self.write_paper(manager, renews, form).await;
        self.ask(manager, &AttachScan { paper_id, scan: scan() }).await.expect("attached");
        self.ask(manager, &SubmitPaper { paper_id }).await.expect("handed in");
        paper_id
    }

    pub async fn decide_paper(&self, paper_id: Id<Paper>, decision: PaperDecision) -> Result<(), String> {
        let version = self.paper(&official(), paper_id).await.version;
        let ask = DecidePaper { paper_id, version, decision, name: "Hoàng Thị Lan".into() };
        match self.ask(&official(), &ask).await {
            Ok(()) => Ok(()),
            refusal @ Err(_) => Err(refused(refusal)),
        }
    }

    async fn told(&self, condition: &str) -> i64 {
        self.number(&format!("select count(*) as n from outbox where subject like '%paper_changed%' and {condition}"))
            .await
    }

    fn move_to(&self, day: &str) {
        let noon: DateTime<Utc> = format!("{day}T05:00:00Z").parse().expect("an instant");
        self.calendar.set(noon);
    }
}

#[tokio::test]
async fn a_paper_is_written_scanned_handed_in_sent_back_mended_and_verified() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let (manager, lan) = (manager(id), official());
    let paper_id = house.write_paper(&manager, None, vietgap("VG-1", "2024-11-20")).await;
    assert_eq!(house.paper(&manager, paper_id).await.form.valid_to, Some(day("2026-11-20")), "two years");
    assert_eq!(refused(house.ask(&manager, &SubmitPaper { paper_id }).await), code::PAPER_INCOMPLETE);
    assert_eq!(refused(house.ask(&lan, &OpenScan { paper_id }).await), code::NOT_FOUND);
    house.ask(&manager, &AttachScan { paper_id, scan: scan() }).await.expect("attached");
    house.ask(&manager, &SubmitPaper { paper_id }).await.expect("handed in");
    assert_eq!(house.decide_paper(paper_id, PaperDecision::Reject("  ".into())).await, Err(code::INVALID.into()));
    house.decide_paper(paper_id, PaperDecision::Reject("Ảnh mờ".into())).await.expect("rejected");
    let rejected = house.paper(&manager, paper_id).await;
    assert_eq!((rejected.state, rejected.reason.as_deref()), (PaperState::Rejected, Some("Ảnh mờ")));

    let change = |seen_version, form| SavePaper { paper_id: Some(paper_id), seen_version, renews: None, form };
    let form = PaperForm { area_m2: Some(130_000), ..rejected.form.clone() };
    assert_eq!(refused(house.ask(&manager, &change(Some(1), form.clone())).await), code::CONFLICT);
    house.ask(&manager, &change(Some(rejected.version), form.clone())).await.expect("mended");
    house.ask(&manager, &SubmitPaper { paper_id }).await.expect("handed in again");
    let stale = DecidePaper { paper_id, version: rejected.version, decision: VERIFY, name: String::new() };
    assert_eq!(refused(house.ask(&lan, &stale).await), code::CONFLICT, "what was changed meanwhile was not read");
    house.decide_paper(paper_id, VERIFY).await.expect("verified");
    let verified = house.paper(&manager, paper_id).await;
    assert_eq!((verified.state, verified.verified_on), (PaperState::Verified, Some(day("2025-09-01"))));
    assert_eq!(verified.verified_by.as_deref(), Some("Hoàng Thị Lan"));
    assert_eq!(house.told("body like '%\"state\":\"verified\"%'").await, 1);
    assert_eq!(house.told("body like '%Khu Vĩnh Phúc%'").await, 0, "only what others need is told");

    assert_eq!(
        refused(house.ask(&manager, &change(None, PaperForm { area_m2: Some(1), ..form })).await),
        code::CONFLICT
    );
    let other = Scan { file: "cd".repeat(32), ..scan() };
    assert_eq!(refused(house.ask(&manager, &AttachScan { paper_id, scan: other }).await), code::CONFLICT);
    house.decide_paper(paper_id, PaperDecision::Revoke("Thu hồi theo quyết định 12".into())).await.expect("revoked");
    assert_eq!(house.told("body like '%\"state\":\"revoked\"%'").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn nobody_sees_another_cooperatives_papers_and_who_opens_a_scan_is_written_down() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let [own, other] = [house.cooperative("HTX01").await, house.cooperative("HTX02").await].map(|it| it.cooperative_id);
    let (owner, stranger): (Caller, Caller) = (manager(own), manager(other));
    let paper_id = house.hand_in(&owner, None, vietgap("VG-1", "2024-11-20")).await;
    assert_eq!(refused(house.ask(&stranger, &GetPaper { paper_id }).await), code::NOT_FOUND);
    assert_eq!(refused(house.ask(&stranger, &OpenScan { paper_id }).await), code::NOT_FOUND);
    assert_eq!(refused(house.ask(&stranger, &AttachScan { paper_id, scan: scan() }).await), code::NOT_FOUND);
    assert_eq!(refused(house.ask(&stranger, &SubmitPaper { paper_id }).await), code::NOT_FOUND);
    let form = vietgap("VG-2", "2024-11-20");
    let save = SavePaper { paper_id: Some(paper_id), seen_version: None, renews: None, form: form.clone() };
    assert_eq!(refused(house.ask(&stranger, &save).await), code::NOT_FOUND);
    let renewal = SavePaper { paper_id: None, seen_version: None, renews: Some(paper_id), form };
    assert_eq!(refused(house.ask(&stranger, &renewal).await), code::NOT_FOUND);
    let of_own = FindPapers { cooperative_id: Some(own), page: PageRequest::first(200), ..FindPapers::default() };
    let seen = house.ask(&stranger, &of_own).await.expect("a page");
    assert!(
        seen.rows.iter().all(|paper| paper.cooperative_id == other),
        "a manager finds their own, whatever they ask"
    );
    let verify = DecidePaper { paper_id, version: 2, decision: VERIFY, name: String::new() };
    assert_eq!(refused(house.ask(&owner, &verify).await), code::NOT_ALLOWED, "nobody verifies their own paper");

    assert_eq!(house.ask(&official(), &OpenScan { paper_id }).await.expect("a scan"), scan());
    let opened = "select count(*) as n from audit_entry where action = 'open_scan' and outcome = 'done'";
    assert_eq!(house.number(opened).await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn the_end_of_a_paper_is_warned_of_three_times_and_a_renewal_takes_over() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let manager = manager(id);
    let form = PaperForm { valid_to: Some(day("2025-12-31")), ..vietgap("VG-1", "2024-11-20") };
    let old = house.hand_in(&manager, None, form).await;
    house.decide_paper(old, VERIFY).await.expect("verified");
    let warnings = "select count(*) as n from paper_warning";
    for (today, days, given) in [("2025-11-01", 60, 1), ("2025-12-01", 30, 2), ("2025-12-24", 7, 3)] {
        house.move_to(today);
        until("it is warned of", || async { house.paper(&manager, old).await.warned_days == Some(days) }).await;
        assert_eq!(house.number(warnings).await, given, "each once");
        assert_eq!(house.told(&format!("body like '%\"warned_days\":{days}}}%'")).await, 1);
    }
    let ending = FindPapers { ends_within: Some(60), page: PageRequest::first(50), ..FindPapers::default() };
    let found = house.ask(&official(), &ending).await.expect("a page");
    assert_eq!(found.rows.iter().map(|paper| (paper.paper_id, paper.days_left)).collect::<Vec<_>>(), [(old, Some(7))]);

    let other_product = PaperForm { product: ProductCode::parse("cam_vang"), ..vietgap("VG-2", "2025-12-20") };
    let renewal = SavePaper { paper_id: None, seen_version: None, renews: Some(old), form: other_product };
    assert_eq!(refused(house.ask(&manager, &renewal).await), code::INVALID);
    let new = house.hand_in(&manager, Some(old), vietgap("VG-2", "2025-12-20")).await;
    house.decide_paper(new, VERIFY).await.expect("verified");
    assert_eq!(house.paper(&manager, old).await.renewed_by, Some(new));
    assert_eq!(
        house.paper(&manager, new).await.first_paper_id,
        old,
        "listings that claim the old one claim the new one"
    );
    assert!(house.ask(&official(), &ending).await.expect("a page").rows.is_empty(), "nothing to be done");

    house.move_to("2026-01-01");
    until("its last day is over", || async { house.paper(&manager, old).await.state == PaperState::Expired }).await;
    assert_eq!(house.told("body like '%\"state\":\"expired\"%'").await, 1);
    assert_eq!(house.paper(&manager, new).await.state, PaperState::Verified);
    let late =
        house.hand_in(&manager, None, PaperForm { valid_to: Some(day("2025-12-31")), ..vietgap("VG-3", "2024-01-01") });
    assert_eq!(house.decide_paper(late.await, VERIFY).await, Err(code::PAPER_OVER.into()));
    house.world.end().await;
}

#[tokio::test]
async fn exactly_one_paper_of_food_safety_counts() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let manager = manager(house.cooperative("HTX01").await.cooperative_id);
    let commitment = house.hand_in(&manager, None, safety(PaperScheme::FoodSafetyCommitment, "CK-1")).await;
    house.decide_paper(commitment, VERIFY).await.expect("verified");
    let second = house.hand_in(&manager, None, safety(PaperScheme::FoodSafety, "ATTP-1")).await;
    assert_eq!(house.decide_paper(second, VERIFY).await, Err(code::PAPER_OTHER_CURRENT.into()));
    let renewal = house.hand_in(&manager, Some(commitment), safety(PaperScheme::FoodSafety, "ATTP-2")).await;
    house.decide_paper(renewal, VERIFY).await.expect("a certificate takes the place of a commitment");
    house.decide_paper(renewal, PaperDecision::Revoke("Cấp nhầm".into())).await.expect("revoked");
    let again = house.paper(&manager, commitment).await;
    assert_eq!((again.state, again.renewed_by), (PaperState::Verified, None), "the commitment counts again");

    // Of three in a row the middle one is taken back: the last one counts, and the first one does not beside it.
    let middle = house.hand_in(&manager, Some(commitment), safety(PaperScheme::FoodSafety, "ATTP-3")).await;
    house.decide_paper(middle, VERIFY).await.expect("verified");
    let last = house.hand_in(&manager, Some(middle), safety(PaperScheme::FoodSafety, "ATTP-4")).await;
    house.decide_paper(last, VERIFY).await.expect("verified");
    house.decide_paper(middle, PaperDecision::Revoke("Cấp nhầm".into())).await.expect("revoked");
    assert_eq!(house.paper(&manager, commitment).await.renewed_by, Some(last));
    house.world.end().await;
}

#[tokio::test]
async fn what_a_file_brings_is_handed_in_and_a_file_changes_nothing_that_was_verified() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id: Id<Cooperative> = house.cooperative("HTX70").await.cooperative_id;
    let manager = manager(id);
    let find = FindPapers { cooperative_id: Some(id), ..FindPapers::default() };
    let [paper] = <[PaperFile; 1]>::try_from(house.ask(&manager, &find).await.expect("a page").rows).expect("one");
    assert_eq!((paper.state, paper.scan.is_some()), (PaperState::Submitted, false));
    assert_eq!(house.decide_paper(paper.paper_id, VERIFY).await, Err(code::PAPER_INCOMPLETE.into()));
    let form = PaperForm {
        product: paper.form.product.or(ProductCode::parse("cam_sanh")),
        decision_no: Some("12/QĐ".into()),
        decision_date: Some(day("2024-01-02")),
        ..paper.form.clone()
    };
    let save = SavePaper { paper_id: Some(paper.paper_id), seen_version: None, renews: None, form };
    house.ask(&manager, &save).await.expect("completed");
    house.ask(&manager, &AttachScan { paper_id: paper.paper_id, scan: scan() }).await.expect("attached");
    house.decide_paper(paper.paper_id, VERIFY).await.expect("verified");

    let same = house.check(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    assert_eq!(codes(&same.faults), Vec::<String>::new(), "the same file says nothing new");
    let longer = Book::producers().with("Giấy tờ", 0, "Ngày hết hạn", "31/12/2029");
    let checked = house.check(&official(), ImportKind::Cooperatives, longer.bytes()).await;
    assert_eq!(codes(&checked.faults), ["paper_settled"]);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_changes_no_product_of_a_renewal_and_what_it_changes_waits_anew() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let manager = manager(id);
    let old = house.hand_in(&manager, None, vietgap("VG-1", "2024-11-20")).await;
    house.decide_paper(old, VERIFY).await.expect("verified");
    let renewal = house.hand_in(&manager, Some(old), vietgap("VG-2", "2025-08-20")).await;
    let book = |product: &str, valid_to: &str| {
        let cells = [
            ("Loại giấy tờ", "VietGAP"),
            ("Số giấy", "VG-2"),
            ("Nơi cấp", "Trung tâm Chứng nhận"),
            ("Ngày cấp", "20/08/2025"),
            ("Ngày hết hạn", valid_to),
            ("Sản phẩm", product),
            ("Số sao", ""),
            ("Điểm", ""),
        ];
        Book::producers().and("Giấy tờ", 0, &cells).bytes()
    };
    let other = house.check(&manager, ImportKind::Cooperatives, book("Cam vàng", "20/08/2026")).await;
    assert_eq!(codes(&other.faults), ["paper_renews_another"]);
    house.calendar.set(at("2025-09-10T02:00:00Z"));
    house.take_whole(&manager, ImportKind::Cooperatives, book("Cam sành", "20/08/2026")).await;
    let anew = format!(
        "select count(*) as n from paper where paper_id = '{}' and state_since = '2025-09-10T02:00:00Z'",
        renewal.uuid()
    );
    assert_eq!(house.number(&anew).await, 1, "its place in the queue is that of what it says now");
    house.world.end().await;
}

#[tokio::test]
async fn a_file_says_all_a_form_does_and_nothing_of_what_it_has_no_column_for() {
    let house = House::new().await;
    let kind = ImportKind::Cooperatives;
    house.take_whole(&official(), kind, Book::producers().bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);
    let sheet = "Giấy tờ";
    let book = || {
        Book::producers().with_column(sheet, "Số quyết định", "12/QĐ-UBND").with_column(
            sheet,
            "Ngày quyết định",
            "01/06/2024",
        )
    };
    for (column, told, code) in [
        ("Cơ sở", "Xưởng Quản Bạ", "not_of_this_kind"),
        ("Diện tích (m²)", "10000001", "area"),
        ("Tiêu chuẩn", &"x".repeat(201), "text_length"),
    ] {
        let checked = house.check(&manager, kind, Book::producers().with_column(sheet, column, told).bytes()).await;
        assert!(codes(&checked.faults).contains(&code.to_owned()), "{column}: {:?}", codes(&checked.faults));
    }
    let later = book().with(sheet, 0, "Ngày quyết định", "02/09/2025");
    assert_eq!(codes(&house.check(&manager, kind, later.bytes()).await.faults), ["date_future"]);
    let decided = async || {
        let paper = house.ask(&manager, &FindPapers::default()).await.expect("a page").rows.remove(0);
        (paper.form.decision_no, paper.form.decision_date)
    };
    let whole = (Some("12/QĐ-UBND".to_owned()), Some(day("2024-06-01")));
    for (book, counted, then) in [
        (book(), ("papers", 0, 1, 0), whole.clone()),
        (book(), ("papers", 0, 0, 1), whole.clone()),
        (Book::producers(), ("papers", 0, 0, 1), whole),
        (book().with(sheet, 0, "Số quyết định", ""), ("papers", 0, 1, 0), (None, Some(day("2024-06-01")))),
    ] {
        let taken = house.take_whole(&manager, kind, book.bytes()).await;
        assert_eq!((counts(&taken)[2], decided().await), (counted, then));
    }
    house.world.end().await;
}

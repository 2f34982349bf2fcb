//! All a cooperative has, as one ZIP.

use contract::{
    Page, Refusal,
    intake::{FindOrders, FindStock, GetLedger},
    onboarding::{
        ConsentNote, CooperativeFile, FindConsents, FindCooperatives, FindHouseholds, FindLots, FindPapers, FindPlots,
        GetCooperative, HouseholdView, OpenScan, PaperFile, Scan, TakeOut,
    },
    syndication::FindListings,
};
use ids::Id;
use mailbox::Stop;
use reqwest::StatusCode;
use scoped::Scoped;

use crate::{
    exports::{MOVEMENTS, at, find_orders, find_stock, get_ledger},
    house::{House, problem_of},
};

async fn take_out((): &(), _: &Scoped, ask: TakeOut) -> Result<(), Stop> {
    if ask.with_files { Err(Refusal::of_fields(Vec::new()).into()) } else { Ok(()) }
}

async fn own_file((): &(), _: &Scoped, ask: GetCooperative) -> Result<CooperativeFile, Stop> {
    let file = serde_json::json!({
        "cooperative": {
            "cooperative_id": ask.cooperative_id, "code": "HTX01", "name": "Hợp tác xã Một", "tax_code": "5199999905",
            "kind": "cooperative", "tax_code_status": "format_ok",
            "commune_code": "00874", "address_given": "Quản Bạ", "state": "draft", "since": at(0), "remarks": [],
            "reviewer": null, "may_sell": false, "households": 0, "lots": 0, "declared_g": 0, "papers": [],
        },
        "version": 1, "representative": "Giàng Mí Sính", "representative_id_masked": "•••••••••234",
        "phone_masked": "•••••••678", "hamlet": null, "founded_on": null, "legacy_tax_code": null, "bank": null, "unusual": [],
        "identity": null, "suspension": null, "steps": [],
    });
    Ok(serde_json::from_value(file)?)
}

const SCAN: &[u8] = b"%PDF-1.7 as it was checked";

fn hash() -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(SCAN))
}

/// A paper with a scan.
async fn find_papers((): &(), _: &Scoped, _: FindPapers) -> Result<Page<PaperFile>, Stop> {
    let id = "pap_019364b1c8a07c4e9f3b2a1d5e6f7081";
    let paper = serde_json::json!({
        "paper_id": id, "version": 1, "first_paper_id": id, "cooperative_id": "coo_019364b1c8a07c4e9f3b2a1d5e6f7082",
        "cooperative": "Hợp tác xã Một",
        "form": { "scheme": "food_safety", "number": "12/2025, ATTP", "issuer": "Sở", "issued_on": "2025-01-01" },
        "state": "verified", "since": at(0), "reason": null, "days_left": null, "warned_days": null, "renews": null,
        "renewed_by": null, "scan": { "media_type": "application/pdf", "bytes": 26 }, "verified_by": null, "verified_on": null,
    });
    Ok(Page { rows: vec![serde_json::from_value(paper)?], next: None, total: None })
}

async fn open_scan((): &(), _: &Scoped, _: OpenScan) -> Result<Scan, Stop> {
    Ok(Scan { file: hash(), media_type: "application/pdf".into(), bytes: 26 })
}

async fn find_consents((): &(), _: &Scoped, _: FindConsents) -> Result<Page<ConsentNote>, Stop> {
    let note = serde_json::json!({
        "code": "HO0012",
        "said": { "at": at(0), "purpose": "sale", "given": true, "version": 1, "channel": "paper", "proof": "Tủ số 2",
            "has_file": false, "by_role": "cooperative_manager" },
    });
    Ok(Page { rows: vec![serde_json::from_value(note)?], next: None, total: None })
}

/// Those who left are asked for, too.
async fn find_households((): &(), _: &Scoped, ask: FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    assert!(ask.with_those_who_left);
    Ok(nothing())
}

fn nothing<T>() -> Page<T> {
    Page { rows: Vec::new(), next: None, total: None }
}

#[tokio::test]
async fn a_cooperative_takes_everything_out_as_one_zip_that_others_can_open() {
    let house = House::new().await;
    house.files.keep(bytes::Bytes::from_static(SCAN)).await.expect("kept");
    let onboarding = house
        .stand_in("onboarding")
        .answers::<FindPapers>(find_papers)
        .answers::<OpenScan>(open_scan)
        .answers::<FindConsents>(find_consents)
        .answers::<TakeOut>(take_out)
        .answers::<GetCooperative>(own_file)
        .answers::<FindCooperatives>(async |(): &(), _: &Scoped, _| Ok(nothing()))
        .answers::<FindHouseholds>(find_households)
        .answers::<FindPlots>(async |(): &(), _: &Scoped, _| Ok(nothing()))
        .answers::<FindLots>(async |(): &(), _: &Scoped, _| Ok(nothing()));
    house.start(onboarding).await;
    let syndication = house.stand_in("syndication");
    house.start(syndication.answers::<FindListings>(async |(): &(), _: &Scoped, _| Ok(nothing()))).await;
    let intake = house.stand_in("intake").answers::<FindOrders>(find_orders).answers::<FindStock>(find_stock);
    house.start(intake.answers::<GetLedger>(get_ledger)).await;
    let token = house.add_manager("0912345678", Id::generate()).await;
    let path = "/api/v1/exports/everything.zip";
    let unsaid = serde_json::json!({ "with_files": true, "reason": "" });
    problem_of(house.post(&token, path, "one", &unsaid).await, 422).await;
    let asked = serde_json::json!({ "with_files": false, "reason": "" });
    let answer = house.post(&token, path, "two", &asked).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key("content-length"), "it is not gathered first");
    let bytes = answer.bytes().await.expect("the whole stream").to_vec();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut entry = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).expect("an entry"), &mut text).expect("text");
        text
    };
    assert_eq!(entry("csv/orders.csv").lines().count(), 451);
    assert_eq!(entry("json/movements.ndjson").lines().count(), 3 * usize::try_from(MOVEMENTS).expect("few"));
    assert!(entry("cooperative.json").contains("•••••••••234"), "personal numbers stay masked");
    let readme = entry("README.txt");
    assert!(readme.contains("csv/lots.csv") && readme.contains("Mã lô") && readme.contains("Lot code"));
    assert!(entry("csv/consents.csv").contains("HO0012,sale,yes,1,paper,Tủ số 2,no,"));
    let scan = format!("scans/{}.pdf", hash());
    assert_eq!(entry(&scan).as_bytes(), SCAN);
    let row = format!("{scan},pap_019364b1c8a07c4e9f3b2a1d5e6f7081,food_safety,\"12/2025, ATTP\"");
    assert_eq!(entry("scans/index.csv").lines().nth(1), Some(row.as_str()));
    assert!(readme.contains("scans/index.csv"));
    assert_eq!(entry("csv/people.csv").lines().count(), 2, "the manager");
    assert!(zip.by_name("missing.csv").is_err(), "nothing is missing");

    // A file that the store has no more does not keep the rest back; a store that is away does.
    house.files.forget(&hash()).await.expect("forgotten");
    let bytes = house.post(&token, path, "three", &asked).await.bytes().await.expect("the whole stream").to_vec();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut entry = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).expect("an entry"), &mut text).expect("text");
        text
    };
    let row = format!("{scan},pap_019364b1c8a07c4e9f3b2a1d5e6f7081");
    assert_eq!(entry("missing.csv").lines().nth(1), Some(row.as_str()));
    assert_eq!(entry("scans/index.csv").lines().count(), 2, "which paper it was of is still said");
    assert!(zip.by_name(&scan).is_err());
    house.let_nobody_read(&hash());
    let broken = house.post(&token, path, "four", &asked).await.bytes().await;
    assert!(broken.is_err(), "it breaks off and is asked for again");
}

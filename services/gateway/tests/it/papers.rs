//! Papers through the door, with accounts and onboarding behind it: uploads of every kind, and who gets to see them.

use contract::{Role, Scope, accounts::Grant};
use host::{Calendar, Sealer, Secret, keys::FileKeys};
use ids::{Cooperative, Id};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::{Method, Response, StatusCode, multipart};
use serde_json::{Value, json};
use testkit::until;

use crate::house::{House, json_of, problem_of};

const SEASON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/seasons/ha-giang-2025-26/hop-tac-xa.xlsx");

/// A door with onboarding behind it that knows the season's cooperatives; an official's token, and two of the cooperatives.
async fn with_cooperatives() -> (House, String, [Id<Cooperative>; 2]) {
    let house = House::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let keys = std::sync::Arc::new(FileKeys::open(&folder.path().join("producer-keys")).expect("keys"));
    let onboarding = onboarding::App::new(
        house.world.database("onboarding"),
        house.world.broker.clone(),
        Calendar::wall(),
        house.files.clone(),
        keys,
        Sealer::new(&[7; 32]),
        Secret::new([9; 32]),
    );
    onboarding::start(onboarding, &house.world.shutdown).await.expect("onboarding starts");
    let grant = Grant { role: Role::ProvincialOfficial, scope: Scope::Province };
    let official = house.add("lan@example.com", &[grant]).await;
    let handed_in = house.request(Method::POST, "/api/v1/imports/cooperatives?file_name=a.xlsx").bearer_auth(&official);
    let handed_in = handed_in.header("idempotency-key", "a").body(std::fs::read(SEASON).expect("the season's file"));
    let handed_in = json_of(handed_in.send().await.expect("an answer"), StatusCode::ACCEPTED).await;
    let import = format!("/api/v1/imports/cooperatives/{}", handed_in["import_id"].as_str().expect("an id"));
    let is = async |state: &str| json_of(house.get(&official, &import).await, StatusCode::OK).await["state"] == state;
    until("the file is checked", || async { is("checked").await }).await;
    let taken = house.post(&official, &format!("{import}/take"), "b", &json!({"skip_faulty": false})).await;
    assert_eq!(taken.status(), StatusCode::ACCEPTED);
    until("the file is taken", || async { is("taken").await }).await;
    let found = json_of(house.get(&official, "/api/v1/cooperatives?size=2").await, StatusCode::OK).await;
    let id = |at: usize| found["rows"][at]["cooperative_id"].as_str().expect("an id").parse().expect("an id");
    let cooperatives = [id(0), id(1)];
    (house, official, cooperatives)
}

fn vietgap() -> Value {
    json!({
        "scheme": "vietgap", "number": "VG-1/2024", "issuer": "Trung tâm Chứng nhận", "issued_on": "2025-11-20",
        "product": "cam_sanh", "plot": "Khu Vĩnh Phúc", "area_m2": 125_000
    })
}

impl House {
    async fn write_paper(&self, manager: &str) -> String {
        let written = self.post(manager, "/api/v1/papers", "write", &json!({ "form": vietgap() })).await;
        let written = json_of(written, StatusCode::CREATED).await;
        format!("/api/v1/papers/{}", written["paper_id"].as_str().expect("an id"))
    }

    async fn put_scan(&self, token: &str, paper: &str, key: &str, bytes: Vec<u8>) -> Response {
        let request = self.request(Method::PUT, &format!("{paper}/scan")).bearer_auth(token);
        request.header("idempotency-key", key).body(bytes).send().await.expect("an answer")
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(300, 200, |x, _| if x < 150 { Rgb([200, 30, 30]) } else { Rgb([250, 250, 250]) });
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

#[tokio::test]
async fn a_paper_goes_from_a_managers_phone_to_an_officials_screen() {
    let (house, official, [own, other]) = with_cooperatives().await;
    let (manager, stranger) =
        (house.add_manager("0912000001", own).await, house.add_manager("0912000002", other).await);
    let paper = house.write_paper(&manager).await;
    let without = house.post(&manager, &format!("{paper}/submission"), "s0", &Value::Null).await;
    assert_eq!(problem_of(without, 409).await["code"], "paper_incomplete");
    // A PNG whose name says otherwise, as a browser's form sends it; behind it hangs a second file.
    let polyglot = [&picture(ImageFormat::Png)[..], b"<script>alert(1)</script>"].concat();
    let file = multipart::Part::bytes(polyglot).file_name("anh.jpg").mime_str("image/jpeg").expect("a type");
    let none = multipart::Part::bytes(Vec::new()).file_name("");
    let form = multipart::Form::new().text("key", "up").part("scan", none).part("scan", file);
    let page = paper.replace("/api/v1", "");
    let uploaded =
        house.request(Method::POST, &format!("{page}/scan")).header("cookie", format!("phien_session={manager}"));
    let uploaded = uploaded.header("accept", "text/html").header("sec-fetch-site", "same-origin").multipart(form);
    let uploaded = uploaded.send().await.expect("an answer");
    assert_eq!(uploaded.headers()["location"].to_str().expect("text"), format!("{page}?done=scanned"));
    let submitted = house.post(&manager, &format!("{paper}/submission"), "s1", &Value::Null).await;
    assert_eq!(submitted.status(), StatusCode::NO_CONTENT);

    let seen = json_of(house.get(&official, &paper).await, StatusCode::OK).await;
    assert_eq!((&seen["state"], &seen["scan"]["media_type"]), (&json!("submitted"), &json!("image/jpeg")));
    let scan = house.get(&official, &format!("{paper}/scan")).await;
    assert_eq!(scan.status(), StatusCode::OK);
    let header = |name: &str| scan.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store");
    let bytes = scan.bytes().await.expect("a body");
    let shown = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("a JPEG of ours");
    assert_eq!((shown.width(), shown.height()), (300, 200));
    assert!(!bytes.windows(8).any(|window| window == b"<script>"));

    let page = house.request(Method::GET, &page.replace("/papers", "/official/papers"));
    let page = page.header("cookie", format!("phien_session={official}")).header("accept", "text/html").send().await;
    let page = page.expect("an answer").text().await.expect("a body");
    assert!(page.contains("/scan\"") && page.contains("VG-1/2024"), "the scan beside the fields");
    let verdict = json!({"version": seen["version"], "decision": "verify", "name": "Lan"});
    let decided = house.post(&official, &format!("{paper}/decision"), "d", &verdict).await;
    assert_eq!(decided.status(), StatusCode::NO_CONTENT);
    let verified =
        json_of(house.get(&manager, &format!("{}?state=verified", "/api/v1/papers")).await, StatusCode::OK).await;
    assert_eq!(verified["rows"][0]["verified_by"], "Lan");

    for path in [paper.clone(), format!("{paper}/scan")] {
        assert_eq!(problem_of(house.get(&stranger, &path).await, 404).await["code"], "not_found", "{path}");
    }
    let late = house.put_scan(&manager, &paper, "late", picture(ImageFormat::Jpeg)).await;
    assert_eq!(problem_of(late, 409).await["code"], "conflict", "what was verified is not changed behind a back");
    house.world.end().await;
}

#[tokio::test]
async fn what_is_no_scan_is_refused_by_its_bytes_and_nothing_of_it_is_kept() {
    let (house, official, [own, other]) = with_cooperatives().await;
    let (manager, stranger) =
        (house.add_manager("0912000001", own).await, house.add_manager("0912000002", other).await);
    let paper = house.write_paper(&manager).await;
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x3e\x80\0\0\x3e\x80\x10\x06\0\0\0\xbd\x76\x59\x8a".to_vec();
    header.resize(65, 0);
    let locked = b"%PDF-1.6\n1 0 obj << /Encrypt 2 0 R >> endobj\n%%EOF\n".to_vec();
    let script = b"%PDF-1.6\n1 0 obj << /OpenAction << /S /JavaScript >> >> endobj\n%%EOF\n".to_vec();
    let cases = [
        (b"<html><script>alert(1)</script>".to_vec(), "scan_kind"),
        (b"GIF89a\x01\0\x01\0".to_vec(), "scan_kind"),
        (picture(ImageFormat::Jpeg)[..400].to_vec(), "scan_damaged"),
        (Vec::new(), "scan_empty"),
        (locked, "scan_locked"),
        (script, "scan_more_than_pages"),
    ];
    for (at, (bytes, code)) in cases.into_iter().enumerate() {
        let refused = problem_of(house.put_scan(&manager, &paper, &at.to_string(), bytes).await, 422).await;
        assert_eq!((&refused["fields"][0]["field"], &refused["fields"][0]["code"]), (&json!("scan"), &json!(code)));
    }
    let greedy = problem_of(house.put_scan(&manager, &paper, "greedy", header).await, 422).await;
    let code = greedy["fields"][0]["code"].as_str().expect("a code");
    assert!(["scan_too_many_pixels", "scan_damaged"].contains(&code), "65 bytes get no gigabyte: {code}");
    let large = house.put_scan(&manager, &paper, "large", vec![0xff; 10 * 1024 * 1024 + 1]).await;
    assert_eq!(problem_of(large, 413).await["code"], "too_large");
    let theirs = house.put_scan(&stranger, &paper, "x", picture(ImageFormat::Jpeg)).await;
    assert_eq!(problem_of(theirs, 404).await["code"], "not_found");
    let not_theirs = house.put_scan(&official, &paper, "y", picture(ImageFormat::Jpeg)).await;
    assert_eq!(problem_of(not_theirs, 403).await["code"], "not_allowed");
    assert_eq!(json_of(house.get(&manager, &paper).await, StatusCode::OK).await["scan"], Value::Null);

    let pdf = b"%PDF-1.6\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n".to_vec();
    assert_eq!(house.put_scan(&manager, &paper, "pdf", pdf.clone()).await.status(), StatusCode::NO_CONTENT);
    let scan = house.get(&manager, &format!("{paper}/scan")).await;
    assert!(scan.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert_eq!(scan.bytes().await.expect("a body"), pdf);
    house.world.end().await;
}

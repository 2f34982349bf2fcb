//! How many rows of a file come in a second, from the upload to the last commit, and how much memory that takes.

use std::{fs, sync::Arc, time::Instant};

use bytes::Bytes;
use contract::{
    Ask, Caller, Role, Scope,
    imports::{CheckImport, FindImport, ImportKind, ImportState, ImportStatus, TakeImport},
    onboarding::FindCooperatives,
};
use host::{Calendar, Files, Sealer, Secret, keys::FileKeys};
use ids::{Id, Import};
use mailbox::{Asker, Unanswered};
use onboarding::App;
use rust_xlsxwriter::Workbook;
use testkit::{World, until};

/// Rows of each file, besides those of cooperatives and lots.
const ROWS: u32 = 10_000;
const COOPERATIVES: u32 = 20;
const HOUSEHOLDS: u32 = ROWS / COOPERATIVES;

fn main() {
    // `cargo test` runs benches with --test; measuring is for `cargo bench`.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure());
}

async fn measure() {
    let house = House::new().await;
    for (name, kind, bytes) in [
        ("households", ImportKind::Cooperatives, producers()),
        ("plots", ImportKind::Cooperatives, plots()),
        ("harvests", ImportKind::Harvest, harvests()),
    ] {
        // The first time all of it is new; the second time nothing is.
        for again in [false, true] {
            house.import(name, kind, bytes.clone(), again).await;
        }
    }
    house.world.end().await;
}

struct House {
    world: World,
    files: Files,
    asker: Asker,
    official: Caller,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[5; 32]));
        let today = Calendar::standing("2026-03-01T02:00:00Z".parse().expect("an instant"));
        let keys = Arc::new(FileKeys::open(&folder.path().join("secrets/producer-keys")).expect("keys"));
        let (database, broker) = (world.database("onboarding"), world.broker.clone());
        let app = App::new(database, broker, today, files.clone(), keys, Sealer::new(&[7; 32]), Secret::new([9; 32]));
        onboarding::start(app, &world.shutdown).await.expect("onboarding starts");
        let asker = Asker::new(world.broker.clone());
        let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
        let house = Self { world, files, asker, official, _folder: folder };
        until("the desk is open", || async { house.ask(&FindCooperatives::default()).await.is_ok() }).await;
        house
    }

    async fn ask<T: Ask>(&self, ask: &T) -> Result<T::Answer, Unanswered> {
        let key = Id::<Import>::generate().to_string();
        self.asker.ask(&self.official.clone().with_key(key), ask).await
    }

    async fn import(&self, name: &str, kind: ImportKind, bytes: Vec<u8>, again: bool) {
        let size = bytes.len() >> 10;
        forget_peak();
        let begun = Instant::now();
        let file = self.files.keep(Bytes::from(bytes)).await.expect("kept");
        let ask = CheckImport { kind, file, file_name: format!("{name}.xlsx") };
        let import_id = self.ask(&ask).await.expect("an import");
        let checked = self.until_state(kind, import_id, ImportState::Checked).await;
        let checking = begun.elapsed().as_secs_f64();
        assert!(checked.faults.is_empty(), "{:?}", checked.faults.first());

        let begun = Instant::now();
        self.ask(&TakeImport { kind, import_id, skip_faulty: false }).await.expect("it is sound");
        let taken = self.until_state(kind, import_id, ImportState::Taken).await;
        let taking = begun.elapsed().as_secs_f64();
        let added: u32 = taken.takes.iter().map(|count| count.added).sum();
        assert_eq!(added == 0, again, "{:?}", taken.takes);

        let rows = f64::from(taken.rows_total);
        let (checked_per_s, taken_per_s, peak) = (rows / checking, rows / taking, peak_mib());
        println!(
            "{}",
            serde_json::json!({
                "import": name, "again": again, "rows": taken.rows_total, "checked_rows_per_s": checked_per_s,
                "taken_rows_per_s": taken_per_s, "peak_mib": peak
            })
        );
        let time = if again { "once more" } else { "new" };
        println!(
            "{} rows of {name}, {time}, {size} KiB: checked {checked_per_s:.0}/s ({checking:.2} s), taken {taken_per_s:.0}/s \
             ({taking:.2} s), with at most {peak:.0} MiB beside Postgres and NATS",
            taken.rows_total
        );
    }

    async fn until_state(&self, kind: ImportKind, import_id: Id<Import>, wanted: ImportState) -> ImportStatus {
        let ask = FindImport { kind, import_id };
        until("the worker is done", || async {
            let status = self.ask(&ask).await.expect("an import");
            assert_ne!(status.state, ImportState::Refused, "{:?}", status.faults.first());
            status.state == wanted
        })
        .await;
        self.ask(&ask).await.expect("an import")
    }
}

fn cooperative(at: u32) -> String {
    format!("HTX{at:02}")
}

fn household(at: u32) -> String {
    format!("HO{at:04}")
}

const COOPERATIVES_HEADERS: &str = "Mã HTX|Tên hợp tác xã|Mã số thuế|Người đại diện|Số định danh người đại diện|Số điện thoại|\
     Thôn, bản|Xã|Huyện cũ|Ngày thành lập";
const HOUSEHOLDS_HEADERS: &str = "Mã HTX|Mã hộ|Chủ hộ|Số định danh|Số điện thoại|Thôn, bản|Xã|Huyện cũ|Ngày vào HTX";
const PAPERS_HEADERS: &str = "Mã HTX|Loại giấy tờ|Số giấy|Nơi cấp|Ngày cấp|Ngày hết hạn|Sản phẩm|Số sao|Điểm";

/// Every household of every cooperative.
fn each_household() -> impl Iterator<Item = (u32, u32)> {
    (1..=COOPERATIVES).flat_map(|at| (1..=HOUSEHOLDS).map(move |household| (at, household)))
}

/// Cooperatives and their households.
fn producers() -> Vec<u8> {
    let cooperatives = (1..=COOPERATIVES).map(|at| {
        let (code, name, tax_code) = (cooperative(at), format!("Hợp tác xã {at}"), tax_code(at));
        let (id, phone) = (format!("002299{at:06}"), format!("09000{at:05}"));
        [&code, &name, &tax_code, "Giàng Mí Thử", &id, &phone, "Thôn Thử", "Quản Bạ", "Quản Bạ", "04/03/2019"]
            .map(str::to_owned)
            .to_vec()
    });
    let households = each_household().map(|(at, number)| {
        let place = at * HOUSEHOLDS + number;
        let (id, phone) = (format!("002299{place:06}"), format!("09001{place:05}"));
        // As people write it: without marks, and by the former name.
        let (commune, district) =
            [("Quản Bạ", ""), ("thanh van", "quan ba"), ("Xã Thanh Thuỷ", "Vị Xuyên")][number as usize % 3];
        let (code, name) = (household(number), format!("Sùng Mí Lúa {number}"));
        [&cooperative(at), &code, &name, &id, &phone, "Thôn Thử", commune, district, "01/04/2022"]
            .map(str::to_owned)
            .to_vec()
    });
    book(&[
        ("Hợp tác xã", COOPERATIVES_HEADERS, cooperatives.collect()),
        ("Hộ thành viên", HOUSEHOLDS_HEADERS, households.collect()),
        ("Giấy tờ", PAPERS_HEADERS, Vec::new()),
    ])
}

/// A plot of each household, in a file that says nothing else.
fn plots() -> Vec<u8> {
    let plots = each_household().map(|(at, number)| {
        let (code, area) = (format!("TH{number:04}-1"), format!("{},5", number % 9 + 1));
        let [cooperative, household] = [cooperative(at), household(number)];
        let rest = ["Vườn sau nhà", "Hồng không hạt", "quan ba", "", &area, "sào", "2017"];
        [&cooperative, &household, &code].into_iter().map(String::as_str).chain(rest).map(str::to_owned).collect()
    });
    book(&[
        ("Hợp tác xã", COOPERATIVES_HEADERS, Vec::new()),
        ("Hộ thành viên", HOUSEHOLDS_HEADERS, Vec::new()),
        ("Giấy tờ", PAPERS_HEADERS, Vec::new()),
        (
            "Thửa đất",
            "Mã HTX|Mã hộ|Mã thửa|Tên vườn|Sản phẩm|Xã|Huyện cũ|Diện tích|Đơn vị diện tích|Năm trồng",
            plots.collect(),
        ),
    ])
}

/// A lot of each cooperative, which all of its households fill.
fn harvests() -> Vec<u8> {
    let lots = (1..=COOPERATIVES).map(|at| {
        let weight = HOUSEHOLDS * 40;
        let days = ["HONG-2025-2026", "02/09/2025", "28/09/2025", "31/10/2025"];
        let [season, from, to, sell_by] = days;
        [
            &lot_code(at),
            &cooperative(at),
            "Hồng không hạt",
            "Loại 1",
            season,
            from,
            to,
            sell_by,
            &weight.to_string(),
            "kg",
        ]
        .map(str::to_owned)
        .to_vec()
    });
    let declarations = each_household().map(|(at, number)| {
        let day = format!("{:02}/09/2025", number % 27 + 2);
        [&lot_code(at), &household(number), &day, "40", "kg", "Lù Văn Cân"].map(str::to_owned).to_vec()
    });
    book(&[
        (
            "Lô hàng",
            "Mã lô|Mã HTX|Sản phẩm|Hạng|Vụ|Hái từ ngày|Hái đến ngày|Bán đến ngày|Số lượng|Đơn vị",
            lots.collect(),
        ),
        ("Khai báo thu hoạch", "Mã lô|Mã hộ|Ngày hái|Số lượng|Đơn vị|Người cân", declarations.collect()),
    ])
}

fn book(pages: &[(&str, &str, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, headers, rows) in pages {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a short name");
        sheet.write_row(0, 0, headers.split('|')).expect("headers");
        for (at, row) in (1_u32..).zip(rows) {
            sheet.write_row(at, 0, row.iter().map(String::as_str)).expect("a row");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// An invented one whose last digit fits (glossary, 3.1); not every nine digits have one.
fn tax_code(at: u32) -> String {
    let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let digits = (0..).map(|slip| format!("51999{:04}", at * 10 + slip)).find_map(|nine| {
        let sum: u32 = nine.bytes().zip(weights).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
        (!sum.is_multiple_of(11)).then(|| format!("{nine}{}", 10 - sum % 11))
    });
    digits.expect("one of ten has a digit that fits")
}

/// A code with the check character that belongs to it.
fn lot_code(at: u32) -> String {
    let body = format!("HONGQB-2526-{at:04}");
    let value = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let letters = body.bytes().filter(|byte| *byte != b'-');
    let sum: u32 = (1..).zip(letters).map(|(place, byte)| place * value(byte)).sum();
    let check = "0123456789ABCDEFGHJKMNPQRSTVWXY".chars().nth((sum % 31) as usize).expect("31 characters");
    format!("{body}-{check}")
}

/// From here on the kernel reckons the most memory anew.
fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").ok();
}

/// The most memory this process has had, in MiB.
fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1_024.0
}

//! Ten thousand personal numbers and as many phones are planted, and looked for where they must not be.

use std::{
    collections::HashSet,
    io::{self, Write},
    sync::{Arc, Mutex},
};

use contract::{
    Caller,
    imports::ImportKind,
    onboarding::{
        BankForm, ConsentChannel, CooperativeForm, FetchAccessFile, FileSubjectRequest, FindHouseholds, GetCooperative,
        GetPersonalFile, MakeAccessFile, PersonalField, PersonalFile, Producer, Purpose, RecordConsent, RequestKind,
        RequestStep, RevealPersonalData, RevealReason, SaveCooperative, StepSubjectRequest,
    },
};
use ids::{Household, Id};
use scoped::{Database, FromQueryResult};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt};

use crate::{
    house::{House, manager, official, refused},
    workbook::Book,
};

const HOUSEHOLDS: usize = 10_000;

/// Numbers that nobody living can hold (born in 2099), and the phones beside them.
fn canary(number: usize) -> (String, String) {
    (format!("002299{number:06}"), format!("0377{number:06}"))
}

/// The canaries as they would stand somewhere: all twelve digits, and the nine of a phone after its prefix.
fn canaries() -> HashSet<String> {
    (0..HOUSEHOLDS + 20).flat_map(|number| [canary(number).0, canary(number).1[1..].to_owned()]).collect()
}

/// Canaries in a text: in clear, and in bytes as Postgres writes them, `\\x…`. Bytes are looked at decoded only: among so many
/// hashes some hexadecimal digits are a number by chance.
fn found_in(text: &str, canaries: &HashSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = ' ';
    for run in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        let clear = match before {
            'x' => String::from_utf8_lossy(&hex::decode(digits).unwrap_or_default()).into_owned(),
            _ => digits.to_owned(),
        };
        for length in [9, 12] {
            let windows = clear.as_bytes().windows(length).filter_map(|window| std::str::from_utf8(window).ok());
            found.extend(windows.filter(|window| canaries.contains(*window)).map(str::to_owned));
        }
        before = run.chars().last().unwrap_or(' ');
    }
    found
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, said: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("one at a time").extend_from_slice(said);
        Ok(said.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn ten_thousand_personal_numbers_and_phones_are_nowhere_in_clear() {
    let metrics = host::telemetry::collect_metrics();
    let log = Heard::default();
    let writer = log.clone();
    let layer = fmt::layer().with_writer(move || writer.clone());
    // Of this thread, which is all of this test's.
    let _listening =
        tracing::subscriber::set_default(tracing_subscriber::registry().with(EnvFilter::new("debug")).with(layer));

    let house = House::new().await;
    let mut book = Book::producers();
    for number in 0..HOUSEHOLDS {
        let ((personal_id, phone), code) = (canary(number), format!("CN{number:06}"));
        let cells =
            [("Mã hộ", code.as_str()), ("Số định danh", personal_id.as_str()), ("Số điện thoại", phone.as_str())];
        book = book.and("Hộ thành viên", 0, &cells);
    }
    house.take_whole(&official(), ImportKind::Cooperatives, book.bytes()).await;
    // What is refused is spoken of, and must not be quoted either.
    let (twice, phone) = canary(1);
    let faulty = Book::producers()
        .and("Hộ thành viên", 0, &[("Mã hộ", "CN900001"), ("Số định danh", twice.as_str())])
        .and("Hộ thành viên", 0, &[("Mã hộ", "CN900002"), ("Số định danh", &canary(HOUSEHOLDS + 1).0[..11])])
        .and("Hộ thành viên", 0, &[("Mã hộ", "CN900003"), ("Số điện thoại", &format!("{phone}77"))]);
    let checked = house.check(&official(), ImportKind::Cooperatives, faulty.bytes()).await;
    assert!(checked.faults.len() >= 3, "{:?}", checked.faults);
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let manager = manager(cooperative_id);
    let file = house.ask(&manager, &GetCooperative { cooperative_id }).await.expect("its file");
    let form = CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: None,
        tax_code: "0".into(),
        legacy_tax_code: None,
        representative: file.representative.clone(),
        representative_id: Some(canary(HOUSEHOLDS + 2).0),
        phone: Some(canary(HOUSEHOLDS + 3).1),
        representative_since: None,
        commune_code: file.cooperative.commune_code.clone(),
        hamlet: None,
        founded_on: None,
        bank: Some(BankForm {
            bin: "970405".into(),
            account: Some(canary(HOUSEHOLDS + 4).0),
            holder: "HTX THU".into(),
        }),
    };
    let save = |form| SaveCooperative { cooperative_id, version: file.version, form };
    refused(house.ask(&manager, &save(form.clone())).await);
    let form = CooperativeForm { tax_code: file.cooperative.tax_code.clone(), ..form };
    refused(house.ask(&manager, &save(CooperativeForm { representative_id: Some("1".into()), ..form.clone() })).await);
    house.ask(&manager, &save(form.clone())).await.expect("saved");
    // Another one acts from now on; the numbers of both stay.
    let next = CooperativeForm {
        representative: "Vàng Thị Mỷ".into(),
        representative_id: Some(canary(HOUSEHOLDS + 9).0),
        phone: Some(canary(HOUSEHOLDS + 10).1),
        representative_since: Some("2025-09-01".parse().expect("a day")),
        bank: None,
        ..form
    };
    let version = house.ask(&manager, &GetCooperative { cooperative_id }).await.expect("its file").version;
    house.ask(&manager, &SaveCooperative { cooperative_id, version, form: next }).await.expect("saved");
    let file = house.ask(&manager, &GetCooperative { cooperative_id }).await.expect("its file");
    assert_eq!(file.former_representatives.len(), 1);
    let shown = house.ask(&manager, &FindHouseholds::default()).await.expect("a page");
    let read = read_and_asked_for(&house, &manager, shown.rows[0].household_id).await;

    let canaries = canaries();
    let nowhere = |place: &str, text: &str| {
        let found = found_in(text, &canaries);
        assert!(found.is_empty(), "{} canaries in {place}, such as {}", found.len(), found[0]);
    };
    nowhere("what a manager is shown", &serde_json::to_string(&(shown, &checked, read, file)).expect("JSON"));
    for file in
        std::fs::read_dir(house.folder.path()).expect("the store").flatten().filter(|file| file.path().is_file())
    {
        let bytes = std::fs::read(file.path()).expect("a file");
        let text: String =
            bytes.iter().map(|byte| if byte.is_ascii_digit() { char::from(*byte) } else { '-' }).collect();
        nowhere("the store of files", &text);
    }
    nowhere("the log", &String::from_utf8_lossy(&log.0.lock().expect("one at a time")));
    nowhere("the metrics", &metrics.map(|metrics| metrics.render()).unwrap_or_default());
    for (table, text) in everything(&house).await {
        nowhere(&table, &text);
    }
    assert_eq!(
        found_in(&format!("({},\\x{})", canary(7).0, hex::encode(canary(8).1)), &canaries).len(),
        2,
        "they would be found"
    );
    house.world.end().await;
}

/// Numbers are read in full, typed where they have no place, and put into a file: what is shown besides.
async fn read_and_asked_for(house: &House, manager: &Caller, household_id: Id<Household>) -> (PersonalFile, String) {
    let (producer, lan) = (Producer::Household(household_id), official());
    for field in [PersonalField::PersonalId, PersonalField::Phone] {
        let shown = house.reveal(manager, producer, field).await.expect("it is shown");
        assert!(!found_in(&shown.value.clone().expect("a number"), &canaries()).is_empty(), "a canary was shown");
        assert!(found_in(&format!("{shown:?}"), &canaries()).is_empty());
    }
    let typed = |number: usize| format!("Số của tôi là {}", canary(number).0);
    let words = |words: String| RevealPersonalData {
        producer,
        field: PersonalField::Phone,
        reason: RevealReason::Call,
        words,
        purpose: Some(Purpose::Sale),
    };
    refused(house.ask(manager, &words(typed(5))).await);
    let consent = |proof: String| RecordConsent {
        producer,
        purpose: Purpose::Sale,
        given: true,
        version: 1,
        language: "vi".into(),
        channel: ConsentChannel::Paper,
        proof,
        proof_file: None,
    };
    refused(house.ask(manager, &consent(typed(6))).await);
    house.ask(manager, &consent("Đơn ở tủ số hai".into())).await.expect("written down");
    let asked = |words: String| FileSubjectRequest { producer, kind: RequestKind::Access, words, received_on: None };
    refused(house.ask(manager, &asked(typed(7))).await);
    let request_id = house.ask(manager, &asked("Xin xem dữ liệu".into())).await.expect("in the register");
    let step = |words: String| StepSubjectRequest {
        request_id,
        version: 1,
        name: "Lan".into(),
        step: RequestStep::Accept(words),
        sign_in: None,
    };
    refused(house.ask(&lan, &step(typed(8))).await);
    house.ask(&lan, &step("Sẽ làm ngay".into())).await.expect("accepted");
    house.ask(&lan, &MakeAccessFile { request_id, name: "Lan".into() }).await.expect("made");
    let name = house.ask(manager, &FetchAccessFile { request_id }).await.expect("fetched");
    let file = house.files.read(&name).await.expect("it lies there");
    assert!(found_in(&String::from_utf8_lossy(&file), &canaries()).len() >= 2, "everything is in the file");
    (house.ask(manager, &GetPersonalFile { producer }).await.expect("their file"), name)
}

/// Every table of the service, outbox, audit trail and partitions included, as text.
async fn everything(house: &House) -> Vec<(String, String)> {
    #[derive(FromQueryResult)]
    struct Text {
        text: String,
    }
    let owner = Database::connect(&house.world.owner_url().await, "onboarding", 1).await.expect("connected");
    let tx = owner.begin_as_service().await.expect("a transaction");
    let sql = "select table_name::text as text from information_schema.tables
        where table_schema = 'onboarding' and table_type = 'BASE TABLE'";
    let tables: Vec<Text> = tx.all(sql, []).await.expect("listed");
    assert!(tables.len() > 8, "there are tables");
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("select t::text as text from {} t", table.text);
        let rows: Vec<Text> = tx.all(&sql, []).await.expect("read");
        all.push((table.text, rows.into_iter().map(|row| row.text).collect::<Vec<_>>().join("\n")));
    }
    let households = all.iter().find(|(table, _)| table == "household").expect("it is there");
    assert!(households.1.lines().count() > HOUSEHOLDS, "they all came in");
    tx.rollback().await.expect("ended");
    owner.close().await;
    all
}

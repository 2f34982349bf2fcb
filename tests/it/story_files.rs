//! Files go out and come in again: handed in as it was exported, a list changes nothing; with one cell changed, that.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::{root, walls::ground::Ground};

/// A list, the kind of file it comes back in, what its rows are called there, and a column that is changed.
type Case = (&'static str, &'static str, &'static str, &'static str);

const OF_A_COOPERATIVE: [Case; 7] = [
    ("cooperatives", "cooperatives", "cooperatives", "Tên hợp tác xã"),
    ("households", "cooperatives", "households", "Chủ hộ"),
    ("papers", "cooperatives", "papers", "Ngày hết hạn"),
    ("plots", "cooperatives", "plots", "Tên vườn"),
    ("lots", "harvest", "lots", "Bán đến ngày"),
    ("harvests", "harvest", "harvests", "Người cân"),
    ("listings", "listings", "listings", "Mô tả"),
];
const OF_THE_PROVINCE: [Case; 2] = [
    ("cooperatives", "cooperatives", "cooperatives", "Người đại diện"),
    ("farmgate_prices", "farmgate_prices", "prices", "Giá (₫)"),
];

impl Ground {
    async fn export(&self, token: &str, file: &str) -> Vec<u8> {
        let request = self.client.get(format!("{}/api/v1/exports/lists/{file}", self.base)).bearer_auth(token);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{file}");
        answer.bytes().await.expect("the whole stream").to_vec()
    }

    /// Hands a file in, and tells what came of the check.
    async fn check(&self, token: &str, kind: &str, bytes: Vec<u8>) -> Value {
        let path = format!("{}/api/v1/imports/{kind}?file_name=tep", self.base);
        let request = self.client.post(path).bearer_auth(token);
        let request = request.header("idempotency-key", ids::Id::<ids::Import>::generate().to_string());
        let body: Value = request.body(bytes).send().await.expect("an answer").json().await.expect("JSON");
        let import = body["import_id"].as_str().unwrap_or_else(|| panic!("{kind}: {body}")).to_owned();
        self.until_import(token, kind, &import, "checked").await;
        let path = format!("{}/api/v1/imports/{kind}/{import}", self.base);
        self.client.get(path).bearer_auth(token).send().await.expect("an answer").json().await.expect("JSON")
    }

    async fn take(&self, token: &str, kind: &str, checked: &Value) {
        let import = checked["import_id"].as_str().expect("an id");
        let path = format!("{}/api/v1/imports/{kind}/{import}/take", self.base);
        let request = self.client.post(path).bearer_auth(token).header("idempotency-key", import);
        let answer = request.json(&json!({"skip_faulty": false})).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{kind}");
        self.until_import(token, kind, import, "taken").await;
    }

    /// Sends the list out and in again, as Excel and as CSV, and then once more with one cell changed.
    async fn goes_round(&self, token: &str, (list, kind, what, column): Case) {
        for format in ["xlsx", "csv"] {
            let bytes = self.export(token, &format!("{list}.{format}")).await;
            let checked = self.check(token, kind, bytes).await;
            let all = counts(&checked, None);
            assert_eq!((all.0, all.1), (0, 0), "{list}.{format}: {checked}");
            assert_eq!(checked["faults"], json!([]), "{list}.{format}");
            assert!(counts(&checked, Some(what)).2 > 0, "{list}.{format}: {checked}");
            let brings_rules = list == "listings" && format == "xlsx";
            assert_eq!(counts(&checked, Some("rules")).2 > 0, brings_rules, "{list}.{format}: {checked}");
        }
        let mut table = Table::read(&self.export(token, &format!("{list}.csv")).await);
        table.change(column);
        let checked = self.check(token, kind, table.write()).await;
        let of_it = counts(&checked, Some(what));
        assert_eq!((of_it.0, of_it.1), (0, 1), "{list} with another {column}: {checked}");
        self.take(token, kind, &checked).await;
        self.until_quiet().await;
        let checked = self.check(token, kind, self.export(token, &format!("{list}.xlsx")).await).await;
        let all = counts(&checked, None);
        assert_eq!((all.0, all.1, &checked["faults"]), (0, 0, &json!([])), "{list} after the change: {checked}");
    }
}

/// How many were added, changed and left alone, in all or of one thing.
fn counts(checked: &Value, what: Option<&str>) -> (u64, u64, u64) {
    let takes = checked["takes"].as_array().expect("counts");
    let takes = takes.iter().filter(|take| what.is_none_or(|what| take["what"] == what));
    takes.fold((0, 0, 0), |sum, take| {
        let count = |name: &str| take[name].as_u64().expect("a count");
        (sum.0 + count("added"), sum.1 + count("changed"), sum.2 + count("unchanged"))
    })
}

/// A CSV file as rows.
struct Table(Vec<Vec<String>>);

impl Table {
    fn read(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{feff}');
        let (mut rows, mut cell, mut quoted) = (vec![vec![]], String::new(), false);
        for letter in text.replace("\"\"", "\u{1}").chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => rows.last_mut().expect("a row").push(std::mem::take(&mut cell)),
                '\n' if !quoted => {
                    rows.last_mut().expect("a row").push(std::mem::take(&mut cell));
                    rows.push(Vec::new());
                }
                '\u{1}' => cell.push('"'),
                _ => cell.push(letter),
            }
        }
        rows.pop();
        Self(rows)
    }

    /// Changes one cell of the first row that has something there, into something as good.
    fn change(&mut self, column: &str) {
        let at = self.0[0].iter().position(|header| header == column).unwrap_or_else(|| panic!("no {column}"));
        let cell = self.0[1..].iter_mut().map(|row| &mut row[at]).find(|cell| !cell.is_empty());
        let cell = cell.unwrap_or_else(|| panic!("nothing below {column}"));
        *cell = match (cell.parse::<NaiveDate>(), cell.parse::<i64>()) {
            (Ok(day), _) => day.checked_sub_days(Days::new(1)).expect("a day").to_string(),
            (_, Ok(number)) => (number + 1_000).to_string(),
            _ if column == "Mô tả" => format!("- {cell} Gọi trước khi đến."),
            _ => format!("{cell} Mới"),
        };
    }

    fn write(&self) -> Vec<u8> {
        let rows = self.0.iter().map(|row| {
            let cells = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            cells.collect::<Vec<_>>().join(",")
        });
        format!("\u{feff}{}\n", rows.collect::<Vec<_>>().join("\n")).into_bytes()
    }
}

#[tokio::test]
async fn every_list_that_can_be_handed_in_comes_back_as_it_went_out() {
    let ground = Ground::new().await;
    let official = ground.sign_in("official@example.vn").await;
    let prices = std::fs::read(root().join("tests/seasons/ha-giang-2025-26/gia-tai-vuon.xlsx")).expect("a file");
    let checked = ground.check(&official, "farmgate_prices", prices).await;
    ground.take(&official, "farmgate_prices", &checked).await;
    let manager = ground.sign_in(&format!("manager-{}@example.vn", ground.own.mark)).await;
    let own = ground.own.cooperative.clone();
    let numbers = format!(
        "select string_agg(encode(personal_id_index, 'hex') || coalesce(phone_tail, ''), ' ' order by code)
        from onboarding.household where cooperative_id = '{own}'"
    );
    let before = ground.text(&numbers).await;

    // Somebody who came back, and somebody who left with goods in a lot.
    let left = format!(
        "update onboarding.household set left_on = joined_on where household_id in (
            select household_id from onboarding.harvest where cooperative_id = '{own}' order by household_id limit 1)"
    );
    ground.run(&left).await;
    let came_back = format!(
        "with it as (select * from onboarding.household where cooperative_id = '{own}' and left_on is null
            order by household_id desc limit 1),
        past as (insert into onboarding.past_membership (household_id, cooperative_id, commune_code, joined_on, left_on)
            select household_id, cooperative_id, commune_code, joined_on, joined_on + 30 from it)
        update onboarding.household h set joined_on = h.joined_on + 60 from it where h.household_id = it.household_id"
    );
    ground.run(&came_back).await;

    // The plot, and since when somebody acts, were put there by hand: they are as the house writes them once they have come in
    // by a file.
    for (whose, list) in [(&manager, "plots"), (&official, "cooperatives")] {
        let bytes = ground.export(whose, &format!("{list}.xlsx")).await;
        let checked = ground.check(whose, "cooperatives", bytes).await;
        ground.take(whose, "cooperatives", &checked).await;
    }
    ground.until_quiet().await;
    for case in OF_A_COOPERATIVE {
        ground.goes_round(&manager, case).await;
    }
    for case in OF_THE_PROVINCE {
        ground.goes_round(&official, case).await;
    }
    assert_eq!(ground.text(&numbers).await, before, "what came back masked is what it was");
    let operator = ground.sign_in("first@example.vn").await;
    let lots = ground.export(&operator, "lots.xlsx").await;
    let checked = ground.check(&operator, "harvest", lots).await;
    assert_eq!((counts(&checked, None).1, &checked["faults"]), (0, &json!([])), "who weighed is masked: {checked}");

    // What is masked otherwise than it is shown is a fault, and nothing is overwritten.
    let mut table = Table::read(&ground.export(&manager, "households.csv").await);
    let at = table.0[0].iter().position(|header| header == "Số định danh").expect("a column");
    assert!(table.0[1][at].starts_with('•'), "{}", table.0[1][at]);
    table.0[1][at] = "•••••••••xyz".to_owned();
    let checked = ground.check(&manager, "cooperatives", table.write()).await;
    assert_eq!(checked["faults"][0]["code"], "masked");

    // The filters of a page are those of its export, and who hands nothing in gets the plain list.
    let one = table.0[1][2].clone();
    let found = Table::read(&ground.export(&manager, &format!("households.csv?text={one}")).await);
    assert!(found.0.len() < table.0.len() && found.0[1..].iter().all(|row| row[2].contains(&one)), "{one}");
    let member = ground.sign_in(&format!("member-{}@example.vn", ground.own.mark)).await;
    assert_eq!(Table::read(&ground.export(&member, "lots.csv").await).0[0][0], "lot_code");
}

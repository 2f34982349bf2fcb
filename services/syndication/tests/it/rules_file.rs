//! Rules of shops from Excel files: what is said of a place is all that holds there, and what went out changes nothing.

use std::collections::BTreeMap;

use amounts::{Percent, Vnd};
use contract::{
    Caller, Role, Scope,
    imports::{CheckImport, FindImport, ImportKind, ImportRows, ImportState, ImportStatus, TakeImport},
    syndication::{
        FindChanges, FindRules, HeldBack, PriceRule, Rounding, Rule, RuleView, Season, StockRule, UndoChange, Words,
    },
};
use ids::{Id, Import, Listing};
use rust_xlsxwriter::Workbook;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";
const SKU: &str = "HTX01-CAM-5KG";
const HEADERS: [&str; 17] = [
    "Sàn",
    "Mã gian hàng",
    "SKU",
    "Giá cố định (₫)",
    "Phần trăm thay đổi",
    "Làm tròn",
    "Mức thấp nhất (₫)",
    "Cách chia số gói",
    "Số gói dành riêng",
    "Giữ lại",
    "Giữ thêm khi còn (ngày)",
    "Mỗi ngày giữ thêm",
    "Ngày bắt đầu",
    "Ngày kết thúc",
    "Tên riêng",
    "Mô tả riêng",
    "Mã ngành hàng",
];

type Cells<'a> = &'a [(&'a str, &'a str)];

/// A file with the sheet of rules, and with these columns of it.
fn file_of(headers: &[&str], rows: &[Cells<'_>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Luật từng gian hàng").expect("a name");
    sheet.write_row(0, 0, headers.iter().copied()).expect("headers");
    for (at, row) in (1..).zip(rows) {
        for (header, cell) in *row {
            let column = headers.iter().position(|known| known == header).expect("a column");
            sheet.write(at, u16::try_from(column).expect("few"), *cell).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a file")
}

fn file(rows: &[Cells<'_>]) -> Vec<u8> {
    file_of(&HEADERS, rows)
}

const ALL: (&str, &str) = ("SKU", "Tất cả");
const SHOPEE: (&str, &str) = ("Sàn", "Shopee");
const ONE: (&str, &str) = ("SKU", SKU);

impl House {
    async fn check_rules(&self, caller: &Caller, bytes: Vec<u8>) -> (Id<Import>, ImportStatus) {
        let file = self.files.keep(bytes.into()).await.expect("kept");
        let ask = CheckImport { kind: ImportKind::Listings, file, file_name: "luat.xlsx".into() };
        let import_id = self.asker.ask(&caller.clone().with_key(self.key()), &ask).await.expect("accepted");
        (import_id, self.until_import(caller, import_id).await)
    }

    async fn take_rules(&self, caller: &Caller, import_id: Id<Import>) {
        let ask = TakeImport { kind: ImportKind::Listings, import_id, skip_faulty: false };
        self.asker.ask(&caller.clone().with_key(self.key()), &ask).await.expect("accepted");
        assert_eq!(self.until_import(caller, import_id).await.state, ImportState::Taken);
    }

    async fn until_import(&self, caller: &Caller, import_id: Id<Import>) -> ImportStatus {
        let ask = FindImport { kind: ImportKind::Listings, import_id };
        let at_rest = [ImportState::Checked, ImportState::Refused, ImportState::Taken];
        testkit::until("the file is looked at", || async {
            at_rest.contains(&self.asker.ask(caller, &ask).await.expect("a status").state)
        })
        .await;
        self.asker.ask(caller, &ask).await.expect("a status")
    }

    /// The rules of the shop and of one listing.
    async fn rules_of(&self, seller: &Seller, id: Id<Listing>) -> Vec<RuleView> {
        self.asker.ask(&self.manager(seller), &FindRules { listing_id: Some(id) }).await.expect("rules")
    }
}

/// Added, changed and left alone, by what was counted.
fn counted(status: &ImportStatus) -> BTreeMap<&str, (u32, u32, u32)> {
    let count = |count: &contract::imports::ImportCount| (count.added, count.changed, count.unchanged);
    status.takes.iter().map(|it| (it.what.as_str(), count(it))).collect()
}

fn faults(status: &ImportStatus) -> Vec<(u32, &str, &str)> {
    let mut faults: Vec<_> =
        status.faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code.as_str())).collect();
    faults.sort_unstable();
    faults
}

#[tokio::test]
async fn a_file_sets_rules_and_the_same_file_changes_nothing_and_an_emptied_cell_clears_one() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;
    let manager = house.manager(&seller);
    let of_shop: Cells<'_> = &[
        SHOPEE,
        ALL,
        ("Phần trăm thay đổi", "12,5"),
        ("Làm tròn", "Làm tròn lên nghìn đồng"),
        ("Cách chia số gói", "Giữ lại một ít"),
        ("Giữ lại", "10%"),
        ("Giữ thêm khi còn (ngày)", "5"),
        ("Mỗi ngày giữ thêm", "2"),
    ];
    let of_one: Cells<'_> = &[
        SHOPEE,
        ("Mã gian hàng", SHOP),
        ONE,
        ("Giá cố định (₫)", "150.000"),
        ("Ngày kết thúc", "31/01/2026"),
        ("Tên riêng", "Cam sành hái tận vườn, hộp 5 kg"),
    ];
    let bytes = file(&[of_shop, of_one]);
    let (import_id, checked) = house.check_rules(&manager, bytes.clone()).await;
    assert_eq!(faults(&checked), []);
    assert_eq!(counted(&checked)["rules"], (5, 0, 0));
    house.take_rules(&manager, import_id).await;
    house.until_offer(&seller, id, "the price arrives", |offer| offer.confirmed_price_vnd == Some(Vnd(150_000))).await;
    let rules = house.rules_of(&seller, id).await;
    let percent = Percent::parse("12.5").expect("a rate");
    let expected = [
        Rule::Price(PriceRule::Margin { percent, rounding: Rounding::UpToThousand, floor_vnd: None }),
        Rule::Stock(StockRule::Buffer {
            held_back: HeldBack::Percent(Percent::whole(10)),
            last_days: 5,
            more_a_day: HeldBack::Packs(2),
        }),
        Rule::Price(PriceRule::Fixed { price_vnd: Vnd(150_000) }),
        Rule::Season(Season { from: None, to: Some("2026-01-31".parse().expect("a day")) }),
        Rule::Title(Words { text: "Cam sành hái tận vườn, hộp 5 kg".into() }),
    ];
    assert_eq!(rules.len(), expected.len());
    assert!(expected.iter().all(|rule| rules.iter().any(|set| set.rule == *rule)), "{rules:?}");

    let (_, again) = house.check_rules(&manager, bytes).await;
    assert_eq!((counted(&again)["rules"], counted(&again)["rules_cleared"]), ((0, 0, 5), (0, 0, 0)));
    let shorter: Cells<'_> = &[SHOPEE, ONE, ("Giá cố định (₫)", "150.000"), ("Ngày kết thúc", "15/02/2026")];
    let (import_id, shorter) = house.check_rules(&manager, file(&[shorter])).await;
    assert_eq!((counted(&shorter)["rules"], counted(&shorter)["rules_cleared"]), ((0, 1, 1), (0, 1, 0)));
    house.take_rules(&manager, import_id).await;
    assert!(house.rules_of(&seller, id).await.iter().all(|set| !matches!(set.rule, Rule::Title(_))));

    let changes = house.asker.ask(&manager, &FindChanges::default()).await.expect("changes").rows;
    assert_eq!((changes[0].by.as_str(), changes[0].change_id), ("Excel", changes[1].change_id));
    let undo = UndoChange { change_id: changes[0].change_id, name: "Giàng Thị Mỷ".into() };
    house.asker.ask(&manager.with_key(house.key()), &undo).await.expect("undone");
    assert_eq!(house.rules_of(&seller, id).await.len(), 5, "a file is a go that is undone like any other");
    house.close().await;
}

#[tokio::test]
async fn rules_go_out_as_they_come_in_and_a_column_that_is_left_out_says_nothing() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let shop = house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    let manager = house.manager(&seller);
    let of_shop: Cells<'_> = &[SHOPEE, ALL, ("Phần trăm thay đổi", "-5"), ("Mức thấp nhất (₫)", "90.000")];
    let of_one: Cells<'_> = &[SHOPEE, ONE, ("Cách chia số gói", "Chỉ dành một số gói"), ("Số gói dành riêng", "7")];
    let (import_id, _) = house.check_rules(&manager, file(&[of_shop, of_one])).await;
    house.take_rules(&manager, import_id).await;

    let of = vec![shop.to_string(), id.to_string()];
    let ask = ImportRows { kind: ImportKind::Listings, sheet: 1, of };
    let part = house.asker.ask(&manager, &ask).await.expect("rows");
    let headers: Vec<_> = part.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, HEADERS);
    let rows: Vec<Vec<(&str, &str)>> = part
        .rows
        .iter()
        .map(|row| {
            let cells = headers.iter().copied().zip(row.cells.iter().map(String::as_str));
            cells.filter(|(_, cell)| !cell.is_empty()).collect()
        })
        .collect();
    assert_eq!(rows.len(), 2);
    let rows: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
    let (_, same) = house.check_rules(&manager, file(&rows)).await;
    assert_eq!((faults(&same), counted(&same)["rules"]), (vec![], (0, 0, 2)));
    assert_eq!(counted(&same)["rules_cleared"], (0, 0, 0));
    let prices = ["Sàn", "SKU", "Giá cố định (₫)"];
    let (_, narrow) = house.check_rules(&manager, file_of(&prices, &[&[SHOPEE, ONE]])).await;
    assert_eq!(counted(&narrow)["rules_cleared"], (0, 0, 0), "how packs are shared is not spoken of");
    let in_part = ["Sàn", "SKU", "Phần trăm thay đổi"];
    let row: Cells<'_> = &[SHOPEE, ONE, ("Phần trăm thay đổi", "6")];
    let (_, in_part) = house.check_rules(&manager, file_of(&in_part, &[row])).await;
    let codes: Vec<_> = in_part.faults.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, ["columns_missing"], "a floor is not lost because its column is");

    let member = Caller::person(Id::generate(), Role::CooperativeMember, Scope::Cooperative(seller.id));
    assert_eq!(house.refusal(&member, &ask).await, "not_allowed", "who may not set rules has them as no file");
    let other = house.seller("HTX02", 50_000).await;
    let theirs = house.asker.ask(&house.manager(&other), &ask).await.expect("rows");
    assert_eq!(theirs.rows, [], "nobody else's");
    house.close().await;
}

#[tokio::test]
async fn every_fault_of_a_rule_is_found_at_its_cell() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    house.connect(&seller, "700102").await;
    house.save(&seller, form(&seller, SKU)).await;
    let first = ("Mã gian hàng", SHOP);
    let cases: &[(Cells<'_>, &str, &str)] = &[
        (&[("Sàn", "Sendo"), first, ONE], "Sàn", "not_a_choice"),
        (&[SHOPEE, ONE, ("Giá cố định (₫)", "150.000")], "Mã gian hàng", "shop_several"),
        (&[SHOPEE, ("Mã gian hàng", "1"), ONE], "Mã gian hàng", "shop_unknown"),
        (&[("Sàn", "Tiki"), ONE], "Sàn", "shop_unknown"),
        (&[SHOPEE, first, ("SKU", "HTX01-CAM")], "SKU", "listing_unknown"),
        (&[SHOPEE, first, ALL, ("Giá cố định (₫)", "150.000")], "Giá cố định (₫)", "rule_of_one_listing"),
        (&[SHOPEE, first, ALL, ("Phần trăm thay đổi", "5")], "SKU", "rules_twice"),
        (&[SHOPEE, first, ONE, ("Giá cố định (₫)", "0")], "Giá cố định (₫)", "price_zero"),
    ];
    let rows: Vec<_> = cases.iter().map(|(cells, ..)| *cells).collect();
    let (_, checked) = house.check_rules(&house.manager(&seller), file(&rows)).await;
    let expected: Vec<_> = (2..).zip(cases).map(|(at, (_, column, code))| (at, *column, *code)).collect();
    assert_eq!(faults(&checked), expected);

    let cells: &[(Cells<'_>, &str, &str)] = &[
        (&[("Giá cố định (₫)", "9.000"), ("Phần trăm thay đổi", "5")], "Giá cố định (₫)", "price_twice"),
        (&[("Làm tròn", "Không làm tròn")], "Phần trăm thay đổi", "percent_missing"),
        (&[("Phần trăm thay đổi", "mười")], "Phần trăm thay đổi", "percent_unreadable"),
        (&[("Phần trăm thay đổi", "-95")], "Phần trăm thay đổi", "margin_range"),
        (&[("Phần trăm thay đổi", "0,1")], "Phần trăm thay đổi", "percent_as_part"),
        (&[("Phần trăm thay đổi", "5"), ("Mức thấp nhất (₫)", "0")], "Mức thấp nhất (₫)", "price_zero"),
        (&[("Số gói dành riêng", "3")], "Cách chia số gói", "stock_by_missing"),
        (&[("Cách chia số gói", "Chỉ dành một số gói")], "Số gói dành riêng", "packs_missing"),
        (&[("Cách chia số gói", "Giữ lại một ít")], "Giữ lại", "held_back_missing"),
        (&[("Cách chia số gói", "Giữ lại một ít"), ("Giữ lại", "ít")], "Giữ lại", "held_back_unreadable"),
        (&[("Cách chia số gói", "Giữ lại một ít"), ("Giữ lại", "101%")], "Giữ lại", "buffer_range"),
        (&[("Cách chia số gói", "Bán hết không giữ lại"), ("Giữ lại", "1")], "Giữ lại", "not_with_this_choice"),
        (&[("Ngày bắt đầu", "02/02/2026"), ("Ngày kết thúc", "01/02/2026")], "Ngày kết thúc", "season_order"),
        (&[("Tên riêng", "Cam")], "Tên riêng", "title_length"),
        (&[("Tên riêng", "Cam sành Hà Giang loại 1")], "Tên riêng", "title_indication"),
        (&[("Mô tả riêng", "Ngon")], "Mô tả riêng", "description_length"),
        (&[("Mã ngành hàng", "10 08")], "Mã ngành hàng", "category_form"),
    ];
    for (cells, column, code) in cells {
        let row: Vec<_> = [SHOPEE, first, ONE].into_iter().chain(cells.iter().copied()).collect();
        let (_, checked) = house.check_rules(&house.manager(&seller), file(&[&row])).await;
        assert_eq!(faults(&checked), [(2, *column, *code)], "{cells:?}");
    }
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let (_, checked) = house.check_rules(&operator, file(&[&[SHOPEE, first, ONE]])).await;
    assert_eq!(faults(&checked), [(2, "Sàn", "rules_say_itself")]);
    house.close().await;
}

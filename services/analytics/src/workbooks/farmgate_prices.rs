//! `Giá tại vườn`: what a kilogram fetched at the farm gate, week by week.

use std::collections::{BTreeMap, btree_map::Entry};

use amounts::{Unit, Vnd};
use chrono::{Datelike, Weekday};
use contract::{
    Grade, ProductCode, Refusal, Scope,
    analytics::{FarmgatePriceView, FindFarmgatePrices},
    code,
    imports::{ImportCount, ImportKind},
};
use futures::future::BoxFuture;
use imports::{Plan, Progress, Workbook, only_who_may};
use mailbox::Stop;
use places::{Resolution, resolve, search_key};
use scoped::Scoped;
use sheets::{Column, Faults, Kind, Layout, Row, RowReader, RowWriter, SheetRows};

use crate::{
    domain::{Buyer, Observation},
    store::farmgate,
    workbooks::complaints,
};

const WEEK: &str = "Tuần từ ngày";
const COMMUNE: &str = "Xã";
const PRODUCT: &str = "Sản phẩm";
const GRADE: &str = "Hạng";
const PRICE: &str = "Giá (₫)";
const UNIT: &str = "Đơn vị";
const BUYER: &str = "Người mua";
const OBSERVER: &str = "Người ghi";

const OBSERVER_LENGTH_MAX: usize = 200;

const LAYOUT: Layout = Layout {
    sheet: "Giá tại vườn",
    columns: &[
        Column {
            header: WEEK,
            required: true,
            kind: Kind::Date,
            example: "05/01/2026",
            help: "Ngày thứ Hai của tuần.",
            ..Column::TEXT
        },
        Column {
            header: COMMUNE,
            required: true,
            example: "Quản Bạ",
            help: "Tên xã hiện nay, hoặc tên xã cũ kèm huyện cũ.",
            ..Column::TEXT
        },
        Column {
            header: PRODUCT,
            required: true,
            example: "Cam sành",
            help: "Một sản phẩm trong danh mục.",
            ..Column::TEXT
        },
        Column {
            header: GRADE, required: true, example: "Loại 1", help: "Hạng của sản phẩm.", ..Column::TEXT
        },
        Column {
            header: PRICE,
            required: true,
            kind: Kind::Money,
            example: "12.500",
            help: "Giá của một đơn vị, tính bằng đồng.",
            ..Column::TEXT
        },
        Column {
            header: UNIT,
            required: true,
            example: "kg",
            help: "Đơn vị khối lượng: g, lạng, kg, yến, tạ hoặc tấn.",
            ..Column::TEXT
        },
        Column {
            header: BUYER,
            required: true,
            example: "Thương lái",
            help: "Ai mua tại vườn.",
            choices: &Buyer::NAMES_VI,
            ..Column::TEXT
        },
        Column {
            header: OBSERVER,
            required: true,
            example: "Cán bộ khuyến nông xã",
            help: "Ai đã ghi giá này.",
            personal: true,
            ..Column::TEXT
        },
    ],
};

/// Weekly farm-gate prices.
#[derive(Debug)]
pub(crate) struct FarmgatePrices;

impl Workbook for FarmgatePrices {
    fn kind(&self) -> ImportKind {
        ImportKind::FarmgatePrices
    }

    fn layouts(&self) -> &'static [Layout] {
        const { &[LAYOUT] }
    }

    fn rows<'a>(
        &'a self,
        tx: &'a Scoped,
        _sheet: usize,
        of: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<(String, RowWriter)>, Stop>> {
        Box::pin(async move {
            only_who_may::<FindFarmgatePrices>(tx)?;
            let found = farmgate::with_keys(tx, of).await?.ok_or_else(|| Stop::not_found("price"))?;
            Ok(found.into_iter().map(|price| (price.key.clone(), told(price))).collect())
        })
    }

    fn check<'a>(
        &'a self,
        tx: &'a Scoped,
        sheets: &'a [SheetRows],
        faults: &'a mut Faults,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Box<dyn Plan>, Stop>> {
        Box::pin(async move {
            if !matches!(tx.caller().scope, Scope::Province | Scope::Department(_) | Scope::System) {
                let detail = "farm-gate prices are what sellers are measured by; the province brings them in";
                return Err(Refusal::new(code::NOT_ALLOWED, detail).into());
            }
            let prices = read(sheets, faults, progress);
            let count = farmgate::compare(tx, &prices).await?;
            Ok(Box::new(Prices { prices, count }) as Box<dyn Plan>)
        })
    }
}

/// A price as a row.
fn told(price: FarmgatePriceView) -> RowWriter {
    let commune = places::commune(&price.commune_code).map(places::Commune::full_name);
    RowWriter::new(&LAYOUT)
        .with(WEEK, price.week.to_string())
        .with_some(COMMUNE, commune)
        .with(PRODUCT, price.product.product().name_vi)
        .with(GRADE, price.grade.name_vi())
        .with(PRICE, price.price_vnd_per_kg.0.to_string())
        .with(UNIT, "kg")
        .with_some(BUYER, Buyer::name_vi(&price.buyer))
        .with(OBSERVER, price.observer)
}

fn read(sheets: &[SheetRows], faults: &mut Faults, progress: &Progress) -> BTreeMap<Observation, Vnd> {
    let mut prices = BTreeMap::new();
    for row in sheets.iter().flat_map(|sheet| &sheet.rows) {
        if let Some((seen, price)) = observation(row, faults) {
            match prices.entry(seen) {
                Entry::Vacant(place) => {
                    place.insert(price);
                }
                Entry::Occupied(_) => faults.add(row, PRICE, complaints::price_duplicate()),
            }
        }
        progress.row_done();
    }
    prices
}

/// Reads every cell before it judges, so that a row tells all its faults at once.
fn observation(row: &Row, faults: &mut Faults) -> Option<(Observation, Vnd)> {
    let mut reader = RowReader::new(row, faults);
    let week = week(&mut reader);
    let commune_code = commune(&mut reader);
    let product = product(&mut reader);
    let grade = grade(&mut reader, product);
    let price = price(&mut reader);
    let buyer = reader.choice(BUYER).and_then(Buyer::named);
    let observer = observer(&mut reader);
    let seen = Observation {
        week: week?,
        commune_code: commune_code?,
        product: product?,
        grade: grade?,
        buyer: buyer?,
        observer: observer?,
    };
    Some((seen, price?))
}

fn week(reader: &mut RowReader<'_>) -> Option<chrono::NaiveDate> {
    let day = reader.date(WEEK)?;
    if day.weekday() == Weekday::Mon {
        return Some(day);
    }
    reader.add_fault(WEEK, complaints::not_a_monday(day));
    None
}

fn commune(reader: &mut RowReader<'_>) -> Option<&'static str> {
    let complaint = match resolve(&reader.text(COMMUNE)?, None) {
        Resolution::One { commune, .. } => return Some(commune.code),
        Resolution::Ambiguous(communes) => complaints::commune_ambiguous(&communes),
        Resolution::Unknown { closest } => complaints::commune_unknown(&closest),
    };
    reader.add_fault(COMMUNE, complaint);
    None
}

fn product(reader: &mut RowReader<'_>) -> Option<ProductCode> {
    let text = reader.text(PRODUCT)?;
    let key = search_key(&text);
    let found = contract::PRODUCTS.iter().find(|product| search_key(product.name_vi) == key || product.code == text);
    let found = found.and_then(|product| ProductCode::parse(product.code));
    if found.is_none() {
        reader.add_fault(PRODUCT, complaints::product_unknown());
    }
    found
}

/// Any grade at all while the product is not known: one fault is enough.
fn grade(reader: &mut RowReader<'_>, product: Option<ProductCode>) -> Option<Grade> {
    let key = search_key(&reader.text(GRADE)?);
    let grades = product.map_or(Grade::ALL.as_slice(), |product| product.product().grades);
    let found = grades.iter().copied().find(|grade| search_key(grade.name_vi()) == key);
    if found.is_none() {
        reader.add_fault(GRADE, complaints::grade_unknown(grades));
    }
    found
}

fn price(reader: &mut RowReader<'_>) -> Option<Vnd> {
    let price = reader.money(PRICE);
    let unit = reader.text(UNIT).and_then(|text| {
        let unit = Unit::named(&text);
        if unit.is_none() {
            reader.add_fault(UNIT, complaints::unit_unknown());
        }
        unit
    });
    let (header, complaint) = match Observation::price_per_kg(price?, unit?) {
        Ok(price) => return Some(price),
        Err(fault) => complaints::of_price(fault, PRICE, UNIT),
    };
    reader.add_fault(header, complaint);
    None
}

fn observer(reader: &mut RowReader<'_>) -> Option<String> {
    let text = reader.text(OBSERVER)?;
    if text.chars().count() <= OBSERVER_LENGTH_MAX {
        return Some(text);
    }
    reader.add_fault(OBSERVER, complaints::observer_too_long());
    None
}

/// Prices that may come in.
struct Prices {
    prices: BTreeMap<Observation, Vnd>,
    count: ImportCount,
}

impl Plan for Prices {
    fn counts(&self) -> Vec<ImportCount> {
        vec![self.count.clone()]
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move { Ok(farmgate::save(tx, &self.prices).await?) })
    }
}

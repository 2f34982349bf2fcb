//! Cooperatives and households as rows of their file; and a file with masked numbers, opened.

use std::borrow::Cow;

use contract::onboarding::{FindHouseholds, GetCooperative, ProducerKind};
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Layout, RowWriter, SheetRows};

use super::{
    layouts::{
        FOUNDED_ON, HEAD, HOUSEHOLD, JOINED_ON, KIND, LAYOUTS, LEGACY_TAX_CODE, NAME, PERSONAL_ID, REPRESENTATIVE,
        REPRESENTATIVE_ID, REPRESENTATIVE_SINCE, TAX_CODE,
    },
    papers, plots, unions,
};
use crate::{
    store::{
        Vault,
        as_rows::{self, CooperativeAsRow, HouseholdAsRow},
        households::{masked_id, masked_phone},
        numbers,
    },
    workbooks::{
        cells::{COMMUNE, COOPERATIVE, HAMLET, PHONE},
        masked,
    },
};

pub(super) async fn rows(tx: &Scoped, sheet: usize, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    Ok(match sheet {
        0 => {
            only_who_may::<GetCooperative>(tx)?;
            let rows = as_rows::cooperatives(tx, &ids_of(of)?).await?;
            rows.into_iter().map(|row| (row.cooperative_id.to_string(), cooperative(&LAYOUTS[0], row))).collect()
        }
        1 => {
            only_who_may::<FindHouseholds>(tx)?;
            let rows = as_rows::households(tx, &ids_of(of)?).await?;
            rows.into_iter().map(|row| (row.household_id.to_string(), household(&LAYOUTS[1], row))).collect()
        }
        2 => papers::rows(tx, of).await?,
        3 => plots::rows(tx, of).await?,
        4 => unions::rows(tx, of).await?,
        _ => return Err(Stop::not_found("sheet")),
    })
}

pub(super) fn commune(code: &str) -> String {
    places::commune(code).map(places::Commune::full_name).unwrap_or_default()
}

fn cooperative(layout: &Layout, row: CooperativeAsRow) -> RowWriter {
    let kind = ProducerKind::from_slug(&row.kind).map(ProducerKind::name_vi);
    RowWriter::new(layout)
        .with(COOPERATIVE, row.code)
        .with(NAME, row.name)
        .with_some(TAX_CODE, row.tax_code)
        .with(REPRESENTATIVE, row.representative)
        .with(REPRESENTATIVE_ID, masked_id(row.representative_id_tail.as_deref()))
        .with(PHONE, masked_phone(row.phone_tail.as_deref()))
        .with_some(HAMLET, row.hamlet)
        .with(COMMUNE, commune(&row.commune_code))
        .with_some(FOUNDED_ON, row.founded_on.map(|day| day.to_string()))
        .with_some(KIND, kind)
        .with_some(LEGACY_TAX_CODE, row.legacy_tax_code)
        .with_some(REPRESENTATIVE_SINCE, row.representative_since.map(|day| day.to_string()))
}

fn household(layout: &Layout, row: HouseholdAsRow) -> RowWriter {
    RowWriter::new(layout)
        .with(COOPERATIVE, row.cooperative)
        .with(HOUSEHOLD, row.code)
        .with(HEAD, row.head)
        .with(PERSONAL_ID, masked_id(row.personal_id_tail.as_deref()))
        .with(PHONE, masked_phone(row.phone_tail.as_deref()))
        .with_some(HAMLET, row.hamlet)
        .with(COMMUNE, commune(&row.home_commune_code))
        .with(JOINED_ON, row.joined_on.to_string())
}

/// The sheets of cooperatives and households with the numbers that are known in place of masked ones.
pub(super) async fn opened<'a>(
    tx: &Scoped,
    vault: &Vault,
    (cooperatives, households): (&'a SheetRows, &'a SheetRows),
) -> Result<(Cow<'a, SheetRows>, Cow<'a, SheetRows>), Stop> {
    let (mut cooperatives, mut households) = (Cow::Borrowed(cooperatives), Cow::Borrowed(households));
    let key = |text: String| text.trim().to_uppercase();
    let codes = |sheet: &SheetRows| sheet.rows.iter().map(|row| key(row.typed(COOPERATIVE))).collect();
    if masked::any(&cooperatives, &[REPRESENTATIVE_ID, PHONE]) {
        let known = numbers::of_cooperatives(tx, vault, codes(&cooperatives)).await?;
        let open = |row: sheets::Row| {
            let Some(known) = known.get(&key(row.typed(COOPERATIVE))) else { return row };
            let row = masked::opened(row, REPRESENTATIVE_ID, |shown| known.personal_id(shown));
            masked::opened(row, PHONE, |shown| known.phone(shown))
        };
        let rows = cooperatives.rows.iter().cloned().map(open).collect();
        cooperatives.to_mut().rows = rows;
    }
    if masked::any(&households, &[PERSONAL_ID, PHONE]) {
        let known = numbers::of_households(tx, vault, codes(&households)).await?;
        let open = |row: sheets::Row| {
            let Some(known) = known.get(&(key(row.typed(COOPERATIVE)), key(row.typed(HOUSEHOLD)))) else { return row };
            let row = masked::opened(row, PERSONAL_ID, |shown| known.personal_id(shown));
            masked::opened(row, PHONE, |shown| known.phone(shown))
        };
        let rows = households.rows.iter().cloned().map(open).collect();
        households.to_mut().rows = rows;
    }
    Ok((cooperatives, households))
}

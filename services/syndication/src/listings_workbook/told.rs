//! Listings as rows of their file.

use contract::syndication::FindListings;
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::RowWriter;

use super::layout::{
    COOPERATIVE, DESCRIPTION, GRADE, GROSS, GROSS_UNIT, GTIN, LISTINGS, LOTS, NET, NET_UNIT, PACK, PRICE, PRODUCT, SKU,
    TITLE,
};
use crate::{domain::listing::Listing, store::listings};

pub(super) async fn rows(tx: &Scoped, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    only_who_may::<FindListings>(tx)?;
    let rows = listings::with_codes(tx, &ids_of(of)?).await?;
    Ok(rows.into_iter().map(|(it, cooperative, lots)| (it.id.to_string(), row(it, cooperative, lots))).collect())
}

fn row(Listing { form, .. }: Listing, cooperative: String, lots: String) -> RowWriter {
    RowWriter::new(&LISTINGS)
        .with(COOPERATIVE, cooperative)
        .with(SKU, form.sku)
        .with(TITLE, form.title)
        .with(DESCRIPTION, form.description)
        .with(PRODUCT, form.product.product().name_vi)
        .with(GRADE, form.grade.name_vi())
        .with(PACK, form.pack_name)
        .with(NET, kilograms(form.pack_g))
        .with(NET_UNIT, "kg")
        .with(GROSS, kilograms(form.gross_g))
        .with(GROSS_UNIT, "kg")
        .with(PRICE, form.price_vnd.0.to_string())
        .with(LOTS, lots)
        .with_some(GTIN, form.gtin)
}

fn kilograms(grams: i64) -> String {
    let (whole, rest) = (grams / 1_000, grams % 1_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() }
}

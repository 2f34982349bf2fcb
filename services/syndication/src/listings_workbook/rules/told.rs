//! Rules as rows of their sheet: a shop's own, and those of listings in it.

use amounts::Percent;
use contract::syndication::{ChangeRules, HeldBack, PriceRule, Rule, StockRule};
use ids::{Channel, ChannelAccount, Id, Kind as _, Listing};
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::RowWriter;

use super::layout::{
    ALL_LISTINGS, CATEGORY, CHANNEL, CHANNELS, DESCRIPTION, FLOOR, FROM, HELD_BACK, LAST_DAYS, MORE_A_DAY, PACKS,
    PERCENT, PRICE, ROUNDING, ROUNDINGS, RULES, SHOP, STOCK_ALLOCATION, STOCK_BUFFER, STOCK_BY, STOCK_SHARED, TITLE,
    TO,
};
use crate::{
    listings_workbook::layout::SKU,
    store::rules::{self, PlacedRule},
};

/// `of` names shops for their own rules, and listings for theirs. A place without a rule has no row.
pub(in crate::listings_workbook) async fn rows(tx: &Scoped, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    only_who_may::<ChangeRules>(tx)?;
    let (shops, listings): (Vec<_>, Vec<_>) = of.iter().cloned().partition(|id| id.starts_with(ChannelAccount::PREFIX));
    let shops: Vec<Id<ChannelAccount>> = ids_of(&shops)?;
    let listings: Vec<Id<Listing>> = ids_of(&listings)?;
    let placed = rules::placed(tx, &shops, &listings).await?;
    let is_same =
        |one: &PlacedRule, other: &PlacedRule| (one.account_id, one.listing_id) == (other.account_id, other.listing_id);
    Ok(placed.chunk_by(is_same).filter_map(row).collect())
}

/// All rules of one place.
fn row(rules: &[PlacedRule]) -> Option<(String, RowWriter)> {
    let first = rules.first()?;
    let of = first.listing_id.map_or_else(|| first.account_id.to_string(), |id| id.to_string());
    let row = RowWriter::new(&RULES)
        .with(CHANNEL, name_of(first.channel))
        .with(SHOP, first.shop_id.clone())
        .with(SKU, first.sku.as_deref().unwrap_or(ALL_LISTINGS));
    Some((of, rules.iter().fold(row, |row, placed| with_rule(row, &placed.rule))))
}

fn name_of(channel: Channel) -> &'static str {
    CHANNELS.into_iter().find(|(known, _)| *known == channel).map_or(channel.name(), |(_, name)| name)
}

fn with_rule(row: RowWriter, rule: &Rule) -> RowWriter {
    match rule {
        Rule::Price(PriceRule::Fixed { price_vnd }) => row.with(PRICE, price_vnd.0.to_string()),
        Rule::Price(PriceRule::Margin { percent, rounding, floor_vnd }) => row
            .with(PERCENT, typed(*percent))
            .with_some(ROUNDING, ROUNDINGS.into_iter().find(|(known, _)| known == rounding).map(|(_, name)| name))
            .with_some(FLOOR, floor_vnd.map(|floor| floor.0.to_string())),
        Rule::Stock(StockRule::Shared) => row.with(STOCK_BY, STOCK_SHARED),
        Rule::Stock(StockRule::Allocation { packs }) => {
            row.with(STOCK_BY, STOCK_ALLOCATION).with(PACKS, packs.to_string())
        }
        Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day }) => row
            .with(STOCK_BY, STOCK_BUFFER)
            .with(HELD_BACK, typed_back(*held_back))
            .with(LAST_DAYS, last_days.to_string())
            .with(MORE_A_DAY, typed_back(*more_a_day)),
        Rule::Season(season) => row
            .with_some(FROM, season.from.map(|day| day.to_string()))
            .with_some(TO, season.to.map(|day| day.to_string())),
        Rule::Title(words) => row.with(TITLE, words.text.clone()),
        Rule::Description(words) => row.with(DESCRIPTION, words.text.clone()),
        Rule::Category(filed) => row.with(CATEGORY, filed.category_id.clone()),
    }
}

fn typed(percent: Percent) -> String {
    percent.to_string().replace('.', ",")
}

fn typed_back(held: HeldBack) -> String {
    match held {
        HeldBack::Packs(packs) => packs.to_string(),
        HeldBack::Percent(rate) => format!("{}%", typed(rate)),
    }
}

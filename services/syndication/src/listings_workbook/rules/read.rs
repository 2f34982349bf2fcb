//! One row of rules, by itself: what can be read of it, and what is wrong with it whatever else is there.

use amounts::Percent;
use contract::syndication::{Filed, HeldBack, PriceRule, Rounding, Rule, RuleKind, Season, StockRule, Words};
use ids::Channel;
use places::search_key;
use sheets::{Complaint, Faults, Row, RowReader, SheetRows};

use super::{
    complaints as say,
    layout::{
        ALL_LISTINGS, CATEGORY, CHANNEL, CHANNELS, DESCRIPTION, FLOOR, FROM, HELD_BACK, LAST_DAYS, MORE_A_DAY, PACKS,
        PERCENT, PRICE, ROUNDING, ROUNDINGS, SHOP, STOCK_ALLOCATION, STOCK_BUFFER, STOCK_BY, TITLE, TO, columns_of,
    },
};
use crate::{
    domain::rule,
    listings_workbook::{complaints, layout::SKU},
};

/// What could be read of a row.
pub(in crate::listings_workbook) struct Read<'a> {
    pub(super) row: &'a Row,
    pub(super) is_sound: bool,
    pub(super) channel: Option<Channel>,
    pub(super) shop_id: Option<String>,
    pub(super) of: Option<Of>,
    /// The kinds the file speaks of, each with its rule where there is one.
    pub(super) told: Vec<(RuleKind, Option<Rule>)>,
}

impl Read<'_> {
    /// The listing it names.
    pub(in crate::listings_workbook) fn sku(&self) -> Option<&str> {
        match &self.of {
            Some(Of::Listing(sku)) => Some(sku),
            _ => None,
        }
    }
}

/// Whose rules a row says.
pub(super) enum Of {
    AllListings,
    Listing(String),
}

/// Reads each row and records every fault it has by itself.
pub(in crate::listings_workbook) fn read<'a>(sheet: &'a SheetRows, faults: &mut Faults) -> Vec<Read<'a>> {
    let kinds: Vec<_> = RuleKind::ALL.into_iter().filter(|kind| missing_of(*kind, sheet).is_empty()).collect();
    let in_part: Vec<_> = RuleKind::ALL.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    let mut read = |row: &'a Row| {
        for kind in &in_part {
            // What is left out would be taken for empty: a floor or a first day would be lost.
            if let Some(column) = columns_of(*kind).iter().find(|column| !row.typed(column).is_empty()) {
                faults.add(row, column, say::columns_missing(&missing_of(*kind, sheet)));
            }
        }
        read_row(row, &kinds, faults)
    };
    sheet.rows.iter().map(&mut read).collect()
}

/// The columns of a kind that the file does not have.
fn missing_of(kind: RuleKind, sheet: &SheetRows) -> Vec<&'static str> {
    columns_of(kind).iter().copied().filter(|column| !sheet.columns.contains(column)).collect()
}

fn read_row<'a>(row: &'a Row, kinds: &[RuleKind], faults: &mut Faults) -> Read<'a> {
    let mut reader = RowReader::new(row, faults);
    let channel = reader.choice(CHANNEL);
    let channel = CHANNELS.into_iter().find(|(_, name)| Some(*name) == channel).map(|(channel, _)| channel);
    let shop_id = reader.text(SHOP);
    let is_all = |text: &str| search_key(text) == search_key(ALL_LISTINGS);
    let of = reader.text(SKU).map(|text| if is_all(&text) { Of::AllListings } else { Of::Listing(text) });
    let of_the_shop = matches!(of, Some(Of::AllListings));
    let mut told = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let rule = rule_of(*kind, row, &mut reader);
        if let Some((column, complaint)) = rule.as_ref().and_then(|rule| fault_of(rule, of_the_shop)) {
            reader.add_fault(column, complaint);
        }
        told.push((*kind, rule));
    }
    let is_sound = reader.is_sound();
    Read { row, is_sound, channel, shop_id, of, told }
}

fn rule_of(kind: RuleKind, row: &Row, reader: &mut RowReader<'_>) -> Option<Rule> {
    match kind {
        RuleKind::Price => price(row, reader).map(Rule::Price),
        RuleKind::Stock => stock(row, reader).map(Rule::Stock),
        RuleKind::Season => {
            let season = Season { from: reader.date(FROM), to: reader.date(TO) };
            (season != Season { from: None, to: None }).then_some(Rule::Season(season))
        }
        RuleKind::Title => reader.text(TITLE).map(|text| Rule::Title(Words { text })),
        RuleKind::Description => reader.text(DESCRIPTION).map(|text| Rule::Description(Words { text })),
        RuleKind::Category => reader.text(CATEGORY).map(|category_id| Rule::Category(Filed { category_id })),
    }
}

fn price(row: &Row, reader: &mut RowReader<'_>) -> Option<PriceRule> {
    let (fixed, floor_vnd) = (reader.money(PRICE), reader.money(FLOOR));
    let percent = parsed(reader, PERCENT, |text| Percent::parse(text).map_err(|_| say::percent_unreadable()));
    let rounding = reader.choice(ROUNDING);
    let rounding = ROUNDINGS.into_iter().find(|(_, name)| Some(*name) == rounding).map(|(rounding, _)| rounding);
    let has = |header| !row.typed(header).is_empty();
    let has_margin = has(PERCENT) || has(ROUNDING) || has(FLOOR);
    if has(PRICE) {
        if has_margin {
            reader.add_fault(PRICE, say::price_twice());
        }
        return Some(PriceRule::Fixed { price_vnd: fixed? });
    }
    if has_margin && !has(PERCENT) {
        reader.add_fault(PERCENT, say::percent_missing());
    }
    Some(PriceRule::Margin { percent: percent?, rounding: rounding.unwrap_or(Rounding::Exact), floor_vnd })
}

fn stock(row: &Row, reader: &mut RowReader<'_>) -> Option<StockRule> {
    let (by, packs, last_days) = (reader.choice(STOCK_BY), reader.whole(PACKS), reader.whole(LAST_DAYS));
    let (held_back, more_a_day) = (parsed(reader, HELD_BACK, held_back_of), parsed(reader, MORE_A_DAY, held_back_of));
    let has = |header| !row.typed(header).is_empty();
    let unfit: &[&str] = match by {
        Some(STOCK_ALLOCATION) => &[HELD_BACK, LAST_DAYS, MORE_A_DAY],
        Some(STOCK_BUFFER) => &[PACKS],
        Some(_) => &[PACKS, HELD_BACK, LAST_DAYS, MORE_A_DAY],
        None => {
            if !has(STOCK_BY) && [PACKS, HELD_BACK, LAST_DAYS, MORE_A_DAY].into_iter().any(has) {
                reader.add_fault(STOCK_BY, say::stock_by_missing());
            }
            return None;
        }
    };
    for header in unfit.iter().filter(|header| has(header)) {
        reader.add_fault(header, say::not_with_this());
    }
    match by {
        Some(STOCK_ALLOCATION) => {
            if !has(PACKS) {
                reader.add_fault(PACKS, say::packs_missing());
            }
            Some(StockRule::Allocation { packs: packs? })
        }
        Some(STOCK_BUFFER) => {
            if !has(HELD_BACK) {
                reader.add_fault(HELD_BACK, say::held_back_missing());
            }
            let more_a_day = more_a_day.unwrap_or(HeldBack::Packs(0));
            Some(StockRule::Buffer { held_back: held_back?, last_days: last_days.unwrap_or(0), more_a_day })
        }
        _ => Some(StockRule::Shared),
    }
}

fn parsed<T>(reader: &mut RowReader<'_>, header: &str, parse: impl FnOnce(&str) -> Result<T, Complaint>) -> Option<T> {
    let text = reader.text(header)?;
    parse(&text).map_err(|complaint| reader.add_fault(header, complaint)).ok()
}

/// `3` are packs, `10%` is a part of what is in the lots.
fn held_back_of(text: &str) -> Result<HeldBack, Complaint> {
    let read = if text.ends_with('%') {
        Percent::parse(text).map(HeldBack::Percent).ok()
    } else {
        text.parse().map(HeldBack::Packs).ok()
    };
    read.ok_or_else(say::held_back_unreadable)
}

/// What the domain has against a rule, at the cell it is about.
fn fault_of(rule: &Rule, of_the_shop: bool) -> Option<(&'static str, Complaint)> {
    let code = rule::fault_of(rule, of_the_shop)?;
    let complaint = match code {
        "price_zero" => complaints::price_zero(),
        "price_too_large" => complaints::price_too_large(),
        "title_length" => complaints::title_length(),
        "description_length" => complaints::description_length(),
        other => say::of_domain(other),
    };
    let column = match (rule, code) {
        (_, "margin_range") => PERCENT,
        (Rule::Price(PriceRule::Fixed { .. }), _) => PRICE,
        (Rule::Price(_), _) => FLOOR,
        (_, "allocation_range") => PACKS,
        (_, "buffer_days") => LAST_DAYS,
        (Rule::Stock(_), _) => HELD_BACK,
        (Rule::Season(_), _) => TO,
        (Rule::Title(_), _) => TITLE,
        (Rule::Description(_), _) => DESCRIPTION,
        (Rule::Category(_), _) => CATEGORY,
    };
    Some((column, complaint))
}

//! The rules of a shop: its own for all listings, or those of one listing in it. Each is set and cleared by itself, and beside
//! each stands what holds now.

use std::collections::{BTreeMap, HashMap};

use amounts::{Percent, Vnd};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault, Refusal, code,
    syndication::{
        ChangeRules, Filed, FindChannelAccounts, FindRules, GetListing, HeldBack, PreviewListing, PriceRule, Rounding,
        Rule, RuleKind, RuleView, RulesOf, Season, StockRule, Words,
    },
};
use ids::{Channel, ChannelAccount, Id, Listing};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    listings::{kinds_of, rounding_slug, rule_words},
    routes::{self, Link},
};
use crate::problem::Problem;

#[derive(Debug, Template)]
#[template(path = "rules.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) back: (String, String),
    pub(crate) action: String,
    pub(crate) of_the_shop: bool,
    pub(crate) may_write: bool,
    pub(crate) rules: Vec<RuleForm>,
}

/// One kind of rule.
#[derive(Debug)]
pub(crate) struct RuleForm {
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) help: String,
    /// What holds, and since when.
    pub(crate) holds: String,
    /// There is one of this very place, which can be cleared.
    pub(crate) is_own: bool,
    pub(crate) fault: Option<String>,
    /// What stands in the fields, by their names.
    typed: BTreeMap<String, String>,
}

impl RuleForm {
    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// Whether this is chosen in a drop-down.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }
}

/// What was just done, for the notice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// Whose rules a page is about.
#[derive(Debug, Clone, Copy)]
struct Place {
    account_id: Id<ChannelAccount>,
    listing_id: Option<Id<Listing>>,
}

pub(super) async fn show_of_shop(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    show(&visit, Place { account_id, listing_id: None }, done.done.as_deref(), None).await
}

pub(super) async fn show_of_listing(
    visit: Visit,
    Path((listing_id, account_id)): Path<(Id<Listing>, Id<ChannelAccount>)>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    show(&visit, Place { account_id, listing_id: Some(listing_id) }, done.done.as_deref(), None).await
}

pub(super) async fn change_of_shop(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    change(&visit, Place { account_id, listing_id: None }, &form).await
}

pub(super) async fn change_of_listing(
    visit: Visit,
    Path((listing_id, account_id)): Path<(Id<Listing>, Id<ChannelAccount>)>,
    form: Fields,
) -> Result<Response, Problem> {
    change(&visit, Place { account_id, listing_id: Some(listing_id) }, &form).await
}

/// What came back with faults: what was typed, and why it was refused.
struct Refused<'a> {
    kind: RuleKind,
    form: &'a Fields,
    refusal: Refusal,
}

async fn show(
    visit: &Visit,
    place: Place,
    done: Option<&str>,
    refused: Option<Refused<'_>>,
) -> Result<Response, Problem> {
    let to = visit.to;
    let (shop, back) = names(visit, place).await?;
    let known = visit.ask(&FindRules { listing_id: place.listing_id }).await?;
    let known: Vec<_> = known.into_iter().filter(|rule| rule.account_id == place.account_id).collect();
    let notice = done.and_then(|done| match done {
        "set" => Some(to.say("rule-set")),
        "cleared" => Some(to.say("rule-cleared")),
        _ => None,
    });
    let title = to.say_with("rules-title", [("shop", shop.into())]);
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page =
        Page::new(visit.frame(title).done(notice), place_link(place), back, &known, place.listing_id.is_none());
    page.may_write = visit.may::<ChangeRules>();
    if let Some(refused) = refused {
        page.refuse(&refused);
    }
    Ok((status, render(&page)?).into_response())
}

async fn change(visit: &Visit, place: Place, form: &Fields) -> Result<Response, Problem> {
    visit.only_who_may::<ChangeRules>()?;
    let kind = RuleKind::from_slug(form.one("kind"))
        .ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no kind of rule"))?;
    let clears = form.one("do") == "clear";
    let (set, clear) = match (clears, read(kind, form)) {
        (true, _) => (Vec::new(), vec![kind]),
        (false, Ok(rule)) => (vec![rule], Vec::new()),
        (false, Err(code)) => {
            let fault = FieldFault { field: kind.slug().to_owned(), code: code.to_owned() };
            let refusal = Refusal::of_fields(vec![fault]);
            return show(visit, place, None, Some(Refused { kind, form, refusal })).await;
        }
    };
    let of = place.listing_id.map_or(RulesOf::TheShop, |listing| RulesOf::Listings(vec![listing]));
    let name = visit.signed.identity.name.clone();
    let ask = ChangeRules { account_id: place.account_id, of, set, clear, name };
    match visit.command(form.key()?, &ask).await {
        Ok(_) => {
            let done = if clears { "cleared" } else { "set" };
            Ok(Redirect::to(&Link::to(place_link(place)).with("done", done).to_string()).into_response())
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => {
            show(visit, place, None, Some(Refused { kind, form, refusal })).await
        }
        Err(other) => Err(other.into()),
    }
}

fn place_link(place: Place) -> String {
    match place.listing_id {
        Some(listing_id) => routes::listing_rules(listing_id, place.account_id),
        None => routes::shop_rules(place.account_id),
    }
}

/// The shop's name, and the page one came from with its words.
async fn names(visit: &Visit, place: Place) -> Result<(String, (String, String)), Problem> {
    let to = visit.to;
    let missing = || Problem::new(code::NOT_FOUND, "there is no such shop");
    if let Some(listing_id) = place.listing_id {
        let get = GetListing { listing_id };
        let (listing, shops) = tokio::join!(visit.ask(&get), shops(visit, Some(listing_id)));
        let (listing, shops) = (listing?, shops?);
        let name = shops.get(&place.account_id).cloned().ok_or_else(missing)?;
        return Ok((name, (routes::listing(listing_id), listing.form.title)));
    }
    let name = shops(visit, None).await?.remove(&place.account_id).ok_or_else(missing)?;
    Ok((name, (routes::CHANNELS.to_owned(), to.say("channels-title"))))
}

/// The names of shops: all of them, cut-off ones, too; where somebody may not see those, the ones a listing goes to.
async fn shops(visit: &Visit, listing_id: Option<Id<Listing>>) -> Result<HashMap<Id<ChannelAccount>, String>, Problem> {
    let name = |channel: Channel, shop_id: &str| format!("{} {shop_id}", visit.to.channel(channel));
    if listing_id.is_none() || visit.may::<FindChannelAccounts>() {
        let shops = visit.ask(&FindChannelAccounts {}).await?;
        return Ok(shops.iter().map(|shop| (shop.account_id, name(shop.channel, &shop.shop_id))).collect());
    }
    let shops = visit.ask(&PreviewListing { listing_id, form: None }).await?;
    Ok(shops.iter().map(|shop| (shop.account_id, name(shop.channel, &shop.shop_id))).collect())
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        action: String,
        back: (String, String),
        known: &[RuleView],
        of_the_shop: bool,
    ) -> Self {
        let to = frame.to;
        let form = |kind: RuleKind| {
            let of_kind = || known.iter().filter(move |rule| rule.rule.kind() == kind);
            let own = of_kind().find(|rule| rule.listing_id.is_some() != of_the_shop);
            let holds = own.or_else(|| of_kind().next());
            RuleForm {
                kind: kind.slug(),
                title: to.word("rule-kind", kind.slug()),
                help: to.word("rule-help", kind.slug()),
                holds: holds.map_or_else(|| to.say("rule-none-holds"), |rule| holds_words(to, rule, of_the_shop)),
                is_own: own.is_some(),
                fault: None,
                typed: own.map(|rule| typed(to, &rule.rule)).unwrap_or_default(),
            }
        };
        Self { rules: kinds_of(of_the_shop).map(form).collect(), frame, back, action, of_the_shop, may_write: true }
    }

    /// The same page with what was typed, and what is wrong with it.
    fn refuse(&mut self, refused: &Refused<'_>) {
        let to = self.frame.to;
        if let Some(form) = self.rules.iter_mut().find(|form| form.kind == refused.kind.slug()) {
            let code = refused.refusal.fields.first().map_or("other", |fault| fault.code.as_str());
            let key = format!("fault-{}", code.replace('_', "-"));
            form.fault = Some(to.language.find(&key).unwrap_or_else(|| to.say("fault-other")));
            let typed = refused.form.without(&["key", "kind", "do"]).into_iter();
            form.typed = typed.filter_map(|(name, values)| Some((name, values.into_iter().next()?))).collect();
        }
    }
}

fn holds_words(to: Reader, rule: &RuleView, of_the_shop: bool) -> String {
    let values = [
        ("rule", rule_words(to, &rule.rule).into()),
        ("name", rule.set_by.as_str().into()),
        ("day", to.day(host::calendar::day(rule.set_at)).into()),
    ];
    let of_all = rule.listing_id.is_none() && !of_the_shop;
    to.say_with(if of_all { "rule-holds-of-shop" } else { "rule-holds" }, values)
}

/// A rule as one would type it.
fn typed(to: Reader, rule: &Rule) -> BTreeMap<String, String> {
    let percent = |percent: Percent| percent.to_string().replace('.', ",");
    let held = |held: HeldBack| match held {
        HeldBack::Packs(packs) => (packs.to_string(), "packs"),
        HeldBack::Percent(rate) => (percent(rate), "percent"),
    };
    let pairs: Vec<(&str, String)> = match rule {
        Rule::Price(PriceRule::Fixed { price_vnd }) => {
            vec![("by", "fixed".into()), ("price", to.number(price_vnd.0))]
        }
        Rule::Price(PriceRule::Margin { percent: rate, rounding, floor_vnd }) => vec![
            ("by", "margin".into()),
            ("percent", percent(*rate)),
            ("rounding", rounding_slug(*rounding).into()),
            ("floor", floor_vnd.map(|floor| to.number(floor.0)).unwrap_or_default()),
        ],
        Rule::Stock(StockRule::Shared) => vec![("by", "shared".into())],
        Rule::Stock(StockRule::Allocation { packs }) => vec![("by", "allocation".into()), ("packs", packs.to_string())],
        Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day }) => {
            let ((first, first_unit), (more, more_unit)) = (held(*held_back), held(*more_a_day));
            vec![
                ("by", "buffer".into()),
                ("first", first),
                ("first_unit", first_unit.into()),
                ("days", last_days.to_string()),
                ("more", more),
                ("more_unit", more_unit.into()),
            ]
        }
        Rule::Season(season) => {
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            vec![("from", day(season.from)), ("to", day(season.to))]
        }
        Rule::Title(words) | Rule::Description(words) => vec![("text", words.text.clone())],
        Rule::Category(filed) => vec![("category", filed.category_id.clone())],
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The rule that was typed, or why it cannot be read. What it means is the service's to judge.
pub(super) fn read(kind: RuleKind, form: &Fields) -> Result<Rule, &'static str> {
    let text = |name: &str| form.one(name).to_owned();
    match kind {
        RuleKind::Price => read_price(form).map(Rule::Price),
        RuleKind::Stock => read_stock(form).map(Rule::Stock),
        RuleKind::Season => {
            let day = |name: &str| match form.one(name) {
                "" => Ok(None),
                typed => typed.parse().map(Some).map_err(|_| "day_unreadable"),
            };
            Ok(Rule::Season(Season { from: day("from")?, to: day("to")? }))
        }
        RuleKind::Title => Ok(Rule::Title(Words { text: text("text") })),
        RuleKind::Description => Ok(Rule::Description(Words { text: text("text") })),
        RuleKind::Category => Ok(Rule::Category(Filed { category_id: text("category") })),
    }
}

pub(super) fn read_price(form: &Fields) -> Result<PriceRule, &'static str> {
    let money = |name: &str| Vnd::parse(form.one(name)).map_err(|_| "price_unreadable");
    if form.one("by") == "fixed" {
        return Ok(PriceRule::Fixed { price_vnd: money("price")? });
    }
    let rounding = match form.one("rounding") {
        "up_to_thousand" => Rounding::UpToThousand,
        "nearest_thousand" => Rounding::NearestThousand,
        _ => Rounding::Exact,
    };
    let floor_vnd = if form.one("floor").is_empty() { None } else { Some(money("floor")?) };
    let percent = Percent::parse(form.one("percent")).map_err(|_| "percent_unreadable")?;
    Ok(PriceRule::Margin { percent, rounding, floor_vnd })
}

fn read_stock(form: &Fields) -> Result<StockRule, &'static str> {
    let count = |name: &str| form.one(name).parse().map_err(|_| "packs_unreadable");
    let held = |name: &str, unit: &str| match (form.one(name), form.one(unit)) {
        ("", _) => Ok(HeldBack::Packs(0)),
        (typed, "percent") => Percent::parse(typed).map(HeldBack::Percent).map_err(|_| "percent_unreadable"),
        _ => count(name).map(HeldBack::Packs),
    };
    match form.one("by") {
        "allocation" => Ok(StockRule::Allocation { packs: count("packs")? }),
        "buffer" => {
            let last_days = if form.one("days").is_empty() { 0 } else { count("days")? };
            let (held_back, more_a_day) = (held("first", "first_unit")?, held("more", "more_unit")?);
            Ok(StockRule::Buffer { held_back, last_days, more_a_day })
        }
        _ => Ok(StockRule::Shared),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_rule_and_stands_in_the_form_again() {
        let forms = [
            (
                RuleKind::Price,
                vec![("by", "margin"), ("percent", "12,5"), ("rounding", "up_to_thousand"), ("floor", "120.000")],
            ),
            (RuleKind::Price, vec![("by", "fixed"), ("price", "145.000")]),
            (RuleKind::Stock, vec![("by", "allocation"), ("packs", "12")]),
            (
                RuleKind::Stock,
                vec![
                    ("by", "buffer"),
                    ("first", "3"),
                    ("first_unit", "packs"),
                    ("days", "5"),
                    ("more", "10"),
                    ("more_unit", "percent"),
                ],
            ),
            (RuleKind::Season, vec![("from", "2025-12-01"), ("to", "")]),
            (RuleKind::Title, vec![("text", "Cam sành Bắc Quang loại 1")]),
        ];
        let to = Reader { language: crate::text::Language::Vietnamese, now: chrono::Utc::now() };
        for (kind, pairs) in forms {
            let rule = read(kind, &Fields::of(&pairs)).expect("it can be read");
            let again = typed(to, &rule);
            for (name, value) in pairs {
                assert_eq!(again.get(name).map(String::as_str), Some(value), "{name} of {rule:?}");
            }
        }
        let slips = [
            (RuleKind::Price, vec![("by", "fixed"), ("price", "12.5")], "price_unreadable"),
            (RuleKind::Price, vec![("by", "margin"), ("percent", "mười")], "percent_unreadable"),
            (RuleKind::Stock, vec![("by", "allocation"), ("packs", "1,5")], "packs_unreadable"),
            (RuleKind::Season, vec![("from", "mai")], "day_unreadable"),
        ];
        for (kind, pairs, fault) in slips {
            assert_eq!(read(kind, &Fields::of(&pairs)), Err(fault));
        }
    }
}

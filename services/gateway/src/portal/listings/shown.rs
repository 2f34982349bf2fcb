//! What each shop would show of a listing, in words: every value with why, and what the channel demands that is lacking.

use contract::syndication::{
    Because, ChangeView, Explained, HeldBack, Lack, ListingView, PriceRule, Rounding, Rule, RuleKind, ShopPreview,
    StockRule,
};

use crate::portal::{format::Reader, routes};

/// One shop, beside the form.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) shop: String,
    /// Where its rules for this listing are; a listing that is not saved yet has none.
    pub(crate) rules: Option<String>,
    pub(crate) lines: Vec<Line>,
    /// Why buyers do not see it there.
    pub(crate) hidden: Option<String>,
    pub(crate) lacks: Vec<String>,
    pub(crate) longer_title: Option<String>,
}

/// A value with why it is this one.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) why: String,
}

impl Shown {
    pub(crate) fn new(to: Reader, shop: &ShopPreview, listing: Option<&ListingView>) -> Self {
        let line = |label: &str, value: String, because: &[Because]| Line {
            label: to.say(label),
            value,
            why: why(to, because),
        };
        let category = shop.category_id.value.clone().unwrap_or_else(|| to.say("shown-no-category"));
        let stock = to.say_with("shown-packs", [("count", shop.stock.value.into())]);
        Self {
            shop: format!("{} {}", to.channel(shop.channel), shop.shop_id),
            rules: listing.map(|listing| routes::listing_rules(listing.listing_id, shop.account_id)),
            lines: vec![
                line("rule-kind-price", to.money(shop.price_vnd.value), &shop.price_vnd.because),
                line("rule-kind-stock", stock, &shop.stock.because),
                line("rule-kind-title", shop.title.value.clone(), &shop.title.because),
                line("rule-kind-category", category, &shop.category_id.because),
            ],
            hidden: hidden(to, &shop.hidden),
            lacks: shop.lacks.iter().map(|lack| lack_words(to, lack)).collect(),
            longer_title: shop.longer_title.clone(),
        }
    }
}

fn hidden(to: Reader, hidden: &Explained<bool>) -> Option<String> {
    hidden.value.then(|| to.say_with("shown-hidden", [("why", why(to, &hidden.because).into())]))
}

/// The steps that led to a value.
pub(crate) fn why(to: Reader, because: &[Because]) -> String {
    let steps: Vec<String> = because.iter().map(|step| step_words(to, step)).collect();
    steps.join(" · ")
}

fn step_words(to: Reader, step: &Because) -> String {
    match step {
        Because::Listing => to.say("because-listing"),
        Because::PerKilogram { price_vnd, grams } => {
            let values = [("price", to.money(*price_vnd).into()), ("weight", to.weight(*grams).into())];
            to.say_with("because-per-kilogram", values)
        }
        Because::Rule { of_the_shop, set_by, set_at, .. } => {
            let values = [("name", set_by.as_str().into()), ("day", to.day(host::calendar::day(*set_at)).into())];
            to.say_with(if *of_the_shop { "because-rule-of-shop" } else { "because-rule-of-listing" }, values)
        }
        Because::Margin { from_vnd, percent } => {
            let values = [("price", to.money(*from_vnd).into()), ("percent", percent_words(to, *percent).into())];
            to.say_with("because-margin", values)
        }
        Because::Rounded { from_vnd } => to.say_with("because-rounded", [("price", to.money(*from_vnd).into())]),
        Because::Floor { from_vnd } => to.say_with("because-floor", [("price", to.money(*from_vnd).into())]),
        Because::Lots { packs, days_left } => match days_left {
            None => to.say_with("because-lots", [("count", (*packs).into())]),
            Some(days @ 0..) => {
                to.say_with("because-lots-days", [("count", (*packs).into()), ("days", (*days).into())])
            }
            Some(days) => to.say_with("because-lots-late", [("count", (*packs).into()), ("days", days.abs().into())]),
        },
        Because::NothingHeard => to.say("because-nothing-heard"),
        Because::Allocation { packs } => to.say_with("because-allocation", [("count", (*packs).into())]),
        Because::Buffer { packs } => to.say_with("because-buffer", [("count", (*packs).into())]),
        Because::Product => to.say("because-product"),
        Because::OffSale => to.say("because-off-sale"),
        Because::MayNotSell => to.say("because-may-not-sell"),
        Because::LotUncovered => to.say("because-lot-uncovered"),
        Because::PaperMissing => to.say("because-paper-missing"),
        Because::BeforeSeason { from } => to.say_with("because-before-season", [("day", to.day(*from).into())]),
        Because::AfterSeason { to: last } => to.say_with("because-after-season", [("day", to.day(*last).into())]),
    }
}

fn lack_words(to: Reader, lack: &Lack) -> String {
    let values = [
        ("of", lack.of.as_deref().unwrap_or_default().into()),
        ("found", lack.found.unwrap_or_default().into()),
        ("least", lack.least.unwrap_or_default().into()),
        ("most", lack.most.unwrap_or_default().into()),
    ];
    to.say_with(&format!("lack-{}", lack.code.replace('_', "-")), values)
}

/// A rate as the reader writes it.
fn percent_words(to: Reader, percent: amounts::Percent) -> String {
    let text = percent.to_string();
    match to.language {
        crate::text::Language::Vietnamese => text.replace('.', ","),
        crate::text::Language::English => text,
    }
}

/// A rule in one sentence.
pub(crate) fn rule_words(to: Reader, rule: &Rule) -> String {
    let held = |held: HeldBack| match held {
        HeldBack::Packs(packs) => to.say_with("shown-packs", [("count", packs.into())]),
        HeldBack::Percent(percent) => format!("{} %", percent_words(to, percent)),
    };
    match rule {
        Rule::Price(PriceRule::Fixed { price_vnd }) => to.money(*price_vnd),
        Rule::Price(PriceRule::Margin { percent, rounding, floor_vnd }) => {
            let percent = percent_words(to, *percent);
            let mut words = vec![to.say_with("rule-margin", [("percent", percent.into())])];
            if *rounding != Rounding::Exact {
                words.push(to.word("rounding", rounding_slug(*rounding)));
            }
            words.extend(floor_vnd.map(|floor| to.say_with("rule-floor", [("price", to.money(floor).into())])));
            words.join(", ")
        }
        Rule::Stock(StockRule::Shared) => to.say("rule-stock-shared"),
        Rule::Stock(StockRule::Allocation { packs }) => to.say_with("because-allocation", [("count", (*packs).into())]),
        Rule::Stock(StockRule::Buffer { held_back, last_days, more_a_day }) => {
            let values =
                [("first", held(*held_back).into()), ("days", (*last_days).into()), ("more", held(*more_a_day).into())];
            to.say_with("rule-stock-buffer", values)
        }
        Rule::Season(season) => {
            let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| to.day(day));
            format!("{} – {}", day(season.from), day(season.to))
        }
        Rule::Title(words) | Rule::Description(words) => words.text.clone(),
        Rule::Category(filed) => filed.category_id.clone(),
    }
}

/// As forms name it.
pub(crate) const fn rounding_slug(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Exact => "exact",
        Rounding::UpToThousand => "up_to_thousand",
        Rounding::NearestThousand => "nearest_thousand",
    }
}

/// A change in one sentence; `shop` names the shop it was in.
pub(crate) fn change_words(to: Reader, change: &ChangeView, shop: Option<&str>) -> String {
    let about = to.word("rule-kind", change.kind.slug());
    let none = || to.say("rule-none");
    let held = |rule: Option<&Rule>| rule.map_or_else(none, |rule| short(&rule_words(to, rule)));
    let place = match (shop, change.listing_id) {
        (Some(shop), Some(_)) => shop.to_owned(),
        (Some(shop), None) => to.say_with("change-of-shop", [("shop", shop.into())]),
        (None, _) => to.say("change-of-listing"),
    };
    let values = [
        ("time", to.moment(change.at).into()),
        ("name", change.by.as_str().into()),
        ("about", about.into()),
        ("place", place.into()),
        ("before", held(change.before.as_ref()).into()),
        ("after", held(change.after.as_ref()).into()),
    ];
    to.say_with("change-line", values)
}

/// A description need not stand in a list whole.
fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Every kind of rule, in the order pages list them; the shop's own can be of the first three only.
pub(crate) fn kinds_of(of_the_shop: bool) -> impl Iterator<Item = RuleKind> {
    RuleKind::ALL.into_iter().take(if of_the_shop { 3 } else { RuleKind::ALL.len() })
}

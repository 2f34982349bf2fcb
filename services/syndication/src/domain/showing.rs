//! What a shop should show of a listing, and why. The one place that decides it; everything else asks here.
//!
//! Pure: rules, lots, papers and the day come in, and each value goes out with the steps that led to it.

mod stock;

use amounts::Vnd;
use chrono::NaiveDate;
use contract::syndication::{
    Attribute, Because, Explained, ListingForm, PriceRule, PricedBy, Rounding, Rule, RuleKind, Season,
};
use sha2::{Digest, Sha256};

use super::{
    claim::{self, Paper},
    rule::{Rules, SetRule},
    wish::Wish,
};
pub(crate) use stock::LotStock;

/// What it is decided by.
#[derive(Debug, Clone)]
pub(crate) struct Given<'a> {
    pub(crate) form: &'a ListingForm,
    /// Of this shop, and of this listing or of all.
    pub(crate) rules: Rules<'a>,
    /// The lots it draws on.
    pub(crate) lots: &'a [LotStock],
    /// Its cooperative's.
    pub(crate) papers: &'a [Paper],
    /// Its cooperative may sell.
    pub(crate) may_sell: bool,
    /// The category the house files its product under on this channel.
    pub(crate) house_category: Option<&'a str>,
    /// Where it comes from, by name.
    pub(crate) origin: Option<&'a str>,
    /// How many photos there are.
    pub(crate) photos: u32,
    /// Today, on the business calendar.
    pub(crate) today: NaiveDate,
}

/// What a shop should show of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Showing {
    pub(crate) title: Explained<String>,
    pub(crate) description: Explained<String>,
    pub(crate) category_id: Explained<Option<String>>,
    pub(crate) price: Explained<Vnd>,
    pub(crate) stock: Explained<i64>,
    pub(crate) hidden: Explained<bool>,
    pub(crate) photos: Explained<u32>,
    pub(crate) attributes: Vec<Attribute>,
}

/// Decides it.
pub(crate) fn showing(given: &Given<'_>) -> Showing {
    let form = given.form;
    let title = words(given, RuleKind::Title, &form.title);
    Showing {
        hidden: hidden(given, &title.value),
        title,
        description: words(given, RuleKind::Description, &form.description),
        category_id: category(given),
        price: price(given),
        stock: stock::stock(given),
        photos: Explained { value: given.photos, because: vec![Because::Product] },
        attributes: attributes(given),
    }
}

impl Showing {
    /// What an offer must be brought to.
    pub(crate) fn wish(&self) -> Wish {
        Wish {
            version: self.fingerprint(),
            price: self.price.value,
            stock: self.stock.value,
            hidden: self.hidden.value,
        }
    }

    /// Stands for everything a channel might refuse a new listing for: other words, another number. Stock is not among it.
    fn fingerprint(&self) -> i64 {
        let mut hash = Sha256::new();
        let attributes = self.attributes.iter().flat_map(|known| [known.name.as_str(), known.value.as_str()]);
        let texts = [self.title.value.as_str(), &self.description.value];
        for part in texts.into_iter().chain(self.category_id.value.as_deref()).chain(attributes) {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(self.price.value.0.to_be_bytes());
        hash.update(self.photos.value.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        digest.into_iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(byte)) & i64::MAX
    }
}

fn words(given: &Given<'_>, kind: RuleKind, own: &str) -> Explained<String> {
    match given.rules.about(kind) {
        Some(set @ SetRule { rule: Rule::Title(words) | Rule::Description(words), .. }) => {
            Explained { value: words.text.trim().to_owned(), because: vec![set.because()] }
        }
        _ => Explained { value: own.to_owned(), because: vec![Because::Listing] },
    }
}

fn category(given: &Given<'_>) -> Explained<Option<String>> {
    if let Some(set @ SetRule { rule: Rule::Category(filed), .. }) = given.rules.about(RuleKind::Category) {
        return Explained { value: Some(filed.category_id.clone()), because: vec![set.because()] };
    }
    let value = given.house_category.map(str::to_owned);
    let because = value.iter().map(|_| Because::Product).collect();
    Explained { value, because }
}

fn price(given: &Given<'_>) -> Explained<Vnd> {
    let form = given.form;
    let own = pack_price(form);
    let mut because = vec![match form.priced_by {
        PricedBy::Pack => Because::Listing,
        PricedBy::Kilogram => Because::PerKilogram { price_vnd: form.price_vnd, grams: form.pack_g },
    }];
    let Some(set @ SetRule { rule: Rule::Price(rule), .. }) = given.rules.about(RuleKind::Price) else {
        return Explained { value: own, because };
    };
    if matches!(rule, PriceRule::Fixed { .. }) {
        because.clear();
    }
    because.push(set.because());
    Explained { value: by_rule(rule, own, &mut because), because }
}

/// What one pack of the listing costs, without any rule.
pub(crate) fn pack_price(form: &ListingForm) -> Vnd {
    match form.priced_by {
        PricedBy::Pack => form.price_vnd,
        // A pack is never for nothing, however little it weighs.
        PricedBy::Kilogram => form.price_vnd.for_grams_rounded(form.pack_g).unwrap_or(form.price_vnd).max(Vnd(1)),
    }
}

/// The price a rule makes of another one. Rules and prices have bounds, so that nothing here leaves the range.
pub(crate) fn by_rule(rule: &PriceRule, own: Vnd, because: &mut Vec<Because>) -> Vnd {
    let (percent, rounding, floor_vnd) = match *rule {
        PriceRule::Fixed { price_vnd } => return price_vnd,
        PriceRule::Margin { percent, rounding, floor_vnd } => (percent, rounding, floor_vnd),
    };
    because.push(Because::Margin { from_vnd: own, percent });
    let exact = percent.on_top_of_rounded(own).unwrap_or(own).max(Vnd(1));
    let round = match rounding {
        Rounding::Exact => Some(exact),
        Rounding::UpToThousand => exact.up_to_thousand(),
        // What is nearest to nothing would be for nothing.
        Rounding::NearestThousand => exact.nearest_thousand().filter(|round| round.0 > 0).or(exact.up_to_thousand()),
    };
    let round = round.unwrap_or(exact);
    if round != exact {
        because.push(Because::Rounded { from_vnd: exact });
    }
    match floor_vnd {
        Some(floor) if floor > round => {
            because.push(Because::Floor { from_vnd: round });
            floor
        }
        _ => round,
    }
}

fn hidden(given: &Given<'_>, title: &str) -> Explained<bool> {
    let mut because = Vec::new();
    if !given.form.active {
        because.push(Because::OffSale);
    }
    if !given.may_sell {
        because.push(Because::MayNotSell);
    }
    if claim::is_paper_missing(given.form, title, given.papers) {
        because.push(Because::PaperMissing);
    }
    if claim::is_lot_uncovered(given.form, title, given.papers, given.lots) {
        because.push(Because::LotUncovered);
    }
    if let Some(set @ SetRule { rule: Rule::Season(Season { from, to }), .. }) = given.rules.about(RuleKind::Season) {
        let before = from.filter(|from| given.today < *from).map(|from| Because::BeforeSeason { from });
        let after = to.filter(|to| given.today > *to).map(|to| Because::AfterSeason { to });
        because.extend(before.or(after).into_iter().flat_map(|why| [set.because(), why]));
    }
    Explained { value: !because.is_empty(), because }
}

fn attributes(given: &Given<'_>) -> Vec<Attribute> {
    let form = given.form;
    let of_listing = |name: &str, value: String| Attribute { name: name.to_owned(), value, because: Because::Listing };
    let mut attributes = vec![
        of_listing("net_weight_g", form.pack_g.to_string()),
        of_listing("gross_weight_g", form.gross_g.to_string()),
    ];
    attributes.extend(form.gtin.as_ref().map(|gtin| of_listing("gtin", gtin.clone())));
    attributes.extend(given.origin.map(|origin| of_listing("origin", origin.to_owned())));
    attributes
}

#[cfg(test)]
pub(crate) mod tests;

//! A cooperative's first page: at most five sentences that each hold a number and a button, then the last seven days.

use amounts::Vnd;
use askama::Template;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use contract::{
    PageRequest, Role,
    analytics::{FigureFilter, FigureRow, Figures, FindFigures, GroupBy},
    imports::{ImportState, ImportStatus},
    intake::{CountOrders, FindStock, OrderCounts, OrderState, StockView},
    onboarding::{FindPapers, PaperFile, PaperState},
    syndication::{ChannelAccountView, CountOffers, FindChannelAccounts, OfferCounts},
};
use host::calendar::day;

use super::{
    chart::Spark,
    format::{Reader, Urgency},
    frame::{Frame, Visit, render},
    imports, orders, papers,
    routes::{self, Link},
};
use crate::problem::Problem;

const SENTENCES_MAX: usize = 5;
/// A lot that must be sold within so many days ends soon.
const ENDING_DAYS: u64 = 7;
/// A lot with less than one part in so many left is low.
const LOW_PART: i64 = 10;
const DAYS: u64 = 7;
/// A paper with so few days left is urgent.
const URGENT_DAYS: i64 = 7;

#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) sentences: Vec<Sentence>,
    /// A part of the house did not answer, so sentences may be missing.
    pub(crate) incomplete: bool,
    pub(crate) figures: Vec<Small>,
}

/// One thing to do.
#[derive(Debug)]
pub(crate) struct Sentence {
    pub(crate) urgency: Urgency,
    pub(crate) words: String,
    pub(crate) button: String,
    pub(crate) link: String,
}

impl Sentence {
    fn new(to: Reader, urgency: Urgency, words: String, button: &str, link: impl Into<String>) -> Self {
        Self { urgency, words, button: to.say(button), link: link.into() }
    }
}

/// A small figure of the last seven days.
#[derive(Debug)]
pub(crate) struct Small {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) compared: String,
    pub(crate) spark: Spark,
}

/// What the services said; `None` where one did not answer.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) orders: Option<OrderCounts>,
    pub(crate) offers: Option<OfferCounts>,
    pub(crate) stock: Option<Vec<StockView>>,
    pub(crate) shops: Option<Vec<ChannelAccountView>>,
    pub(crate) figures: Option<Figures>,
    /// Papers whose end is near, and those that were sent back.
    pub(crate) papers: Option<[Vec<PaperFile>; 2]>,
    /// The file that was handed in last.
    pub(crate) imports: Vec<ImportStatus>,
}

pub(super) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager])?;
    let today = day(visit.to.now);
    let filter = FigureFilter {
        from: today.checked_sub_days(Days::new(2 * DAYS - 1)),
        to: Some(today),
        ..FigureFilter::default()
    };
    let (stock, days) =
        (FindStock { lot_id: None, page: PageRequest::first(200) }, FindFigures { filter, group_by: GroupBy::Day });
    let ends_within = u16::try_from(papers::ENDING_DAYS).ok();
    let ending = FindPapers { ends_within, page: PageRequest::first(50), ..FindPapers::default() };
    let sent_back =
        FindPapers { state: Some(PaperState::Rejected), page: PageRequest::first(50), ..FindPapers::default() };
    let (orders, offers, stock, shops, figures, ending, sent_back, (imports, _)) = tokio::join!(
        visit.ask(&CountOrders {}),
        visit.ask(&CountOffers {}),
        visit.ask(&stock),
        visit.ask(&FindChannelAccounts {}),
        visit.ask(&days),
        visit.ask(&ending),
        visit.ask(&sent_back),
        // A newer file of a kind stands for those before it.
        imports::recent(&visit, 1),
    );
    let known = Known {
        orders: orders.ok(),
        offers: offers.ok(),
        stock: stock.ok().map(|page| page.rows),
        shops: shops.ok(),
        figures: figures.ok(),
        papers: ending.ok().zip(sent_back.ok()).map(|(ending, sent_back)| [ending.rows, sent_back.rows]),
        imports,
    };
    render(&Page::new(visit.frame(visit.to.say("home-title")), &known))
}

impl Page {
    pub(crate) fn new(frame: Frame, known: &Known) -> Self {
        let to = frame.to;
        let sentences = [
            known.orders.as_ref().and_then(|counts| to_pack(to, counts)),
            known.orders.as_ref().and_then(|counts| troubled(to, counts)),
            known.offers.as_ref().and_then(|counts| offers_in_trouble(to, counts)),
            known.shops.as_deref().and_then(|shops| to_connect(to, shops)),
            known.imports.iter().find_map(|import| faulty_import(to, import)),
            known.papers.as_ref().and_then(|[ending, _]| paper_ends(to, ending)),
            known.papers.as_ref().and_then(|[_, sent_back]| papers_rejected(to, sent_back)),
            known.stock.as_deref().and_then(|lots| overdue(to, lots)),
            known.stock.as_deref().and_then(|lots| ending(to, lots)),
            known.stock.as_deref().and_then(|lots| low(to, lots)),
            known.offers.as_ref().and_then(|counts| nothing_listed(to, counts)),
        ];
        let incomplete = [
            known.orders.is_none(),
            known.offers.is_none(),
            known.stock.is_none(),
            known.shops.is_none(),
            known.papers.is_none(),
        ]
        .contains(&true);
        let figures = known.figures.as_ref().map(|figures| week(to, figures)).unwrap_or_default();
        Self { frame, sentences: sentences.into_iter().flatten().take(SENTENCES_MAX).collect(), incomplete, figures }
    }
}

fn to_pack(to: Reader, counts: &OrderCounts) -> Option<Sentence> {
    let waiting = orders::count_of(counts, &[OrderState::Paid]);
    if waiting == 0 {
        return None;
    }
    let link = orders::Show::ToPack.link();
    let Some(until) = counts.next_ship_by else {
        return Some(Sentence::new(to, Urgency::Soon, to.counted("home-to-pack", waiting), "home-pack", link));
    };
    let values = [("count", waiting.into()), ("until", to.moment(until).into()), ("left", to.time_left(until).into())];
    Some(Sentence::new(to, to.urgency(until), to.say_with("home-to-pack-until", values), "home-pack", link))
}

fn troubled(to: Reader, counts: &OrderCounts) -> Option<Sentence> {
    let count = counts.troubled;
    if count == 0 {
        return None;
    }
    Some(Sentence::new(
        to,
        Urgency::Soon,
        to.counted("home-troubled", count),
        "home-look",
        orders::Show::Troubled.link(),
    ))
}

fn offers_in_trouble(to: Reader, counts: &OfferCounts) -> Option<Sentence> {
    let count = counts.in_trouble();
    if count == 0 {
        return None;
    }
    Some(Sentence::new(to, Urgency::Soon, to.counted("home-offers", count), "home-mend", routes::OFFERS))
}

/// No shop yet, or one whose owner must consent again.
fn to_connect(to: Reader, shops: &[ChannelAccountView]) -> Option<Sentence> {
    if shops.is_empty() {
        return Some(Sentence::new(to, Urgency::Calm, to.say("home-no-shop"), "home-connect", routes::CHANNELS));
    }
    let cut_off = shops.iter().filter(|shop| !shop.connected).count();
    if cut_off == 0 {
        return None;
    }
    let words = to.counted("home-shops-cut-off", cut_off.try_into().unwrap_or(u64::MAX));
    Some(Sentence::new(to, Urgency::Overdue, words, "home-reconnect", routes::CHANNELS))
}

/// A file that was checked, has faults, and waits for a choice.
fn faulty_import(to: Reader, import: &ImportStatus) -> Option<Sentence> {
    if import.state != ImportState::Checked || import.rows_faulty == 0 {
        return None;
    }
    let values = [("file", import.file_name.as_str().into()), ("count", import.rows_faulty.into())];
    let link = routes::import(import.kind, import.import_id);
    Some(Sentence::new(to, Urgency::Soon, to.say_with("home-faulty-import", values), "home-mend", link))
}

/// The paper that ends first.
fn paper_ends(to: Reader, papers: &[PaperFile]) -> Option<Sentence> {
    let first = papers.iter().min_by_key(|paper| paper.days_left)?;
    let (last, left) = first.form.valid_to.zip(first.days_left)?;
    let urgency = if left <= URGENT_DAYS { Urgency::Overdue } else { Urgency::Soon };
    let name = format!("{} {}", papers::name_of(to, &first.form), first.form.number);
    let values = [("paper", name.into()), ("day", to.day(last).into()), ("count", left.max(0).into())];
    Some(Sentence::new(to, urgency, to.say_with("home-paper-ends", values), "home-paper", routes::PAPERS))
}

fn papers_rejected(to: Reader, papers: &[PaperFile]) -> Option<Sentence> {
    let count = u64::try_from(papers.len()).ok().filter(|count| *count > 0)?;
    Some(Sentence::new(to, Urgency::Soon, to.counted("home-papers-rejected", count), "home-paper", routes::PAPERS))
}

fn overdue(to: Reader, lots: &[StockView]) -> Option<Sentence> {
    let today = day(to.now);
    let lots: Vec<_> = lots.iter().filter(|lot| free(lot) > 0 && lot.sell_by < today).collect();
    to_sell(to, Urgency::Overdue, "home-overdue", &lots)
}

fn ending(to: Reader, lots: &[StockView]) -> Option<Sentence> {
    let today = day(to.now);
    let until: NaiveDate = today.checked_add_days(Days::new(ENDING_DAYS))?;
    let lots: Vec<_> = lots.iter().filter(|lot| free(lot) > 0 && (today..=until).contains(&lot.sell_by)).collect();
    to_sell(to, Urgency::Soon, "home-ending", &lots)
}

fn to_sell(to: Reader, urgency: Urgency, message: &str, lots: &[&StockView]) -> Option<Sentence> {
    let first = lots.iter().min_by_key(|lot| lot.sell_by)?;
    let values = [
        ("count", lots.len().into()),
        ("weight", to.weight(lots.iter().map(|lot| free(lot)).sum()).into()),
        ("day", to.day(first.sell_by).into()),
    ];
    Some(Sentence::new(to, urgency, to.say_with(message, values), "home-stock", routes::STOCK))
}

fn low(to: Reader, lots: &[StockView]) -> Option<Sentence> {
    let low = lots.iter().filter(|lot| lot.on_hand_g > 0 && free(lot) * LOW_PART < lot.declared_g).count();
    if low == 0 {
        return None;
    }
    Some(Sentence::new(
        to,
        Urgency::Calm,
        to.counted("home-low", low.try_into().unwrap_or(u64::MAX)),
        "home-stock",
        routes::STOCK,
    ))
}

fn nothing_listed(to: Reader, counts: &OfferCounts) -> Option<Sentence> {
    if counts.listings > 0 {
        return None;
    }
    Some(Sentence::new(to, Urgency::Calm, to.say("home-nothing-listed"), "home-list", Link::to(routes::LISTINGS)))
}

/// What may still be sold of a lot.
fn free(lot: &StockView) -> i64 {
    lot.on_hand_g - lot.reserved_g
}

/// Orders, weight and money of the last seven days, beside the seven before.
fn week(to: Reader, figures: &Figures) -> Vec<Small> {
    let today = day(to.now);
    let days = (0..2 * DAYS).rev().map(|ago| today.checked_sub_days(Days::new(ago)));
    let rows: Vec<Option<&FigureRow>> =
        days.map(|of| figures.rows.iter().find(|row| row.day.is_some() && row.day == of)).collect();
    let values = |measure: fn(&FigureRow) -> i64| rows.iter().map(|row| row.map_or(0, measure)).collect::<Vec<_>>();
    let orders = values(|row| i64::try_from(row.orders).unwrap_or(i64::MAX));
    vec![
        Small::new(to, "home-week-orders", &orders, |count| to.number(count)),
        Small::new(to, "home-week-weight", &values(|row| row.ordered_g), |grams| to.weight(grams)),
        Small::new(to, "home-week-money", &values(|row| row.ordered_vnd.0), |amount| to.money(Vnd(amount))),
    ]
}

impl Small {
    /// The sum of the later half of the days, beside that of the earlier half.
    fn new(to: Reader, key: &str, days: &[i64], write: impl Fn(i64) -> String) -> Self {
        let (before, last) = days.split_at(days.len() / 2);
        let (before, now): (i64, i64) = (before.iter().sum(), last.iter().sum());
        let (name, value, compared) = (to.say(key), write(now), to.compared(now, before));
        let spark = Spark::new(format!("{name}: {value}. {compared}"), days);
        Self { name, value, compared, spark }
    }
}

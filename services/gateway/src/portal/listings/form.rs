//! Writing a listing: everything typed is kept, whatever fails, and a fault stands beside its field.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault, Grade, PRODUCTS, PageRequest, ProductCode, Refusal, code,
    intake::{FindStock, StockView},
    onboarding::{FindPapers, PaperFile, PaperState},
    syndication::{
        ChangeView, ClaimView, FindChanges, GetListing, ListingView, PreviewListing, PricedBy, SaveListing,
        ShopPreview, SoldBy,
    },
};
use ids::{Id, Listing};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    Offer,
    claims::{hidden, paper_choices},
    shown::{Shown, change_words},
    typed::Typed,
};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
};

/// Changes that stand on the page.
const HISTORY: u32 = 25;

#[derive(Debug, Template)]
#[template(path = "listings/form.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    /// Where the form goes.
    pub(crate) action: String,
    pub(crate) is_new: bool,
    pub(crate) may_write: bool,
    pub(crate) seen_version: i64,
    pub(crate) typed: Typed,
    pub(crate) faults: Vec<FieldFault>,
    /// What stands above the form: somebody else was quicker, or the fields to mend.
    pub(crate) trouble: Option<String>,
    /// The newest state, to look at beside what was typed.
    pub(crate) newest: Option<String>,
    pub(crate) products: Vec<Choice>,
    pub(crate) grades: Vec<Choice>,
    pub(crate) ways_sold: Vec<Choice>,
    pub(crate) ways_priced: Vec<Choice>,
    pub(crate) lots: Vec<LotChoice>,
    pub(crate) papers: Vec<PaperChoice>,
    /// Why it is hidden for lack of a paper.
    pub(crate) hidden: Vec<String>,
    pub(crate) offers: Vec<Offer>,
    /// What each shop would show.
    pub(crate) shown: Vec<Shown>,
    /// What was changed about rules and prices, in sentences.
    pub(crate) history: Vec<String>,
}

/// A line of a drop-down.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
}

/// A lot that goods may come from.
#[derive(Debug)]
pub(crate) struct LotChoice {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
}

/// A paper that may be claimed.
#[derive(Debug)]
pub(crate) struct PaperChoice {
    pub(crate) id: String,
    pub(crate) words: String,
    pub(crate) number: String,
    pub(crate) is_claimed: bool,
    pub(crate) is_needed: bool,
}

/// What was just done, for the notice.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    done: Option<String>,
}

pub(in crate::portal) async fn show_new(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<SaveListing>()?;
    let (stock, papers) = goods_and_papers(&visit).await?;
    let typed = Typed { active: true, ..Typed::default() };
    let frame = visit.frame(visit.to.say("listing-new-title"));
    render(&Page::of_new(frame, typed, (&stock, &papers)))
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(listing_id): Path<Id<Listing>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    let get = GetListing { listing_id };
    let preview = PreviewListing { listing_id: Some(listing_id), form: None };
    let changes = FindChanges { listing_id: Some(listing_id), page: PageRequest::first(HISTORY) };
    let asked = tokio::join!(visit.ask(&get), goods_and_papers(&visit), visit.ask(&preview), visit.ask(&changes));
    let (listing, (stock, papers)) = (asked.0?, asked.1.unwrap_or_default());
    // Officials see listings, and neither shops nor their rules.
    let (shops, changes) = (asked.2.unwrap_or_default(), asked.3.map(|page| page.rows).unwrap_or_default());
    let frame = visit.frame(listing.form.title.clone());
    let words = done.as_deref().and_then(|what| match what {
        "saved" => Some(visit.to.say("listing-saved")),
        "retried" => Some(visit.to.say("offer-retried")),
        _ => None,
    });
    let may_write = visit.may::<SaveListing>();
    let typed = Typed::from_saved(visit.to, &listing.form);
    let page = Page::of_saved(frame.done(words), typed, &listing, (&stock, &papers), may_write);
    render(&page.showing(&shops, Some(&listing), &changes))
}

/// What would be shown of what is typed, without saving it. With script the page asks by itself.
async fn preview(visit: &Visit, typed: Typed, listing_id: Option<Id<Listing>>) -> Result<Response, Problem> {
    let form = typed.read();
    let preview = PreviewListing { listing_id, form: form.clone().ok() };
    let can_be_shown = preview.form.is_some();
    let ask_for_shops = async { if can_be_shown { visit.ask(&preview).await.unwrap_or_default() } else { Vec::new() } };
    let (known, shops) = tokio::join!(goods_and_papers(visit), ask_for_shops);
    let (stock, papers) = known.unwrap_or_default();
    let refusal = form.err().map(Refusal::of_fields);
    let (page, listing) = match listing_id {
        Some(listing_id) => {
            let listing = visit.ask(&GetListing { listing_id }).await?;
            let frame = visit.frame(listing.form.title.clone());
            (Page::of_saved(frame, typed, &listing, (&stock, &papers), true), Some(listing))
        }
        None => (Page::of_new(visit.frame(visit.to.say("listing-new-title")), typed, (&stock, &papers)), None),
    };
    let page = page.showing(&shops, listing.as_ref(), &[]);
    render(&match refusal {
        Some(refusal) => page.with(&refusal),
        None => page,
    })
}

pub(in crate::portal) async fn save_new(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<SaveListing>()?;
    let typed = Typed::of(&form);
    if form.one("do") == "preview" {
        return preview(&visit, typed, None).await;
    }
    let refusal = match save_typed(&visit, &form, &typed, None).await? {
        Ok(listing_id) => return Ok(go_to(listing_id)),
        Err(refusal) => refusal,
    };
    let (stock, papers) = goods_and_papers(&visit).await.unwrap_or_default();
    let frame = visit.frame(visit.to.say("listing-new-title"));
    let page = Page::of_new(frame, typed, (&stock, &papers)).with(&refusal);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

pub(in crate::portal) async fn save(
    visit: Visit,
    Path(listing_id): Path<Id<Listing>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SaveListing>()?;
    let typed = Typed::of(&form);
    if form.one("do") == "preview" {
        return preview(&visit, typed, Some(listing_id)).await;
    }
    let refusal = match save_typed(&visit, &form, &typed, Some(listing_id)).await? {
        Ok(listing_id) => return Ok(go_to(listing_id)),
        Err(refusal) => refusal,
    };
    let get = GetListing { listing_id };
    let (listing, known) = tokio::join!(visit.ask(&get), goods_and_papers(&visit));
    let (listing, (stock, papers)) = (listing?, known.unwrap_or_default());
    let frame = visit.frame(listing.form.title.clone());
    let page = Page::of_saved(frame, typed, &listing, (&stock, &papers), true).with(&refusal);
    let status = if refusal.code == code::CONFLICT { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render(&page)?).into_response())
}

/// Saves what was typed. The inner refusal is the writer's to mend; anything else is a problem.
async fn save_typed(
    visit: &Visit,
    form: &Fields,
    typed: &Typed,
    listing_id: Option<Id<Listing>>,
) -> Result<Result<Id<Listing>, Refusal>, Problem> {
    let read = match typed.read() {
        Ok(read) => read,
        Err(faults) => return Ok(Err(Refusal::of_fields(faults))),
    };
    let seen_version = form.one("seen_version").parse().ok().filter(|_| listing_id.is_some());
    match visit.command(form.key()?, &SaveListing { listing_id, seen_version, form: read }).await {
        Ok(listing_id) => Ok(Ok(listing_id)),
        Err(Unanswered::Refused(refusal)) if [code::INVALID, code::CONFLICT].contains(&refusal.code.as_str()) => {
            Ok(Err(refusal))
        }
        Err(other) => Err(other.into()),
    }
}

fn go_to(listing_id: Id<Listing>) -> Response {
    Redirect::to(&Link::to(routes::listing(listing_id)).with("done", "saved").to_string()).into_response()
}

/// What goods come from, and what may be claimed of them. Without its papers a listing can be written all the same.
///
/// A cooperative has tens of lots; more than a page of them no form could list.
async fn goods_and_papers(visit: &Visit) -> Result<(Vec<StockView>, Vec<PaperFile>), Problem> {
    let stock = FindStock { lot_id: None, page: PageRequest::first(200) };
    let papers = FindPapers {
        state: Some(PaperState::Verified),
        page: PageRequest::first(if visit.may::<SaveListing>() { 200 } else { 1 }),
        ..FindPapers::default()
    };
    let (stock, papers) = tokio::join!(visit.ask(&stock), visit.ask(&papers));
    Ok((stock?.rows, papers.map(|page| page.rows).unwrap_or_default()))
}

impl Page {
    pub(crate) fn of_new(frame: Frame, typed: Typed, known: (&[StockView], &[PaperFile])) -> Self {
        let action = routes::LISTING_NEW.to_owned();
        Self { is_new: true, may_write: true, ..Self::plain(frame, action, typed, known, &[]) }
    }

    pub(crate) fn of_saved(
        frame: Frame,
        typed: Typed,
        listing: &ListingView,
        known: (&[StockView], &[PaperFile]),
        may_write: bool,
    ) -> Self {
        let to = frame.to;
        let offers = listing.offers.iter().map(|offer| Offer::new(to, listing, offer, may_write)).collect();
        let action = routes::listing(listing.listing_id);
        let typed = Typed { sku: listing.form.sku.clone(), ..typed };
        let hidden = hidden(to, listing);
        let page = Self::plain(frame, action, typed, known, &listing.claims);
        Self { seen_version: listing.version, may_write, offers, hidden, ..page }
    }

    /// The same page with what shops would show, and what was changed.
    #[must_use]
    pub(crate) fn showing(self, shops: &[ShopPreview], listing: Option<&ListingView>, changes: &[ChangeView]) -> Self {
        let to = self.frame.to;
        let name = |account_id| {
            let shop = shops.iter().find(|shop| Some(shop.account_id) == account_id)?;
            Some(format!("{} {}", to.channel(shop.channel), shop.shop_id))
        };
        let change = |change: &ChangeView| {
            // A shop that is not connected any more has no name here.
            let gone = change.account_id.map(|_| to.say("change-shop-gone"));
            change_words(to, change, name(change.account_id).or(gone).as_deref())
        };
        Self {
            shown: shops.iter().map(|shop| Shown::new(to, shop, listing)).collect(),
            history: changes.iter().map(change).collect(),
            ..self
        }
    }

    fn plain(
        frame: Frame,
        action: String,
        typed: Typed,
        (stock, papers): (&[StockView], &[PaperFile]),
        claims: &[ClaimView],
    ) -> Self {
        let to = frame.to;
        let products = PRODUCTS.iter().filter_map(|product| ProductCode::parse(product.code));
        let product = |code: ProductCode| Choice {
            value: code.as_str(),
            words: to.product(code).to_owned(),
            is_chosen: code.as_str() == typed.product,
        };
        let grade = |grade: Grade| Choice {
            value: grade.slug(),
            words: to.grade(grade).to_owned(),
            is_chosen: grade.slug() == typed.grade,
        };
        let sold = |sold: SoldBy| Choice {
            value: sold.slug(),
            words: to.word("sold-by", sold.slug()),
            is_chosen: sold.slug() == typed.sold_by,
        };
        let priced = |by: PricedBy| Choice {
            value: by.slug(),
            words: to.word("priced-by", by.slug()),
            is_chosen: by.slug() == typed.priced_by,
        };
        let is_offered = |lot: &&StockView| lot.on_hand_g > 0 || typed.lots.contains(&lot.lot_id.to_string());
        Self {
            products: products.map(product).collect(),
            grades: Grade::ALL.into_iter().map(grade).collect(),
            ways_sold: SoldBy::ALL.into_iter().map(sold).collect(),
            ways_priced: PricedBy::ALL.into_iter().map(priced).collect(),
            lots: stock.iter().filter(is_offered).map(|lot| lot_choice(to, lot, &typed)).collect(),
            papers: paper_choices(to, papers, claims, &typed),
            hidden: Vec::new(),
            frame,
            action,
            typed,
            is_new: false,
            may_write: false,
            seen_version: 0,
            faults: Vec::new(),
            trouble: None,
            newest: None,
            offers: Vec::new(),
            shown: Vec::new(),
            history: Vec::new(),
        }
    }

    /// The same page with what the writer has to mend. After a conflict the newest version is what a second attempt
    /// builds on: the writer has been told, and both states are at hand.
    #[must_use]
    pub(crate) fn with(mut self, refusal: &Refusal) -> Self {
        let to = self.frame.to;
        let is_conflict = refusal.code == code::CONFLICT;
        self.trouble = Some(if is_conflict {
            to.say("listing-conflict")
        } else {
            to.say_with("form-faults", [("count", refusal.fields.len().into())])
        });
        self.newest = is_conflict.then(|| self.action.clone());
        self.faults.clone_from(&refusal.fields);
        self
    }

    /// What is wrong with a field, if anything.
    pub(crate) fn fault(&self, field: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.field == field)?;
        let key = format!("fault-{}", fault.code.replace('_', "-"));
        Some(self.frame.to.language.find(&key).unwrap_or_else(|| self.frame.to.say("fault-other")))
    }
}

fn lot_choice(to: Reader, lot: &StockView, typed: &Typed) -> LotChoice {
    let id = lot.lot_id.to_string();
    let values = [
        ("product", to.product(lot.product).into()),
        ("grade", to.grade(lot.grade).into()),
        ("weight", to.weight(lot.on_hand_g - lot.reserved_g).into()),
        ("day", to.day(lot.sell_by).into()),
    ];
    let words = to.say_with("listing-lot", values);
    LotChoice { is_chosen: typed.lots.contains(&id), code: lot.lot_code.clone(), id, words }
}

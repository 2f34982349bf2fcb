//! The form of a lot: declared anew, or revised with a reason. Rows are added one by one, without script too.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use contract::{
    FieldFault, Grade, PRODUCTS, PageRequest, ProductCode, Refusal, code,
    onboarding::{
        DeclareLot, DraftForm, FindHouseholds, FindSeasons, GetLot, HouseholdView, LotFile, PlotView, ReviseLot,
        SeasonView,
    },
};
use host::calendar::day;
use ids::{Id, Lot};
use mailbox::Unanswered;

use super::typed::Typed;
use crate::{
    portal::{
        drafts::{self, Keeping},
        fields::Fields,
        frame::{Frame, Visit, render},
        plots,
        routes::{self, Link},
    },
    problem::Problem,
};

/// A cooperative has hundreds of households at most; more no drop-down could offer.
const HOUSEHOLD_PAGES_MAX: usize = 10;

#[derive(Debug, Template)]
#[template(path = "lots/form.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    back: (String, String),
    /// Rows are added and removed here; the version that was looked at comes along.
    version: Option<i64>,
    typed: Typed,
    products: Vec<Choice>,
    grades: Vec<Choice>,
    seasons: Vec<String>,
    /// Plots one may name: the code, and whose it is.
    plots: Vec<(String, String)>,
    rows: Vec<RowForm>,
    faults: Vec<FieldFault>,
    trouble: Option<String>,
    /// What cannot be gone below.
    committed: Option<String>,
    no_households: bool,
    /// It is kept as it is typed.
    pub(crate) keeping: Keeping,
}

/// Seasons there are, and before the first lot those that may be running: which, whoever picks knows.
fn offered_seasons(known: &[SeasonView], today: NaiveDate) -> Vec<String> {
    if !known.is_empty() {
        return known.iter().map(|season| season.season.clone()).collect();
    }
    let mut offered: Vec<_> = PRODUCTS
        .iter()
        .flat_map(|product| {
            [today.year(), today.year() - 1].map(|year| format!("{}-{year}-{}", product.crop, year + 1))
        })
        .collect();
    offered.sort();
    offered.dedup();
    offered
}

/// One of a few, to choose.
#[derive(Debug)]
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

/// One household's weighing in the form.
#[derive(Debug)]
struct RowForm {
    households: Vec<Choice>,
    units: Vec<Choice>,
    plot: String,
    picked_on: String,
    quantity: String,
    weighed_by: String,
    faults: RowFaults,
}

/// What is wrong with a row, in words.
#[derive(Debug, Default)]
struct RowFaults {
    household: Option<String>,
    plot: Option<String>,
    quantity: Option<String>,
    unit: Option<String>,
    picked_on: Option<String>,
}

/// What a form is drawn from.
pub(crate) struct Beside<'a> {
    pub(crate) households: &'a [HouseholdView],
    pub(crate) plots: &'a [PlotView],
    pub(crate) seasons: &'a [SeasonView],
    /// The lot that is revised.
    pub(crate) file: Option<&'a LotFile>,
}

/// All households of the own cooperative, those that have left, too: what they picked stays theirs.
pub(in crate::portal) async fn households(visit: &Visit) -> Result<Vec<HouseholdView>, Problem> {
    let mut find =
        FindHouseholds { page: PageRequest::first(200), with_those_who_left: true, ..FindHouseholds::default() };
    let mut all = Vec::new();
    for _ in 0..HOUSEHOLD_PAGES_MAX {
        let page = visit.ask(&find).await?;
        all.extend(page.rows);
        match page.next {
            Some(next) => find.page.after = Some(next),
            None => break,
        }
    }
    Ok(all)
}

pub(in crate::portal) async fn show_new(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<DeclareLot>()?;
    let (households, plots, seasons) = tokio::join!(households(&visit), plots::all(&visit), visit.ask(&FindSeasons {}));
    let (households, plots, seasons) = (households?, plots?, seasons.unwrap_or_default());
    let begun = drafts::begun(&visit, DraftForm::Harvest, "").await;
    let fresh = || Typed::fresh(day(visit.to.now), seasons.first().map(|season| season.season.as_str()));
    let typed = begun.as_ref().map_or_else(fresh, |begun| Typed::of(&begun.fields));
    let beside = Beside { households: &households, plots: &plots, seasons: &seasons, file: None };
    let mut page = Page::new(visit.frame(visit.to.say("lot-new-title")), typed, &beside);
    page.keeping.resumed = begun.map(|begun| begun.words);
    render(&page)
}

pub(in crate::portal) async fn show_revise(visit: Visit, Path(lot_id): Path<Id<Lot>>) -> Result<Response, Problem> {
    visit.only_who_may::<DeclareLot>()?;
    let get = GetLot { lot_id };
    let (households, plots, file) = tokio::join!(households(&visit), plots::all(&visit), visit.ask(&get));
    let (households, plots, file) = (households?, plots?, file?);
    let beside = Beside { households: &households, plots: &plots, seasons: &[], file: Some(&file) };
    let frame = visit.frame(revise_title(&visit, &file));
    let begun = drafts::begun(&visit, DraftForm::Harvest, &lot_id.to_string()).await;
    let typed = begun.as_ref().map_or_else(|| Typed::from_saved(&file), |begun| Typed::of(&begun.fields));
    let mut page = Page::new(frame, typed, &beside);
    if let Some(begun) = begun {
        page.version = begun.version().or(page.version);
        page.keeping.resumed = Some(begun.words);
    }
    render(&page)
}

fn revise_title(visit: &Visit, file: &LotFile) -> String {
    visit.to.say_with("lot-revise-title", [("lot", file.lot.lot.lot_code.as_str().into())])
}

pub(in crate::portal) async fn declare(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<DeclareLot>()?;
    let mut typed = Typed::of(&form);
    let refusal = if turn_rows(&form, &mut typed) {
        None
    } else {
        typed.drop_empty_rows();
        match typed.read() {
            Err(faults) => Some(Refusal::of_fields(faults)),
            Ok(read) => {
                let ask = DeclareLot { form: read, name: visit.signed.identity.name.clone() };
                match mendable(visit.command(form.key()?, &ask).await)? {
                    Ok(lot_id) => {
                        drafts::forget(&visit, DraftForm::Harvest, "").await;
                        return Ok(go_to(lot_id, "declared"));
                    }
                    Err(refusal) => Some(refusal),
                }
            }
        }
    };
    let (households, plots, seasons) = tokio::join!(households(&visit), plots::all(&visit), visit.ask(&FindSeasons {}));
    let (households, plots, seasons) = (households?, plots?, seasons.unwrap_or_default());
    let beside = Beside { households: &households, plots: &plots, seasons: &seasons, file: None };
    answer(Page::new(visit.frame(visit.to.say("lot-new-title")), typed, &beside), refusal)
}

pub(in crate::portal) async fn revise(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<DeclareLot>()?;
    let mut typed = Typed::of(&form);
    let version = form.one("version").parse().unwrap_or_default();
    let refusal = if turn_rows(&form, &mut typed) {
        None
    } else {
        typed.drop_empty_rows();
        match typed.read() {
            Err(faults) => Some(Refusal::of_fields(faults)),
            Ok(read) => {
                let (reason, name) = (typed.reason.clone(), visit.signed.identity.name.clone());
                let ask = ReviseLot { lot_id, version, form: read, reason, name };
                match mendable(visit.command(form.key()?, &ask).await)? {
                    Ok(()) => {
                        drafts::forget(&visit, DraftForm::Harvest, &lot_id.to_string()).await;
                        return Ok(go_to(lot_id, "revised"));
                    }
                    Err(refusal) => Some(refusal),
                }
            }
        }
    };
    let get = GetLot { lot_id };
    let (households, plots, file) = tokio::join!(households(&visit), plots::all(&visit), visit.ask(&get));
    let (households, plots, file) = (households?, plots?, file?);
    let beside = Beside { households: &households, plots: &plots, seasons: &[], file: Some(&file) };
    let mut page = Page::new(visit.frame(revise_title(&visit, &file)), typed, &beside);
    // After a conflict a second attempt builds on the newest version: the writer has been told.
    let is_conflict = refusal.as_ref().is_some_and(|refusal| refusal.code == code::CONFLICT);
    page.version = Some(if is_conflict { file.lot.lot.version } else { version });
    answer(page, refusal)
}

/// A row was added or removed, which saves nothing.
fn turn_rows(form: &Fields, typed: &mut Typed) -> bool {
    match form.one("do") {
        "add" => typed.add_row(),
        turn => match turn.strip_prefix("remove-").and_then(|at| at.parse().ok()) {
            Some(at) => typed.remove_row(at),
            None => return false,
        },
    }
    true
}

/// What the writer can mend, apart from other problems.
fn mendable<T>(answer: Result<T, Unanswered>) -> Result<Result<T, Refusal>, Problem> {
    match answer {
        Ok(done) => Ok(Ok(done)),
        Err(Unanswered::Refused(refusal))
            if [code::INVALID, code::CONFLICT, code::STOCK_SHORT].contains(&refusal.code.as_str()) =>
        {
            Ok(Err(refusal))
        }
        Err(other) => Err(other.into()),
    }
}

fn answer(page: Page, refusal: Option<Refusal>) -> Result<Response, Problem> {
    let Some(refusal) = refusal else { return render(&page) };
    let status = if refusal.code == code::CONFLICT { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render(&page.with(&refusal))?).into_response())
}

fn go_to(lot_id: Id<Lot>, done: &str) -> Response {
    Redirect::to(&Link::to(routes::lot(lot_id)).with("done", done).to_string()).into_response()
}

fn words_of(plot: &PlotView) -> String {
    format!("{} · {} · {}", plot.household_code, plot.household, plot.form.name)
}

impl Page {
    pub(crate) fn new(frame: Frame, mut typed: Typed, beside: &Beside<'_>) -> Self {
        let to = frame.to;
        if typed.rows.is_empty() {
            typed.add_row();
        }
        let choice = |value: &str, words: &str, chosen: &str| Choice {
            value: value.to_owned(),
            words: words.to_owned(),
            is_chosen: value == chosen,
        };
        let products = PRODUCTS.iter().filter_map(|product| ProductCode::parse(product.code));
        let rows = typed.rows.iter().map(|row| RowForm {
            households: beside
                .households
                .iter()
                .map(|household| {
                    let words = format!("{} · {}", household.code, household.name);
                    choice(&household.household_id.to_string(), &words, &row.household)
                })
                .collect(),
            units: ["kg", "yến", "tạ", "tấn", "lạng", "g"].map(|unit| choice(unit, unit, &row.unit)).into(),
            plot: row.plot.clone(),
            picked_on: row.picked_on.clone(),
            quantity: row.quantity.clone(),
            weighed_by: row.weighed_by.clone(),
            faults: RowFaults::default(),
        });
        let lot = beside.file.map(|file| &file.lot.lot);
        let committed = beside.file.and_then(|file| file.lot.booked).filter(|booked| booked.committed_g > 0);
        Self {
            action: lot.map_or_else(|| routes::LOT_NEW.to_owned(), |lot| routes::lot_revise(lot.lot_id)),
            back: match lot {
                Some(lot) => (routes::lot(lot.lot_id), lot.lot_code.clone()),
                None => (routes::LOTS.to_owned(), to.say("lots-title")),
            },
            version: lot.map(|lot| lot.version),
            products: products.map(|product| choice(product.as_str(), to.product(product), &typed.product)).collect(),
            grades: Grade::ALL.map(|grade| choice(grade.slug(), to.grade(grade), &typed.grade)).into(),
            seasons: offered_seasons(beside.seasons, day(to.now)),
            plots: beside.plots.iter().map(|plot| (plot.form.code.clone(), words_of(plot))).collect(),
            rows: rows.collect(),
            faults: Vec::new(),
            trouble: None,
            committed: committed
                .map(|booked| to.say_with("lot-committed", [("weight", to.weight(booked.committed_g).into())])),
            no_households: beside.households.is_empty(),
            keeping: Keeping::of(DraftForm::Harvest, lot.map(|lot| lot.lot_id.to_string()).unwrap_or_default()),
            typed,
            frame,
        }
    }

    /// The same page with what the writer has to mend.
    #[must_use]
    pub(crate) fn with(mut self, refusal: &Refusal) -> Self {
        let to = self.frame.to;
        self.trouble = Some(match refusal.code.as_str() {
            code::CONFLICT => to.say("lot-conflict"),
            code::STOCK_SHORT => to.say("lot-below-sold"),
            _ => to.say_with("form-faults", [("count", refusal.fields.len().into())]),
        });
        self.faults.clone_from(&refusal.fields);
        for at in 0..self.rows.len() {
            let fault = |field: &str| self.fault(&format!("weighings.{at}.{field}"));
            let faults = RowFaults {
                household: fault("household_id"),
                plot: fault("plot"),
                quantity: fault("quantity"),
                unit: fault("unit"),
                picked_on: fault("picked_on"),
            };
            if let Some(row) = self.rows.get_mut(at) {
                row.faults = faults;
            }
        }
        self
    }

    /// What is wrong with a field, if anything.
    fn fault(&self, field: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.field == field)?;
        Some(self.frame.to.word("lot-fault", &fault.code))
    }
}

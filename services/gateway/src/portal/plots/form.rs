//! One plot: written anew, or changed.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault, PRODUCTS, ProductCode, Refusal, code,
    onboarding::{
        Because, DraftForm, GetPlot, HouseholdView, PlantingArea, PlantingAreaState, PlotForm, PlotView, SavePlot,
    },
};
use ids::{Household, Id, Plot};
use mailbox::Unanswered;
use serde::Deserialize;

use crate::{
    portal::{
        drafts::{self, Keeping},
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        lots::form::households,
        routes::{self, Link},
    },
    problem::Problem,
};

/// Fields, what kind each is, and whether it must be filled in.
const INPUTS: [(&str, &str, bool); 8] = [
    ("household_id", "select", true),
    ("code", "text", true),
    ("name", "text", true),
    ("product", "select", true),
    ("commune_code", "select", true),
    ("area", "text", true),
    ("area_unit", "select", true),
    ("planted_year", "text", false),
];
/// The same of the planting-area code.
const OF_THE_AREA: [(&str, &str, bool); 4] = [
    ("area_code", "text", false),
    ("area_market", "text", false),
    ("area_issued_on", "date", false),
    ("area_state", "select", false),
];

#[derive(Debug, Template)]
#[template(path = "plots/form.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    version: String,
    inputs: Vec<Input>,
    of_the_area: Vec<Input>,
    no_households: bool,
    keeping: Keeping,
}

/// One field of the form.
#[derive(Debug)]
struct Input {
    name: &'static str,
    kind: &'static str,
    label: String,
    value: String,
    help: String,
    fault: Option<String>,
    is_required: bool,
    /// It cannot change; of a drop-down only what is chosen is offered.
    is_fixed: bool,
    /// Of a drop-down: value, words, chosen.
    choices: Vec<(String, String, bool)>,
}

impl Page {
    /// The form as it was typed; `known` is the plot it is about, unless it is a new one.
    pub(crate) fn new(
        frame: Frame,
        known: Option<&PlotView>,
        households: &[HouseholdView],
        typed: &Fields,
        faults: &[FieldFault],
    ) -> Self {
        let to = frame.to;
        let input = |(name, kind, is_required): (&'static str, &'static str, bool)| {
            let is_fixed = known
                .is_some_and(|known| name == "household_id" || name == "code" || (name == "product" && known.is_bound));
            let value = known.filter(|_| is_fixed).map(typed_of).as_ref().unwrap_or(typed).one(name).to_owned();
            let mut choices = choices(to, name, households, &value);
            if is_fixed {
                choices.retain(|(_, _, is_chosen)| *is_chosen);
            }
            let fault = faults.iter().find(|fault| field_of(&fault.field) == name);
            Input {
                name,
                kind,
                label: to.word("plot-field", name),
                help: to.word("plot-help", name),
                fault: fault.map(|fault| to.word("field", &fault.code)),
                value,
                is_required,
                is_fixed,
                choices,
            }
        };
        Self {
            action: known.map_or_else(|| routes::PLOT_NEW.to_owned(), |known| routes::plot(known.plot_id)),
            version: known.map(|known| known.version.to_string()).unwrap_or_default(),
            inputs: INPUTS.map(input).into(),
            of_the_area: OF_THE_AREA.map(input).into(),
            no_households: known.is_none() && households.is_empty(),
            keeping: Keeping::of(DraftForm::Plot, about_of(known.map(|known| known.plot_id), typed)),
            frame,
        }
    }
}

/// What a draft of the form is about: the plot. That of a new one is about the household from whose page it was begun, if any.
fn about_of(plot_id: Option<Id<Plot>>, typed: &Fields) -> String {
    plot_id.map_or_else(|| typed.one("about").to_owned(), |plot_id| plot_id.to_string())
}

/// The form's own name of a field that the service names.
fn field_of(field: &str) -> &str {
    match field {
        "planting_area.code" => "area_code",
        "planting_area.market" => "area_market",
        "planting_area.issued_on" => "area_issued_on",
        other => other,
    }
}

fn choices(to: Reader, name: &str, households: &[HouseholdView], chosen: &str) -> Vec<(String, String, bool)> {
    let choice = |value: &str, words: String| (value.to_owned(), words, value == chosen);
    match name {
        "household_id" => {
            let words = |it: &HouseholdView| format!("{} · {}", it.code, it.name);
            households.iter().map(|it| choice(&it.household_id.to_string(), words(it))).collect()
        }
        "product" => {
            let products = PRODUCTS.iter().filter_map(|product| ProductCode::parse(product.code));
            products.map(|product| choice(product.as_str(), to.product(product).to_owned())).collect()
        }
        "commune_code" => {
            let mut communes: Vec<_> =
                places::communes().iter().map(|commune| choice(commune.code, commune.full_name())).collect();
            communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
            communes
        }
        "area_unit" => ["sào", "m²", "mẫu", "ha"].map(|unit| choice(unit, to.word("plot-unit", unit_key(unit)))).into(),
        "area_state" => {
            PlantingAreaState::ALL.map(|state| choice(state.slug(), to.word("plot-area-state", state.slug()))).into()
        }
        _ => Vec::new(),
    }
}

/// A unit's name without its marks.
fn unit_key(unit: &str) -> &'static str {
    match unit {
        "m²" => "m2",
        "mẫu" => "mau",
        "ha" => "ha",
        _ => "sao",
    }
}

/// What is known of a plot, as one would type it.
pub(crate) fn typed_of(plot: &PlotView) -> Fields {
    let form = &plot.form;
    let area = form.planting_area.as_ref();
    let (household, year) = (form.household_id.to_string(), form.planted_year.map(|year| year.to_string()));
    let issued_on = area.map(|area| area.issued_on.to_string());
    Fields::of(&[
        ("household_id", &household),
        ("code", &form.code),
        ("name", &form.name),
        ("product", form.product.as_str()),
        ("commune_code", &form.commune_code),
        ("area", &form.area),
        ("area_unit", &form.area_unit),
        ("planted_year", year.as_deref().unwrap_or_default()),
        ("area_code", area.map_or("", |area| &area.code)),
        ("area_market", area.map_or("", |area| &area.market)),
        ("area_issued_on", issued_on.as_deref().unwrap_or_default()),
        ("area_state", area.map_or("", |area| area.state.slug())),
    ])
}

/// Whose the new plot is.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    household: Option<Id<Household>>,
}

pub(in crate::portal) async fn show_new(
    visit: Visit,
    Query(Asked { household }): Query<Asked>,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePlot>()?;
    let households = households(&visit).await?;
    let of = household.and_then(|id| households.iter().find(|it| it.household_id == id));
    let household_id = of.map(|of| of.household_id.to_string()).unwrap_or_default();
    // Most plots lie where their household lives.
    let commune = of.map_or("", |of| of.commune_code.as_str());
    let typed = Fields::of(&[
        ("about", &household_id),
        ("household_id", &household_id),
        ("commune_code", commune),
        ("area_unit", "sào"),
    ]);
    let begun = drafts::begun(&visit, DraftForm::Plot, &household_id).await;
    let typed = begun.as_ref().map_or(typed, |begun| begun.fields.clone());
    let mut page = Page::new(visit.frame(visit.to.say("plot-new")), None, &households, &typed, &[]);
    page.keeping.about = household_id;
    page.keeping.resumed = begun.map(|begun| begun.words);
    render(&page)
}

pub(in crate::portal) async fn show(visit: Visit, Path(plot_id): Path<Id<Plot>>) -> Result<Response, Problem> {
    visit.only_who_may::<SavePlot>()?;
    let plot = visit.ask(&GetPlot { plot_id }).await?;
    let households = households(&visit).await?;
    let begun = drafts::begun(&visit, DraftForm::Plot, &plot_id.to_string()).await;
    let typed = begun.as_ref().map_or_else(|| typed_of(&plot), |begun| begun.fields.clone());
    let mut page = Page::new(visit.frame(&plot.form.name), Some(&plot), &households, &typed, &[]);
    if let Some(begun) = begun {
        page.version = begun.version().unwrap_or(plot.version).to_string();
        page.keeping.resumed = Some(begun.words);
    }
    render(&page)
}

pub(in crate::portal) async fn save_new(visit: Visit, form: Fields) -> Result<Response, Problem> {
    write(visit, None, form).await
}

pub(in crate::portal) async fn save(
    visit: Visit,
    Path(plot_id): Path<Id<Plot>>,
    form: Fields,
) -> Result<Response, Problem> {
    write(visit, Some(plot_id), form).await
}

async fn write(visit: Visit, plot_id: Option<Id<Plot>>, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<SavePlot>()?;
    let refusal = match read(&form) {
        Err(faults) => Refusal::of_fields(faults),
        Ok(read) => {
            let ask = SavePlot { plot_id, version: form.one("version").parse().ok(), form: read };
            match visit.command(form.key()?, &ask).await {
                Ok(_) => {
                    drafts::forget(&visit, DraftForm::Plot, &about_of(plot_id, &form)).await;
                    return Ok(Redirect::to(&Link::to(routes::PLOTS).with("done", "saved").to_string()).into_response());
                }
                Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT || !refusal.fields.is_empty() => {
                    refusal
                }
                Err(unanswered) => return Err(unanswered.into()),
            }
        }
    };
    let known = match plot_id {
        Some(plot_id) => Some(visit.ask(&GetPlot { plot_id }).await?),
        None => None,
    };
    let households = households(&visit).await?;
    let is_conflict = refusal.code == code::CONFLICT;
    let title = known.as_ref().map_or_else(|| visit.to.say("plot-new"), |known| known.form.name.clone());
    let words = visit.to.say(if is_conflict { "cooperative-changed" } else { "cooperative-not-saved" });
    let frame = visit.frame(title).not_done(Some(words));
    let mut page = Page::new(frame, known.as_ref(), &households, &form, &refusal.fields);
    if !is_conflict {
        // What was looked at stays what it builds on: a slip says nothing of what others have changed.
        form.one("version").clone_into(&mut page.version);
    }
    let status = if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render(&page)?).into_response())
}

/// The form, or the fields that cannot even be asked about.
fn read(form: &Fields) -> Result<PlotForm, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let text = |name: &str| form.one(name).to_owned();
    let household_id = form.one("household_id").parse().map_err(|_| faults.push(Because::Missing.of("household_id")));
    let product = ProductCode::parse(form.one("product"));
    if product.is_none() {
        faults.push(Because::Missing.of("product"));
    }
    let year = Some(form.one("planted_year")).filter(|year| !year.is_empty()).map(str::parse);
    if year.as_ref().is_some_and(Result::is_err) {
        faults.push(Because::PlantedYear.of("planted_year"));
    }
    let has_area = ["area_code", "area_market", "area_issued_on"].iter().any(|name| !form.one(name).is_empty());
    let issued_on = form.one("area_issued_on").parse();
    if has_area && issued_on.is_err() {
        faults.push(Because::Missing.of("planting_area.issued_on"));
    }
    let planting_area = issued_on.ok().filter(|_| has_area).map(|issued_on| PlantingArea {
        code: text("area_code"),
        market: text("area_market"),
        issued_on,
        state: PlantingAreaState::from_slug(form.one("area_state")).unwrap_or_default(),
    });
    match (household_id, product) {
        (Ok(household_id), Some(product)) if faults.is_empty() => Ok(PlotForm {
            household_id,
            code: text("code"),
            name: text("name"),
            product,
            commune_code: text("commune_code"),
            area: text("area"),
            area_unit: text("area_unit"),
            planted_year: year.and_then(Result::ok),
            planting_area,
        }),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_is_read_as_it_was_typed_and_a_code_without_its_day_is_named() {
        let household = Id::<Household>::generate().to_string();
        let plain =
            [("household_id", household.as_str()), ("product", "cam_sanh"), ("area", "2,5"), ("area_unit", "sào")];
        let plot = read(&Fields::from(plain)).expect("no slips");
        assert_eq!((plot.area.as_str(), plot.planted_year, plot.planting_area), ("2,5", None, None));
        let slips = [("household_id", ""), ("planted_year", "lâu rồi"), ("area_code", "VN-HGOR-0042")];
        let named: Vec<_> = read(&Fields::from(slips)).expect_err("slips").into_iter().map(|it| it.field).collect();
        assert_eq!(named, ["household_id", "product", "planted_year", "planting_area.issued_on"]);
    }
}

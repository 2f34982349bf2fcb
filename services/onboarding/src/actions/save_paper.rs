//! A manager writes a paper: a new one, one that renews another, or the next wording of one that nobody has verified.

use contract::{
    FieldFault, ProductCode, Refusal, code,
    onboarding::{PaperForm, PaperScheme, PaperState, SavePaper},
};
use ids::{Cooperative, Id, Paper as PaperId};
use mailbox::Stop;
use scoped::Scoped;
use sea_orm::SqlErr;

use crate::{
    App,
    domain::{Code, Details, Paper, PaperStanding, read_form},
    store::{
        paper_files::{self, Record},
        plots,
        producers::{self, PaperRow},
        turn,
    },
};

pub(crate) async fn save_paper(app: &App, tx: &Scoped, ask: SavePaper) -> Result<Id<PaperId>, Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative writes its papers").into());
    };
    turn::take(tx, [cooperative_id.uuid()]).await?;
    let (paper, details) = read_form(&ask.form, app.calendar.today()).map_err(Refusal::of_fields)?;
    let form = form_of(paper.clone(), details);
    let known_plots = plots::known(tx, &[cooperative_id]).await?;
    if let Some(code) = paper.plots.iter().find_map(|code| misfit(&known_plots, (cooperative_id, code), paper.product))
    {
        return Err(Refusal::of_fields(vec![fault("plots", code)]).into());
    }
    let mut record = match ask.paper_id {
        Some(id) => known(tx, id, ask.seen_version).await?,
        None => Record {
            paper_id: Id::generate(),
            version: 0,
            first_paper_id: Id::generate(),
            cooperative_id,
            commune_code: paper_files::commune_of(tx, cooperative_id).await?,
            form: form.clone(),
            standing: PaperStanding::draft(app.calendar.now()),
            scan: None,
            renews: ask.renews,
            warned_days: None,
            fingerprint: String::new(),
        },
    };
    if ask.paper_id.is_some() && record.form == form {
        return Ok(record.paper_id);
    }
    if ask.paper_id.is_none() {
        record.first_paper_id = match ask.renews {
            Some(renewed) => first_of(tx, renewed, &form).await?,
            None => record.paper_id,
        };
    } else if record.renews.is_some() {
        first_of(tx, record.first_paper_id, &form).await?;
    }
    record.form = form;
    record.version += 1;
    let row = PaperRow::new(&app.vault, record.paper_id, cooperative_id, &paper, app.calendar.now());
    record.fingerprint.clone_from(&row.fingerprint);
    paper_files::save(tx, &record).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) if words.contains("paper_number_unique") => {
            Refusal::of_fields(vec![fault("number", "paper_duplicate")]).into()
        }
        _ => Stop::from(error),
    })?;
    producers::save_paper_plots(tx, &[row]).await?;
    Ok(record.paper_id)
}

/// Why a paper for this product does not speak of a plot, if it does not.
fn misfit(
    known: &plots::ByCode,
    (tenant, code): (Id<Cooperative>, &Code),
    product: Option<ProductCode>,
) -> Option<&'static str> {
    match known.get(&(tenant, code.as_str().to_owned())) {
        None => Some("plot_unknown"),
        Some(plot) if product.is_some_and(|product| product != plot.grower.product) => Some("plot_other_product"),
        Some(_) => None,
    }
}

async fn known(tx: &Scoped, id: Id<PaperId>, seen_version: Option<i64>) -> Result<Record, Stop> {
    let record = paper_files::lock(tx, id).await?;
    if seen_version.is_some_and(|seen| seen != record.version) {
        return Err(Refusal::new(code::CONFLICT, "another change of the paper came first").into());
    }
    if !record.standing.may_change() {
        return Err(Refusal::new(code::CONFLICT, "it was verified; a new paper renews it").into());
    }
    Ok(record)
}

/// The first paper of the row that a renewal continues: of the same kind, for the same product, and once verified.
async fn first_of(tx: &Scoped, renewed: Id<PaperId>, form: &PaperForm) -> Result<Id<PaperId>, Stop> {
    let old = paper_files::read(tx, renewed).await?;
    let is_safety = |scheme| matches!(scheme, PaperScheme::FoodSafety | PaperScheme::FoodSafetyCommitment);
    let is_same = old.form.scheme == form.scheme || is_safety(old.form.scheme) && is_safety(form.scheme);
    let was_verified = matches!(old.standing.state, PaperState::Verified | PaperState::Expired | PaperState::Revoked);
    if !is_same || !was_verified {
        return Err(Refusal::new(code::CONFLICT, "only a verified paper of the same kind is renewed").into());
    }
    if old.form.product != form.product {
        return Err(Refusal::of_fields(vec![fault("product", "renews_other")]).into());
    }
    Ok(old.first_paper_id)
}

fn form_of(paper: Paper, details: Details) -> PaperForm {
    PaperForm {
        scheme: paper.scheme,
        number: paper.number,
        issuer: paper.issuer,
        issued_on: paper.issued_on,
        valid_to: paper.valid_to,
        product: paper.product,
        plot: details.plot,
        plots: paper.plots.iter().map(|code| code.as_str().to_owned()).collect(),
        area_m2: details.area_m2,
        facility: details.facility,
        stars: paper.stars,
        score: paper.score,
        decision_no: details.decision_no,
        decision_date: details.decision_date,
        user_grant_no: details.user_grant_no,
        standard: details.standard,
        body: details.body,
    }
}

fn fault(field: &str, code: &str) -> FieldFault {
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

//! Everything out again: each list as a file, the accountant's ledger of a period, and all a cooperative has at once.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Months, NaiveDate};
use contract::{Role, code, onboarding::TakeOut};
use host::calendar::day;
use mailbox::Unanswered;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    imports,
    routes::{self, Link},
};
use crate::{
    api::exports::download,
    exports::{LISTS, OF_A_COOPERATIVE, everything, kind_of_list},
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "exports.html")]
pub(crate) struct Page {
    frame: Frame,
    /// Name, Excel, CSV, and whether it may be handed in again.
    lists: Vec<(String, String, String, String)>,
    /// The accountant's ledger: words and links of usual periods; none for whoever sells nothing.
    periods: Vec<(String, String)>,
    from: String,
    until: String,
    accounts: String,
    may_take_out: bool,
    typed_reason: String,
    fault: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Result<Response, Problem> {
    let page = Page::new(visit.frame(visit.to.say("exports-title")), visit.role(), None);
    render(&page)
}

/// Notes that everything is taken out, and why, and lets it flow.
pub(super) async fn take_out(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager])?;
    let (with_files, reason) = (!form.one("with_files").is_empty(), form.one("reason").to_owned());
    match visit.command(form.key()?, &TakeOut { with_files, reason: reason.clone() }).await {
        Ok(()) => {}
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => {
            let fault = visit.to.say("exports-reason-missing");
            let page = Page::new(visit.frame(visit.to.say("exports-title")), visit.role(), Some((reason, fault)));
            return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response());
        }
        Err(other) => return Err(other.into()),
    }
    let body = everything(visit.app, visit.signed.caller, with_files).await?;
    download("application/zip", "cho-phien.zip", body)
}

/// The lists a role may ask for.
const fn lists_of(role: Role) -> &'static [&'static str] {
    match role {
        // All that is theirs but the list of cooperatives, which for them has one row.
        Role::CooperativeManager => match &OF_A_COOPERATIVE {
            [_, rest @ ..] => rest,
        },
        Role::ProvincialOfficial => {
            &["cooperatives", "papers", "lots", "listings", "offers", "stock", "farmgate_prices", "people"]
        }
        Role::Operator => &[
            "cooperatives",
            "lots",
            "listings",
            "offers",
            "orders",
            "stock",
            "movements",
            "farmgate_prices",
            "people",
            "audit",
        ],
        _ => &[],
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, role: Role, faulty: Option<(String, String)>) -> Self {
        let (to, today) = (frame.to, day(frame.to.now));
        let listed = LISTS.iter().filter(|(name, _)| lists_of(role).contains(name));
        let list = |name: &str| {
            let file = |format: &str| format!("{}/{name}.{format}", routes::EXPORT_LISTS);
            let comes_back = kind_of_list(name).is_some_and(|kind| imports::kinds_of(role).contains(&kind));
            let about = match kind_of_list(name) {
                None => to.word("export-why", name),
                Some(_) if comes_back => to.say("exports-again"),
                Some(_) => String::new(),
            };
            (to.word("export-list", name), file("xlsx"), file("csv"), about)
        };
        let sells = matches!(role, Role::CooperativeManager | Role::Operator);
        let (typed_reason, fault) = faulty.unzip();
        Self {
            lists: listed.map(|(name, _)| list(name)).collect(),
            periods: if sells { periods(to, today) } else { Vec::new() },
            from: first_of_month(today).to_string(),
            until: today.to_string(),
            accounts: routes::EXPORT_ACCOUNTS.to_owned(),
            may_take_out: role == Role::CooperativeManager,
            typed_reason: typed_reason.unwrap_or_default(),
            fault,
            frame,
        }
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// This month, the last one, this quarter and the last one.
fn periods(to: Reader, today: NaiveDate) -> Vec<(String, String)> {
    let month = first_of_month(today);
    let quarter = month.checked_sub_months(Months::new(month.month0() % 3)).unwrap_or(month);
    let before = |day: NaiveDate, months: u32| day.checked_sub_months(Months::new(months)).unwrap_or(day);
    let until = |day: NaiveDate| day.pred_opt().unwrap_or(day);
    let periods = [
        ("exports-this-month", month, today),
        ("exports-last-month", before(month, 1), until(month)),
        ("exports-this-quarter", quarter, today),
        ("exports-last-quarter", before(quarter, 3), until(quarter)),
    ];
    let link = |from: NaiveDate, to: NaiveDate| Link::to(routes::EXPORT_ACCOUNTS).with("from", from).with("to", to);
    periods.into_iter().map(|(key, from, until)| (to.say(key), link(from, until).to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn periods_are_whole_months_and_quarters() {
        let to = Reader { language: Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        let today = NaiveDate::from_ymd_opt(2026, 2, 14).expect("a day");
        let links: Vec<String> = periods(to, today).into_iter().map(|(_, link)| link).collect();
        let days = [
            "from=2026-02-01&to=2026-02-14",
            "from=2026-01-01&to=2026-01-31",
            "from=2026-01-01&to=2026-02-14",
            "from=2025-10-01&to=2025-12-31",
        ];
        for (link, days) in links.iter().zip(days) {
            assert!(link.ends_with(days), "{link}");
        }
    }
}

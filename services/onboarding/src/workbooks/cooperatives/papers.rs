//! The sheet of papers: its rows are read, held against plots and what is there already, and told again.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use contract::onboarding::{FindPapers, PaperScheme};
use ids::Id;
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Row, RowReader, RowWriter};

use super::{
    judge::{Ground, Judge},
    layouts::{
        AREA_M2, BODY, DECISION_DATE, DECISION_NO, FACILITY, ISSUED_ON, ISSUER, LAYOUTS, LOCATION, NUMBER, PLOT,
        SCHEME, SCORE, STANDARD, STARS, USER_GRANT_NO, VALID_TO,
    },
    rows::Seen,
};
use crate::{
    domain::{Code, Details, Paper, PaperFault, is_area_of_a_paper, scheme_named},
    store::{
        as_rows::{self, PaperAsRow},
        papers,
        producers::PaperRow,
    },
    workbooks::{
        Effect,
        cells::{self, COOPERATIVE, PRODUCT},
        complaints,
    },
};

/// A paper as its row tells it.
pub(super) struct Stated {
    paper: Paper,
    details: Details,
}

pub(super) fn paper<'a>(row: &'a Row, faults: &mut Faults, today: NaiveDate) -> Seen<'a, Stated> {
    let mut reader = RowReader::new(row, faults);
    let cooperative = cells::code(&mut reader, COOPERATIVE);
    let scheme =
        cells::parsed(&mut reader, SCHEME, |text| scheme_named(text).ok_or_else(complaints::paper_kind_unknown));
    let number = reader.text(NUMBER);
    let issuer = cells::name(&mut reader, ISSUER);
    let issued_on = reader.date(ISSUED_ON);
    let valid_to = reader.date(VALID_TO);
    let product = if row.typed(PRODUCT).is_empty() { None } else { cells::product(&mut reader) };
    let stars = small(&mut reader, STARS, PaperFault::Stars);
    let score = small(&mut reader, SCORE, PaperFault::ScoreBand);
    let plots = cells::parsed(&mut reader, PLOT, |text| {
        let codes = text.split([',', ';']).map(str::trim).filter(|code| !code.is_empty());
        codes.map(Code::parse).collect::<Result<BTreeSet<_>, _>>()
    });
    let details = details(&mut reader, today);
    for field in scheme.iter().flat_map(|scheme| details.not_of(*scheme)) {
        reader.add_fault(header_of_detail(field), complaints::not_of_this_kind());
    }
    let sound = reader.is_sound();
    let read = || {
        Some(Paper {
            scheme: scheme?,
            number: number?,
            issuer: issuer?,
            issued_on: issued_on?,
            valid_to,
            product,
            stars,
            score,
            plots: plots.unwrap_or_default(),
        })
    };
    let given = if sound { read() } else { None };
    let paper = given
        .and_then(|given| Paper::try_new(given).map_err(|fault| faults.add(row, header_of(fault), fault.into())).ok());
    Seen { row, cooperative, thing: paper.map(|paper| Stated { paper, details }) }
}

fn details(reader: &mut RowReader<'_>, today: NaiveDate) -> Details {
    let area_m2 = reader.whole(AREA_M2).and_then(|area| {
        let area = Some(area).filter(|area| is_area_of_a_paper(*area));
        if area.is_none() {
            reader.add_fault(AREA_M2, complaints::area_of_a_paper());
        }
        area
    });
    Details {
        plot: cells::words(reader, LOCATION),
        area_m2,
        facility: cells::words(reader, FACILITY),
        decision_no: cells::words(reader, DECISION_NO),
        decision_date: cells::past_day(reader, DECISION_DATE, today),
        user_grant_no: cells::words(reader, USER_GRANT_NO),
        standard: cells::words(reader, STANDARD),
        body: cells::words(reader, BODY),
    }
}

/// What a file says of a paper. Of what it has no column for, it says nothing.
fn told(told: Details, known: Details, has: impl Fn(&str) -> bool) -> Details {
    Details {
        plot: if has(LOCATION) { told.plot } else { known.plot },
        area_m2: if has(AREA_M2) { told.area_m2 } else { known.area_m2 },
        facility: if has(FACILITY) { told.facility } else { known.facility },
        decision_no: if has(DECISION_NO) { told.decision_no } else { known.decision_no },
        decision_date: if has(DECISION_DATE) { told.decision_date } else { known.decision_date },
        user_grant_no: if has(USER_GRANT_NO) { told.user_grant_no } else { known.user_grant_no },
        standard: if has(STANDARD) { told.standard } else { known.standard },
        body: if has(BODY) { told.body } else { known.body },
    }
}

/// A whole number up to 255; a larger one is as wrong as any other outside the rules.
fn small(reader: &mut RowReader<'_>, header: &str, fault: PaperFault) -> Option<u8> {
    let number = reader.whole(header)?;
    u8::try_from(number).map_err(|_| reader.add_fault(header, fault.into())).ok()
}

const fn header_of(fault: PaperFault) -> &'static str {
    match fault {
        PaperFault::DatesOrder | PaperFault::TooLong => VALID_TO,
        PaperFault::Stars | PaperFault::StarsElsewhere => STARS,
        PaperFault::ScoreBand => SCORE,
        PaperFault::ProductMissing => PRODUCT,
        PaperFault::PlotsElsewhere => PLOT,
    }
}

fn header_of_detail(field: &str) -> &'static str {
    match field {
        "plot" => LOCATION,
        "area_m2" => AREA_M2,
        "facility" => FACILITY,
        "decision_no" => DECISION_NO,
        "decision_date" => DECISION_DATE,
        "user_grant_no" => USER_GRANT_NO,
        "standard" => STANDARD,
        _ => BODY,
    }
}

impl Judge<'_> {
    /// A file says nothing of what it has no column for.
    pub(super) fn papers(&mut self, seen: Vec<Seen<'_, Stated>>, has: impl Fn(&str) -> bool, faults: &mut Faults) {
        let mut keys = HashSet::new();
        for Seen { row, cooperative, thing } in seen {
            let ground = self.ground((row, cooperative.as_ref().map(Code::as_str)), faults);
            let (Some(Ground::Firm(tenant)), Some(Stated { mut paper, details })) = (ground, thing) else { continue };
            let key = papers::Key::of(tenant, &paper);
            let known = self.there.papers.get(&key);
            if !has(PLOT) {
                let known = known.iter().flat_map(|known| &known.plots);
                paper.plots = known.filter_map(|code| Code::parse(code).ok()).collect();
            }
            if !self.names_plots(tenant, &paper, (row, faults)) {
                continue;
            }
            let id = known.map_or_else(Id::generate, |known| known.paper_id);
            let before = known.map(|known| known.details.clone()).unwrap_or_default();
            let details = told(details, before.clone(), &has);
            let says_more = details != before;
            let new = PaperRow::new(self.vault, id, tenant, &paper, self.now).with(details);
            let effect = match Effect::of(&new.fingerprint, known.map(|known| known.fingerprint.as_str())) {
                Effect::Nothing if says_more => Effect::Changes,
                effect => effect,
            };
            let is_settled = known.is_some_and(|known| known.is_settled);
            if !keys.insert(key) {
                faults.add(row, NUMBER, complaints::paper_duplicate());
                continue;
            }
            if is_settled && effect != Effect::Nothing {
                faults.add(row, NUMBER, complaints::paper_settled());
                continue;
            }
            let product = paper.product.map(contract::ProductCode::as_str);
            if known.is_some_and(|known| known.is_renewal && known.product.as_deref() != product) {
                faults.add(row, PRODUCT, complaints::paper_renews_another());
                continue;
            }
            self.tallies[2].note(effect);
            if effect != Effect::Nothing {
                self.producers.papers.push(new);
            }
        }
    }
}

pub(super) async fn rows(tx: &Scoped, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    only_who_may::<FindPapers>(tx)?;
    let rows = as_rows::papers(tx, &ids_of(of)?).await?;
    Ok(rows.into_iter().map(|row| (row.paper_id.to_string(), written(row))).collect())
}

fn written(row: PaperAsRow) -> RowWriter {
    let product = row.product.as_deref().and_then(contract::ProductCode::parse).map(|code| code.product().name_vi);
    RowWriter::new(&LAYOUTS[2])
        .with(COOPERATIVE, row.cooperative)
        .with_some(SCHEME, PaperScheme::from_slug(&row.scheme).map(PaperScheme::name_vi))
        .with(NUMBER, row.number)
        .with(ISSUER, row.issuer)
        .with(ISSUED_ON, row.issued_on.to_string())
        .with_some(VALID_TO, row.valid_to.map(|day| day.to_string()))
        .with_some(PRODUCT, product)
        .with_some(STARS, row.stars.map(|stars| stars.to_string()))
        .with_some(SCORE, row.score.map(|score| score.to_string()))
        .with_some(PLOT, row.plots)
        .with_some(LOCATION, row.plot)
        .with_some(AREA_M2, row.area_m2.map(|area| area.to_string()))
        .with_some(FACILITY, row.facility)
        .with_some(DECISION_NO, row.decision_no)
        .with_some(DECISION_DATE, row.decision_date.map(|day| day.to_string()))
        .with_some(USER_GRANT_NO, row.user_grant_no)
        .with_some(STANDARD, row.standard)
        .with_some(BODY, row.body)
}

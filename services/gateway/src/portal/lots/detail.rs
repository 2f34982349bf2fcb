//! One lot: where its goods are in words and numbers, what its households declared, and how that was revised.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use contract::{
    PageRequest,
    intake::{FindStock, StockView},
    onboarding::{DeclaredBy, GetLot, LotFile, ReviseLot, RevisionView},
};
use ids::{Household, Id, Lot, Paper};
use serde::Deserialize;

use super::{Agreement, badge};
use crate::{
    portal::{
        format::Reader,
        frame::{Frame, Visit, render},
        parts::Badge,
        routes,
        stock::LotRow,
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "lots/detail.html")]
pub(crate) struct Page {
    frame: Frame,
    badge: Badge,
    facts: Vec<(String, String)>,
    /// Where the goods are; none while the ledger is silent.
    lot: Option<LotRow>,
    /// `declared = sold + … + on hand`, each in words and kilograms.
    balance: Vec<(String, String)>,
    /// What to do where ledger and declaration differ.
    trouble: Option<String>,
    weighings: Vec<Weighing>,
    revisions: Vec<Revision>,
    ledger: String,
    revise: Option<String>,
}

#[derive(Debug)]
struct Weighing {
    household: String,
    plot: String,
    picked_on: String,
    entered: String,
    kg: String,
    weighed_by: String,
}

#[derive(Debug)]
struct Revision {
    title: String,
    about: String,
    reason: String,
    weighings: Vec<String>,
}

/// What was just done, for the notice.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    done: Option<String>,
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(lot_id): Path<Id<Lot>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    let stock = FindStock { lot_id: Some(lot_id), page: PageRequest::first(1) };
    let (get, is_manager) = (GetLot { lot_id }, visit.may::<ReviseLot>());
    let (file, stock) = tokio::join!(visit.ask(&get), visit.ask(&stock));
    let (file, stock) = (file?, stock.ok().and_then(|page| page.rows.into_iter().next()));
    let names = if is_manager { super::form::households(&visit).await? } else { Vec::new() };
    let names: HashMap<_, _> = names.into_iter().map(|household| (household.household_id, household.name)).collect();
    let words = done.as_deref().and_then(|what| match what {
        "declared" => Some(visit.to.say("lot-declared")),
        "revised" => Some(visit.to.say("lot-revised")),
        _ => None,
    });
    let mut frame = visit.frame(&file.lot.lot.lot_code).done(words);
    if matches!(Agreement::of(&file.lot), Agreement::Waits) {
        frame.again_after = Some(5);
    }
    render(&Page::new(frame, &file, stock.as_ref(), &names, is_manager))
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        file: &LotFile,
        stock: Option<&StockView>,
        names: &HashMap<Id<Household>, String>,
        may_write: bool,
    ) -> Self {
        let (to, lot) = (frame.to, &file.lot.lot);
        let trouble = match (Agreement::of(&file.lot), file.lot.booked) {
            (Agreement::Differs, Some(booked)) => Some(to.say_with(
                "lot-trouble",
                [
                    ("declared", to.weight(lot.quantity_g).into()),
                    ("committed", to.weight(booked.committed_g).into()),
                    ("booked", to.weight(booked.declared_g).into()),
                ],
            )),
            _ => None,
        };
        let facts = [
            ("lot-field-product", format!("{}, {}", to.product(lot.product), to.grade(lot.grade))),
            ("lot-field-season", lot.season.clone()),
            ("lot-field-picked", format!("{} – {}", to.day(lot.picked_from), to.day(lot.picked_to))),
            ("lot-field-sell-by", to.day(lot.sell_by)),
            ("lot-field-entered", format!("{} {}", file.quantity_entered, file.unit_entered)),
            ("lot-field-public-code", file.lot.public_code.clone()),
            ("lot-field-covered", covered(to, lot.covered_by.as_deref())),
        ];
        let weighings = file.weighings.iter().map(|weighing| Weighing {
            household: match names.get(&weighing.household_id) {
                Some(name) => format!("{} · {name}", weighing.household_code),
                None => weighing.household_code.clone(),
            },
            plot: weighing.plot.clone().unwrap_or_else(|| "–".to_owned()),
            picked_on: to.day(weighing.picked_on),
            entered: format!("{} {}", weighing.quantity_entered, weighing.unit_entered),
            kg: to.kg(weighing.quantity_g),
            weighed_by: weighing.weighed_by.clone().unwrap_or_else(|| "–".to_owned()),
        });
        Self {
            badge: badge(to, &file.lot),
            facts: facts.into_iter().map(|(key, value)| (to.say(key), value)).collect(),
            lot: stock.map(|stock| LotRow::new(to, stock, false)),
            balance: stock.map(|stock| balance(to, stock)).unwrap_or_default(),
            trouble,
            weighings: weighings.collect(),
            revisions: revisions(to, &file.revisions),
            ledger: routes::ledger(lot.lot_id),
            revise: may_write.then(|| routes::lot_revise(lot.lot_id)),
            frame,
        }
    }
}

/// How many papers for plots speak of all of it.
fn covered(to: Reader, by: Option<&[Id<Paper>]>) -> String {
    match by {
        None => "–".to_owned(),
        Some([]) => to.say("lot-covered-none"),
        Some(papers) => to.counted("lot-covered", u64::try_from(papers.len()).unwrap_or(u64::MAX)),
    }
}

fn balance(to: Reader, stock: &StockView) -> Vec<(String, String)> {
    let parts = [
        ("lot-balance-declared", stock.declared_g),
        ("lot-balance-sold", stock.sold_g),
        ("lot-balance-off-platform", stock.off_platform_g),
        ("lot-balance-own-use", stock.own_use_g),
        ("lot-balance-waste", stock.waste_g),
        ("lot-balance-on-hand", stock.on_hand_g),
        ("lot-balance-reserved", stock.reserved_g),
    ];
    parts.into_iter().map(|(key, grams)| (to.say(key), to.weight(grams))).collect()
}

/// The newest first; each beside the one before it.
fn revisions(to: Reader, kept: &[RevisionView]) -> Vec<Revision> {
    let before = kept.iter().skip(1).map(Some).chain([None]);
    kept.iter()
        .zip(before)
        .map(|(revision, before)| {
            let weight = to.weight(revision.quantity_g);
            let title = match before {
                Some(before) => to.say_with(
                    "lot-revision-changed",
                    [("before", to.weight(before.quantity_g).into()), ("weight", weight.into())],
                ),
                None => to.say_with("lot-revision-first", [("weight", weight.into())]),
            };
            let about = match revision.source {
                DeclaredBy::Form => {
                    let values = [("at", to.moment(revision.at).into()), ("by", revision.by.as_str().into())];
                    to.say_with("lot-revision-by", values)
                }
                DeclaredBy::File => to.say_with("lot-revision-file", [("at", to.moment(revision.at).into())]),
            };
            let weighings = revision.weighings.iter().map(|weighing| {
                let day = to.day(weighing.picked_on);
                let whose = match &weighing.plot {
                    Some(plot) => format!("{} ({plot})", weighing.household_code),
                    None => weighing.household_code.clone(),
                };
                format!("{whose} · {day}: {} {}", weighing.quantity_entered, weighing.unit_entered)
            });
            Revision { title, about, reason: revision.reason.clone(), weighings: weighings.collect() }
        })
        .collect()
}

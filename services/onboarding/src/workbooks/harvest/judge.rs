//! Sound lots are weighed against their declarations and held against what is there; what is new or changed becomes the plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use contract::Scope;
use ids::{Cooperative, Household, Id, Lot as LotId};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Row};

use super::{
    LotsPlan,
    layouts::{HOUSEHOLD, LOT, PICKED_ON, PLOT, WEIGHED_BY},
    rows::{SeenDeclaration, SeenLot, header_of},
};
use crate::{
    domain::{Code, Declaration, Lot, Membership},
    store::{
        Vault,
        as_rows::{self, HarvestAsRow, LotAsRow},
        cooperatives, households,
        lots::{self, HarvestRow, LotRow, Origin, Weighed, WeighingKey},
        plots, turn,
    },
    workbooks::{
        Effect, Tally,
        cells::{COOPERATIVE, QUANTITY},
        complaints,
        masked::MARK,
        may_touch,
    },
};

/// What is there already, as far as the file speaks of it.
pub(super) struct There {
    own_code: Option<String>,
    cooperatives: HashMap<String, Id<Cooperative>>,
    households: HashMap<(Id<Cooperative>, String), (Id<Household>, Membership)>,
    plots: plots::ByCode,
    lots: HashMap<String, lots::Known>,
    lot_codes: HashMap<String, Id<Cooperative>>,
    /// What is already sold, lost or promised of a lot.
    committed: HashMap<String, i64>,
    /// Lots as they were declared, where the file leaves out their sheet.
    declared: Vec<LotAsRow>,
    /// Weighings as they were written.
    weighed: HashMap<WeighedKey, Vec<HarvestAsRow>>,
    given: Given,
}

/// By lot, household and day.
type WeighedKey = (String, String, NaiveDate);

/// Which sheets and columns the file has. What it leaves out stays as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub lots: bool,
    pub declarations: bool,
    /// The column of plots.
    pub plots: bool,
}

impl There {
    pub(super) async fn load(
        tx: &Scoped,
        given: Given,
        lots: &[SeenLot<'_>],
        declarations: &[SeenDeclaration<'_>],
    ) -> Result<Self, Stop> {
        let cooperatives = lots.iter().filter_map(|seen| Some(seen.cooperative.as_ref()?.as_str().to_owned()));
        let cooperatives = cooperatives::known(tx, cooperatives.collect()).await?;
        let named = declarations.iter().filter_map(|seen| seen.lot.as_ref());
        let codes = lots.iter().filter_map(|seen| seen.code.as_ref()).chain(named);
        let codes: BTreeSet<String> = codes.map(|code| code.as_str().to_owned()).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let declared = if given.lots { Vec::new() } else { as_rows::lots_with_codes(tx, &codes).await? };
        let ids = cooperatives.iter().map(|known| known.cooperative_id);
        let ids: BTreeSet<_> = ids.chain(declared.iter().map(|lot| lot.cooperative_id)).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        turn::take(tx, ids.iter().map(|id| id.uuid())).await?;
        let households = households::known(tx, &ids).await?;
        let mut weighed: HashMap<WeighedKey, Vec<HarvestAsRow>> = HashMap::new();
        for row in as_rows::harvests_with_codes(tx, &codes).await? {
            weighed.entry((row.lot_code.clone(), row.household.clone(), row.picked_on)).or_default().push(row);
        }
        Ok(Self {
            own_code: cooperatives::own_code(tx).await?,
            cooperatives: cooperatives.into_iter().map(|known| (known.code, known.cooperative_id)).collect(),
            households: households
                .into_iter()
                .filter(|known| !known.erased)
                .map(|known| ((known.cooperative_id, known.code), (known.household_id, known.membership)))
                .collect(),
            plots: plots::known(tx, &ids).await?,
            lots: lots::known(tx, &codes).await?,
            lot_codes: lots::used_codes(tx, &codes).await?,
            committed: lots::committed(tx, &codes).await?,
            declared,
            weighed,
            given,
        })
    }
}

/// A lot of the file while its declarations come together.
struct Gathering<'a> {
    row: &'a Row,
    cooperative_id: Id<Cooperative>,
    lot: Lot,
    declarations: Vec<(Origin, Declaration)>,
    /// A declaration is at fault, so that the lot can neither be weighed nor taken.
    incomplete: bool,
}

/// A lot with all its declarations, sound.
pub(super) struct Gathered {
    lot_id: Id<LotId>,
    stored: Option<String>,
    row: LotRow,
    weighings: BTreeMap<WeighingKey, Weighed>,
}

/// The lots of the file that are sound with all their declarations.
pub(super) fn judge(
    vault: &Vault,
    scope: &Scope,
    there: &There,
    (seen_lots, seen_declarations): (Vec<SeenLot<'_>>, Vec<SeenDeclaration<'_>>),
    faults: &mut Faults,
) -> Vec<Gathered> {
    let mut lots = gather_lots(scope, there, seen_lots, faults);
    leave_as_they_are(there, &mut lots, &seen_declarations);
    for seen in seen_declarations {
        gather_declaration(there, &mut lots, seen, faults);
    }
    let mut sound = Vec::new();
    for gathering in lots.into_values().flatten() {
        let complete = !gathering.incomplete;
        let declarations = gathering.declarations.iter().map(|(_, declaration)| declaration);
        match gathering.lot.weigh(declarations) {
            Ok(()) if complete => match there.committed.get(gathering.lot.code.as_str()) {
                Some(committed_g) if gathering.lot.is_below(*committed_g) => {
                    faults.add(gathering.row, QUANTITY, complaints::lot_below_sold(*committed_g));
                }
                _ => sound.push(gathered(vault, there, gathering)),
            },
            Err(fault) if complete => faults.add(gathering.row, header_of(fault), fault.into()),
            Ok(()) | Err(_) => {}
        }
    }
    sound
}

/// The file's lots by code; `None` for one at fault.
fn gather_lots<'a>(
    scope: &Scope,
    there: &There,
    seen: Vec<SeenLot<'a>>,
    faults: &mut Faults,
) -> BTreeMap<String, Option<Gathering<'a>>> {
    let mut lots = BTreeMap::new();
    for SeenLot { row, code, cooperative, lot } in seen {
        let mut complain = |header: &str, complaint| faults.add(row, header, complaint);
        let code = code.map(|code| code.as_str().to_owned());
        if code.as_ref().is_some_and(|code| lots.contains_key(code)) {
            complain(LOT, complaints::lot_duplicate());
            continue;
        }
        let cooperative_id = cooperative.and_then(|cooperative| {
            if !may_touch(scope, there.own_code.as_deref(), cooperative.as_str()) {
                complain(COOPERATIVE, complaints::not_your_cooperative());
                return None;
            }
            let id = there.cooperatives.get(cooperative.as_str()).copied();
            if id.is_none() {
                complain(COOPERATIVE, complaints::cooperative_unknown());
            }
            id
        });
        let Some(code) = code else { continue };
        let holder = there.lot_codes.get(&code);
        let elsewhere = cooperative_id.is_some_and(|id| holder.is_some_and(|holder| *holder != id));
        if elsewhere {
            complain(LOT, complaints::lot_other_cooperative());
        }
        let sound = lot.zip(cooperative_id).filter(|_| !elsewhere).map(|(lot, cooperative_id)| Gathering {
            row,
            cooperative_id,
            lot,
            declarations: Vec::new(),
            incomplete: false,
        });
        lots.insert(code, sound);
    }
    lots
}

/// What the file leaves out is as it was declared before.
fn leave_as_they_are<'a>(
    there: &There,
    lots: &mut BTreeMap<String, Option<Gathering<'a>>>,
    seen: &[SeenDeclaration<'a>],
) {
    for declared in &there.declared {
        let row = seen.iter().find(|seen| seen.lot.as_ref().is_some_and(|code| code.as_str() == declared.lot_code));
        let gathering = row.zip(declared.lot()).map(|(seen, lot)| Gathering {
            row: seen.row,
            cooperative_id: declared.cooperative_id,
            lot,
            declarations: Vec::new(),
            incomplete: false,
        });
        lots.insert(declared.lot_code.clone(), gathering);
    }
    if there.given.declarations {
        return;
    }
    for row in there.weighed.values().flatten() {
        if let Some(Some(gathering)) = lots.get_mut(&row.lot_code) {
            gathering.declarations.extend(row.declaration().map(|declaration| (row.origin(), declaration)));
        }
    }
}

fn gather_declaration(
    there: &There,
    lots: &mut BTreeMap<String, Option<Gathering<'_>>>,
    SeenDeclaration { row, lot, declaration }: SeenDeclaration<'_>,
    faults: &mut Faults,
) {
    let Some(code) = lot else { return };
    let Some(gathering) = lots.get_mut(code.as_str()) else {
        faults.add(row, LOT, complaints::lot_unknown());
        return;
    };
    let Some(gathering) = gathering else { return };
    let Some(declaration) = declaration else {
        gathering.incomplete = true;
        return;
    };
    let before = there.weighed.get(&(
        code.as_str().to_owned(),
        declaration.household.as_str().to_owned(),
        declaration.picked_on,
    ));
    // The how-manieth of the household and day, and what was written of it before.
    let is_like =
        |known: &Declaration| known.household == declaration.household && known.picked_on == declaration.picked_on;
    let place = gathering.declarations.iter().filter(|(_, known)| is_like(known)).count();
    let before = before.and_then(|rows| rows.get(place));
    let mut declaration = declaration;
    if declaration.weighed_by.as_deref().is_some_and(|name| name.starts_with(MARK)) {
        declaration.weighed_by = before.and_then(|row| row.weighed_by.clone());
        if declaration.weighed_by.is_none() {
            faults.add(row, WEIGHED_BY, complaints::masked());
            gathering.incomplete = true;
            return;
        }
    }
    if !there.given.plots {
        declaration.plot = before.and_then(|row| Code::parse(row.plot.as_deref()?).ok());
    }
    let key = (gathering.cooperative_id, declaration.household.as_str().to_owned());
    let known = there.households.get(&key);
    let household = known.map(|(id, _)| *id).or(before.map(|row| row.household_id));
    if household.is_none() {
        faults.add(row, HOUSEHOLD, complaints::household_unknown());
    }
    let in_window = gathering.lot.is_picked_on(declaration.picked_on);
    if !in_window {
        faults.add(row, PICKED_ON, complaints::picked_outside_lot());
    }
    // What was written while the household was a member stays.
    let had_left = before.is_none() && known.is_some_and(|(_, times)| times.had_left(declaration.picked_on));
    if had_left {
        faults.add(row, PICKED_ON, complaints::household_had_left());
    }
    let (tenant, product) = (gathering.cooperative_id, gathering.lot.product);
    let plot = household.map(|household_id| {
        plots::named(&there.plots, (tenant, declaration.plot.as_ref()), (household_id, product))
            .map(|plot_id| Origin { household_id, plot_id })
            .map_err(|misfit| faults.add(row, PLOT, misfit.into()))
    });
    match plot {
        Some(Ok(origin)) if in_window && !had_left => gathering.declarations.push((origin, declaration)),
        _ => gathering.incomplete = true,
    }
}

fn gathered(vault: &Vault, there: &There, gathering: Gathering<'_>) -> Gathered {
    let Gathering { cooperative_id, lot, declarations, .. } = gathering;
    let known = there.lots.get(lot.code.as_str());
    let lot_id = known.map_or_else(Id::generate, |known| known.lot_id);
    let (row, weighings) = LotRow::new(vault, (lot_id, cooperative_id), lot, declarations);
    Gathered { lot_id, stored: known.map(|known| known.fingerprint.clone()), row, weighings }
}

/// What of it is new or changed.
pub(super) async fn plan(tx: &Scoped, lots: Vec<Gathered>, at: DateTime<Utc>) -> Result<LotsPlan, Stop> {
    let (mut lot_tally, mut harvest_tally) = (Tally::of("lots"), Tally::of("harvests"));
    let effect_of = |lot: &Gathered| Effect::of(&lot.row.fingerprint, lot.stored.as_deref());
    let changed: Vec<Id<LotId>> =
        lots.iter().filter(|lot| effect_of(lot) == Effect::Changes).map(|lot| lot.lot_id).collect();
    let stored = lots::harvests(tx, &changed).await?;
    let (mut lot_rows, mut harvest_rows) = (Vec::new(), Vec::new());
    for lot in lots {
        let effect = effect_of(&lot);
        lot_tally.note(effect);
        for (key, weighed) in lot.weighings {
            if effect == Effect::Nothing {
                harvest_tally.note(Effect::Nothing);
                continue;
            }
            harvest_tally.note(match stored.get(&key) {
                None => Effect::Adds,
                Some(before) if *before == weighed => Effect::Nothing,
                Some(_) => Effect::Changes,
            });
            harvest_rows.push(HarvestRow::new(&key, weighed));
        }
        if effect != Effect::Nothing {
            lot_rows.push(lot.row);
        }
    }
    Ok(LotsPlan { lots: lot_rows, harvests: harvest_rows, counts: vec![lot_tally.count(), harvest_tally.count()], at })
}

//! Sound lots are weighed against their declarations and held against what is there; what is new or changed becomes the plan.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use contract::Scope;
use ids::{Cooperative, Household, Id, Lot as LotId};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Row};

use super::{
    LotsPlan,
    layouts::{HOUSEHOLD, LOT, PICKED_ON},
    rows::{SeenDeclaration, SeenLot, header_of},
};
use crate::{
    domain::{Declaration, Lot, Membership},
    store::{
        Vault, cooperatives, households,
        lots::{self, HarvestRow, LotRow, Weighed, WeighingKey},
    },
    workbooks::{
        Effect, Tally,
        cells::{COOPERATIVE, QUANTITY},
        complaints, may_touch,
    },
};

/// What is there already, as far as the file speaks of it.
pub(super) struct There {
    own_code: Option<String>,
    cooperatives: HashMap<String, Id<Cooperative>>,
    households: HashMap<(Id<Cooperative>, String), (Id<Household>, Membership)>,
    lots: HashMap<String, lots::Known>,
    lot_codes: HashMap<String, Id<Cooperative>>,
    /// What is already sold, lost or promised of a lot.
    committed: HashMap<String, i64>,
}

impl There {
    pub(super) async fn load(tx: &Scoped, seen: &[SeenLot<'_>]) -> Result<Self, Stop> {
        let cooperatives = seen.iter().filter_map(|seen| Some(seen.cooperative.as_ref()?.as_str().to_owned()));
        let cooperatives = cooperatives::known(tx, cooperatives.collect()).await?;
        let ids: Vec<Id<Cooperative>> = cooperatives.iter().map(|known| known.cooperative_id).collect();
        let households = households::known(tx, &ids).await?;
        let codes: Vec<String> = seen.iter().filter_map(|seen| Some(seen.code.as_ref()?.as_str().to_owned())).collect();
        Ok(Self {
            own_code: cooperatives::own_code(tx).await?,
            cooperatives: cooperatives.into_iter().map(|known| (known.code, known.cooperative_id)).collect(),
            households: households
                .into_iter()
                .filter(|known| !known.erased)
                .map(|known| ((known.cooperative_id, known.code), (known.household_id, known.membership)))
                .collect(),
            lots: lots::known(tx, &codes).await?,
            lot_codes: lots::used_codes(tx, &codes).await?,
            committed: lots::committed(tx, &codes).await?,
        })
    }
}

/// A lot of the file while its declarations come together.
struct Gathering<'a> {
    row: &'a Row,
    cooperative_id: Id<Cooperative>,
    lot: Lot,
    declarations: Vec<(Id<Household>, Declaration)>,
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
    let key = (gathering.cooperative_id, declaration.household.as_str().to_owned());
    let household = there.households.get(&key);
    if household.is_none() {
        faults.add(row, HOUSEHOLD, complaints::household_unknown());
    }
    let in_window = gathering.lot.is_picked_on(declaration.picked_on);
    if !in_window {
        faults.add(row, PICKED_ON, complaints::picked_outside_lot());
    }
    let had_left = household.is_some_and(|(_, membership)| membership.had_left(declaration.picked_on));
    if had_left {
        faults.add(row, PICKED_ON, complaints::household_had_left());
    }
    match household {
        Some((household, _)) if in_window && !had_left => gathering.declarations.push((*household, declaration)),
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

//! A lot's declaration is revised, with a reason. What was declared before is kept.

use contract::{
    Refusal, code,
    onboarding::{DeclaredBy, ReviseLot},
};
use mailbox::Stop;
use scoped::Scoped;

use super::{
    declare_lot::{fault, read},
    review_cooperative::by_name,
};
use crate::{
    App,
    domain::{LotCode, Season},
    store::{
        lots::{self, HarvestRow, LotRow, Said},
        turn,
    },
};

const REASON_LENGTH_MAX: usize = 500;

/// Refused below what the ledger has told as sold, lost or promised. An order that comes in at this very moment is not known
/// here yet; then the ledger keeps what it has, and says so.
pub(crate) async fn revise_lot(app: &App, tx: &Scoped, ask: ReviseLot) -> Result<(), Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("lot")) };
    turn::take(tx, [cooperative_id.uuid()]).await?;
    let known = lots::lock(tx, ask.lot_id).await?;
    let known = known.filter(|lot| lot.cooperative_id == cooperative_id).ok_or_else(|| Stop::not_found("lot"))?;
    if known.version != ask.version {
        return Err(Refusal::new(code::CONFLICT, "the lot was changed since it was looked at").into());
    }
    let mut faults = Vec::new();
    let reason = ask.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_LENGTH_MAX {
        faults.push(fault("reason", if reason.is_empty() { "missing" } else { "text_length" }));
    }
    let code = LotCode::parse(&known.lot_code).map_err(|_| anyhow::anyhow!("a stored lot code is none"))?;
    let season = Season::parse(&ask.form.season).map_err(|_| faults.push(fault("season", "season_form"))).ok();
    let typed = ask.form.lot_code.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    if typed.is_some_and(|typed| typed != known.lot_code) {
        faults.push(fault("lot_code", "lot_code_fixed"));
    }
    let (lot, declarations) = read(app, tx, cooperative_id, Some(code), season, &ask.form, faults).await?;
    let committed_g = lots::committed(tx, std::slice::from_ref(&known.lot_code)).await?;
    let committed_g = committed_g.get(&known.lot_code).copied().unwrap_or(0);
    if lot.is_below(committed_g) {
        let detail = format!("{committed_g} g of {} are already sold, lost or promised", known.lot_code);
        let fields = vec![fault("weighings", "below_sold")];
        return Err(Refusal { fields, ..Refusal::new(code::STOCK_SHORT, detail) }.into());
    }
    let (row, weighings) = LotRow::new(&app.vault, (known.lot_id, cooperative_id), lot, declarations);
    if row.fingerprint == hex::encode(&known.fingerprint) {
        return Ok(());
    }
    let harvests: Vec<HarvestRow> =
        weighings.into_iter().map(|(key, weighed)| HarvestRow::new(&key, weighed)).collect();
    let by = by_name(tx, &ask.name);
    let said = Said { at: app.calendar.now(), source: DeclaredBy::Form, by: &by, reason };
    lots::save(tx, vec![row], &harvests, &said).await
}

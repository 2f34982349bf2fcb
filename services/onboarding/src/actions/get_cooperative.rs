//! One cooperative's file.

use contract::onboarding::{CooperativeFile, GetCooperative, Unusual};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{is_held_by, unusual},
    store::{cooperatives, households, identities, representatives, standings, unions},
};

pub(crate) async fn get_cooperative(_: &App, tx: &Scoped, ask: GetCooperative) -> Result<CooperativeFile, Stop> {
    let missing = || Stop::not_found("cooperative");
    let (cooperative, contact) = cooperatives::get(tx, ask.cooperative_id).await?.ok_or_else(missing)?;
    let known = cooperatives::by_id(tx, ask.cooperative_id).await?.ok_or_else(missing)?;
    // A suspension that only one official wants is not the manager's to read.
    let is_official = tx.caller().scope.cooperative().is_none();
    let mut unusual = unusual(cooperative.kind, &cooperative.name, cooperative.households);
    let bank = contact.bank();
    let names = [cooperative.name.as_str(), &contact.representative];
    if bank.as_ref().is_some_and(|bank| !is_held_by(&bank.holder, &names)) {
        unusual.push(Unusual::BankHolder);
    }
    Ok(CooperativeFile {
        cooperative,
        version: known.version,
        representative: contact.representative,
        representative_id_masked: households::masked_id(contact.representative_id_tail.as_deref()),
        phone_masked: households::masked_phone(contact.phone_tail.as_deref()),
        representative_since: contact.representative_since,
        representative_erased: known.erased,
        former_representatives: representatives::former(tx, ask.cooperative_id).await?,
        unions: unions::of(tx, ask.cooperative_id).await?,
        hamlet: contact.hamlet,
        founded_on: contact.founded_on,
        legacy_tax_code: contact.legacy_tax_code,
        bank,
        unusual,
        identity: identities::of(tx, ask.cooperative_id).await?,
        suspension: known.standing.proposal.filter(|_| is_official).map(Into::into),
        steps: standings::steps(tx, ask.cooperative_id).await?,
    })
}

//! Somebody of the province registers a cooperative that is not here yet; its manager is invited next.

use contract::{
    Refusal,
    onboarding::{Because, RegisterCooperative},
};
use host::Secret;
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::Scoped;

use super::save_cooperative::{is_nobody_elses, read, taken};
use crate::{
    App,
    domain::Standing,
    store::{
        cooperatives::{self, Kept},
        producers::{self, CooperativeRow, Producers},
    },
};

pub(crate) async fn register_cooperative(
    app: &App,
    tx: &Scoped,
    ask: RegisterCooperative,
) -> Result<Id<Cooperative>, Stop> {
    let nothing = Kept {
        representative_id: Secret::new(String::new()),
        phone: Secret::new(String::new()),
        hamlet: None,
        address_given: String::new(),
        bank: None,
    };
    let kind = ask.form.kind.unwrap_or_default();
    let now = read((&ask.code, kind), &ask.form, &nothing, true, app.calendar.today())?;
    if !cooperatives::known(tx, vec![now.code.as_str().to_owned()]).await?.is_empty() {
        return Err(Refusal::of_fields(vec![Because::Taken.of("code")]).into());
    }
    let (id, at) = (Id::generate(), app.calendar.now());
    let row = CooperativeRow::new(&app.vault, id, &now, None, &Standing::draft(at));
    is_nobody_elses(tx, &row, id).await?;
    let banked = row.banked(None, at).into_iter().collect();
    let saved = Producers { cooperatives: vec![row], banked, ..Producers::default() };
    producers::save(tx, &app.vault, saved).await.map_err(taken)?;
    Ok(id)
}

//! A form is not finished: what was typed is kept, resumed, or forgotten.

use contract::{
    FieldFault, Refusal, Role, code,
    onboarding::{Draft, DraftForm, DropDraft, FindDraft, SaveDraft},
};
use ids::{Cooperative, Id};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    store::drafts::{self, Place},
};

/// Of all names and values together.
const BYTES_MAX: usize = 64 * 1024;
const ABOUT_LENGTH_MAX: usize = 64;

pub(crate) async fn save_draft(app: &App, tx: &Scoped, ask: SaveDraft) -> Result<(), Stop> {
    let bytes: usize =
        ask.fields.iter().map(|(name, values)| name.len() + values.iter().map(String::len).sum::<usize>()).sum();
    if bytes > BYTES_MAX || ask.about.len() > ABOUT_LENGTH_MAX {
        let fault = FieldFault { field: "fields".into(), code: "text_length".into() };
        return Err(Refusal::of_fields(vec![fault]).into());
    }
    let place = Place { cooperative_id: own(tx, ask.form)?, form: ask.form, about: &ask.about };
    if drafts::save(tx, &app.vault, place, &ask).await? {
        Ok(())
    } else {
        Err(Refusal::new(code::CONFLICT, "there are too many drafts; finish or drop one").into())
    }
}

pub(crate) async fn find_draft(app: &App, tx: &Scoped, ask: FindDraft) -> Result<Option<Draft>, Stop> {
    drafts::find(tx, &app.vault, Place { cooperative_id: own(tx, ask.form)?, form: ask.form, about: &ask.about }).await
}

pub(crate) async fn drop_draft(_: &App, tx: &Scoped, ask: DropDraft) -> Result<(), Stop> {
    drafts::drop(tx, Place { cooperative_id: own(tx, ask.form)?, form: ask.form, about: &ask.about }).await
}

/// Drafts are a cooperative's; whoever acts in none has none, and an assistant those of their errands.
fn own(tx: &Scoped, form: DraftForm) -> Result<Id<Cooperative>, Refusal> {
    let caller = tx.caller();
    let is_theirs = caller.role != Role::Assistant || caller.errands.contains(&form.errand());
    let own = caller.scope.cooperative().filter(|_| is_theirs);
    own.ok_or_else(|| Refusal::new(code::NOT_ALLOWED, "drafts belong to a cooperative, and to an errand"))
}

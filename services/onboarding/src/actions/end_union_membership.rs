//! Either side says that a membership in a union ends.

use contract::{Refusal, code, onboarding::EndUnionMembership};
use mailbox::Stop;
use scoped::Scoped;

use super::add_union_member::fault;
use crate::{App, domain::UnionTermFault, store::unions};

pub(crate) async fn end_union_membership(app: &App, tx: &Scoped, ask: EndUnionMembership) -> Result<(), Stop> {
    let term = unions::lock(tx, ask.membership_id).await?;
    let ended = term.end(ask.left_on, app.calendar.today()).map_err(|why| match why {
        UnionTermFault::State => Refusal::new(code::CONFLICT, "the membership is over already"),
        why => Refusal::of_fields(vec![fault(why, "left_on")]),
    })?;
    unions::end(tx, ask.membership_id, ended).await
}

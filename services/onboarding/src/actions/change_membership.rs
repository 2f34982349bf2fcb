//! A household leaves its cooperative, has not left after all, or comes back.

use contract::{
    Refusal, code,
    onboarding::{Because, ChangeMembership, MembershipStep},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{Membership, MembershipFault},
    store::{households, producers},
};

pub(crate) async fn change_membership(app: &App, tx: &Scoped, ask: ChangeMembership) -> Result<(), Stop> {
    let id = ask.household_id;
    let stored = households::lock(tx, id).await?;
    if stored.erased {
        return Err(Refusal::new(code::ERASED, "the data of the household were erased").into());
    }
    let before = Membership { joined_on: stored.joined_on, left_on: stored.left_on, earlier: Vec::new() };
    let now = before.after(ask.step, app.calendar.today()).map_err(|why| refused(why, ask.step))?;
    let past = now.earlier.first().copied();
    households::set_time(tx, id, (now.joined_on, now.left_on), past).await?;
    producers::recount(tx, stored.cooperative_id).await
}

fn refused(why: MembershipFault, step: MembershipStep) -> Refusal {
    let field = match step {
        MembershipStep::Rejoin(_) => "joined_on",
        MembershipStep::Leave(_) | MembershipStep::TakeBack => "left_on",
    };
    match why {
        MembershipFault::Future => Refusal::of_fields(vec![Because::DateFuture.of(field)]),
        MembershipFault::Order => Refusal::of_fields(vec![Because::DatesOrder.of(field)]),
        MembershipFault::State => Refusal::new(code::CONFLICT, why.to_string()),
    }
}

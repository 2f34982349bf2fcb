//! A union says that a cooperative is its member.

use contract::{
    FieldFault, Refusal, code,
    onboarding::{AddUnionMember, Because},
};
use ids::{Id, UnionMembership};
use mailbox::Stop;
use scoped::Scoped;
use sea_orm::SqlErr;

use crate::{
    App,
    domain::{Code, TaxCode, UnionTerm, UnionTermFault},
    store::{cooperatives, unions},
};

pub(crate) async fn add_union_member(app: &App, tx: &Scoped, ask: AddUnionMember) -> Result<Id<UnionMembership>, Stop> {
    let Some(own) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("cooperative")) };
    let union =
        cooperatives::lock(tx, &[own]).await?.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    let refused = |because: Because| Stop::from(Refusal::of_fields(vec![because.of("member")]));
    if !union.identity.kind.is_union() {
        return Err(Refusal::new(code::CONFLICT, "only a union has members that are cooperatives").into());
    }
    if !union.standing.may_sell() {
        return Err(refused(Because::UnionNotVerified));
    }
    let known_by = known_by(&ask.member).ok_or_else(|| refused(Because::CooperativeUnknown))?;
    let member = unions::candidates(tx, vec![known_by]).await?.into_values().next();
    let member = member.ok_or_else(|| refused(Because::CooperativeUnknown))?;
    if member.is_union() {
        return Err(refused(Because::UnionInUnion));
    }
    let earlier = unions::known(tx, &[own]).await?.into_iter().filter(|it| it.member_id == member.cooperative_id);
    let earlier: Vec<_> = earlier.map(|it| it.term).collect();
    let begun = UnionTerm::begin(ask.joined_on, &earlier, app.calendar.today());
    let begun = begun.map_err(|why| Refusal::of_fields(vec![fault(why, "joined_on")]))?;
    let id = Id::generate();
    unions::begin(tx, id, own, &member, begun).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) if words.contains("union_membership_once") => {
            Refusal::of_fields(vec![fault(UnionTermFault::State, "joined_on")]).into()
        }
        // It became one while this was asked.
        Some(SqlErr::ForeignKeyConstraintViolation(words)) if words.contains("union_membership_of_no_union") => {
            refused(Because::UnionInUnion)
        }
        _ => Stop::from(error),
    })?;
    Ok(id)
}

/// What a member is known by: a tax code, or the short code; none where it can be neither.
pub(crate) fn known_by(typed: &str) -> Option<String> {
    let tax_code = TaxCode::parse(typed).ok().map(|tax_code| tax_code.digits().to_owned());
    tax_code.or_else(|| Code::parse(typed).ok().map(|code| code.as_str().to_owned()))
}

/// Why a term does not begin or end so, beside the field of its day.
pub(super) fn fault(why: UnionTermFault, field: &str) -> FieldFault {
    match why {
        UnionTermFault::Future => Because::DateFuture.of(field),
        UnionTermFault::Order => Because::DatesOrder.of(field),
        UnionTermFault::State => Because::MemberAlready.of("member"),
    }
}

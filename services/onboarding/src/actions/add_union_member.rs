//! A union says that a cooperative is its member.

use contract::{
    FieldFault, Refusal, code,
    onboarding::{AddUnionMember, Because, ProducerKind},
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
    let known_by = match TaxCode::parse(&ask.member) {
        Ok(tax_code) => tax_code.digits().to_owned(),
        Err(_) => Code::parse(&ask.member).map_err(|_| refused(Because::CooperativeUnknown))?.as_str().to_owned(),
    };
    let member = unions::candidate(tx, &known_by).await?.ok_or_else(|| refused(Because::CooperativeUnknown))?;
    if member.kind == ProducerKind::CooperativeUnion.slug() {
        return Err(refused(Because::UnionInUnion));
    }
    let earlier = unions::terms(tx, own, member.cooperative_id).await?;
    let begun = UnionTerm::begin(ask.joined_on, &earlier, app.calendar.today());
    let begun = begun.map_err(|why| Refusal::of_fields(vec![fault(why, "joined_on")]))?;
    unions::begin(tx, own, &member, begun).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) if words.contains("union_membership_once") => {
            Refusal::of_fields(vec![fault(UnionTermFault::State, "joined_on")]).into()
        }
        _ => Stop::from(error),
    })
}

/// Why a term does not begin or end so, beside the field of its day.
pub(super) fn fault(why: UnionTermFault, field: &str) -> FieldFault {
    match why {
        UnionTermFault::Future => Because::DateFuture.of(field),
        UnionTermFault::Order => Because::DatesOrder.of(field),
        UnionTermFault::State => Because::MemberAlready.of("member"),
    }
}

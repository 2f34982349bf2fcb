//! An assistant is let act for a producer: proposed or given, decided, found.

use contract::{
    Actor, Ask, Caller, FieldFault, Page, Refusal, Role,
    accounts::{
        DecideDelegation, DelegationDecision, DelegationTerms, DelegationView, FindDelegations, GiveDelegation,
        ProposeDelegation,
    },
    code,
};
use ids::{Delegation, Id, Person};
use mailbox::Stop;
use scoped::Scoped;

use super::identify::oneself;
use crate::{
    App,
    domain::{Login, faults_of_terms},
    store::{
        delegations::{self, New, Of},
        persons,
    },
};

const AGREED_BY_LENGTH_MAX: usize = 200;

/// An assistant proposes; it holds once somebody else accepts.
pub(crate) async fn propose_delegation(app: &App, caller: &Caller, ask: ProposeDelegation) -> Result<(), Stop> {
    let mut faults = faults_of_terms(&ask.terms, app.calendar.today());
    let agreed_by = ask.agreed_by.trim();
    if !(2..=AGREED_BY_LENGTH_MAX).contains(&agreed_by.chars().count()) {
        faults.push(fault("agreed_by", "text_length"));
    }
    if ask.evidence.len() != 64 || !ask.evidence.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        faults.push(fault("evidence", "missing"));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let new = New {
        delegation_id: ask.delegation_id,
        assistant_id: oneself(caller)?,
        terms: &ask.terms,
        agreed_by,
        evidence: Some(&ask.evidence),
        given_by: None,
    };
    add(app, caller, new, ProposeDelegation::NAME).await
}

/// A manager gives; it holds at once.
pub(crate) async fn give_delegation(app: &App, caller: &Caller, ask: GiveDelegation) -> Result<(), Stop> {
    let giver = oneself(caller)?;
    let mut faults = faults_of_terms(&ask.terms, app.calendar.today());
    if caller.scope.cooperative() != Some(ask.terms.cooperative_id) {
        faults.push(fault("cooperative_id", "not_yours_to_give"));
    }
    let tx = app.database.begin_as_service().await?;
    // Whether there is somebody of that login who is no assistant, nobody learns here.
    let assistant = match Login::parse(&ask.assistant_login) {
        Ok(login) => persons::find_assistant(&tx, &login).await?.filter(|assistant| *assistant != giver),
        Err(_) => None,
    };
    let name = persons::identity(&tx, giver).await?.name;
    tx.commit().await?;
    let Some(assistant_id) = assistant else {
        faults.push(fault("assistant_login", "not_an_assistant"));
        return Err(Refusal::of_fields(faults).into());
    };
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let new = New {
        delegation_id: ask.delegation_id,
        assistant_id,
        terms: &ask.terms,
        agreed_by: &name,
        evidence: None,
        given_by: Some(giver),
    };
    add(app, caller, new, GiveDelegation::NAME).await
}

fn fault(field: &str, code: &str) -> FieldFault {
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

async fn add(app: &App, caller: &Caller, new: New<'_>, action: &str) -> Result<(), Stop> {
    let (delegation_id, assistant_id, terms) = (new.delegation_id, new.assistant_id, new.terms.clone());
    let tx = app.database.begin_as_service().await?;
    if delegations::add(&tx, new).await? {
        note(&tx, caller, action, delegation_id, assistant_id, &terms).await?;
        tx.commit().await?;
    } else {
        // The same once more has been done; of another one the id was used.
        let page = contract::PageRequest::first(1);
        let today = app.calendar.today();
        let known = delegations::find(&tx, Of::Everybody, Some(delegation_id), None, &page, today).await?.rows;
        let is_same = known.first().is_some_and(|known| {
            known.assistant_id == assistant_id && known.terms.cooperative_id == terms.cooperative_id
        });
        if !is_same {
            return Err(Refusal::of_fields(vec![fault("delegation_id", "used")]).into());
        }
    }
    Ok(())
}

async fn note(
    tx: &Scoped,
    caller: &Caller,
    action: &str,
    delegation_id: Id<Delegation>,
    assistant_id: Id<Person>,
    terms: &DelegationTerms,
) -> Result<(), Stop> {
    let objects = vec![delegation_id.to_string(), assistant_id.to_string(), terms.cooperative_id.to_string()];
    audit::append(tx, caller, audit::Entry { action, objects, outcome: "done", digest: "" }).await?;
    Ok(())
}

/// Somebody accepts, declines or ends a delegation.
pub(crate) async fn decide_delegation(app: &App, caller: &Caller, ask: DecideDelegation) -> Result<(), Stop> {
    let by = oneself(caller)?;
    let tx = app.database.begin_as_service().await?;
    let known = delegations::lock(&tx, ask.delegation_id).await?.ok_or_else(|| Stop::not_found("delegation"))?;
    let state = known.decided(caller, ask.decision)?;
    if state == known.state {
        return Ok(());
    }
    delegations::decide(&tx, ask.delegation_id, state, by).await?;
    let action = match ask.decision {
        DelegationDecision::Accept => "accept_delegation",
        DelegationDecision::Decline => "decline_delegation",
        DelegationDecision::End => "end_delegation",
    };
    let objects = vec![ask.delegation_id.to_string(), known.assistant_id.to_string(), known.cooperative_id.to_string()];
    audit::append(&tx, caller, audit::Entry { action, objects, outcome: "done", digest: "" }).await?;
    tx.commit().await?;
    Ok(())
}

/// The delegations that concern somebody.
pub(crate) async fn find_delegations(
    app: &App,
    caller: &Caller,
    ask: FindDelegations,
) -> Result<Page<DelegationView>, Stop> {
    let of = match (caller.role, &caller.actor, caller.scope.cooperative()) {
        (Role::ProvincialOfficial | Role::Operator, ..) => Of::Everybody,
        (Role::CooperativeManager, _, Some(own)) => Of::Cooperative(own),
        (Role::Assistant, Actor::Person(own), _) => Of::Assistant(*own),
        _ => return Err(Refusal::new(code::NOT_ALLOWED, "the role has no delegations").into()),
    };
    let tx = app.database.begin_as_service().await?;
    let today = app.calendar.today();
    let found = delegations::find(&tx, of, ask.delegation_id, ask.state, &ask.page, today).await?;
    tx.commit().await?;
    Ok(found)
}

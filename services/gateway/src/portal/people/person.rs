//! One person: invited, given another role, sent a link, shut out.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use contract::{
    FieldFault, Refusal, Role, Scope,
    accounts::{
        ChangePerson, DrawLink, DrawnLink, FindPeople, Grant, InvitePerson, PersonChange, PersonState, PersonView,
    },
    code,
    onboarding::GetCooperative,
};
use ids::{Cooperative, Id, Person};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    MANAGE, badge_of,
    grants::{Choices, Cooperatives, grant_words, typed_grant},
};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::Badge,
        routes::{self, Link},
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "people/invite.html")]
pub(crate) struct InvitePage {
    pub(crate) frame: Frame,
    pub(crate) person_id: String,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) choices: Choices,
    pub(crate) faults: Vec<(String, String)>,
}

impl InvitePage {
    fn fault_of(&self, field: &str) -> Option<&String> {
        self.faults.iter().find(|(at, _)| at == field).map(|(_, words)| words)
    }
}

#[derive(Debug, Template)]
#[template(path = "people/person.html")]
pub(crate) struct PersonPage {
    pub(crate) frame: Frame,
    here: String,
    person: PersonView,
    badge: Badge,
    roles: Vec<String>,
    choices: Choices,
    /// A link that was drawn just now, and what to do with it.
    link: Option<(String, String)>,
    is_oneself: bool,
    may_forget: bool,
}

impl PersonPage {
    pub(crate) fn new(
        frame: Frame,
        reader: (Role, Id<Person>),
        person: PersonView,
        cooperatives: &Cooperatives,
        link: Option<(String, String)>,
    ) -> Self {
        let to = frame.to;
        let (role, oneself) = reader;
        Self {
            here: routes::person(person.person_id),
            badge: badge_of(to, person.state),
            roles: person.grants.iter().map(|grant| grant_words(to, grant, cooperatives)).collect(),
            choices: Choices::new(to, role, cooperatives, person.grants.first()),
            link,
            is_oneself: oneself == person.person_id,
            may_forget: person.has_second_factor,
            person,
            frame,
        }
    }

    fn is_shut_out(&self) -> bool {
        self.person.state == PersonState::ShutOut
    }

    fn is_invited(&self) -> bool {
        self.person.state == PersonState::Invited
    }
}

/// For whom somebody is invited, where another page leads here.
#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct InvitedTo {
    cooperative: Option<Id<Cooperative>>,
}

/// An empty invitation; to a cooperative that was registered just now, its manager's.
pub(in crate::portal) async fn show_invite(
    visit: Visit,
    Query(InvitedTo { cooperative }): Query<InvitedTo>,
) -> Result<Response, Problem> {
    visit.only(MANAGE)?;
    let mut cooperatives = Cooperatives::of(&visit).await?;
    if let Some(cooperative_id) = cooperative.filter(|id| !cooperatives.0.iter().any(|(known, _)| known == id)) {
        let file = visit.ask(&GetCooperative { cooperative_id }).await?;
        cooperatives.0.push((cooperative_id, file.cooperative.name));
    }
    let chosen = cooperative.map(|id| Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(id) });
    let choices = Choices::new(visit.to, visit.role(), &cooperatives, chosen.as_ref());
    let registered = cooperative.map(|id| visit.to.say_with("register-done", [("name", cooperatives.name(id).into())]));
    render(&InvitePage {
        frame: visit.frame(visit.to.say("invite-title")).done(registered),
        person_id: Id::<Person>::generate().to_string(),
        name: String::new(),
        login: String::new(),
        choices,
        faults: Vec::new(),
    })
}

/// Invites, and shows the link to hand over.
pub(in crate::portal) async fn invite(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only(MANAGE)?;
    let person_id: Id<Person> =
        form.one("person_id").parse().map_err(|_| Problem::new(code::UNREADABLE, "the form has no person"))?;
    let grant = match typed_grant(&visit, &form).await {
        Ok(grant) => grant,
        Err(problem) => {
            // The role stays chosen although its place is missing.
            let role = form.one("role").parse().ok();
            let chosen = role.map(|role| Grant { role, scope: Scope::Nobody });
            return invite_again(&visit, &form, chosen.as_ref(), &problem.fields).await;
        }
    };
    let mut ask = InvitePerson {
        person_id,
        login: form.one("login").to_owned(),
        name: form.one("name").to_owned(),
        grants: vec![grant.clone()],
    };
    let mut invited = visit.ask(&ask).await;
    let is_corrected = |refusal: &Refusal| refusal.fields.iter().any(|fault| fault.field == "person_id");
    if matches!(&invited, Err(Unanswered::Refused(refusal)) if is_corrected(refusal)) {
        // Somebody went back and corrected what they had sent: that is another person.
        ask.person_id = Id::generate();
        invited = visit.ask(&ask).await;
    }
    let person_id = ask.person_id;
    match invited {
        Ok(()) => {
            let drawn = visit.ask(&DrawLink { person_id }).await?;
            page(&visit, person_id, Some(drawn), Ok(Some("invite-done"))).await
        }
        Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => {
            invite_again(&visit, &form, Some(&grant), &refusal.fields).await
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

async fn invite_again(
    visit: &Visit,
    form: &Fields,
    grant: Option<&Grant>,
    faults: &[FieldFault],
) -> Result<Response, Problem> {
    let to = visit.to;
    let choices = Choices::new(to, visit.role(), &Cooperatives::of(visit).await?, grant);
    let words = |fault: &FieldFault| {
        let field = fault.field.split('.').next().unwrap_or_default().replace("grants", "role");
        let key = match (field.as_str(), fault.code.as_str()) {
            ("login", "taken") => "invite-login-taken",
            ("login", _) => "invite-login-wrong",
            ("name", _) => "invite-name-wrong",
            (_, "not_yours_to_give") => "invite-role-not-yours",
            _ => "invite-role-wrong",
        };
        (field, to.say(key))
    };
    let again = InvitePage {
        frame: visit.frame(to.say("invite-title")),
        person_id: form.one("person_id").to_owned(),
        name: form.one("name").to_owned(),
        login: form.one("login").to_owned(),
        choices,
        faults: faults.iter().map(words).collect(),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&again)?).into_response())
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Done {
    #[serde(default)]
    done: String,
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(person_id): Path<Id<Person>>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    page(&visit, person_id, None, Ok((done == "changed").then_some("person-changed"))).await
}

async fn page(
    visit: &Visit,
    person_id: Id<Person>,
    drawn: Option<DrawnLink>,
    word: Result<Option<&str>, &str>,
) -> Result<Response, Problem> {
    visit.only(MANAGE)?;
    let find = FindPeople { person_id: Some(person_id), ..FindPeople::default() };
    let (found, cooperatives) = tokio::join!(visit.ask(&find), Cooperatives::of(visit));
    let person = found?.rows.into_iter().next();
    let person = person.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such person"))?;
    let say = |key: &str| visit.to.say(key);
    let frame = visit.frame(&person.name).done(word.ok().flatten().map(say)).not_done(word.err().map(say));
    let link = drawn.map(|drawn| {
        let link = Link::to(routes::JOIN).with("token", drawn.token).to_string();
        (visit.app.address(&link), link_words(visit.to, drawn.ends_at))
    });
    let reader = (visit.role(), visit.signed.identity.person_id);
    render(&PersonPage::new(frame, reader, person, &cooperatives?, link))
}

pub(crate) fn link_words(to: Reader, until: DateTime<Utc>) -> String {
    to.say_with("person-link-about", [("until", to.moment(until).into())])
}

/// Changes what the pressed button says.
pub(in crate::portal) async fn change(
    visit: Visit,
    Path(person_id): Path<Id<Person>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only(MANAGE)?;
    let change = match form.one("do") {
        "link" => {
            let drawn = visit.ask(&DrawLink { person_id }).await?;
            return page(&visit, person_id, Some(drawn), Ok(None)).await;
        }
        "role" => match typed_grant(&visit, &form).await {
            Ok(grant) => PersonChange::Grants(vec![grant]),
            Err(_) => return page(&visit, person_id, None, Err("invite-role-wrong")).await,
        },
        "shut-out" => PersonChange::ShutOut,
        "let-in" => PersonChange::LetIn,
        "forget-second-factor" => PersonChange::ForgetSecondFactor,
        _ => return Err(Refusal::new(code::UNREADABLE, "the form says nothing to do").into()),
    };
    visit.ask(&ChangePerson { person_id, change }).await?;
    Ok(Redirect::to(&Link::to(routes::person(person_id)).with("done", "changed").to_string()).into_response())
}

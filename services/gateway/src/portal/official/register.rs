//! A cooperative that is not here yet is registered as a draft; its manager is invited next and completes it.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault,
    onboarding::{CooperativeForm, RegisterCooperative},
};
use mailbox::Unanswered;

use crate::{
    portal::{
        cooperative::form::{Form, typed},
        fields::Fields,
        frame::{Frame, Visit, render},
        routes::{self, Link},
    },
    problem::Problem,
};

#[derive(Debug, Template)]
#[template(path = "official/register.html")]
pub(crate) struct Page {
    frame: Frame,
    form: Form,
}

impl Page {
    pub(crate) fn new(frame: Frame, code: &str, form: &CooperativeForm, faults: &[FieldFault]) -> Self {
        Self { form: Form::of_new(frame.to, code, form, faults), frame }
    }
}

pub(in crate::portal) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only_who_may::<RegisterCooperative>()?;
    let (empty, _) = typed(&Fields::default());
    render(&Page::new(visit.frame(visit.to.say("register-title")), "", &empty, &[]))
}

/// Registers it, and leads on to inviting its manager.
pub(in crate::portal) async fn register(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<RegisterCooperative>()?;
    let (typed, mut faults) = typed(&form);
    let code = form.one("code").to_owned();
    if faults.is_empty() {
        let ask = RegisterCooperative { code: code.clone(), form: typed.clone() };
        match visit.command(form.key()?, &ask).await {
            Ok(cooperative_id) => {
                let link = Link::to(routes::INVITE).with("cooperative", cooperative_id);
                return Ok(Redirect::to(&link.to_string()).into_response());
            }
            Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => faults = refusal.fields,
            Err(unanswered) => return Err(unanswered.into()),
        }
    }
    let frame = visit.frame(visit.to.say("register-title")).not_done(Some(visit.to.say("register-not-done")));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&Page::new(frame, &code, &typed, &faults))?).into_response())
}

//! The scan of a paper, photographed or chosen: it always leads back to the paper, which says how it went.

use axum::{
    extract::{
        Multipart, Path,
        multipart::{MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use contract::{code, onboarding::SavePaper};
use ids::{Id, Paper};

use super::form::go_to;
use crate::{
    portal::{
        frame::Visit,
        routes::{self, Link},
    },
    problem::Problem,
    scan,
};

/// Takes a photograph or a file in.
pub(in crate::portal) async fn upload(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let back = |fault: &str| {
        let link = Link::to(routes::paper(paper_id)).with("fault", fault);
        Ok(Redirect::to(&link.to_string()).into_response())
    };
    let read = match form {
        Ok(form) => Handed::read(form).await.map_err(|error| (error.status(), error.body_text())),
        Err(rejection) => Err((rejection.status(), rejection.body_text())),
    };
    let handed = match read {
        Ok(handed) => handed,
        Err((StatusCode::PAYLOAD_TOO_LARGE, _)) => return back("scan_too_large"),
        Err((_, detail)) => return Err(Problem::new(code::UNREADABLE, detail)),
    };
    let caller = visit.signed.caller.clone().with_key(handed.key);
    match scan::take_in(&visit.app, &caller, paper_id, handed.bytes).await {
        Ok(()) => Ok(go_to(paper_id, "scanned")),
        Err(problem) => match problem.fields.first() {
            Some(fault) => back(&fault.code),
            None => Err(problem),
        },
    }
}

/// The parts of the form: whichever of the two fields has a file.
#[derive(Default)]
struct Handed {
    key: String,
    bytes: Bytes,
}

impl Handed {
    async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut handed = Self::default();
        while let Some(field) = form.next_field().await? {
            match field.name() {
                Some("key") => handed.key = field.text().await?,
                Some("scan") if handed.bytes.is_empty() => handed.bytes = field.bytes().await?,
                _ => {}
            }
        }
        Ok(handed)
    }
}

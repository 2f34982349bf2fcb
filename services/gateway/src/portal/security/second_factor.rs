//! Setting up an authenticator: scan, type a code, keep the recovery codes.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contract::{
    accounts::{ConfirmSecondFactor, DrawSecondFactor, DrawnSecondFactor, DropSecondFactor, Need},
    code,
};
use mailbox::Unanswered;
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;

use super::done;
use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, HalfVisit, Visit, render},
    },
    problem::Problem,
    session::own_page,
};

/// Before anything is drawn, with the drawn secret, or again after a wrong code.
#[derive(Debug, Template)]
#[template(path = "security/second_factor.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) next: String,
    pub(crate) drawn: Option<Drawn>,
    pub(crate) fault: Option<Fault>,
    /// Their role takes it.
    pub(crate) must: bool,
}

impl Page {
    fn is_code_wrong(&self) -> bool {
        self.fault == Some(Fault::Code)
    }

    fn is_password_wrong(&self) -> bool {
        self.fault == Some(Fault::Password)
    }
}

/// What was typed wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The code; the secret is in the authenticator already.
    Code,
    /// The password that drawing takes.
    Password,
}

/// A secret, as it is scanned and typed.
#[derive(Debug)]
pub(crate) struct Drawn {
    secret: String,
    uri: String,
    /// Squares on a side, the quiet zone included.
    side: usize,
    /// The dark squares, as the path of an SVG.
    squares: String,
}

/// RFC-conform readers want four light squares around the code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

impl Drawn {
    /// # Errors
    /// Where the address is longer than a QR code can be.
    pub(crate) fn new(drawn: DrawnSecondFactor) -> Result<Self, qrcode::types::QrError> {
        let code = QrCode::with_error_correction_level(&drawn.uri, EcLevel::M)?;
        let width = code.width();
        let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
        let square = |(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        let squares = dark.map(square).collect::<Vec<_>>().concat();
        let groups: Vec<String> =
            drawn.secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Ok(Self { secret: groups.join(" "), uri: drawn.uri, side: width + 2 * QUIET, squares })
    }
}

#[derive(Debug, Template)]
#[template(path = "security/recovery_codes.html")]
pub(crate) struct CodesPage {
    pub(crate) frame: Frame,
    pub(crate) next: String,
    pub(crate) codes: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Next {
    #[serde(default)]
    next: String,
}

fn page(visit: &Visit, next: &str, drawn: Option<Drawn>, fault: Option<Fault>) -> Result<Response, Problem> {
    render(&Page {
        frame: visit.frame(visit.to.say("second-title")),
        next: own_page(next).to_owned(),
        drawn,
        fault,
        must: visit.signed.identity.need == Some(Need::SecondFactorSetUp),
    })
}

fn again(visit: &Visit, next: &str, fault: Fault) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, next, None, Some(fault))?).into_response())
}

/// Somebody whose code is still to be shown may not set up another way in.
fn may_set_up(visit: &Visit) -> Result<(), Problem> {
    match visit.signed.identity.need {
        Some(Need::SecondFactorCode) => Err(Problem::new(code::SECOND_FACTOR_NEEDED, "show the code first")),
        Some(Need::SecondFactorSetUp) | None => Ok(()),
    }
}

/// What it is and how it begins.
pub(in crate::portal) async fn show(
    HalfVisit(visit): HalfVisit,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    may_set_up(&visit)?;
    page(&visit, &next, None, None)
}

/// Draws a secret and shows it, this once.
pub(in crate::portal) async fn draw(HalfVisit(visit): HalfVisit, form: Fields) -> Result<Response, Problem> {
    may_set_up(&visit)?;
    let password = Some(form.exact("password").to_owned()).filter(|password| !password.is_empty());
    match visit.ask(&DrawSecondFactor { password }).await {
        Ok(drawn) => page(&visit, form.one("next"), Some(Drawn::new(drawn).map_err(Problem::failed)?), None),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::SIGN_IN_FAILED => {
            again(&visit, form.one("next"), Fault::Password)
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// Takes the first code; shows the recovery codes, this once.
pub(in crate::portal) async fn confirm(HalfVisit(visit): HalfVisit, form: Fields) -> Result<Response, Problem> {
    may_set_up(&visit)?;
    let ask =
        ConfirmSecondFactor { session_hash: visit.signed.session_hash.clone(), code: form.one("code").to_owned() };
    match visit.ask(&ask).await {
        Ok(given) => {
            visit.app.identities.invalidate(&visit.signed.session_hash).await;
            let frame = visit.frame(visit.to.say("recovery-title"));
            render(&CodesPage { frame, next: own_page(form.one("next")).to_owned(), codes: given.codes })
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::SECOND_FACTOR_WRONG => {
            again(&visit, form.one("next"), Fault::Code)
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// Gives the second factor up, against the password.
pub(in crate::portal) async fn give_up(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let ask = DropSecondFactor {
        session_hash: visit.signed.session_hash.clone(),
        password: form.exact("password").to_owned(),
    };
    match visit.ask(&ask).await {
        Ok(()) => {
            visit.app.identities.invalidate(&visit.signed.session_hash).await;
            Ok(done("dropped"))
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::SIGN_IN_FAILED => {
            let fault = Some((String::from("drop_password"), visit.to.say("password-wrong")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, super::page(&visit, fault, super::Word::None).await?).into_response())
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_drawn_as_a_code_that_says_it() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let uri = format!("otpauth://totp/Chợ Phiên:0912345678?secret={secret}");
        let drawn = Drawn::new(DrawnSecondFactor { secret: secret.into(), uri }).expect("short enough");
        assert_eq!(drawn.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(drawn.side > 40 && drawn.squares.starts_with("M4 4h1v1h-1z"), "{}", drawn.side);
    }
}

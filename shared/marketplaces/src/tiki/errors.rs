//! Their errors become our kinds of fault. Sections 6.1 and 6.2: the HTTP status tells the kind.

use std::time::Duration;

use reqwest::StatusCode;

use super::wire::Refusal;
use crate::{CallFault, FaultKind, layer::Heard};

/// What the kind of a fault depends on besides its status.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// The call was for tokens: there is no access token to be stale.
    pub(super) public: bool,
    pub(super) rest_after_limit: Duration,
}

/// The fault behind an answer: one whose status is no success, or one that says so in its body in spite of its status.
pub(super) fn fault(call: &'static str, heard: &Heard, circumstances: Circumstances) -> Option<CallFault> {
    let told: Refusal = serde_json::from_slice(&heard.body).unwrap_or_default();
    if heard.status.is_success() && !told.is_one() {
        return None;
    }
    let status = heard.status;
    let code = told.code().unwrap_or_else(|| format!("http_{}", status.as_u16()));
    let words = told.words().unwrap_or_else(|| format!("HTTP {status}"));
    Some(CallFault { kind: kind(status, &code, heard.retry_after, circumstances), call, code, words })
}

fn kind(status: StatusCode, code: &str, retry_after: Option<Duration>, circumstances: Circumstances) -> FaultKind {
    let Circumstances { public, rest_after_limit } = circumstances;
    match status.as_u16() {
        429 => FaultKind::SlowDown { retry_after: retry_after.unwrap_or(rest_after_limit) },
        // A success that is none says nothing of what went wrong.
        200..=299 | 500..=599 => FaultKind::Passing,
        // RFC 6749, section 5.2: of a code or a refresh token that is spent or was taken back. Whatever else is wrong with a call for
        // tokens, such as our own secret, no owner can mend.
        _ if public && code == "invalid_grant" => FaultKind::NeedsConsent,
        _ if public => FaultKind::Permanent,
        401 => FaultKind::StaleToken,
        _ => FaultKind::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(status: u16, body: &str, public: bool) -> CallFault {
        let status = StatusCode::from_u16(status).expect("a status");
        let heard = Heard { status, retry_after: None, body: body.as_bytes().to_vec() };
        let told = fault("any", &heard, Circumstances { public, rest_after_limit: Duration::from_secs(5) });
        told.expect("a fault")
    }

    #[test]
    fn each_status_is_of_the_kind_that_helps() {
        let slow_down = FaultKind::SlowDown { retry_after: Duration::from_secs(5) };
        let cases = [
            (400, FaultKind::Permanent),
            (401, FaultKind::StaleToken),
            (403, FaultKind::Permanent),
            (404, FaultKind::Permanent),
            (405, FaultKind::Permanent),
            (406, FaultKind::Permanent),
            (409, FaultKind::Permanent),
            (422, FaultKind::Permanent),
            (429, slow_down),
            (500, FaultKind::Passing),
            (503, FaultKind::Passing),
        ];
        for (status, expected) in cases {
            assert_eq!(fault_of(status, "", false).kind, expected, "{status}");
        }
        for status in [400, 401] {
            assert_eq!(fault_of(status, r#"{"error":"invalid_grant"}"#, true).kind, FaultKind::NeedsConsent);
            assert_eq!(fault_of(status, r#"{"error":"invalid_client"}"#, true).kind, FaultKind::Permanent);
        }
        assert_eq!(fault_of(502, "<html>", true).kind, FaultKind::Passing);
    }

    #[test]
    fn a_success_that_speaks_of_an_error_is_none() {
        assert_eq!(fault_of(200, r#"{"errors":["internal error"]}"#, false).kind, FaultKind::Passing);
        assert_eq!(fault_of(200, r#"{"error":{"id":"E1","message":"m"}}"#, false).code, "E1");
        let circumstances = Circumstances { public: false, rest_after_limit: Duration::from_secs(5) };
        for body in [r#"{"data":[]}"#, r#"{"data":[],"errors":[]}"#, "[]", ""] {
            let heard = Heard { status: StatusCode::OK, retry_after: None, body: body.as_bytes().to_vec() };
            assert_eq!(fault("any", &heard, circumstances), None, "{body}");
        }
    }

    #[test]
    fn their_words_are_kept_in_each_of_their_shapes() {
        let cases = [
            (r#"{"errors":["price is too low","and more"]}"#, "http_422", "price is too low; and more"),
            (r#"{"error":{"id":"E7","message":"no such product"}}"#, "E7", "no such product"),
            (r#"{"error":"invalid_grant","error_description":"spent"}"#, "invalid_grant", "spent"),
            ("<html>", "http_422", "HTTP 422 Unprocessable Entity"),
        ];
        for (body, code, words) in cases {
            let fault = fault_of(422, body, false);
            assert_eq!((fault.code.as_str(), fault.words.as_str()), (code, words), "{body}");
        }
    }
}

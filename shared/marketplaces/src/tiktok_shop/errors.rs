//! Their errors become our kinds of fault. Section 5.3: the HTTP status and the code of the body both matter.

use std::time::Duration;

use reqwest::StatusCode;

use crate::{CallFault, FaultKind};

/// What the kind of a fault depends on besides its code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// The call was for tokens: there is no access token to be stale.
    pub(super) public: bool,
    pub(super) status: StatusCode,
    /// What `Retry-After` says, or how long we rest without it.
    pub(super) rest: Duration,
}

/// The fault behind an answer whose code is not 0.
pub(super) fn fault(call: &'static str, code: i64, words: &str, circumstances: Circumstances) -> CallFault {
    CallFault { kind: kind(code, words, circumstances), call, code: code.to_string(), words: words.into() }
}

/// The fault behind an answer that is not in TikTok's envelope, as a proxy before it may give.
pub(super) fn outside_envelope(call: &'static str, circumstances: Circumstances) -> CallFault {
    let Circumstances { status, rest, .. } = circumstances;
    let kind = if status == StatusCode::TOO_MANY_REQUESTS {
        FaultKind::SlowDown { retry_after: rest }
    } else {
        FaultKind::Passing
    };
    CallFault { kind, call, code: "unreadable_answer".into(), words: format!("HTTP {status} without an answer") }
}

fn kind(code: i64, words: &str, circumstances: Circumstances) -> FaultKind {
    let Circumstances { public, status, rest } = circumstances;
    match code {
        36_009_002 => FaultKind::SlowDown { retry_after: rest },
        _ if status == StatusCode::TOO_MANY_REQUESTS => FaultKind::SlowDown { retry_after: rest },
        // A request that took too long there.
        36_009_007 => FaultKind::Passing,
        // 503 is overload.
        _ if status.is_server_error() => FaultKind::Passing,
        106_001 => FaultKind::Permanent,
        // Our own key or secret is wrong: no owner can mend that.
        _ if public && speaks_of_app(words) => FaultKind::Permanent,
        _ if public => FaultKind::NeedsConsent,
        105_002 => FaultKind::StaleToken,
        // The token does not fit the shop, or the consent does not reach so far: a refresh changes neither.
        101_000 | 105_005 => FaultKind::NeedsConsent,
        // One code for many things [U]: only what it says of the token is helped by another one.
        36_009_004 if speaks_of_token(words) => FaultKind::StaleToken,
        // Section 5.3 lists 105002 only; a token that was taken back is refused as well, with 401.
        _ if status == StatusCode::UNAUTHORIZED && speaks_of_token(words) => FaultKind::StaleToken,
        _ => FaultKind::Permanent,
    }
}

fn speaks_of_app(words: &str) -> bool {
    let words = words.to_ascii_lowercase().replace([' ', '-'], "_");
    ["app_key", "app_secret", "app_id", "client_key", "client_secret"].iter().any(|word| words.contains(word))
}

fn speaks_of_token(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("token") || words.contains("credential")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(2);

    fn kind_of(code: i64, words: &str, status: u16, public: bool) -> FaultKind {
        let status = StatusCode::from_u16(status).expect("a status");
        fault("any", code, words, Circumstances { public, status, rest: REST }).kind
    }

    #[test]
    fn each_error_is_of_the_kind_that_helps() {
        let slow_down = FaultKind::SlowDown { retry_after: REST };
        let cases = [
            (36_009_002, "", 429, slow_down),
            (36_009_004, "access token is invalid", 401, FaultKind::StaleToken),
            (36_009_004, "unexpected identifier", 400, FaultKind::Permanent),
            (36_009_004, "timestamp is out of range", 400, FaultKind::Permanent),
            (36_009_007, "", 200, FaultKind::Passing),
            (36_009_009, "", 404, FaultKind::Permanent),
            (36_009_010, "", 405, FaultKind::Permanent),
            (36_009_021, "", 200, FaultKind::Permanent),
            (36_009_022, "", 200, FaultKind::Permanent),
            (36_009_023, "", 200, FaultKind::Permanent),
            (36_009_033, "", 403, FaultKind::Permanent),
            (101_000, "", 401, FaultKind::NeedsConsent),
            (105_005, "", 403, FaultKind::NeedsConsent),
            (105_002, "", 401, FaultKind::StaleToken),
            (106_001, "", 401, FaultKind::Permanent),
            (106_013, "", 400, FaultKind::Permanent),
            (12_052_001, "", 200, FaultKind::Permanent),
            (12_052_001, "", 503, FaultKind::Passing),
        ];
        for (code, words, status, expected) in cases {
            assert_eq!(kind_of(code, words, status, false), expected, "{code} {words}");
        }
    }

    #[test]
    fn tokens_that_are_refused_need_the_owner_and_those_that_time_out_do_not() {
        assert_eq!(kind_of(36_004_004, "", 200, true), FaultKind::NeedsConsent);
        assert_eq!(kind_of(36_009_004, "app key or app secret is invalid", 401, true), FaultKind::Permanent);
        assert_eq!(kind_of(36_009_007, "", 200, true), FaultKind::Passing);
        assert_eq!(kind_of(36_009_002, "", 429, true), FaultKind::SlowDown { retry_after: REST });
    }
}

//! Their errors become our kinds of fault. Section 4.3.

use std::time::Duration;

use reqwest::StatusCode;

use super::wire::Envelope;
use crate::{CallFault, FaultKind};

/// What the kind of a fault depends on besides its code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// The call was for tokens: there is no access token to be stale.
    pub(super) public: bool,
    pub(super) rest_after_limit: Duration,
}

/// The fault behind an answer whose code is not 0. Its HTTP status is 200 all the same.
pub(super) fn fault(call: &'static str, told: &Envelope<'_>, circumstances: Circumstances) -> CallFault {
    let code = told.code.0.as_str();
    let kind = kind(code, told.kind.as_deref().unwrap_or_default(), circumstances);
    let mut words = told.message.clone().unwrap_or_default();
    if let Some(detail) = &told.detail {
        words = format!("{words}: {}", detail.get());
    }
    CallFault { kind, call, code: code.into(), words }
}

/// The fault behind an answer that is not in Lazada's envelope, as a proxy before it may give.
pub(super) fn outside_envelope(
    call: &'static str,
    status: StatusCode,
    retry_after: Option<Duration>,
    circumstances: Circumstances,
) -> CallFault {
    let kind = if status == StatusCode::TOO_MANY_REQUESTS {
        FaultKind::SlowDown { retry_after: retry_after.unwrap_or(circumstances.rest_after_limit) }
    } else {
        FaultKind::Passing
    };
    CallFault { kind, call, code: "unreadable_answer".into(), words: format!("HTTP {status} without an answer") }
}

/// What became of one row inside an answer that was a success as a whole (section 4.6).
pub(super) fn row(call: &'static str, code: &str, words: &str, retry: bool) -> CallFault {
    let kind = if retry { FaultKind::Passing } else { FaultKind::Permanent };
    CallFault { kind, call, code: code.into(), words: words.into() }
}

fn kind(code: &str, whose: &str, circumstances: Circumstances) -> FaultKind {
    let Circumstances { public, rest_after_limit } = circumstances;
    match bare(code) {
        "ApiCallLimit" | "901" => FaultKind::SlowDown { retry_after: rest_after_limit },
        "ServiceTimeout" | "6" | "1000" => FaultKind::Passing,
        "IncompleteSignature" | "MissingParameter" | "InvalidTimestamp" | "IllegalTimestamp" => FaultKind::Permanent,
        // Our own key is wrong, or the address: no owner can mend that.
        bare if public && (bare.contains("App") || bare.contains("Api")) => FaultKind::Permanent,
        _ if public && whose != "ISP" && whose != "SYSTEM" => FaultKind::NeedsConsent,
        "IllegalAccessToken" => FaultKind::StaleToken,
        // A code we do not know tells by its type whose fault it is: the caller's, or the platform's.
        _ if matches!(whose, "ISP" | "SYSTEM") => FaultKind::Passing,
        _ => FaultKind::Permanent,
    }
}

/// Some calls write `E005` where others write 5.
fn bare(code: &str) -> &str {
    match code.strip_prefix('E') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.trim_start_matches('0')
        }
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(code: &str, whose: &str, public: bool) -> FaultKind {
        kind(code, whose, Circumstances { public, rest_after_limit: Duration::from_secs(1) })
    }

    #[test]
    fn each_error_is_of_the_kind_that_helps() {
        let slow_down = FaultKind::SlowDown { retry_after: Duration::from_secs(1) };
        let cases = [
            ("IncompleteSignature", FaultKind::Permanent),
            ("MissingParameter", FaultKind::Permanent),
            ("IllegalAccessToken", FaultKind::StaleToken),
            ("ApiCallLimit", slow_down),
            ("901", slow_down),
            ("ServiceTimeout", FaultKind::Passing),
            ("E005", FaultKind::Permanent),
            ("5", FaultKind::Permanent),
            ("E006", FaultKind::Passing),
            ("6", FaultKind::Passing),
            ("30", FaultKind::Permanent),
            ("201", FaultKind::Permanent),
            ("204", FaultKind::Permanent),
            ("500", FaultKind::Permanent),
            ("501", FaultKind::Permanent),
            ("1000", FaultKind::Passing),
            ("4104", FaultKind::Permanent),
            ("4105", FaultKind::Permanent),
            ("4110", FaultKind::Permanent),
            ("4118", FaultKind::Permanent),
            ("4139", FaultKind::Permanent),
            ("NeverSeenBefore", FaultKind::Permanent),
        ];
        for (code, expected) in cases {
            assert_eq!(kind_of(code, "ISV", false), expected, "{code}");
        }
        assert_eq!(kind_of("NeverSeenBefore", "SYSTEM", false), FaultKind::Passing);
    }

    #[test]
    fn tokens_that_are_refused_need_the_owner_and_those_that_time_out_do_not() {
        assert_eq!(kind_of("IllegalRefreshToken", "ISV", true), FaultKind::NeedsConsent);
        assert_eq!(kind_of("InvalidCode", "", true), FaultKind::NeedsConsent);
        assert_eq!(kind_of("InvalidAppKey", "ISV", true), FaultKind::Permanent);
        assert_eq!(kind_of("ServiceTimeout", "ISP", true), FaultKind::Passing);
        assert_eq!(kind_of("IncompleteSignature", "ISV", true), FaultKind::Permanent);
    }
}

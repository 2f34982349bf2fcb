//! Their errors become our kinds of fault. Section 3.4.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;

use crate::{CallFault, FaultKind};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
/// Daily limits begin anew at midnight of UTC+8.
const DAY_BEGINS_EARLIER: i64 = 8 * 60 * 60;

/// What the kind of a fault depends on besides its code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// The call was the app's own: there is no access token to be stale.
    pub(super) public: bool,
    pub(super) now: DateTime<Utc>,
    pub(super) rest_after_rate_limit: Duration,
}

/// The fault behind an answer whose `error` is not empty. The HTTP status is not asked: it is 200 as often as not
/// (section 12).
pub(super) fn fault(call: &'static str, code: &str, words: &str, circumstances: Circumstances) -> CallFault {
    CallFault { kind: kind(code, words, circumstances), call, code: code.into(), words: words.into() }
}

/// The fault behind an answer that is not in Shopee's envelope, as a proxy before it may give.
pub(super) fn outside_envelope(
    call: &'static str,
    status: StatusCode,
    retry_after: Option<Duration>,
    circumstances: Circumstances,
) -> CallFault {
    let kind = if status == StatusCode::TOO_MANY_REQUESTS {
        FaultKind::SlowDown { retry_after: retry_after.unwrap_or(circumstances.rest_after_rate_limit) }
    } else {
        FaultKind::Passing
    };
    CallFault { kind, call, code: "unreadable_answer".into(), words: format!("HTTP {status} without an answer") }
}

/// The fault of an answer in Shopee's envelope that does not hold what it should.
pub(super) fn unreadable(call: &'static str, words: String) -> CallFault {
    refused(call, "unreadable_answer", words)
}

/// A fault that will be the same next time.
pub(super) fn refused(call: &'static str, code: &str, words: impl Into<String>) -> CallFault {
    CallFault { kind: FaultKind::Permanent, call, code: code.into(), words: words.into() }
}

/// The fault speaks of an order or an item, not of the app, the shop or the network: others in the same call may be
/// well.
pub(super) fn is_about_a_row(fault: &CallFault) -> bool {
    fault.kind == FaultKind::Permanent && (fault.code.starts_with("order.") || bare(&fault.code).ends_with("not_found"))
}

fn kind(code: &str, words: &str, circumstances: Circumstances) -> FaultKind {
    match bare(code) {
        // The same code says that a shop with several warehouses must name one (section 3.5), and no fresh token
        // would help.
        "error_auth" if words.contains("location_id") => FaultKind::Permanent,
        "error_auth" | "invalid_acceess_token" | "invalid_access_token" => {
            if circumstances.public {
                FaultKind::NeedsConsent
            } else {
                FaultKind::StaleToken
            }
        }
        "invalid_code" | "refresh_token_expired" | "shop_no_linked" => FaultKind::NeedsConsent,
        "error_rate_limit" => FaultKind::SlowDown { retry_after: circumstances.rest_after_rate_limit },
        // With a module in front it is a business error: "this order cannot be cancelled any more".
        "error_limit" if code == "error_limit" => {
            FaultKind::SlowDown { retry_after: until_the_next_day(circumstances.now) }
        }
        "error_server" | "error_inner" | "error_system_busy" | "error_network" => FaultKind::Passing,
        _ => FaultKind::Permanent,
    }
}

/// Modules put their name in front: `logistics.error_server`.
fn bare(code: &str) -> &str {
    code.rsplit_once('.').map_or(code, |(_, bare)| bare)
}

fn until_the_next_day(now: DateTime<Utc>) -> Duration {
    let into_the_day = (now.timestamp() + DAY_BEGINS_EARLIER).rem_euclid(SECONDS_OF_A_DAY);
    Duration::from_secs((SECONDS_OF_A_DAY - into_the_day).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(5);

    fn kind_of(code: &str, words: &str, public: bool) -> FaultKind {
        let now = "2026-10-10T15:59:00Z".parse().expect("a constant instant");
        fault("any/call", code, words, Circumstances { public, now, rest_after_rate_limit: REST }).kind
    }

    #[test]
    fn each_error_is_of_the_kind_that_helps() {
        let cases = [
            ("error_sign", FaultKind::Permanent),
            ("error_param", FaultKind::Permanent),
            ("error_auth", FaultKind::StaleToken),
            ("invalid_acceess_token", FaultKind::StaleToken),
            ("invalid_code", FaultKind::NeedsConsent),
            ("refresh_token_expired", FaultKind::NeedsConsent),
            ("shop_no_linked", FaultKind::NeedsConsent),
            ("error_permission", FaultKind::Permanent),
            ("shop_banned", FaultKind::Permanent),
            ("error_rate_limit", FaultKind::SlowDown { retry_after: REST }),
            ("error_limit", FaultKind::SlowDown { retry_after: Duration::from_mins(1) }),
            ("order.error_limit", FaultKind::Permanent),
            ("error_server", FaultKind::Passing),
            ("logistics.error_server", FaultKind::Passing),
            ("error_system_busy", FaultKind::Passing),
            ("order.order_list_invalid_time", FaultKind::Permanent),
            ("error_never_seen_before", FaultKind::Permanent),
        ];
        for (code, expected) in cases {
            assert_eq!(kind_of(code, "", false), expected, "{code}");
        }
    }

    #[test]
    fn no_fresh_token_is_fetched_where_none_would_help() {
        assert_eq!(kind_of("error_auth", "", true), FaultKind::NeedsConsent);
        assert_eq!(kind_of("error_auth", "location_id is required", false), FaultKind::Permanent);
    }

    #[test]
    fn a_daily_limit_ends_at_midnight_of_utc_plus_eight() {
        let cases = [("2026-10-10T15:59:00Z", 60), ("2026-10-10T16:00:00Z", 86_400), ("2026-10-10T04:00:00Z", 43_200)];
        for (now, seconds) in cases {
            let now = now.parse().expect("a constant instant");
            assert_eq!(until_the_next_day(now), Duration::from_secs(seconds), "{now}");
        }
    }

    #[test]
    fn a_proxys_answer_is_a_passing_fault_unless_it_asks_for_rest() {
        let circumstances = Circumstances { public: false, now: DateTime::UNIX_EPOCH, rest_after_rate_limit: REST };
        let wait = Some(Duration::from_secs(7));
        let cases = [
            (StatusCode::BAD_GATEWAY, None, FaultKind::Passing),
            (StatusCode::OK, None, FaultKind::Passing),
            (StatusCode::TOO_MANY_REQUESTS, None, FaultKind::SlowDown { retry_after: REST }),
            (StatusCode::TOO_MANY_REQUESTS, wait, FaultKind::SlowDown { retry_after: Duration::from_secs(7) }),
        ];
        for (status, retry_after, expected) in cases {
            assert_eq!(outside_envelope("any/call", status, retry_after, circumstances).kind, expected, "{status}");
        }
    }
}

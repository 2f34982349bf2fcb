//! The event log: the first part of the statement in which an event has its effect.

use contract::{Fact, fact_subject};
use mailbox::Heard;
use scoped::Value;

use crate::as_told::AsTold;

/// A CTE that notes an event; its parameters are [`values`]. An event that is replayed after the inbox has forgotten it is noted
/// already.
pub(crate) const LOGGED: &str = "logged as (
    insert into event_log (event_id, subject, about, version, body, at) values ($1, $2, $3, $4, $5, $6)
    on conflict on constraint event_log_key do nothing)";

/// The parameters `$1` to `$6`, followed by those of the effect.
pub(crate) fn values<F: Fact>(
    heard: &Heard<AsTold<F>>,
    effect: impl IntoIterator<Item = Value>,
) -> impl Iterator<Item = Value> {
    // Without the house's name: the log outlives it.
    let subject = fact_subject::<F>("");
    let logged: [Value; 6] = [
        heard.event_id.into(),
        subject.trim_start_matches('.').into(),
        heard.fact.about().into(),
        heard.fact.version().into(),
        heard.fact.body().into(),
        heard.at.into(),
    ];
    logged.into_iter().chain(effect)
}

//! What surrounds a fact on its way: headers in the CloudEvents binding for NATS, and who caused it.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use contract::Fact;
use ids::{Event, Id};
use scoped::Scoped;

/// Header names. CloudEvents' own begin with `ce-`, ours with `phien-`.
pub mod header {
    /// The event's id.
    pub const ID: &str = "ce-id";
    /// `<service>.<fact>.v<n>`.
    pub const TYPE: &str = "ce-type";
    /// The service that tells it.
    pub const SOURCE: &str = "ce-source";
    /// When it became true, on the wall.
    pub const TIME: &str = "ce-time";
    /// The thing it is about.
    pub const SUBJECT: &str = "ce-subject";
    /// CloudEvents' own version.
    pub const SPEC: &str = "ce-specversion";
    /// W3C trace context.
    pub const TRACE: &str = "traceparent";
    /// Who did it.
    pub const ACTOR: &str = "phien-actor";
    /// For whom, where that is somebody else.
    pub const ON_BEHALF_OF: &str = "phien-on-behalf-of";
    /// The fact that led to it.
    pub const CAUSE: &str = "phien-cause";
    /// Counts the changes of the thing.
    pub const VERSION: &str = "phien-version";
    /// Who asks; the whole caller as JSON. On asks only.
    pub const CALLER: &str = "phien-caller";
}

/// A fact as it was heard.
#[derive(Debug, Clone)]
pub struct Heard<F> {
    /// What has happened.
    pub fact: F,
    /// The event's id.
    pub event_id: Id<Event>,
    /// When it became true, on the wall.
    pub at: DateTime<Utc>,
}

pub(crate) fn headers<F: Fact>(
    event_id: Id<Event>,
    fact: &F,
    at: DateTime<Utc>,
    tx: &Scoped,
) -> BTreeMap<String, String> {
    let caller = tx.caller();
    let mut headers = BTreeMap::from([
        (header::ID.into(), event_id.to_string()),
        (header::TYPE.into(), format!("{}.{}.v{}", F::SERVICE, F::NAME, F::VERSION)),
        (header::SOURCE.into(), F::SERVICE.to_owned()),
        (header::TIME.into(), at.to_rfc3339_opts(SecondsFormat::Micros, true)),
        (header::SUBJECT.into(), fact.about()),
        (header::SPEC.into(), "1.0".into()),
        (header::VERSION.into(), fact.version().to_string()),
        (header::ACTOR.into(), caller.actor.to_string()),
    ]);
    let optional = [
        (header::ON_BEHALF_OF, caller.on_behalf_of.clone()),
        (header::CAUSE, tx.cause().map(|cause| cause.to_string())),
        (header::TRACE, caller.traceparent.clone()),
    ];
    headers.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    headers
}

//! How it is said without loss: outbox, relay, inbox, parking; and how it is asked.
//!
//! A fact is [`post`]ed in the transaction that makes it true. The relay publishes what is not yet published and marks it
//! once the broker has stored it. A listener notes each fact in its inbox in the transaction of the effect, and
//! acknowledges after the commit. So a fact has its effect exactly once, whatever dies in between. What cannot be read or
//! is refused is parked with its reason, never acknowledged away. Postgres is the record; JetStream is transport.
//!
//! Order between facts is never relied on: each carries full state and a version, and a listener keeps the newest.

mod ask;
mod broker;
mod conversation;
mod desk;
mod envelope;
mod hearing;
mod housekeeping;
mod outbox;
mod parking;
mod relay;
mod stop;

pub use ask::{Asker, Unanswered};
pub use broker::{Broker, BrokerFault};
pub use conversation::{Answers, Conversation, Hears, Undertakes};
pub use envelope::Heard;
pub use housekeeping::keep_house;
pub use outbox::{post, post_all, waiting};
pub use parking::parked;
pub use relay::Relay;
pub use stop::Stop;

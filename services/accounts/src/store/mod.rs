//! Rows to people and back. Whoever manages people sees those in a transaction of their own, and a cooperative's keys;
//! everything else, sign-in above all, asks as the service itself.

pub(crate) mod attempts;
pub(crate) mod delegations;
pub(crate) mod erasing;
pub(crate) mod identities;
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod messages;
pub(crate) mod people;
pub(crate) mod persons;
pub(crate) mod second_factors;
pub(crate) mod sessions;

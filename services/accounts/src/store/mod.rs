//! Rows to people and back. Only transactions of the service itself or of an operator see them; a manager's
//! see the keys of their cooperative.

pub(crate) mod attempts;
pub(crate) mod delegations;
pub(crate) mod identities;
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod messages;
pub(crate) mod people;
pub(crate) mod persons;
pub(crate) mod second_factors;
pub(crate) mod sessions;

//! What accounts does, one file for each thing.

pub(crate) mod add_person;
pub(crate) mod ensure_operator;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod who_is;

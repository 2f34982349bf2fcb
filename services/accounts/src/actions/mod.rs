//! What accounts does, one file for each thing.

pub(crate) mod add_person;
pub(crate) mod change_password;
pub(crate) mod confirm_second_factor;
pub(crate) mod draw_second_factor;
pub(crate) mod drop_second_factor;
pub(crate) mod end_sessions;
pub(crate) mod ensure_operator;
pub(crate) mod find_security;
mod identify;
pub(crate) mod show_second_factor;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod who_is;

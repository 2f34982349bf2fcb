//! What accounts does, one file for each thing.

pub(crate) mod add_person;
pub(crate) mod change_password;
pub(crate) mod change_person;
pub(crate) mod confirm_second_factor;
pub(crate) mod delegate;
pub(crate) mod draw_link;
pub(crate) mod draw_second_factor;
pub(crate) mod drop_second_factor;
pub(crate) mod end_sessions;
pub(crate) mod ensure_operator;
pub(crate) mod find_keys;
pub(crate) mod find_people;
pub(crate) mod find_security;
pub(crate) mod forget_password;
mod identify;
pub(crate) mod invite_person;
pub(crate) mod make_key;
pub(crate) mod read_link;
pub(crate) mod revoke_key;
pub(crate) mod show_second_factor;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod tell_managers;
pub(crate) mod use_link;
pub(crate) mod who_is;
pub(crate) mod whose_key;

//! What is true about people and their sessions, free of IO.

mod login;
mod password;
mod person;
mod session;

pub(crate) use login::{Login, attempted};
pub(crate) use password::{Checked, Passwords};
pub(crate) use person::NewPerson;
pub(crate) use session::{Patience, SessionHash};

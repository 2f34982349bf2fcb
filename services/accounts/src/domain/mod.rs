//! What is true about people and their sessions, free of IO.

mod delegation;
mod key;
mod login;
mod management;
mod password;
mod person;
mod second_factor;
mod session;
mod visit;

pub(crate) use delegation::{Delegation, faults_of_terms};
pub(crate) use key::NewKey;
pub(crate) use login::{Login, attempted, attempted_from, attempted_of};
pub(crate) use management::{Reach, managed_by, masked};
pub(crate) use password::{Checked, Passwords};
pub(crate) use person::{NewPerson, faults_of_grants, judge_password, once_each};
pub(crate) use second_factor::{Authenticator, SECRET_BYTES, draw_recovery_codes, recovery_hash};
pub use session::SecondFactorRule;
pub(crate) use session::{Patience, SessionHash};
pub(crate) use visit::{Visit, is_subject};

//! What people do, written down so that nobody can change it unseen.
//!
//! Each service keeps a trail of its own. An entry says who did what to which things, under which role, and how it ended;
//! it holds the hash of the entry before it, and is written in the transaction of what it tells of. The service's role can
//! append and read, not change. [`verify`] finds an entry that was changed, taken out or put in; and because the newest hash
//! is kept in the object store once an hour ([`keep_anchors`]), it also finds a trail that was written anew from the
//! beginning. Whoever can change both Postgres and the object store can still forge the hours since somebody last looked.
//!
//! No personal data: things are named by ids, and what was sent is kept as a digest.

mod anchors;
mod chain;
mod trail;
mod verify;

pub use anchors::{Anchor, AnchorFault, keep_anchors};
pub use trail::{Entry, append, find, objects_in};
pub use verify::{Broken, Verified, VerifyFault, verify};

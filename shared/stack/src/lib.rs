//! A Postgres and a NATS server of our own, started as children and never outliving us.
//!
//! `chophien up` and the tests start the servers that `make stack` brought; nothing is installed on the machine and
//! nobody needs to be root. Both listen on 127.0.0.1 only and ask for no password: whoever can sign in to this machine
//! is trusted. Where that is not so, run servers of your own and hand their addresses to `chophien`.
//!
//! What holds, however we end:
//!
//! - **No server is left running.** Beside each stands a guard, a small shell that reads from a pipe only we hold open;
//!   when we are gone, even by `kill -9`, it stops its server within five seconds.
//! - **The next start finds its data in order.** It stops a server that a guard could not, and removes a set-up that was
//!   cut short. Two starts on the same data never run at once.
//! - **Ctrl-C reaches only us**, so that the servers are stopped last and in order.
//! - **Root is dropped for Postgres**, which refuses to run as root; the data then belong to the user `postgres` or `nobody`.
//!
//! A data folder `x` has two companions beside it: `x.log`, what the server said, and `x.lock`, who uses the folder.

mod binaries;
mod elsewhere;
mod failure;
mod folder;
mod guard;
mod leftover;
mod nats;
mod port;
mod postgres;
mod run_as;
mod server;

pub use binaries::{Binaries, Missing};
pub use failure::StackError;
pub use nats::Nats;
pub use postgres::Postgres;

/// What a server does so that data outlive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// What was acknowledged is on the disk.
    Durable,
    /// For tests: quick, and nothing that anybody would miss.
    Throwaway,
}

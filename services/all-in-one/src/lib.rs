//! The `chophien` binary: everything in one process on an embedded Postgres and NATS, or one service for k8s.

mod audit;
mod channels;
mod command;
mod demo;
mod doctor;
mod house;
mod keys;
mod migrate;
mod run;
mod servers;
mod settings;
mod up;
mod verify_figures;

pub use command::{Command, obey};

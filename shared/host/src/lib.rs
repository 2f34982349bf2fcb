//! The frame a process stands in: settings, secrets, clocks, tracing, health, files and an orderly end.

pub mod calendar;
pub mod file_store;
pub mod files;
pub mod health;
pub mod http;
pub mod keys;
pub mod secret;
pub mod settings;
pub mod shutdown;
pub mod telemetry;

pub use calendar::Calendar;
pub use files::Files;
pub use secret::{Sealer, Secret};
pub use shutdown::Shutdown;

//! Files come in: with a real worker, Postgres and NATS, and a shelf as the thing they fill.

mod coming_in;
mod failing;
mod handing_back;
mod seeing;
mod shelf;

//! Onboarding from outside: files in, asks answered, facts told; real Postgres and NATS.

mod assisting;
mod banking;
mod canaries;
mod coverage;
mod deciding;
mod erasing;
mod faults;
mod finding;
mod house;
mod kinds;
mod lots;
mod members;
mod papers;
mod plots;
mod privacy;
mod representing;
mod requests;
mod reviewing;
mod revising;
mod season;
mod unions;
mod walls;
mod workbook;

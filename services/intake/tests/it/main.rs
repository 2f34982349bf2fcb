//! Intake from outside: its door over HTTP, a marketplace to practise on, real Postgres and NATS.

mod accounts;
mod arriving;
mod door;
mod house;
mod joined;
mod ledger;
mod life;
mod market;
mod own_shops;
mod past;
mod polling;
mod races;
mod reading;
mod tasks;
mod units;

//! Syndication from outside: a real Postgres, a real broker, and the sandbox's Shopee at the other end.

mod adopting;
mod consent;
mod drifting;
mod goods;
mod history;
mod house;
mod import;
mod lossy;
mod markets;
mod measure;
mod offers;
mod own_shops;
mod papers;
mod progress;
mod rules;
mod rules_file;
mod storm;
mod tenants;
mod trouble;
mod troubled;

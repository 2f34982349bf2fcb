//! The connectors from outside, over real HTTP: signatures against known vectors, recorded answers as our words, the
//! layer around each call, and the practice marketplace.

mod adding;
mod conformance;
mod layer;
mod lazada;
mod own_shop;
mod practice;
mod recorded;
mod shopee;
mod tiki;
mod tiktok;
mod vectors;

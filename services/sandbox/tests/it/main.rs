//! The sandbox from outside, over real HTTP.

mod hearing;
mod items;
mod lazada;
mod orders;
mod own;
mod page;
mod pushes;
mod receiver;
mod season;
mod signing;
mod stage;
mod starting;
mod tiki;
mod tiktok;
mod tokens;

//! The sandbox from outside, over real HTTP.

mod items;
mod orders;
mod page;
mod pushes;
mod receiver;
mod season;
mod signing;
mod stage;
mod starting;
mod tokens;

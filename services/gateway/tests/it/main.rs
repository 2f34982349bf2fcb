//! The door from outside: over real HTTP, in front of the real accounts, with stand-ins for services that are not there.

mod acting;
mod document;
mod drafts;
mod elsewhere;
mod erasing;
mod everything;
mod exports;
mod house;
mod keys;
mod live;
mod papers;
mod portal;
mod problems;
mod providers;
mod sessions;

//! Stories through the whole system, and checks on the house itself: all of it in `it/main.rs`; nothing to depend on here.

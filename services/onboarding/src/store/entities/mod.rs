//! Tables as lists read them: without what is sealed, which no list shows.

pub(super) mod household;
pub(super) mod lot;
pub(super) mod paper;

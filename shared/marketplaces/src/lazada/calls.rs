//! What is asked of Lazada, and in which order, for each thing it can do. Sections 4.4 to 4.7.

mod listings;
mod money;
mod orders;
mod shipments;

//! What is asked of Shopee, and in which order, for each thing it can do. Sections 3.5 and 3.7.

mod listings;
mod orders;
mod shipments;

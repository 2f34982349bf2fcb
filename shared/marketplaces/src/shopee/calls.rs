//! What is asked of Shopee, and in which order, for each thing it can do. Sections 3.5 to 3.8.

mod catalogue;
mod events;
mod listings;
mod money;
mod orders;
mod shipments;

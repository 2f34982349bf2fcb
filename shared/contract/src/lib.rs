//! Everything one service may say to another: facts, questions, commands, refusals and who is asking. Data only.
//!
//! A **fact** is something that has happened, with the full state after it and a version; it travels on JetStream as
//! `phien.<service>.<fact>.v<n>`. A **question** or a **command** is asked on `phien.ask.<service>.<verb_noun>.v<n>` and
//! answered, or refused with a stable code. Adding a field needs a serde default and keeps the version; changing a
//! meaning needs a new type with the next version.
//!
//! To add a fact or an ask:
//! 1. the type in the file of the service that says or answers it, with its `fact!` or `ask!` line;
//! 2. a sample in `samples/` and its line in `asyncapi.rs`, which a test asks for;
//! 3. a line in the service's `conversation.rs`.
//!
//! An ask that programs may make, too, ends with `, key OrdersRead`: the word their key must have.

mod ask;
mod asyncapi;
mod bank;
mod caller;
mod department;
mod fact;
mod key_scope;
mod page;
mod product;

pub mod accounts;
pub mod analytics;
pub mod audit;
pub mod imports;
pub mod intake;
pub mod onboarding;
pub mod syndication;

pub use ask::{Ask, FieldFault, Refusal, Repeat, Reply, code};
pub use asyncapi::asyncapi;
pub use bank::Bank;
pub use caller::{Actor, Caller, Role, Scope};
pub use department::Department;
pub use fact::{Fact, SERVICES, Service, ask_subject, fact_subject};
pub use key_scope::KeyScope;
pub use page::{Page, PageRequest};
pub use product::{Grade, PRODUCTS, Product, ProductCode};

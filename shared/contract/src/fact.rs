//! Facts and their subjects.

use serde::{Serialize, de::DeserializeOwned};

/// A service, by the name it has in subjects, schemas and streams.
pub type Service = &'static str;

/// Every service with a database of its own.
pub const SERVICES: [Service; 5] = ["accounts", "onboarding", "syndication", "intake", "analytics"];

/// Something that has happened, told with the full state after it.
pub trait Fact: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The service that tells it.
    const SERVICE: Service;
    /// What happened, in the past tense.
    const NAME: &'static str;
    /// Of the body's meaning, from 1.
    const VERSION: u16;

    /// The thing the fact is about, as the `ce-subject` header names it.
    fn about(&self) -> String;
    /// Counts the changes of that thing; the highest one heard is the truth.
    fn version(&self) -> i64;
}

/// The subject a fact travels on. `house` is `phien`, or another first token where several houses share a broker.
pub fn fact_subject<F: Fact>(house: &str) -> String {
    format!("{house}.{}.{}.v{}", F::SERVICE, F::NAME, F::VERSION)
}

/// The subject an ask is asked on.
pub fn ask_subject(house: &str, service: &str, name: &str, version: u16) -> String {
    format!("{house}.ask.{service}.{name}.v{version}")
}

/// `fact!(OrderChanged: "intake" says "order_changed" v1, about order_id);`
macro_rules! fact {
    ($type:ty: $service:literal says $name:literal v $version:literal, about $id:ident) => {
        impl $crate::Fact for $type {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = $name;
            const VERSION: u16 = $version;

            fn about(&self) -> String {
                self.$id.to_string()
            }

            fn version(&self) -> i64 {
                self.version
            }
        }
    };
}
pub(crate) use fact;

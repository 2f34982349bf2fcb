//! A fact together with its body, word for word. What a newer teller adds and we cannot read yet is logged all the same.

use contract::{Fact, Service};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

/// A fact, and how it was told. To whoever routes it, it is the fact.
pub(crate) struct AsTold<F> {
    /// What we understand.
    pub fact: F,
    body: Box<RawValue>,
}

impl<F> AsTold<F> {
    /// The JSON it came in.
    pub fn body(&self) -> &str {
        self.body.get()
    }
}

impl<F: Fact> Fact for AsTold<F> {
    const SERVICE: Service = F::SERVICE;
    const NAME: &'static str = F::NAME;
    const VERSION: u16 = F::VERSION;

    fn about(&self) -> String {
        self.fact.about()
    }

    fn version(&self) -> i64 {
        self.fact.version()
    }
}

impl<F> Serialize for AsTold<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}

impl<'de, F: Fact> Deserialize<'de> for AsTold<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Box::<RawValue>::deserialize(deserializer)?;
        let fact = serde_json::from_str(body.get()).map_err(de::Error::custom)?;
        Ok(Self { fact, body })
    }
}

//! Where each call of a marketplace goes: data, because versions stand in the paths and move (section 12).

use std::collections::BTreeMap;

/// The paths of one marketplace's calls, by the calls' names. `{}` stands for an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths(BTreeMap<&'static str, String>);

/// A path was given for a call that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no call `{0}`: no path can be set for it")]
pub struct UnknownCall(pub String);

impl Paths {
    pub(crate) fn of(table: &[(&'static str, &str)]) -> Self {
        Self(table.iter().map(|(call, path)| (*call, (*path).to_owned())).collect())
    }

    /// Has some calls go elsewhere.
    pub fn with<'a>(mut self, others: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, UnknownCall> {
        for (call, path) in others {
            let known = self.0.iter_mut().find(|(known, _)| **known == call);
            let (_, known) = known.ok_or_else(|| UnknownCall(call.to_owned()))?;
            path.clone_into(known);
        }
        Ok(self)
    }

    /// The path of a call, with the ids it names.
    pub(crate) fn path(&self, call: &'static str, ids: &[&str]) -> String {
        let path = self.0.get(call).map_or(call, String::as_str);
        ids.iter().fold(path.to_owned(), |path, id| {
            let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
            path.replacen("{}", &id, 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_data_and_a_call_nobody_makes_is_told() {
        let paths = Paths::of(&[("order.read", "/order/202309/orders"), ("ship", "/packages/{}/ship")]);
        assert_eq!(paths.path("ship", &["1/2"]), "/packages/1%2F2/ship");
        let moved = paths.clone().with([("order.read", "/order/202507/orders")]).expect("a known call");
        assert_eq!(moved.path("order.read", &[]), "/order/202507/orders");
        assert_eq!(paths.with([("order.raed", "/")]), Err(UnknownCall("order.raed".into())));
    }
}

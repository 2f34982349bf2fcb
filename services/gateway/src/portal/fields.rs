//! A form's fields as they were typed: several of one name, and nothing lost when one of them is at fault.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use contract::code;
use ids::{Id, Kind};
use url::form_urlencoded;

use crate::{App, problem::Problem};

/// The fields of a posted form, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields with these values, as if somebody had typed them.
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// What was typed into the field, without blanks around it; empty where there is no such field.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// What was typed into a password's field, with the blanks around it; empty where there is no such field.
    pub(crate) fn exact(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of the name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// What was typed, by the fields' names, without these.
    pub(crate) fn without(&self, names: &[&str]) -> BTreeMap<String, Vec<String>> {
        let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
            kept.entry(name.clone()).or_default().push(value.clone());
        }
        kept
    }

    /// Every id of the name. A value that is none is no slip of a person's: the form was not ours.
    pub(crate) fn ids<K: Kind>(&self, name: &str) -> Result<Vec<Id<K>>, Problem> {
        let fault = |_| Problem::new(code::UNREADABLE, format!("`{name}` holds something that is no id"));
        self.all(name).map(str::parse).collect::<Result<_, _>>().map_err(fault)
    }

    /// The idempotency key that was drawn when the form was rendered.
    pub(crate) fn key(&self) -> Result<&str, Problem> {
        match self.one("key") {
            "" => Err(Problem::new(code::KEY_MISSING, "the form has no key")),
            key if key.len() > 255 => Err(Problem::new(code::UNREADABLE, "the form's key is too long")),
            key => Ok(key),
        }
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, app).await?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use ids::Order;

    use super::*;

    #[test]
    fn several_values_of_one_name_are_kept_and_foreign_ids_are_refused() {
        let order = Id::<Order>::generate().to_string();
        let fields = Fields::from([("order_id", order.as_str()), ("order_id", order.as_str()), ("key", " k ")]);
        assert_eq!(fields.ids::<Order>("order_id").expect("two ids").len(), 2);
        assert_eq!((fields.key().expect("a key"), fields.one("nothing")), ("k", ""));
        assert!(Fields::from([("order_id", "lot_1")]).ids::<Order>("order_id").is_err());
        assert_eq!(Fields::default().key().expect_err("no key").code, code::KEY_MISSING);
    }
}

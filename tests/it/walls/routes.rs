//! Every route there is: those of the API from its own document, those of the portal from the router's source.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::read;

/// A method and a pattern, such as `get /orders/{order_id}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub pattern: String,
    pub method: String,
}

impl Route {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.pattern)
    }

    pub fn is_api(&self) -> bool {
        self.pattern.starts_with("/api/")
    }

    pub fn reads(&self) -> bool {
        self.method == "get"
    }

    /// The names in braces.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
    }
}

/// All of them, in order.
pub fn all(document: &Value) -> Vec<Route> {
    let mut routes = of_portal();
    for (pattern, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            routes.push(Route { pattern: pattern.clone(), method: method.clone() });
        }
    }
    routes.sort();
    routes
}

/// The router of axum does not tell its routes, so they are read where they are written.
fn of_portal() -> Vec<Route> {
    let mut patterns = BTreeMap::new();
    for file in ["services/gateway/src/session.rs", "services/gateway/src/portal/routes.rs"] {
        let source = read(file);
        for line in source.lines().filter(|line| line.contains("const ") && line.contains(": &str = \"/")) {
            let (name, rest) =
                line.split_once("const ").and_then(|(_, rest)| rest.split_once(':')).expect("a constant");
            let pattern = rest.split('"').nth(1).expect("a text");
            patterns.insert(name.to_owned(), pattern.to_owned());
        }
    }
    let source = read("services/gateway/src/portal/mod.rs");
    let mut routes = Vec::new();
    for written in source.split(".route(").skip(1) {
        let name = written.trim_start().strip_prefix("routes::").expect("portal routes are named in routes.rs");
        let name = name.split(',').next().expect("a name");
        let pattern = patterns.get(name).unwrap_or_else(|| panic!("{name} has no pattern"));
        for method in ["get", "post"].into_iter().filter(|method| written.contains(&format!("{method}("))) {
            routes.push(Route { pattern: pattern.clone(), method: method.to_owned() });
        }
    }
    assert!(routes.len() > 50, "only {} routes of the portal were read", routes.len());
    routes
}

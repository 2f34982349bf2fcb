//! The published vectors, for tests alone.

use serde_json::Value;

/// Those of a marketplace and a kind; at least one.
pub fn of(marketplace: &str, kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../tests/it/vectors.json")).expect("the file is JSON");
    let all = file["vectors"].as_array().expect("a list of vectors").clone();
    let found: Vec<Value> =
        all.into_iter().filter(|vector| vector["marketplace"] == marketplace && vector["kind"] == kind).collect();
    assert!(!found.is_empty(), "no vectors of {kind} for {marketplace}");
    found
}

/// A text that must be there.
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is a text")).to_owned()
}

//! Golden samples: what was once written, and what is made of it today.
//!
//! `<name>.v<n>.json` never changes once a release has written such bodies. Where a field was added since,
//! `<name>.v<n>.read.json` beside it says what the old body is read as.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use crate::{messages, sample_name};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn read(name: &str) -> Option<Value> {
    let text = fs::read_to_string(folder().join(format!("{name}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("sample {name} is no JSON: {error}")))
}

#[test]
fn what_was_once_written_is_read_and_written_back_the_same() {
    for (channel, message, today) in messages() {
        let name = sample_name(&channel);
        let expected = read(&format!("{name}.read")).or_else(|| read(&name));
        assert_eq!(Some(today), expected, "{message}: look at the difference, then write {name}.read.json");
    }
}

#[test]
fn every_sample_belongs_to_something_that_is_said() {
    let said: BTreeSet<String> = messages().iter().map(|(channel, _, _)| sample_name(channel)).collect();
    for entry in fs::read_dir(folder()).expect("the samples can be listed") {
        let file = entry.expect("a sample can be listed").file_name().into_string().expect("a name in UTF-8");
        let name = file.trim_end_matches(".json").trim_end_matches(".read");
        assert!(said.contains(name), "nothing that is said is called {name}");
    }
}

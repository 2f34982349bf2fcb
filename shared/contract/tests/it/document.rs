//! The AsyncAPI document names every fact and every ask of the sources, and looks as a person last saw it.

use std::{collections::BTreeSet, fmt::Write, fs, path::PathBuf};

use crate::messages;

/// The types of every `fact!(…)`, `ask!(…)`, `import_ask!(…)` and `impl Ask for …` line in the sources.
fn declared() -> BTreeSet<String> {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sources can be listed") {
            let path = entry.expect("a source can be listed").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).expect("a source can be read");
        for line in text.lines() {
            let call = ["fact!(", "impl Fact for ", "ask!(", "import_ask!(", "impl Ask for "]
                .iter()
                .find_map(|name| line.strip_prefix(name));
            if let Some((message, _)) = call.and_then(|rest| rest.split_once([':', ' '])) {
                found.insert(message.to_owned());
            }
        }
    }
    found
}

#[test]
fn everything_that_can_be_said_is_in_the_document() {
    let documented: BTreeSet<String> = messages().into_iter().map(|(_, message, _)| message).collect();
    assert_eq!(documented, declared());
}

#[test]
fn nobody_has_changed_a_subject_or_its_askers_unseen() {
    let document = contract::asyncapi();
    let mut seen = String::new();
    for operation in document["operations"].as_object().expect("the document has operations").values() {
        let channel = operation["channel"]["$ref"].as_str().expect("an operation has a channel");
        let channel = &document["channels"][channel.trim_start_matches("#/channels/")];
        let address = channel["address"].as_str().expect("a channel has an address");
        let roles = operation["x-phien-roles"].as_array().into_iter().flatten().filter_map(|role| role.as_str());
        let repeat = operation["x-phien-repeat"].as_str().unwrap_or("fact");
        let key_scope = operation["x-phien-key-scope"].as_str();
        let line: Vec<&str> = std::iter::once(repeat).chain(roles).chain(key_scope).collect();
        writeln!(seen, "{address}: {}", line.join(" ")).expect("a string can be written to");
    }
    insta::assert_snapshot!("said_and_asked", seen);
}

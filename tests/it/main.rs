//! The whole house from outside: stories through every service, and the checks on the house itself.

mod house_arrows;
mod house_documents;
mod house_k8s;
mod house_licences;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The repository.
fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("this crate lies in a folder of the repository").to_owned()
}

/// The text of a file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// Every file below a folder of the repository with this ending, by its path from the root.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{} cannot be listed: {error}", folder.display())) {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let inside = path.strip_prefix(root()).expect("it was found below the root");
                found.push(inside.to_str().expect("our paths are UTF-8").to_owned());
            }
        }
    }
    found.sort();
    found
}

/// What cargo knows about the workspace, without asking anybody.
fn cargo_metadata(arguments: &[&str]) -> Value {
    let said = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo runs, for it runs this test");
    assert!(said.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("cargo writes JSON")
}

/// A field of JSON that is known to be text.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is no text in {value}"))
}

/// The items of a field of JSON; none where it is missing.
fn items<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

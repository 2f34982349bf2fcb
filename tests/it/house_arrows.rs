//! The arrows between crates, and how a room has to look.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::{cargo_metadata, files, items, read, root, text};

/// What each crate may depend on, of ours. A dependency that only tests have is free, but for those named below.
/// Services never depend on each other; only `chophien` sees them all.
const ARROWS: &[(&str, &str)] = &[
    ("ids", ""),
    ("amounts", ""),
    ("places", ""),
    ("host", ""),
    ("stack", ""),
    ("migrations", ""),
    ("scans", ""),
    ("sheets", "amounts places"),
    ("contract", "amounts ids"),
    ("marketplaces", "amounts ids"),
    ("scoped", "contract ids"),
    ("audit", "contract host scoped"),
    ("mailbox", "audit contract host ids scoped"),
    ("imports", "contract host ids mailbox scoped sheets"),
    ("testkit", "contract host ids mailbox migrations scoped stack"),
    ("sandbox", "host"),
    ("gateway", "amounts contract host ids mailbox places scans sheets"),
    ("accounts", "amounts audit contract host ids mailbox places scoped"),
    ("onboarding", "amounts audit contract host ids imports mailbox places scoped sheets"),
    ("analytics", "amounts contract host ids imports mailbox places scoped sheets"),
    ("syndication", "amounts contract host ids imports mailbox marketplaces places scoped sheets"),
    ("intake", "amounts contract host ids mailbox marketplaces places scoped"),
    (
        "chophien",
        "accounts amounts analytics audit contract gateway host ids intake mailbox marketplaces migrations onboarding sandbox \
         scoped sheets stack syndication",
    ),
    ("stories", ""),
    ("fuzz", "places scans sheets"),
];

/// Of what others have written: who has no database must not be able to speak to one.
const NO_DATABASE: &[&str] =
    &["gateway", "contract", "marketplaces", "sandbox", "places", "scans", "sheets", "amounts", "host"];

/// What lies in the root of the repository.
const ROOT: &[&str] = &[
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "k8s",
    "migrations",
    "rustfmt.toml",
    "services",
    "shared",
    "tests",
];

/// A file one cannot keep in one's head is too long. Its tests at the end are not counted: one reads them apart.
const LINES_MAX: usize = 400;
/// Longer files, each with the reason why it is not two.
const LONGER: &[(&str, &str)] = &[];

const ROOMS: &[&str] = &["services", "shared", "migrations", "tests"];

fn rust_files() -> Vec<String> {
    ROOMS.iter().flat_map(|room| files(room, ".rs")).collect()
}

#[test]
fn every_arrow_points_the_way_it_may() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(name, list)| (*name, list.split_whitespace().collect())).collect();
    let metadata = cargo_metadata(&["--no-deps"]);
    let ours: BTreeSet<&str> = items(&metadata, "packages").map(|package| text(package, "name")).collect();
    assert_eq!(ours, allowed.keys().copied().collect(), "the table of arrows lists every crate, and no other");
    for package in items(&metadata, "packages") {
        let name = text(package, "name");
        let normal = items(package, "dependencies").filter(|dependency| dependency["kind"] != "dev");
        for dependency in normal.map(|dependency| text(dependency, "name")) {
            let fine = !ours.contains(dependency) || allowed[name].contains(dependency);
            assert!(fine, "{name} must not depend on {dependency}");
            let quiet = !NO_DATABASE.contains(&name) || !["sea-orm", "sqlx"].contains(&dependency);
            assert!(quiet, "{name} has no database and must not depend on {dependency}");
        }
    }
}

#[test]
fn nothing_lies_about_in_the_root() {
    let ignored = read(".gitignore");
    let is_ignored = |name: &str| {
        ignored.lines().map(|line| line.trim_start_matches('/')).any(|line| match line.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == line,
        })
    };
    for entry in fs::read_dir(root()).expect("the root can be listed") {
        let name = entry.expect("an entry can be read").file_name().into_string().expect("our names are UTF-8");
        assert!(
            name == ".git" || is_ignored(&name) || ROOT.contains(&name.as_str()),
            "{name} has no place in the root"
        );
    }
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for path in rust_files() {
        assert!(read(&path).starts_with("//! "), "{path} does not begin with what it is for");
    }
}

#[test]
fn no_file_is_too_long_to_keep_in_mind() {
    for path in rust_files() {
        let lines = read(&path).lines().take_while(|line| *line != "#[cfg(test)]").count();
        let excused = LONGER.iter().any(|(longer, reason)| *longer == path && !reason.is_empty());
        assert_eq!(lines > LINES_MAX, excused, "{path} has {lines} lines before its tests; {LINES_MAX} are allowed");
    }
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let signs = [["to", "do!("], ["unimple", "mented!("], ["TO", "DO"], ["FIX", "ME"], ["XX", "X:"]]
        .map(|parts| parts.concat());
    for path in rust_files() {
        let source = read(&path);
        for sign in &signs {
            assert!(!source.contains(sign.as_str()), "{path} still has a {sign}");
        }
    }
}

#[test]
fn a_name_shuts_something_out() {
    const EMPTY_NAMES: &[&str] = &["common", "utils", "util", "helpers", "helper", "types", "misc"];
    for path in rust_files() {
        let empty = path.split(['/', '.']).find(|part| EMPTY_NAMES.contains(part));
        assert_eq!(empty, None, "{path}: such a name lets anything in");
    }
}

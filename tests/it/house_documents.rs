//! What README.md and ARCHITECTURE.md name is there: paths, subjects, crates of the house, `make` targets, subcommands.

use std::collections::BTreeSet;

use crate::{files, items, read, root};

const DOCUMENTS: &[&str] = &["README.md", "ARCHITECTURE.md"];
/// A name that starts with one of these is a path of the repository.
const ROOMS: &[&str] = &["services/", "shared/", "migrations/", "k8s/", "tests/", ".ci/"];
/// A name that ends with one of these is a file of the repository, and is written from the root.
const ENDINGS: &[&str] = &[".rs", ".sql", ".md", ".toml", ".yaml", ".py", ".sh", ".xlsx", ".csv"];

/// Everything a document sets as code: between backticks, and line by line in fenced blocks.
fn code(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in read(document).lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            found.push(line.to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    assert!(!fenced, "{document} has a fence that is not closed");
    found
}

/// What a document sets as code, word by word, and what its links point to.
fn words(document: &str) -> BTreeSet<String> {
    let links = read(document);
    let links = links.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned);
    let spoken = code(document).into_iter().flat_map(|code| {
        let words = code.split([' ', '\t', '"', '\'', '(', ')', ',', ';', '@']);
        words.map(|word| word.trim_end_matches(['.', ':']).to_owned()).collect::<Vec<_>>()
    });
    spoken.chain(links).filter(|word| !word.is_empty() && !word.contains("://") && !word.starts_with('#')).collect()
}

/// Words that follow another one directly in a document's code, such as the targets after `make`.
fn after(document: &str, command: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for code in code(document) {
        let words: Vec<&str> = code.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| pair[0] == command || pair[0].ends_with(&format!("/{command}"))) {
            if pair[1].starts_with(|first: char| first.is_ascii_lowercase()) {
                found.insert(pair[1].to_owned());
            }
        }
    }
    found
}

/// `RunAll` as clap writes it: `run-all`.
fn kebab(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The variants of every enum below `folder` that derives clap's `Subcommand`.
pub(crate) fn subcommands(folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(folder, ".rs") {
        let source = read(&path);
        for declared in source.split("Subcommand)]").skip(1) {
            // Variants, and nothing deeper, are indented by four spaces and begin with a capital.
            for line in declared.lines().skip(2).take_while(|line| !line.starts_with('}')) {
                let variant =
                    line.strip_prefix("    ").filter(|rest| rest.starts_with(|first: char| first.is_uppercase()));
                let name = variant.and_then(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next());
                found.extend(name.map(kebab));
            }
        }
    }
    found
}

fn make_targets() -> BTreeSet<String> {
    let makefile = read("Makefile");
    let rules = makefile.lines().filter(|line| !line.starts_with(['\t', '.', '#', ' ']));
    rules.filter_map(|line| Some(line.split_once(':')?.0.to_owned())).filter(|name| !name.contains(' ')).collect()
}

#[test]
fn every_path_a_document_names_is_there() {
    for document in DOCUMENTS {
        let mut seen = 0;
        for word in words(document) {
            // A name with a placeholder or a star stands for many.
            if word.starts_with(['.', '/', '~', '$', '-']) && !word.starts_with(".ci/")
                || word.contains(['<', '*', '{'])
            {
                continue;
            }
            if ROOMS.iter().any(|room| word.starts_with(room)) || ENDINGS.iter().any(|ending| word.ends_with(ending)) {
                assert!(root().join(&word).exists(), "{document} names {word}, which is not there");
                seen += 1;
            }
        }
        assert!(seen > 5, "{document} names only {seen} paths: are they still found?");
    }
}

#[test]
fn every_subject_a_document_names_is_in_the_contract() {
    let contract = contract::asyncapi();
    let channels = contract["channels"].as_object().expect("the contract has channels");
    let subjects: BTreeSet<&str> = channels.values().filter_map(|channel| channel["address"].as_str()).collect();
    for document in DOCUMENTS {
        for word in words(document) {
            if word.starts_with("phien.") && !word.contains(['<', '>', '*']) {
                assert!(subjects.contains(word.as_str()), "{document} names {word}, which nobody says or answers");
            }
        }
    }
}

#[test]
fn every_target_and_subcommand_a_document_names_can_be_run() {
    let (targets, commands) = (make_targets(), subcommands("services/all-in-one/src"));
    assert!(targets.contains("test") && commands.contains("run"), "targets and subcommands are no longer found");
    for document in DOCUMENTS {
        for target in after(document, "make") {
            assert!(targets.contains(&target), "{document} names `make {target}`, which the Makefile does not have");
        }
        for command in after(document, "chophien") {
            assert!(commands.contains(&command), "{document} names `chophien {command}`, which there is not");
        }
    }
}

#[test]
fn every_crate_is_on_the_map() {
    let map = read("ARCHITECTURE.md");
    for package in items(&crate::cargo_metadata(&["--no-deps"]), "packages") {
        let name = crate::text(package, "name");
        assert!(map.contains(&format!("`{name}`")), "ARCHITECTURE.md does not mention the crate {name}");
    }
}

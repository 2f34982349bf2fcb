//! Every crate we build on may be used, changed and passed on, in a program of the state too.

use std::process::Command;

use crate::{cargo_metadata, items, text};

/// Licences that ask for no more than a notice, or (MPL) for changes to their own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "NCSA",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression lets us: of a choice one must be allowed, of a sum all.
fn lets_us(expression: &str) -> bool {
    // Older crates write a choice with a slash. An exception after `WITH` only ever allows more.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let allowed = choice(&mut words);
    allowed && words.next().is_none()
}

type Words<'a, 'b> = &'b mut std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn choice(words: Words<'_, '_>) -> bool {
    let mut allowed = sum(words);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= sum(words);
    }
    allowed
}

fn sum(words: Words<'_, '_>) -> bool {
    let mut allowed = licence(words);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= licence(words);
    }
    allowed
}

fn licence(words: Words<'_, '_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let allowed = choice(words);
        return words.next() == Some(")") && allowed;
    }
    let allowed = words.next().is_some_and(|name| ALLOWED.contains(&name));
    if words.next_if_eq(&"WITH").is_some() {
        words.next();
    }
    allowed
}

#[test]
fn a_choice_needs_one_and_a_sum_needs_all() {
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-2.0-only", true),
        ("MIT AND GPL-2.0-only", false),
        ("GPL-2.0-only AND (MIT OR ISC)", false),
        ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Unlicense/MIT", true),
        ("(MIT", false),
        ("MIT MIT", false),
        ("", false),
    ] {
        assert_eq!(lets_us(expression), expected, "{expression:?}");
    }
}

#[test]
fn every_licence_lets_us_use_change_and_pass_on() {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs, for it built this test");
    let said = String::from_utf8(rustc.stdout).expect("rustc writes UTF-8");
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    // Only crates for this machine are sure to be here without asking the network.
    let metadata = cargo_metadata(&["--filter-platform", host]);
    let mut seen = 0;
    for package in items(&metadata, "packages") {
        let licence = package["license"].as_str().unwrap_or("");
        assert!(lets_us(licence), "{} {} is under {licence:?}", text(package, "name"), text(package, "version"));
        seen += 1;
    }
    assert!(seen > 100, "only {seen} crates were looked at");
}

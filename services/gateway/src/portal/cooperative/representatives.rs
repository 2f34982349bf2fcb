//! Who acts for a cooperative and who did before, on its own page and before officials.

use askama::Template;
use contract::onboarding::{CooperativeFile, FormerRepresentative, Producer};

use crate::portal::{format::Reader, routes};

/// The one who acts, and the former ones.
#[derive(Debug, Template)]
#[template(path = "parts/representatives.html")]
pub(crate) struct Representatives {
    to: Reader,
    now: String,
    nobody: bool,
    before: Vec<Term>,
}

/// A time somebody acted.
#[derive(Debug)]
struct Term {
    words: String,
    /// Masked; none where they were erased.
    numbers: Option<String>,
    /// Where what is kept of them is shown.
    data: String,
}

impl Representatives {
    pub(crate) fn new(to: Reader, file: &CooperativeFile) -> Self {
        let name = file.representative.as_str();
        let now = match file.representative_since {
            _ if file.representative_erased => to.say("representatives-none"),
            Some(since) => {
                to.say_with("representatives-now-since", [("name", name.into()), ("day", to.day(since).into())])
            }
            None => to.say_with("representatives-now", [("name", name.into())]),
        };
        let before = file.former_representatives.iter().map(|former| Term::new(to, former)).collect();
        Self { now, nobody: file.representative_erased, before, to }
    }
}

impl Term {
    fn new(to: Reader, former: &FormerRepresentative) -> Self {
        let name = if former.erased { to.say("representatives-erased") } else { former.name.clone() };
        let until = to.day(former.until);
        let words = match former.since {
            Some(since) => {
                let days = [("name", name.into()), ("from", to.day(since).into()), ("until", until.into())];
                to.say_with("representatives-term", days)
            }
            None => to.say_with("representatives-term-until", [("name", name.into()), ("until", until.into())]),
        };
        let numbers = format!("{} · {}", former.representative_id_masked, former.phone_masked);
        Self {
            words,
            numbers: (!former.erased).then_some(numbers),
            data: routes::personal_file(Producer::Former(former.representative_id)),
        }
    }
}

//! What the house says to people, in their language: the message catalogues of `locales/`.
//!
//! To add a sentence: the same key in a file of `locales/vi/` and of `locales/en/`. A test compares the two folders and
//! finds keys that a page says and no catalogue has.

use std::{collections::HashMap, convert::Infallible};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};

/// The cookie that keeps a language somebody has chosen.
pub const LANGUAGE_COOKIE: &str = "phien_language";

static_loader! {
    static CATALOGUES = {
        locales: "./locales",
        fallback_language: "vi",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            if bundle.locales.first() == Some(&ENGLISH) {
                bundle.set_formatter(Some(grouped_by_comma));
            } else {
                bundle.set_formatter(Some(grouped_by_point));
            }
        },
    };
}

static VIETNAMESE: LanguageIdentifier = langid!("vi");
static ENGLISH: LanguageIdentifier = langid!("en");

/// Around a key that no catalogue has, so that a test finds it on any page.
const MISSING: (char, char) = ('⟦', '⟧');

/// A language the house speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Tiếng Việt: what everybody gets who has not asked for another.
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// Every language, in the order the switch lists them.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// As HTML, HTTP and the cookie name it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vietnamese => "Tiếng Việt",
            Self::English => "English",
        }
    }

    /// The language with this code, whatever region follows it.
    pub fn from_code(code: &str) -> Option<Self> {
        let bare = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(bare))
    }

    /// What a request asks for: its cookie, else the first language of `Accept-Language` that we speak, else Vietnamese.
    pub fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let chosen = cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == LANGUAGE_COOKIE)
            .and_then(|(_, code)| Self::from_code(code));
        chosen.or_else(|| preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)).unwrap_or(Self::Vietnamese)
    }

    /// The sentence with this key.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, [])
    }

    /// The sentence with this key and these values in it. Whole numbers are written with their groups.
    pub fn say_with<const N: usize>(self, key: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
        self.find_with(key, values).unwrap_or_else(|| {
            tracing::error!(key, language = self.code(), "a page says what no catalogue has");
            format!("{}{key}{}", MISSING.0, MISSING.1)
        })
    }

    /// The sentence with this key, where there is one: for codes that another service may add to.
    pub fn find(self, key: &str) -> Option<String> {
        self.find_with(key, [])
    }

    /// The word for one of a family, such as the state of an order: key `<family>-<member>`.
    pub fn word(self, family: &str, member: &str) -> String {
        self.say(&format!("{family}-{}", member.replace('_', "-")))
    }

    fn find_with<const N: usize>(self, key: &str, values: [(&'static str, FluentValue<'_>); N]) -> Option<String> {
        let values: HashMap<_, _> = values.into_iter().map(|(name, value)| (name.into(), value)).collect();
        CATALOGUES.try_lookup_with_args(self.identifier(), key, &values)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Vietnamese => &VIETNAMESE,
            Self::English => &ENGLISH,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// The first language of an `Accept-Language` that we speak, the heaviest first.
fn preferred(accepted: &str) -> Option<Language> {
    let mut wishes: Vec<(f32, Language)> = accepted
        .split(',')
        .filter_map(|wish| {
            let (code, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            Some((weight.trim().parse().unwrap_or(0.0), Language::from_code(code)?))
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    wishes.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    wishes.first().map(|(_, language)| *language)
}

fn grouped_by_point<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    grouped(value, '.')
}

fn grouped_by_comma<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    grouped(value, ',')
}

/// Whole numbers with their groups of three; anything else as Fluent writes it.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 && number.value.abs() < 1e15 => {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e15, as the guard says")]
            let whole = number.value as i64;
            Some(group(whole, separator))
        }
        _ => None,
    }
}

/// A whole number with its groups of three.
pub(crate) fn group(number: i64, separator: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 2);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), header::HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_chosen_language_goes_before_the_browsers_and_vietnamese_is_for_everybody_else() {
        let cases: [(&[(header::HeaderName, &'static str)], Language); 7] = [
            (&[], Language::Vietnamese),
            (&[(header::ACCEPT_LANGUAGE, "fr, de;q=0.5")], Language::Vietnamese),
            (&[(header::ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, vi;q=0.3")], Language::English),
            (&[(header::ACCEPT_LANGUAGE, "en;q=0.2, vi-VN;q=0.9")], Language::Vietnamese),
            (&[(header::ACCEPT_LANGUAGE, "vi"), (header::COOKIE, "a=b; phien_language=en")], Language::English),
            (&[(header::COOKIE, "phien_language=xx"), (header::ACCEPT_LANGUAGE, "en")], Language::English),
            (&[(header::ACCEPT_LANGUAGE, "en;q=0")], Language::Vietnamese),
        ];
        for (pairs, language) in cases {
            assert_eq!(Language::of(&headers(pairs)), language, "{pairs:?}");
        }
    }

    #[test]
    fn numbers_in_sentences_have_the_groups_of_the_language() {
        let said = |language: Language| language.say_with("listings-unconfirmed", [("count", 12_345.into())]);
        assert!(said(Language::Vietnamese).contains("12.345"), "{}", said(Language::Vietnamese));
        assert!(said(Language::English).contains("12,345"), "{}", said(Language::English));
        assert_eq!(group(-1_234_567, '.'), "-1.234.567");
    }

    #[test]
    fn a_key_that_no_catalogue_has_is_seen() {
        assert_eq!(Language::English.say("no-such-key"), "⟦no-such-key⟧");
        assert_eq!(Language::English.find("no-such-key"), None);
    }

    #[test]
    fn each_lack_of_a_listing_is_explained_in_both_languages() {
        for code in contract::syndication::LACKS {
            let key = format!("lack-{}", code.replace('_', "-"));
            let values = || [("of", "x".into()), ("found", 1.into()), ("least", 2.into()), ("most", 3.into())];
            let [vietnamese, english] = Language::ALL.map(|language| language.say_with(&key, values()));
            assert!(!vietnamese.starts_with(MISSING.0) && !english.starts_with(MISSING.0), "{key} is missing");
            assert_ne!(vietnamese, english, "{key} is said in one language only");
        }
    }

    #[test]
    fn each_reason_to_refuse_a_field_is_explained_in_both_languages() {
        let producers = contract::onboarding::Because::ALL.iter().map(|because| ("field", because.code()));
        let listings = contract::syndication::LISTING_FAULTS.iter().map(|code| ("fault", *code));
        let rules = contract::syndication::RULE_FAULTS.iter().map(|code| ("fault", *code));
        let joins = contract::syndication::JOIN_FAULTS.iter().map(|code| ("fault", *code));
        let past = contract::intake::BACKFILL_FAULTS.iter().map(|code| ("fault", *code));
        for (family, code) in producers.chain(listings).chain(rules).chain(joins).chain(past) {
            let key = format!("{family}-{}", code.replace('_', "-"));
            let [vietnamese, english] = Language::ALL.map(|language| language.find(&key));
            assert!(vietnamese.is_some() && english.is_some(), "{key} is missing");
            assert_ne!(vietnamese, english, "{key} is said in one language only");
        }
    }
}

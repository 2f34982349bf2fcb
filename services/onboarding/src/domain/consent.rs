//! The texts people consent to: a version and a language each, kept as they were for good. A new wording is a new version.
//!
//! To add one: its two files in `consents/`, named by purpose, version and language, and its two lines below.

use contract::onboarding::Purpose;

/// What somebody reads before they consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentText {
    /// To what.
    pub purpose: Purpose,
    /// From 1.
    pub version: u32,
    /// `vi` or `en`.
    pub language: &'static str,
    text: &'static str,
}

macro_rules! texts {
    ($($purpose:ident $version:literal $language:literal $file:literal)+) => {
        &[$(ConsentText {
            purpose: Purpose::$purpose,
            version: $version,
            language: $language,
            text: include_str!(concat!("../../consents/", $file, ".txt")),
        }),+]
    };
}

const TEXTS: &[ConsentText] = texts! {
    Verification 1 "vi" "verification.1.vi"
    Verification 1 "en" "verification.1.en"
    Sale 1 "vi" "sale.1.vi"
    Sale 1 "en" "sale.1.en"
    Statistics 1 "vi" "statistics.1.vi"
    Statistics 1 "en" "statistics.1.en"
    Sharing 1 "vi" "sharing.1.vi"
    Sharing 1 "en" "sharing.1.en"
};

impl ConsentText {
    /// The text of this version and language.
    pub fn find(purpose: Purpose, version: u32, language: &str) -> Option<Self> {
        TEXTS.iter().copied().find(|it| (it.purpose, it.version, it.language) == (purpose, version, language))
    }

    /// The newest version of a purpose's text.
    pub fn newest(purpose: Purpose) -> u32 {
        TEXTS.iter().filter(|it| it.purpose == purpose).map(|it| it.version).max().unwrap_or(0)
    }

    /// Its title, and its words.
    pub fn parts(self) -> (String, String) {
        let (title, words) = self.text.split_once('\n').unwrap_or((self.text, ""));
        (title.trim().to_owned(), words.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_of_every_text_is_there_in_both_languages() {
        for purpose in Purpose::ALL {
            let newest = ConsentText::newest(purpose);
            assert!(newest >= 1, "{purpose:?}");
            for (version, language) in (1..=newest).flat_map(|version| [(version, "vi"), (version, "en")]) {
                let (title, words) = ConsentText::find(purpose, version, language).expect("a text").parts();
                assert!(title.len() > 5 && words.len() > 80, "{purpose:?} {version} {language}");
            }
        }
        assert_eq!(TEXTS.len(), 8);
    }
}

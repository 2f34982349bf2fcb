//! The code list of banks: those of the NAPAS network, by their BIN. It is data, to be looked at once a year.

use std::sync::LazyLock;

const LINES: &str = include_str!("../data/banks.csv");

static BANKS: LazyLock<Vec<Bank>> = LazyLock::new(|| LINES.lines().filter_map(Bank::read).collect());

/// A bank of the code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bank {
    /// Six digits, by which NAPAS knows it.
    pub bin: &'static str,
    /// As people call it.
    pub short_name: &'static str,
    /// Its name in Vietnamese.
    pub name: &'static str,
}

impl Bank {
    /// A line that begins with a BIN; the source and the header do not.
    fn read(line: &'static str) -> Option<Self> {
        let (bin, names) = line.split_once(',').filter(|(bin, _)| bin.bytes().all(|byte| byte.is_ascii_digit()))?;
        let (short_name, name) = names.split_once(',')?;
        Some(Self { bin, short_name, name })
    }

    /// Every bank, the most used first.
    pub fn all() -> &'static [Self] {
        &BANKS
    }

    /// The bank with this BIN.
    pub fn with_bin(bin: &str) -> Option<&'static Self> {
        BANKS.iter().find(|bank| bank.bin == bin)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_a_bank_of_its_own_and_the_first_says_where_they_are_from() {
        assert_eq!(Bank::all().len(), LINES.lines().count() - 2);
        assert!(LINES.starts_with("# ") && LINES.lines().nth(1) == Some("bin,short_name,name"));
        for part in [|bank: &Bank| bank.bin, |bank: &Bank| bank.short_name, |bank: &Bank| bank.name] {
            assert_eq!(Bank::all().iter().map(part).collect::<BTreeSet<_>>().len(), Bank::all().len());
        }
        assert!(Bank::all().iter().all(|bank| bank.bin.len() == 6 && bank.name.starts_with("Ngân hàng")));
        assert_eq!(Bank::with_bin("970405").map(|bank| bank.short_name), Some("Agribank"));
        assert_eq!(Bank::with_bin("000000"), None);
    }
}

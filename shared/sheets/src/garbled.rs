//! Text that is Vietnamese no longer: typed in a font from before Unicode, or read in the wrong encoding.
//!
//! A word counts only if it holds a sequence that Vietnamese never has; single words prove nothing, for names may be
//! foreign.

/// What became of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Garbled {
    /// Typed in a TCVN3 (ABC) font such as .VnTime: `Hîp t¸c x·`.
    Tcvn3,
    /// Typed in a VNI font: `Hôïp taùc xaõ`.
    Vni,
    /// Windows-1258 read as Western: `Hõòp taìc xaÞ`.
    Windows1258,
    /// UTF-8 read as Western: `Há»£p tÃ¡c xÃ£`.
    MisreadUtf8,
}

impl Garbled {
    const ALL: [Self; 4] = [Self::Tcvn3, Self::Vni, Self::Windows1258, Self::MisreadUtf8];

    /// As people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
            Self::Windows1258 => "Windows-1258",
            Self::MisreadUtf8 => "UTF-8 đọc sai",
        }
    }

    /// What became of this text, if two words of it speak for the same.
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        let tally = Tally::of(text.split_whitespace());
        tally.likeliest().filter(|(_, words)| *words >= 2).map(|(garbled, _)| garbled)
    }

    /// What became of a whole sheet: at least three words, and a quarter of all that have marks.
    pub(crate) fn in_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let tally = Tally::of(texts.flat_map(str::split_whitespace));
        tally
            .likeliest()
            .filter(|(_, words)| *words >= 3 && tally.garbled() * 4 >= tally.with_marks)
            .map(|(garbled, _)| garbled)
    }

    fn of_word(word: &str) -> Option<Self> {
        if word.is_ascii() {
            return None;
        }
        let letters: Vec<char> = word.chars().collect();
        let pairs = || letters.windows(2).map(|pair| (pair[0], pair[1]));
        if pairs().any(|(first, second)| is_misread_utf8(first, second)) {
            return Some(Self::MisreadUtf8);
        }
        if pairs().any(|(first, second)| is_tcvn3(first, second)) {
            return Some(Self::Tcvn3);
        }
        if pairs().any(|(first, second)| is_windows_1258(first, second)) {
            return Some(Self::Windows1258);
        }
        pairs().any(|(first, second)| is_vni(first, second)).then_some(Self::Vni)
    }
}

/// The two or three bytes of a Vietnamese letter, each shown as a letter of its own.
fn is_misread_utf8(first: char, second: char) -> bool {
    match first {
        'á' => matches!(second, '»' | 'º'),
        'Ã' => matches!(second, '\u{80}'..='\u{bf}'),
        'Ä' => matches!(second, '‘' | '\u{91}' | 'ƒ' | '\u{83}' | '©' | '¨'),
        'Æ' => matches!(second, '°' | '¡'),
        _ => false,
    }
}

/// TCVN3 puts its vowels where the Western page has signs.
fn is_tcvn3(first: char, second: char) -> bool {
    let anywhere = |c| matches!(c, 'µ' | '¶' | '¸' | '¹' | '¨' | '¬' | '¦' | '¾');
    // Quotation marks and trade marks stand at the edge of a word; these letters do not, or are followed by one.
    let inside = |c| matches!(c, '«' | '»' | '¼' | '½' | 'ª' | '©' | '·');
    let opening = |c| matches!(c, '®' | '§');
    let letter = |c: char| c.is_ascii_alphabetic();
    (letter(first) && (anywhere(second) || matches!(second, '·' | '©' | 'ª' | '«' | '½')))
        || (letter(second) && (anywhere(first) || opening(first)))
        || (inside(second) && anywhere(first))
}

/// VNI writes each mark as a letter behind its vowel.
fn is_vni(first: char, second: char) -> bool {
    let vowel = matches!(first.to_ascii_lowercase(), 'a' | 'e' | 'o' | 'u' | 'y' | 'ô' | 'ö');
    vowel
        && matches!(
            second,
            'ù' | 'ø' | 'û' | 'õ' | 'ï' | 'å' | 'ä' | 'ë' | 'ü' | 'Ù' | 'Ø' | 'Û' | 'Õ' | 'Ï' | 'Å' | 'Ä'
        )
}

/// Windows-1258 writes the tone as a character of its own, where the Western page has `ì ò Ì Ò Þ`.
fn is_windows_1258(first: char, second: char) -> bool {
    let vowel = matches!(first.to_ascii_lowercase(), 'a' | 'e' | 'o' | 'y' | 'â' | 'ã' | 'ê' | 'ô' | 'õ' | 'ý');
    (vowel && matches!(second, 'ì' | 'ò' | 'Ì' | 'Ò' | 'Þ'))
        || (matches!(first, 'i' | 'u') && matches!(second, 'Ì' | 'Ò' | 'Þ'))
}

#[derive(Default)]
struct Tally {
    words: [usize; 4],
    with_marks: usize,
}

impl Tally {
    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut tally = Self::default();
        for word in words {
            tally.with_marks += usize::from(!word.is_ascii());
            if let Some(garbled) = Garbled::of_word(word) {
                tally.words[garbled as usize] += 1;
            }
        }
        tally
    }

    fn garbled(&self) -> usize {
        self.words.iter().sum()
    }

    fn likeliest(&self) -> Option<(Garbled, usize)> {
        Garbled::ALL.into_iter().zip(self.words).max_by_key(|(_, words)| *words).filter(|(_, words)| *words > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_and_misread_encodings_are_told_apart() {
        let cases = [
            ("Hîp t¸c x· n«ng nghiÖp Qu¶n B¹", Garbled::Tcvn3),
            ("§ång V¨n, MÌo V¹c, ®Êt c©y hµng n¨m", Garbled::Tcvn3),
            ("Hôïp taùc xaõ noâng nghieäp Quaûn Baï", Garbled::Vni),
            ("HÔÏP TAÙC XAÕ QUAÛN BAÏ", Garbled::Vni),
            ("Hõòp taìc xaÞ nông nghiêòp QuaÒn Baò", Garbled::Windows1258),
            ("Há»£p tÃ¡c xÃ£ Quáº£n Báº¡, Ä‘Æ°á»ng lÃªn", Garbled::MisreadUtf8),
        ];
        for (text, expected) in cases {
            assert_eq!(Garbled::in_text(text), Some(expected), "{text}");
            assert_eq!(Garbled::in_texts([text, "123", "ok"].into_iter()), Some(expected), "{text}");
        }
    }

    #[test]
    fn vietnamese_and_a_few_foreign_words_are_left_alone() {
        let names = places::communes().iter().map(|commune| commune.name);
        assert_eq!(Garbled::in_texts(names.chain(places::former_communes().iter().map(|former| former.name))), None);
        for text in [
            "Hợp tác xã nông nghiệp Quản Bạ, xoài, quýt, giò, quì, giùm, thuỷ, hoà, loã, yêu",
            "«Cam sành» 5 m² 30°C Ocop® · loại 1½ · Noël",
            "Đường Ðồng Văn, thuê khoán, huyện, giềng, nguỵ, quý",
            "Café Crème Brûlée",
        ] {
            assert_eq!(Garbled::in_text(text), None, "{text}");
        }
        let foreign = ["Noël naïve Zoë"];
        assert_eq!(Garbled::in_texts(foreign.into_iter().chain(["Hợp tác xã nông nghiệp Quản Bạ"; 2])), None);
    }
}

//! An address as people write it, taken apart: province, district and what is left to be the commune. It knows words
//! such as "xã" and "huyện", and which districts there were, but not the communes.

use crate::{
    key::{search_key, toned_key},
    units::{CommuneKind, District, OldProvince, districts},
};

/// Districts of the other old province. Their names say that an address does not mean Hà Giang; of their communes
/// before 2025 we know nothing.
const DISTRICTS_OF_FORMER_TUYEN_QUANG: [&str; 7] =
    ["tuyen quang", "lam binh", "na hang", "chiem hoa", "ham yen", "yen son", "son duong"];

/// A word, folded in both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    plain: String,
    toned: String,
}

/// The words of a part of an address, for searching.
pub(crate) fn plain(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.plain.as_str()).collect();
    words.join(" ")
}

/// The words of a part of an address, with their marks; `None` if it was typed without any.
pub(crate) fn toned(words: &[Word]) -> Option<String> {
    let toned: Vec<&str> = words.iter().map(|word| word.toned.as_str()).collect();
    words.iter().any(|word| word.toned != word.plain).then(|| toned.join(" "))
}

/// What a word before a name says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    /// "xã", "phường", "thị trấn".
    Commune(CommuneKind),
    /// "huyện", "thị xã".
    District,
    /// "thành phố": a district until 2025, or a province.
    City,
    /// "tỉnh".
    Province,
}

const MARKERS: &[(&[&str], Marker)] = &[
    (&["thi", "tran"], Marker::Commune(CommuneKind::Township)),
    (&["tt"], Marker::Commune(CommuneKind::Township)),
    (&["thi", "xa"], Marker::District),
    (&["tx"], Marker::District),
    (&["huyen"], Marker::District),
    (&["h"], Marker::District),
    (&["thanh", "pho"], Marker::City),
    (&["tp"], Marker::City),
    (&["tinh"], Marker::Province),
    (&["t"], Marker::Province),
    (&["xa"], Marker::Commune(CommuneKind::Commune)),
    (&["x"], Marker::Commune(CommuneKind::Commune)),
    (&["phuong"], Marker::Commune(CommuneKind::Ward)),
    (&["p"], Marker::Commune(CommuneKind::Ward)),
];

/// The marker that these words begin with, and the name behind it. There is no marker without a name: "Bạch Xa".
pub(crate) fn marked(words: &[Word]) -> Option<(Marker, &[Word])> {
    MARKERS.iter().find_map(|(marker, meaning)| {
        let fits = words.len() > marker.len() && words.iter().zip(*marker).all(|(word, part)| word.plain == *part);
        fits.then(|| (*meaning, &words[marker.len()..]))
    })
}

/// The district an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedDistrict {
    /// One of former Hà Giang.
    Known(&'static District),
    /// One of former Tuyên Quang.
    OfFormerTuyenQuang,
    /// None that we know.
    Unknown,
}

impl NamedDistrict {
    /// What a column "huyện" says: the marker may be missing, and "Hà Giang" is the city.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let parts = parts(text);
        let first = parts.first()?;
        Some(Self::named(marked(first).map_or(first.as_slice(), |(_, name)| name)))
    }

    pub(crate) fn named(name: &[Word]) -> Self {
        let key = plain(name);
        if let Some(district) = districts().iter().find(|district| search_key(district.name) == key) {
            return Self::Known(district);
        }
        if DISTRICTS_OF_FORMER_TUYEN_QUANG.contains(&key.as_str()) { Self::OfFormerTuyenQuang } else { Self::Unknown }
    }
}

/// An address taken apart.
#[derive(Debug, Default)]
pub(crate) struct Address {
    /// The province it names, if it is one of the two. "Hà Giang" says more than "Tuyên Quang", which may mean either
    /// era.
    pub province: Option<OldProvince>,
    /// It names a province that is neither.
    pub elsewhere: bool,
    /// The district it names with "huyện" or "thành phố" before it.
    pub district: Option<NamedDistrict>,
    /// What is left, from the smallest place to the largest; the last is the commune or a bare district.
    pub parts: Vec<Vec<Word>>,
}

impl Address {
    pub(crate) fn read(text: &str) -> Self {
        let mut address = Self { parts: parts(text), ..Self::default() };
        while let Some(last) = address.parts.pop() {
            if !address.takes_off(&last) {
                address.parts.push(last);
                break;
            }
        }
        address
    }

    /// Whether `last` is the country, the province or the district, and so is no longer part of what is left.
    fn takes_off(&mut self, last: &[Word]) -> bool {
        match marked(last) {
            Some((Marker::Province, name)) => {
                let province = old_province(name);
                self.elsewhere |= province.is_none();
                self.note_province(province);
                true
            }
            Some((marker @ (Marker::District | Marker::City), name)) => {
                let district = NamedDistrict::named(name);
                self.elsewhere |=
                    marker == Marker::City && district == NamedDistrict::Unknown && self.province.is_none();
                self.district = Some(district);
                true
            }
            Some((Marker::Commune(_), _)) => false,
            None if matches!(plain(last).as_str(), "viet nam" | "vietnam" | "vn") => true,
            // A province alone is left standing, so that its name can still be compared with those of communes.
            None => {
                let province = old_province(last);
                self.note_province(province);
                province.is_some() && !self.parts.is_empty()
            }
        }
    }

    fn note_province(&mut self, province: Option<OldProvince>) {
        if self.province != Some(OldProvince::HaGiang) {
            self.province = province.or(self.province);
        }
    }
}

fn old_province(name: &[Word]) -> Option<OldProvince> {
    match plain(name).as_str() {
        "ha giang" => Some(OldProvince::HaGiang),
        "tuyen quang" => Some(OldProvince::TuyenQuang),
        _ => None,
    }
}

/// The parts between commas and the like, and between names that begin with a marker.
fn parts(text: &str) -> Vec<Vec<Word>> {
    let separators = [',', ';', '\n', '\t', '(', ')', '/', '|', '-', '–', '—'];
    text.split(separators).flat_map(|part| cut_at_markers(words(part))).filter(|words| !words.is_empty()).collect()
}

/// The words, without the "cũ" of "huyện Quản Bạ cũ".
fn words(part: &str) -> Vec<Word> {
    let old = toned_key("cũ");
    part.split(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '"'))
        .map(|word| Word { plain: search_key(word), toned: toned_key(word) })
        .filter(|word| !word.plain.is_empty() && word.toned != old)
        .collect()
}

/// "xã Thanh Vân huyện Quản Bạ" in two. A marker right behind another belongs to the name ("xã Phương Thiện"), and one
/// letter is too little to cut at.
fn cut_at_markers(words: Vec<Word>) -> Vec<Vec<Word>> {
    let begins_name = |at: usize| {
        let marker = marked(&words[at..]).filter(|(_, name)| marked(name).is_none());
        let only_a_marker_before = marked(&words[..=at]).is_some_and(|(_, name)| name.len() == 1);
        marker.is_some() && words[at].plain.len() > 1 && !only_a_marker_before
    };
    let mut cuts: Vec<usize> = (1..words.len()).filter(|at| begins_name(*at)).collect();
    cuts.retain(|at| !(words[*at].plain == "xa" && words[at - 1].plain == "thi"));
    let mut rest = words;
    let mut parts: Vec<Vec<Word>> = cuts.iter().rev().map(|at| rest.split_off(*at)).collect();
    parts.push(rest);
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_falls_into_its_parts() {
        let cases = [
            ("xã Thanh Vân, huyện Quản Bạ, tỉnh Hà Giang", "xa thanh van | huyen quan ba | tinh ha giang"),
            ("xã Thanh Vân huyện Quản Bạ tỉnh Hà Giang", "xa thanh van | huyen quan ba | tinh ha giang"),
            ("Thôn Lùng Khúy xã Phương Thiện", "thon lung khuy xa | phuong thien"),
            ("xã Phương Thiện", "xa phuong thien"),
            ("Bình Xa, Hàm Yên", "binh xa | ham yen"),
            ("Bình Xa huyện Hàm Yên", "binh xa | huyen ham yen"),
            ("P.Quang Trung-TP.Hà Giang", "p quang trung | tp ha giang"),
            ("tổ 5 phường Quang Trung", "to 5 | phuong quang trung"),
            ("TT. Tam Sơn (huyện Quản Bạ cũ)", "tt tam son | huyen quan ba"),
            (" , ;", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = parts(text).iter().map(|words| plain(words)).collect();
            assert_eq!(found.join(" | "), expected, "{text:?}");
        }
    }

    #[test]
    fn province_and_district_are_taken_off_the_end() {
        let address = Address::read("Xã Thanh Vân, H. Quản Bạ, T. Hà Giang, Việt Nam");
        assert_eq!(address.province, Some(OldProvince::HaGiang));
        assert!(matches!(address.district, Some(NamedDistrict::Known(district)) if district.code == "029"));
        assert_eq!(address.parts.len(), 1);
        assert!(Address::read("Xã Bình An, tỉnh Đồng Nai").elsewhere);
        assert!(Address::read("Phường Bến Thành, TP Hồ Chí Minh").elsewhere);
        assert_eq!(Address::read("Hà Giang").parts.len(), 1);
    }
}

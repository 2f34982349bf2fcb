//! The units themselves, today's and those until 30 June 2025, read once from the data file.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

/// The day the two levels began: a unit of today is valid from then on, a former one until the day before.
pub const REFORMED_ON: NaiveDate = NaiveDate::from_ymd_opt(2025, 7, 1).expect("a day of the calendar");

/// A province or a city of that level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Province {
    /// Two digits.
    pub code: &'static str,
    /// Without "Tỉnh".
    pub name: &'static str,
}

/// The province all our communes lie in today.
pub const PROVINCE: Province = Province { code: "08", name: "Tuyên Quang" };

/// One of the two provinces that became [`PROVINCE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum OldProvince {
    /// Hà Giang, code 02, whose communes and districts we know.
    #[serde(rename = "02")]
    HaGiang,
    /// Tuyên Quang as it was, code 08.
    #[serde(rename = "08")]
    TuyenQuang,
}

/// What a commune is called besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommuneKind {
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Thị trấn; there have been none since [`REFORMED_ON`].
    Township,
}

impl CommuneKind {
    /// As it stands before the name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Commune => "Xã",
            Self::Ward => "Phường",
            Self::Township => "Thị trấn",
        }
    }
}

/// A commune of today.
#[derive(Debug, PartialEq, Eq)]
pub struct Commune {
    /// Five digits, kept as text. The same digits meant another place until 30 June 2025: see [`former_commune`].
    pub code: &'static str,
    /// Without its kind: "Quản Bạ".
    pub name: &'static str,
    /// What it is.
    pub kind: CommuneKind,
    /// The province it lay in before.
    pub from_old_province: OldProvince,
    /// Column and row of its square on our map of former Hà Giang: 11 columns, 12 rows, north at the top.
    pub tile: Option<(u8, u8)>,
    former: Vec<&'static str>,
}

impl Commune {
    /// With its kind: "Xã Quản Bạ".
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind.label(), self.name)
    }

    /// It lies in what was Hà Giang until 2025, the region that labels of origin go on naming.
    pub fn in_former_ha_giang(&self) -> bool {
        self.from_old_province == OldProvince::HaGiang
    }

    /// What it was made of, wholly or in part. None are known for former Tuyên Quang.
    pub fn former(&self) -> impl Iterator<Item = &'static FormerCommune> {
        self.former.iter().filter_map(|code| former_commune(code))
    }
}

/// A commune of Hà Giang as it was until 30 June 2025.
#[derive(Debug, PartialEq, Eq)]
pub struct FormerCommune {
    /// Five digits; today they may mean another place.
    pub code: &'static str,
    /// Without its kind: "Thanh Vân".
    pub name: &'static str,
    /// What it was.
    pub kind: CommuneKind,
    district: &'static str,
    now: Vec<&'static str>,
}

impl FormerCommune {
    /// With its kind: "Thị trấn Tam Sơn".
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind.label(), self.name)
    }

    /// The district it lay in.
    ///
    /// # Panics
    /// Never: a test holds that the file names a district for each.
    pub fn district(&self) -> &'static District {
        district(self.district).expect("the data file names the district of every former commune")
    }

    /// Where it is now. Three were split; for those the usual home comes first.
    pub fn now(&self) -> impl Iterator<Item = &'static Commune> {
        self.now.iter().filter_map(|code| commune(code))
    }
}

/// A district of Hà Giang as it was until 30 June 2025.
#[derive(Debug, PartialEq, Eq)]
pub struct District {
    /// Three digits.
    pub code: &'static str,
    /// Without "Huyện" or "Thành phố": "Quản Bạ".
    pub name: &'static str,
    /// "Huyện" or "Thành phố".
    pub label: &'static str,
}

impl District {
    /// With what it was: "Huyện Quản Bạ".
    pub fn full_name(&self) -> String {
        format!("{} {}", self.label, self.name)
    }

    /// Today's communes that hold any of its land, by code.
    pub fn now(&self) -> impl Iterator<Item = &'static Commune> {
        let code = self.code;
        communes().iter().filter(move |commune| commune.former().any(|former| former.district == code))
    }
}

/// Every commune of the province today, by code.
pub fn communes() -> &'static [Commune] {
    &UNITS.communes
}

/// The commune that has this code today.
pub fn commune(code: &str) -> Option<&'static Commune> {
    by_code(communes(), code, |commune| commune.code)
}

/// Every commune of Hà Giang until 30 June 2025, by code.
pub fn former_communes() -> &'static [FormerCommune] {
    &UNITS.former_communes
}

/// The commune that had this code until 30 June 2025.
pub fn former_commune(code: &str) -> Option<&'static FormerCommune> {
    by_code(former_communes(), code, |former| former.code)
}

/// Every district of Hà Giang until 30 June 2025, by code.
pub fn districts() -> &'static [District] {
    &UNITS.districts
}

/// The district that had this code until 30 June 2025.
pub fn district(code: &str) -> Option<&'static District> {
    by_code(districts(), code, |district| district.code)
}

fn by_code<T>(units: &'static [T], code: &str, code_of: fn(&T) -> &'static str) -> Option<&'static T> {
    units.binary_search_by_key(&code, code_of).ok().map(|at| &units[at])
}

struct Units {
    communes: Vec<Commune>,
    former_communes: Vec<FormerCommune>,
    districts: Vec<District>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/admin-units-ha-giang.json"))
        .expect("the data file is part of the program and a test reads it");
    file.into_units()
});

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    old_districts: Vec<DistrictLine<'a>>,
    old_communes: Vec<FormerLine<'a>>,
    new_communes: Vec<CommuneLine<'a>>,
}

#[derive(Deserialize)]
struct DistrictLine<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Deserialize)]
struct FormerLine<'a> {
    code: &'a str,
    name: &'a str,
    kind: CommuneKind,
    district: &'a str,
    #[serde(borrow)]
    now: Vec<&'a str>,
}

#[derive(Deserialize)]
struct CommuneLine<'a> {
    code: &'a str,
    name: &'a str,
    kind: CommuneKind,
    from_old_province: OldProvince,
    #[serde(borrow, default)]
    from: Vec<&'a str>,
    tile: Option<(u8, u8)>,
}

impl File<'static> {
    fn into_units(self) -> Units {
        let bare = |name: &'static str, kind: CommuneKind| name.strip_prefix(kind.label()).unwrap_or(name).trim_start();
        let mut units = Units {
            communes: Vec::with_capacity(self.new_communes.len()),
            former_communes: Vec::with_capacity(self.old_communes.len()),
            districts: Vec::with_capacity(self.old_districts.len()),
        };
        units.communes.extend(self.new_communes.into_iter().map(|line| Commune {
            code: line.code,
            name: bare(line.name, line.kind),
            kind: line.kind,
            from_old_province: line.from_old_province,
            tile: line.tile,
            former: line.from,
        }));
        units.former_communes.extend(self.old_communes.into_iter().map(|line| FormerCommune {
            code: line.code,
            name: bare(line.name, line.kind),
            kind: line.kind,
            district: line.district,
            now: line.now,
        }));
        units.districts.extend(self.old_districts.into_iter().map(|line| {
            let label = if line.name.starts_with("Huyện") { "Huyện" } else { "Thành phố" };
            let name = line.name.strip_prefix(label).unwrap_or(line.name).trim_start();
            District { code: line.code, name, label }
        }));
        units.communes.sort_by_key(|commune| commune.code);
        units.former_communes.sort_by_key(|former| former.code);
        units.districts.sort_by_key(|district| district.code);
        units
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_file_holds_the_province_as_the_law_made_it() {
        let of = |kind| communes().iter().filter(|commune| commune.kind == kind).count();
        assert_eq!((of(CommuneKind::Commune), of(CommuneKind::Ward), of(CommuneKind::Township)), (117, 7, 0));
        assert_eq!(communes().iter().filter(|commune| commune.in_former_ha_giang()).count(), 73);
        assert_eq!((former_communes().len(), districts().len()), (193, 11));
    }

    #[test]
    fn a_code_means_another_place_before_and_after() {
        let now = commune("00874").expect("a commune of today");
        let then = former_commune("00874").expect("a former commune");
        assert_eq!((now.full_name(), then.full_name()), ("Xã Quản Bạ".to_owned(), "Thị trấn Tam Sơn".to_owned()));
        assert_eq!(then.district().full_name(), "Huyện Quản Bạ");
        assert_eq!(commune("874"), None);
    }

    #[test]
    fn the_successor_map_reads_the_same_from_both_ends() {
        for former in former_communes() {
            assert_eq!(former.now().count(), former.now.len(), "{} leads to unknown codes", former.full_name());
            assert!(former.now().count() > 0, "{} leads nowhere", former.full_name());
            assert!(former.now().all(|commune| commune.former().any(|back| back == former)), "{}", former.full_name());
            assert!(!former.district().name.is_empty());
        }
        for commune in communes() {
            assert_eq!(commune.former().count(), commune.former.len(), "{}", commune.full_name());
            assert_eq!(commune.former().count() > 0, commune.in_former_ha_giang(), "{}", commune.full_name());
            assert!(commune.former().all(|former| former.now().any(|now| now == commune)), "{}", commune.full_name());
        }
        assert_eq!(former_communes().iter().filter(|former| former.now().count() > 1).count(), 3);
    }

    #[test]
    fn every_commune_of_the_map_has_a_square_of_its_own() {
        let tiles: BTreeSet<(u8, u8)> = communes().iter().filter_map(|commune| commune.tile).collect();
        assert_eq!(tiles.len(), 73);
        assert!(tiles.iter().all(|(column, row)| *column < 11 && *row < 12));
    }
}

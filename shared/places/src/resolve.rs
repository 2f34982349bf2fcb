//! Which commune of today an address means.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    address::{Address, Marker, NamedDistrict, Word, marked, plain, toned},
    closest::{all_names, closest},
    key::{search_key, toned_key},
    units::{Commune, CommuneKind, District, FormerCommune, OldProvince, communes, former_communes},
};

/// What an address turned out to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One commune.
    One {
        /// It.
        commune: &'static Commune,
        /// By which of its names.
        how: How,
    },
    /// A question to ask: the address fits each of these. Where a former commune was split, its usual home comes first.
    Ambiguous(Vec<&'static Commune>),
    /// None that we know, or one in another place than the district or the province it is said to lie in.
    Unknown {
        /// What may have been meant, likeliest first; at most five, often none.
        closest: Vec<&'static Commune>,
    },
}

/// By which of its names a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Today's.
    Current,
    /// That of a former commune, with its district.
    FormerCommune(&'static FormerCommune),
    /// That of a former commune, without a district; no commune of today bears it.
    FormerName(&'static FormerCommune),
}

/// Finds the commune of today that `text` means: today's name or a former one, in any spelling, with or without marks,
/// "xã", district and province. `district` is what stands in a column of its own, if there is one; it comes before a
/// district in the text. Without a district, today's name wins over a former one.
pub fn resolve(text: &str, district: Option<&str>) -> Resolution {
    let address = Address::read(text);
    let place =
        Place { district: district.and_then(NamedDistrict::read).or(address.district), province: address.province };
    if address.elsewhere {
        return Resolution::Unknown { closest: Vec::new() };
    }
    let Some((last, before)) = address.parts.split_last() else {
        return match place.district {
            Some(NamedDistrict::Known(district)) => Resolution::Ambiguous(district.now().collect()),
            _ => Resolution::Unknown { closest: Vec::new() },
        };
    };
    match before.last() {
        Some(before) if marked(last).is_none() => place.either(before, last),
        _ => place.settle(last),
    }
}

/// A name's bearer, now or then.
#[derive(Clone, Copy)]
enum Bearer {
    Now(&'static Commune),
    Former(&'static FormerCommune),
}

impl Bearer {
    fn name(self) -> &'static str {
        match self {
            Self::Now(commune) => commune.name,
            Self::Former(former) => former.name,
        }
    }

    fn communes(self) -> Vec<&'static Commune> {
        match self {
            Self::Now(commune) => vec![commune],
            Self::Former(former) => former.now().collect(),
        }
    }
}

static BEARERS: LazyLock<HashMap<String, Vec<Bearer>>> = LazyLock::new(|| {
    let mut bearers: HashMap<String, Vec<Bearer>> = HashMap::new();
    let now = communes().iter().map(Bearer::Now);
    for bearer in now.chain(former_communes().iter().map(Bearer::Former)) {
        bearers.entry(search_key(bearer.name())).or_default().push(bearer);
    }
    bearers
});

/// Who bears this name. The whole comes before the name without "xã", for some names begin like it: "Phương Thiện".
fn bearers_of(words: &[Word]) -> Vec<Bearer> {
    let whole = BEARERS.get(&plain(words)).map(|bearers| (bearers, words, None));
    let behind_marker = || match marked(words) {
        Some((Marker::Commune(kind), name)) => BEARERS.get(&plain(name)).map(|bearers| (bearers, name, Some(kind))),
        _ => None,
    };
    let Some((bearers, name, kind)) = whole.or_else(behind_marker) else { return Vec::new() };
    let mut bearers = bearers.clone();
    // "Tân Thành" is not "Tân Thanh", as long as the marks were typed.
    prefer(&mut bearers, |bearer| toned(name).is_some_and(|typed| toned_key(bearer.name()) == typed));
    // There are no townships today, so "thị trấn Yên Phú" is not today's Xã Yên Phú.
    prefer(&mut bearers, |bearer| {
        kind == Some(CommuneKind::Township)
            && matches!(bearer, Bearer::Former(former) if former.kind == CommuneKind::Township)
    });
    bearers
}

/// Keeps those that fit, if any do.
fn prefer(bearers: &mut Vec<Bearer>, fits: impl Fn(&Bearer) -> bool) {
    if bearers.iter().any(&fits) {
        bearers.retain(fits);
    }
}

/// What an address says of where its commune lies.
#[derive(Clone, Copy)]
struct Place {
    district: Option<NamedDistrict>,
    province: Option<OldProvince>,
}

impl Place {
    /// Two parts are left and nothing says what the last one is: a district, or the commune behind a hamlet?
    fn either(self, before: &[Word], last: &[Word]) -> Resolution {
        let inner = bearers_of(before);
        match NamedDistrict::named(last) {
            named if self.district == Some(named) && named != NamedDistrict::Unknown => return self.settle(before),
            NamedDistrict::Known(district) if self.district.is_none() => {
                let within = Self { district: Some(NamedDistrict::Known(district)), ..self };
                let settled = within.settle(before);
                let a_slip =
                    matches!(&settled, Resolution::Unknown { closest } if !closest.is_empty()) && inner.is_empty();
                if !matches!(settled, Resolution::Unknown { .. }) || a_slip || marked(before).is_some() {
                    return settled;
                }
            }
            NamedDistrict::OfFormerTuyenQuang if self.district.is_none() && !inner.is_empty() => {
                return Self { district: Some(NamedDistrict::OfFormerTuyenQuang), ..self }.settle(before);
            }
            _ => {}
        }
        let outer = self.settle(last);
        match &outer {
            Resolution::One { commune, .. } => {
                let mut fitting: Vec<&'static Commune> = inner.into_iter().flat_map(Bearer::communes).collect();
                if fitting.is_empty() || fitting.contains(commune) {
                    return outer;
                }
                fitting.push(commune);
                Resolution::Ambiguous(distinct(fitting))
            }
            _ => outer,
        }
    }

    /// Which commune a part of an address means, if it means one.
    fn settle(self, part: &[Word]) -> Resolution {
        let bearers = bearers_of(part);
        let fitting: Vec<Bearer> = bearers.iter().copied().filter(|bearer| self.holds(*bearer)).collect();
        let now = fitting.iter().find_map(|bearer| match bearer {
            Bearer::Now(commune) => Some(*commune),
            Bearer::Former(_) => None,
        });
        let former: Vec<&'static FormerCommune> = fitting
            .iter()
            .filter_map(|bearer| match bearer {
                Bearer::Former(former) => Some(*former),
                Bearer::Now(_) => None,
            })
            .collect();
        match (now, former.as_slice()) {
            (None, []) => Resolution::Unknown { closest: self.likely(part, &bearers) },
            (Some(commune), formers) if formers.is_empty() || self.district.is_none() => {
                Resolution::One { commune, how: How::Current }
            }
            (_, formers) => self.successors(formers),
        }
    }

    fn successors(self, formers: &[&'static FormerCommune]) -> Resolution {
        let now = distinct(formers.iter().flat_map(|former| former.now()).collect());
        match (now.as_slice(), formers) {
            ([commune], [former, ..]) => {
                let how = if self.district.is_some() { How::FormerCommune(former) } else { How::FormerName(former) };
                Resolution::One { commune, how }
            }
            _ => Resolution::Ambiguous(now),
        }
    }

    fn holds(self, bearer: Bearer) -> bool {
        let in_former_ha_giang = match bearer {
            Bearer::Now(commune) => commune.in_former_ha_giang(),
            Bearer::Former(_) => true,
        };
        match self.district {
            Some(NamedDistrict::Known(district)) => match bearer {
                Bearer::Now(commune) => lies_in(commune, district),
                Bearer::Former(former) => former.district() == district,
            },
            Some(NamedDistrict::OfFormerTuyenQuang) => !in_former_ha_giang,
            Some(NamedDistrict::Unknown) => false,
            None => in_former_ha_giang || self.province != Some(OldProvince::HaGiang),
        }
    }

    /// What may have been meant by a part that fits nothing here: its name elsewhere, or a like name, first in the
    /// district.
    fn likely(self, part: &[Word], bearers: &[Bearer]) -> Vec<&'static Commune> {
        if !bearers.is_empty() {
            return distinct(bearers.iter().flat_map(|bearer| bearer.communes()).collect());
        }
        let key = match marked(part) {
            Some((Marker::Commune(_), name)) => plain(name),
            _ => plain(part),
        };
        let near = match self.district {
            Some(NamedDistrict::Known(district)) => {
                closest(&key, all_names().filter(|(_, commune)| lies_in(commune, district)))
            }
            _ => Vec::new(),
        };
        if near.is_empty() { closest(&key, all_names()) } else { near }
    }
}

fn lies_in(commune: &Commune, district: &District) -> bool {
    commune.former().any(|former| former.district() == district)
}

fn distinct(communes: Vec<&'static Commune>) -> Vec<&'static Commune> {
    let mut seen: Vec<&'static Commune> = Vec::with_capacity(communes.len());
    for commune in communes {
        if !seen.contains(&commune) {
            seen.push(commune);
        }
    }
    seen
}

#[cfg(test)]
mod tests;

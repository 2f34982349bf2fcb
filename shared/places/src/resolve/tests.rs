//! Addresses as they come, and the communes they must lead to.

use proptest::prelude::*;

use super::*;

/// The resolution in short: `Current 00874`, `FormerCommune 00889`, `Ambiguous 00721 00769`, `Unknown 00874`.
fn short(resolution: &Resolution) -> String {
    let codes =
        |communes: &[&'static Commune]| communes.iter().map(|commune| commune.code).collect::<Vec<_>>().join(" ");
    match resolution {
        Resolution::One { commune, how } => {
            let how = match how {
                How::Current => "Current",
                How::FormerCommune(_) => "FormerCommune",
                How::FormerName(_) => "FormerName",
            };
            format!("{how} {}", commune.code)
        }
        Resolution::Ambiguous(communes) => format!("Ambiguous {}", codes(communes)),
        Resolution::Unknown { closest } => format!("Unknown {}", codes(closest)).trim_end().to_owned(),
    }
}

fn check(cases: &[(&str, Option<&str>, &str)]) {
    for (text, district, expected) in cases {
        assert_eq!(short(&resolve(text, *district)), *expected, "{text:?}, {district:?}");
    }
}

#[test]
fn every_former_commune_with_its_district_leads_to_where_it_is_now() {
    for former in former_communes() {
        let now: Vec<&'static Commune> = former.now().collect();
        let district = former.district();
        let unmarked = format!("{}, {}, ha giang", search_key(former.name), search_key(district.name));
        let spellings = [
            resolve(&former.full_name(), Some(district.name)),
            resolve(former.name, Some(&district.full_name())),
            resolve(&format!("{}, {}, tỉnh Hà Giang", former.full_name(), district.full_name()), None),
            resolve(&format!("{} {} tinh Ha Giang", former.full_name(), district.full_name()), None),
            // "Ha Giang" behind a comma is the province, so the city needs its "TP".
            if district.code == "024" {
                resolve(&format!("{}, tp ha giang", search_key(former.name)), None)
            } else {
                resolve(&unmarked, None)
            },
        ];
        for found in spellings {
            match now.as_slice() {
                [commune] => assert_eq!(
                    found,
                    Resolution::One { commune, how: How::FormerCommune(former) },
                    "{}, {}",
                    former.full_name(),
                    district.full_name()
                ),
                _ => assert_eq!(found, Resolution::Ambiguous(now.clone()), "{}", former.full_name()),
            }
        }
    }
}

#[test]
fn every_commune_of_today_is_found_by_its_name() {
    for commune in communes() {
        let found = Resolution::One { commune, how: How::Current };
        for text in [
            commune.full_name(),
            commune.name.to_uppercase(),
            search_key(commune.name),
            search_key(&commune.full_name()),
            format!("{}, tỉnh Tuyên Quang", commune.full_name()),
            format!("Thôn 3, {}, Tuyên Quang, Việt Nam", commune.full_name()),
        ] {
            assert_eq!(resolve(&text, None), found, "{text}");
        }
    }
}

#[test]
fn an_address_is_read_as_people_write_it() {
    check(&[
        ("Xã Quản Bạ", None, "Current 00874"),
        ("X.Quản Bạ", None, "Current 00874"),
        ("quan ba", None, "Current 00874"),
        ("Thanh Thủy", None, "Current 00928"),
        ("xã Thanh Thuỷ", None, "Current 00928"),
        ("P. Hà Giang 2, Hà Giang", None, "Current 00691"),
        ("xã Thanh Vân, huyện Quản Bạ", None, "FormerCommune 00889"),
        ("Thanh Van, Quan Ba", None, "FormerCommune 00889"),
        ("Thanh Vân", None, "FormerName 00889"),
        ("TT. Tam Sơn (huyện Quản Bạ cũ), Hà Giang", None, "FormerCommune 00874"),
        ("thị trấn Tam Sơn", None, "FormerName 00874"),
        ("Số 5, tổ 2, phường Trần Phú, TP. Hà Giang, tỉnh Hà Giang", None, "FormerCommune 00691"),
        ("xã Phương Thiện, Hà Giang", None, "FormerName 00694"),
        ("Phương Thiện", None, "FormerName 00694"),
        ("Thôn Nặm Đăm, Quản Bạ", None, "Current 00874"),
        ("Thôn Nặm Đăm xã Quản Bạ huyện Quản Bạ tỉnh Hà Giang", None, "FormerCommune 00874"),
        ("Phường Hà Giang 1", Some("Thành phố Hà Giang"), "Current 00694"),
        ("Xã Bắc Mê, huyện Bắc Mê", None, "Current 00991"),
        ("Tân Tiến, xã Hùng An", None, "Current 01201"),
    ]);
}

#[test]
fn todays_name_wins_unless_the_address_says_otherwise() {
    check(&[
        ("Yên Phú", None, "Current 02398"),
        ("Yên Phú, huyện Hàm Yên", None, "Current 02398"),
        ("Yên Phú, Hàm Yên, Tuyên Quang", None, "Current 02398"),
        ("thị trấn Yên Phú", None, "FormerName 00991"),
        ("Yên Phú, huyện Bắc Mê", None, "FormerCommune 00991"),
        ("Yên Phú, tỉnh Hà Giang", None, "FormerName 00991"),
        ("Tân Thanh", None, "Current 02578"),
        ("tan thanh", None, "Current 02578"),
        ("Tân Thành", None, "FormerName 01171"),
        ("tan thanh", Some("Bắc Quang"), "FormerCommune 01171"),
        ("Việt Lâm", None, "Current 00967"),
    ]);
}

#[test]
fn a_question_is_asked_where_an_address_means_several() {
    check(&[
        ("Tả Lủng", None, "Ambiguous 00721 00769"),
        ("Tả Lủng, Hà Giang", None, "Ambiguous 00721 00769"),
        ("Tả Lủng", Some("Mèo Vạc"), "FormerCommune 00769"),
        ("Phường Quang Trung", None, "Ambiguous 00691 00694"),
        ("Yên Định, Bắc Mê", None, "Ambiguous 00700 00994"),
        ("Xã Việt Lâm", Some("huyện Vị Xuyên"), "Ambiguous 00967 00913"),
        ("thành phố Hà Giang", None, "Ambiguous 00691 00694 00700"),
        ("Tân Tiến, Hùng An", None, "Ambiguous 01051 01201"),
        ("Tân Tiến, Bắc Quang", None, "Ambiguous 01051 01153"),
    ]);
}

#[test]
fn what_is_unknown_comes_with_what_may_have_been_meant() {
    check(&[
        ("Quan Pa", None, "Unknown 00874"),
        ("xã Mèo Vặc", None, "Current 00769"),
        ("Thanh Vaan, Quản Bạ", None, "Unknown 00889"),
        ("xã Thanh Vân, huyện Mèo Vạc", None, "Unknown 00889"),
        ("xã Bình An, huyện Sa Pa", None, "Unknown 02296"),
        ("xã Bình An, tỉnh Đồng Nai", None, "Unknown"),
        ("Phường Bến Thành, TP Hồ Chí Minh", None, "Unknown"),
        ("Hà Giang", None, "Unknown 00691 00694"),
        ("Luân Đôn", None, "Unknown"),
        ("", None, "Unknown"),
        ("", Some("Quản Bạ"), "Ambiguous 00874 00883 00889 00892 00901"),
    ]);
}

/// The name with each tone put on the letter before or behind the one it was on, as `oà` and `òa` differ.
fn tones_moved(name: &str) -> String {
    let pairs = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("ủy", "uỷ"),
        ("úy", "uý"),
        ("ùy", "uỳ"),
    ];
    let moved = pairs.iter().fold(name.to_owned(), |name, (old, new)| name.replace(old, new));
    if moved == name { pairs.iter().fold(moved, |name, (old, new)| name.replace(new, old)) } else { moved }
}

#[test]
fn where_a_tone_is_put_changes_nothing() {
    let names = communes().iter().map(|commune| (commune.name, None));
    let former = former_communes().iter().map(|former| (former.name, Some(former.district().name)));
    let mut moved = 0;
    for (name, district) in names.chain(former) {
        let other = tones_moved(name);
        moved += usize::from(other != name);
        assert_eq!(resolve(&other, district), resolve(name, district), "{name}");
    }
    assert!(moved >= 10, "Thuận Hòa, Thanh Thủy and others");
    assert_eq!(short(&resolve("Thanh Thuỷ", Some("Vị Xuyên"))), short(&resolve("Thanh Thủy", Some("Vị Xuyên"))));
}

/// Every name of today and every former one with its district, in some spelling.
fn written() -> impl Strategy<Value = (String, Option<String>)> {
    let now = (0..communes().len()).prop_map(|at| (communes()[at].full_name(), None));
    let then = (0..former_communes().len()).prop_map(|at| {
        let former = &former_communes()[at];
        (former.full_name(), Some(former.district().full_name()))
    });
    prop_oneof![now, then]
}

fn spelt(text: &str, spelling: u8) -> String {
    use unicode_normalization::UnicodeNormalization;
    match spelling {
        0 => text.to_owned(),
        1 => text.to_uppercase(),
        2 => text.to_lowercase(),
        3 => text.nfd().collect(),
        4 => text.replace(' ', " \u{a0} "),
        5 => format!("\u{feff}{text}\u{200b}"),
        _ => tones_moved(text),
    }
}

proptest! {
    #[test]
    fn no_address_is_too_odd_to_read(text in "[ ,.()a-zạảđă0-9-]{0,60}", district in proptest::option::of(".{0,20}")) {
        if let Resolution::Unknown { closest } = resolve(&text, district.as_deref()) {
            prop_assert!(closest.len() <= 5);
        }
    }

    #[test]
    fn no_text_at_all_is_too_odd_to_read(text in "\\PC{0,200}", district in proptest::option::of("\\PC{0,40}")) {
        match resolve(&text, district.as_deref()) {
            Resolution::One { .. } => {}
            Resolution::Ambiguous(communes) => prop_assert!(communes.len() > 1),
            Resolution::Unknown { closest } => prop_assert!(closest.len() <= 5),
        }
    }

    #[test]
    fn spelling_changes_nothing((name, district) in written(), spelling in 0_u8..7) {
        let asked = resolve(&name, district.as_deref());
        let spelt_district = district.as_deref().map(|district| spelt(district, spelling));
        prop_assert_eq!(resolve(&spelt(&name, spelling), spelt_district.as_deref()), asked);
    }

    #[test]
    fn what_was_found_is_found_again_by_its_own_name((name, district) in written()) {
        if let Resolution::One { commune, .. } = resolve(&name, district.as_deref()) {
            prop_assert_eq!(resolve(&commune.full_name(), None), Resolution::One { commune, how: How::Current });
        }
    }

    #[test]
    fn without_marks_nothing_else_is_found((name, district) in written()) {
        // Fewer marks say less: the answer may become a question, and never another place.
        let bare = resolve(&search_key(&name), district.as_deref().map(search_key).as_deref());
        match (resolve(&name, district.as_deref()), bare) {
            (Resolution::One { commune, .. }, Resolution::One { commune: found, .. }) => prop_assert_eq!(commune, found),
            (Resolution::One { commune, .. }, Resolution::Ambiguous(found)) => prop_assert!(found.contains(&commune)),
            (Resolution::Ambiguous(communes), Resolution::Ambiguous(found)) => {
                prop_assert!(communes.iter().all(|commune| found.contains(commune)));
            }
            (known, bare) => prop_assert!(false, "{name}: {known:?} became {bare:?}"),
        }
    }
}

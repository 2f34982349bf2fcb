//! What a channel demands of a listing, as data, and what of it a listing lacks: told before anything is sent.

use amounts::Vnd;
use contract::syndication::{LACKS, Lack, ListingForm};
use marketplaces::Limits;
use places::search_key;

use super::{
    claim::{self, Paper},
    showing::Showing,
};

/// What a channel demands. `None` where nothing is known of a limit: then the channel will say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Demands {
    /// Characters.
    pub(crate) title: Option<(usize, usize)>,
    /// Characters.
    pub(crate) description: Option<(usize, usize)>,
    /// How many.
    pub(crate) photos: Option<(usize, usize)>,
    /// Pixels of a photo's shorter side.
    pub(crate) photo_side_min: Option<u32>,
    /// For one pack.
    pub(crate) price: Option<(Vnd, Vnd)>,
    /// Grams of one pack with its box.
    pub(crate) gross_g: Option<(i64, i64)>,
    /// It takes a leaf category.
    pub(crate) category: bool,
    /// Attributes it takes, by the house's words; `brand` is one of them.
    pub(crate) attributes: Vec<String>,
}

impl Demands {
    /// Those of a channel, whatever the category.
    pub(crate) fn of(limits: &Limits) -> Self {
        Self { title: Some(limits.title_length), photos: Some(limits.pictures), category: true, ..Self::default() }
    }

    /// What a shop's showing of a listing lacks. `photo_sides` are the shorter sides of its photos.
    pub(crate) fn lacks(&self, showing: &Showing, form: &ListingForm, photo_sides: &[u32]) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let length = |text: &str| text.trim().chars().count();
        lacks.extend(beyond(("title_short", "title_long"), length(&showing.title.value), self.title));
        let description = length(&showing.description.value);
        lacks.extend(beyond(("description_short", "description_long"), description, self.description));
        if let Some((least, _)) = self.photos.filter(|(least, _)| photo_sides.len() < *least) {
            lacks.push(Lack { least: number(least), ..lack("photos_few", number(photo_sides.len())) });
        }
        if let Some((least, side)) =
            self.photo_side_min.zip(photo_sides.iter().min()).filter(|(least, side)| side < &least)
        {
            lacks.push(Lack { least: Some(least.into()), ..lack("photo_small", Some((*side).into())) });
        }
        if self.category && showing.category_id.value.is_none() {
            lacks.push(lack("category", None));
        }
        let price = self.price.map(|(least, most)| (least.0, most.0));
        lacks.extend(beyond(("price_low", "price_high"), showing.price.value.0, price));
        lacks.extend(beyond(("weight_low", "weight_high"), form.gross_g, self.gross_g));
        let is_told =
            |name: &String| showing.attributes.iter().any(|known| known.name == *name && !known.value.is_empty());
        lacks.extend(self.attributes.iter().filter(|name| !is_told(name)).map(|name| match name.as_str() {
            "brand" => lack("brand", None),
            _ => Lack { of: Some(name.clone()), ..lack("attribute", None) },
        }));
        lacks
    }

    /// A longer title where the channel wants one: what is known of the listing and not yet said, in the order buyers look
    /// for it. `None` where the title is long enough, or not even that reaches. A protected name takes the right to it.
    pub(crate) fn longer_title(
        &self,
        title: &str,
        form: &ListingForm,
        origin: Option<&str>,
        papers: &[Paper],
    ) -> Option<String> {
        let (least, most) = self.title?;
        let mut longer = title.trim().to_owned();
        if longer.chars().count() >= least {
            return None;
        }
        let known = [Some(form.product.product().name_vi), origin, Some(form.grade.name_vi()), Some(&form.pack_name)];
        for part in known.into_iter().flatten() {
            if search_key(&longer).contains(&search_key(part)) {
                continue;
            }
            let next = if longer.is_empty() { part.to_owned() } else { format!("{longer}, {part}") };
            let claims_too_much =
                claim::indication_missing(&ListingForm { title: next.clone(), ..form.clone() }, papers);
            if next.chars().count() <= most && !claims_too_much {
                longer = next;
            }
        }
        (longer.chars().count() >= least).then_some(longer)
    }
}

fn lack(code: &str, found: Option<i64>) -> Lack {
    debug_assert!(LACKS.contains(&code), "`{code}` has no sentence for people");
    Lack { code: code.to_owned(), of: None, found, least: None, most: None }
}

/// What lies below the least or above the most.
fn beyond<N: Copy + PartialOrd + TryInto<i64>>(
    (low, high): (&str, &str),
    found: N,
    limits: Option<(N, N)>,
) -> Option<Lack> {
    let (least, most) = limits?;
    if found < least {
        Some(Lack { least: number(least), ..lack(low, number(found)) })
    } else {
        (found > most).then(|| Lack { most: number(most), ..lack(high, number(found)) })
    }
}

fn number<N: TryInto<i64>>(count: N) -> Option<i64> {
    count.try_into().ok()
}

#[cfg(test)]
mod tests {
    use contract::ProductCode;

    use super::*;
    use crate::domain::{
        listing::tests::form,
        showing::{showing, tests::given},
    };

    fn codes(demands: &Demands, form: &ListingForm, sides: &[u32]) -> Vec<String> {
        let showing = showing(&given(form));
        demands.lacks(&showing, form, sides).into_iter().map(|lack| lack.code).collect()
    }

    #[test]
    fn nothing_is_lacking_where_nothing_is_demanded() {
        assert_eq!(codes(&Demands::default(), &form(), &[]), Vec::<String>::new());
    }

    #[test]
    fn each_demand_is_held_against_what_would_be_shown() {
        let with = |change: fn(&mut Demands)| {
            let mut demands = Demands::default();
            change(&mut demands);
            demands
        };
        let cases: [(Demands, &[&str]); 12] = [
            (with(|demands| demands.title = Some((40, 255))), &["title_short"]),
            (with(|demands| demands.title = Some((1, 10))), &["title_long"]),
            (with(|demands| demands.description = Some((100, 500))), &["description_short"]),
            (with(|demands| demands.description = Some((1, 5))), &["description_long"]),
            (with(|demands| demands.photos = Some((2, 9))), &["photos_few"]),
            (with(|demands| demands.photo_side_min = Some(500)), &["photo_small"]),
            (with(|demands| demands.photo_side_min = Some(499)), &[]),
            (with(|demands| demands.price = Some((Vnd(200_000), Vnd(900_000)))), &["price_low"]),
            (with(|demands| demands.price = Some((Vnd(1), Vnd(1_000)))), &["price_high"]),
            (with(|demands| demands.gross_g = Some((1, 5_000))), &["weight_high"]),
            (
                with(|demands| demands.attributes = vec!["net_weight_g".into(), "brand".into(), "season".into()]),
                &["brand", "attribute"],
            ),
            (with(|demands| demands.category = true), &["category"]),
        ];
        for (demands, expected) in cases {
            assert_eq!(codes(&demands, &form(), &[499]), expected, "{demands:?}");
        }
    }

    #[test]
    fn a_short_title_is_made_longer_by_what_is_known_and_by_nothing_else() {
        let demands = Demands { title: Some((25, 60)), ..Demands::default() };
        let short = ListingForm { title: "Cam sành".into(), ..form() };
        let longer = |form: &ListingForm, origin| demands.longer_title(&form.title, form, origin, &[]);
        assert_eq!(longer(&short, Some("Xã Vĩnh Tuy")).as_deref(), Some("Cam sành, Xã Vĩnh Tuy, Loại 1, Hộp 5 kg"));
        assert_eq!(longer(&form(), Some("Xã Vĩnh Tuy")), None, "it is long enough");
        let tiny = ListingForm { title: "Cam".into(), pack_name: "Hộp".into(), ..form() };
        assert_eq!(longer(&tiny, None).as_deref(), Some("Cam, Cam sành, Loại 1, Hộp"));
        let narrow = Demands { title: Some((60, 70)), ..Demands::default() };
        assert_eq!(narrow.longer_title("Cam", &tiny, None, &[]), None, "what is known does not reach");
        let honey = ProductCode::parse("mat_ong_bac_ha").expect("a product");
        let honey = ListingForm { title: "Mật ong bạc hà".into(), product: honey, ..form() };
        let said = longer(&honey, Some("Mèo Vạc")).expect("a title");
        assert!(!said.contains("Mèo Vạc"), "a protected name is not ours to put together: {said}");
    }
}

//! What a shop should show of a listing. The one place that decides it; everything else asks here.

use amounts::Vnd;
use contract::syndication::ListingForm;

/// What a shop should show of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The version of the listing it follows from.
    pub(crate) version: i64,
    /// For one pack.
    pub(crate) price: Vnd,
    /// Packs that may be sold.
    pub(crate) stock: i64,
    /// Buyers shall not see it.
    pub(crate) hidden: bool,
}

/// What every shop should show of a listing whose lots have `pool_g` grams to sell.
///
/// Listings that share lots each show the whole pool: whoever is bought from first takes it, and the others follow
/// within seconds. Lots of which nothing was heard yet have nothing to sell.
/// `on_sale` where the cooperative wants it sold and may sell.
pub(crate) fn wish(version: i64, form: &ListingForm, on_sale: bool, pool_g: Option<i64>) -> Wish {
    let pool_g = pool_g.unwrap_or(0).max(0);
    // A pack weighs more than nothing: no listing comes in otherwise.
    let stock = pool_g / form.pack_g.max(1);
    Wish { version, price: form.price_vnd, stock, hidden: !on_sale }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listing::tests::form;

    #[test]
    fn packs_for_sale_are_the_whole_packs_of_the_pool() {
        let cases = [(None, 0), (Some(0), 0), (Some(4_999), 0), (Some(5_000), 1), (Some(12_345), 2), (Some(-1), 0)];
        for (pool_g, packs) in cases {
            assert_eq!(wish(1, &form(), true, pool_g).stock, packs, "{pool_g:?}");
        }
    }

    #[test]
    fn a_listing_that_is_not_on_sale_is_hidden() {
        assert!(!wish(1, &form(), true, None).hidden);
        assert!(wish(1, &form(), false, None).hidden);
    }
}

//! The papers a listing claims: which it may, which it must, and what its title gives away.

use std::collections::BTreeSet;

use contract::{
    FieldFault, ProductCode,
    onboarding::{PaperScheme, PaperState},
    syndication::{ListingClaim, ListingForm},
};
use ids::{Cooperative, Id, Paper as PaperId};
use places::search_key;

use super::showing::LotStock;

/// Words of titles that claim a paper. Data, because names become protected without anybody writing code.
const WORDS: &str = include_str!("../../assets/claim_words.tsv");
/// Papers of one listing.
const CLAIMS_MAX: usize = 12;

/// A paper, as far as a listing must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    pub(crate) id: Id<PaperId>,
    /// The first of its row of renewals.
    pub(crate) first: Id<PaperId>,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) scheme: PaperScheme,
    pub(crate) product: Option<ProductCode>,
    pub(crate) state: PaperState,
}

/// The kinds of papers that a title claims by its words, and for which product, whatever the listing says it sells.
pub(crate) fn named_in(title: &str) -> Vec<(PaperScheme, Option<ProductCode>)> {
    let title = plain(title);
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    let named = lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let (scheme, of, words) = (PaperScheme::from_slug(columns.next()?)?, columns.next()?, columns.next()?);
        title.contains(&plain(words)).then(|| (scheme, ProductCode::parse(of)))
    });
    named.collect()
}

/// Words with one blank around each, whatever marks stand between them.
fn plain(text: &str) -> String {
    let key = search_key(text);
    let words = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

/// The same form with its claims under the first papers of their rows, and needed where the title says them.
pub(crate) fn settled(mut form: ListingForm, papers: &[Paper]) -> ListingForm {
    let named = named_in(&form.title);
    for claim in &mut form.claims {
        if let Some(paper) = papers.iter().find(|paper| paper.id == claim.paper_id || paper.first == claim.paper_id) {
            claim.paper_id = paper.first;
            claim.needed |= named.iter().any(|(scheme, _)| *scheme == paper.scheme);
        }
    }
    form
}

/// What is wrong with a settled form's claims. `papers` are the cooperative's own; what `before` claimed may have ended.
pub(crate) fn faults_of(
    form: &ListingForm,
    cooperative_id: Id<Cooperative>,
    papers: &[Paper],
    before: &[ListingClaim],
) -> Vec<FieldFault> {
    let fault = |field: &str, code: &str| FieldFault { field: field.to_owned(), code: code.to_owned() };
    let ids: BTreeSet<_> = form.claims.iter().map(|claim| claim.paper_id).collect();
    let mut codes = BTreeSet::new();
    if ids.len() < form.claims.len() {
        codes.insert("claim_twice");
    }
    if form.claims.len() > CLAIMS_MAX {
        codes.insert("claims_too_many");
    }
    for claim in &form.claims {
        let of_row = |paper: &&Paper| paper.first == claim.paper_id && paper.cooperative_id == cooperative_id;
        let mut row = papers.iter().filter(of_row).peekable();
        let Some(any) = row.peek() else {
            codes.insert("claim_unknown");
            continue;
        };
        if any.product.is_some_and(|product| product != form.product) {
            codes.insert("claim_other_product");
        }
        let was_claimed = before.iter().any(|known| known.paper_id == claim.paper_id);
        if !was_claimed && !row.any(|paper| paper.state == PaperState::Verified) {
            codes.insert("claim_ended");
        }
    }
    let mut faults: Vec<_> = codes.into_iter().map(|code| fault("claims", code)).collect();
    if indication_missing(form, papers) {
        faults.push(fault("title", "title_indication"));
    }
    faults
}

/// A paper that the listing needs does not hold: one that it says it needs, or one of those it claims that a shop's own title
/// claims by its words. A protected name in such a title takes the right to it.
pub(crate) fn is_paper_missing(form: &ListingForm, title: &str, papers: &[Paper]) -> bool {
    let holds = |claim: &ListingClaim| {
        papers.iter().any(|paper| paper.first == claim.paper_id && paper.state == PaperState::Verified)
    };
    needed(form, title, papers).any(|claim| !holds(claim))
        || (title != form.title && indication_missing(&ListingForm { title: title.to_owned(), ..form.clone() }, papers))
}

/// The claims that a listing needs, or that a shop's own title makes it need.
fn needed<'a>(form: &'a ListingForm, title: &str, papers: &'a [Paper]) -> impl Iterator<Item = &'a ListingClaim> {
    let named = if title == form.title { Vec::new() } else { named_in(title) };
    form.claims.iter().filter(move |claim| {
        let scheme = papers.iter().find(|paper| paper.first == claim.paper_id).map(|paper| paper.scheme);
        claim.needed || named.iter().any(|(named, _)| Some(*named) == scheme)
    })
}

/// A paper for plots that the listing needs does not speak of a lot it draws on. Lots with nothing left to sell do not count, nor
/// those of which nobody has said what covers them.
pub(crate) fn is_lot_uncovered(form: &ListingForm, title: &str, papers: &[Paper], lots: &[LotStock]) -> bool {
    let is_for_plots = |claim: &&ListingClaim| {
        let of_row = |paper: &Paper| paper.first == claim.paper_id;
        let for_plots = |paper: &Paper| matches!(paper.scheme, PaperScheme::Vietgap | PaperScheme::Organic);
        papers.iter().any(|paper| of_row(paper) && for_plots(paper))
    };
    let is_left = |lot: &&LotStock| lot.available_g.is_none_or(|left| left > 0);
    needed(form, title, papers).filter(is_for_plots).any(|claim| {
        let covers = |lot: &LotStock| lot.covered_by.as_ref().is_none_or(|papers| papers.contains(&claim.paper_id));
        lots.iter().filter(is_left).any(|lot| !covers(lot))
    })
}

/// The title bears a protected name, and no paper that is claimed gives the right to it.
pub(crate) fn indication_missing(form: &ListingForm, papers: &[Paper]) -> bool {
    let is_granted = |of: ProductCode| {
        papers.iter().any(|paper| {
            let is_claimed = form.claims.iter().any(|claim| claim.paper_id == paper.first);
            is_claimed && paper.scheme == PaperScheme::GeographicalIndication && paper.product == Some(of)
        })
    };
    let named = named_in(&form.title).into_iter();
    let mut indications = named.filter(|(scheme, _)| *scheme == PaperScheme::GeographicalIndication);
    indications.any(|(_, of)| !is_granted(of.unwrap_or(form.product)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listing::tests::form;

    fn paper(scheme: PaperScheme, product: Option<&str>, state: PaperState) -> Paper {
        let id = Id::generate();
        let product = product.and_then(ProductCode::parse);
        Paper { id, first: id, cooperative_id: Id::from_uuid(uuid::Uuid::nil()), scheme, product, state }
    }

    fn claiming(paper: &Paper, title: &str) -> ListingForm {
        let claims = vec![ListingClaim { paper_id: paper.id, needed: false }];
        ListingForm { title: title.into(), claims, ..form() }
    }

    fn codes(form: &ListingForm, papers: &[Paper]) -> Vec<String> {
        let own = Id::from_uuid(uuid::Uuid::nil());
        faults_of(form, own, papers, &[]).into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn every_line_of_the_words_is_read() {
        let lines: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 6);
        for line in lines {
            let columns: Vec<&str> = line.split('\t').collect();
            let [scheme, product, words] = columns[..] else { panic!("{line}") };
            assert!(product == "-" || ProductCode::parse(product).is_some(), "{line}");
            let scheme = PaperScheme::from_slug(scheme).expect("a kind of paper");
            let named = named_in(&format!("Ngon: {words}, hộp 5 kg"));
            assert!(named.contains(&(scheme, ProductCode::parse(product))), "{line}");
        }
    }

    #[test]
    fn a_protected_name_takes_the_right_to_it() {
        for innocent in ["Cam sành Vĩnh Tuy loại 1", "Cam Hà Giang, hộp 5 kg", "Cam sành Hà Giangg"] {
            assert!(named_in(innocent).is_empty(), "{innocent}");
        }
        let of_another = ListingForm { title: "Hồng không hạt Quản Bạ".into(), ..form() };
        assert_eq!(codes(&of_another, &[]), ["title_indication"], "whatever the listing says it sells");
        let title = "CAM SÀNH HÀ GIANG loại 1";
        let bare = ListingForm { title: title.into(), ..form() };
        assert_eq!(codes(&bare, &[]), ["title_indication"]);
        let grant = paper(PaperScheme::GeographicalIndication, Some("cam_sanh"), PaperState::Verified);
        let settled = settled(claiming(&grant, title), std::slice::from_ref(&grant));
        assert!(settled.claims[0].needed, "without the grant it would be hidden");
        assert_eq!(codes(&settled, &[grant]), Vec::<String>::new());
        let honey = paper(PaperScheme::GeographicalIndication, Some("mat_ong_bac_ha"), PaperState::Verified);
        assert_eq!(codes(&claiming(&honey, title), &[honey]), ["claim_other_product", "title_indication"]);
    }

    #[test]
    fn a_listing_lacks_what_it_needs_and_what_a_shops_own_title_claims() {
        let verified = paper(PaperScheme::Vietgap, Some("cam_sanh"), PaperState::Verified);
        let ended = Paper { state: PaperState::Expired, ..verified.clone() };
        let plain = claiming(&verified, "Cam sành Vĩnh Tuy loại 1");
        let needed =
            ListingForm { claims: vec![ListingClaim { paper_id: verified.id, needed: true }], ..plain.clone() };
        let lacks =
            |form: &ListingForm, title: &str, paper: &Paper| is_paper_missing(form, title, std::slice::from_ref(paper));
        assert!(!lacks(&plain, &plain.title, &ended), "it does not need it");
        assert!(!lacks(&needed, &plain.title, &verified) && lacks(&needed, &plain.title, &ended));
        assert!(is_paper_missing(&needed, &plain.title, &[]), "a paper nobody has heard of does not hold");
        let boast = "Cam sành VietGAP Vĩnh Tuy";
        assert!(!lacks(&plain, boast, &verified) && lacks(&plain, boast, &ended));
        assert!(lacks(&plain, "Cam sành Hà Giang loại 1", &verified), "a protected name takes the right to it");
        let renewal = Paper { first: ended.id, ..paper(PaperScheme::Vietgap, Some("cam_sanh"), PaperState::Verified) };
        assert!(!is_paper_missing(&needed, &plain.title, &[ended, renewal]));
    }

    #[test]
    fn a_lot_goes_under_a_paper_for_plots_only_where_that_covers_it() {
        let vietgap = paper(PaperScheme::Vietgap, Some("cam_sanh"), PaperState::Verified);
        let ocop = paper(PaperScheme::Ocop, Some("cam_sanh"), PaperState::Verified);
        let lot = |available_g, covered_by| LotStock { available_g, sell_by: None, covered_by };
        let needing = |paper: &Paper| {
            let claims = vec![ListingClaim { paper_id: paper.id, needed: true }];
            ListingForm { claims, ..claiming(paper, "Cam sành Vĩnh Tuy loại 1") }
        };
        let is_uncovered = |form: &ListingForm, title: &str, lots: &[LotStock]| {
            is_lot_uncovered(form, title, &[vietgap.clone(), ocop.clone()], lots)
        };
        let needed = needing(&vietgap);
        let (covered, bare) = (lot(Some(5), Some(vec![vietgap.id])), lot(Some(5), Some(vec![])));
        assert!(!is_uncovered(&needed, &needed.title, std::slice::from_ref(&covered)));
        assert!(is_uncovered(&needed, &needed.title, &[covered.clone(), bare.clone()]), "one of two is not covered");
        assert!(
            is_uncovered(&needed, &needed.title, &[lot(None, Some(vec![ocop.id]))]),
            "nor is what is covered by another"
        );
        assert!(!is_uncovered(&needed, &needed.title, &[covered, lot(Some(0), Some(vec![]))]), "nothing of it is left");
        assert!(!is_uncovered(&needed, &needed.title, &[lot(Some(5), None)]), "nobody has said");
        let plain = claiming(&vietgap, "Cam sành Vĩnh Tuy loại 1");
        assert!(!is_uncovered(&plain, &plain.title, std::slice::from_ref(&bare)), "it does not need it");
        assert!(
            is_uncovered(&plain, "Cam sành VietGAP Vĩnh Tuy", std::slice::from_ref(&bare)),
            "a shop's own title claims it"
        );
        let of_a_product = needing(&ocop);
        assert!(!is_uncovered(&of_a_product, &of_a_product.title, &[bare]), "such papers speak of products");
    }

    #[test]
    fn a_claim_is_of_ones_own_paper_that_holds_and_follows_its_renewals() {
        let mut ended = paper(PaperScheme::Vietgap, Some("cam_sanh"), PaperState::Expired);
        let form = claiming(&ended, "Cam sành VietGAP loại 1");
        assert_eq!(codes(&form, &[]), ["claim_unknown"]);
        assert_eq!(codes(&form, std::slice::from_ref(&ended)), ["claim_ended"]);
        let before = form.claims.clone();
        assert!(faults_of(&form, ended.cooperative_id, std::slice::from_ref(&ended), &before).is_empty());
        let renewal = Paper { first: ended.id, ..paper(PaperScheme::Vietgap, Some("cam_sanh"), PaperState::Verified) };
        let by_renewal = settled(claiming(&renewal, "Cam sành VietGAP loại 1"), &[ended.clone(), renewal.clone()]);
        assert_eq!(by_renewal.claims, [ListingClaim { paper_id: ended.id, needed: true }]);
        assert_eq!(codes(&by_renewal, &[ended.clone(), renewal]), Vec::<String>::new());
        ended.cooperative_id = Id::generate();
        assert_eq!(codes(&form, &[ended]), ["claim_unknown"], "somebody else's");
    }
}

//! Listings and the papers they claim: hidden without them, back with a renewal, and no protected name without its grant.

use chrono::NaiveDate;
use contract::{
    ProductCode,
    onboarding::{LotDeclared, PaperChanged, PaperScheme, PaperState},
    syndication::{ListingClaim, ListingForm, OfferState, SaveListing},
};
use ids::{Id, Paper};

use crate::{
    goods::{Seller, form, lot_of},
    house::House,
};

const SHOP: &str = "700101";

fn paper(seller: &Seller, scheme: PaperScheme, number: &str) -> PaperChanged {
    let paper_id = Id::generate();
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    PaperChanged {
        paper_id,
        version: 3,
        first_paper_id: paper_id,
        cooperative_id: seller.id,
        commune_code: "00001".into(),
        scheme,
        number: number.into(),
        product: ProductCode::parse("cam_sanh"),
        stars: None,
        issued_on: day("2024-01-15"),
        valid_to: Some(day("2026-01-15")),
        state: PaperState::Verified,
        renewed_by: None,
        warned_days: None,
    }
}

fn claiming(seller: &Seller, sku: &str, paper_id: Id<Paper>, needed: bool) -> ListingForm {
    ListingForm { claims: vec![ListingClaim { paper_id, needed }], ..form(seller, sku) }
}

impl House {
    async fn tell_paper(&self, fact: &PaperChanged) {
        self.tell(fact).await;
        self.world.until_quiet(&["onboarding"]).await;
    }

    /// What is wrong with a form, as field and code.
    async fn faults(&self, seller: &Seller, form: ListingForm) -> Vec<(String, String)> {
        let ask = SaveListing { listing_id: None, seen_version: None, form };
        match self.asker.ask(&self.manager(seller), &ask).await {
            Err(mailbox::Unanswered::Refused(refusal)) => {
                refusal.fields.into_iter().map(|fault| (fault.field, fault.code)).collect()
            }
            answered => panic!("a refusal was expected: {answered:?}"),
        }
    }
}

#[tokio::test]
async fn a_listing_is_hidden_when_a_paper_it_needs_ends_and_comes_back_when_a_renewal_is_verified() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let old = paper(&seller, PaperScheme::Vietgap, "VG-12");
    house.tell_paper(&old).await;
    let needs = house.save(&seller, claiming(&seller, "HTX01-CAM-VG", old.paper_id, true)).await;
    let names = house.save(&seller, claiming(&seller, "HTX01-CAM-5KG", old.paper_id, false)).await;
    house.until_live(&seller, needs).await;
    house.until_live(&seller, names).await;

    let ended = PaperChanged { version: 4, state: PaperState::Expired, ..old.clone() };
    house.tell_paper(&ended).await;
    house.until_offer(&seller, needs, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    assert!(!house.on_channel(SHOP, "HTX01-CAM-VG").await.live, "no buyer sees it");
    let view = house.listing(&seller, needs).await;
    let claim = &view.claims[0];
    assert_eq!((claim.state, claim.number.as_str(), claim.valid_to), (PaperState::Expired, "VG-12", old.valid_to));
    assert!(view.form.active, "it is on sale as far as its cooperative is concerned");
    house.until_live(&seller, names).await;
    assert_eq!(house.listing(&seller, names).await.claims[0].state, PaperState::Expired, "the claim is withdrawn");
    // Old news does no harm.
    house.tell_paper(&old).await;
    assert_eq!(house.listing(&seller, needs).await.claims[0].state, PaperState::Expired);

    let renewal = PaperChanged { first_paper_id: old.paper_id, ..paper(&seller, PaperScheme::Vietgap, "VG-40") };
    house.tell_paper(&renewal).await;
    house.until_live(&seller, needs).await;
    assert!(house.on_channel(SHOP, "HTX01-CAM-VG").await.live);
    assert_eq!(house.listing(&seller, needs).await.claims[0].number, "VG-40");

    let revoked = PaperChanged { version: 4, state: PaperState::Revoked, ..renewal };
    house.tell_paper(&revoked).await;
    house.until_offer(&seller, needs, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    house.change(&seller, needs, |form| form.claims.clear()).await;
    house.until_live(&seller, needs).await;
    house.close().await;
}

#[tokio::test]
async fn a_renewal_that_comes_early_leaves_no_gap() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let old = paper(&seller, PaperScheme::Vietgap, "VG-12");
    let renewal = PaperChanged { first_paper_id: old.paper_id, ..paper(&seller, PaperScheme::Vietgap, "VG-40") };
    house.tell_paper(&renewal).await;
    house.tell_paper(&old).await;
    let id = house.save(&seller, claiming(&seller, "HTX01-CAM-VG", renewal.paper_id, true)).await;
    assert_eq!(house.listing(&seller, id).await.form.claims[0].paper_id, old.paper_id, "the first of the row");
    house.until_live(&seller, id).await;
    house.tell_paper(&PaperChanged { version: 4, state: PaperState::Expired, ..old }).await;
    house.stock(&seller, 25_000).await;
    house.until_offer(&seller, id, "it has followed its stock", |offer| offer.confirmed_stock == Some(5)).await;
    assert!(house.on_channel(SHOP, "HTX01-CAM-VG").await.live);
    house.close().await;
}

#[tokio::test]
async fn a_listing_is_hidden_while_a_lot_it_draws_on_is_not_covered_by_the_paper_it_needs() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let vietgap = paper(&seller, PaperScheme::Vietgap, "VG-12");
    house.tell_paper(&vietgap).await;
    let needs = house.save(&seller, claiming(&seller, "HTX01-CAM-VG", vietgap.paper_id, true)).await;
    house.until_live(&seller, needs).await;
    let lot = |version, covered_by| LotDeclared { version, covered_by, ..lot_of(&seller, "cam_sanh") };
    house.tell(&lot(2, Some(Vec::new()))).await;
    house.until_offer(&seller, needs, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    house.tell(&lot(3, Some(vec![vietgap.paper_id]))).await;
    house.until_live(&seller, needs).await;
    house.close().await;
}

#[tokio::test]
async fn a_protected_name_takes_a_verified_grant_and_nobody_claims_anothers_paper() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let protected =
        ListingForm { title: "Cam sành Hà Giang loại 1, hộp 5 kg".into(), ..form(&seller, "HTX01-CDDL") };
    let fault = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    assert_eq!(house.faults(&seller, protected.clone()).await, fault("title", "title_indication"));
    let theirs = paper(&other, PaperScheme::GeographicalIndication, "CDDL-2");
    house.tell_paper(&theirs).await;
    let by_theirs = ListingForm { claims: claiming(&seller, "X", theirs.paper_id, true).claims, ..protected.clone() };
    let expected = [fault("claims", "claim_unknown"), fault("title", "title_indication")].concat();
    assert_eq!(house.faults(&seller, by_theirs).await, expected);
    let ended = PaperChanged { state: PaperState::Expired, ..paper(&seller, PaperScheme::Vietgap, "VG-1") };
    house.tell_paper(&ended).await;
    let by_ended = claiming(&seller, "HTX01-CAM", ended.paper_id, true);
    assert_eq!(house.faults(&seller, by_ended).await, fault("claims", "claim_ended"));

    let grant = paper(&seller, PaperScheme::GeographicalIndication, "CDDL-1");
    house.tell_paper(&grant).await;
    let claims = claiming(&seller, "X", grant.paper_id, false).claims;
    let id = house.save(&seller, ListingForm { claims, ..protected }).await;
    assert!(
        house.listing(&seller, id).await.form.claims[0].needed,
        "what the title says is needed, whatever was ticked"
    );
    house.close().await;
}

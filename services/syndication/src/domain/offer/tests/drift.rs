//! What a shop shows, held against what it was told.

use contract::syndication::Keep;
use marketplaces::{ListingSeen, Review};

use super::*;

fn seen(price: i64, stock: i64, live: bool) -> ListingSeen {
    ListingSeen {
        item_id: "7".into(),
        sku: "CAM".into(),
        title: String::new(),
        price_vnd: Vnd(price),
        stock,
        live,
        review: Review::Passed,
        raw_status: "NORMAL".into(),
    }
}

#[test]
fn what_somebody_changed_in_the_shop_waits_until_somebody_decides() {
    let mut offer = live();
    assert!(!offer.read_back(&seen(164_000, 20, true), now()), "it is as it was told");
    assert_eq!(offer.drift, None);
    history(&mut offer);
    assert!(offer.read_back(&seen(150_000, 20, false), now()));
    let drift = Drift { price: Some(Vnd(150_000)), hidden: Some(true), since: now() };
    assert_eq!((offer.drift, offer.next_step()), (Some(drift), None), "it is not overwritten");
    assert!(!offer.read_back(&seen(150_000, 20, false), now() + TimeDelta::hours(6)), "once is enough");
    assert_eq!(history(&mut offer), [Happened::Drifted { price_vnd: Some(Vnd(150_000)), hidden: Some(true) }]);

    let mut ours = offer.clone();
    assert!(ours.settle_drift(Keep::Ours, "Mỷ", now()));
    assert_eq!(step(&mut ours, Ok(Done::AsAsked)), Step::SetPrice(Vnd(164_000)));
    assert_eq!(step(&mut ours, Ok(Done::AsAsked)), Step::SetHidden(false));
    assert_eq!((ours.next_step(), ours.drift), (None, None));
    assert!(!ours.settle_drift(Keep::Ours, "Mỷ", now()), "there is nothing to decide any more");

    assert!(offer.settle_drift(Keep::Theirs, "Mỷ", now()));
    assert_eq!((offer.next_step(), offer.state()), (None, OfferState::Paused), "nothing is told");
    assert_eq!((offer.wished.price, offer.wished.hidden), (Vnd(150_000), true));
}

#[test]
fn what_was_changed_back_in_the_shop_or_overwritten_by_a_newer_wish_needs_nobody() {
    let mut offer = live();
    offer.read_back(&seen(150_000, 20, true), now());
    assert!(offer.read_back(&seen(164_000, 20, true), now()));
    assert_eq!(offer.drift, None);
    offer.read_back(&seen(150_000, 20, true), now());
    offer.wish(Wish { price: Vnd(170_000), ..WISH }, now());
    assert!(!offer.read_back(&seen(150_000, 20, true), now()), "something is on its way");
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetPrice(Vnd(170_000)));
    assert_eq!(offer.drift, None);
}

#[test]
fn what_was_confirmed_while_the_shop_was_looked_at_is_not_held_against_it() {
    let mut offer = live();
    offer.confirmed_at = Some(now() + TimeDelta::seconds(1));
    assert!(!offer.read_back(&seen(150_000, 20, true), now() + TimeDelta::seconds(2)));
    offer.read_at = offer.confirmed_at;
    assert!(offer.read_back(&seen(150_000, 20, true), now() + TimeDelta::seconds(3)));
}

#[test]
fn stock_is_always_ours_and_fewer_packs_may_be_a_sale() {
    let mut offer = live();
    assert!(!offer.read_back(&seen(164_000, 19, true), now()));
    assert_eq!(offer.next_step(), None);
    assert!(offer.read_back(&seen(164_000, 50, true), now()));
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetStock(20));
    assert_eq!(offer.drift, None);
}

#[test]
fn what_is_hidden_here_cannot_be_shown_by_their_word() {
    let mut offer = live();
    offer.wish(Wish { hidden: true, ..WISH }, now());
    step(&mut offer, Ok(Done::AsAsked));
    offer.read_back(&seen(164_000, 20, true), now());
    assert_eq!(offer.drift.and_then(|drift| drift.hidden), Some(false));
    assert!(!offer.settle_drift(Keep::Theirs, "Mỷ", now()));
    assert!(offer.settle_drift(Keep::Ours, "Mỷ", now()));
    assert_eq!(offer.next_step(), Some(Step::SetHidden(true)));
}

#[test]
fn what_was_deleted_in_the_shop_is_looked_for_once_somebody_asks() {
    let mut deleted = live();
    assert!(deleted.read_back(&ListingSeen { review: Review::Deleted, ..seen(164_000, 0, false) }, now()));
    assert_eq!((deleted.state(), deleted.next_step(), deleted.drift), (OfferState::Rejected, None, None));
    assert_eq!(deleted.trouble.as_ref().map(|trouble| trouble.reason.as_str()), Some("item_gone"));
    let mut offer = live();
    assert!(!offer.not_read_back(&fault(FaultKind::Permanent, "untold"), now()), "an answer at fault says nothing");
    assert_eq!((offer.state(), &offer.item_id), (OfferState::Live, &Some("7".to_owned())));
    assert!(offer.not_read_back(&fault(FaultKind::Permanent, "error_item_not_found"), now()));
    assert_eq!((offer.state(), offer.next_step(), &offer.item_id), (OfferState::Rejected, None, &None));
    assert!(!offer.not_read_back(&fault(FaultKind::Permanent, "error_item_not_found"), now()), "once is enough");
    offer.try_again("Mỷ", now());
    assert!(matches!(offer.next_step(), Some(Step::FindOrCreate(_))));
}

#[test]
fn what_the_channel_takes_down_is_refused_until_it_is_tried_again() {
    let mut offer = live();
    let banned = ListingSeen { review: Review::Refused { words: "banned".into() }, ..seen(164_000, 20, false) };
    assert!(offer.read_back(&banned, now()));
    assert_eq!((offer.state(), offer.next_step(), offer.drift), (OfferState::Rejected, None, None));
    assert_eq!(offer.trouble.as_ref().map(|trouble| trouble.reason.as_str()), Some("taken_down"));
    assert!(!offer.read_back(&banned, now()), "once is enough");
    let mut let_in = offer.clone();
    assert!(let_in.read_back(&seen(164_000, 20, true), now()));
    assert_eq!(
        (let_in.state(), let_in.drift, &let_in.trouble),
        (OfferState::Live, None, &None),
        "they let it in again"
    );
    offer.try_again("Mỷ", now());
    assert_eq!(offer.next_step(), Some(Step::SetHidden(false)));
}

#[test]
fn what_the_channel_does_not_let_in_is_taken_down_once() {
    let mut offer = live();
    let refused = fault(FaultKind::Permanent, "review_refused");
    assert!(offer.not_read_back(&refused, now()));
    assert_eq!((offer.state(), offer.drift), (OfferState::Rejected, None));
    assert_eq!(offer.trouble.as_ref().map(|trouble| trouble.reason.as_str()), Some("taken_down"));
    assert!(!offer.not_read_back(&refused, now()), "once is enough");
}

#[test]
fn what_they_have_hidden_stays_hidden_although_we_hid_it_since() {
    let mut offer = live();
    offer.read_back(&seen(164_000, 20, false), now());
    offer.wish(Wish { hidden: true, ..WISH }, now());
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetHidden(true));
    offer.read_at = Some(now());
    offer.read_back(&seen(164_000, 20, false), now());
    offer.wish(WISH, now());
    assert_eq!(offer.next_step(), None, "nobody has said that it is to be shown");
    offer.read_back(&seen(164_000, 20, false), now());
    assert_eq!(offer.drift.and_then(|drift| drift.hidden), Some(true));
    let mut shown = offer.clone();
    shown.read_back(&seen(164_000, 20, true), now());
    assert_eq!((shown.drift, shown.next_step(), shown.state()), (None, None, OfferState::Live), "they show it again");
    assert!(offer.settle_drift(Keep::Ours, "Mỷ", now()));
    assert_eq!(offer.next_step(), Some(Step::SetHidden(false)));
}

#[test]
fn our_word_is_told_even_where_it_was_refused_before() {
    let mut offer = live();
    offer.wish(Wish { price: Vnd(170_000), ..WISH }, now());
    step(&mut offer, refusal("error_price_promotion"));
    assert_eq!(offer.next_step(), None);
    offer.read_at = Some(now());
    offer.read_back(&seen(130_000, 20, true), now());
    assert!(offer.settle_drift(Keep::Ours, "Mỷ", now()));
    assert_eq!(offer.next_step(), Some(Step::SetPrice(Vnd(170_000))));
}

#[test]
fn only_a_worker_who_is_still_at_it_keeps_a_shop_from_being_read() {
    let mut offer = live();
    offer.claim = Some(Claim { id: Uuid::nil(), until: now() });
    assert!(!offer.clone().read_back(&seen(150_000, 20, true), now() - TimeDelta::seconds(1)));
    assert!(offer.read_back(&seen(150_000, 20, true), now()), "they died");
}

#[test]
fn trying_again_where_there_is_nothing_to_try_says_so() {
    let mut offer = live();
    history(&mut offer);
    assert!(!offer.try_again("Mỷ", now()));
    offer.read_back(&seen(150_000, 20, true), now());
    history(&mut offer);
    assert!(!offer.try_again("Mỷ", now()), "whose word holds is decided, not tried");
    assert!(history(&mut offer).is_empty());
}

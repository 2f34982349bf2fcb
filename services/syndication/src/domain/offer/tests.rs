//! The life of an offer, without a channel.

mod drift;

use std::time::Duration;

use amounts::Vnd;
use chrono::TimeDelta;
use contract::syndication::{Explained, Told};
use marketplaces::{CallFault, FaultKind};
use proptest::prelude::*;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-01-12T08:00:00Z".parse().expect("an instant")
}

const WISH: Wish = Wish { version: 1, price: Vnd(164_000), stock: 20, hidden: false };

fn offer() -> Offer {
    let place = Place {
        offer_id: Id::generate(),
        listing_id: Id::generate(),
        account_id: Id::generate(),
        cooperative_id: Id::generate(),
        commune_code: "00001".into(),
        channel: Channel::Shopee,
    };
    Offer::new(place, WISH, now())
}

fn live() -> Offer {
    let mut offer = offer();
    step(&mut offer, Ok(Done::Created { item_id: "7".into() }));
    assert_eq!(offer.state(), OfferState::Live);
    offer.read_at = Some(now());
    offer
}

fn step(offer: &mut Offer, result: Result<Done, CallFault>) -> Step {
    let claim = Claim { id: Uuid::nil(), until: now() };
    let step = offer.begin(claim).expect("there is something to do");
    offer.end(step, result, now());
    step
}

fn fault(kind: FaultKind, code: &str) -> CallFault {
    CallFault { kind, call: "any/call", code: code.into(), words: format!("about {code}") }
}

fn refusal(code: &str) -> Result<Done, CallFault> {
    Err(fault(FaultKind::Permanent, code))
}

#[test]
fn a_new_offer_is_sent_and_goes_live() {
    let mut offer = offer();
    assert_eq!((offer.state(), offer.next_attempt_at), (OfferState::Queued, Some(now())));
    let step = offer.begin(Claim { id: Uuid::nil(), until: now() }).expect("to be created");
    assert_eq!((step, offer.state()), (Step::Create(WISH), OfferState::Submitted));
    offer.end(step, Ok(Done::Created { item_id: "7".into() }), now());
    assert_eq!((offer.state(), offer.next_step(), offer.next_attempt_at), (OfferState::Live, None, None));
}

#[test]
fn after_a_doubtful_end_it_is_looked_for_first() {
    for (kind, code) in [(FaultKind::Passing, "timeout"), (FaultKind::Permanent, "unreadable_answer")] {
        let mut offer = offer();
        step(&mut offer, Err(fault(kind, code)));
        assert_eq!(offer.state(), OfferState::Submitted);
        assert!(offer.next_attempt_at > Some(now()), "it rests first");
        assert_eq!(offer.next_step(), Some(Step::FindOrCreate(WISH)));
    }
}

#[test]
fn what_was_surely_not_done_is_simply_sent_again() {
    let rest = Duration::from_secs(7);
    let mut offer = offer();
    step(&mut offer, Err(fault(FaultKind::SlowDown { retry_after: rest }, "error_rate_limit")));
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Queued, Some(Step::Create(WISH))));
    assert_eq!(offer.next_attempt_at, Some(now() + TimeDelta::seconds(7)));
}

#[test]
fn a_found_listing_is_brought_to_what_we_wish() {
    let mut offer = offer();
    step(&mut offer, Err(fault(FaultKind::Passing, "timeout")));
    let shown = Shown { price: Some(WISH.price), stock: Some(19), hidden: Some(false) };
    step(&mut offer, Ok(Done::Found { item_id: "7".into(), shown }));
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Live, Some(Step::SetStock(20))));
}

#[test]
fn a_refused_listing_waits_until_it_is_mended() {
    let mut offer = offer();
    step(&mut offer, refusal("error_title_exceeds_max_length"));
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Rejected, None));
    let trouble = offer.trouble.clone().expect("trouble");
    assert_eq!(
        (trouble.reason.as_str(), trouble.words.as_str()),
        ("title_refused", "about error_title_exceeds_max_length")
    );
    offer.wish(Wish { stock: 3, ..WISH }, now());
    assert_eq!(offer.next_step(), None, "other stock does not mend a title");
    let mended = Wish { version: 2, ..WISH };
    offer.wish(mended, now());
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Queued, Some(Step::Create(mended))));
    assert_eq!(offer.trouble, None);
}

#[test]
fn a_refused_listing_is_tried_again_when_asked() {
    let mut offer = offer();
    step(&mut offer, refusal("error_busi"));
    offer.try_again("Mỷ", now());
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Queued, Some(Step::Create(WISH))));
}

#[test]
fn while_a_price_is_refused_stock_is_still_told() {
    let mut offer = live();
    offer.wish(Wish { price: Vnd(1), ..WISH }, now());
    assert_eq!(step(&mut offer, refusal("error_price_exceed_min_limitt")), Step::SetPrice(Vnd(1)));
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Rejected, None));
    offer.wish(Wish { price: Vnd(1), stock: 4, ..WISH }, now());
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetStock(4));
    assert_eq!(offer.state(), OfferState::Rejected);
    assert_eq!(offer.trouble.as_ref().map(|trouble| trouble.reason.as_str()), Some("price_refused"));
    offer.wish(Wish { stock: 4, ..WISH }, now());
    assert_eq!((offer.state(), offer.next_step(), &offer.trouble), (OfferState::Live, None, &None));
}

#[test]
fn it_is_known_since_when_something_stands_in_the_way_and_a_refusal_is_not_forgotten_over_a_pause() {
    let mut offer = live();
    offer.wish(Wish { price: Vnd(1), ..WISH }, now());
    step(&mut offer, refusal("error_price_exceed_min_limitt"));
    offer.wish(Wish { price: Vnd(1), stock: 4, ..WISH }, now());
    let begun = offer.begin(Claim { id: Uuid::nil(), until: now() }).expect("stock is told");
    offer.end(begun, Err(fault(FaultKind::Passing, "timeout")), now() + TimeDelta::hours(1));
    let trouble = offer.trouble.clone().expect("trouble");
    assert_eq!((trouble.reason.as_str(), trouble.since), ("price_refused", now()));
    offer.try_again("Mỷ", now() + TimeDelta::hours(2));
    assert_eq!(offer.trouble, None);
    let begun = offer.begin(Claim { id: Uuid::nil(), until: now() }).expect("stock is told");
    offer.end(begun, Err(fault(FaultKind::Passing, "timeout")), now() + TimeDelta::hours(3));
    let trouble = offer.trouble.clone().expect("trouble");
    assert_eq!((trouble.reason.as_str(), trouble.since), ("channel_unavailable", now() + TimeDelta::hours(3)));
}

#[test]
fn less_stock_is_told_before_more_and_before_prices() {
    let mut offer = live();
    let mut urgency_of = |wish| {
        offer.wish(wish, now());
        offer.urgency()
    };
    assert_eq!(urgency_of(Wish { stock: 3, price: Vnd(1), ..WISH }), Some(0));
    assert_eq!(urgency_of(Wish { stock: 30, price: Vnd(1), ..WISH }), Some(1));
    assert_eq!(urgency_of(Wish { price: Vnd(1), ..WISH }), Some(2));
    assert_eq!(urgency_of(Wish { hidden: true, ..WISH }), Some(0));
    assert_eq!(urgency_of(WISH), None);
}

#[test]
fn a_newer_wish_during_a_call_leaves_the_offer_due() {
    let mut offer = live();
    offer.wish(Wish { stock: 9, ..WISH }, now());
    let begun = offer.begin(Claim { id: Uuid::nil(), until: now() }).expect("to be told");
    offer.wish(Wish { stock: 8, ..WISH }, now());
    offer.end(begun, Ok(Done::AsAsked), now());
    assert_eq!((offer.confirmed.stock, offer.next_step()), (Some(9), Some(Step::SetStock(8))));
    assert_eq!(offer.next_attempt_at, Some(now()));
}

#[test]
fn a_pause_is_kept_when_the_wish_changes() {
    let mut offer = live();
    offer.wish(Wish { stock: 9, ..WISH }, now());
    step(&mut offer, Err(fault(FaultKind::Passing, "unreachable")));
    let resumes = offer.next_attempt_at.expect("a next attempt");
    assert!(resumes > now());
    offer.wish(Wish { stock: 8, ..WISH }, now());
    assert_eq!((offer.next_attempt_at, offer.state()), (Some(resumes), OfferState::Live));
    assert_eq!(offer.trouble.as_ref().map(|trouble| trouble.reason.as_str()), Some("channel_unavailable"));
}

#[test]
fn a_listing_off_sale_is_hidden_and_comes_back() {
    let mut offer = live();
    offer.wish(Wish { hidden: true, stock: 0, ..WISH }, now());
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetHidden(true));
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Paused, None), "a hidden listing needs no stock");
    offer.wish(Wish { stock: 5, ..WISH }, now());
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetStock(5), "stock is right before buyers see it");
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetHidden(false));
    assert_eq!(offer.state(), OfferState::Live);
}

#[test]
fn what_was_never_sent_and_is_off_sale_costs_no_call() {
    let mut offer = offer();
    offer.wish(Wish { hidden: true, ..WISH }, now());
    assert_eq!((offer.state(), offer.next_step()), (OfferState::Paused, None));
}

#[test]
fn a_doubtful_listing_that_goes_off_sale_is_looked_for_and_not_created() {
    let mut offer = offer();
    step(&mut offer, Err(fault(FaultKind::Passing, "timeout")));
    let hidden = Wish { hidden: true, ..WISH };
    offer.wish(hidden, now());
    assert_eq!(step(&mut offer, Ok(Done::NotThere)), Step::FindOrCreate(hidden));
    assert_eq!(offer.state(), OfferState::Paused);
}

#[test]
fn an_item_deleted_in_the_shop_is_looked_for_before_it_is_put_there_anew() {
    let mut offer = live();
    offer.wish(Wish { stock: 9, ..WISH }, now());
    step(&mut offer, refusal("error_item_not_found"));
    assert_eq!((offer.state(), offer.next_step(), &offer.item_id), (OfferState::Rejected, None, &None));
    offer.try_again("Mỷ", now());
    assert!(matches!(offer.next_step(), Some(Step::FindOrCreate(_))));
}

#[test]
fn what_was_confirmed_long_ago_is_told_again_and_stays_live() {
    let mut offer = live();
    offer.tell_again(now());
    assert_eq!(offer.urgency(), Some(5), "behind everything that is news");
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetStock(20));
    assert_eq!(
        (offer.state(), offer.next_step(), offer.tell().map(|fact| fact.version)),
        (OfferState::Live, None, Some(1))
    );
}

#[test]
fn a_change_of_state_is_told_once() {
    let mut offer = offer();
    let told = offer.tell().expect("the first state");
    assert_eq!((told.version, told.state), (1, OfferState::Queued));
    assert_eq!(offer.tell(), None);
    step(&mut offer, Ok(Done::Created { item_id: "7".into() }));
    assert_eq!(offer.tell().map(|fact| (fact.version, fact.state)), Some((2, OfferState::Live)));
}

fn history(offer: &mut Offer) -> Vec<Happened> {
    std::mem::take(&mut offer.happened).into_iter().map(|event| event.happened).collect()
}

#[test]
fn its_history_has_what_was_wished_told_and_answered_and_who_asked_again() {
    let plain = |value| Some(Explained { value, because: Vec::new() });
    let mut offer = live();
    let hidden = Some(Explained { value: false, because: Vec::new() });
    let price_vnd = Some(Explained { value: WISH.price, because: Vec::new() });
    assert_eq!(
        history(&mut offer),
        [Happened::Wished { price_vnd, stock: plain(20), hidden }, Happened::Confirmed { told: Told::Listing }]
    );
    offer.wish(Wish { price: Vnd(1), stock: 4, ..WISH }, now());
    step(&mut offer, Ok(Done::AsAsked));
    step(&mut offer, refusal("error_price_exceed_min_limitt"));
    offer.try_again("Giàng Thị Mỷ", now());
    step(&mut offer, Err(fault(FaultKind::Passing, "timeout")));
    step(&mut offer, Err(fault(FaultKind::Passing, "timeout")));
    step(&mut offer, Ok(Done::AsAsked));
    let told = Told::Price(Vnd(1));
    let price_vnd = Some(Explained { value: Vnd(1), because: Vec::new() });
    assert_eq!(
        history(&mut offer),
        [
            Happened::Wished { price_vnd, stock: plain(4), hidden: None },
            Happened::Confirmed { told: Told::Stock(4) },
            Happened::Refused {
                told,
                reason_code: "price_refused".into(),
                channel_words: "about error_price_exceed_min_limitt".into()
            },
            Happened::Retried { by: "Giàng Thị Mỷ".into() },
            Happened::Failed { told, reason_code: "channel_unavailable".into(), channel_words: "about timeout".into() },
            Happened::Confirmed { told },
        ],
        "the second of two attempts that fail alike is no news"
    );
}

#[test]
fn what_is_only_told_again_is_no_news_and_what_was_confirmed_stays_known() {
    let mut offer = live();
    history(&mut offer);
    offer.tell_again(now());
    assert_eq!(offer.confirmed.stock, Some(20));
    assert_eq!(step(&mut offer, Ok(Done::AsAsked)), Step::SetStock(20));
    assert_eq!((history(&mut offer), offer.next_step()), (Vec::new(), None));
    offer.wish(Wish { version: 2, ..WISH }, now());
    assert_eq!(history(&mut offer), [], "other words alone are no news");
}

fn wishes() -> impl Strategy<Value = Wish> {
    (1..4_i64, 1..4_i64, 0..4_i64, any::<bool>()).prop_map(|(version, price, stock, hidden)| Wish {
        version,
        price: Vnd(price),
        stock,
        hidden,
    })
}

proptest! {
    /// Whatever was wished and whatever failed: a channel that does as asked ends up showing the last wish.
    #[test]
    fn in_the_end_the_channel_shows_what_we_wish(
        wished in proptest::collection::vec((wishes(), 0..5_u8), 1..12),
    ) {
        let mut offer = offer();
        for (wish, ending) in wished {
            offer.wish(wish, now());
            if offer.next_step().is_some() {
                let result = match ending {
                    0 => Err(fault(FaultKind::Passing, "timeout")),
                    1 => refusal("error_busi"),
                    2 => refusal("error_item_not_found"),
                    _ => Ok(done(&offer)),
                };
                step(&mut offer, result);
            }
        }
        offer.try_again("Mỷ", now());
        let mut steps = 0;
        while offer.next_step().is_some() {
            let done = done(&offer);
            step(&mut offer, Ok(done));
            steps += 1;
            prop_assert!(steps <= 4, "it comes to rest");
        }
        let wish = offer.wished;
        if wish.hidden {
            prop_assert_eq!(offer.state(), OfferState::Paused);
        } else {
            prop_assert_eq!(offer.state(), OfferState::Live);
            prop_assert_eq!(offer.confirmed, Shown { price: Some(wish.price), stock: Some(wish.stock), hidden: Some(false) });
        }
        prop_assert_eq!(&offer.trouble, &None);
    }
}

fn done(offer: &Offer) -> Done {
    match offer.next_step() {
        Some(Step::FindOrCreate(wish)) if wish.hidden => Done::NotThere,
        Some(Step::Create(_) | Step::FindOrCreate(_)) => Done::Created { item_id: "7".into() },
        _ => Done::AsAsked,
    }
}

//! How calls ended is written down. What ends while one commit is under way goes into the next.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use ids::{ChannelAccount, Id, Offer as OfferId};
use mailbox::Stop;
use marketplaces::{CallFault, FaultKind};
use scoped::Scoped;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    app::App,
    domain::{
        offer::{Done, Step},
        reason,
    },
    jobs::call::US,
    store::{accounts, offers, shop_items},
    tokens::NOT_CONNECTED,
};

const BATCH: usize = 64;
/// As long as a claim holds it is worth trying; afterwards another worker has the offers.
const ATTEMPTS: u32 = 60;
const PAUSE: Duration = Duration::from_secs(1);
/// No channel asks for a longer rest in earnest.
const REST_MAX: TimeDelta = TimeDelta::days(1);

/// How a call ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) offer_id: Id<OfferId>,
    pub(super) account_id: Id<ChannelAccount>,
    pub(super) claim: Uuid,
    pub(super) step: Step,
    pub(super) result: Result<Done, CallFault>,
}

/// Records until nobody can send another end.
pub(super) async fn keep_recording(app: App, mut ended: mpsc::Receiver<Ended>) {
    let mut batch = Vec::with_capacity(BATCH);
    while ended.recv_many(&mut batch, BATCH).await > 0 {
        for attempt in 1..=ATTEMPTS {
            match record(&app, &batch).await {
                Ok(()) => break,
                Err(stop) => tracing::warn!(%stop, attempt, "the ends of calls are not recorded yet"),
            }
            tokio::time::sleep(PAUSE).await;
        }
        batch.clear();
        // The next steps of these offers may be due, and their shops have free places.
        app.wake.notify_one();
    }
}

async fn record(app: &App, batch: &[Ended]) -> Result<(), Stop> {
    let now = (app.now)();
    let tx = app.database.begin_as_service().await?;
    // Accounts before offers, as everybody locks them.
    for (account, end) in ends_of_accounts(batch) {
        accounts::note_call(&tx, account, now, end.fault).await?;
        if let Some(then) = end.then {
            then.keep(&tx, account, now).await?;
        }
    }
    let by_offer: HashMap<_, _> = batch.iter().map(|ended| (ended.offer_id, ended)).collect();
    let ids: Vec<_> = by_offer.keys().map(|id| id.uuid()).collect();
    let mut changed = Vec::with_capacity(ids.len());
    for mut offer in offers::lock_all(&tx, &ids).await? {
        let Some(ended) = by_offer.get(&offer.place.offer_id) else { continue };
        if offer.claim.is_some_and(|claim| claim.id == ended.claim) {
            let had = offer.item_id.clone();
            offer.end(ended.step, ended.result.clone(), now);
            if let Some(gone) = had.filter(|_| offer.item_id.is_none()) {
                shop_items::forget(&tx, offer.place.account_id, &gone).await?;
            }
            changed.push(offer);
        }
    }
    offers::save(&tx, &mut changed).await?;
    let placed = changed.iter().filter(|offer| {
        let ended = by_offer.get(&offer.place.offer_id);
        offer.item_id.is_some() && ended.is_some_and(|ended| ended.step.creates())
    });
    let placed: Vec<_> = placed.map(|offer| offer.place.offer_id.uuid()).collect();
    if !placed.is_empty() {
        shop_items::note_placed(&tx, &placed).await?;
    }
    Ok(tx.commit().await?)
}

/// What the ends of its calls mean for a whole shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AccountEnd {
    /// Why none of them was answered; `None` where one was.
    fault: Option<&'static str>,
    /// The gravest thing that follows.
    then: Option<Then>,
}

/// What follows from a call's end for the whole shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Then {
    Rest(TimeDelta),
    Disconnect,
}

impl Then {
    pub(super) fn of(fault: &CallFault) -> Option<Self> {
        match fault.kind {
            FaultKind::SlowDown { retry_after } => {
                Some(Self::Rest(TimeDelta::from_std(retry_after).map_or(REST_MAX, |rest| rest.min(REST_MAX))))
            }
            // The account may be connected again by now: only the channel's own word disconnects it.
            FaultKind::NeedsConsent if fault.code != NOT_CONNECTED => Some(Self::Disconnect),
            _ => None,
        }
    }

    pub(super) async fn keep(self, tx: &Scoped, account: Id<ChannelAccount>, now: DateTime<Utc>) -> Result<(), Stop> {
        match self {
            Self::Rest(rest) => accounts::rest(tx, account, now + rest).await?,
            Self::Disconnect => accounts::disconnect(tx, account, reason::CONSENT).await?,
        }
        Ok(())
    }
}

/// For each account what follows, in the order of their ids. A call that was never made says nothing.
fn ends_of_accounts(batch: &[Ended]) -> BTreeMap<Id<ChannelAccount>, AccountEnd> {
    let mut ends: BTreeMap<_, AccountEnd> = BTreeMap::new();
    for ended in batch {
        let fault = ended.result.as_ref().err();
        let is_ours = |fault: &CallFault| fault.call == US && fault.kind == FaultKind::Permanent;
        if fault.is_some_and(|fault| is_ours(fault) || fault.code == NOT_CONNECTED) {
            continue;
        }
        // What is refused for good was answered.
        let why = fault.filter(|fault| fault.kind != FaultKind::Permanent).map(reason::of);
        let then = fault.and_then(Then::of);
        let known = ends.entry(ended.account_id).or_insert(AccountEnd { fault: why, then });
        *known = AccountEnd { fault: known.fault.and(why), then: known.then.max(then) };
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(account_id: Id<ChannelAccount>, result: Result<Done, CallFault>) -> Ended {
        Ended { offer_id: Id::generate(), account_id, claim: Uuid::nil(), step: Step::SetStock(1), result }
    }

    fn fault(kind: FaultKind, call: &'static str) -> Result<Done, CallFault> {
        Err(CallFault { kind, call, code: "any".into(), words: String::new() })
    }

    #[test]
    fn a_shop_that_has_answered_once_is_there_and_the_gravest_end_counts() {
        let shop = Id::generate();
        let slow = || fault(FaultKind::SlowDown { retry_after: Duration::from_secs(1) }, "a/call");
        let end = |results: Vec<_>| {
            let batch: Vec<_> = results.into_iter().map(|result| ended(shop, result)).collect();
            ends_of_accounts(&batch).remove(&shop)
        };
        let rest = Some(Then::Rest(TimeDelta::seconds(1)));
        assert_eq!(
            end(vec![slow(), Ok(Done::AsAsked)]),
            Some(AccountEnd { fault: None, then: rest }),
            "whatever came first"
        );
        let passing = fault(FaultKind::Passing, "a/call");
        assert_eq!(end(vec![passing]), Some(AccountEnd { fault: Some(reason::UNAVAILABLE), then: None }));
        let refused = fault(FaultKind::Permanent, "a/call");
        assert_eq!(end(vec![refused]), Some(AccountEnd { fault: None, then: None }), "a refusal is an answer");
        let revoked = fault(FaultKind::NeedsConsent, "a/call");
        let gone = AccountEnd { fault: Some(reason::SLOW_DOWN), then: Some(Then::Disconnect) };
        assert_eq!(end(vec![revoked, slow()]), Some(gone));
        assert_eq!(end(vec![fault(FaultKind::Permanent, US)]), None, "nobody was called");
    }
}

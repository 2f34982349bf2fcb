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
    store::{accounts, offers},
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
        end.keep(&tx, account, now).await?;
    }
    let by_offer: HashMap<_, _> = batch.iter().map(|ended| (ended.offer_id, ended)).collect();
    let ids: Vec<_> = by_offer.keys().map(|id| id.uuid()).collect();
    let mut changed = Vec::with_capacity(ids.len());
    for mut offer in offers::lock_all(&tx, &ids).await? {
        let Some(ended) = by_offer.get(&offer.place.offer_id) else { continue };
        if offer.claim.is_some_and(|claim| claim.id == ended.claim) {
            offer.end(ended.step, ended.result.clone(), now);
            changed.push(offer);
        }
    }
    offers::save(&tx, &mut changed).await?;
    Ok(tx.commit().await?)
}

/// What a call's end means for the whole shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AccountEnd {
    Rest(TimeDelta),
    Disconnect,
}

impl AccountEnd {
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

/// For each account its gravest end, in the order of their ids.
fn ends_of_accounts(batch: &[Ended]) -> BTreeMap<Id<ChannelAccount>, AccountEnd> {
    let mut ends = BTreeMap::new();
    for ended in batch {
        let Some(end) = ended.result.as_ref().err().and_then(AccountEnd::of) else { continue };
        let gravest = ends.entry(ended.account_id).or_insert(end);
        *gravest = end.max(*gravest);
    }
    ends
}

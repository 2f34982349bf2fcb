//! Tells browsers to look again: facts of intake and syndication, narrowed to whom they concern and to one a second.
//!
//! Nothing is told but that something has changed. Whoever misses it looks a little later; nothing relies on it.

use std::{
    collections::VecDeque,
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::response::sse::Event;
use contract::{Fact, Scope, fact_subject, intake::OrderChanged, syndication::OfferChanged};
use futures::{Stream, StreamExt, stream};
use host::Shutdown;
use ids::{Cooperative, Id};
use mailbox::Broker;
use serde::Deserialize;
use tokio::sync::broadcast::{self, error::RecvError};

/// What a listener may have missed before it is told to look at everything.
const BACKLOG: usize = 1_024;
/// The same is told at most once in this time.
const EVERY: Duration = Duration::from_secs(1);
/// Figures follow an order by so much; who looks at once would see the old ones.
const FIGURES_FOLLOW: Duration = Duration::from_millis(600);
/// A stream ends after this, so that its session is looked at again; browsers reconnect by themselves.
const STREAM_LIFE: Duration = Duration::from_mins(10);

/// Everybody's changes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live(broadcast::Sender<Told>);

#[derive(Debug, Clone, Copy)]
enum Told {
    Changed(Look, Id<Cooperative>),
    Ended,
}

/// What to look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Orders, and the stock they draw on.
    Orders,
    /// Offers.
    Offers,
    /// Figures.
    Figures,
}

impl Look {
    const ALL: [Self; 3] = [Self::Orders, Self::Offers, Self::Figures];

    /// The event's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Offers => "offers",
            Self::Figures => "figures",
        }
    }
}

/// All that is read of a fact.
#[derive(Deserialize)]
struct Concerned {
    cooperative_id: Id<Cooperative>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }

    /// Listens until the shutdown begins, and then ends every stream.
    pub(crate) fn listen(&self, broker: &Broker, shutdown: &Shutdown) {
        let (told, broker, token) = (self.0.clone(), broker.clone(), shutdown.token());
        shutdown.spawn(async move {
            tokio::select! {
                () = token.cancelled() => {}
                () = hear(&broker, &told) => {}
            }
            told.send(Told::Ended).ok();
        });
    }

    /// What somebody with this scope shall look at, as server-sent events.
    pub fn events(&self, scope: Scope) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
        let hello = Event::default().retry(Duration::from_secs(2)).comment("here");
        let listening = Listening { told: self.0.subscribe(), scope, pace: Pace::default(), ready: VecDeque::new() };
        let looks = stream::unfold(listening, async |mut listening| Some((listening.next().await?, listening)));
        let events = looks.map(|look| Event::default().event(look.name()).data(""));
        let life = Box::pin(tokio::time::sleep(STREAM_LIFE));
        stream::once(std::future::ready(hello)).chain(events).take_until(life).map(Ok)
    }
}

async fn hear(broker: &Broker, told: &broadcast::Sender<Told>) {
    loop {
        let orders = subscribe::<OrderChanged>(broker, Look::Orders);
        let offers = subscribe::<OfferChanged>(broker, Look::Offers);
        match tokio::try_join!(orders, offers) {
            Ok((orders, offers)) => {
                let mut changes = std::pin::pin!(stream::select(orders, offers));
                while let Some(change) = changes.next().await {
                    // An error says that nobody listens.
                    told.send(change).ok();
                }
            }
            Err(error) => tracing::warn!(%error, "could not listen for changes"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn subscribe<F: Fact>(
    broker: &Broker,
    look: Look,
) -> Result<impl Stream<Item = Told> + use<F>, async_nats::SubscribeError> {
    let messages = broker.listening().subscribe(fact_subject::<F>(broker.house())).await?;
    Ok(messages.filter_map(move |message| {
        let concerned: Option<Concerned> = serde_json::from_slice(&message.payload).ok();
        std::future::ready(concerned.map(|concerned| Told::Changed(look, concerned.cooperative_id)))
    }))
}

fn concerns(scope: &Scope, cooperative: Id<Cooperative>) -> bool {
    match scope {
        Scope::Cooperative(own) => *own == cooperative,
        // Looking again costs an official little, and what they then see is narrowed by their own scope.
        Scope::System | Scope::Province | Scope::Department(_) | Scope::Commune(_) => true,
        // A household sees no orders and no stock.
        Scope::Household { .. } | Scope::Nobody => false,
    }
}

/// One connection's ear.
struct Listening {
    told: broadcast::Receiver<Told>,
    scope: Scope,
    pace: Pace,
    ready: VecDeque<Look>,
}

impl Listening {
    async fn next(&mut self) -> Option<Look> {
        loop {
            if let Some(look) = self.ready.pop_front() {
                return Some(look);
            }
            let due = self.pace.next_due();
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                told = self.told.recv() => match told {
                    Ok(Told::Changed(look, cooperative)) if concerns(&self.scope, cooperative) => self.note(look),
                    Ok(Told::Changed(..)) => {}
                    Err(RecvError::Lagged(_)) => Look::ALL.into_iter().for_each(|look| self.note(look)),
                    Ok(Told::Ended) | Err(RecvError::Closed) => return None,
                },
                () = wait => self.ready.extend(self.pace.take_due(Instant::now())),
            }
        }
    }

    fn note(&mut self, look: Look) {
        let now = Instant::now();
        self.pace.note(look, now);
        if look == Look::Orders {
            self.pace.note(Look::Figures, now + FIGURES_FOLLOW);
        }
    }
}

/// Tells each thing at once, and again at most once in [`EVERY`].
#[derive(Debug, Default)]
struct Pace {
    due: [Option<Instant>; 3],
    last: [Option<Instant>; 3],
}

impl Pace {
    fn note(&mut self, look: Look, wanted: Instant) {
        let place = look as usize;
        let at = self.last[place].map_or(wanted, |last| wanted.max(last + EVERY));
        self.due[place] = Some(self.due[place].map_or(at, |due| due.min(at)));
    }

    fn next_due(&self) -> Option<Instant> {
        self.due.into_iter().flatten().min()
    }

    fn take_due(&mut self, now: Instant) -> Vec<Look> {
        let is_due = |look: &Look| self.due[*look as usize].is_some_and(|due| due <= now);
        let looks: Vec<Look> = Look::ALL.into_iter().filter(is_due).collect();
        for look in &looks {
            self.due[*look as usize] = None;
            self.last[*look as usize] = Some(now);
        }
        looks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_change_is_told_at_once_and_a_storm_once_a_second() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let mut told = 0;
        for millisecond in 0..3_000 {
            let now = start + Duration::from_millis(millisecond);
            pace.note(Look::Orders, now);
            told += pace.take_due(now).len();
        }
        assert_eq!(told, 3);
        assert!(pace.next_due().is_some(), "the last change of a storm is told, too");
    }

    #[test]
    fn what_is_wanted_later_waits_and_nothing_else_waits_for_it() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.note(Look::Figures, now + FIGURES_FOLLOW);
        pace.note(Look::Orders, now);
        assert_eq!(pace.take_due(now), [Look::Orders]);
        assert_eq!(pace.next_due(), Some(now + FIGURES_FOLLOW));
        assert_eq!(pace.take_due(now + FIGURES_FOLLOW), [Look::Figures]);
        assert_eq!(pace.next_due(), None);
    }

    #[test]
    fn a_cooperative_is_told_of_its_own_changes_only() {
        let (own, other) = (Id::generate(), Id::generate());
        assert!(concerns(&Scope::Cooperative(own), own));
        assert!(!concerns(&Scope::Cooperative(own), other));
        assert!(concerns(&Scope::Province, other));
        assert!(!concerns(&Scope::Nobody, own));
    }
}

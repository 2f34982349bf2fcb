//! A service's part in the conversation: which facts it hears and which asks it answers, as two tables.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Ask, Caller, Fact, Repeat, Service, ask_subject, audit::FindAudit, fact_subject};
use futures::future::BoxFuture;
use host::Shutdown;
use scoped::{Database, Scoped};
use serde::de::DeserializeOwned;

use crate::{Broker, BrokerFault, Heard, Stop, desk, hearing};

/// An action that answers an ask within the transaction that the desk has opened for the caller.
pub trait Answers<'a, A, T: Ask>: Send + Sync + 'static {
    /// What the action returns.
    type Future: Future<Output = Result<T::Answer, Stop>> + Send + 'a;
    /// Acts.
    fn act(&self, app: &'a A, tx: &'a Scoped, ask: T) -> Self::Future;
}

impl<'a, A: 'a, T: Ask, F, Fut> Answers<'a, A, T> for F
where
    F: Fn(&'a A, &'a Scoped, T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T::Answer, Stop>> + Send + 'a,
{
    type Future = Fut;

    fn act(&self, app: &'a A, tx: &'a Scoped, ask: T) -> Fut {
        self(app, tx, ask)
    }
}

/// An action that calls the world outside, and therefore opens and ends its own transactions.
pub trait Undertakes<'a, A, T: Ask>: Send + Sync + 'static {
    /// What the action returns.
    type Future: Future<Output = Result<T::Answer, Stop>> + Send + 'a;
    /// Acts.
    fn act(&self, app: &'a A, caller: &'a Caller, ask: T) -> Self::Future;
}

impl<'a, A: 'a, T: Ask, F, Fut> Undertakes<'a, A, T> for F
where
    F: Fn(&'a A, &'a Caller, T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T::Answer, Stop>> + Send + 'a,
{
    type Future = Fut;

    fn act(&self, app: &'a A, caller: &'a Caller, ask: T) -> Fut {
        self(app, caller, ask)
    }
}

/// An action that follows from a fact, within the transaction that notes it was heard.
pub trait Hears<'a, A, F>: Send + Sync + 'static {
    /// What the action returns.
    type Future: Future<Output = Result<(), Stop>> + Send + 'a;
    /// Acts.
    fn act(&self, app: &'a A, tx: &'a Scoped, heard: Heard<F>) -> Self::Future;
}

impl<'a, A: 'a, T, F, Fut> Hears<'a, A, T> for F
where
    F: Fn(&'a A, &'a Scoped, Heard<T>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Stop>> + Send + 'a,
{
    type Future = Fut;

    fn act(&self, app: &'a A, tx: &'a Scoped, heard: Heard<T>) -> Fut {
        self(app, tx, heard)
    }
}

pub(crate) type Listener =
    Arc<dyn for<'a> Fn(&'a Scoped, hearing::Letter<'a>) -> BoxFuture<'a, Result<(), Stop>> + Send + Sync>;
pub(crate) type Answerer =
    Arc<dyn Fn(Caller, bytes::Bytes) -> BoxFuture<'static, Result<bytes::Bytes, Stop>> + Send + Sync>;

/// Two tables: what a service hears, and what it answers. `A` is what its actions may reach for.
pub struct Conversation<A> {
    app: A,
    database: Database,
    broker: Broker,
    hears: BTreeMap<Service, BTreeMap<String, Listener>>,
    answers: BTreeMap<String, Answerer>,
}

impl<A: Clone + Send + Sync + 'static> Conversation<A> {
    /// Nothing is heard or answered yet.
    pub fn new(app: A, database: Database, broker: Broker) -> Self {
        Self { app, database, broker, hears: BTreeMap::new(), answers: BTreeMap::new() }
    }

    /// When `F` has happened, do this.
    #[must_use]
    pub fn hears<F>(mut self, action: impl for<'a> Hears<'a, A, F>) -> Self
    where
        F: Fact,
    {
        let app = self.app.clone();
        let action = Arc::new(action);
        let listener: Listener = Arc::new(move |tx, letter| {
            let (app, action) = (app.clone(), Arc::clone(&action));
            Box::pin(async move {
                let fact = read_body::<F>(letter.body)?;
                action.act(&app, tx, Heard { fact, event_id: letter.event_id, at: letter.at }).await
            })
        });
        self.hears.entry(F::SERVICE).or_default().insert(fact_subject::<F>(self.broker.house()), listener);
        self
    }

    /// When `T` is asked, do this in a transaction of the caller's. A command's answer is kept with its effect, so that the
    /// same key answers the same again.
    #[must_use]
    pub fn answers<T>(mut self, action: impl for<'a> Answers<'a, A, T>) -> Self
    where
        T: Ask,
    {
        let (app, database, action) = (self.app.clone(), self.database.clone(), Arc::new(action));
        let answerer: Answerer = Arc::new(move |caller, body| {
            let (app, database, action) = (app.clone(), database.clone(), Arc::clone(&action));
            Box::pin(async move {
                let ask = desk::admitted::<T>(&database, &caller, &body).await?;
                let (tx, once) = match desk::open::<T>(&database, &caller, &body).await? {
                    desk::Opened::Afresh(tx, once) => (tx, once),
                    desk::Opened::AnsweredBefore(answer) => return Ok(answer),
                };
                let answer = action.act(&app, &tx, ask).await?;
                desk::close(tx, once, &body, &answer).await
            })
        });
        self.insert::<T>(answerer);
        self
    }

    /// When `T` is asked, do this; the action opens its own transactions, because it calls the world outside.
    ///
    /// # Panics
    /// For a command: its effect and its key would not be one commit.
    #[must_use]
    pub fn undertakes<T>(mut self, action: impl for<'a> Undertakes<'a, A, T>) -> Self
    where
        T: Ask,
    {
        assert!(T::REPEAT != Repeat::Command, "{} is a command and needs the desk's transaction", T::NAME);
        let (app, database, action) = (self.app.clone(), self.database.clone(), Arc::new(action));
        let answerer: Answerer = Arc::new(move |caller, body| {
            let (app, database, action) = (app.clone(), database.clone(), Arc::clone(&action));
            Box::pin(async move {
                let ask = desk::admitted::<T>(&database, &caller, &body).await?;
                let answer = action.act(&app, &caller, ask).await?;
                Ok(serde_json::to_vec(&answer)?.into())
            })
        });
        self.insert::<T>(answerer);
        self
    }

    fn insert<T: Ask>(&mut self, answerer: Answerer) {
        let subject = ask_subject(self.broker.house(), self.database.service(), T::NAME, T::VERSION);
        self.answers.insert(subject, answerer);
    }

    /// Joins the conversation until the shutdown begins. What people did here can be asked of every service.
    pub async fn start(self, shutdown: &Shutdown) -> Result<(), BrokerFault> {
        let this = self.answers::<FindAudit>(async |_: &A, tx: &Scoped, ask| desk::find_audit(tx, ask).await);
        this.join(shutdown).await
    }

    async fn join(self, shutdown: &Shutdown) -> Result<(), BrokerFault> {
        desk::start(&self.broker, self.database.service(), self.answers, shutdown).await?;
        for (speaker, listeners) in self.hears {
            hearing::start(self.broker.clone(), self.database.clone(), speaker, listeners, shutdown).await?;
        }
        Ok(())
    }
}

pub(crate) fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Stop> {
    serde_json::from_slice(body).map_err(|error| {
        Stop::Refused(contract::Refusal::new(contract::code::UNREADABLE, format!("the body cannot be read: {error}")))
    })
}

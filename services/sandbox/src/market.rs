//! The one door: whatever changes an order comes through here, so that each change is in the books, in the journal and
//! on its way as a push, in the same order everywhere.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, FixedOffset, NaiveDate};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    apps::Apps,
    books::{
        Books, OrderNumber, Purchase, Refusal, Terms,
        buyer::Buyer,
        marketplace::Marketplace,
        orders::{Cancellation, Fate, Order, Status, Step},
        returns::Stage,
        tokens::Tokens,
    },
    buyers::{
        agenda::{Agenda, Happening},
        plan::{Habits, PlanRow, Wish, fate, spread},
    },
    clock::{Clocks, DAY},
    faults::{CallFaults, PerMille, Switches},
    journal::Journal,
    mishaps::Meter,
    news,
    pushes::Pushes,
    tiki::queues::Queues,
};

/// Happenings for one hold of the lock: calls must not wait long behind a backlog.
const HAPPENINGS_PER_TURN: usize = 64;

/// The marketplace as all its doors see it.
pub struct Market {
    /// The apps that call.
    pub apps: Apps,
    /// Where pushes are handed in and asked about.
    pub pushes: Pushes,
    /// Ends everything that waits.
    pub quit: CancellationToken,
    /// Calls this machine, and who is registered.
    pub http: reqwest::Client,
    journal: Journal,
    state: Mutex<State>,
    pub(crate) agenda_changed: Notify,
}

/// Everything that changes, behind one lock that is never held across an await.
pub struct State {
    /// Shops, items, orders.
    pub books: Books,
    /// Who may call for a shop.
    pub tokens: Tokens,
    /// Wall and business time.
    pub clocks: Clocks,
    /// What buyers will want, set before a season is played.
    pub plan: Vec<PlanRow>,
    /// How the demand of the season goes.
    pub demand: Demand,
    /// What goes wrong with calls.
    pub faults: Switches<CallFaults>,
    /// What waits to be pulled from Tiki.
    pub queues: Queues,
    /// How fast they call.
    pub meter: Meter,
    /// With which address and scope a code was asked for, where that is looked at again.
    pub asked_for: HashMap<String, (String, String)>,
    /// Webhooks own shops have heard, by their ids.
    pub heard: HashSet<(u64, String)>,
    /// Products that were made under a key which makes them once.
    pub made_by_key: HashMap<(u64, String), u64>,
    /// The dice for all that is not planned.
    pub dice: Xoshiro256PlusPlus,
    pub(crate) agenda: Agenda,
}

/// How the demand of the season goes.
#[derive(Debug, Default, Clone, Copy)]
pub struct Demand {
    /// Orders the plan asks for, in the weeks of the season.
    pub planned: u64,
    /// Of these, placed.
    pub placed: u64,
    /// Of these, not placed: sold out, hidden or never listed.
    pub unmet: u64,
}

/// A season to play.
#[derive(Debug, Clone, Copy)]
pub struct Season {
    /// First day; business time starts at its midnight.
    pub starts_on: NaiveDate,
    /// Last day on which anyone wants anything.
    pub ends_on: NaiveDate,
    /// Business days in a second of wall time.
    pub days_per_second: f64,
    /// Seeds the spreading of the plan.
    pub seed: u64,
    /// What buyers are like.
    pub habits: Habits,
}

/// What a turn did.
pub struct Turn {
    /// Orders placed.
    pub placed: usize,
    /// What to do next.
    pub rest: Rest,
}

/// What to do after a turn.
pub enum Rest {
    /// Go on at once.
    More,
    /// Someone wants to order, and too many have in this moment.
    TooManyOrders,
    /// Nothing before this much wall time has gone by.
    Until(Duration),
    /// Nothing at all.
    Nothing,
}

impl Market {
    /// An empty marketplace.
    pub fn new(
        seed: u64,
        http: reqwest::Client,
        apps: Apps,
        journal: Journal,
        pushes: Pushes,
        quit: CancellationToken,
    ) -> Self {
        let state = State {
            books: Books::new(rand::random()),
            tokens: Tokens::default(),
            clocks: Clocks::default(),
            plan: Vec::new(),
            demand: Demand::default(),
            faults: Switches::default(),
            queues: Queues::default(),
            meter: Meter::default(),
            made_by_key: HashMap::new(),
            asked_for: HashMap::new(),
            heard: HashSet::new(),
            dice: Xoshiro256PlusPlus::seed_from_u64(seed),
            agenda: Agenda::default(),
        };
        Self { apps, pushes, quit, http, journal, state: Mutex::new(state), agenda_changed: Notify::new() }
    }

    /// The state, locked. No change of an order may be made through it: that is what the methods here are for.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A panic under the lock leaves whole orders behind, because books change before they are told.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A buyer orders.
    pub fn place(&self, purchase: &Purchase) -> Result<Order, Refusal> {
        let mut state = self.state();
        let now = state.clocks.business();
        let number = self.place_in(&mut state, purchase, now)?;
        Ok(state.books.order(number).clone())
    }

    /// Something happens to an order. `shop_id` limits whose order it may be.
    pub fn take(&self, shop_id: Option<u64>, sn: &str, step: Step) -> Result<Order, Refusal> {
        let mut state = self.state();
        let number = match shop_id {
            Some(shop_id) => state.books.find_of(shop_id, sn)?,
            None => state.books.find(sn)?,
        };
        let now = state.clocks.business_seconds();
        state.books.take(number, step, now)?;
        self.tell(&mut state, number);
        Ok(state.books.order(number).clone())
    }

    /// Starts a season: sets business time to its first midnight and enters what buyers will want. Says how many orders
    /// are planned.
    pub fn play(&self, season: Season) -> u64 {
        let mut state = self.state();
        let wishes = spread(&state.plan, season.starts_on, season.ends_on, season.habits, season.seed);
        let before = state.clocks.business_seconds();
        state.clocks.play(season.starts_on, season.days_per_second);
        let shift = state.clocks.business_seconds() - before;
        state.agenda.shift(shift);
        let planned = u64::try_from(wishes.len()).unwrap_or(u64::MAX);
        state.demand = Demand { planned, ..Demand::default() };
        for wish in wishes {
            state.agenda.enter(wish.at, Happening::Wish(wish));
        }
        self.agenda_changed.notify_one();
        planned
    }

    /// Waits until something was entered into the agenda.
    pub async fn agenda_changed(&self) {
        self.agenda_changed.notified().await;
    }

    /// Lets happen what is due, at most a turn's worth and with at most `may_place` orders.
    pub fn let_happen(&self, may_place: usize) -> Turn {
        let mut state = self.state();
        let now = state.clocks.business();
        let mut placed = 0;
        for _ in 0..HAPPENINGS_PER_TURN {
            let rest = match state.agenda.next() {
                None => Some(Rest::Nothing),
                Some((at, _)) if at > now.timestamp() => Some(Rest::Until(state.clocks.wall_until(at))),
                Some((_, Happening::Wish(_))) if placed == may_place => Some(Rest::TooManyOrders),
                Some(_) => None,
            };
            if let Some(rest) = rest {
                return Turn { placed, rest };
            }
            match state.agenda.take_next() {
                Some(Happening::Wish(wish)) => placed += usize::from(self.try_to_buy(&mut state, &wish, now)),
                Some(Happening::Return(number, stage)) => {
                    let gone_back = state.books.go_back(number, stage, now.timestamp());
                    // A refusal only says that it has gone another way since, as below.
                    if gone_back.is_ok() {
                        self.tell_of_return(&mut state, number);
                    }
                }
                Some(Happening::Review { shop_id, product_id }) => self.review(&mut state, shop_id, product_id),
                Some(Happening::Order(number, step)) => {
                    let taken = state.books.take(number, step, now.timestamp());
                    // A refusal only says that the order has gone another way since.
                    if taken.is_ok() {
                        self.tell(&mut state, number);
                    }
                }
                None => {}
            }
        }
        Turn { placed, rest: Rest::More }
    }

    /// Every order as it stands, one line of JSON each.
    pub fn journal_of_orders(&self) -> String {
        self.state().books.orders().iter().map(crate::journal::order_line).collect()
    }

    fn try_to_buy(&self, state: &mut State, wish: &Wish, now: DateTime<FixedOffset>) -> bool {
        let offer = state.books.offer_of(&wish.sku, wish.packs, wish.face);
        let placed = offer.is_some_and(|(shop_id, item_id)| {
            let buyer = Buyer::from_face(wish.face);
            let wanted = vec![(item_id, wish.packs)];
            let (cod, fate, terms) = (wish.cod, wish.fate, Terms::default());
            let purchase = Purchase { shop_id, wanted, cod, buyer, fate, terms };
            self.place_in(state, &purchase, now).is_ok()
        });
        state.demand.placed += u64::from(placed);
        state.demand.unmet += u64::from(!placed);
        placed
    }

    fn place_in(
        &self,
        state: &mut State,
        purchase: &Purchase,
        now: DateTime<FixedOffset>,
    ) -> Result<OrderNumber, Refusal> {
        let number = state.books.place(purchase, now.date_naive(), now.timestamp())?;
        let order = state.books.order(number);
        let (created, fate, status) = (order.created, order.fate, order.status);
        if let Some(after) = fate.cancels_after {
            let cancel = Step::Cancel(Cancellation::BuyerChangedMind);
            state.agenda.enter(created + after, Happening::Order(number, cancel));
        }
        if let (Status::Unpaid, Some(after)) = (status, fate.pays_after) {
            state.agenda.enter(created + after, Happening::Order(number, Step::Pay));
        }
        self.tell(state, number);
        Ok(number)
    }

    /// Tells everyone of an order's newest state, and enters what follows from it.
    pub(crate) fn tell(&self, state: &mut State, number: OrderNumber) {
        let order = state.books.order(number);
        self.journal.order(order);
        self.send_news(state, number);
        let order = state.books.order(number);
        let fate = order.fate;
        let follows = match order.status {
            Status::ReadyToShip if fate.held_for.is_some() && !order.was(Status::OnHold) => Some((0, Step::Hold)),
            Status::OnHold => Some((fate.held_for.unwrap_or(0), Step::Release)),
            Status::Processed => Some((fate.picked_up_after, Step::PickUp)),
            Status::Shipped => Some((fate.delivered_after, Step::Deliver)),
            Status::ToConfirmReceive if fate.returns => Some((2 * DAY, Step::Return)),
            Status::ToConfirmReceive => Some((DAY, Step::Complete)),
            _ => None,
        };
        let (status, updated) = (order.status, order.updated);
        if let Some((after, step)) = follows {
            let at = updated + after;
            state.agenda.enter(at, Happening::Order(number, step));
        }
        if status == Status::ToReturn {
            state.agenda.enter(updated + DAY, Happening::Return(number, Stage::Agreed));
            self.tell_of_return(state, number);
        }
        self.agenda_changed.notify_one();
    }

    fn send_news(&self, state: &mut State, number: OrderNumber) {
        let order = state.books.order(number);
        let faults = state.faults.of(order.marketplace, Some(order.shop_id));
        if order.marketplace == Marketplace::Tiki {
            let twice = {
                let faults = self.pushes.desk().faults.of(order.marketplace, Some(order.shop_id));
                faults.push_duplicate_per_mille.happens(&mut state.dice)
            };
            let order = state.books.order(number);
            state.queues.tell_of_order(order, faults.unknown_status, twice);
            return;
        }
        for push in news::of_order(order, faults.unknown_status) {
            self.pushes.hand_in(push);
        }
    }
}

impl State {
    /// A season is being played and all its buyers have had their say.
    pub fn demand_done(&self) -> bool {
        self.clocks.playing() && self.agenda.wishes() == 0
    }

    /// The fate of an order that a person places by hand: nobody pays, cancels or returns but that person.
    pub fn patient_fate(&mut self) -> Fate {
        let nothing = PerMille::default();
        let habits = Habits { cancel: nothing, give_back: nothing, cod: nothing };
        Fate { pays_after: None, held_for: None, ..fate(habits, &mut self.dice) }
    }

    /// Someone new.
    pub fn somebody(&mut self) -> Buyer {
        Buyer::from_face(self.dice.random())
    }
}

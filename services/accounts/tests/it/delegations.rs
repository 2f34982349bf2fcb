//! Assistants and delegations from outside: it takes two, it ends by itself, and it is written down.

use chrono::{DateTime, Days, NaiveDate};
use contract::{
    Caller, Role, Scope,
    accounts::{
        DecideDelegation, DelegationDecision, DelegationState, DelegationTerms, DelegationView, Errand,
        FindDelegations, GiveDelegation, Grant, PersonChange, ProposeDelegation,
    },
    code,
};
use ids::{Cooperative, Delegation, Id, Person};
use mailbox::Unanswered;

use crate::{House, PASSWORD, TODAY, refusal, session};

const ASSISTANT: &str = "mai@example.vn";
const EVIDENCE: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn today() -> NaiveDate {
    TODAY.parse().expect("a day")
}

fn manager_of(cooperative: Id<Cooperative>, person: Id<Person>) -> Caller {
    Caller::person(person, Role::CooperativeManager, Scope::Cooperative(cooperative))
}

fn official() -> Caller {
    Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province)
}

fn terms(cooperative_id: Id<Cooperative>, errands: &[Errand], days: u64) -> DelegationTerms {
    let ends_on = today() + Days::new(days);
    let cooperative = "Hợp tác xã Một".to_owned();
    DelegationTerms { cooperative_id, cooperative, errands: errands.to_vec(), starts_on: today(), ends_on }
}

impl House {
    async fn assistant(&self) -> (Id<Person>, Caller) {
        let grant = Grant { role: Role::Assistant, scope: Scope::Commune("00874".into()) };
        let id = self.add(ASSISTANT, vec![grant]).await.expect("added");
        (id, Caller::person(id, Role::Assistant, Scope::Commune("00874".into())))
    }

    async fn manager(&self, cooperative: Id<Cooperative>) -> Caller {
        let grant = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(cooperative) };
        manager_of(cooperative, self.add("quan.ly@example.vn", vec![grant]).await.expect("added"))
    }

    async fn propose(&self, caller: &Caller, terms: DelegationTerms) -> Result<Id<Delegation>, Unanswered> {
        let delegation_id = Id::generate();
        let agreed_by = "Giàng Mí Sính, giám đốc".to_owned();
        let ask = ProposeDelegation { delegation_id, terms, agreed_by, evidence: EVIDENCE.into() };
        self.asker.ask(caller, &ask).await.map(|()| delegation_id)
    }

    async fn decide(&self, by: &Caller, id: Id<Delegation>, decision: DelegationDecision) -> Result<(), Unanswered> {
        self.asker.ask(by, &DecideDelegation { delegation_id: id, decision }).await
    }

    async fn delegations(&self, caller: &Caller) -> Vec<DelegationView> {
        self.asker.ask(caller, &FindDelegations::default()).await.expect("an answer").rows
    }

    /// For whom the assistant may act, with which errands.
    async fn acts_for(&self) -> Vec<(Id<Cooperative>, Vec<Errand>)> {
        let identity = self.who_is(&session('a')).await.expect("signed in");
        identity.acts_for.into_iter().map(|live| (live.cooperative_id, live.errands)).collect()
    }
}

#[tokio::test]
async fn what_an_assistant_proposes_holds_once_the_manager_accepts_and_no_longer_than_agreed() {
    let house = House::new().await;
    let own = Id::generate();
    let ((_, assistant), manager) = (house.assistant().await, house.manager(own).await);
    house.sign_in(ASSISTANT, PASSWORD, &session('a')).await.expect("in");
    let id = house.propose(&assistant, terms(own, &[Errand::File], 30)).await.expect("proposed");
    assert_eq!(house.acts_for().await, [], "nobody has accepted it");
    assert_eq!(refusal(house.decide(&assistant, id, DelegationDecision::Accept).await), code::FOUR_EYES);
    house.decide(&manager, id, DelegationDecision::Accept).await.expect("accepted");
    assert_eq!(house.acts_for().await, [(own, vec![Errand::File])]);

    let seen = house.delegations(&manager).await;
    assert_eq!((seen.len(), seen[0].state, seen[0].assistant.as_str()), (1, DelegationState::Live, "Lan"));
    assert_eq!(seen[0].evidence.as_deref(), Some(EVIDENCE));
    house.calendar_at("2026-12-24");
    assert_eq!(house.acts_for().await, [], "its last day is over");
    assert_eq!(house.delegations(&assistant).await[0].state, DelegationState::Over);
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_gives_and_ends_and_the_trail_names_all_three() {
    let house = House::new().await;
    let own = Id::generate();
    let ((_, _), manager) = (house.assistant().await, house.manager(own).await);
    house.sign_in(ASSISTANT, PASSWORD, &session('a')).await.expect("in");
    let give = |login: &str, cooperative| GiveDelegation {
        delegation_id: Id::generate(),
        assistant_login: login.into(),
        terms: terms(cooperative, &[Errand::Harvest, Errand::File, Errand::File], 365),
    };
    for (login, cooperative) in
        [("quan.ly@example.vn", own), ("nobody@example.vn", own), ("x", own), (ASSISTANT, Id::generate())]
    {
        assert_eq!(refusal(house.asker.ask(&manager, &give(login, cooperative)).await), code::INVALID, "{login}");
    }
    let given = give(ASSISTANT, own);
    for _ in 0..2 {
        house.asker.ask(&manager, &given).await.expect("given, once");
    }
    assert_eq!(house.acts_for().await, [(own, vec![Errand::File, Errand::Harvest])]);
    house.decide(&manager, given.delegation_id, DelegationDecision::End).await.expect("ended");
    assert_eq!(house.acts_for().await, []);
    assert_eq!(
        refusal(house.decide(&official(), given.delegation_id, DelegationDecision::Accept).await),
        code::CONFLICT
    );
    let sql = format!(
        "select count(*) as n from audit_entry where action in ('give_delegation', 'end_delegation')
            and objects::text like '%{}%' and objects::text like '%{own}%'",
        given.delegation_id
    );
    assert_eq!(house.world.number("accounts", &sql).await, 2);
    house.world.end().await;
}

#[tokio::test]
async fn nobody_reads_or_decides_what_does_not_concern_them_and_who_is_no_assistant_acts_for_nobody() {
    let house = House::new().await;
    let own = Id::generate();
    let (person, assistant) = house.assistant().await;
    house.sign_in(ASSISTANT, PASSWORD, &session('a')).await.expect("in");
    let id = house.propose(&assistant, terms(own, &[Errand::Goods], 1)).await.expect("proposed");
    let strangers = [
        manager_of(Id::generate(), Id::generate()),
        Caller::person(Id::generate(), Role::Assistant, Scope::Commune("00874".into())),
    ];
    for stranger in &strangers {
        assert_eq!(house.delegations(stranger).await, []);
        assert_eq!(refusal(house.decide(stranger, id, DelegationDecision::End).await), code::NOT_FOUND);
    }
    let commune = Caller::person(Id::generate(), Role::CommuneOfficial, Scope::Commune("00874".into()));
    assert_eq!(refusal(house.decide(&commune, id, DelegationDecision::Accept).await), code::NOT_ALLOWED);
    // Who decides is a person of the house.
    let grant = Grant { role: Role::ProvincialOfficial, scope: Scope::Province };
    let official_id = house.add("so@example.vn", vec![grant]).await.expect("added");
    let official = Caller::person(official_id, Role::ProvincialOfficial, Scope::Province);
    house.decide(&official, id, DelegationDecision::Accept).await.expect("accepted");
    assert_eq!(house.acts_for().await.len(), 1);

    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let commune_official = Grant { role: Role::CommuneOfficial, scope: Scope::Commune("00874".into()) };
    let change = PersonChange::Grants(vec![commune_official]);
    house.change(&operator, person, change).await.expect("changed");
    house.sign_in(ASSISTANT, PASSWORD, &session('a')).await.expect("in");
    assert_eq!(house.acts_for().await, [], "no assistant any more");
    house.world.end().await;
}

impl House {
    /// Moves the business calendar.
    fn calendar_at(&self, day: &str) {
        let noon: DateTime<chrono::Utc> = format!("{day}T05:00:00Z").parse().expect("a time");
        self.calendar.set(noon);
    }
}

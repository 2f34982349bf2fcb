//! Sound rows are held against each other and against what is there already; what brings something new becomes the plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use contract::{Caller, ProductCode, Scope, imports::ImportCount, onboarding::ProducerKind};
use host::calendar::day;
use ids::{Cooperative as CooperativeId, Household as HouseholdId, Id};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Faults, Row};

use super::{
    layouts::{
        ACCOUNT, HOUSEHOLD, KIND, LEGACY_TAX_CODE, PERSONAL_ID, REPRESENTATIVE_ID, REPRESENTATIVE_SINCE, TAX_CODE,
    },
    rows::{Seen, Stated},
};
use crate::{
    actions::may_replace_account,
    domain::{Code, Cooperative, Household, Identity, KindFault, Standing},
    store::{
        Vault, cooperatives, households, papers, plots,
        producers::{Banked, CooperativeRow, HouseholdRow, Producers},
        standings::Change,
        turn, unions,
    },
    workbooks::{Effect, Tally, cells::COOPERATIVE, complaints, may_touch},
};

pub(super) type Tenant = Id<CooperativeId>;

/// What is there already, as far as the file speaks of it.
pub(super) struct There {
    own_code: Option<String>,
    pub(super) cooperatives: HashMap<String, cooperatives::Known>,
    /// In a membership that lasts, as a union or as its member.
    in_unions: HashSet<Tenant>,
    tax_codes: HashMap<String, Tenant>,
    /// By cooperative and code.
    households: HashMap<(Tenant, String), households::Known>,
    /// By cooperative and blind index of the person: the household's code.
    people: HashMap<(Tenant, String), String>,
    pub(super) papers: HashMap<papers::Key, papers::Known>,
    pub(super) plots: plots::ByCode,
    pub(super) memberships: Vec<unions::Known>,
    /// Who could become a member, by code or tax code.
    pub(super) candidates: HashMap<String, unions::Candidate>,
}

/// What a file speaks of.
pub(super) struct Spoken<'a> {
    /// The codes of all of its cooperatives.
    pub(super) codes: Vec<String>,
    /// The codes of those of which it tells what is written by one at a time: plots, papers and members.
    pub(super) in_turn: HashSet<String>,
    pub(super) cooperatives: &'a [Seen<'a, Stated>],
    /// What the members of unions are known by.
    pub(super) members: Vec<String>,
}

impl There {
    pub(super) async fn load(tx: &Scoped, vault: &Vault, spoken: Spoken<'_>) -> Result<Self, Stop> {
        let stated = spoken.cooperatives.iter();
        let tax_keys = stated.filter_map(|seen| Some(tax_key(vault, &seen.thing.as_ref()?.cooperative)));
        let tax_codes = cooperatives::used_tax_codes(tx, tax_keys.collect()).await?;
        let cooperatives = cooperatives::known(tx, spoken.codes).await?;
        let ids: Vec<Tenant> = cooperatives.iter().map(|known| known.cooperative_id).collect();
        let in_turn = cooperatives.iter().filter(|known| spoken.in_turn.contains(&known.code));
        turn::take(tx, in_turn.map(|known| known.cooperative_id.uuid())).await?;
        let households = households::known(tx, &ids).await?;
        let people = households
            .iter()
            .map(|known| ((known.cooperative_id, known.personal_id_index.clone()), known.code.clone()));
        Ok(Self {
            own_code: cooperatives::own_code(tx).await?,
            tax_codes,
            people: people.collect(),
            households: households
                .into_iter()
                .map(|known| ((known.cooperative_id, known.code.clone()), known))
                .collect(),
            in_unions: unions::in_some(tx, &ids).await?,
            papers: papers::known(tx, &ids).await?,
            plots: plots::known(tx, &ids).await?,
            memberships: unions::known(tx, &ids).await?,
            candidates: unions::candidates(tx, spoken.members).await?,
            cooperatives: cooperatives.into_iter().map(|known| (known.code.clone(), known)).collect(),
        })
    }
}

/// What the tax office knows it by: its code, or the blind index of its representative's number.
fn tax_key(vault: &Vault, now: &Cooperative) -> String {
    let index = || vault.index(now.representative_id.expose());
    now.tax_code.as_ref().map_or_else(index, |code| code.digits().to_owned())
}

/// The cooperative with the kind that its row names, or that is known of it, where its tax codes go with that. A seat in the
/// same hamlet and commune is the same seat, in whatever words.
fn of_its_kind(
    row: &Row,
    Stated { cooperative, names_its_kind }: Stated,
    known: Option<&cooperatives::Known>,
    faults: &mut Faults,
) -> Option<Cooperative> {
    let kind = known.filter(|_| !names_its_kind).map(|known| known.identity.kind);
    let mut now = Cooperative { kind: kind.unwrap_or(cooperative.kind), ..cooperative };
    let is_same_seat = |known: &&cooperatives::Known| {
        known.hamlet == now.seat.hamlet && known.identity.commune_code == now.seat.commune.code
    };
    if let Some(known) = known.filter(is_same_seat) {
        now.seat.given.clone_from(&known.address_given);
    }
    let judged = now.tax_codes().map_err(|fault| {
        let header = if fault == KindFault::LegacyTaxCode { LEGACY_TAX_CODE } else { TAX_CODE };
        faults.add(row, header, fault.into());
    });
    judged.ok().map(|()| now)
}

/// What a row leans on.
pub(super) enum Ground {
    Firm(Tenant),
    /// A row of this file that is at fault itself.
    Faulty,
}

/// A household that a row names.
pub(super) enum Member {
    Is(Id<HouseholdId>),
    /// Its row in this file is at fault itself.
    Faulty,
    Erased,
    Unknown,
}

pub(super) struct Judge<'a> {
    pub(super) vault: &'a Vault,
    pub(super) now: DateTime<Utc>,
    scope: &'a Scope,
    /// Whoever brings the file may replace a bank account by it.
    may_replace_account: bool,
    pub(super) there: There,
    /// The cooperatives of this file by code; `None` for a row at fault.
    of_this_file: BTreeMap<String, Option<Tenant>>,
    /// What kind each of them is from now on.
    kinds_now: HashMap<Tenant, ProducerKind>,
    /// The households of this file by cooperative and code; `None` for a row at fault.
    members: HashMap<(Tenant, String), Option<Id<HouseholdId>>>,
    /// The plots of this file in the same way, with what grows there.
    pub(super) plots_now: HashMap<(Tenant, String), Option<ProductCode>>,
    pub(super) producers: Producers,
    pub(super) tallies: [Tally; 5],
}

impl<'a> Judge<'a> {
    pub(super) fn new(vault: &'a Vault, now: DateTime<Utc>, caller: &'a Caller, there: There) -> Self {
        let tallies = ["cooperatives", "households", "papers", "plots", "union_memberships"].map(Tally::of);
        let (scope, may_replace_account) = (&caller.scope, may_replace_account(caller));
        Self {
            vault,
            now,
            scope,
            may_replace_account,
            there,
            of_this_file: BTreeMap::new(),
            kinds_now: HashMap::new(),
            members: HashMap::new(),
            plots_now: HashMap::new(),
            producers: Producers::default(),
            tallies,
        }
    }

    /// The file is a cooperative's own.
    pub(super) fn is_of_a_cooperative(&self) -> bool {
        self.scope.cooperative().is_some()
    }

    pub(super) fn into_plan(self) -> (Producers, Vec<ImportCount>) {
        (self.producers, self.tallies.iter().map(Tally::count).collect())
    }

    pub(super) fn cooperatives(&mut self, seen: Vec<Seen<'_, Stated>>, faults: &mut Faults) {
        // Whoever gives up a tax code in this file leaves it to another.
        let given_up: HashSet<Tenant> = seen
            .iter()
            .filter_map(|seen| Some(&seen.thing.as_ref()?.cooperative))
            .filter_map(|now| Some((now, self.there.cooperatives.get(now.code.as_str())?)))
            .filter(|(now, known)| known.identity.tax_key() != tax_key(self.vault, now))
            .map(|(_, known)| known.cooperative_id)
            .collect();
        let mut tax_codes = HashSet::new();
        for Seen { row, cooperative: code, thing } in seen {
            let Some(code) = code else { continue };
            if !may_touch(self.scope, self.there.own_code.as_deref(), code.as_str()) {
                faults.add(row, COOPERATIVE, complaints::not_your_cooperative());
                self.of_this_file.insert(code.as_str().to_owned(), None);
                continue;
            }
            if self.of_this_file.contains_key(code.as_str()) {
                faults.add(row, COOPERATIVE, complaints::cooperative_duplicate());
                continue;
            }
            let known = self.there.cooperatives.get(code.as_str());
            if known.is_some_and(|known| known.erased) {
                faults.add(row, COOPERATIVE, complaints::producer_erased());
                self.of_this_file.insert(code.as_str().to_owned(), None);
                continue;
            }
            let id = known.map_or_else(Id::generate, |known| known.cooperative_id);
            let thing = thing.and_then(|stated| of_its_kind(row, stated, known, faults));
            let taken = thing.as_ref().is_some_and(|now| {
                let key = tax_key(self.vault, now);
                let holder = self.there.tax_codes.get(&key);
                let elsewhere = holder.is_some_and(|holder| *holder != id && !given_up.contains(holder));
                !tax_codes.insert(key) || elsewhere
            });
            if let Some(now) = thing.as_ref().filter(|_| taken) {
                let header = if now.tax_code.is_some() { TAX_CODE } else { REPRESENTATIVE_ID };
                faults.add(row, header, complaints::cooperative_duplicate());
            }
            let sound = thing.filter(|_| !taken);
            self.of_this_file.insert(code.as_str().to_owned(), sound.as_ref().map(|_| id));
            if let Some(now) = sound {
                self.kinds_now.insert(id, now.kind);
                self.cooperative(id, now, (row, faults));
            }
        }
    }

    fn cooperative(&mut self, id: Tenant, mut now: Cooperative, (row, faults): (&Row, &mut Faults)) {
        let known = self.there.cooperatives.get(now.code.as_str());
        let there = row;
        let becomes_another = known.is_some_and(|known| known.identity.kind.is_union() != now.kind.is_union());
        if becomes_another && self.there.in_unions.contains(&id) {
            faults.add(there, KIND, complaints::kind_in_union());
            return;
        }
        let index = self.vault.index(now.representative_id.expose());
        if let Some(known) = known.filter(|known| known.is_succeeded_by(&now.identity(index))) {
            let from = *now.representative_since.get_or_insert(day(self.now));
            if known.representative_since.is_some_and(|before| from < before) {
                faults.add(there, REPRESENTATIVE_SINCE, complaints::dates_order());
                return;
            }
        }
        let row = CooperativeRow::new(self.vault, id, &now, known, &Standing::submitted(self.now));
        let banked = row.banked(known, self.now);
        if !self.may_replace_account && banked.as_ref().is_some_and(Banked::supersedes) {
            faults.add(there, ACCOUNT, complaints::bank_not_for_assistants());
            return;
        }
        let effect = match Effect::of(&row.fingerprint, known.map(|known| known.fingerprint.as_str())) {
            Effect::Nothing if banked.is_some() => Effect::Changes,
            effect => effect,
        };
        self.tallies[0].note(effect);
        if effect == Effect::Nothing {
            return;
        }
        let identity: Identity = row.identity();
        let standing = known.map_or_else(
            || Standing::submitted(self.now),
            |known| known.standing.clone().after_change(&known.identity, &identity, self.now),
        );
        if known.is_some_and(|known| known.identity.commune_code != identity.commune_code) {
            self.producers.moved.push(id.uuid());
        }
        self.producers.read.extend(known.map(|known| (id.uuid(), known.version)));
        if known.is_some_and(|known| known.standing != standing) {
            self.producers.stood.push(Change { cooperative_id: id, standing: standing.clone(), said: None });
        }
        self.producers.succeeded.extend(row.succession(known, self.now));
        self.producers.banked.extend(banked);
        self.producers.cooperatives.push(row.standing(&standing));
    }

    /// Whether it is a union, there and by this file.
    pub(super) fn is_union(&self, known: &cooperatives::Known) -> bool {
        let now = self.kinds_now.get(&known.cooperative_id).copied().unwrap_or(known.identity.kind);
        known.identity.kind.is_union() && now.is_union()
    }

    /// What a row leans on, or a fault where it may not lean there.
    pub(super) fn ground(&self, seen: (&Row, Option<&str>), faults: &mut Faults) -> Option<Ground> {
        let (row, code) = (seen.0, seen.1?);
        if !may_touch(self.scope, self.there.own_code.as_deref(), code) {
            faults.add(row, COOPERATIVE, complaints::not_your_cooperative());
            return None;
        }
        let in_file = self.of_this_file.get(code);
        let ground = in_file.map(|id| id.map_or(Ground::Faulty, Ground::Firm));
        let ground =
            ground.or_else(|| self.there.cooperatives.get(code).map(|known| Ground::Firm(known.cooperative_id)));
        if ground.is_none() {
            faults.add(row, COOPERATIVE, complaints::cooperative_unknown());
        }
        ground
    }

    /// The household with this code: as this file has it, or as it is there.
    pub(super) fn member(&self, tenant: Tenant, code: &str) -> Member {
        let key = (tenant, code.to_owned());
        match (self.members.get(&key), self.there.households.get(&key)) {
            (_, Some(known)) if known.erased => Member::Erased,
            (Some(Some(id)), _) => Member::Is(*id),
            (Some(None), _) => Member::Faulty,
            (None, Some(known)) => Member::Is(known.household_id),
            (None, None) => Member::Unknown,
        }
    }

    pub(super) fn households(&mut self, seen: Vec<Seen<'_, Household>>, faults: &mut Faults) {
        let mut sound = Vec::new();
        let mut people_now = HashMap::new();
        for Seen { row, cooperative, thing } in seen {
            let ground = self.ground((row, cooperative.as_ref().map(Code::as_str)), faults);
            if let Some(Ground::Firm(tenant)) = ground {
                // Until it is found to be sound.
                self.members.entry((tenant, row.typed(HOUSEHOLD).trim().to_uppercase())).or_default();
            }
            if let (Some(Ground::Firm(tenant)), Some(household)) = (ground, thing) {
                let index = self.vault.index(household.personal_id.expose());
                people_now.entry((tenant, household.code.as_str().to_owned())).or_insert_with(|| index.clone());
                sound.push((row, tenant, household, index));
            }
        }
        let (mut codes, mut people) = (HashSet::new(), HashSet::new());
        for (row, tenant, household, index) in sound {
            let key = (tenant, household.code.as_str().to_owned());
            if !codes.insert(key.clone()) {
                faults.add(row, HOUSEHOLD, complaints::household_duplicate());
                continue;
            }
            if self.there.households.get(&key).is_some_and(|known| known.erased) {
                faults.add(row, HOUSEHOLD, complaints::producer_erased());
                continue;
            }
            // Somebody stored under another code, unless that code is somebody else's in this file.
            let elsewhere = self.there.people.get(&(tenant, index.clone())).is_some_and(|code| {
                *code != key.1 && people_now.get(&(tenant, code.clone())).is_none_or(|now| *now == index)
            });
            if !people.insert((tenant, index)) || elsewhere {
                faults.add(row, PERSONAL_ID, complaints::household_duplicate());
                continue;
            }
            self.household(tenant, &household);
        }
    }

    fn household(&mut self, tenant: Tenant, now: &Household) {
        let known = self.there.households.get(&(tenant, now.code.as_str().to_owned()));
        let id = known.map_or_else(Id::generate, |known| known.household_id);
        self.members.insert((tenant, now.code.as_str().to_owned()), Some(id));
        let fingerprint = HouseholdRow::fingerprint(self.vault, now);
        let effect = Effect::of(&fingerprint, known.map(|known| known.fingerprint.as_str()));
        // What is known was written in an earlier time as a member; coming back changed nothing else.
        let is_known = known.is_some_and(|known| {
            let earlier = known.membership.earlier.iter().map(|(joined_on, _)| *joined_on);
            let mut before = earlier.map(|joined_on| Household { joined_on, ..now.clone() });
            now.joined_on == known.membership.joined_on
                && before.any(|before| HouseholdRow::fingerprint(self.vault, &before) == known.fingerprint)
        });
        let effect = if is_known { Effect::Nothing } else { effect };
        self.tallies[1].note(effect);
        if effect != Effect::Nothing {
            self.producers.households.push(HouseholdRow::new(self.vault, id, tenant, now, fingerprint));
        }
    }
}

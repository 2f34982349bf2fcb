//! Roles as people choose and read them.

use contract::{
    Department, PageRequest, Role, Scope,
    accounts::Grant,
    onboarding::{CooperativeView, FindCooperatives, FindHouseholds},
};
use ids::{Cooperative, Id};

use crate::{
    portal::{fields::Fields, format::Reader, frame::Visit},
    problem::Problem,
};

/// Cooperatives a form offers. A province has some hundred at most; the first two hundred by name are listed.
const OFFERED: u32 = 200;

/// Cooperatives that a role can be given in, with their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cooperatives(pub(crate) Vec<(Id<Cooperative>, String)>);

impl Cooperatives {
    /// Those that the reader sees.
    pub(in crate::portal) async fn of(visit: &Visit) -> Result<Self, Problem> {
        let ask = FindCooperatives { page: PageRequest::first(OFFERED), ..FindCooperatives::default() };
        let found = visit.ask(&ask).await?.rows;
        Ok(Self(found.into_iter().map(|view: CooperativeView| (view.cooperative_id, view.name)).collect()))
    }

    pub(in crate::portal) fn name(&self, id: Id<Cooperative>) -> String {
        self.0.iter().find(|(known, _)| *known == id).map_or_else(|| id.to_string(), |(_, name)| name.clone())
    }
}

/// A role, and on whose things.
pub(crate) fn grant_words(to: Reader, grant: &Grant, cooperatives: &Cooperatives) -> String {
    let role = to.word("role", grant.role.slug());
    match &grant.scope {
        Scope::Cooperative(id) => format!("{role}, {}", cooperatives.name(*id)),
        Scope::Department(department) => format!("{role}, {}", to.word("department", department.slug())),
        Scope::Commune(code) => format!("{role}, {}", to.commune(code)),
        Scope::Household { cooperative, .. } => format!("{role}, {}", cooperatives.name(*cooperative)),
        Scope::System | Scope::Province | Scope::Nobody => role,
    }
}

/// Roles that somebody in this role may give; accounts judges again.
pub(crate) const fn given_by(role: Role) -> &'static [Role] {
    match role {
        Role::CooperativeManager => &[Role::CooperativeMember, Role::Household, Role::CooperativeManager],
        Role::ProvincialOfficial => {
            &[Role::CooperativeManager, Role::CooperativeMember, Role::Assistant, Role::CommuneOfficial]
        }
        Role::Operator => &[
            Role::CooperativeManager,
            Role::CooperativeMember,
            Role::Assistant,
            Role::CommuneOfficial,
            Role::ProvincialOfficial,
            Role::Operator,
        ],
        _ => &[],
    }
}

/// What a form offers to choose from.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// Slug, words, whether it is chosen.
    pub(crate) roles: Vec<(&'static str, String, bool)>,
    /// Empty where the reader's own cooperative is the only one.
    pub(crate) cooperatives: Vec<(String, String, bool)>,
    /// Whether a household of the reader's own can be named.
    pub(crate) households: bool,
    /// Empty where no official of the province can be named.
    pub(crate) departments: Vec<(&'static str, String, bool)>,
    /// Empty where nobody of a commune can be named.
    pub(crate) communes: Vec<(&'static str, String, bool)>,
}

impl Choices {
    /// For a reader in this role, with what was chosen before.
    pub(crate) fn new(to: Reader, reader: Role, cooperatives: &Cooperatives, chosen: Option<&Grant>) -> Self {
        let given = given_by(reader);
        let is_role = |role: Role| chosen.map_or(role == given[0], |grant| grant.role == role);
        let is_scope = |scope: &Scope| chosen.is_some_and(|grant| grant.scope == *scope);
        let roles = given.iter().map(|role| (role.slug(), to.word("role", role.slug()), is_role(*role)));
        let offered = cooperatives.0.iter();
        let of_many = reader != Role::CooperativeManager;
        let cooperative =
            |(id, name): &(Id<Cooperative>, String)| (id.to_string(), name.clone(), is_scope(&Scope::Cooperative(*id)));
        let mut communes: Vec<_> = places::communes()
            .iter()
            .map(|commune| (commune.code, commune.full_name(), is_scope(&Scope::Commune(commune.code.to_owned()))))
            .collect();
        communes.sort_by_cached_key(|(_, name, _)| places::search_key(name));
        let departments = Department::ALL
            .map(|each| (each.slug(), to.word("department", each.slug()), is_scope(&Scope::Department(each))));
        let names_departments = given.contains(&Role::ProvincialOfficial);
        Self {
            roles: roles.collect(),
            departments: if names_departments { departments.to_vec() } else { Vec::new() },
            cooperatives: if of_many { offered.map(cooperative).collect() } else { Vec::new() },
            households: given.contains(&Role::Household),
            communes: if given.contains(&Role::CommuneOfficial) { communes } else { Vec::new() },
        }
    }
}

/// The grant that a form names; what it lacks, accounts refuses.
pub(crate) async fn typed_grant(visit: &Visit, form: &Fields) -> Result<Grant, Problem> {
    let role: Role = form.one("role").parse().map_err(|_| Problem::of_field("role", "missing"))?;
    let scope = match role {
        Role::Operator => Scope::System,
        Role::ProvincialOfficial => match form.one("department") {
            "" => Scope::Province,
            typed => Scope::Department(
                Department::from_slug(typed).ok_or_else(|| Problem::of_field("department", "missing"))?,
            ),
        },
        Role::Household => household_of(visit, form.one("household")).await?,
        Role::CommuneOfficial | Role::Assistant => Scope::Commune(form.one("commune").to_owned()),
        _ => {
            let typed = || form.one("cooperative").parse().map_err(|_| Problem::of_field("cooperative", "missing"));
            Scope::Cooperative(visit.signed.grant().scope.cooperative().map_or_else(typed, Ok)?)
        }
    };
    Ok(Grant { role, scope })
}

/// The reader's member household with this code.
async fn household_of(visit: &Visit, code: &str) -> Result<Scope, Problem> {
    let wrong = || Problem::of_field("household", "missing");
    let cooperative = visit.own_cooperative()?;
    let ask =
        FindHouseholds { text: Some(code.to_owned()), page: PageRequest::first(OFFERED), ..FindHouseholds::default() };
    let found = visit.ask(&ask).await?.rows.into_iter().find(|view| view.code.eq_ignore_ascii_case(code));
    let household = found.ok_or_else(wrong)?.household_id;
    Ok(Scope::Household { cooperative, household })
}

//! Who may manage whom: nobody gives, or takes, what they could not give.

use contract::{Caller, Role, Scope, accounts::Grant};
use ids::{Cooperative, Id};

/// The grants somebody may give, and so the people they may manage: those who hold no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reach {
    /// In these roles.
    pub roles: &'static [Role],
    /// In this scope as it is stored, and in what lies within it; in any where it is empty.
    pub scope_of: String,
}

const OF_COOPERATIVES: &[Role] = &[Role::CooperativeManager, Role::CooperativeMember, Role::Household];
const OF_PROVINCE: &[Role] =
    &[Role::CooperativeManager, Role::CooperativeMember, Role::Household, Role::Assistant, Role::CommuneOfficial];
/// No commune is called that.
const OFFICE: &str = "people";
const ALL: &[Role] = &[
    Role::CooperativeManager,
    Role::CooperativeMember,
    Role::Household,
    Role::Assistant,
    Role::CommuneOfficial,
    Role::ProvincialOfficial,
    Role::Operator,
];

impl Reach {
    /// How far this caller's goes.
    pub fn of(caller: &Caller) -> Self {
        let (roles, scope_of) = match (caller.role, &caller.scope) {
            (Role::Operator, Scope::System) => (ALL, String::new()),
            (Role::ProvincialOfficial, Scope::Province | Scope::Department(_)) => (OF_PROVINCE, String::new()),
            (Role::CooperativeManager, own @ Scope::Cooperative(_)) => (OF_COOPERATIVES, own.of()),
            _ => (&[][..], String::new()),
        };
        Self { roles, scope_of }
    }

    /// Whether this grant may be given.
    pub fn includes(&self, grant: &Grant) -> bool {
        let within = grant.scope.cooperative().is_some_and(|own| own.uuid().to_string() == self.scope_of);
        self.roles.contains(&grant.role) && (self.scope_of.is_empty() || within)
    }
}

/// Who manages somebody with these grants, as row-level security is told: the one cooperative that all of them lie within, and
/// an office where the province manages them all. Neither: only the house itself.
pub(crate) fn managed_by(grants: &[Grant]) -> (Option<Id<Cooperative>>, Option<&'static str>) {
    let all_in = |roles: &[Role]| !grants.is_empty() && grants.iter().all(|grant| roles.contains(&grant.role));
    let first = grants.first().and_then(|grant| grant.scope.cooperative());
    let one = first.filter(|own| grants.iter().all(|grant| grant.scope.cooperative() == Some(*own)));
    (one.filter(|_| all_in(OF_COOPERATIVES)), all_in(OF_PROVINCE).then_some(OFFICE))
}

/// What somebody without the right to see a login is shown of it, to tell people apart.
pub(crate) fn masked(login: &str) -> String {
    let (name, host) = login.split_once('@').map_or((login, ""), |(name, _)| (name, &login[name.len()..]));
    let shown = if host.is_empty() { 3 } else { 1 };
    let hidden = name.chars().count().saturating_sub(shown);
    let kept: String =
        if host.is_empty() { name.chars().skip(hidden).collect() } else { name.chars().take(shown).collect() };
    if host.is_empty() { format!("•••{kept}") } else { format!("{kept}•••{host}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_more_than_they_may() {
        let (own, other) = (Scope::Cooperative(Id::generate()), Scope::Cooperative(Id::generate()));
        let caller = |role, scope: &Scope| Caller::person(Id::generate(), role, scope.clone());
        let manager = caller(Role::CooperativeManager, &own);
        let official = caller(Role::ProvincialOfficial, &Scope::Province);
        let operator = caller(Role::Operator, &Scope::System);
        let grant = |role, scope: &Scope| Grant { role, scope: scope.clone() };
        let commune = Scope::Commune("00874".into());
        // Grant, by manager, by provincial official, by operator.
        let cases = [
            (grant(Role::CooperativeManager, &own), [true, true, true]),
            (grant(Role::CooperativeMember, &own), [true, true, true]),
            (grant(Role::CooperativeMember, &other), [false, true, true]),
            (grant(Role::CommuneOfficial, &commune), [false, true, true]),
            (grant(Role::ProvincialOfficial, &Scope::Province), [false, false, true]),
            (grant(Role::Operator, &Scope::System), [false, false, true]),
        ];
        for (grant, expected) in cases {
            let may = [&manager, &official, &operator].map(|caller| Reach::of(caller).includes(&grant));
            assert_eq!(may, expected, "{grant:?}");
        }
        for caller in
            [caller(Role::CooperativeMember, &own), caller(Role::CommuneOfficial, &commune), Caller::anonymous()]
        {
            assert!(!Reach::of(&caller).includes(&grant(Role::CooperativeMember, &own)));
        }
    }

    #[test]
    fn whoever_is_something_beyond_is_managed_by_the_house_alone() {
        let (own, other) = (Id::generate(), Id::generate());
        let grant = |role, scope| Grant { role, scope };
        let manager = |of| grant(Role::CooperativeManager, Scope::Cooperative(of));
        let household = grant(Role::Household, Scope::Household { cooperative: own, household: Id::generate() });
        let official = grant(Role::CommuneOfficial, Scope::Commune("00874".into()));
        let province = grant(Role::ProvincialOfficial, Scope::Province);
        let cases = [
            (vec![manager(own)], (Some(own), Some("people"))),
            (vec![manager(own), household.clone()], (Some(own), Some("people"))),
            (vec![manager(own), manager(other)], (None, Some("people"))),
            (vec![manager(own), official.clone()], (None, Some("people"))),
            (vec![official, province.clone()], (None, None)),
            (vec![household, province], (None, None)),
            (Vec::new(), (None, None)),
        ];
        for (grants, by) in cases {
            assert_eq!(managed_by(&grants), by, "{grants:?}");
        }
    }

    #[test]
    fn a_login_is_told_apart_and_not_told() {
        assert_eq!(masked("+84912345678"), "•••678");
        assert_eq!(masked("lan.hoang@example.vn"), "l•••@example.vn");
    }
}

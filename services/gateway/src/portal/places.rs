//! Where each role may go, and where it begins.

use contract::{Role, accounts::Errand};

use super::routes;

/// A place, and what the navigation calls it.
type PlaceWords = (&'static str, &'static str);

/// Where each role may go, in the order the navigation lists it; somebody who acts for another where the errands lead, too.
pub(super) fn places_of(role: Role, errands: Option<&[Errand]>) -> Vec<PlaceWords> {
    let of_errand = |errand: &Errand| -> &[PlaceWords] {
        match errand {
            Errand::File => &[(routes::COOPERATIVE, "place-cooperative"), (routes::PAPERS, "place-papers")],
            Errand::Harvest => {
                &[(routes::LOTS, "place-lots"), (routes::MEMBERS, "place-members"), (routes::IMPORTS, "place-imports")]
            }
            Errand::Goods => &[
                (routes::ORDERS, "place-orders"),
                (routes::LISTINGS, "place-listings"),
                (routes::STOCK, "place-stock"),
            ],
        }
    };
    let errands = errands.unwrap_or_default().iter().flat_map(of_errand);
    errands.chain(own_places(role)).copied().collect()
}

/// The page a role begins at, for whomever it acts.
pub(crate) fn first_place(role: Role, errands: Option<&[Errand]>) -> &'static str {
    places_of(role, errands).first().map_or(routes::HELP, |(link, _)| link)
}

fn own_places(role: Role) -> &'static [PlaceWords] {
    match role {
        Role::Household => &[(routes::OWN_HOUSEHOLD, "place-own-household")],
        Role::Assistant => &[(routes::CASELOAD, "place-caseload")],
        Role::CooperativeManager => &[
            (routes::HOME, "place-home"),
            (routes::ORDERS, "place-orders"),
            (routes::LISTINGS, "place-listings"),
            (routes::LOTS, "place-lots"),
            (routes::STOCK, "place-stock"),
            (routes::CHANNELS, "place-channels"),
            (routes::IMPORTS, "place-imports"),
            (routes::PAPERS, "place-papers"),
            (routes::EXPORTS, "place-exports"),
            (routes::COOPERATIVE, "place-cooperative"),
            (routes::MEMBERS, "place-members"),
            (routes::PERSONAL, "place-personal"),
            (routes::PEOPLE, "place-people"),
            (routes::DELEGATIONS, "place-delegations"),
        ],
        Role::CooperativeMember => &[
            (routes::ORDERS, "place-orders"),
            (routes::LISTINGS, "place-listings"),
            (routes::LOTS, "place-lots"),
            (routes::STOCK, "place-stock"),
        ],
        Role::CommuneOfficial => &[
            (routes::OFFICIAL, "place-figures"),
            (routes::COOPERATIVES, "place-cooperatives"),
            (routes::REQUESTS, "place-requests"),
        ],
        Role::ProvincialOfficial => &[
            (routes::OFFICIAL, "place-figures"),
            (routes::COOPERATIVES, "place-cooperatives"),
            (routes::OFFICIAL_PAPERS, "place-papers"),
            (routes::REQUESTS, "place-requests"),
            (routes::LISTINGS, "place-listings"),
            (routes::LOTS, "place-lots"),
            (routes::STOCK, "place-stock"),
            (routes::IMPORTS, "place-imports"),
            (routes::EXPORTS, "place-exports"),
            (routes::PEOPLE, "place-people"),
            (routes::DELEGATIONS, "place-delegations"),
        ],
        Role::Operator => &[
            (routes::OPERATOR, "place-operator"),
            (routes::PEOPLE, "place-people"),
            (routes::AUDIT, "place-audit"),
            (routes::REQUESTS, "place-requests"),
            (routes::ORDERS, "place-orders"),
            (routes::LISTINGS, "place-listings"),
            (routes::LOTS, "place-lots"),
            (routes::STOCK, "place-stock"),
            (routes::IMPORTS, "place-imports"),
            (routes::EXPORTS, "place-exports"),
            (routes::OFFICIAL, "place-figures"),
            (routes::COOPERATIVES, "place-cooperatives"),
        ],
        Role::Anonymous | Role::Integrator | Role::Service => &[],
    }
}

/// The page a role begins at.
pub(crate) fn home_of(role: Role) -> &'static str {
    first_place(role, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_that_signs_in_has_a_page_to_begin_at() {
        for role in [
            Role::CooperativeManager,
            Role::CooperativeMember,
            Role::Household,
            Role::Assistant,
            Role::CommuneOfficial,
            Role::ProvincialOfficial,
            Role::Operator,
        ] {
            assert_ne!(home_of(role), routes::HELP, "{}", role.slug());
        }
    }
}

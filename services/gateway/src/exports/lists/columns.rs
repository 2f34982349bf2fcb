//! Every list with its columns, under names that stay.

use contract::code;

use crate::problem::Problem;

/// Lists by name, with their columns.
pub(crate) const LISTS: [(&str, &[&str]); 17] = [
    (
        "cooperatives",
        &[
            "cooperative_code",
            "name",
            "tax_code",
            "commune_code",
            "commune",
            "address",
            "state",
            "may_sell",
            "households",
            "lots",
            "declared_g",
        ],
    ),
    (
        "households",
        &[
            "household_code",
            "name",
            "personal_id_masked",
            "phone_masked",
            "commune_code",
            "commune",
            "joined_on",
            "left_on",
        ],
    ),
    (
        "papers",
        &[
            "cooperative_code",
            "scheme",
            "number",
            "issuer",
            "issued_on",
            "valid_to",
            "product",
            "stars",
            "score",
            "state",
            "since",
            "reason",
            "plot",
            "plots",
            "area_m2",
            "facility",
            "decision_no",
            "decision_date",
            "user_grant_no",
            "standard",
            "body",
            "verified_by",
            "verified_on",
            "paper_id",
            "renews",
        ],
    ),
    (
        "plots",
        &[
            "plot_code",
            "household_code",
            "name",
            "product",
            "commune_code",
            "commune",
            "area_entered",
            "area_unit",
            "area_m2",
            "planted_year",
            "planting_area_code",
            "planting_area_market",
            "planting_area_issued_on",
            "planting_area_state",
        ],
    ),
    ("union_memberships", &["union_code", "union", "member_code", "member", "joined_on", "left_on"]),
    (
        "lots",
        &[
            "lot_code",
            "public_code",
            "product",
            "grade",
            "season",
            "picked_from",
            "picked_to",
            "sell_by",
            "declared_g",
            "households",
            "revisions",
            "booked_g",
            "committed_g",
        ],
    ),
    (
        "harvests",
        &[
            "lot_code",
            "household_code",
            "plot_code",
            "picked_on",
            "quantity_entered",
            "unit_entered",
            "quantity_g",
            "weighed_by",
        ],
    ),
    (
        "revisions",
        &[
            "lot_code",
            "revision",
            "at",
            "source",
            "by",
            "reason",
            "declared_g",
            "grade",
            "picked_from",
            "picked_to",
            "sell_by",
        ],
    ),
    (
        "listings",
        &[
            "sku",
            "title",
            "product",
            "grade",
            "pack",
            "pack_g",
            "gross_g",
            "price_vnd",
            "active",
            "available_g",
            "description",
        ],
    ),
    (
        "offers",
        &[
            "sku",
            "channel",
            "state",
            "channel_item_id",
            "confirmed_stock",
            "confirmed_price_vnd",
            "confirmed_at",
            "reason_code",
            "channel_words",
        ],
    ),
    (
        "orders",
        &[
            "order_id",
            "channel",
            "shop_id",
            "channel_order_id",
            "state",
            "placed_at",
            "changed_at",
            "line_no",
            "sku",
            "name",
            "product",
            "grade",
            "packs",
            "unit_price_vnd",
            "line_vnd",
            "quantity_g",
            "short_g",
        ],
    ),
    (
        "stock",
        &[
            "lot_code",
            "product",
            "grade",
            "sell_by",
            "declared_g",
            "on_hand_g",
            "reserved_g",
            "sold_g",
            "off_platform_g",
            "own_use_g",
            "waste_g",
        ],
    ),
    (
        "movements",
        &[
            "lot_code",
            "movement_id",
            "at",
            "kind",
            "quantity_g",
            "buyer",
            "price_vnd_per_kg",
            "order_id",
            "undoes",
            "on_hand_g",
            "reserved_g",
        ],
    ),
    ("consents", &["code", "purpose", "given", "version", "channel", "proof", "has_file", "by_role", "at"]),
    (
        "farmgate_prices",
        &["week", "commune_code", "commune", "product", "grade", "buyer", "observer", "price_vnd_per_kg"],
    ),
    ("people", &["name", "login", "roles", "state", "has_second_factor", "seen_at"]),
    (
        "audit",
        &["service", "seq", "at", "actor", "role", "scope", "action", "objects", "outcome", "address", "request_id"],
    ),
];

/// What a cooperative takes out of the house.
pub(crate) const OF_A_COOPERATIVE: [&str; 15] = [
    "cooperatives",
    "households",
    "papers",
    "plots",
    "union_memberships",
    "lots",
    "harvests",
    "revisions",
    "listings",
    "offers",
    "orders",
    "stock",
    "movements",
    "consents",
    "people",
];

/// The columns of a list.
pub(super) fn columns_of(name: &str) -> Result<&'static [&'static str], Problem> {
    let columns = LISTS.iter().find(|(known, _)| *known == name).map(|(_, columns)| *columns);
    columns.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_names_of_its_own_and_a_cooperative_takes_all_but_the_houses() {
        for (name, columns) in LISTS {
            let distinct: std::collections::BTreeSet<_> = columns.iter().collect();
            assert_eq!(distinct.len(), columns.len(), "{name}");
        }
        let all: Vec<&str> = LISTS.iter().map(|(name, _)| *name).collect();
        let all: Vec<&str> = all.into_iter().filter(|name| !matches!(*name, "audit" | "farmgate_prices")).collect();
        assert_eq!(all, OF_A_COOPERATIVE);
    }
}

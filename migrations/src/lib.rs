//! The schemas: a folder and a migrator for each service, run by one process at a time.
//!
//! A migration is a file of SQL whose name says what becomes true. The running code must survive the next schema: expand
//! first, contract a release later. Services never migrate; they refuse to start on an old schema.
//!
//! To add one: the SQL file in the service's folder, and its line in that folder's list below.

mod run;
mod sql;

pub use run::{Migrated, MigrationFault, migrate, migrate_all, pending};

use sql::{Sql, schema};

schema! {
    /// People, sessions, roles.
    accounts [
        "m20261122_000000_the_foundation_stands" = "foundation.sql",
        "m20261122_100000_people_sign_in" = "accounts/m20261122_100000_people_sign_in.sql",
        "m20261123_100000_sign_in_takes_two_factors" = "accounts/m20261123_100000_sign_in_takes_two_factors.sql",
        "m20261123_130000_people_are_invited" = "accounts/m20261123_130000_people_are_invited.sql",
        "m20261123_150000_programs_hold_keys" = "accounts/m20261123_150000_programs_hold_keys.sql",
        "m20261123_170000_assistants_act_for_producers" = "accounts/m20261123_170000_assistants_act_for_producers.sql",
        "m20261123_235000_officials_have_departments" = "accounts/m20261123_235000_officials_have_departments.sql",
        "m20261123_210000_people_come_by_a_providers_word" =
            "accounts/m20261123_210000_people_come_by_a_providers_word.sql",
        "m20261123_220000_people_are_seen_by_those_who_manage_them" =
            "accounts/m20261123_220000_people_are_seen_by_those_who_manage_them.sql",
        "m20261123_120000_what_people_do_is_kept" = "audit.sql",
    ]
}

schema! {
    /// Producers, papers, harvests, lots.
    onboarding [
        "m20261122_000000_the_foundation_stands" = "foundation.sql",
        "m20261122_010000_files_come_in" = "imports.sql",
        "m20261122_100000_producers_declare_lots" = "onboarding/m20261122_100000_producers_declare_lots.sql",
        "m20261123_140000_officials_review_cooperatives" = "onboarding/m20261123_140000_officials_review_cooperatives.sql",
        "m20261123_170000_sellers_are_of_a_kind" = "onboarding/m20261123_170000_sellers_are_of_a_kind.sql",
        "m20261123_160000_each_producer_has_a_key" = "onboarding/m20261123_160000_each_producer_has_a_key.sql",
        "m20261123_150000_papers_are_looked_at" = "onboarding/m20261123_150000_papers_are_looked_at.sql",
        "m20261123_190000_lots_are_revised_by_form" = "onboarding/m20261123_190000_lots_are_revised_by_form.sql",
        "m20261123_180000_drafts_are_kept" = "onboarding/m20261123_180000_drafts_are_kept.sql",
        "m20261123_161000_people_consent_and_ask" = "onboarding/m20261123_161000_people_consent_and_ask.sql",
        "m20261123_210000_money_goes_to_an_account" = "onboarding/m20261123_210000_money_goes_to_an_account.sql",
        "m20261123_211000_unfetched_files_end" = "onboarding/m20261123_211000_unfetched_files_end.sql",
        "m20261123_233000_households_have_plots" = "onboarding/m20261123_233000_households_have_plots.sql",
        "m20261123_234000_papers_name_plots" = "onboarding/m20261123_234000_papers_name_plots.sql",
        "m20261123_236000_a_drafts_words_stay_in_it" = "onboarding/m20261123_236000_a_drafts_words_stay_in_it.sql",
        "m20261123_237000_representatives_follow_one_another" =
            "onboarding/m20261123_237000_representatives_follow_one_another.sql",
        "m20261123_238000_cooperatives_join_unions" = "onboarding/m20261123_238000_cooperatives_join_unions.sql",
        "m20261123_240000_a_person_is_not_replaced_by_halves" =
            "onboarding/m20261123_240000_a_person_is_not_replaced_by_halves.sql",
        "m20261123_243000_numbers_of_a_follower_are_not_a_leavers" =
            "onboarding/m20261123_243000_numbers_of_a_follower_are_not_a_leavers.sql",
        "m20261123_244000_while_a_membership_lasts_kinds_do" =
            "onboarding/m20261123_244000_while_a_membership_lasts_kinds_do.sql",
        "m20261123_120000_what_people_do_is_kept" = "audit.sql",
    ]
}

schema! {
    /// Listings, channel accounts, offers.
    syndication [
        "m20261122_000000_the_foundation_stands" = "foundation.sql",
        "m20261122_010000_files_come_in" = "imports.sql",
        "m20261122_100000_listings_become_offers" = "syndication/m20261122_100000_listings_become_offers.sql",
        "m20261123_140000_only_the_verified_sell" = "syndication/m20261123_140000_only_the_verified_sell.sql",
        "m20261123_150000_listings_claim_papers" = "syndication/m20261123_150000_listings_claim_papers.sql",
        "m20261123_170000_packs_have_bar_codes" = "syndication/m20261123_170000_packs_have_bar_codes.sql",
        "m20261123_201000_officials_only_read" = "syndication/m20261123_201000_officials_only_read.sql",
        "m20261123_220000_shops_have_rules" = "syndication/m20261123_220000_shops_have_rules.sql",
        "m20261123_234000_lots_are_covered_by_papers" = "syndication/m20261123_234000_lots_are_covered_by_papers.sql",
        "m20261123_235500_offers_know_since_when" = "syndication/m20261123_235500_offers_know_since_when.sql",
        "m20261123_235600_offers_have_histories" = "syndication/m20261123_235600_offers_have_histories.sql",
        "m20261123_235700_shops_are_read_back" = "syndication/m20261123_235700_shops_are_read_back.sql",
        "m20261123_241000_shops_are_paused_and_watched" =
            "syndication/m20261123_241000_shops_are_paused_and_watched.sql",
        "m20261123_242000_shops_are_read_in" = "syndication/m20261123_242000_shops_are_read_in.sql",
        "m20261123_120000_what_people_do_is_kept" = "audit.sql",
    ]
}

schema! {
    /// Webhooks, orders, stock.
    intake [
        "m20261122_000000_the_foundation_stands" = "foundation.sql",
        "m20261122_100000_orders_are_taken" = "intake/m20261122_100000_orders_are_taken.sql",
        "m20261123_190000_a_removal_says_more" = "intake/m20261123_190000_a_removal_says_more.sql",
        "m20261123_201000_officials_only_read" = "intake/m20261123_201000_officials_only_read.sql",
        "m20261123_220000_a_movement_has_its_day" = "intake/m20261123_220000_a_movement_has_its_day.sql",
        "m20261123_230000_lines_have_states" = "intake/m20261123_230000_lines_have_states.sql",
        "m20261123_235000_shops_are_swept" = "intake/m20261123_235000_shops_are_swept.sql",
        "m20261123_243000_items_are_joined_by_hand" = "intake/m20261123_243000_items_are_joined_by_hand.sql",
        "m20261123_244000_shops_have_a_past" = "intake/m20261123_244000_shops_have_a_past.sql",
        "m20261123_120000_what_people_do_is_kept" = "audit.sql",
    ]
}

schema! {
    /// Events, facts, figures.
    analytics [
        "m20261122_000000_the_foundation_stands" = "foundation.sql",
        "m20261122_010000_files_come_in" = "imports.sql",
        "m20261122_100000_sales_become_figures" = "analytics/m20261122_100000_sales_become_figures.sql",
        "m20261123_200000_freshness_names_nobody" = "analytics/m20261123_200000_freshness_names_nobody.sql",
        "m20261123_201000_officials_only_read" = "analytics/m20261123_201000_officials_only_read.sql",
        "m20261123_120000_what_people_do_is_kept" = "audit.sql",
    ]
}

//! Where the portal's pages are: the patterns the router knows and the links pages are joined by, side by side.

use std::fmt;

use contract::{
    imports::ImportKind,
    onboarding::{DraftForm, PaperScheme, Producer},
};
use ids::{
    ApiKey, Channel, ChannelAccount, Cooperative, Delegation, Household, Id, Import, Listing, Lot, Offer, Order, Paper,
    Person, Plot, SubjectRequest,
};
use url::form_urlencoded;

pub(crate) use crate::session::{SECOND_FACTOR, SIGN_IN, SIGN_IN_CODE};

pub(crate) const START: &str = "/";
pub(crate) const SIGN_OUT: &str = "/sign-out";
pub(crate) const LANGUAGE: &str = "/language";
pub(crate) const ROLE: &str = "/role";
pub(crate) const JOIN: &str = "/join";
pub(crate) const FORGOT: &str = "/forgot";
pub(crate) const PEOPLE: &str = "/people";
pub(crate) const INVITE: &str = "/people/invite";
pub(crate) const PERSON: &str = "/people/{person_id}";
/// Personal data: whose there are, and one person's.
pub(crate) const PERSONAL: &str = "/personal-data";
pub(crate) const PERSONAL_FILE: &str = "/personal-data/{producer_id}";
/// What people ask of those who keep their data.
pub(crate) const REQUESTS: &str = "/requests";
pub(crate) const REQUEST: &str = "/requests/{request_id}";
pub(crate) const REQUEST_FILE: &str = "/requests/{request_id}/file";
pub(crate) const SECURITY: &str = "/security";
pub(crate) const PASSWORD: &str = "/security/password";
pub(crate) const SECOND_FACTOR_CONFIRM: &str = "/security/second-factor/confirm";
pub(crate) const SECOND_FACTOR_DROP: &str = "/security/second-factor/drop";
pub(crate) const SESSIONS_END: &str = "/security/sessions/end";
/// Coming in by the word of a provider; where it leads back to is registered with it.
pub(crate) const PROVIDER: &str = "/sign-in/providers/{provider}";
pub(crate) const PROVIDER_CALLBACK: &str = "/sign-in/providers/{provider}/callback";
pub(crate) const PROVIDER_LINK: &str = "/security/providers/{provider}";
pub(crate) const PROVIDER_UNLINK: &str = "/security/providers/{provider}/unlink";
pub(crate) const KEYS: &str = "/security/keys";
pub(crate) const KEY_NEW: &str = "/security/keys/new";
pub(crate) const KEY_REVOKE: &str = "/security/keys/{key_id}/revoke";
pub(crate) const CASELOAD: &str = "/caseload";
pub(crate) const ACT_FOR: &str = "/caseload/act-for";
pub(crate) const PROPOSE: &str = "/caseload/propose";
pub(crate) const DELEGATIONS: &str = "/delegations";
pub(crate) const DELEGATION_DECIDE: &str = "/delegations/decide";
pub(crate) const DELEGATION_EVIDENCE: &str = "/delegations/{delegation_id}/evidence";
pub(crate) const OWN_HOUSEHOLD: &str = "/household";
pub(crate) const DRAFT: &str = "/drafts/{form}";
pub(crate) const DRAFT_DROP: &str = "/drafts/{form}/drop";
pub(crate) const HELP: &str = "/help";
pub(crate) const HOME: &str = "/home";
pub(crate) const ORDERS: &str = "/orders";
pub(crate) const ORDERS_SELECTED: &str = "/orders/selected";
pub(crate) const ORDERS_TAKE_BACK: &str = "/orders/take-back";
pub(crate) const ORDERS_CANCEL: &str = "/orders/cancel";
pub(crate) const ORDERS_WORKBOOK: &str = "/orders/workbook";
pub(crate) const PACKING_LIST: &str = "/orders/packing-list";
pub(crate) const ORDER: &str = "/orders/{order_id}";
pub(crate) const LISTINGS: &str = "/listings";
pub(crate) const LISTING_NEW: &str = "/listings/new";
pub(crate) const LISTINGS_SELECTED: &str = "/listings/selected";
pub(crate) const LISTINGS_CHANGE: &str = "/listings/change";
pub(crate) const LISTINGS_UNDO: &str = "/listings/undo";
pub(crate) const LISTING: &str = "/listings/{listing_id}";
pub(crate) const LISTING_RULES: &str = "/listings/{listing_id}/rules/{account_id}";
pub(crate) const OFFER_RETRY: &str = "/listings/{listing_id}/offers/{offer_id}/retry";
/// Offers that need somebody.
pub(crate) const OFFERS: &str = "/offers";
pub(crate) const OFFERS_RETRY: &str = "/offers/retry";
pub(crate) const OFFER: &str = "/offers/{offer_id}";
pub(crate) const OFFER_DRIFT: &str = "/offers/{offer_id}/drift";
pub(crate) const LOTS: &str = "/lots";
pub(crate) const LOT_NEW: &str = "/lots/new";
pub(crate) const LOT: &str = "/lots/{lot_id}";
pub(crate) const LOT_REVISE: &str = "/lots/{lot_id}/revise";
pub(crate) const EXPORTS: &str = "/exports";
pub(crate) const EXPORT_EVERYTHING: &str = "/exports/everything";
/// Served by the API; pages link to them.
pub(crate) const EXPORT_LISTS: &str = "/api/v1/exports/lists";
pub(crate) const EXPORT_ACCOUNTS: &str = "/api/v1/exports/accounts/accounts.xlsx";
pub(crate) const STOCK: &str = "/stock";
pub(crate) const LEDGER: &str = "/stock/{lot_id}";
pub(crate) const LEDGER_REMOVE: &str = "/stock/{lot_id}/removals";
pub(crate) const LEDGER_UNDO: &str = "/stock/{lot_id}/undo";
pub(crate) const CHANNELS: &str = "/channels";
/// A shop's own rules. Beside the shops of a channel, whose names stand in the same place of other paths.
pub(crate) const SHOP_RULES: &str = "/shops/{account_id}/rules";
/// What it shows already.
pub(crate) const SHOP_ITEMS: &str = "/shops/{account_id}/items";
/// One of it, which the query names: ids there may hold anything.
pub(crate) const SHOP_ITEM_JOIN: &str = "/shops/{account_id}/items/join";
/// What it sold before it came here.
pub(crate) const SHOP_PAST: &str = "/shops/{account_id}/past-orders";
pub(crate) const SHOP_PAUSE: &str = "/shops/{account_id}/pause";
pub(crate) const SHOP_DISCONNECT: &str = "/shops/{account_id}/disconnect";
pub(crate) const CHANNEL_CONNECT: &str = "/channels/{channel}/connect";
pub(crate) const CHANNEL_CALLBACK: &str = "/channels/{channel}/callback";
pub(crate) const IMPORTS: &str = "/imports";
pub(crate) const IMPORT_KIND: &str = "/imports/{kind}";
pub(crate) const IMPORT: &str = "/imports/{kind}/{import_id}";
pub(crate) const IMPORT_TAKE: &str = "/imports/{kind}/{import_id}/take";
pub(crate) const OFFICIAL: &str = "/official";
pub(crate) const COOPERATIVES: &str = "/official/cooperatives";
pub(crate) const COOPERATIVE_NEW: &str = "/official/cooperatives/new";
pub(crate) const COOPERATIVE_FILE: &str = "/official/cooperatives/{cooperative_id}";
/// A manager's own cooperative.
pub(crate) const COOPERATIVE: &str = "/cooperative";
/// The unions it is a member of, or its members where it is one.
pub(crate) const UNIONS: &str = "/cooperative/unions";
/// Its member households.
pub(crate) const MEMBERS: &str = "/members";
pub(crate) const MEMBER_NEW: &str = "/members/new";
pub(crate) const MEMBER: &str = "/members/{household_id}";
pub(crate) const MEMBER_TIME: &str = "/members/{household_id}/time";
/// What its households grow where.
pub(crate) const PLOTS: &str = "/plots";
pub(crate) const PLOT_NEW: &str = "/plots/new";
pub(crate) const PLOT: &str = "/plots/{plot_id}";
pub(crate) const PAPERS: &str = "/papers";
pub(crate) const PAPER_NEW: &str = "/papers/new";
pub(crate) const PAPER: &str = "/papers/{paper_id}";
pub(crate) const PAPER_SCAN: &str = "/papers/{paper_id}/scan";
pub(crate) const PAPER_SUBMIT: &str = "/papers/{paper_id}/submit";
pub(crate) const OFFICIAL_PAPERS: &str = "/official/papers";
pub(crate) const PAPER_REVIEW: &str = "/official/papers/{paper_id}";
pub(crate) const COOPERATIVES_DECIDE: &str = "/official/cooperatives/decide";
pub(crate) const FIGURES_WORKBOOK: &str = "/official/workbook";
pub(crate) const OPERATOR: &str = "/operator";
pub(crate) const AUDIT: &str = "/operator/audit";
/// Served by the API; pages link to it.
pub(crate) const API_DOCS: &str = "/api/docs";
/// Told to look again by this stream, which the API serves.
pub(crate) const EVENTS: &str = "/api/v1/events";

pub(crate) fn cooperative_file(cooperative_id: Id<Cooperative>) -> String {
    format!("{COOPERATIVES}/{cooperative_id}")
}

pub(crate) fn member(household_id: Id<Household>) -> String {
    format!("{MEMBERS}/{household_id}")
}

pub(crate) fn member_time(household_id: Id<Household>) -> String {
    format!("{MEMBERS}/{household_id}/time")
}

pub(crate) fn plot(plot_id: Id<Plot>) -> String {
    format!("{PLOTS}/{plot_id}")
}

pub(crate) fn plots_of(household_id: Id<Household>) -> String {
    Link::to(PLOTS).with("household", household_id).to_string()
}

pub(crate) fn paper_new(scheme: PaperScheme) -> String {
    format!("{PAPER_NEW}?scheme={}", scheme.slug())
}

pub(crate) fn paper(paper_id: Id<Paper>) -> String {
    format!("{PAPERS}/{paper_id}")
}

pub(crate) fn paper_scan(paper_id: Id<Paper>) -> String {
    format!("{PAPERS}/{paper_id}/scan")
}

pub(crate) fn paper_submit(paper_id: Id<Paper>) -> String {
    format!("{PAPERS}/{paper_id}/submit")
}

pub(crate) fn paper_review(paper_id: Id<Paper>) -> String {
    format!("{OFFICIAL_PAPERS}/{paper_id}")
}

pub(crate) fn delegation_evidence(delegation_id: Id<Delegation>) -> String {
    format!("{DELEGATIONS}/{delegation_id}/evidence")
}

pub(crate) fn draft(form: DraftForm) -> String {
    format!("/drafts/{}", form.slug())
}

pub(crate) fn draft_drop(form: DraftForm) -> String {
    format!("{}/drop", draft(form))
}

pub(crate) fn person(person_id: Id<Person>) -> String {
    format!("{PEOPLE}/{person_id}")
}

pub(crate) fn provider(provider: &str) -> Link {
    Link::to(PROVIDER.replace("{provider}", provider))
}

pub(crate) fn provider_link(provider: &str) -> String {
    PROVIDER_LINK.replace("{provider}", provider)
}

pub(crate) fn provider_unlink(provider: &str) -> String {
    PROVIDER_UNLINK.replace("{provider}", provider)
}

/// Where a key is ended; `name` is what the page calls it.
pub(crate) fn key_revoke(key_id: Id<ApiKey>, name: &str) -> String {
    Link::to(format!("{KEYS}/{key_id}/revoke")).with("name", name).to_string()
}

pub(crate) fn personal_file(producer: Producer) -> String {
    match producer {
        Producer::Cooperative(id) => format!("{PERSONAL}/{id}"),
        Producer::Household(id) => format!("{PERSONAL}/{id}"),
        Producer::Former(id) => format!("{PERSONAL}/{id}"),
    }
}

pub(crate) fn request(request_id: Id<SubjectRequest>) -> String {
    format!("{REQUESTS}/{request_id}")
}

pub(crate) fn request_file(request_id: Id<SubjectRequest>) -> String {
    format!("{REQUESTS}/{request_id}/file")
}

pub(crate) fn order(order_id: Id<Order>) -> String {
    format!("{ORDERS}/{order_id}")
}

pub(crate) fn listing(listing_id: Id<Listing>) -> String {
    format!("{LISTINGS}/{listing_id}")
}

pub(crate) fn listing_rules(listing_id: Id<Listing>, account_id: Id<ChannelAccount>) -> String {
    format!("{LISTINGS}/{listing_id}/rules/{account_id}")
}

pub(crate) fn shop_rules(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/rules")
}

pub(crate) fn offer_retry(listing_id: Id<Listing>, offer_id: Id<Offer>) -> String {
    format!("{LISTINGS}/{listing_id}/offers/{offer_id}/retry")
}

pub(crate) fn offer(offer_id: Id<Offer>) -> String {
    format!("{OFFERS}/{offer_id}")
}

pub(crate) fn offer_drift(offer_id: Id<Offer>) -> String {
    format!("{OFFERS}/{offer_id}/drift")
}

pub(crate) fn lot(lot_id: Id<Lot>) -> String {
    format!("{LOTS}/{lot_id}")
}

pub(crate) fn lot_revise(lot_id: Id<Lot>) -> String {
    format!("{LOTS}/{lot_id}/revise")
}

pub(crate) fn ledger_undo(lot_id: Id<Lot>) -> String {
    format!("{STOCK}/{lot_id}/undo")
}

pub(crate) fn ledger(lot_id: Id<Lot>) -> String {
    format!("{STOCK}/{lot_id}")
}

pub(crate) fn ledger_remove(lot_id: Id<Lot>) -> String {
    format!("{STOCK}/{lot_id}/removals")
}

pub(crate) fn shop_items(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/items")
}

pub(crate) fn shop_item_join(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/items/join")
}

pub(crate) fn shop_past(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/past-orders")
}

pub(crate) fn shop_pause(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/pause")
}

pub(crate) fn shop_disconnect(account_id: Id<ChannelAccount>) -> String {
    format!("/shops/{account_id}/disconnect")
}

pub(crate) fn channel_connect(channel: Channel) -> String {
    format!("{CHANNELS}/{channel}/connect")
}

pub(crate) fn channel_callback(channel: Channel) -> String {
    format!("{CHANNELS}/{channel}/callback")
}

pub(crate) fn import_kind(kind: ImportKind) -> String {
    format!("{IMPORTS}/{}", kind.slug())
}

pub(crate) fn import(kind: ImportKind, import_id: Id<Import>) -> String {
    format!("{}/{import_id}", import_kind(kind))
}

pub(crate) fn import_take(kind: ImportKind, import_id: Id<Import>) -> String {
    format!("{}/take", import(kind, import_id))
}

/// An empty workbook to fill in; the API serves it.
pub(crate) fn import_template(kind: ImportKind) -> String {
    format!("/api/v1/imports/{}/template", kind.slug())
}

/// The handed-in file with its faults marked; the API serves it.
pub(crate) fn import_marked(kind: ImportKind, import_id: Id<Import>) -> String {
    format!("/api/v1/imports/{}/{import_id}/marked", kind.slug())
}

/// A whole list as Excel; the API serves it.
pub(crate) fn export_list(name: &str) -> String {
    format!("{EXPORT_LISTS}/{name}.xlsx")
}

/// A path with a query, built up pair by pair; empty values are left out.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(super) path: String,
    pub(super) pairs: Vec<(&'static str, String)>,
}

impl Link {
    pub(crate) fn to(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: Vec::new() }
    }

    /// The same link with one more pair.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            self.pairs.push((name, value));
        }
        self
    }

    /// The same, where there is a value.
    #[must_use]
    pub(crate) fn with_some(self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.pairs.is_empty() {
            return Ok(());
        }
        let mut query = form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
        for (name, value) in &self.pairs {
            query.append_pair(name, value);
        }
        f.write_str(&query.finish())
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_fits_the_pattern_the_router_knows() {
        let (lot_id, order_id, listing_id) = (Id::generate(), Id::generate(), Id::generate());
        let (offer_id, import_id) = (Id::generate(), Id::generate());
        let cases = [
            (ORDER, order(order_id)),
            (KEY_REVOKE, key_revoke(Id::generate(), "")),
            (PERSON, person(Id::generate())),
            (MEMBER, member(Id::generate())),
            (MEMBER_TIME, member_time(Id::generate())),
            (PLOT, plot(Id::generate())),
            (PERSONAL_FILE, personal_file(Producer::Household(Id::generate()))),
            (PERSONAL_FILE, personal_file(Producer::Cooperative(Id::generate()))),
            (REQUEST, request(Id::generate())),
            (REQUEST_FILE, request_file(Id::generate())),
            (COOPERATIVE_FILE, cooperative_file(Id::generate())),
            (PAPER, paper(Id::generate())),
            (PAPER_SCAN, paper_scan(Id::generate())),
            (PAPER_SUBMIT, paper_submit(Id::generate())),
            (PAPER_REVIEW, paper_review(Id::generate())),
            (DELEGATION_EVIDENCE, delegation_evidence(Id::generate())),
            (DRAFT, draft(DraftForm::Paper)),
            (DRAFT_DROP, draft_drop(DraftForm::Paper)),
            (LISTING, listing(listing_id)),
            (OFFER_RETRY, offer_retry(listing_id, offer_id)),
            (OFFER, offer(offer_id)),
            (OFFER_DRIFT, offer_drift(offer_id)),
            (LOT, lot(lot_id)),
            (LOT_REVISE, lot_revise(lot_id)),
            (LEDGER_UNDO, ledger_undo(lot_id)),
            (LEDGER, ledger(lot_id)),
            (SHOP_ITEMS, shop_items(Id::generate())),
            (SHOP_ITEM_JOIN, shop_item_join(Id::generate())),
            (SHOP_PAST, shop_past(Id::generate())),
            (SHOP_PAUSE, shop_pause(Id::generate())),
            (SHOP_DISCONNECT, shop_disconnect(Id::generate())),
            (CHANNEL_CONNECT, channel_connect(Channel::Shopee)),
            (CHANNEL_CALLBACK, channel_callback(Channel::Shopee)),
            (IMPORT_KIND, import_kind(ImportKind::Harvest)),
            (IMPORT, import(ImportKind::Harvest, import_id)),
            (IMPORT_TAKE, import_take(ImportKind::Harvest, import_id)),
        ];
        for (pattern, link) in cases {
            let (pattern, parts): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), link.split('/').collect());
            assert_eq!(pattern.len(), parts.len(), "{link}");
            assert!(pattern.iter().zip(parts).all(|(known, part)| known.starts_with('{') || *known == part), "{link}");
        }
    }

    #[test]
    fn a_link_carries_what_was_typed_safely_and_leaves_out_nothing_said() {
        let link = Link::to(ORDERS).with("text", "cam & quýt").with("after", "").with_some("size", None::<u32>);
        assert_eq!(link.to_string(), "/orders?text=cam+%26+qu%C3%BDt");
        assert_eq!(Link::to(HOME).to_string(), HOME);
    }
}

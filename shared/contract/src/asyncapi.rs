//! The contract as an AsyncAPI 3.0 document, made from the types and their samples, so that it cannot say anything else.
//!
//! Bodies are shown by example: each is a golden sample, read into its type and written again.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{Ask, Fact, KeyScope, Repeat, SERVICES, Service, accounts::Errand, ask_subject, fact_subject};

/// The first token of every subject, unless a house has chosen another.
const HOUSE: &str = "phien";

/// Every fact and every ask with its subject, an example, and for asks who may ask them and what it means to ask twice.
///
/// # Panics
/// Where a sample does not fit its type, which a test would have found.
pub fn asyncapi() -> Value {
    let mut document = Document::default();
    facts(&mut document);
    asks(&mut document);
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Chợ Phiên",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Facts travel on JetStream with the headers of the CloudEvents NATS binding; each carries full \
                state and a version, and the highest version heard is the truth. Asks are NATS requests; the answer is \
                {\"Ok\": …}, or {\"Err\": refusal} with a stable code.",
        },
        "defaultContentType": "application/json",
        "channels": document.channels,
        "operations": document.operations,
    })
}

#[derive(Default)]
struct Document {
    channels: BTreeMap<String, Value>,
    operations: BTreeMap<String, Value>,
}

impl Document {
    fn fact<F: Fact>(&mut self, message: &str, sample: &str) {
        let told = json!({ "action": "send", "summary": format!("{} tells {message}", F::SERVICE) });
        self.add(&fact_subject::<F>(HOUSE), message, &example::<F>(sample), "tell", told);
    }

    fn ask<A: Ask>(&mut self, message: &str, sample: &str) {
        for service in answering::<A>() {
            let answered = json!({
                "action": "receive",
                "summary": format!("{service} answers {message}"),
                "reply": { "address": { "location": "$message.header#/reply" } },
                "x-phien-roles": A::ALLOWED.iter().map(|role| role.slug()).collect::<Vec<_>>(),
                "x-phien-key-scope": A::KEY_SCOPE.map(KeyScope::slug),
                "x-phien-errand": A::ERRAND.map(Errand::slug),
                "x-phien-repeat": repeat(A::REPEAT),
            });
            let subject = ask_subject(HOUSE, service, A::NAME, A::VERSION);
            self.add(&subject, message, &example::<A>(sample), "answer", answered);
        }
    }

    fn add(&mut self, subject: &str, message: &str, example: &Value, verb: &str, mut operation: Value) {
        let channel = &subject[HOUSE.len() + 1..];
        let body = json!({ "name": message, "payload": { "type": "object" }, "examples": [{ "payload": example }] });
        let messages = Map::from_iter([(message.to_owned(), body)]);
        self.channels.insert(channel.to_owned(), json!({ "address": subject, "messages": messages }));
        operation["channel"] = json!({ "$ref": format!("#/channels/{channel}") });
        self.operations.insert(format!("{verb}.{}", channel.trim_start_matches("ask.")), operation);
    }
}

/// The sample as its type reads and writes it today.
fn example<T: serde::Serialize + serde::de::DeserializeOwned>(sample: &str) -> Value {
    let read: T = serde_json::from_str(sample).expect("a test reads every sample");
    serde_json::to_value(read).expect("what was read from JSON can be written as JSON")
}

/// The services that answer an ask: its own, or all, or those that take some kind of file.
fn answering<A: Ask>() -> Vec<Service> {
    if !A::SERVICE.is_empty() {
        return vec![A::SERVICE];
    }
    if A::NAME == crate::audit::FindAudit::NAME {
        return SERVICES.to_vec();
    }
    let takes_files = |service: &Service| crate::imports::ImportKind::ALL.iter().any(|kind| kind.service() == *service);
    SERVICES.into_iter().filter(takes_files).collect()
}

const fn repeat(repeat: Repeat) -> &'static str {
    match repeat {
        Repeat::Question => "question",
        Repeat::Command => "command",
        Repeat::Harmless => "harmless",
    }
}

/// `said! { facts: fact { intake::OrderChanged = "order_changed.v1" } }`, where the text names the sample's file.
macro_rules! said {
    ($all:ident: $kind:ident { $($service:ident::$message:ident = $sample:literal)+ }) => {
        fn $all(document: &mut Document) {
            $(
                document.$kind::<crate::$service::$message>(
                    stringify!($message),
                    include_str!(concat!("../samples/", $sample, ".json")),
                );
            )+
        }
    };
}

said! { facts: fact {
    onboarding::CooperativeChanged = "cooperative_changed.v1"
    onboarding::PersonErased = "person_erased.v1"
    onboarding::LotDeclared = "lot_declared.v1"
    onboarding::PaperChanged = "paper_changed.v1"
    onboarding::BankAccountReplaced = "bank_account_replaced.v1"
    syndication::ListingChanged = "listing_changed.v1"
    syndication::ChannelAccountChanged = "channel_account_changed.v1"
    syndication::OfferChanged = "offer_changed.v1"
    syndication::ItemJoined = "item_joined.v1"
    intake::OrderChanged = "order_changed.v1"
    intake::StockChanged = "stock_changed.v1"
}}

said! { asks: ask {
    accounts::SignIn = "sign_in.v1"
    accounts::WhoIs = "who_is.v1"
    accounts::SignOut = "sign_out.v1"
    accounts::AddPerson = "add_person.v1"
    accounts::ShowSecondFactor = "show_second_factor.v1"
    accounts::FindSecurity = "find_security.v1"
    accounts::ChangePassword = "change_password.v1"
    accounts::DrawSecondFactor = "draw_second_factor.v1"
    accounts::ConfirmSecondFactor = "confirm_second_factor.v1"
    accounts::DropSecondFactor = "drop_second_factor.v1"
    accounts::EndSessions = "end_sessions.v1"
    accounts::InvitePerson = "invite_person.v1"
    accounts::DrawLink = "draw_link.v1"
    accounts::ReadLink = "read_link.v1"
    accounts::UseLink = "use_link.v1"
    accounts::ForgetPassword = "forget_password.v1"
    accounts::FindPeople = "find_people.v1"
    accounts::ChangePerson = "change_person.v1"
    accounts::FindProviders = "find_providers.v1"
    accounts::VisitProvider = "visit_provider.v1"
    accounts::LinkIdentity = "link_identity.v1"
    accounts::ReturnFromProvider = "return_from_provider.v1"
    accounts::UnlinkIdentity = "unlink_identity.v1"
    accounts::MakeKey = "make_key.v1"
    accounts::FindKeys = "find_keys.v1"
    accounts::RevokeKey = "revoke_key.v1"
    accounts::WhoseKey = "whose_key.v1"
    accounts::ProposeDelegation = "propose_delegation.v1"
    accounts::GiveDelegation = "give_delegation.v1"
    accounts::DecideDelegation = "decide_delegation.v1"
    accounts::FindDelegations = "find_delegations.v1"
    onboarding::FindCooperatives = "find_cooperatives.v1"
    onboarding::FindHouseholds = "find_households.v1"
    onboarding::FindDeclaredLots = "find_declared_lots.v1"
    onboarding::GetHousehold = "get_household.v1"
    onboarding::SaveHousehold = "save_household.v1"
    onboarding::SavePlot = "save_plot.v1"
    onboarding::FindPlots = "find_plots.v1"
    onboarding::GetPlot = "get_plot.v1"
    onboarding::ChangeMembership = "change_membership.v1"
    onboarding::DeclareLot = "declare_lot.v1"
    onboarding::ReviseLot = "revise_lot.v1"
    onboarding::FindLots = "find_lots.v1"
    onboarding::GetLot = "get_lot.v1"
    onboarding::FindRevisions = "find_revisions.v1"
    onboarding::TakeOut = "take_out.v1"
    onboarding::FindSeasons = "find_seasons.v1"
    onboarding::GetCooperative = "get_cooperative.v1"
    onboarding::RegisterCooperative = "register_cooperative.v1"
    onboarding::SaveCooperative = "save_cooperative.v1"
    onboarding::SubmitCooperative = "submit_cooperative.v1"
    onboarding::AddUnionMember = "add_union_member.v1"
    onboarding::EndUnionMembership = "end_union_membership.v1"
    onboarding::SaveDraft = "save_draft.v1"
    onboarding::FindDraft = "find_draft.v1"
    onboarding::DropDraft = "drop_draft.v1"
    onboarding::FindCaseload = "find_caseload.v1"
    onboarding::GetOwnHousehold = "get_own_household.v1"
    onboarding::ReviewCooperative = "review_cooperative.v1"
    onboarding::DecideCooperatives = "decide_cooperatives.v1"
    onboarding::RevealPersonalData = "reveal_personal_data.v1"
    onboarding::SavePaper = "save_paper.v1"
    onboarding::AttachScan = "attach_scan.v1"
    onboarding::SubmitPaper = "submit_paper.v1"
    onboarding::DecidePaper = "decide_paper.v1"
    onboarding::FindPapers = "find_papers.v1"
    onboarding::GetPaper = "get_paper.v1"
    onboarding::OpenScan = "open_scan.v1"
    onboarding::FindConsents = "find_consents.v1"
    onboarding::GetPersonalFile = "get_personal_file.v1"
    onboarding::RecordConsent = "record_consent.v1"
    onboarding::FileSubjectRequest = "file_subject_request.v1"
    onboarding::FindSubjectRequests = "find_subject_requests.v1"
    onboarding::StepSubjectRequest = "step_subject_request.v1"
    onboarding::MakeAccessFile = "make_access_file.v1"
    onboarding::FetchAccessFile = "fetch_access_file.v1"
    syndication::SaveListing = "save_listing.v1"
    syndication::FindListings = "find_listings.v1"
    syndication::GetListing = "get_listing.v1"
    syndication::FindTroubledOffers = "find_troubled_offers.v1"
    syndication::GetOffer = "get_offer.v1"
    syndication::FindOfferHistory = "find_offer_history.v1"
    syndication::RetryOffers = "retry_offers.v1"
    syndication::SettleDrift = "settle_drift.v1"
    syndication::ChangeRules = "change_rules.v1"
    syndication::ChangePrices = "change_prices.v1"
    syndication::UndoChange = "undo_change.v1"
    syndication::FindRules = "find_rules.v1"
    syndication::FindChanges = "find_changes.v1"
    syndication::PreviewListing = "preview_listing.v1"
    syndication::CountOffers = "count_offers.v1"
    syndication::FindProgress = "find_progress.v1"
    syndication::StartConsent = "start_consent.v1"
    syndication::FinishConsent = "finish_consent.v1"
    syndication::FindChannelAccounts = "find_channel_accounts.v1"
    syndication::FindChannels = "find_channels.v1"
    syndication::PauseShop = "pause_shop.v1"
    syndication::DisconnectShop = "disconnect_shop.v1"
    syndication::FindShopItems = "find_shop_items.v1"
    syndication::JoinShopItem = "join_shop_item.v1"
    syndication::IgnoreShopItem = "ignore_shop_item.v1"
    syndication::PutUpRest = "put_up_rest.v1"
    syndication::ReadShop = "read_shop.v1"
    syndication::AccessToken = "access_token.v1"
    intake::FindOrders = "find_orders.v1"
    intake::GetOrder = "get_order.v1"
    intake::BackfillOrders = "backfill_orders.v1"
    intake::FindBackfill = "find_backfill.v1"
    intake::CountOrders = "count_orders.v1"
    intake::ShipOrders = "ship_orders.v1"
    intake::TakeBackShipments = "take_back_shipments.v1"
    intake::CancelOrders = "cancel_orders.v1"
    intake::FindStock = "find_stock.v1"
    intake::RemoveGoods = "remove_goods.v1"
    intake::UndoRemoval = "undo_removal.v1"
    intake::GetLedger = "get_ledger.v1"
    intake::FindSoldLines = "find_sold_lines.v1"
    intake::FindRemovals = "find_removals.v1"
    intake::SumStock = "sum_stock.v1"
    intake::IntakeHealth = "intake_health.v1"
    analytics::FindFigures = "find_figures.v1"
    analytics::FindFarmgatePrices = "find_farmgate_prices.v1"
    analytics::AnalyticsHealth = "analytics_health.v1"
    imports::CheckImport = "check_import.v1"
    imports::FindImport = "find_import.v1"
    imports::FindImports = "find_imports.v1"
    imports::TakeImport = "take_import.v1"
    imports::ImportTemplate = "import_template.v1"
    imports::MarkedCopy = "marked_copy.v1"
    imports::ImportRows = "import_rows.v1"
    audit::FindAudit = "find_audit.v1"
}}

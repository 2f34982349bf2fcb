//! What syndication hears and what it answers.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportRows, ImportTemplate, MarkedCopy, TakeImport},
    intake::StockChanged,
    onboarding::{CooperativeChanged, LotDeclared, PaperChanged},
    syndication::{
        AccessToken, ChangePrices, ChangeRules, CountOffers, DisconnectShop, FindChanges, FindChannelAccounts,
        FindChannels, FindListings, FindOfferHistory, FindProgress, FindRules, FindShopItems, FindTroubledOffers,
        FinishConsent, GetListing, GetOffer, IgnoreShopItem, JoinShopItem, PauseShop, PreviewListing, PutUpRest,
        ReadShop, RetryOffers, SaveListing, SettleDrift, StartConsent, UndoChange,
    },
};
use mailbox::Conversation;

use crate::{actions, app::App};

pub(crate) fn of(app: &App) -> Conversation<App> {
    Conversation::new(app.clone(), app.database.clone(), app.broker.clone())
        .hears::<CooperativeChanged>(actions::note_cooperative)
        .hears::<LotDeclared>(actions::note_lot)
        .hears::<PaperChanged>(actions::note_paper)
        .hears::<StockChanged>(actions::note_stock)
        .answers::<SaveListing>(actions::save_listing)
        .answers::<FindListings>(actions::find_listings)
        .answers::<GetListing>(actions::get_listing)
        .answers::<PreviewListing>(actions::preview_listing)
        .answers::<ChangeRules>(actions::change_rules)
        .answers::<ChangePrices>(actions::change_prices)
        .answers::<UndoChange>(actions::undo_change)
        .answers::<FindRules>(actions::find_rules)
        .answers::<FindChanges>(actions::find_changes)
        .answers::<GetOffer>(actions::get_offer)
        .answers::<FindOfferHistory>(actions::find_offer_history)
        .answers::<SettleDrift>(actions::settle_drift)
        .answers::<RetryOffers>(actions::retry_offers)
        .answers::<FindTroubledOffers>(actions::find_troubled_offers)
        .answers::<CountOffers>(actions::count_offers)
        .answers::<FindProgress>(actions::find_progress)
        .answers::<StartConsent>(actions::start_consent)
        .undertakes::<FinishConsent>(actions::finish_consent)
        .answers::<FindChannelAccounts>(actions::find_channel_accounts)
        .answers::<FindChannels>(actions::find_channels)
        .answers::<PauseShop>(actions::pause_shop)
        .answers::<DisconnectShop>(actions::disconnect_shop)
        .answers::<FindShopItems>(actions::find_shop_items)
        .answers::<JoinShopItem>(actions::join_shop_item)
        .answers::<IgnoreShopItem>(actions::ignore_shop_item)
        .answers::<PutUpRest>(actions::put_up_rest)
        .answers::<ReadShop>(actions::read_shop)
        .undertakes::<AccessToken>(actions::give_access_token)
        .answers::<CheckImport>(imports::check_import)
        .answers::<FindImport>(imports::find_import)
        .answers::<FindImports>(imports::find_imports)
        .answers::<ImportRows>(imports::import_rows)
        .answers::<TakeImport>(imports::take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

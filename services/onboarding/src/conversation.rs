//! What onboarding hears and answers. Producers and lots begin here; how much of a lot is sold, the stock ledger tells.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportTemplate, MarkedCopy, TakeImport},
    intake::StockChanged,
    onboarding::{
        DecideCooperatives, DeclareLot, FindCooperatives, FindDeclaredLots, FindHouseholds, FindLots, FindSeasons,
        GetCooperative, GetLot, ReviewCooperative, ReviseLot, SaveCooperative, SubmitCooperative, TakeOut,
    },
};
use imports::{check_import, find_import, find_imports, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        decide_cooperatives, declare_lot, find_cooperatives, find_declared_lots, find_households, find_lots,
        find_seasons, get_cooperative, get_lot, note_stock, review_cooperative, revise_lot, save_cooperative,
        submit_cooperative, take_out,
    },
};

/// What is heard, and the table of asks.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .hears::<StockChanged>(note_stock)
        .answers::<FindCooperatives>(find_cooperatives)
        .answers::<FindHouseholds>(find_households)
        .answers::<FindDeclaredLots>(find_declared_lots)
        .answers::<DeclareLot>(declare_lot)
        .answers::<ReviseLot>(revise_lot)
        .answers::<FindLots>(find_lots)
        .answers::<GetLot>(get_lot)
        .answers::<FindSeasons>(find_seasons)
        .answers::<TakeOut>(take_out)
        .answers::<GetCooperative>(get_cooperative)
        .answers::<SaveCooperative>(save_cooperative)
        .answers::<SubmitCooperative>(submit_cooperative)
        .answers::<ReviewCooperative>(review_cooperative)
        .answers::<DecideCooperatives>(decide_cooperatives)
        .answers::<CheckImport>(check_import)
        .answers::<FindImport>(find_import)
        .answers::<FindImports>(find_imports)
        .answers::<TakeImport>(take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

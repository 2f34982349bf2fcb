//! What onboarding answers. It hears nothing: producers and lots begin here.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportTemplate, MarkedCopy, TakeImport},
    onboarding::{
        ChangeMembership, DecideCooperatives, FindCooperatives, FindDeclaredLots, FindHouseholds, GetCooperative,
        GetHousehold, ReviewCooperative, SaveCooperative, SaveHousehold, SubmitCooperative,
    },
};
use imports::{check_import, find_import, find_imports, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        change_membership, decide_cooperatives, find_cooperatives, find_declared_lots, find_households,
        get_cooperative, get_household, review_cooperative, save_cooperative, save_household, submit_cooperative,
    },
};

/// The table of asks.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .answers::<FindCooperatives>(find_cooperatives)
        .answers::<FindHouseholds>(find_households)
        .answers::<FindDeclaredLots>(find_declared_lots)
        .answers::<GetHousehold>(get_household)
        .answers::<SaveHousehold>(save_household)
        .answers::<ChangeMembership>(change_membership)
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

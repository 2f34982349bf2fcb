//! What onboarding answers. It hears nothing: producers and lots begin here.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportTemplate, MarkedCopy, TakeImport},
    onboarding::{
        DecideCooperatives, DropDraft, FindCaseload, FindCooperatives, FindDeclaredLots, FindDraft, FindHouseholds,
        GetCooperative, GetOwnHousehold, ReviewCooperative, SaveCooperative, SaveDraft, SubmitCooperative,
    },
};
use imports::{check_import, find_import, find_imports, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        decide_cooperatives, drop_draft, find_caseload, find_cooperatives, find_declared_lots, find_draft,
        find_households, get_cooperative, get_own_household, review_cooperative, save_cooperative, save_draft,
        submit_cooperative,
    },
};

/// The table of asks.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .answers::<FindCooperatives>(find_cooperatives)
        .answers::<FindHouseholds>(find_households)
        .answers::<FindDeclaredLots>(find_declared_lots)
        .answers::<GetCooperative>(get_cooperative)
        .answers::<SaveCooperative>(save_cooperative)
        .answers::<SubmitCooperative>(submit_cooperative)
        .answers::<ReviewCooperative>(review_cooperative)
        .answers::<DecideCooperatives>(decide_cooperatives)
        .answers::<FindCaseload>(find_caseload)
        .answers::<SaveDraft>(save_draft)
        .answers::<FindDraft>(find_draft)
        .answers::<DropDraft>(drop_draft)
        .answers::<GetOwnHousehold>(get_own_household)
        .answers::<CheckImport>(check_import)
        .answers::<FindImport>(find_import)
        .answers::<FindImports>(find_imports)
        .answers::<TakeImport>(take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

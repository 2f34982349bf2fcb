//! What onboarding answers. It hears nothing: producers and lots begin here.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportTemplate, MarkedCopy, TakeImport},
    onboarding::{
        AttachScan, DecideCooperatives, DecidePaper, FindCooperatives, FindDeclaredLots, FindHouseholds, FindPapers,
        GetCooperative, GetPaper, OpenScan, RevealPersonalData, ReviewCooperative, SaveCooperative, SavePaper,
        SubmitCooperative, SubmitPaper,
    },
};
use imports::{check_import, find_import, find_imports, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        attach_scan, decide_cooperatives, decide_paper, find_cooperatives, find_declared_lots, find_households,
        find_papers, get_cooperative, get_paper, open_scan, reveal_personal_data, review_cooperative, save_cooperative,
        save_paper, submit_cooperative, submit_paper,
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
        .answers::<RevealPersonalData>(reveal_personal_data)
        .answers::<SavePaper>(save_paper)
        .answers::<AttachScan>(attach_scan)
        .answers::<SubmitPaper>(submit_paper)
        .answers::<DecidePaper>(decide_paper)
        .answers::<FindPapers>(find_papers)
        .answers::<GetPaper>(get_paper)
        .answers::<OpenScan>(open_scan)
        .answers::<CheckImport>(check_import)
        .answers::<FindImport>(find_import)
        .answers::<FindImports>(find_imports)
        .answers::<TakeImport>(take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

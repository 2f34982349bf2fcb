//! What onboarding answers. It hears nothing: producers and lots begin here.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportTemplate, MarkedCopy, TakeImport},
    onboarding::{
        DecideCooperatives, FetchAccessFile, FileSubjectRequest, FindCooperatives, FindDeclaredLots, FindHouseholds,
        FindSubjectRequests, GetCooperative, GetPersonalFile, MakeAccessFile, RecordConsent, RevealPersonalData,
        ReviewCooperative, SaveCooperative, StepSubjectRequest, SubmitCooperative,
    },
};
use imports::{check_import, find_import, find_imports, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        decide_cooperatives, fetch_access_file, file_subject_request, find_cooperatives, find_declared_lots,
        find_households, find_subject_requests, get_cooperative, get_personal_file, make_access_file, record_consent,
        reveal_personal_data, review_cooperative, save_cooperative, step_subject_request, submit_cooperative,
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
        .answers::<GetPersonalFile>(get_personal_file)
        .answers::<RecordConsent>(record_consent)
        .answers::<FileSubjectRequest>(file_subject_request)
        .answers::<FindSubjectRequests>(find_subject_requests)
        .answers::<StepSubjectRequest>(step_subject_request)
        .answers::<FetchAccessFile>(fetch_access_file)
        .undertakes::<MakeAccessFile>(make_access_file)
        .answers::<CheckImport>(check_import)
        .answers::<FindImport>(find_import)
        .answers::<FindImports>(find_imports)
        .answers::<TakeImport>(take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

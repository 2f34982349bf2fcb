//! What onboarding hears and answers. Producers and lots begin here; how much of a lot is sold, the stock ledger tells.

use contract::{
    imports::{CheckImport, FindImport, FindImports, ImportRows, ImportTemplate, MarkedCopy, TakeImport},
    intake::StockChanged,
    onboarding::{
        AddUnionMember, AttachScan, ChangeMembership, DecideCooperatives, DecidePaper, DeclareLot, DropDraft,
        EndUnionMembership, FetchAccessFile, FileSubjectRequest, FindCaseload, FindConsents, FindCooperatives,
        FindDeclaredLots, FindDraft, FindHouseholds, FindLots, FindPapers, FindPlots, FindRevisions, FindSeasons,
        FindSubjectRequests, GetCooperative, GetHousehold, GetLot, GetOwnHousehold, GetPaper, GetPersonalFile, GetPlot,
        MakeAccessFile, OpenScan, RecordConsent, RegisterCooperative, RevealPersonalData, ReviewCooperative, ReviseLot,
        SaveCooperative, SaveDraft, SaveHousehold, SavePaper, SavePlot, StepSubjectRequest, SubmitCooperative,
        SubmitPaper, TakeOut,
    },
};
use imports::{check_import, find_import, find_imports, import_rows, take_import};
use mailbox::Conversation;

use crate::{
    App,
    actions::{
        add_union_member, attach_scan, change_membership, decide_cooperatives, decide_paper, declare_lot, drop_draft,
        end_union_membership, fetch_access_file, file_subject_request, find_caseload, find_consents, find_cooperatives,
        find_declared_lots, find_draft, find_households, find_lots, find_papers, find_plots, find_revisions,
        find_seasons, find_subject_requests, get_cooperative, get_household, get_lot, get_own_household, get_paper,
        get_personal_file, get_plot, make_access_file, note_stock, open_scan, record_consent, register_cooperative,
        reveal_personal_data, review_cooperative, revise_lot, save_cooperative, save_draft, save_household, save_paper,
        save_plot, step_subject_request, submit_cooperative, submit_paper, take_out,
    },
};

/// What is heard, and the table of asks.
pub(crate) fn conversation(app: App) -> Conversation<App> {
    let (database, broker) = (app.database.clone(), app.broker.clone());
    Conversation::new(app, database, broker)
        .hears::<StockChanged>(note_stock)
        .answers::<FindConsents>(find_consents)
        .answers::<FindCooperatives>(find_cooperatives)
        .answers::<FindHouseholds>(find_households)
        .answers::<FindDeclaredLots>(find_declared_lots)
        .answers::<GetHousehold>(get_household)
        .answers::<SaveHousehold>(save_household)
        .answers::<ChangeMembership>(change_membership)
        .answers::<SavePlot>(save_plot)
        .answers::<FindPlots>(find_plots)
        .answers::<GetPlot>(get_plot)
        .answers::<DeclareLot>(declare_lot)
        .answers::<ReviseLot>(revise_lot)
        .answers::<FindLots>(find_lots)
        .answers::<GetLot>(get_lot)
        .answers::<FindRevisions>(find_revisions)
        .answers::<FindSeasons>(find_seasons)
        .answers::<TakeOut>(take_out)
        .answers::<GetCooperative>(get_cooperative)
        .answers::<RegisterCooperative>(register_cooperative)
        .answers::<SaveCooperative>(save_cooperative)
        .answers::<SubmitCooperative>(submit_cooperative)
        .answers::<AddUnionMember>(add_union_member)
        .answers::<EndUnionMembership>(end_union_membership)
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
        .answers::<FindCaseload>(find_caseload)
        .answers::<SaveDraft>(save_draft)
        .answers::<FindDraft>(find_draft)
        .answers::<DropDraft>(drop_draft)
        .answers::<GetOwnHousehold>(get_own_household)
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
        .answers::<ImportRows>(import_rows)
        .answers::<TakeImport>(take_import)
        .undertakes::<ImportTemplate>(imports::import_template)
        .undertakes::<MarkedCopy>(imports::marked_copy)
}

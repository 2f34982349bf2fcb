//! What people ask of those who keep their data: the register, its clocks, and how a request ends.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Cooperative, Id, Person, SubjectRequest};
use serde::{Deserialize, Serialize};

use super::Producer;
use crate::{Page, PageRequest, ask::ask};

/// What somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// To be told all that is kept of them.
    Access,
    /// To have something mended.
    Correction,
    /// To have something not used for a while.
    Restriction,
    /// To withdraw a consent.
    Withdrawal,
    /// To have all of it erased.
    Erasure,
    /// To complain.
    Complaint,
}

impl RequestKind {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Correction, Self::Restriction, Self::Withdrawal, Self::Erasure, Self::Complaint];

    /// The word in tables and forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Correction => "correction",
            Self::Restriction => "restriction",
            Self::Withdrawal => "withdrawal",
            Self::Erasure => "erasure",
            Self::Complaint => "complaint",
        }
    }
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Written down; not answered yet.
    Received,
    /// Answered with yes; to be done.
    Accepted,
    /// Done.
    Done,
    /// Answered with no, and why.
    Refused,
}

impl RequestState {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Received, Self::Accepted, Self::Done, Self::Refused];

    /// The word in tables.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// Writes down what somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSubjectRequest {
    /// Who asks.
    pub producer: Producer,
    /// For what.
    pub kind: RequestKind,
    /// In their own words: 5 to 1,000 characters, and no long numbers.
    pub words: String,
    /// When they asked, where that was not today.
    #[serde(default)]
    pub received_on: Option<NaiveDate>,
}
ask!(FileSubjectRequest => Id<SubjectRequest>: Command "file_subject_request" v 1 of "onboarding"
    for [CooperativeManager, CommuneOfficial, ProvincialOfficial, Operator]);

/// Lists requests: those that wait first, the one that is due first on top.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindSubjectRequests {
    /// Those that are over instead.
    #[serde(default)]
    pub closed: bool,
    /// Only this one.
    #[serde(default)]
    pub request_id: Option<Id<SubjectRequest>>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindSubjectRequests => Page<SubjectRequestView>: Question "find_subject_requests" v 1 of "onboarding"
    for [CooperativeManager, CommuneOfficial, ProvincialOfficial, Operator]);

/// A request in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRequestView {
    /// Which one.
    pub request_id: Id<SubjectRequest>,
    /// Counts its steps; goes along with the next one.
    pub version: i64,
    /// Who asks.
    pub producer: Producer,
    /// Whose member they are.
    pub cooperative_id: Id<Cooperative>,
    /// The producer's short code.
    pub code: String,
    /// For what.
    pub kind: RequestKind,
    /// In their own words.
    pub words: String,
    /// How far it has come.
    pub state: RequestState,
    /// When they asked.
    pub received_on: NaiveDate,
    /// The last day to answer.
    pub answer_due: NaiveDate,
    /// The last day to be done.
    pub finish_due: NaiveDate,
    /// Whether the next of both is over.
    pub overdue: bool,
    /// Who sees to it.
    pub holder: Option<String>,
    /// Why the law wants the data kept for now.
    pub hold: Option<String>,
    /// Whether a file with all the data lies there to be fetched once.
    pub has_file: bool,
    /// What was done, the newest first.
    pub steps: Vec<RequestNote>,
}

/// A step of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestNote {
    /// When.
    pub at: DateTime<Utc>,
    /// What: the name of a [`RequestStep`], or `received`, `file_made`, `file_fetched`.
    pub step: String,
    /// Who, by name or role.
    pub by: String,
    /// What was said.
    pub words: String,
}

/// An official sees to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSubjectRequest {
    /// Which one.
    pub request_id: Id<SubjectRequest>,
    /// The version that was read; refused if another step came first.
    pub version: i64,
    /// The official's name, as others shall read it.
    pub name: String,
    /// What is done.
    pub step: RequestStep,
    /// To erase the one who acts for a cooperative: as whom they come in here, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<Id<Person>>,
}
ask!(StepSubjectRequest => (): Command "step_subject_request" v 1 of "onboarding"
    for [ProvincialOfficial, Operator]);

/// What an official does about a request. Words are 5 to 1,000 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStep {
    /// Sees to it from now on.
    TakeUp,
    /// Answers with yes, and says what will be done.
    Accept(String),
    /// Answers with no, and says why.
    Refuse(String),
    /// Writes down why the law wants the data kept for now.
    Hold(String),
    /// That reason is over.
    Release,
    /// Says what was done; not for access or erasure, which are done here.
    Finish(String),
    /// Erases everything personal for ever. The producer's code is typed once more to confirm it.
    Erase(String),
}

impl RequestStep {
    /// The word in tables.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::TakeUp => "take_up",
            Self::Accept(_) => "accept",
            Self::Refuse(_) => "refuse",
            Self::Hold(_) => "hold",
            Self::Release => "release",
            Self::Finish(_) => "finish",
            Self::Erase(_) => "erase",
        }
    }
}

/// Makes the file with all the data that are kept of whoever asked for access, and thereby does what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeAccessFile {
    /// Which request.
    pub request_id: Id<SubjectRequest>,
    /// The official's name, as others shall read it.
    pub name: String,
}
ask!(MakeAccessFile => (): Harmless "make_access_file" v 1 of "onboarding" for [ProvincialOfficial, Operator]);

/// Fetches the file of a request, once: its name in the store, where it lies sealed. Asked again, it is there no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchAccessFile {
    /// Which request.
    pub request_id: Id<SubjectRequest>,
}
ask!(FetchAccessFile => String: Harmless "fetch_access_file" v 1 of "onboarding"
    for [CooperativeManager, ProvincialOfficial, Operator]);

//! What onboarding says and answers: a producer becomes a seller.

mod bank;
mod because;
mod caseload;
mod consent;
mod drafts;
mod erasure;
mod identity;
mod kind;
mod lots;
mod membership;
mod own_household;
mod papers;
mod plots;
mod privacy;
mod representative;
mod subject_request;
mod union;
mod verification;

pub use bank::{BankAccountReplaced, BankForm, BankView};
pub use because::Because;
pub use caseload::{CaseloadEntry, FindCaseload};
pub use consent::{
    ConsentChannel, ConsentNote, ConsentSaid, ConsentStanding, FindConsents, GetPersonalFile, PersonalFile,
    RecordConsent, RevealNote,
};
pub use drafts::{Draft, DraftForm, DropDraft, FindDraft, SaveDraft};
pub use erasure::PersonErased;
pub use identity::{IdentityCheck, IdentityMeans, IdentityResult, IdentitySeen};
pub use kind::{ProducerKind, TaxCodeStatus, Unusual};
pub use lots::{
    Booked, DeclareLot, DeclaredBy, FindLots, FindRevisions, FindSeasons, GetLot, LotFile, LotForm, LotView, ReviseLot,
    RevisedWeighing, RevisionView, SeasonView, TakeOut, WeighingForm, WeighingView,
};
pub use membership::{
    ChangeMembership, GetHousehold, HouseholdFile, HouseholdForm, MembershipStep, MembershipTime, SaveHousehold,
};
pub use own_household::{GetOwnHousehold, OwnHousehold, Weighing};
pub use papers::{
    AttachScan, DecidePaper, FindPapers, GetPaper, OpenScan, PaperChanged, PaperDecision, PaperFile, PaperForm,
    PaperScheme, PaperState, SavePaper, Scan, ScanView, SubmitPaper,
};
pub use plots::{FindPlots, GetPlot, PlantingArea, PlantingAreaState, PlotForm, PlotView, SavePlot};
pub use privacy::{PersonalField, Producer, Purpose, RevealPersonalData, RevealReason, Revealed};
pub use representative::FormerRepresentative;
pub use subject_request::{
    FetchAccessFile, FileSubjectRequest, FindSubjectRequests, MakeAccessFile, RequestKind, RequestNote, RequestState,
    RequestStep, StepSubjectRequest, SubjectRequestView,
};
pub use union::{AddUnionMember, EndUnionMembership, UnionMembershipView};
pub use verification::{
    CooperativeFile, CooperativeForm, DecideCooperatives, Decided, Decision, GetCooperative, RegisterCooperative,
    Remark, ReviewCooperative, ReviewStep, SaveCooperative, SubmitCooperative, SuspensionProposed, Verification,
    VerificationStep,
};

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Cooperative, Household, Id, Lot, Paper};
use serde::{Deserialize, Serialize};

use crate::{Grade, Page, PageRequest, ProductCode, ask::ask, fact::fact};

/// A cooperative has come in or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperativeChanged {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
    /// Counts its changes.
    pub version: i64,
    /// The short code its people use.
    pub code: String,
    /// Its legal name.
    pub name: String,
    /// Where it sits: commune code of today.
    pub commune_code: String,
    /// How far its verification has come.
    pub state: Verification,
    /// Whether it may sell: once verified, and neither rejected nor suspended.
    #[serde(default = "yes")]
    pub may_sell: bool,
    /// Households with a current membership.
    pub households: u32,
}

/// What was told before this was said was told of cooperatives that might sell.
const fn yes() -> bool {
    true
}
fact!(CooperativeChanged: "onboarding" says "cooperative_changed" v 1, about cooperative_id);

/// A lot was declared, or its declaration revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotDeclared {
    /// Which one.
    pub lot_id: Id<Lot>,
    /// Counts its revisions.
    pub version: i64,
    /// Printed on boxes, with a check character.
    pub lot_code: String,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where the cooperative sits: commune code of today.
    pub commune_code: String,
    /// What it is.
    pub product: ProductCode,
    /// How good it is.
    pub grade: Grade,
    /// Such as `CAM-2025-2026`.
    pub season: String,
    /// First day of picking.
    pub picked_from: NaiveDate,
    /// Last day of picking.
    pub picked_to: NaiveDate,
    /// Last day it should be sold.
    pub sell_by: NaiveDate,
    /// Declared weight in grams.
    pub quantity_g: i64,
    /// Households that picked for it.
    pub households: u32,
    /// The papers for plots that cover everything picked for it, each by the first of its row of renewals. None in what was told
    /// before this was reckoned.
    #[serde(default)]
    pub covered_by: Option<Vec<Id<Paper>>>,
}
fact!(LotDeclared: "onboarding" says "lot_declared" v 1, about lot_id);

/// Which cooperatives are there?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindCooperatives {
    /// Part of a name or code; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<Verification>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindCooperatives => Page<CooperativeView>: Question "find_cooperatives" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], key ProducersRead);

/// A cooperative, as a list shows it. No personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperativeView {
    /// Which one.
    pub cooperative_id: Id<Cooperative>,
    /// The short code its people use.
    pub code: String,
    /// Its legal name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: ProducerKind,
    /// Ten or thirteen digits; empty where its representative's own number takes their place.
    pub tax_code: String,
    /// How far its tax code was looked up.
    pub tax_code_status: TaxCodeStatus,
    /// Commune code of today.
    pub commune_code: String,
    /// The address as it was given.
    pub address_given: String,
    /// How far its verification has come.
    pub state: Verification,
    /// Since when it is in that state, or waits to be decided.
    pub since: DateTime<Utc>,
    /// What is to be mended, or why it was stopped.
    pub remarks: Vec<Remark>,
    /// The official who looks at it.
    pub reviewer: Option<String>,
    /// Whether it may sell.
    pub may_sell: bool,
    /// Households with a current membership.
    pub households: u32,
    /// Lots declared.
    pub lots: u32,
    /// Declared weight in grams.
    pub declared_g: i64,
    /// Its papers.
    pub papers: Vec<PaperView>,
}

/// A certificate or another paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Which one.
    pub paper_id: Id<Paper>,
    /// What kind it is.
    pub scheme: PaperScheme,
    /// The issuer's number.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day it holds.
    pub issued_on: NaiveDate,
    /// Last day it holds.
    pub valid_to: Option<NaiveDate>,
    /// The product it speaks of, if of one.
    pub product: Option<ProductCode>,
    /// OCOP stars, 3 to 5.
    pub stars: Option<u8>,
    /// How far it has come.
    pub state: PaperState,
}

/// Which households are members?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindHouseholds {
    /// Part of a name or code; diacritics do not matter.
    #[serde(default)]
    pub text: Option<String>,
    /// Those that have left as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_those_who_left: bool,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindHouseholds => Page<HouseholdView>: Question "find_households" v 1 of "onboarding" for [CooperativeManager], errand Harvest);

/// A household, as its cooperative sees it; numbers masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdView {
    /// Which one.
    pub household_id: Id<Household>,
    /// The short code the cooperative uses.
    pub code: String,
    /// Head of the household.
    pub name: String,
    /// `•••••••••123`.
    pub personal_id_masked: String,
    /// `•••••••123`.
    pub phone_masked: String,
    /// Commune code of today.
    pub commune_code: String,
    /// Since when.
    pub joined_on: NaiveDate,
    /// The last day, for one that has left.
    pub left_on: Option<NaiveDate>,
}

/// Which lots were declared?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindDeclaredLots {
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindDeclaredLots => Page<LotDeclared>: Question "find_declared_lots" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator, Service], key ProducersRead, errand Harvest);

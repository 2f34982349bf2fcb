//! Papers: what each kind says, how one comes to count, its scan, and how others hear of it.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Cooperative, Id, Paper};
use serde::{Deserialize, Serialize};

use crate::{Page, PageRequest, ProductCode, ask::ask, fact::fact};

/// What kind of paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperScheme {
    /// One Commune One Product: three to five stars, for a product.
    Ocop,
    /// Good agricultural practice, for plots.
    Vietgap,
    /// A certificate of food safety, for a facility.
    FoodSafety,
    /// A signed commitment to food safety, for small producers.
    FoodSafetyCommitment,
    /// Organic.
    Organic,
    /// The right to use a geographical indication.
    #[serde(rename = "gi")]
    GeographicalIndication,
}

impl PaperScheme {
    /// Every kind, as forms list them.
    pub const ALL: [Self; 6] = [
        Self::Ocop,
        Self::Vietgap,
        Self::FoodSafety,
        Self::FoodSafetyCommitment,
        Self::Organic,
        Self::GeographicalIndication,
    ];

    /// In tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ocop => "ocop",
            Self::Vietgap => "vietgap",
            Self::FoodSafety => "food_safety",
            Self::FoodSafetyCommitment => "food_safety_commitment",
            Self::Organic => "organic",
            Self::GeographicalIndication => "gi",
        }
    }

    /// The kind with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.slug() == slug)
    }

    /// As people write it.
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Ocop => "OCOP",
            Self::Vietgap => "VietGAP",
            Self::FoodSafety => "An toàn thực phẩm",
            Self::FoodSafetyCommitment => "Cam kết an toàn thực phẩm",
            Self::Organic => "Hữu cơ",
            Self::GeographicalIndication => "Chỉ dẫn địa lý",
        }
    }
}

/// How far a paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperState {
    /// Being written.
    Draft,
    /// Handed in; no official has decided.
    Submitted,
    /// Looked at and found right: it may be named in listings.
    Verified,
    /// Looked at and not found right.
    Rejected,
    /// Its last day is over.
    Expired,
    /// Taken back by whoever issued it.
    Revoked,
}

impl PaperState {
    /// Every state, in the order of a paper's life.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Submitted, Self::Verified, Self::Rejected, Self::Expired, Self::Revoked];

    /// The word in tables and URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// A paper was verified, was renewed, nears its end, has ended or was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperChanged {
    /// Which one.
    pub paper_id: Id<Paper>,
    /// Counts its changes.
    pub version: i64,
    /// The first paper of the row of renewals it belongs to; itself where it renews none. Listings claim this one.
    pub first_paper_id: Id<Paper>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// Where the cooperative sits: commune code of today.
    pub commune_code: String,
    /// What kind it is.
    pub scheme: PaperScheme,
    /// The issuer's number.
    pub number: String,
    /// The product it speaks of, if of one.
    pub product: Option<ProductCode>,
    /// OCOP stars, 3 to 5.
    pub stars: Option<u8>,
    /// First day it holds.
    pub issued_on: NaiveDate,
    /// Last day it holds; some hold without end.
    pub valid_to: Option<NaiveDate>,
    /// How far it has come. It holds while it is verified, and not otherwise.
    pub state: PaperState,
    /// The verified paper that renews it.
    pub renewed_by: Option<Id<Paper>>,
    /// The last warning before its end that was given: 60, 30 or 7 days.
    pub warned_days: Option<u16>,
}
fact!(PaperChanged: "onboarding" says "paper_changed" v 1, about paper_id);

/// What a paper says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperForm {
    /// What kind it is.
    pub scheme: PaperScheme,
    /// The issuer's number; opaque, for there is no national form.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day it holds.
    pub issued_on: NaiveDate,
    /// Last day it holds; where absent, the usual one of its kind.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// The product it speaks of; OCOP and geographical indications need one.
    #[serde(default)]
    pub product: Option<ProductCode>,
    /// The plots it speaks of, in words; VietGAP and organic papers need them.
    #[serde(default)]
    pub plot: Option<String>,
    /// The codes of those plots; all of the cooperative's that grow its product where it names none.
    #[serde(default)]
    pub plots: Vec<String>,
    /// Their area in square metres.
    #[serde(default)]
    pub area_m2: Option<i64>,
    /// The facility it speaks of; certificates and commitments of food safety need one.
    #[serde(default)]
    pub facility: Option<String>,
    /// OCOP stars, 3 to 5.
    #[serde(default)]
    pub stars: Option<u8>,
    /// OCOP score, 0 to 100.
    #[serde(default)]
    pub score: Option<u8>,
    /// The decision it rests on; OCOP needs one.
    #[serde(default)]
    pub decision_no: Option<String>,
    /// The day of that decision.
    #[serde(default)]
    pub decision_date: Option<NaiveDate>,
    /// The number under which this user may use a geographical indication.
    #[serde(default)]
    pub user_grant_no: Option<String>,
    /// The standard of an organic paper, such as `TCVN 11041-2:2017`.
    #[serde(default)]
    pub standard: Option<String>,
    /// Who certified it as organic.
    #[serde(default)]
    pub body: Option<String>,
}

/// Writes a paper: a new one, or the next wording of one that was not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePaper {
    /// None for a new one.
    pub paper_id: Option<Id<Paper>>,
    /// The version the writer has seen; another one in between is a conflict.
    pub seen_version: Option<i64>,
    /// The paper that a new one renews.
    #[serde(default)]
    pub renews: Option<Id<Paper>>,
    /// What it says.
    pub form: PaperForm,
}
ask!(SavePaper => Id<Paper>: Command "save_paper" v 1 of "onboarding" for [CooperativeManager], errand File);

/// Puts a scan to a paper that was not verified, in place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachScan {
    /// Which paper.
    pub paper_id: Id<Paper>,
    /// The scan, checked and kept.
    pub scan: Scan,
}
ask!(AttachScan => (): Command "attach_scan" v 1 of "onboarding" for [CooperativeManager], errand File);

/// A scan in the file store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// The SHA-256 of its bytes in hex, by which it is kept.
    pub file: String,
    /// `image/jpeg` or `application/pdf`.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
}

/// Hands a paper in to the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitPaper {
    /// Which one.
    pub paper_id: Id<Paper>,
}
ask!(SubmitPaper => (): Command "submit_paper" v 1 of "onboarding" for [CooperativeManager], errand File);

/// An official decides on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidePaper {
    /// Which one.
    pub paper_id: Id<Paper>,
    /// The version that was read; refused if another change came first.
    pub version: i64,
    /// What.
    pub decision: PaperDecision,
    /// The official's name, as others shall read it; may be empty.
    #[serde(default)]
    pub name: String,
}
ask!(DecidePaper => (): Command "decide_paper" v 1 of "onboarding" for [ProvincialOfficial]);

/// What an official decides on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperDecision {
    /// It was found right.
    Verify,
    /// It was not found right, and why: 1 to 1,000 characters.
    Reject(String),
    /// It was verified, and whoever issued it has taken it back, and why.
    Revoke(String),
}

/// Which papers are there?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindPapers {
    /// Only those of this cooperative.
    #[serde(default)]
    pub cooperative_id: Option<Id<Cooperative>>,
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<PaperState>,
    /// Only verified ones that end within so many days and that no verified paper renews, the first to end first.
    #[serde(default)]
    pub ends_within: Option<u16>,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
}
ask!(FindPapers => Page<PaperFile>: Question "find_papers" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], errand File);

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetPaper {
    /// Which one.
    pub paper_id: Id<Paper>,
}
ask!(GetPaper => PaperFile: Question "get_paper" v 1 of "onboarding"
    for [CooperativeManager, CooperativeMember, CommuneOfficial, ProvincialOfficial, Operator], errand File);

/// Everything about a paper but its scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFile {
    /// Which one.
    pub paper_id: Id<Paper>,
    /// Counts its changes.
    pub version: i64,
    /// The first paper of the row of renewals it belongs to.
    pub first_paper_id: Id<Paper>,
    /// Whose it is.
    pub cooperative_id: Id<Cooperative>,
    /// The cooperative's name.
    pub cooperative: String,
    /// What it says.
    pub form: PaperForm,
    /// The area of the plots it names, as their cooperative has them; none where it names none.
    #[serde(default)]
    pub plots_m2: Option<i64>,
    /// How far it has come.
    pub state: PaperState,
    /// Since when it is in that state.
    pub since: DateTime<Utc>,
    /// Why it was rejected or revoked.
    pub reason: Option<String>,
    /// Days until its last one, which is day 0.
    pub days_left: Option<i64>,
    /// The last warning before its end that was given: 60, 30 or 7 days.
    pub warned_days: Option<u16>,
    /// The paper it renews.
    pub renews: Option<Id<Paper>>,
    /// The verified paper that renews it.
    pub renewed_by: Option<Id<Paper>>,
    /// Its scan, if there is one; what it shows is asked for with [`OpenScan`].
    pub scan: Option<ScanView>,
    /// The official who verified it.
    pub verified_by: Option<String>,
    /// On which day.
    pub verified_on: Option<NaiveDate>,
}

/// What is told of a scan to whoever sees the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanView {
    /// `image/jpeg` or `application/pdf`.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
}

/// Opens a paper's scan. A command, because it leaves a line in the audit trail: scans bear names and signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenScan {
    /// Of which paper.
    pub paper_id: Id<Paper>,
}
ask!(OpenScan => Scan: Command "open_scan" v 1 of "onboarding" for [CooperativeManager, ProvincialOfficial], errand File);

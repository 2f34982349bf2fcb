//! What is true of producers, papers and harvests, free of IO; a file for each thing.

mod bank_account;
mod code;
mod consent;
mod cooperative;
mod coverage;
mod harvest;
mod household;
mod kind;
mod lot_code;
mod paper;
mod paper_form;
mod paper_standing;
mod personal_id;
mod phone;
mod plot;
mod season;
mod standing;
mod subject_request;
mod tax_code;
mod union_term;
mod working_days;

pub use bank_account::{AccountNumber, AccountNumberFault, BankAccount, bank_named, is_held_by};
pub use code::{Code, CodeFault};
pub use consent::ConsentText;
pub use contract::onboarding::PaperScheme as Scheme;
pub use cooperative::{Cooperative, Identity};
pub use coverage::{Cover, Pick, covering};
pub use harvest::{Declaration, Lot, LotFault, Weight};
pub use household::{Home, Household, Membership, MembershipFault};
pub use kind::{KindFault, tax_codes_of, unusual};
pub use lot_code::{LotCode, LotCodeFault};
pub use paper::{Paper, PaperFault, scheme_named};
pub use paper_form::{Details, is_area_of_a_paper, read_form};
pub use paper_standing::{PaperImpossible, PaperStanding, Verified, WARNING_DAYS, warning};
pub use personal_id::{PersonalId, PersonalIdFault};
pub use phone::{Phone, PhoneFault};
pub use plot::{
    Area, AreaFault, Grower, PlantingArea, PlantingAreaCode, PlantingAreaCodeFault, Plot, PlotMisfit, is_planted_in,
};
pub use season::{Season, SeasonFault};
pub use standing::{Impossible, Official, Proposal, Standing};
pub use subject_request::{NotNow, SubjectRequest, due};
pub use tax_code::{TaxCode, TaxCodeFault};
pub use union_term::{UnionTerm, UnionTermFault};
pub use working_days::working_days_after;

//! Administrative units with dates, name search without diacritics, the successor map, and reading an address as people
//! write it.
//!
//! On 1 July 2025 Hà Giang joined Tuyên Quang, the districts went, and 193 communes of Hà Giang became 73. People,
//! papers and marketplaces go on writing the old names, so both are read here and both lead to a commune of today.
//! Codes were reused for other land: a code says which place it means only together with its era. `commune` reads
//! today's codes, `former_commune` those until 30 June 2025.
//!
//! To bring a later change of borders:
//! 1. add the units and where they went to `data/`, never change a line that is there;
//! 2. give the units that end a last day, and those that begin a first one, beside [`REFORMED_ON`];
//! 3. run the tests: every old commune must still lead to one of today.

mod address;
mod closest;
mod key;
mod resolve;
mod units;

pub use key::search_key;
pub use resolve::{How, Resolution, resolve};
pub use units::{
    Commune, CommuneKind, District, FormerCommune, OldProvince, PROVINCE, Province, REFORMED_ON, commune, communes,
    district, districts, former_commune, former_communes,
};

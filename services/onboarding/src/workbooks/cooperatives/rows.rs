//! Rows become cooperatives and households that are sound by themselves.

use chrono::NaiveDate;
use contract::onboarding::ProducerKind;
use sheets::{Faults, Row, RowReader};

use super::layouts::{
    ACCOUNT, BANK, FOUNDED_ON, HEAD, HOLDER, HOUSEHOLD, JOINED_ON, KIND, LEGACY_TAX_CODE, NAME, PERSONAL_ID,
    REPRESENTATIVE, REPRESENTATIVE_ID, REPRESENTATIVE_SINCE, TAX_CODE,
};
use crate::{
    domain::{AccountNumber, BankAccount, Code, Cooperative, Household, KindFault, TaxCode, bank_named},
    workbooks::{
        cells::{self, COOPERATIVE},
        complaints,
    },
};

/// A row, the cooperative it names where that can be read, and what it holds where it is sound.
pub(super) struct Seen<'a, T> {
    pub row: &'a Row,
    pub cooperative: Option<Code>,
    pub thing: Option<T>,
}

/// A cooperative as its row tells it; whether its tax codes go with its kind is not judged yet.
pub(super) struct Stated {
    pub cooperative: Cooperative,
    /// The row names a kind; otherwise what is known of it stays.
    pub names_its_kind: bool,
}

pub(super) fn cooperative<'a>(row: &'a Row, faults: &mut Faults, today: NaiveDate) -> Seen<'a, Stated> {
    let mut reader = RowReader::new(row, faults);
    let code = cells::code(&mut reader, COOPERATIVE);
    let name = cells::name(&mut reader, NAME);
    let kind = cells::parsed(&mut reader, KIND, |text| {
        let key = places::search_key(text);
        let kind = ProducerKind::ALL.into_iter().find(|kind| places::search_key(kind.name_vi()) == key);
        kind.ok_or_else(complaints::kind_unknown)
    });
    let tax_code = cells::parsed(&mut reader, TAX_CODE, TaxCode::parse);
    let legacy_tax_code =
        cells::parsed(&mut reader, LEGACY_TAX_CODE, |text| TaxCode::parse(text).map_err(|_| KindFault::LegacyTaxCode));
    let representative = cells::name(&mut reader, REPRESENTATIVE);
    let representative_id = cells::personal_id(&mut reader, REPRESENTATIVE_ID, today);
    if representative_id.as_ref().is_some_and(|id| !id.is_adult(today)) {
        reader.add_fault(REPRESENTATIVE_ID, complaints::representative_age());
    }
    let phone = cells::phone(&mut reader);
    let seat = cells::home(&mut reader, row);
    let founded_on = cells::past_day(&mut reader, FOUNDED_ON, today);
    let representative_since = cells::past_day(&mut reader, REPRESENTATIVE_SINCE, today);
    let bank = bank_account(&mut reader, row);
    let sound = reader.is_sound();
    let read = || {
        Some(Cooperative {
            code: code.clone()?,
            name: name?,
            kind: kind.unwrap_or_default(),
            tax_code,
            legacy_tax_code,
            representative: representative?,
            representative_id: representative_id?,
            phone: phone?,
            representative_since,
            seat: seat?,
            founded_on,
            bank,
        })
    };
    let thing = if sound { read() } else { None };
    let thing = thing.map(|cooperative| Stated { cooperative, names_its_kind: kind.is_some() });
    Seen { row, cooperative: code, thing }
}

/// A bank account, in all three of its cells or in none.
fn bank_account(reader: &mut RowReader<'_>, row: &Row) -> Option<BankAccount> {
    let cells = [BANK, ACCOUNT, HOLDER];
    if cells.iter().all(|header| row.typed(header).is_empty()) {
        return None;
    }
    for header in cells.into_iter().filter(|header| row.typed(header).is_empty()) {
        reader.add_fault(header, complaints::bank_account_incomplete());
    }
    let bank = cells::parsed(reader, BANK, |text| bank_named(text).ok_or_else(complaints::bank_unknown));
    let number = cells::parsed(reader, ACCOUNT, AccountNumber::parse);
    let holder = cells::name(reader, HOLDER);
    Some(BankAccount { bank: bank?, number: number?, holder: holder? })
}

pub(super) fn household<'a>(row: &'a Row, faults: &mut Faults, today: NaiveDate) -> Seen<'a, Household> {
    let mut reader = RowReader::new(row, faults);
    let cooperative = cells::code(&mut reader, COOPERATIVE);
    let code = cells::code(&mut reader, HOUSEHOLD);
    let head = cells::name(&mut reader, HEAD);
    let personal_id = cells::personal_id(&mut reader, PERSONAL_ID, today);
    let phone = cells::phone(&mut reader);
    let home = cells::home(&mut reader, row);
    let joined_on = cells::past_day(&mut reader, JOINED_ON, today);
    let sound = reader.is_sound();
    let read = || {
        Some(Household {
            code: code?,
            head: head?,
            personal_id: personal_id?,
            phone,
            home: home?,
            joined_on: joined_on?,
        })
    };
    Seen { row, cooperative, thing: if sound { read() } else { None } }
}

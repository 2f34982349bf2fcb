//! The sheet of unions: who is a member of which, as the union itself says, and told again.

use chrono::NaiveDate;
use contract::onboarding::GetCooperative;
use imports::{ids_of, only_who_may};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Complaint, Faults, Row, RowReader, RowWriter};

use super::{
    judge::{Ground, Judge, Tenant},
    layouts::{ADMITTED_ON, LAYOUTS, LEFT_ON, MEMBER},
    rows::Seen,
};
use crate::{
    actions::known_by,
    domain::{Code, UnionTerm, UnionTermFault},
    store::{
        producers::Membership,
        unions::{self, Known},
    },
    workbooks::{
        Effect,
        cells::{self, COOPERATIVE},
        complaints,
    },
};

/// A membership as its row tells it.
pub(super) struct Stated {
    /// Its short code or tax code.
    pub(super) known_by: String,
    joined_on: NaiveDate,
    left_on: Option<NaiveDate>,
}

pub(super) fn membership<'a>(row: &'a Row, faults: &mut Faults) -> Seen<'a, Stated> {
    let mut reader = RowReader::new(row, faults);
    let cooperative = cells::code(&mut reader, COOPERATIVE);
    let known_by =
        cells::parsed(&mut reader, MEMBER, |text| known_by(text).ok_or_else(complaints::cooperative_unknown));
    let (joined_on, left_on) = (reader.date(ADMITTED_ON), reader.date(LEFT_ON));
    let sound = reader.is_sound();
    let read = || Some(Stated { known_by: known_by?, joined_on: joined_on?, left_on });
    Seen { row, cooperative, thing: if sound { read() } else { None } }
}

/// The column at fault, and what is wrong.
struct Wrong(&'static str, Box<Complaint>);

impl Wrong {
    fn at(header: &'static str, complaint: Complaint) -> Self {
        Self(header, Box::new(complaint))
    }
}

impl Judge<'_> {
    pub(super) fn memberships(&mut self, seen: Vec<Seen<'_, Stated>>, today: NaiveDate, faults: &mut Faults) {
        let mut terms = self.there.memberships.clone();
        for Seen { row, cooperative, thing } in seen {
            let ground = self.ground((row, cooperative.as_ref().map(Code::as_str)), faults);
            let (Some(Ground::Firm(union)), Some(stated), Some(code)) = (ground, thing, cooperative) else { continue };
            match self.of_union((union, code.as_str()), &stated, today, &mut terms) {
                Ok(None) => self.tallies[4].note(Effect::Nothing),
                Ok(Some(membership)) => {
                    let begins = matches!(membership, Membership::Begins { .. });
                    self.tallies[4].note(if begins { Effect::Adds } else { Effect::Changes });
                    self.producers.memberships.push(membership);
                }
                Err(Wrong(header, complaint)) => faults.add(row, header, *complaint),
            }
        }
    }

    /// What a row says that is not there yet, if it may say so. `terms` are those there are, with those of the rows before.
    fn of_union(
        &self,
        (union, code): (Tenant, &str),
        stated: &Stated,
        today: NaiveDate,
        terms: &mut Vec<Known>,
    ) -> Result<Option<Membership>, Wrong> {
        let Some(member) = self.there.candidates.get(&stated.known_by) else {
            // Who is in the register is told only to whoever may add them.
            self.adds_members(code)?;
            return Err(Wrong::at(MEMBER, complaints::cooperative_unknown()));
        };
        let of_them = |known: &&mut Known| (known.union_id, known.member_id) == (union, member.cooperative_id);
        let wrong = |why: UnionTermFault, header| match why {
            UnionTermFault::Future => Wrong::at(header, complaints::date_future()),
            UnionTermFault::Order => Wrong::at(header, complaints::dates_order()),
            UnionTermFault::State => Wrong::at(MEMBER, complaints::member_already()),
        };
        let known = terms.iter_mut().filter(of_them).find(|known| known.term.joined_on == stated.joined_on);
        if let Some(known) = known {
            let (Some(left_on), before) = (stated.left_on, known.term.left_on) else { return Ok(None) };
            if before == Some(left_on) {
                return Ok(None);
            }
            self.says_itself()?;
            known.term = known.term.end(left_on, today).map_err(|why| match why {
                UnionTermFault::State => Wrong::at(LEFT_ON, complaints::union_term_over()),
                why => wrong(why, LEFT_ON),
            })?;
            return Ok(Some(Membership::Ends { id: known.membership_id, term: known.term }));
        }
        self.adds_members(code)?;
        if member.is_union() {
            return Err(Wrong::at(MEMBER, complaints::union_in_union()));
        }
        let earlier: Vec<UnionTerm> = terms.iter_mut().filter(of_them).map(|known| known.term).collect();
        let begun = UnionTerm::begin(stated.joined_on, &earlier, today).map_err(|why| wrong(why, ADMITTED_ON))?;
        let ended = stated.left_on.map(|left_on| begun.end(left_on, today).map_err(|why| wrong(why, LEFT_ON)));
        let term = ended.transpose()?.unwrap_or(begun);
        let id = ids::Id::generate();
        terms.push(Known { membership_id: id, union_id: union, member_id: member.cooperative_id, term });
        Ok(Some(Membership::Begins { id, union, member: member.clone(), term }))
    }

    /// Whether whoever brings the file may add members of the cooperative with this code.
    fn adds_members(&self, code: &str) -> Result<(), Wrong> {
        self.says_itself()?;
        let itself = self.there.cooperatives.get(code).filter(|known| self.is_union(known));
        let itself = itself.ok_or_else(|| Wrong::at(COOPERATIVE, complaints::not_a_union()))?;
        if itself.standing.may_sell() { Ok(()) } else { Err(Wrong::at(COOPERATIVE, complaints::union_not_verified())) }
    }

    /// A union says itself who its members are; no official does.
    fn says_itself(&self) -> Result<(), Wrong> {
        if self.is_of_a_cooperative() { Ok(()) } else { Err(Wrong::at(COOPERATIVE, complaints::union_says_itself())) }
    }
}

pub(super) async fn rows(tx: &Scoped, of: &[String]) -> Result<Vec<(String, RowWriter)>, Stop> {
    only_who_may::<GetCooperative>(tx)?;
    let views = unions::with_ids(tx, &ids_of(of)?).await?;
    // A member reads of its membership, and does not tell it.
    let own = tx.caller().scope.cooperative();
    let told = views.into_iter().filter(|view| own.is_none_or(|own| own == view.union_id));
    let written = told.map(|view| {
        let row = RowWriter::new(&LAYOUTS[4])
            .with(COOPERATIVE, view.union_code)
            .with(MEMBER, view.member_code)
            .with(ADMITTED_ON, view.joined_on.to_string())
            .with_some(LEFT_ON, view.left_on.map(|day| day.to_string()));
        (view.membership_id.to_string(), row)
    });
    Ok(written.collect())
}

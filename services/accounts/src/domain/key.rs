//! A key on its way in: who may make it, for whose things, and for how long.

use contract::{Caller, FieldFault, KeyScope, Refusal, Role, Scope, accounts::MakeKey};
use ids::{Cooperative, Id};
use unicode_normalization::UnicodeNormalization;

const NAME_LENGTH_MAX: usize = 60;
const DAYS_MAX: u32 = 365;
/// `cp_` and eight digits.
const PREFIX_LENGTH: usize = 11;

/// A key that may be kept.
#[derive(Debug)]
pub(crate) struct NewKey {
    pub name: String,
    pub prefix: String,
    /// None for the whole province.
    pub cooperative: Option<Id<Cooperative>>,
    pub scopes: Vec<KeyScope>,
    pub days: i32,
}

impl NewKey {
    /// Refuses with every field that is at fault.
    pub fn try_new(caller: &Caller, ask: &MakeKey) -> Result<Self, Refusal> {
        let mut faults = Vec::new();
        let mut fault =
            |field: &str, code: &str| faults.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
        let name: String = ask.name.trim().nfc().collect();
        match name.chars().count() {
            0 => fault("name", "missing"),
            1..=NAME_LENGTH_MAX => {}
            _ => fault("name", "too_long"),
        }
        if let Err(code) = may_make(caller, &ask.scope) {
            fault("scope", code);
        }
        let mut scopes = ask.scopes.clone();
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            fault("scopes", "missing");
        }
        // Who writes, writes for one cooperative.
        if ask.scope == Scope::Province && scopes.iter().any(|scope| scope.writes()) {
            fault("scopes", "takes_a_cooperative");
        }
        if !(1..=DAYS_MAX).contains(&ask.days) {
            fault("days", "out_of_range");
        }
        let is_prefix = ask.prefix.len() == PREFIX_LENGTH
            && ask.prefix.strip_prefix("cp_").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        if !is_prefix {
            fault("prefix", "not_a_prefix");
        }
        match i32::try_from(ask.days) {
            Ok(days) if faults.is_empty() => {
                Ok(Self { name, prefix: ask.prefix.clone(), cooperative: ask.scope.cooperative(), scopes, days })
            }
            _ => Err(Refusal::of_fields(faults)),
        }
    }
}

/// Whether this caller may make a key for these things; otherwise why not.
fn may_make(caller: &Caller, scope: &Scope) -> Result<(), &'static str> {
    match (caller.role, scope) {
        (Role::Operator, Scope::Cooperative(_) | Scope::Province) => Ok(()),
        (Role::CooperativeManager, own @ Scope::Cooperative(_)) if caller.scope == *own => Ok(()),
        (Role::Operator, _) => Err("not_for_keys"),
        _ => Err("not_yours_to_give"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(caller: &Caller, change: impl FnOnce(&mut MakeKey)) -> Vec<(String, String)> {
        let mut ask = MakeKey {
            name: "Kho".into(),
            scope: caller.scope.clone(),
            scopes: vec![KeyScope::StockWrite, KeyScope::OrdersRead, KeyScope::OrdersRead],
            days: 365,
            key_hash: "ab".repeat(32),
            prefix: "cp_0123abcd".into(),
        };
        change(&mut ask);
        match NewKey::try_new(caller, &ask) {
            Ok(key) => {
                assert_eq!((key.scopes, key.days), ([KeyScope::OrdersRead, KeyScope::StockWrite].into(), 365));
                Vec::new()
            }
            Err(refusal) => refusal.fields.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        }
    }

    #[test]
    fn a_key_reaches_no_further_than_its_maker_and_only_so_long() {
        let fault = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
        let caller = |role, scope| Caller::person(Id::generate(), role, scope);
        let own = Scope::Cooperative(Id::generate());
        let manager = caller(Role::CooperativeManager, own.clone());
        let operator = caller(Role::Operator, Scope::System);
        assert_eq!(judged(&manager, |_| ()), []);
        assert_eq!(judged(&operator, |ask| ask.scope = own.clone()), []);
        let other = Scope::Cooperative(Id::generate());
        assert_eq!(judged(&manager, |ask| ask.scope = other), fault("scope", "not_yours_to_give"));
        assert_eq!(judged(&operator, |_| ()), fault("scope", "not_for_keys"), "no key to everything");
        assert_eq!(judged(&operator, |ask| ask.scope = Scope::Province), fault("scopes", "takes_a_cooperative"));
        for days in [0, 366] {
            assert_eq!(judged(&manager, |ask| ask.days = days), fault("days", "out_of_range"));
        }
        assert_eq!(judged(&manager, |ask| ask.scopes.clear()), fault("scopes", "missing"));
        assert_eq!(judged(&manager, |ask| ask.name = " ".into()), fault("name", "missing"));
        assert_eq!(judged(&manager, |ask| ask.name = "x".repeat(61)), fault("name", "too_long"));
        for prefix in ["", "cp_0123abc", "cp_0123abcx", "xx_0123abcd"] {
            assert_eq!(judged(&manager, |ask| ask.prefix = prefix.into()), fault("prefix", "not_a_prefix"));
        }
        let member = caller(Role::CooperativeMember, own);
        assert_eq!(judged(&member, |_| ()), fault("scope", "not_yours_to_give"));
    }
}

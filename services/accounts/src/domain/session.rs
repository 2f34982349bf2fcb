//! A signed-in device: what it is known by, and how long it lasts.

use std::time::Duration;

use contract::{FieldFault, Refusal, Role, accounts::Grant};

/// SHA-256 of a session's token, of a link's or of a key.
pub(crate) struct SessionHash([u8; 32]);

impl SessionHash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(hex: &str) -> Result<Self, Refusal> {
        let mut hash = [0; 32];
        hex::decode_to_slice(hex, &mut hash).map_err(|_| {
            Refusal::of_fields(vec![FieldFault { field: "session_hash".into(), code: "not_a_hash".into() }])
        })?;
        Ok(Self(hash))
    }

    /// The hash itself.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether people whose roles reach beyond one cooperative must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// They must: until they have one, they may do nothing but set it up.
    Required,
    /// They may, as everybody may. For practice.
    Optional,
}

impl SecondFactorRule {
    /// Whether somebody with these grants must have one.
    pub(crate) fn binds(self, grants: &[Grant]) -> bool {
        self == Self::Required && !are_of_cooperatives(grants)
    }
}

/// Officials and operators see more than one cooperative's things; one such grant counts.
fn are_of_cooperatives(grants: &[Grant]) -> bool {
    grants
        .iter()
        .all(|grant| matches!(grant.role, Role::CooperativeManager | Role::CooperativeMember | Role::Household))
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Unused for so long, it ends.
    pub idle: Duration,
    /// It ends after so long in any case.
    pub at_most: Duration,
}

impl Patience {
    /// The patience with somebody who holds these grants; shorter with officials and operators.
    pub fn of(grants: &[Grant]) -> Self {
        if are_of_cooperatives(grants) {
            Self { idle: Duration::from_hours(12), at_most: Duration::from_hours(7 * 24) }
        } else {
            Self { idle: Duration::from_mins(30), at_most: Duration::from_hours(12) }
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::Scope;
    use ids::Id;

    use super::*;

    #[test]
    fn one_official_role_makes_a_session_short() {
        let manager = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) };
        let official = Grant { role: Role::ProvincialOfficial, scope: Scope::Province };
        assert_eq!(Patience::of(std::slice::from_ref(&manager)).idle, Duration::from_hours(12));
        assert_eq!(Patience::of(&[manager, official]).idle, Duration::from_mins(30));
    }

    #[test]
    fn only_a_whole_hash_is_read() {
        assert!(SessionHash::parse(&"ab".repeat(32)).is_ok());
        for text in ["", "ab", &"ab".repeat(33), &"xy".repeat(32)] {
            assert!(SessionHash::parse(text).is_err(), "{text}");
        }
    }
}

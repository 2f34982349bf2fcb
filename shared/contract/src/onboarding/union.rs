//! Unions of cooperatives: who is a member of which, since when and until when.

use chrono::NaiveDate;
use ids::{Cooperative, Id, UnionMembership};
use serde::{Deserialize, Serialize};

use crate::ask::ask;

/// A cooperative is or was a member of a union. Each reads the other's code and name, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnionMembershipView {
    /// Which one.
    pub membership_id: Id<UnionMembership>,
    /// The union.
    pub union_id: Id<Cooperative>,
    /// Its short code.
    pub union_code: String,
    /// Its name.
    pub union_name: String,
    /// The member.
    pub member_id: Id<Cooperative>,
    /// Its short code.
    pub member_code: String,
    /// Its name.
    pub member_name: String,
    /// First day.
    pub joined_on: NaiveDate,
    /// Last day; none while it lasts.
    pub left_on: Option<NaiveDate>,
}

/// A union says that a cooperative is its member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddUnionMember {
    /// The member's short code or tax code.
    pub member: String,
    /// First day.
    pub joined_on: NaiveDate,
}
ask!(AddUnionMember => Id<UnionMembership>: Command "add_union_member" v 1 of "onboarding"
    for [CooperativeManager], errand File);

/// Either side says that a membership ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndUnionMembership {
    /// Which one.
    pub membership_id: Id<UnionMembership>,
    /// Last day.
    pub left_on: NaiveDate,
}
ask!(EndUnionMembership => (): Command "end_union_membership" v 1 of "onboarding" for [CooperativeManager], errand File);

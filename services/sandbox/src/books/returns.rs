//! Goods that go back, and the money with them.

/// How far goods on their way back have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The buyer asks.
    Asked,
    /// The seller or the marketplace agrees.
    Agreed,
    /// The buyer has the money. Final.
    Refunded,
    /// The buyer keeps the goods after all. Final.
    Withdrawn,
}

/// A return. Times are business seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivingBack {
    /// How far it has come.
    pub stage: Stage,
    /// What the buyer gets.
    pub refund_vnd: i64,
    /// When it was asked for.
    pub created: i64,
    /// When it last changed; the order's own time does not follow.
    pub updated: i64,
}

impl GivingBack {
    /// Asked for now.
    pub const fn asked(refund_vnd: i64, now: i64) -> Self {
        Self { stage: Stage::Asked, refund_vnd, created: now, updated: now }
    }

    /// Goes on to this stage, if that follows.
    pub fn go_on(&mut self, to: Stage, now: i64) -> bool {
        let follows = matches!(
            (self.stage, to),
            (Stage::Asked, Stage::Agreed | Stage::Withdrawn) | (Stage::Agreed, Stage::Refunded | Stage::Withdrawn)
        );
        if follows {
            self.stage = to;
            self.updated = now.max(self.updated + 1);
        }
        follows
    }
}

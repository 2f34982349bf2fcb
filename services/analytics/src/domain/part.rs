//! Which part of the figures is asked for, and which rows it is told in.

use chrono::NaiveDate;
use contract::{
    FieldFault, Grade, ProductCode, Refusal,
    analytics::{FigureFilter, FindFigures, GroupBy},
};
use ids::{Channel, Cooperative, Id};

/// What a row is about; what rows are sorted by.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    /// The day, or the Monday of the week.
    pub day: Option<NaiveDate>,
    pub commune_code: Option<String>,
    pub cooperative_id: Option<Id<Cooperative>>,
    pub product: Option<ProductCode>,
    pub grade: Option<Grade>,
    pub channel: Option<Channel>,
}

/// A question for figures; the rows it is answered from are narrowed to what its asker may see.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub filter: FigureFilter,
    pub group_by: GroupBy,
}

impl Part {
    /// What is asked for, if it can be.
    pub fn of(ask: &FindFigures) -> Result<Self, Refusal> {
        let filter = ask.filter.clone();
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && to < from
        {
            return Err(Refusal::of_fields(vec![FieldFault { field: "filter.to".into(), code: "before_from".into() }]));
        }
        Ok(Self { filter, group_by: ask.group_by })
    }

    /// `day` or `week`, where rows are told apart by time.
    pub const fn time(&self) -> Option<&'static str> {
        match self.group_by {
            GroupBy::Day => Some("day"),
            GroupBy::Week | GroupBy::WeekProduct => Some("week"),
            _ => None,
        }
    }

    pub const fn by_product(&self) -> bool {
        matches!(
            self.group_by,
            GroupBy::Product | GroupBy::ProductGrade | GroupBy::CommuneProduct | GroupBy::WeekProduct
        )
    }

    pub const fn by_grade(&self) -> bool {
        matches!(self.group_by, GroupBy::ProductGrade)
    }

    pub const fn by_commune(&self) -> bool {
        matches!(self.group_by, GroupBy::Commune | GroupBy::CommuneProduct)
    }

    pub const fn by_cooperative(&self) -> bool {
        matches!(self.group_by, GroupBy::Cooperative)
    }

    pub const fn by_channel(&self) -> bool {
        matches!(self.group_by, GroupBy::Channel)
    }

    /// There is one row, for everything; even where that is nothing.
    pub const fn is_of_everything(&self) -> bool {
        matches!(self.group_by, GroupBy::Nothing)
    }

    /// Rows are about one product, so an order counts once for each product it holds.
    pub const fn is_of_products(&self) -> bool {
        self.by_product() || self.filter.product.is_some()
    }

    /// A harvest is declared neither by day nor for a channel: what one channel sold of it says nothing about what is left.
    pub const fn has_harvest(&self) -> bool {
        self.time().is_none() && !self.by_channel() && self.filter.channel.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_run_backwards_are_refused() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 1, d);
        for (from, to, fine) in [(1, 1, true), (1, 2, true), (2, 1, false)] {
            let filter = FigureFilter { from: day(from), to: day(to), ..FigureFilter::default() };
            let ask = FindFigures { filter, group_by: GroupBy::Day };
            assert_eq!(Part::of(&ask).is_ok(), fine, "{from} to {to}");
        }
    }
}

//! What was typed into the form of a lot, row by row, and what it means. Weights stay as they were typed: the service reads them.

use chrono::NaiveDate;
use contract::{
    FieldFault, Grade, ProductCode,
    onboarding::{LotFile, LotForm, WeighingForm},
};

use crate::portal::fields::Fields;

/// What was typed, as it was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) lot_code: String,
    pub(crate) product: String,
    pub(crate) grade: String,
    pub(crate) season: String,
    pub(crate) picked_from: String,
    pub(crate) picked_to: String,
    pub(crate) sell_by: String,
    pub(crate) reason: String,
    pub(crate) rows: Vec<TypedRow>,
}

/// One household's weighing, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TypedRow {
    pub(crate) household: String,
    /// The code of a plot of theirs.
    pub(crate) plot: String,
    pub(crate) picked_on: String,
    pub(crate) quantity: String,
    pub(crate) unit: String,
    pub(crate) weighed_by: String,
}

impl Typed {
    /// An empty form on this day, of the season that lots were last declared in.
    pub(crate) fn fresh(today: NaiveDate, season: Option<&str>) -> Self {
        let row = TypedRow { picked_on: today.to_string(), unit: "kg".into(), ..TypedRow::default() };
        Self { season: season.unwrap_or_default().to_owned(), rows: vec![row], ..Self::default() }
    }

    pub(super) fn of(form: &Fields) -> Self {
        let text = |name: &str| form.one(name).to_owned();
        let column = |name: &'static str| form.all(name).map(str::to_owned).collect::<Vec<_>>();
        let (days, quantities) = (column("picked_on"), column("quantity"));
        let (units, weighers, plots) = (column("unit"), column("weighed_by"), column("plot"));
        let cell = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
        let rows = column("household").into_iter().enumerate().map(|(at, household)| TypedRow {
            household,
            plot: cell(&plots, at),
            picked_on: cell(&days, at),
            quantity: cell(&quantities, at),
            unit: cell(&units, at),
            weighed_by: cell(&weighers, at),
        });
        Self {
            lot_code: text("lot_code").to_uppercase(),
            product: text("product"),
            grade: text("grade"),
            season: text("season").to_uppercase(),
            picked_from: text("picked_from"),
            picked_to: text("picked_to"),
            sell_by: text("sell_by"),
            reason: text("reason"),
            rows: rows.collect(),
        }
    }

    /// What a declared lot says, as one would type it.
    pub(crate) fn from_saved(file: &LotFile) -> Self {
        let lot = &file.lot.lot;
        let rows = file.weighings.iter().map(|weighing| TypedRow {
            household: weighing.household_id.to_string(),
            plot: weighing.plot.clone().unwrap_or_default(),
            picked_on: weighing.picked_on.to_string(),
            quantity: weighing.quantity_entered.clone(),
            unit: weighing.unit_entered.clone(),
            weighed_by: weighing.weighed_by.clone().unwrap_or_default(),
        });
        Self {
            lot_code: lot.lot_code.clone(),
            product: lot.product.as_str().to_owned(),
            grade: lot.grade.slug().to_owned(),
            season: lot.season.clone(),
            picked_from: lot.picked_from.to_string(),
            picked_to: lot.picked_to.to_string(),
            sell_by: lot.sell_by.to_string(),
            reason: String::new(),
            rows: rows.collect(),
        }
    }

    /// One more row, on the day and in the unit of the last one.
    pub(super) fn add_row(&mut self) {
        let like = self.rows.last().cloned().unwrap_or_default();
        self.rows.push(TypedRow {
            picked_on: like.picked_on,
            unit: if like.unit.is_empty() { "kg".into() } else { like.unit },
            weighed_by: like.weighed_by,
            ..TypedRow::default()
        });
    }

    /// Without this row.
    pub(super) fn remove_row(&mut self, at: usize) {
        if at < self.rows.len() {
            self.rows.remove(at);
        }
        if self.rows.is_empty() {
            self.add_row();
        }
    }

    /// Without rows into which nothing was typed, so that faults find their row.
    pub(super) fn drop_empty_rows(&mut self) {
        self.rows.retain(|row| !row.household.is_empty() || !row.quantity.is_empty());
    }

    /// The form, or the fields that cannot be read. Days of picking that were left out are those of the rows. What they
    /// mean is the service's to judge.
    pub(super) fn read(&self) -> Result<LotForm, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: &str| faults.push(FieldFault { field: field.into(), code: code.into() });
        let mut weighings = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let (household_id, picked_on) = (row.household.parse().ok(), row.picked_on.parse().ok());
            if household_id.is_none() {
                fault(&format!("weighings.{at}.household_id"), "missing");
            }
            if picked_on.is_none() {
                fault(&format!("weighings.{at}.picked_on"), "date_unreadable");
            }
            if let (Some(household_id), Some(picked_on)) = (household_id, picked_on) {
                weighings.push(WeighingForm {
                    household_id,
                    plot: Some(row.plot.clone()).filter(|plot| !plot.is_empty()),
                    picked_on,
                    quantity: row.quantity.clone(),
                    unit: row.unit.clone(),
                    weighed_by: Some(row.weighed_by.clone()).filter(|name| !name.is_empty()),
                });
            }
        }
        if self.rows.is_empty() {
            fault("weighings", "missing");
        }
        let days = || weighings.iter().map(|weighing| weighing.picked_on);
        let day = |text: &str, unsaid: Option<NaiveDate>| if text.is_empty() { unsaid } else { text.parse().ok() };
        let (picked_from, picked_to) = (day(&self.picked_from, days().min()), day(&self.picked_to, days().max()));
        let sell_by = day(&self.sell_by, None);
        let (product, grade) = (ProductCode::parse(&self.product), Grade::from_slug(&self.grade));
        let checks = [
            ("product", "missing", product.is_some()),
            ("grade", "missing", grade.is_some()),
            ("picked_from", "date_unreadable", picked_from.is_some() || self.picked_from.is_empty()),
            ("picked_to", "date_unreadable", picked_to.is_some() || self.picked_to.is_empty()),
            ("sell_by", "date_unreadable", sell_by.is_some()),
        ];
        checks.iter().filter(|(_, _, holds)| !holds).for_each(|(field, code, _)| fault(field, code));
        match (product, grade, picked_from, picked_to, sell_by) {
            (Some(product), Some(grade), Some(picked_from), Some(picked_to), Some(sell_by)) if faults.is_empty() => {
                let lot_code = Some(self.lot_code.clone()).filter(|code| !code.is_empty());
                let season = self.season.clone();
                Ok(LotForm { lot_code, product, grade, season, picked_from, picked_to, sell_by, weighings })
            }
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use ids::{Household, Id};

    use super::*;

    #[test]
    fn rows_are_read_as_they_were_typed_and_slips_are_named_by_their_row() {
        let household = Id::<Household>::generate().to_string();
        let form = Fields::from([
            ("product", "cam_sanh"),
            ("grade", "first"),
            ("season", "cam-2025-2026"),
            ("sell_by", "2026-03-15"),
            ("household", household.as_str()),
            ("plot", "TH0012-1"),
            ("picked_on", "2025-12-24"),
            ("quantity", "12,5"),
            ("unit", "tạ"),
            ("weighed_by", ""),
            ("household", ""),
            ("plot", ""),
            ("picked_on", "2025-12-24"),
            ("quantity", ""),
            ("unit", "kg"),
            ("weighed_by", ""),
        ]);
        let mut typed = Typed::of(&form);
        assert_eq!(typed.rows.len(), 2);
        typed.drop_empty_rows();
        let read = typed.read().expect("a form without slips");
        assert_eq!(read.weighings[0].plot.as_deref(), Some("TH0012-1"));
        assert_eq!((read.weighings.len(), read.weighings[0].quantity.as_str()), (1, "12,5"));
        assert_eq!((read.picked_from, read.picked_to), (read.weighings[0].picked_on, read.weighings[0].picked_on));
        assert_eq!((read.season.as_str(), read.lot_code), ("CAM-2025-2026", None));

        typed.add_row();
        assert_eq!((typed.rows[1].picked_on.as_str(), typed.rows[1].unit.as_str()), ("2025-12-24", "tạ"));
        typed.rows[1].quantity = "5".into();
        typed.rows[1].picked_on = "hôm qua".into();
        typed.sell_by = String::new();
        let named: Vec<String> = typed.read().expect_err("slips").into_iter().map(|fault| fault.field).collect();
        assert_eq!(named, ["weighings.1.household_id", "weighings.1.picked_on", "sell_by"]);
        typed.remove_row(0);
        typed.remove_row(0);
        assert_eq!(typed.rows.len(), 1, "a form has a row to type into");
    }
}

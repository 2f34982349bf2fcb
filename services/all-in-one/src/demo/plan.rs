//! The buyers' plan: how many orders each SKU gets in each week.

use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What buyers will want.
pub struct Plan {
    /// A row for each SKU and week with demand.
    pub rows: Vec<Row>,
    /// The first week's Monday.
    pub starts_on: NaiveDate,
    /// The last week's Sunday.
    pub ends_on: NaiveDate,
}

/// Orders for one SKU in one week.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    sku: String,
    week_start: NaiveDate,
    orders: u32,
}

impl Plan {
    /// Days from the first to the last.
    pub fn days(&self) -> i64 {
        (self.ends_on - self.starts_on).num_days() + 1
    }
}

/// Reads `nhu-cau.csv` and takes `scale` of it. What rounding leaves over is carried to the next row, so that the sum is
/// right to one order.
pub fn read(season: &Path, scale: f64) -> anyhow::Result<Plan> {
    anyhow::ensure!(scale > 0.0 && scale <= 50.0, "--scale must be above 0 and at most 50");
    let file = season.join("nhu-cau.csv");
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("could not read the buyers' plan {}", file.display()))?;
    let mut carried = 0.0;
    let mut rows = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate().skip(1) {
        let place = || format!("{}, line {}", file.display(), number + 1);
        let mut cells = line.split(',').map(str::trim);
        let (Some(sku), Some(week), Some(orders)) = (cells.next(), cells.next(), cells.next()) else {
            anyhow::bail!("{}: a row needs sku, week_start and orders", place());
        };
        let week_start = week.parse().with_context(place)?;
        let wanted: u32 = orders.parse().with_context(place)?;
        carried += f64::from(wanted) * scale;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a week has far fewer orders")]
        let orders = carried.floor() as u32;
        carried -= f64::from(orders);
        if orders > 0 {
            rows.push(Row { sku: sku.to_owned(), week_start, orders });
        }
    }
    let weeks = || rows.iter().map(|row| row.week_start);
    let (Some(first), Some(last)) = (weeks().min(), weeks().max()) else {
        anyhow::bail!("{} asks for no order at this scale", file.display());
    };
    Ok(Plan { starts_on: first, ends_on: last + chrono::TimeDelta::days(6), rows })
}

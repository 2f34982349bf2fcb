//! A sale: one line of an order, as figures need it.

use std::collections::HashSet;

use amounts::Vnd;
use contract::{Grade, ProductCode, Refusal, code, intake::OrderChanged};

/// A line of the newest version of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sale {
    pub line_no: i32,
    pub product: Option<ProductCode>,
    pub grade: Option<Grade>,
    /// 0 while the SKU is not matched.
    pub quantity_g: i64,
    pub line_vnd: Vnd,
    /// Rounded to the đồng; none without a weight.
    pub price_per_kg: Option<Vnd>,
}

impl Sale {
    /// The lines of an order. An order that contradicts itself is refused: a person must look at it.
    pub fn lines_of(order: &OrderChanged) -> Result<Vec<Self>, Refusal> {
        let refused = |line_no: i32, what: &str| {
            Refusal::new(code::UNREADABLE, format!("line {line_no} of {} {what}", order.order_id))
        };
        let mut seen = HashSet::new();
        let mut lines = Vec::with_capacity(order.lines.len());
        for line in &order.lines {
            if !seen.insert(line.line_no) {
                return Err(refused(line.line_no, "is there twice"));
            }
            if line.quantity_g < 0 {
                return Err(refused(line.line_no, "weighs less than nothing"));
            }
            // Nobody wants it any more, or it came back: it is neither sold nor something to find a product for.
            if line.quantity == 0 {
                continue;
            }
            let quantity_g = if line.product.is_some() { line.quantity_g } else { 0 };
            let price_per_kg = line.line_vnd.per_kg_rounded(quantity_g);
            if quantity_g > 0 && price_per_kg.is_none() {
                return Err(refused(line.line_no, "has a price beyond all bounds"));
            }
            lines.push(Self {
                line_no: line.line_no,
                product: line.product,
                grade: line.grade,
                quantity_g,
                line_vnd: line.line_vnd,
                price_per_kg,
            });
        }
        Ok(lines)
    }
}

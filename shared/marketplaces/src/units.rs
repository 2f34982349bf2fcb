//! What marketplaces that tell an object for each pack bought leave to the reader: each pack is a line. Pure. Section 2.

use amounts::Vnd;

use crate::{ChannelLine, LineState};

/// An order is where the slowest of its lines is, those apart that are given up or sent back. A line we cannot read
/// makes the order one that we cannot read.
pub(crate) fn state_of(lines: &[ChannelLine]) -> LineState {
    let states = || lines.iter().map(|line| line.state);
    if states().any(|state| state == LineState::Unknown) {
        return LineState::Unknown;
    }
    let given_up = |state: &LineState| matches!(state, LineState::Cancelled | LineState::Returned);
    let slowest = states().filter(|state| !given_up(state)).min();
    // Where nothing is left, something that was sent back says more than something that never left.
    slowest.or_else(|| states().max()).unwrap_or(LineState::Unknown)
}

/// The price of one pack after the seller's discount. More discount than price is no price.
pub(crate) fn after_discount(price: Vnd, discount: Vnd) -> Result<Vnd, String> {
    let after = price.checked_sub(discount).filter(|after| after.0 >= 0);
    after.ok_or_else(|| format!("a discount of {} on a price of {}", discount.0, price.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, sku: &str, state: LineState) -> ChannelLine {
        ChannelLine {
            channel_line_id: id.into(),
            item_id: "1".into(),
            sku: sku.into(),
            name: sku.into(),
            quantity: 1,
            unit_price_vnd: Vnd(145_000),
            platform_discount_vnd: Vnd(5_000),
            state,
        }
    }

    #[test]
    fn an_order_is_as_far_as_its_slowest_line() {
        use LineState::{Cancelled, Delivered, Paid, ReadyToShip, Returned, Shipped, Unknown};
        let cases: [(&[LineState], LineState); 6] = [
            (&[Paid, ReadyToShip], Paid),
            (&[Cancelled, Shipped], Shipped),
            (&[Cancelled, Cancelled], Cancelled),
            (&[Cancelled, Returned], Returned),
            (&[Returned, Delivered], Delivered),
            (&[Delivered, Unknown], Unknown),
        ];
        for (states, expected) in cases {
            let lines: Vec<_> = states.iter().map(|&state| unit("1", "CAM", state)).collect();
            assert_eq!(state_of(&lines), expected, "{states:?}");
        }
    }
}

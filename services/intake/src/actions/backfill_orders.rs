//! Somebody asks for what a shop sold before it came here, or how far that has come.

use chrono::NaiveDate;
use contract::{
    FieldFault, Refusal, code,
    intake::{BACKFILL_DAYS_MAX, BACKFILL_FAULTS, BackfillOrders, BackfillStanding, FindBackfill},
};
use ids::{Channel, Cooperative, Id};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    store::{backfills, catalogue},
};

/// Has past orders fetched, one wish of each shop at a time.
pub async fn backfill_orders(app: &App, tx: &Scoped, ask: BackfillOrders) -> Result<(), Stop> {
    let owner = own_shop(tx, ask.channel, &ask.shop_id).await?;
    if let Some(code) = fault_of((ask.from, ask.to), app.calendar.today()) {
        return Err(refused("to", code));
    }
    if !gives_orders(app, ask.channel) {
        let words = format!("{} cannot be asked for past orders here", ask.channel);
        return Err(Refusal::new(code::CHANNEL_UNSUPPORTED, words).into());
    }
    if !backfills::ask(tx, (ask.channel, &ask.shop_id), owner, (ask.from, ask.to)).await? {
        return Err(refused("from", "past_under_way"));
    }
    Ok(())
}

/// What may be asked of a shop's past, and what last was.
pub async fn find_backfill(app: &App, tx: &Scoped, ask: FindBackfill) -> Result<BackfillStanding, Stop> {
    own_shop(tx, ask.channel, &ask.shop_id).await?;
    let last = backfills::view(tx, ask.channel, &ask.shop_id).await?;
    Ok(BackfillStanding { may_ask: gives_orders(app, ask.channel), last })
}

/// Whose the shop is, if it is the caller's.
async fn own_shop(tx: &Scoped, channel: Channel, shop_id: &str) -> Result<Id<Cooperative>, Stop> {
    let own = tx.caller().scope.cooperative();
    let owner = catalogue::shop(tx, channel, shop_id).await?.map(|shop| shop.cooperative_id);
    owner.filter(|owner| own == Some(*owner)).ok_or_else(|| Stop::not_found("shop"))
}

fn gives_orders(app: &App, channel: Channel) -> bool {
    app.marketplaces.marketplace(channel).is_some_and(|known| known.gives_orders().is_some())
}

fn fault_of((from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> Option<&'static str> {
    if from > to {
        Some("past_order")
    } else if to > today {
        Some("past_not_over")
    } else if (to - from).num_days() >= BACKFILL_DAYS_MAX {
        Some("past_too_long")
    } else {
        None
    }
}

fn refused(field: &str, code: &str) -> Stop {
    debug_assert!(BACKFILL_FAULTS.contains(&code), "`{code}` has no sentence for people");
    Refusal::of_fields(vec![FieldFault { field: field.into(), code: code.into() }]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_orders_are_of_days_that_have_begun_and_not_of_too_many() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let fault = |from, to| fault_of((day(from), day(to)), day("2026-01-14"));
        assert_eq!(fault("2026-01-14", "2026-01-14"), None, "today counts");
        assert_eq!(fault("2026-01-02", "2026-01-01"), Some("past_order"));
        assert_eq!(fault("2026-01-14", "2026-01-15"), Some("past_not_over"));
        assert_eq!(fault("2024-12-11", "2026-01-14"), None);
        assert_eq!(fault("2024-12-10", "2026-01-14"), Some("past_too_long"));
    }
}

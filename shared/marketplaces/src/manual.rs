//! Orders that are typed in or come in a file: by phone, from Facebook, Postmart or Vỏ Sò. There is no API to speak with
//! (fact sheet, section 7), so each capability is `None`, and whoever asks sees it.

use ids::Channel;

use crate::{
    AsksToCancel, BringsOrders, CancelsOrders, GivesOrders, GrantsConsent, KeepsEvents, Limits, Marketplace,
    PrintsWaybills, SendsPushes, Settles, ShowsCatalogue, TakesListings, TakesShipments, TellsReturns,
};

/// The channel of orders that people bring.
pub struct Manual;

impl Marketplace for Manual {
    fn channel(&self) -> Channel {
        Channel::Manual
    }

    /// Nothing is sent, so nothing is limited.
    fn limits(&self) -> Limits {
        Limits {
            orders_per_fetch: 1,
            order_window_days: 1,
            calls_per_second: 1,
            title_length: (0, usize::MAX),
            pictures: (0, usize::MAX),
            picture_sides: (0, u32::MAX),
            picture_bytes_max: usize::MAX,
            reviews_listings: false,
        }
    }

    fn grants_consent(&self) -> Option<&dyn GrantsConsent> {
        None
    }

    fn shows_catalogue(&self) -> Option<&dyn ShowsCatalogue> {
        None
    }

    fn takes_listings(&self) -> Option<&dyn TakesListings> {
        None
    }

    fn gives_orders(&self) -> Option<&dyn GivesOrders> {
        None
    }

    fn brings_orders(&self) -> Option<&dyn BringsOrders> {
        None
    }

    fn takes_shipments(&self) -> Option<&dyn TakesShipments> {
        None
    }

    fn prints_waybills(&self) -> Option<&dyn PrintsWaybills> {
        None
    }

    fn cancels_orders(&self) -> Option<&dyn CancelsOrders> {
        None
    }

    fn asks_to_cancel(&self) -> Option<&dyn AsksToCancel> {
        None
    }

    fn tells_returns(&self) -> Option<&dyn TellsReturns> {
        None
    }

    fn settles(&self) -> Option<&dyn Settles> {
        None
    }

    fn sends_pushes(&self) -> Option<&dyn SendsPushes> {
        None
    }

    fn keeps_events(&self) -> Option<&dyn KeepsEvents> {
        None
    }
}

//! How a parcel is handed to the carrier, chosen from what Shopee offers. Pure. Section 3.7.

use super::wire::{Handover, PickupAddress, ShippingParameter};

/// Pick-up where the carrier comes, for a packed parcel waits with the cooperative; else drop-off where it needs
/// nothing more than the parcel. `None` where a person must say more, such as a tracking number of another carrier.
pub(super) fn handover(offered: ShippingParameter) -> Option<Handover> {
    let addresses = offered.pickup.and_then(|pickup| pickup.address_list).unwrap_or_default();
    let pickup = offered.info_needed.pickup.and_then(|needed| pickup(&needed, addresses));
    let dropoff = offered.info_needed.dropoff.filter(Vec::is_empty).map(|_| Handover::Dropoff {});
    pickup.or(dropoff)
}

fn pickup(needed: &[String], addresses: Vec<PickupAddress>) -> Option<Handover> {
    let needs = |name: &str| needed.iter().any(|field| field == name);
    if needed.iter().any(|field| !matches!(field.as_str(), "address_id" | "pickup_time_id")) {
        return None;
    }
    if !needs("address_id") && !needs("pickup_time_id") {
        return Some(Handover::Pickup { address_id: None, pickup_time_id: None });
    }
    let offers_time = |address: &PickupAddress| address.time_slot_list.as_ref().is_some_and(|slots| !slots.is_empty());
    let is_for_pickup = |address: &PickupAddress| {
        address.address_flag.as_ref().is_some_and(|flags| flags.iter().any(|flag| flag == "pickup_address"))
    };
    let mut possible: Vec<PickupAddress> =
        addresses.into_iter().filter(|address| !needs("pickup_time_id") || offers_time(address)).collect();
    // The shop's own choice of address comes first; sorting is stable, so the others stay as Shopee ranks them.
    possible.sort_by_key(|address| !is_for_pickup(address));
    let address = possible.into_iter().next()?;
    let soonest = address.time_slot_list.and_then(|slots| slots.into_iter().next());
    Some(Handover::Pickup {
        address_id: Some(address.address_id),
        pickup_time_id: soonest.filter(|_| needs("pickup_time_id")).map(|slot| slot.pickup_time_id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(offered: &str) -> Option<Handover> {
        handover(serde_json::from_str(offered).expect("a shipping parameter"))
    }

    #[test]
    fn the_carrier_comes_to_the_address_the_shop_chose() {
        let offered = r#"{"info_needed":{"pickup":["address_id","pickup_time_id"],"dropoff":[]},"pickup":{"address_list":[
            {"address_id":1,"address_flag":["default_address"],"time_slot_list":[{"pickup_time_id":"a"}]},
            {"address_id":2,"address_flag":["pickup_address"],"time_slot_list":[{"pickup_time_id":"b"},{"pickup_time_id":"c"}]},
            {"address_id":3,"address_flag":["pickup_address"],"time_slot_list":[]}]}}"#;
        let expected = Handover::Pickup { address_id: Some(2), pickup_time_id: Some("b".into()) };
        assert_eq!(chosen(offered), Some(expected));
    }

    #[test]
    fn a_parcel_is_dropped_off_where_nobody_comes() {
        assert_eq!(chosen(r#"{"info_needed":{"dropoff":[]}}"#), Some(Handover::Dropoff {}));
        let no_time = r#"{"info_needed":{"pickup":["address_id","pickup_time_id"],"dropoff":[]},
            "pickup":{"address_list":[{"address_id":1,"time_slot_list":[]}]}}"#;
        assert_eq!(chosen(no_time), Some(Handover::Dropoff {}));
    }

    #[test]
    fn what_only_a_person_can_say_is_not_made_up() {
        let cases = [
            r#"{"info_needed":{"non_integrated":["tracking_number"]}}"#,
            r#"{"info_needed":{"dropoff":["branch_id"]}}"#,
            r#"{"info_needed":{"pickup":["address_id","sender_real_name"]}}"#,
        ];
        for offered in cases {
            assert_eq!(chosen(offered), None, "{offered}");
        }
    }
}

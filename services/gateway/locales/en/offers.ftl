# Offers that need somebody.
offers-title = Offers that need you
offers-about = In the order of what is being lost: the price of a pack times the packs that could be sold and that buyers do not see. Each shop is reckoned by itself although shops share lots, so do not add these up.
offers-empty = No offer needs you. The shops show the right goods at the right prices.
offers-all = All
offers-search = Search by title or SKU
offers-column-lost = Being lost
offers-column-why = Why, and what to do
offers-select = Choose the offer
offers-lost-of = { $count ->
    [one] 1 pack × { $price }
   *[other] { $count } packs × { $price }
}
offers-lost-nothing = no pack so far
offers-shown-fewer = The shop shows { $shown } packs and should show { $wished }.
offers-shown-more = The shop shows { $shown } packs and only { $wished } are left: buyers may buy what is gone.
offers-shown-hidden = Buyers do not see it.
offers-shown-still = Buyers still see it, and should not.
offers-since = Since { $time }.
offers-retry-chosen = Try the chosen ones again
offers-retry-one = Try this one again
offers-retried = { $count ->
    [one] 1 offer is tried again. It leaves this list once the marketplace has taken it.
   *[other] { $count } offers are tried again. They leave this list once the marketplaces have taken them.
}
offers-step-listing = Change the listing
offers-step-price = Set a price for this shop
offers-step-category = Set a category for this shop
offers-step-consent = Open Marketplaces to reconnect
offers-step-look = See the listing
offers-need-title-refused = Title refused
offers-need-description-refused = Description refused
offers-need-picture-refused = Picture refused
offers-need-price-refused = Price refused
offers-need-stock-refused = Quantity refused
offers-need-category-refused = Wrong category
offers-need-category-missing = No category
offers-need-attribute-missing = Something to tell is missing
offers-need-carrier-missing = No carrier
offers-need-shop-full = Shop full
offers-need-shop-blocked = Shop blocked
offers-need-item-gone = Deleted in the shop
offers-need-channel-refused = Refused
offers-need-channel-unavailable = In trouble for long
offers-need-channel-slow-down = Told to wait for long
offers-need-needs-consent = Cut off

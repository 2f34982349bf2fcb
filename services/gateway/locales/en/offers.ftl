# Offers that need somebody.
offers-title = Offers that need you
offers-about = In the order of what is being lost: the price of a pack times the packs that could be sold and that buyers do not see, and the difference for packs that they see at less than your price. Each shop is reckoned by itself although shops share lots, so do not add these up.
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
offers-lost-cheaper = if the packs shown sell at the lower price that stands there
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

offer-history-of = History on
offer-facts = What should be shown, and what is
offer-column-what = About
offer-column-wished = Should be
offer-column-confirmed = Taken by the marketplace
offer-fact-seen = Buyers
offer-seen = see it
offer-hidden = do not see it
offer-not-confirmed = not known
offer-confirmed-at = The marketplace last answered at { $time }.
offer-history = History
offer-history-about = The newest first, kept for at least 400 days. What is only told again, or fails as before, is not written again.
offer-history-empty = Nothing has happened since history is kept.
event-wished-price = The price should be { $price }
event-wished-stock = { $count ->
    [one] 1 pack should be shown
   *[other] { $count } packs should be shown
}
event-wished-hidden = It should be hidden
event-wished-shown = Buyers should see it
event-confirmed = The marketplace took { $told }
event-found = It was there already, as { $item }, and that one is used from now on
event-refused = The marketplace refused { $told }
event-failed = The marketplace has not taken { $told }; it is tried again by itself
event-retried = { $name } asked to try again
event-told-listing = the listing
event-told-price = the price { $price }
event-told-stock = { $count ->
    [one] the quantity of 1 pack
   *[other] the quantity of { $count } packs
}
event-told-hidden = that it is hidden
event-told-shown = that it is shown

offers-step-drift = Choose whose word holds
offers-need-changed-in-shop = Changed in the shop
offers-need-taken-down = Taken down
drift-title = Somebody has changed it on the marketplace's own pages
drift-about = Keep ours: the marketplace is told again. Take theirs: that price becomes a rule for this listing in this shop; where it was hidden, its season here ended yesterday. To think better of it, clear the rule.
drift-price = There the price is { $price } now, and should be { $wished }.
drift-hidden = There it is hidden now, and should be shown.
drift-shown = There it is shown now, and should be hidden.
drift-ours = Keep ours
drift-theirs = Take theirs
drift-kept-ours = Ours is kept. The marketplace is being told again.
drift-kept-theirs = Theirs is taken, and is a rule of this listing now.
event-drifted = Somebody changed it on the marketplace's own pages: { $told }
event-taken-down = Taken down from the shop
event-settled-ours = { $name } kept ours
event-settled-theirs = { $name } took theirs
offers-empty-telling = No offer needs you. The shops are being told, see above.
offers-telling = Shops that are being told
offers-telling-shop = { $shop }: { $told } of { $offers } offers told
offers-telling-left = All done: { $time }.
offers-telling-unknown = It has just begun, or waits for the marketplace: nobody can say yet how long it takes. The page looks again by itself.
offers-telling-unresolved = What shops should show is still being decided for { $count } listings.
offers-telling-cut-off = The shop is cut off, so nothing can be told. Open the page of shops to connect it again.

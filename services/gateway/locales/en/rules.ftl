# Rules of shops, listings as each marketplace will show them, prices of many at once.
shown-title = What each shop would show
shown-about = Reckoned from this listing and the rules that hold. Beside each value stands why.
shown-rules = Set rules for this listing here
shown-rules-of-shop = Rules for all listings
shown-hidden-badge = Hidden
shown-hidden = Buyers do not see it: { $why }.
shown-packs = { $count ->
    [one] 1 pack
   *[other] { $count } packs
}
shown-no-category = none yet
shown-longer = A longer title, put together from what is known:
shown-try = Try it on the marketplaces

because-listing = as the listing says
because-per-kilogram = { $price } a kilogram, a pack weighs { $weight }
because-rule-of-shop = a rule of the shop, set by { $name } on { $day }
because-rule-of-listing = a rule of this listing, set by { $name } on { $day }
because-margin = { $price } changed by { $percent } %
because-rounded = rounded from { $price }
because-floor = it came to { $price }, and is never sold below the floor
because-lots = { $count } packs in the lots
because-lots-days = { $count } packs in the lots, the most urgent with { $days } days left to sell
because-lots-late = { $count } packs in the lots, the oldest { $days } days past its day to sell by
because-nothing-heard = the stock has not told yet
because-allocation = only { $count } packs are for this shop
because-buffer = { $count } packs are held back
because-product = by the product
because-off-sale = the listing is off sale
because-may-not-sell = the cooperative may not sell for now
because-paper-missing = a paper it needs does not hold
because-lot-uncovered = Hidden because its VietGAP or organic paper does not speak of the plots or days one of its lots was picked on. Name the plots in the lot's declaration, or take the lot out of the listing.
because-before-season = its season here begins { $day }
because-after-season = its season here ended { $day }

lack-title-short = The title is short: at least { $least } characters are wanted, there are { $found }. Add where it grew, the grade, the pack.
lack-title-long = The title is long: at most { $most } characters are taken, there are { $found }. Shorten it, or set another title for this shop.
lack-description-short = The description is short: at least { $least } characters are wanted, there are { $found }. Add how it tastes and keeps.
lack-description-long = The description is long: at most { $most } characters are taken, there are { $found }. Shorten it, or set another for this shop.
lack-photos-few = Photos are missing: at least { $least } are wanted, there are { $found }. Take more.
lack-photo-small = A photo is small: its shorter side needs { $least } pixels and has { $found }. Take a larger one.
lack-category = No category of the marketplace is named for this product. Set a rule for the category, or tell the operator.
lack-attribute = The marketplace wants “{ $of }”, which the listing does not say. Tell the operator.
lack-brand = The marketplace wants a brand. Ask the operator to choose “No brand” or a registered one.
lack-weight-low = The pack is too light: from { $least } g are taken, it has { $found } g. Check the weight with its box.
lack-weight-high = The pack is too heavy: up to { $most } g are taken, it has { $found } g. Make smaller packs.
lack-price-low = The price is too low: from { $least } ₫ are taken, it is { $found } ₫. Raise it, or make larger packs.
lack-price-high = The price is too high: up to { $most } ₫ are taken, it is { $found } ₫. Check it, or make smaller packs.

rules-title = Rules in { $shop }
rules-about-shop = They hold for every listing in this shop that has no rule of its own. Without a rule the listing counts.
rules-about-listing = They hold for this listing in this shop only. Without one, the shop's rule counts, or else the listing.
rule-kind-price = Price
rule-kind-stock = Packs
rule-kind-season = Season
rule-kind-title = Title
rule-kind-description = Description
rule-kind-category = Category
rule-help-price = Add or take off a part of the listed price, to cover fees; type -5 to take off 5 %. It is never sold below the floor.
rule-help-stock = Hold some packs back, so that no more is sold than there is. The closer the day to sell by, the more are held back.
rule-help-season = Outside of these days the listing is hidden here, and comes back by itself. Leave one empty where there is no limit.
rule-help-title = A title for this shop alone, 10 to 120 characters.
rule-help-description = A description for this shop alone, 25 to 3,000 characters.
rule-help-category = The number of the marketplace's smallest category, such as 100871.
rule-none = no rule
rule-none-holds = No rule: the listing counts.
rule-holds = What holds: { $rule }. Set by { $name } on { $day }.
rule-holds-of-shop = The shop's rule holds: { $rule }. Set by { $name } on { $day }.
rule-margin = listed price changed by { $percent } %
rule-floor = not below { $price }
rule-stock-shared = all packs in the lots
rule-stock-buffer = { $first } held back; in the last { $days } days { $more } more each day
rounding-exact = Not rounded
rounding-up-to-thousand = Up to the next thousand đồng
rounding-nearest-thousand = To the nearest thousand đồng
rule-field-price-by = How the price is reckoned
rule-by-margin = In percent of the listed price
rule-by-fixed = A fixed price
rule-field-price = Fixed price (₫)
rule-field-percent = Change in percent
rule-field-rounding = Rounding
rule-field-floor = Floor (₫), empty if there is none
rule-field-stock-by = How packs are shared
rule-stock-by-buffer = Hold some back
rule-stock-by-allocation = Only so many
rule-stock-by-shared = All of them, nothing held back
rule-field-packs = Packs for this shop
rule-field-first = Held back
rule-field-unit = Counted in
rule-unit-packs = packs
rule-unit-percent = % of the packs in the lots
rule-field-days = Hold back more once so many days are left
rule-field-more = More each day
rule-field-from = First day
rule-field-to = Last day
rule-field-text = For this shop alone
rule-field-category = Category number
rule-save = Set the rule
rule-clear = Clear this rule
rule-set = The rule is set. The marketplace is being told.
rule-cleared = The rule is cleared. The marketplace is being told.

change-title = What was changed about prices and rules
change-line = { $time } · { $name } · { $about } ({ $place }): { $before } → { $after }
change-of-shop = { $shop }, all listings
change-of-listing = listed price
change-shop-gone = a shop that is not connected

bulk-title = Prices of several listings
bulk-about = { $count ->
    [one] 1 listing gets another price:
   *[other] { $count } listings get other prices:
}
bulk-open = Change prices
bulk-field-shop = Where
bulk-help-shop = All shops follow the listed price; in one shop, only that shop changes, by a rule of each listing.
bulk-own-price = Listed price (all shops)
bulk-do = { $count ->
    [one] Change 1 price
   *[other] Change { $count } prices
}
bulk-clear = Clear the price rules in the chosen shop
bulk-changed = { $count ->
    [one] 1 price was changed. The marketplaces are being told.
   *[other] { $count } prices were changed. The marketplaces are being told.
}
bulk-undone = { $count ->
    [one] 1 price is as it was before.
   *[other] { $count } prices are as they were before.
}
bulk-left = { $count ->
    [one] 1 price was left, because somebody has changed it since.
   *[other] { $count } prices were left, because somebody has changed them since.
}
bulk-undo = Give the old prices back

fault-rule-twice = Each kind of rule is set once.
fault-rule-of-one-listing = This rule is for single listings, not for the whole shop.
fault-listings-too-many = Choose at most 1,000 listings at once.
fault-listing-unknown = One of the listings was not found. Load the page again and choose again.
fault-margin-range = From -90 to 900 percent.
fault-allocation-range = From 0 to 1,000,000 packs.
fault-buffer-range = Packs from 0, percent from 0 to 100.
fault-buffer-days = From 0 to 60 days.
fault-season-order = The first day comes before the last.
fault-category-form = A category has letters without marks, digits and hyphens, at most 40.
fault-day-unreadable = This is no day. Choose one, or type it like 2026-01-31.
fault-percent-unreadable = This is no rate. Type it like 5 or 12.5 or -3.
fault-packs-unreadable = This is no number. Type a whole one, such as 12.
fault-shop-missing = Choose the shop whose price rules shall be cleared. The listed price is no rule.

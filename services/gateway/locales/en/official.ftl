# Figures, producers, and running the house.
figures-title = Figures
figures-subtitle = { $from } to { $to }. As of { $moment }. { $unmatched } order lines have no known SKU and count in no weight; { $priced } of { $weeks } product weeks have a farm-gate price to compare with.
figures-weeks = { $count ->
    [one] 1 week
   *[other] { $count } weeks
}
figures-all-products = All products
figures-all-communes = All communes
figures-from = From
figures-to = To
figures-show = Show
figures-orders = Orders
figures-ordered = Ordered
figures-sold = Delivered
figures-revenue = Delivered value
figures-sell-through = Delivered of declared
figures-uplift = Marketplace over farm-gate price
figures-table = See the numbers in a table
figures-communes = By commune and product
figures-more = { $count ->
    [one] There is 1 more row; the Excel and CSV files have it.
   *[other] There are { $count } more rows; the Excel and CSV files have them all.
}
finding-uplift = The price of { $product }, week of { $day }: { $price }, { $factor } times the farm gate
finding-price = The price of { $product }, week of { $day }: { $price }
finding-nothing = No order with a price in this period
prices-subtitle = { $product }: weekly median price, ₫/kg. The thin grey line is the season before.
prices-channel = Marketplace
prices-farmgate = Farm gate
prices-before = Last season
volumes-finding = { $ordered } ordered, { $sold } delivered
volumes-subtitle = Weight a week, { $unit }. The last week may not be over.
products-title = Which products sell
products-subtitle = Weight ordered; the full part is delivered.
map-title = Where goods come from
map-subtitle = Weight ordered. Each square is a commune near its true place; press one to see it alone.
map-no-data = no data
chart-empty = There are no figures for this. Choose a longer period, or take a filter away.
column-week = Week of
column-product = Product
column-commune = Commune
column-ordered-kg = Ordered (kg)
column-sold-kg = Delivered (kg)
column-ordered-g = Ordered (g)
column-sold-g = Delivered (g)
column-money = Value (₫)
column-sell-through = Delivered / declared
column-sell-through-percent = Delivered / declared (%)
column-mean = Mean price (₫/kg)
column-median = Median price (₫/kg)
column-farmgate = Farm-gate price (₫/kg)
column-uplift = Times farm gate
column-uplift-percent = Marketplace / farm gate (%)

cooperatives-title = Cooperatives
cooperatives-search = Search by name or code
cooperatives-all = All
cooperatives-empty = There is no cooperative yet. Import an Excel file to begin.
cooperatives-column-name = Cooperative
cooperatives-column-place = Seat
cooperatives-column-households = Households
cooperatives-column-declared = Declared
cooperatives-column-papers = Papers
cooperatives-tax-code = tax code
cooperatives-verify = Verify
cooperatives-reject = Send back
cooperatives-reason = Why it is sent back
cooperatives-decided = { $count ->
    [one] Decided on 1 cooperative.
   *[other] Decided on { $count } cooperatives.
}
cooperatives-none-chosen = No cooperative was chosen. Tick some and press again.
cooperatives-no-reason = Say why it is sent back, so that the cooperative knows what to mend.
paper-ocop = OCOP
paper-vietgap = VietGAP
paper-food-safety = Food safety
paper-food-safety-commitment = Food safety commitment
paper-organic = Organic
paper-gi = Geographical indication
paper-ends = ends { $day }
paper-over = ended { $day }

operator-title = Running the house
operator-well = All is well; nothing needs you.
operator-silent = Service { $service } does not answer; its numbers are missing.
operator-intake = The door for orders
operator-orders = Orders
operator-offers = Offers
operator-shops = Shops
operator-webhooks-received = Webhooks recorded
operator-webhooks-duplicate = Webhooks sent twice
operator-webhooks-rejected = Webhooks not let in
operator-webhooks-waiting = Webhooks waiting
operator-webhooks-parked = Webhooks parked
operator-found-by-polling = Orders found by polling
operator-tasks-waiting = Requests waiting for a marketplace
operator-outbox-waiting = Facts waiting to be told
operator-parked = Messages parked
operator-unmatched = Orders with an unknown SKU
operator-short = Orders short of goods
operator-tasks-refused = Requests refused by a marketplace
operator-listings = Listings
operator-unconfirmed = Waiting for confirmation
operator-shops-connected = Connected
operator-shops-cut-off = Cut off

# Orders, packing, and what is asked of marketplaces.
orders-title = Orders
orders-search = Search by order number, SKU or name
orders-show-to-pack = To pack
orders-show-told = Marketplace told
orders-show-underway = Underway
orders-show-delivered = Delivered
orders-show-cancelled = Cancelled, returned
orders-show-troubled = In trouble
orders-show-all = All
orders-empty-to-pack = No order waits to be packed. New ones appear here.
orders-empty-told = No parcel waits for its carrier.
orders-empty-underway = No parcel is underway.
orders-empty-delivered = No order has been delivered yet.
orders-empty-cancelled = No order was cancelled or sent back.
orders-empty-troubled = No order is in trouble. Well done!
orders-empty-all = There is no order yet. Connect a shop and list goods to get the first one.
orders-column-number = Order
orders-column-channel = Marketplace
orders-column-placed = Ordered on
orders-column-state = State
orders-column-goods = Goods
orders-column-sku = SKU
orders-column-name = Name
orders-column-product = Product
orders-column-packs = Packs
orders-column-unit-price = Price of a pack
orders-column-money = Amount
orders-column-weight = Weight
orders-column-grams = Weight (g)
orders-column-until = With the carrier by
orders-ship = Tell them it is packed
orders-cancel = Out of stock, cancel
orders-queued = { $count ->
    [one] Telling the marketplace about 1 order. Its state changes once the marketplace has answered.
   *[other] Telling the marketplaces about { $count } orders. Their states change once the marketplaces have answered.
}
orders-take-back = Undo
orders-take-back-about = For ten seconds; the marketplace is not told before.
orders-taken-back = { $count ->
    [0] Nothing could be taken back: the marketplaces have been told. If that was a mistake, contact the marketplace.
    [one] 1 order was taken back; it waits to be packed.
   *[other] { $count } orders were taken back; they wait to be packed.
}
orders-not-queued = { $count ->
    [one] 1 order could not be told, because its state has changed. Look at it.
   *[other] { $count } orders could not be told, because their states have changed. Look at them.
}
orders-none-chosen = No order was chosen. Tick some and press again.
orders-cancel-title = Cancel because goods are gone
orders-cancel-question = { $count ->
    [one] Cancel this order because its goods are gone?
   *[other] Cancel these { $count } orders because their goods are gone?
}
orders-cancel-why = The marketplace tells the buyer and pays back. This cannot be undone, and many cancellations may cost the shop points.
orders-cancel-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
orders-cancel-yes = Cancel them
orders-cancel-no = No, keep them

order-title = Order { $number }
order-state-placed = Waits for payment
order-state-paid = To pack
order-state-ready-to-ship = Marketplace knows it is packed
order-state-shipped = Underway
order-state-delivered = Delivered
order-state-cancelled = Cancelled
order-state-returned = Returned
order-state-unknown = Strange state
order-unmatched = A SKU fits no listing. List goods under this very SKU and the order finds them by itself.
order-short = { $weight } more than there is in stock. Declare more goods in the lot, or press “Out of stock, cancel”.
order-on-hold = The marketplace holds this order for a check. Do not pack it yet; its goods stay promised. It opens again by itself.
order-packs-cancelled = { $count ->
    [one] 1 pack of it was cancelled and is no longer sent.
   *[other] { $count } packs of it were cancelled and are no longer sent.
}
order-packs-returned = { $count ->
    [one] 1 pack of it was sent back.
   *[other] { $count } packs of it were sent back.
}
order-cancel-requested = The buyer asks to cancel. Answer on the marketplace's page before you pack.
order-unknown-status = The marketplace reports “{ $status }”, which is not known here. The operator has been told.
order-task-refused = { $channel } said no: “{ $words }”. Mend what it names and press again.
order-task-ship-queued = Telling { $channel } that it is packed; waiting for the answer.
order-task-cancel-queued = Asking { $channel } to cancel; waiting for the answer.
order-lines = Goods
order-column-lots = From lots
order-sum = Sum
order-history = What happened
order-fact-placed = Ordered at
order-fact-changed = State changed at
order-fact-payment = Payment
order-fact-status = State in the marketplace's word
order-fact-source = How we learned of it
order-fact-tracking = Tracking number
order-fact-cancelled = Why it was cancelled
order-pays-on-delivery = On delivery
order-paid-ahead = Paid ahead
order-found-by-polling = We asked the marketplace and found it
order-found-by-webhook = The marketplace told us at once
order-from-before = It had left before the shop was connected, so no lot gave anything to it

packing-title = Packing list
packing-summary = { $orders } orders, { $packs } packs, { $weight }. Made at { $now }, { $day }.
packing-more = There are more orders than fit here. Report the packed ones and print again.
packing-print = Print
packing-by-product = Goods to fetch
packing-by-order = Order by order
packing-tick = Done

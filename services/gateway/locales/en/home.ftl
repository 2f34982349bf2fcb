# A cooperative's first page.
home-title = Today
home-to-pack = { $count ->
    [one] 1 order to pack
   *[other] { $count } orders to pack
}
home-to-pack-until = { $count ->
    [one] 1 order to pack; it must be with the carrier by { $until } ({ $left })
   *[other] { $count } orders to pack; the first must be with the carrier by { $until } ({ $left })
}
home-pack = Pack
home-troubled = { $count ->
    [one] 1 order needs you: goods are short or the SKU is not known
   *[other] { $count } orders need you: goods are short or the SKU is not known
}
home-look = Look
home-offers = { $count ->
    [one] 1 offer needs you; buyers may not see the goods
   *[other] { $count } offers need you; buyers may not see the goods
}
home-mend = Mend
home-no-shop = No shop is connected yet, so no order can come
home-connect = Connect
home-shops-cut-off = { $count ->
    [one] 1 shop has lost its connection; new orders will not come in
   *[other] { $count } shops have lost their connection; new orders will not come in
}
home-reconnect = Reconnect
home-faulty-import = { $count ->
    [one] File “{ $file }” has 1 row with faults and was not taken
   *[other] File “{ $file }” has { $count } rows with faults and was not taken
}
home-overdue = { $count ->
    [one] 1 lot is past its best before and has { $weight } left: { $day }
   *[other] { $count } lots are past their best before and have { $weight } left, the oldest since { $day }
}
home-ending = { $count ->
    [one] 1 lot must be sold soon: { $weight } left, best before { $day }
   *[other] { $count } lots must be sold soon: { $weight } left, the first best before { $day }
}
home-low = { $count ->
    [one] 1 lot has less than a tenth left
   *[other] { $count } lots have less than a tenth left
}
home-stock = See stock
home-nothing-listed = Nothing is listed for sale yet
home-list = List goods
home-nothing-to-do = All is done. New orders show up here by themselves; have a cup of tea.
home-incomplete = Some numbers could not be fetched, so the list may be incomplete. Load the page again in a minute.
home-week = The last 7 days
home-week-orders = Orders
home-week-weight = Weight ordered
home-week-money = Order value

# Signing in, and help.
sign-in-title = Sign in
sign-in-about = One place to list, take orders and keep stock for every marketplace.
sign-in-ended = Your session has ended. Sign in to return to the page you had open; what you typed is still there.
sign-in-login = Phone number or e-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-failed = The login or the password is wrong. Look at Caps Lock and the Vietnamese keyboard, then type the password again.
sign-in-too-many = Too many attempts, so signing in is locked for a while. Wait a quarter of an hour and try again.
sign-in-help = Forgotten the password? Call the operator of the province for a new one.

help-title = Help
help-about = Chợ Phiên lets a cooperative list once, sell on every marketplace and never lose an order.
help-question-orders = An order has come. What now?
help-answer-orders = Open Orders, print the packing list, pack, choose the orders and press “Tell them it is packed”. If the goods are gone, press “Out of stock, cancel” and the marketplace tells the buyer.
help-question-listings = Where do I list goods?
help-answer-listings = Open Listings and press “New listing”. Choose its lots, and the quantity on every marketplace follows your stock.
help-question-stock = Why does the quantity on a marketplace change?
help-answer-stock = Every order is promised goods of a lot. What may still be sold is what is in the store less what is promised; every marketplace is told the same number.
help-question-channels = How do I connect a shop?
help-answer-channels = Open Marketplaces, press connect, sign in on the marketplace's page and agree. It sends you back here.
help-question-imports = My Excel file has faults?
help-answer-imports = The table names sheet, row, column, the reason and the remedy. Download the marked file, mend it there and hand it in again. The same file twice does no harm.
help-question-figures = How are figures counted?
help-answer-figures = “Ordered” counts orders from payment on, without cancelled ones. “Delivered” takes returns off. Half of the goods were sold below the median price, half above.
help-question-trouble = Still stuck?
help-answer-trouble = Call the operator of the province and read out the code at the foot of the page.
help-api = API document for programmers

# Around every page, and what many pages share.
frame-skip = Skip to the main part
frame-navigation = Pages
frame-more = More
frame-sign-out = Sign out
frame-help = Help
frame-language = Language

place-home = Home
place-orders = Orders
place-listings = Listings
place-stock = Stock
place-channels = Marketplaces
place-imports = Import
place-figures = Figures
place-cooperatives = Cooperatives
place-operator = Running the house
place-audit = Audit trail
place-people = People
place-cooperative = Our file
place-caseload = Caseload
place-delegations = Delegations
place-own-household = My household

role-cooperative-manager = Cooperative manager
role-cooperative-member = Cooperative member
role-household = Member household
role-assistant = Assistant
role-commune-official = Commune official
role-provincial-official = Provincial official
role-operator = Operator
role-integrator = Program (API key)
role-service = Service
role-anonymous = Guest

service-accounts = Accounts
service-onboarding = Cooperatives and lots
service-syndication = Listings
service-intake = Orders and stock
service-analytics = Figures

channel-own-shop = Own shop
channel-manual = By hand

weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun

time-in-minutes = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] in 1 day
   *[other] in { $count } days
}
time-late-minutes = { $count ->
    [one] 1 minute late
   *[other] { $count } minutes late
}
time-late-hours = { $count ->
    [one] 1 hour late
   *[other] { $count } hours late
}
time-late-days = { $count ->
    [one] 1 day late
   *[other] { $count } days late
}

compared-more = up { $share } on the 7 days before
compared-less = down { $share } on the 7 days before
compared-same = the same as the 7 days before
compared-new = nothing in the 7 days before

times = { $factor } times
unit-kilograms = kg
unit-tonnes = t

list-filters = Filter
list-pages = Pages of the list
list-first = Back to the first page
list-next = Next page
list-size = Rows on a page:
list-search = Search
list-select = Select
list-select-all = Select all on this page
list-selected = selected
list-nothing-found = Nothing fits. Type less, leave out the marks, or take a filter away.
list-workbook = Download Excel
list-import = Import from Excel
list-csv = Download CSV

form-choose = Choose…
form-cancel = Never mind, go back
form-faults = { $count ->
    [one] Not saved: one field needs mending; the reason stands below it. Everything you typed is still here.
   *[other] Not saved: { $count } fields need mending; the reasons stand below them. Everything you typed is still here.
}

problem-title = This could not be done
problem-remedy = Try again in a few minutes. If it stays so, tell your operator the code below.
problem-again = Try again
problem-home = Go to the first page
problem-code = Code for your operator:

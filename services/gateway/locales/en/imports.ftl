# Excel files on their way in.
imports-title = Import Excel files
imports-about = Download the template, fill it in and hand it in. The file is checked first; nothing changes until you agree.
imports-recent = Recent files
imports-recent-incomplete = Some recent files could not be fetched. Load the page again in a minute.
imports-column-file = File
imports-column-kind = Kind
imports-column-state = State
imports-column-rows = Rows
imports-column-when = When
import-state-checking = Being checked
import-state-faulty = Has faults: yours to mend
import-state-checked = Waits for you to take it
import-state-taking = Being taken
import-state-taken = Taken
import-state-refused = Could not be read
imports-none = Your role imports no files. Ask the province or the cooperative to do it.
import-kind-cooperatives = Cooperatives
import-kind-harvest = Harvest
import-kind-listings = Listings
import-kind-farmgate-prices = Farm-gate prices
import-about-cooperatives = Cooperatives, their households and papers.
import-about-harvest = Lots, and what each household declares.
import-about-listings = What is listed for sale on every marketplace, for how much, and what is different in single shops.
import-about-farmgate-prices = What traders pay at the garden, week by week.
import-template = Download the template
import-choose = Choose an .xlsx or .csv file, or drop it here
import-check = Hand in and check
import-nothing-chosen = No file was chosen. Choose an .xlsx or .csv file and press again.
import-step-check = Check
import-step-look = Look
import-step-done = Done
import-queued = The file is here and will be checked now…
import-checking = Checking: { $done } of { $total } rows
import-taking = Taking in { $sound } rows…
import-refused = This file could not be read, so nothing has changed. See why below, mend it and hand it in again.
import-ready = The file has no faults. Look at what will change, then take it.
import-taken = Done. Every row is in, and the marketplaces will be told.
import-faults = { $faulty ->
    [one] 1 of { $total } rows has faults. Nothing has changed.
   *[other] { $faulty } of { $total } rows have faults. Nothing has changed.
}
import-faults-heading = The faults
import-faults-more = { $count ->
    [one] There is 1 more fault; the marked file has it.
   *[other] There are { $count } more faults; the marked file has them all.
}
import-take = { $sound ->
    [one] Take 1 row
   *[other] Take { $sound } rows
}
import-mend = Mend and hand in again
import-mend-about = The marked file has a column with the reason for each row. Mend it right there and hand it in.
import-marked = Download the file with its faults marked
import-skip = Take the rows without faults
import-skip-about = The rows with faults are left out; they may be mended and imported later.
import-skip-question = { $faulty ->
    [one] Leave out 1 row with faults and take the other { $sound }?
   *[other] Leave out { $faulty } rows with faults and take the other { $sound }?
}
import-skip-no = No, go back
import-counts = What will change
import-counts-taken = What has changed
import-column-what = What
import-column-added = New
import-column-changed = Changed
import-column-unchanged = As before
import-what-cooperatives = Cooperatives
import-what-households = Households
import-what-papers = Papers
import-what-union-memberships = Members of unions
import-what-plots = Plots
import-what-lots = Lots
import-what-harvests = Harvests
import-what-listings = Listings
import-what-rules = Rules of shops
import-what-rules-cleared = Rules that are cleared
import-what-prices = Farm-gate prices
import-next-cooperatives = See the cooperatives
import-next-harvest = See the stock
import-next-listings = See the listings
import-next-farmgate-prices = See the figures
import-another = Import another file
fault-column-place = Where
fault-column-value = Typed
fault-column-reason = Why
fault-column-remedy = How to mend
fault-row = row

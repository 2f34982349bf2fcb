# Assistants who type for producers, what was agreed with whom, drafts, and a household's own page.
acting-for = You act for { $cooperative }, until { $until }. Both names are written down.
acting-leave = Stop acting

caseload-title = Caseload
caseload-about = Producers who let you type for them. Choose one and go on with its work.
caseload-none = Nobody has let you act for them yet. Press “Ask for a delegation” and photograph the signed paper.
caseload-until = Until the end of
caseload-soon = ends soon
caseload-act = Work for this one
caseload-others = Waiting, and past

errand-file = File and papers
errand-harvest = Households and harvests
errand-goods = Listings, goods and packing
errand-help-file = Fill in the cooperative’s file, hand in papers, submit.
errand-help-harvest = Enter households, declare harvests, hand in Excel files.
errand-help-goods = Write listings, note goods in and out, pack orders. No cancelling, no connecting of shops.

delegation-proposed = waits for a yes
delegation-live = holds
delegation-declined = declined
delegation-ended = ended
delegation-over = over
delegation-days = From { $from } to the end of { $until }
delegation-decided = Decided by { $by } at { $at }
delegation-assistant = Assistant
delegation-agreed-by = Agreed by
delegation-evidence = See the signed paper
delegation-do-accept = Accept
delegation-do-decline = Decline
delegation-do-end = End
delegation-done-given = Given. They can act at once.
delegation-done-accept = Accepted.
delegation-done-decline = Declined.
delegation-done-end = Ended. They can no longer act.
delegation-give = Let an assistant act
delegation-give-about = Commune staff or the community digital team can type for you. You can end it at any time.
delegation-give-button = Give
delegation-login = Their phone number or e-mail address
delegation-errands = They may do
delegation-starts-on = From
delegation-ends-on = To the end of
delegation-ends-help = 365 days at most.
delegations-title = Delegations
delegations-about = Who may type for whom, what, and until when.
delegations-none = There is no delegation yet.
delegations-all = All

propose-title = Ask for a delegation
propose-choose = Choose whom you will help, in your commune.
propose-search = Name or code
propose-about = The representative signs a paper and you photograph it. It holds once the manager or a provincial official accepts.
propose-agreed-help = Name and office, as on the paper.
propose-evidence = Photo or PDF of the signed paper
propose-evidence-help = Straight, in good light, with a clear signature. 10 MB at most.
propose-button = Send

form-faulty = Not saved yet. Mend the fields marked ▲ and press again.
field-missing = This field is empty.
field-date-past = This day is over. Choose today or later.
field-delegation-too-long = 365 days after the first at most.
field-not-an-assistant = No assistant has this phone number or address. Ask them again, or have the province invite them.

draft-kept = Draft kept at { $at }.
draft-not-kept = The draft is not kept. Press Save when you are done.
draft-signed-out = You are signed out. Press Save to sign in again; what you typed is still on this page.
draft-resumed = This is a draft that was not sent, typed by { $by } at { $at }.
draft-drop = Drop the draft

own-household-title = My household
own-household-cooperative = Cooperative
own-household-code = Household code
own-household-commune = Commune
own-household-joined = Member since
own-household-personal-id = Personal number
own-household-phone = Phone
own-household-wrong = If something is wrong, ask the cooperative’s manager to mend it.
own-household-plots = Your plots
own-household-weighings = What was weighed
own-household-none = Nothing was weighed yet.
own-household-day = Picked on
own-household-product = Product
own-household-lot = Lot
own-household-weight = Weight
own-household-weighed-by = Weighed by

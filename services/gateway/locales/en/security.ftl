# The safety of one's own sign-in.
code-title = Confirmation code
code-about = Open the authenticator on your phone and type the six digits it shows.
code-label = Confirmation code
code-button = Go in
code-wrong = That code is wrong or was used before. Wait for the next one and type it.
code-help = Lost the phone? Type one of the recovery codes you printed; each works once. If none is left, call your province's operator.

security-title = Sign-in security
security-password = The password you use now
security-second-on = On: signing in takes your password and a code from your phone. { $codes ->
    [one] One recovery code is left.
   *[other] { $codes } recovery codes are left.
}
security-second-off = Off. We recommend it: whoever learns your password still cannot come in without your phone.
security-second-must = Off. Your role requires it.
security-devices = Where you are signed in
security-device = Device
security-times = Times
security-device-unknown = Unknown device
security-device-times = since { $started }, last used { $seen }
security-this-device = this device
security-end = Sign out
security-end-others = Sign out everywhere else
security-done-password = Your password was changed. All other devices were signed out.
security-done-dropped = Two-step sign-in is off. All other devices were signed out.
security-done-ended = Signed out.

password-title = Password
password-about = Last changed { $when }.
password-new = New password
password-again = New password, again
password-help = At least 12 characters. Four or five unrelated words are easy to remember and hard to guess.
password-button = Change password
password-wrong = The password you use now is not right. Type it again.
password-differs = The two are not the same. Type both again.
password-too-short = A password needs at least 12 characters. Add a word or two.
password-too-long = The password is longer than 256 characters. Shorten it.
password-too-easy = This password is easy to guess. Avoid names, phone numbers and rows of digits; join four or five unrelated words.
password-as-before = The new password is the old one. Choose another.

second-title = Two-step sign-in
second-about = Each time you sign in you type, beside your password, six digits that an app on your phone makes every 30 seconds. Any app will do, such as Google Authenticator or Microsoft Authenticator; it needs no network.
second-must = Your role sees the figures of many cooperatives, so it takes this step. You do it once.
second-begin = Begin
second-again = Make a new QR code
second-scan = 1. Scan this with the app
second-qr = QR code that adds Chợ Phiên to an authenticator
second-type = If it cannot be scanned, type this key into the app:
second-open = Open the app on this phone
second-confirm = 2. Type the six digits the app shows
second-confirm-button = Turn two-step sign-in on
second-wrong = That code is not right. Check that your phone's clock is right, wait for the next code and type it.
second-set-up = Turn two-step sign-in on
second-drop = Turn off, or change to another phone
second-drop-about = Turn it off, then on again with the new phone.
second-drop-button = Turn two-step sign-in off

recovery-title = Recovery codes
recovery-done = Two-step sign-in is on.
recovery-about = Print or copy these ten codes and keep them somewhere safe, not on the phone. If you lose it, each lets you in once. This page is shown only once.
recovery-go-on = I have kept them, go on

audit-title = Audit trail
audit-about = Who did what, the newest first. Each line holds the mark of the line before, so nobody can change one unseen; chophien audit verify checks it.
audit-search = A person, an action, an outcome or the id of a thing
audit-empty = No lines. Search for less, or choose another service.
audit-what = Action
audit-outcome = Outcome
audit-done = done
audit-when = When
audit-who = Who
audit-on-behalf = for
audit-things = With
audit-address = From address

provider-title = Sign in with an account elsewhere
provider-about = Link an account you have elsewhere, to come in without typing a password. Your password here goes on working.
provider-button = Sign in with { $name }
provider-on = Linked { $linked }, last used { $used }.
provider-on-unused = Linked { $linked }, not used yet.
provider-off = Not linked.
provider-password-help = Your password at Chợ Phiên, so that it is surely you who links.
provider-link = Link
provider-unlink = Unlink
provider-go = Go to { $name }
provider-go-about = Sign in to { $name } with your own account within ten minutes; you are led back here afterwards.
provider-away = { $name } does not answer. Sign in with your password, or try again in a few minutes.
provider-stale = That visit to { $name } took too long, was used before, or began in another browser. Begin again and finish within ten minutes.
provider-refused = { $name } has not vouched for you. Try once more, or sign in with your password.
provider-not-for-role = Signing in with { $name } is not for people of your role. Sign in with your password.
provider-unlinked = This { $name } account is linked to nobody at Chợ Phiên. Sign in with your password, then open “Sign-in security” to link it.
provider-taken = Not linked: that { $name } account is linked to somebody else. Sign in there with your own account and link again.
security-done-linked = Linked. From now on you can come in with that account.
security-done-unlinked = Unlinked. That account no longer lets anybody in, and your other devices are signed out.

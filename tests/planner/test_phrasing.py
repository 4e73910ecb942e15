"""Titles: a verb first, then what is asked for, out of sentences as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.planner.english.languages import is_english
from notion_planner.planner.english.phrasing import verb_phrase
from notion_planner.planner.english.wishes import story_phrase
from notion_planner.planner.english.word_forms import gerund
from notion_planner.planner.english.wording import (
    joined,
    shorten,
    titled,
)

SENTENCES = {
    "Get user profile by ID": "Implement getting user profile by ID",
    "The system must send a receipt.": "Implement sending a receipt",
    "Users shall be able to reset their password": "Let users reset their password",
    "The app needs to allow users to export data": "Implement exporting data",
    "The service sends a receipt": "Implement sending a receipt",
    "The client MUST implement an exponential backoff": "Implement an exponential backoff",
    "Passwords must be hashed": "Ensure passwords are hashed",
    "The interval between retries must have a random jitter": (
        "Ensure the interval between retries has a random jitter"
    ),
    "The connection file should also contain the key": "Ensure the connection file also contains the key",
    "Users must not see drafts": "Enforce that users must not see drafts",
    "If the field is missing, the system shall reject the record": (
        "Implement rejecting the record if the field is missing"
    ),
    "When an order is cancelled, the customer gets an email": (
        "Ensure the customer gets an email when an order is cancelled"
    ),
    "Don't block the web workers": "Do not block the web workers",
    "Search works offline": "Ensure search works offline",
    "Orders, invoices and the notes of clerks remain apart": (
        "Ensure orders, invoices and the notes of clerks remain apart"
    ),
    "Imports that fail or are cut off by a clerk are repeated": (
        "Ensure imports that fail or are cut off by a clerk are repeated"
    ),
    "Each shelf entry regains a label": "Ensure each shelf entry regains a label",
    "Clerk.__init__ regains a label": "Ensure Clerk.__init__ regains a label",
    "If the cart is empty: hide the button": "Implement hiding the button if the cart is empty",
    "Comment posting correctly skips bots": "Ensure comment posting correctly skips bots",
    "Orders still load at night": "Ensure orders still load at night",
    "All commands respect the quiet hours": "Ensure all commands respect the quiet hours",
    "Note that as a result, since keys are shared, a lock must not trust them": (
        "Enforce that a lock must not trust them since keys are shared"
    ),
    "A red and blue lamp must ring": "Ensure a red and blue lamp rings",
    "A lamp and a bell must ring": "Ensure a lamp and a bell ring",
    "Load & check a file": "Implement loading & checking a file",
    "Search & filter panel": "Implement search & filter panel",
    "A failed import must rollback": "Ensure a failed import rolls back",
    "Seat change skips locked rows": "Ensure seat change skips locked rows",
    "Emit a signal": "Implement emitting a signal",
    "Collects fares at the gate": "Implement collecting fares at the gate",
    "Card reader resolves names": "Ensure card reader resolves names",
    "Late errors passed through to clerks": "Ensure late errors are passed through to clerks",
    "Time needed for a ride": "Implement Time needed for a ride",
    "Late rides shown below the map": "Ensure late rides are shown below the map",
    "Rides sorted": "Implement Rides sorted",
    "Logs rides and skips old ones": "Implement logging rides and skipping old ones",
    "Build a page where clerks add a ride, print a ticket, and leave": (
        "Implement building a page where clerks add a ride, print a ticket, and leave"
    ),
    'The "Night" Gate': 'Implement the "Night" Gate',
    "Prints a ticket and sends it": "Implement printing a ticket and sending it",
    "Checks the card, locks it and sends a letter": (
        "Implement checking the card, locking it and sending a letter"
    ),
    "The gate re-reads the card": "Ensure the gate re-reads the card",
    "Re-read a card": "Implement re-reading a card",
    "Cards kept in a gate must be locked": "Ensure cards kept in a gate are locked",
    "The speed of all cards shall be known": "Ensure the speed of all cards is known",
    "If a card is late, and nobody is in, the gate will stay shut": (
        "Ensure the gate stays shut if a card is late, and nobody is in"
    ),
    "As described above, cards must be signed": "Ensure cards are signed",
    "Guest can only see rides": "Ensure the guest can only see rides",
    "Refunds do not expire": "Ensure refunds do not expire",
    "A card that doesn't open the gate": "Implement a card that doesn't open the gate",
    "Late card payment fails at night": "Ensure late card payment fails at night",
    "Store minimal state": "Implement storing minimal state",
    "Store search state": "Implement store search state",
    "Else, the gate stays shut": "Ensure the gate stays shut",
    "Otherwise, the card must be kept": "Ensure the card is kept",
    "When sent, e.g. by mail, the bill shall be signed": "Ensure the bill is signed when sent",
    "Bills, for example of guests, must be signed": "Ensure bills are signed",
    "Cards carry a signature": "Ensure cards carry a signature",
    "Gate exposes safe defaults": "Ensure gate exposes safe defaults",
    "Gate API: a port so other gates can call it": "Implement Gate API: a port so other gates can call it",
    "Back link above the hero card": "Implement back link above the hero card",
    "Back up the database": "Implement backing up the database",
    "Must not store card numbers": "Do not store card numbers",
    "Never log passwords": "Never log passwords",
    "Cannot delete a paid order": "Enforce that nobody can delete a paid order",
    "Can't delete a paid order": "Enforce that nobody can delete a paid order",
    "Needs to run offline": "Implement running offline",
    "Only admins may delete orders": "Ensure only admins may delete orders",
    "Only admins shall delete orders": "Ensure only admins can delete orders",
    "Only paid orders shall be shipped": "Ensure only paid orders are shipped",
    "The client MUST NOT retry": "Enforce that the client must not retry",
    "WHEN a code expires THEN the user SHALL change it": "Implement changing it when a code expires",
    "When a code expires the system must send a new one": "Implement sending a new one when a code expires",
    "If it is then late the fee may rise": "Ensure if it is then late the fee can rise",
    "System must not send data": "Enforce that the system must not send data",
    "UI should support touch": "Ensure the UI supports touch",
    "App icon must be round": "Ensure app icon is round",
    "The canvas should fill the screen": "Ensure the canvas fills the screen",
    "System MUST require a title, and MUST reject a blank one": (
        "Implement requiring a title, and rejecting a blank one"
    ),
    "The system must record a date and must not change it": (
        "Implement recording a date and not changing it"
    ),
    "The system must support folders and must not nest them": "Support folders and do not nest them",
    "Amounts must be rounded and shall not be negative": "Ensure amounts are rounded and are not negative",
    "Patients shall be able to book a visit": "Implement booking a visit",
    "Draw lines on the image": "Implement drawing lines on the image",
    "Transmit and acknowledge orders": "Implement transmitting and acknowledging orders",
    "Login and logout pages": "Implement login and logout pages",
    "Send the text to a printer and store the result": (
        "Implement sending the text to a printer and storing the result"
    ),
    "Owner: settings and roles": "Implement Owner: settings and roles",
    "Search and Filtering": "Implement Search and Filtering",
    "Backend API Custom Fields": "Implement Backend API Custom Fields",
    "Download links expire after 7 days": "Ensure download links expire after 7 days",
    "Search returns results in 200 ms": "Ensure search returns results in 200 ms",
    "Users see their orders": "Ensure users see their orders",
    "A discount above 10 % needs an approval": "Ensure a discount above 10 % needs an approval",
    "Expired codes each get their own message": "Ensure expired codes each get their own message",
    "We need metrics for the queue": "Implement metrics for the queue",
    "Clear indicator when the app is offline": "Implement clear indicator when the app is offline",
    "Separate staging from production": "Implement separating staging from production",
    "Redis must be replicated": "Ensure Redis is replicated",
    "Nobody except owners can see billing": "Enforce that nobody except owners can see billing",
    "Deleting a project asks for confirmation": "Ensure deleting a project asks for confirmation",
    "Delete button is hidden for viewers": "Ensure delete button is hidden for viewers",
    "Email notifications when an order ships": "Implement email notifications when an order ships",
    "System automatically saves drafts": "Ensure the system automatically saves drafts",
    "Accessible via keyboard": "Ensure it is accessible via keyboard",
    "Product pages show stock": "Ensure product pages show stock",
    "Search suggests products": "Ensure search suggests products",
    "We don't store card data": "Do not store card data",
    "The system is PCI compliant": "Ensure the system is PCI compliant",
    "Staff log in with their badge": "Let staff log in with their badge",
    "Users in the EU see a banner": "Ensure users in the EU see a banner",
    "User needs and wishes": "Implement user needs and wishes",
    "Works on iOS 16+": "Ensure it works on iOS 16+",
    "Supports dark mode": "Support dark mode",
    "Should send a receipt": "Implement sending a receipt",
    "Must be accessible": "Ensure it is accessible",
    "Stay logged in": "Implement staying logged in",
    "Redact card numbers in logs": "Implement redacting card numbers in logs",
    "Download logs": "Implement downloading logs",
    "Upload photos": "Implement uploading photos",
    "Add conditions that files must match": "Implement adding conditions that files must match",
    "CI shall build, test, and publish": "Ensure CI builds, tests, and publishes",
    "A refresh shall rotate the token and invalidate the prior hash": (
        "Ensure a refresh rotates the token and invalidates the prior hash"
    ),
    "Backup and restore shall be documented": "Ensure backup and restore are documented",
    "The app works without a connection": "Ensure the app works without a connection",
    "Location data never leaves the phone": "Ensure location data never leaves the phone",
    "Passwords can be reset by e-mail": "Ensure passwords can be reset by e-mail",
    'Users with the role "accountant" can download exports': (
        'Ensure users with the role "accountant" can download exports'
    ),
    "A guest of the hotel shall be able to extend a stay": "Ensure a guest of the hotel can extend a stay",
    "SKUs shall be unique": "Ensure SKUs are unique",
    "A report must list sales of a day and of a week": "Ensure a report lists sales of a day and of a week",
    "Login endpoints shall be rate limited": "Ensure login endpoints are rate limited",
    "GDPR compliant (data portability)": "Ensure GDPR compliance (data portability)",
    "The last searches are shown": "Ensure the last searches are shown",
    "PDF export": "Implement PDF export",
    "検索を実装する": "Implement 検索を実装する",
    "Users can login with Google": "Implement logging in with Google",
    "Create and update products": "Implement creating and updating products",
    "Set goals, and track the progress": "Implement setting goals, and tracking the progress",
    "Enable/disable individual rules": "Implement enabling/disabling individual rules",
    "Gracefully handle a lost connection": "Implement gracefully handling a lost connection",
    "Log errors to find and open them": "Implement logging errors to find and open them",
    "Log retention": "Implement log retention",
    "Search results page": "Implement search results page",
    "Rate limit: 10 per minute": "Implement rate limit: 10 per minute",
    "Import and export": "Implement import and export",
    "Search and filter orders": "Implement searching and filtering orders",
    "Reuse of an operation ID": "Implement reuse of an operation ID",
    "Push notifications for new messages": "Implement push notifications for new messages",
    "Guests book a room": "Implement booking a room",
    "Must work on Android 10": "Ensure it works on Android 10",
    "The app must work on Android 10": "Ensure the app works on Android 10",
    "The kiosk takes cards": "Ensure the kiosk takes cards",
    "Capture job takes a lock on the order": "Ensure capture job takes a lock on the order",
    "A/A test for 2 days shows no difference": "Ensure A/A test for 2 days shows no difference",
    "Can business customers pay with gift cards": "Let business customers pay with gift cards",
    "Can users change their email address?": "Let users change their email address",
    "Should we support SAML?": "Support SAML",
    "We need a way to merge contacts": "Implement merging contacts",
    "Users want to see their orders": "Let users see their orders",
    "Please add dark mode": "Implement adding dark mode",
    "Make sure a mail is sent once": "Make sure a mail is sent once",
    "Let buyers pay later": "Let buyers pay later",
    "Order History Page": "Implement Order History Page",
    "Import from Excel": "Implement import from Excel",
    "No downtime during deployment": "Ensure no downtime during deployment",
    "99.9 % uptime": "Ensure 99.9 % uptime",
    "Test reports are archived": "Ensure test reports are archived",
    "Order total includes tax": "Ensure order total includes tax",
    "Order status emails": "Implement order status emails",
    "Support for right-to-left languages": "Implement support for right-to-left languages",
    "Bulk import users": "Implement bulk importing users",
    "Daily report by email": "Implement Daily report by email",
    "Notifies the owner of a comment": "Implement notifying the owner of a comment",
    "Records that do not parse are kept": "Ensure records that do not parse are kept",
    "Records that fail go to a queue": "Implement Records that fail go to a queue",
    "Must comply with the GDPR": "Comply with the GDPR",
    "HIPAA-compliant storage": "Implement HIPAA-compliant storage",
    "The system shall, on failure, retry twice": "Implement retrying twice on failure",
    "The system shall upon request delete the account": "Implement upon request delete the account",
    "The system must either accept or reject it": "Implement either accepting or rejecting it",
    "Unless the user opts out, share crash reports": (
        "Implement sharing crash reports unless the user opts out"
    ),
    "Without login, visitors can browse products": "Implement browsing products without login",
    "For each order, the system must create an invoice": "Implement creating an invoice for each order",
    "For orders, bills and refunds, the system must send a mail": "Implement sending a mail",
    "Users must verify their address": "Ensure users verify their address",
    "Assign or unassign a ticket": "Implement assigning or unassigning a ticket",
    "Reuse of an ID with other products, notes, or orders shall conflict": (
        "Ensure reuse of an ID with other products, notes, or orders conflicts"
    ),
    "The secret will need to be read once": "Ensure the secret is read once",
    "The service will also need to be able to sign files": "Implement signing files",
    "The parser will also have to be updated": "Ensure the parser is also updated",
    "The old page shall still be shown": "Ensure the old page is still shown",
    "Thus all nodes must be updated": "Ensure all nodes are updated",
    "Note that the key may be empty": "Ensure the key can be empty",
    "Although a key is optional, it must be signed": "Ensure it is signed although a key is optional",
    "Instead of a list, if there is one order, the page shall show it": (
        "Ensure the page shows it if there is one order, instead of a list"
    ),
    "If there are more calls for files than the contract of the day allows for it the server must wait": (
        "Implement waiting if there are more calls for files than the contract of the day allows for it"
    ),
    "Hash the codes before one is written": "Implement hashing the codes before one is written",
    "Compare both tables; they must agree": "Implement comparing both tables; they must agree",
    "After 14 days it is dropped by a ticket, not by hand": (
        "Enforce that after 14 days it is dropped by a ticket, not by hand"
    ),
    "Request denied": "Implement request denied",
    "Rate limit exceeded": "Implement rate limit exceeded",
    "The app must no longer use cookies": "Stop using cookies",
    "Members rent a locker": "Implement renting a locker",
    "Members jostle the vending machine": "Implement jostling the vending machine",
    "Members behind a proxy": "Implement members behind a proxy",
    "They see the next visit": "Implement seeing the next visit",
    "Automatically logs users out": "Implement automatically logging users out",
    "Dispatches jobs to a worker": "Implement dispatching jobs to a worker",
    "Redirects are not followed": "Ensure redirects are not followed",
    "Touch targets ≥ 44 px": "Ensure touch targets ≥ 44 px",
    "Warning if > 100 photos are sent": "Implement Warning if > 100 photos are sent",
    "Top bar: search, units": "Implement Top bar: search, units",
    "Use the data and call history": "Implement using the data and call history",
    "Purchase receipt": "Implement purchase receipt",
    "Prompt submission": "Implement prompt submission",
    "Prompt the guest": "Implement prompting the guest",
    "Control the volume": "Implement controlling the volume",
    "Control panel": "Implement control panel",
    "Buyers can open an order, check the price, and pay it": (
        "Implement opening an order, checking the price, and paying it"
    ),
    "Buyers can choose red, blue, and green": "Implement choosing red, blue, and green",
    "Hourly view of sales": "Implement Hourly view of sales",
    "If the field is missing, or if its value is 0, the kernel supports ports only": (
        "Ensure the kernel supports ports only if the field is missing, or if its value is 0"
    ),
}


@pytest.mark.parametrize(("sentence", "title"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_becomes_a_verb_first_title(sentence: str, title: str) -> None:
    assert verb_phrase(sentence) == title


@pytest.mark.parametrize(
    ("verb", "done"),
    [
        ("save", "saving"),
        ("see", "seeing"),
        ("tie", "tying"),
        ("get", "getting"),
        ("submit", "submitting"),
        ("edit", "editing"),
        ("quit", "quitting"),
        ("load", "loading"),
        ("queue", "queuing"),
        ("carry", "carrying"),
        ("checkout", "checking out"),
    ],
)
def test_a_verb_says_what_is_done(verb: str, done: str) -> None:
    assert gerund(verb) == done


@given(st.text(max_size=200))
def test_any_text_becomes_one_line(text: str) -> None:
    assert "\n" not in verb_phrase(text)
    assert len(shorten(verb_phrase(text))) <= 72


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("the backend to support custom periods", "Ensure the backend supports custom periods"),
        ("my settings to be kept", "Ensure the user's settings are kept"),
        ("the option to pay by card", "Implement the option to pay by card"),
        ("be called at noon", "Implement being called at noon"),
        ("be able to pay", "Implement paying"),
        ("export orders", "Implement exporting orders"),
        ("customers to leave reviews", "Let customers leave reviews"),
        ("the app to not track me", "Ensure the app does not track them"),
        ("have a dark mode", "Implement a dark mode"),
        ("am reminded of a visit", "Implement being reminded of a visit"),
        ("messages to persist after a restart", "Ensure messages persist after a restart"),
        ("credits to buy photos", "Implement credits to buy photos"),
    ],
)
def test_a_wish_for_a_state_ensures_it(wanted: str, title: str) -> None:
    assert story_phrase(wanted, "Implement") == title


def test_a_long_list_of_names_shows_as_many_as_fit() -> None:
    assert joined(["Rooms", "Bookings", "Notifications to members", "Payments and refunds"], 40) == (
        "Rooms, Bookings & 2 more"
    )


def test_terse_english_is_english() -> None:
    assert is_english(["Room creation", "Basic mod tools and safety features", "Pin a track"])
    assert not is_english(["Bestellungen werden gespeichert", "Die Rechnung wird als PDF verschickt"])


def test_a_text_full_of_english_names_is_in_the_language_of_its_little_words() -> None:
    assert not is_english(["Export und Import von Orders", "Das Update der App ist in Logs sichtbar"])
    assert is_english(["Orders from Rio de Janeiro", "Route a van to the depot"])


@pytest.mark.parametrize("mark", ["✅", "⚠️ (needs improvement)", "❌.", "🚧 (partial) ⚠️"])
def test_a_mark_of_how_far_a_requirement_got_is_not_part_of_its_title(mark: str) -> None:
    assert titled(f"Support keyboard navigation (all pages) {mark}") == (
        "Support keyboard navigation (all pages)"
    )


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("The system must provide search by name", "Provide search by name"),
        ("Support infinite scrolling of the list", "Support infinite scrolling of the list"),
        ("The launcher sends an acknowledgement to the kernel", "Ensure the launcher sends"),
        ("If the server has more requests than it is able to take", "Enforce that if the server has"),
        ("Get user profile by ID", "Implement getting user profile by ID"),
        ("Open rate by campaign", "Implement open rate by campaign"),
        ("Measure open rates", "Implement measuring open rates"),
        ("Rate limit headers: Retry-After", "Implement rate limit headers: Retry-After"),
        ("Load balancing", "Implement load balancing"),
        ("Order date", "Implement order date"),
        ("Regenerate button (forced)", "Implement regenerate button (forced)"),
        ("Add icon", "Implement adding icon"),
        ("Associate token with account", "Implement associating token with account"),
        ("Reads/writes ~/.tool/data.json", "Implement reading/writing ~/.tool/data.json"),
        ("Auto-creates the file", "Ensure it auto-creates the file"),
        ("Used to verify codes", "Ensure it is used to verify codes"),
        ("Dragging a card over the bin area removes it", "Ensure dragging a card over the bin"),
        ("Building a list of the orders", "Implement Building a list of the orders"),
        ("The system shall re-fetch the list", "Implement re-fetching the list"),
        ("A guest without a code learns nothing", "Ensure a guest without a code learns nothing"),
        ("At dusk, an invited guest leaves", "Ensure an invited guest leaves at dusk"),
        ("A guest list by day", "Implement a guest list by day"),
        ("On payment, the job runs a check: it ends", "Ensure the job runs a check: it ends on payment"),
        ("In the same step: remove the old map", "Implement removing the old map in the same step"),
        ("React preview of a map", "Implement react preview of a map"),
        ("React to a changed map", "Implement reacting to a changed map"),
        ("The drone shall fly for an hour", "Ensure the drone flies for an hour"),
        ("The owner should see the delay", "Ensure the owner sees the delay"),
        ("The owner should still be able to pay", "Ensure the owner still pays"),
        ("The owner should pay", "Implement paying"),
        ("GDPR: guests can export their data", "Let guests export their data"),
        ("Can business guests", "Implement business guests"),
        ("Address each guest by name", "Implement addressing each guest by name"),
    ],
)
def test_a_title_reads_as_work_to_do(sentence: str, title: str) -> None:
    assert verb_phrase(sentence).startswith(title)

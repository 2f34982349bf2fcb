//! Every page with samples in it, for the tests: as the services would answer, with nothing, a little and much to show.

mod assisting;
mod lots;
mod offers;
mod papers;
mod people;
mod personal;
mod plots;
mod shops;
mod shown;
mod things;

use askama::Template;
use axum::http::Uri;
use chrono::{Days, NaiveDate};
use contract::{
    FieldFault, Page, PageRequest, Refusal, Role,
    accounts::{DrawnSecondFactor, LinkView, PersonState},
    analytics::Figures,
    imports::ImportState,
    intake::{FindOrders, IntakeFigures, OrderCounts, OrderState, OrderView, StockView},
    onboarding::{CooperativeView, PaperState, Verification},
    syndication::{ListingView, OfferCounts},
};
use things::{
    cooperative, figure, figures, id, import, listing, lot, movements, offer_counts, order, order_counts, page_of,
    product, reader, shop,
};

use super::{
    exports, frame::Frame, held, home, imports, join, listings, official, operator, orders, problems, security,
    sign_in, stock,
};
use crate::{problem::Problem, text::Language};

fn frame(language: Language, role: Role, title: &str, here: &'static str) -> Frame {
    Frame::sample(reader(language), role, title, &Uri::from_static(here))
}

fn render(page: &impl Template) -> String {
    page.render().expect("a sample renders")
}

/// Every page there is, with its name.
pub(super) fn pages(language: Language) -> Vec<(&'static str, String)> {
    let mut pages = everybodys(language);
    pages.extend(people::key_pages(reader(language)));
    pages.extend(cooperatives(language));
    pages.extend(officials(language));
    pages.extend(papers::pages(reader(language)));
    pages.extend(assisting::pages(reader(language)));
    pages.extend(personal::pages(reader(language)));
    pages.extend(plots::pages(reader(language)));
    pages.extend(shops::pages(reader(language)));
    pages
}

fn everybodys(language: Language) -> Vec<(&'static str, String)> {
    let to = reader(language);
    let code = |fault| sign_in::CodePage { fault, ..sign_in::CodePage::new(to, "/") };
    let held = || held::Held { to: "/members/new".into(), fields: "key=1&name=V%C3%A0ng+M%E1%BA%ADn&name=".into() };
    let framed = |key: &str| frame(language, Role::Operator, &to.say(key), "/security");
    let second_factor = |drawn: bool, fault: Option<security::second_factor::Fault>| {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned();
        let told = DrawnSecondFactor { uri: format!("otpauth://totp/0912345678?secret={secret}"), secret };
        let drawn = drawn.then(|| security::second_factor::Drawn::new(told).expect("short enough"));
        let must = fault.is_none();
        security::second_factor::Page { frame: framed("second-title"), next: "/".into(), drawn, fault, must }
    };
    let recovery = security::second_factor::CodesPage {
        frame: framed("recovery-title"),
        next: "/".into(),
        codes: vec!["1f2e-3d4c-5b6a-7980-9ace".into(); 10],
    };
    let join = |fault: Option<(&'static str, String)>| join::Page {
        frame: Frame::bare(to, to.say("join-title"), &Uri::from_static("/")),
        token: "0a".repeat(32),
        link: fault.as_ref().map(|_| LinkView { name: "Vàng Thị Mỷ".into(), is_invitation: true }),
        fault,
    };
    let problem =
        |code: &'static str, detail: &str| problems::Page::new(to, String::new(), &Problem::new(code, detail));
    vec![
        ("sign in", render(&sign_in::Page::new(to, "", "/", None))),
        ("sign in again", render(&sign_in::Page::new(to, "", "/orders?show=all", None))),
        ("sign in, with a form", render(&sign_in::Page::new(to, "", "/members/new", None).holding(Some(held())))),
        ("held", render(&held::Page::new(to, held(), "/members/new"))),
        ("sign in failed", render(&sign_in::Page::new(to, "0912", "/", Some(to.say("sign-in-failed"))))),
        ("sign in, provider away", people::sign_in_by_provider(to, "provider-away")),
        ("sign in, provider unlinked", people::sign_in_by_provider(to, "provider-unlinked")),
        ("code", render(&code(None))),
        ("code, wrong", render(&code(Some(to.say("code-wrong"))))),
        ("security", people::security_page(to, true, true, None)),
        ("security, to a provider", people::provider_page(to)),
        (
            "security, faulty",
            people::security_page(to, false, true, Some(("new_password", to.say("password-too-easy")))),
        ),
        ("security, off", people::security_page(to, false, false, Some(("password", to.say("password-wrong"))))),
        ("second factor", render(&second_factor(false, None))),
        ("second factor, drawn", render(&second_factor(true, None))),
        ("second factor, wrong", render(&second_factor(false, Some(security::second_factor::Fault::Code)))),
        ("second factor, password", render(&second_factor(false, Some(security::second_factor::Fault::Password)))),
        ("recovery codes", render(&recovery)),
        ("audit", people::audit_page(to, 30)),
        ("audit, none", people::audit_page(to, 0)),
        ("join", render(&join(Some(("password", to.say("password-too-short")))))),
        ("join, link gone", render(&join(None))),
        ("forgot", render(&join::ForgotPage::new(to, "0912", false, Some(to.say("sign-in-too-many"))))),
        ("forgot, asked", render(&join::ForgotPage::new(to, "", true, None))),
        ("people", people::people_list(to, 30)),
        ("people, none", people::people_list(to, 0)),
        ("invite", people::invite_page(to)),
        ("person, invited", people::person_page(to, PersonState::Invited)),
        ("person, shut out", people::person_page(to, PersonState::ShutOut)),
        ("person, active", people::person_page(to, PersonState::Active)),
        ("help", render(&sign_in::Help { frame: Frame::bare(to, to.say("help-title"), &Uri::from_static("/help")) })),
        ("forbidden", render(&problem("not_allowed", ""))),
        ("not found", render(&problem("not_found", ""))),
        ("failed", render(&problem("failed", ""))),
        ("unavailable", render(&problem("unavailable", ""))),
        ("channel refused", render(&problem("channel_refused", "Shop is banned"))),
        ("unknown code", render(&problem("a_code_of_tomorrow", ""))),
    ]
}

fn busy() -> home::Known {
    let days = (0..14_u64).map(|ago| {
        let day = NaiveDate::from_ymd_opt(2026, 1, 14).and_then(|day| day.checked_sub_days(Days::new(ago)));
        figure(day, None, None, 1_000_000 + i64::try_from(ago).expect("few days") * 20_000)
    });
    home::Known {
        orders: Some(order_counts()),
        offers: Some(offer_counts()),
        stock: Some(vec![lot(1), lot(2)]),
        shops: Some(vec![shop(false)]),
        figures: Some(Figures { rows: days.collect(), as_of: reader(Language::Vietnamese).now }),
        papers: Some([vec![papers::file(PaperState::Verified, 6)], vec![papers::file(PaperState::Rejected, 90)]]),
        imports: vec![import(ImportState::Checked, 3)],
    }
}

fn quiet() -> home::Known {
    home::Known {
        orders: Some(OrderCounts::default()),
        offers: Some(OfferCounts { listings: 1, ..OfferCounts::default() }),
        stock: Some(Vec::new()),
        shops: Some(vec![shop(true)]),
        figures: None,
        papers: Some([Vec::new(), Vec::new()]),
        imports: Vec::new(),
    }
}

fn cooperatives(language: Language) -> Vec<(&'static str, String)> {
    let to = reader(language);
    let framed = |title: &str, here| frame(language, Role::CooperativeManager, title, here);
    let home = |known: &home::Known| render(&home::Page::new(framed("home", "/home"), known));
    let orders_of = |rows: Vec<OrderView>, asked: orders::Asked| {
        let find = FindOrders { page: PageRequest::first(25), ..FindOrders::default() };
        let orders = Page { next: (rows.len() > 20).then(|| "cursor".to_owned()), ..page_of(rows) };
        render(&orders::Page::new(
            framed("orders", "/orders"),
            &asked,
            &find,
            &orders,
            &order_counts(),
            orders::Hand::Decides,
        ))
    };
    let many: Vec<OrderView> = (1..=25).map(|number| order(number, OrderState::Paid, number % 5 == 0)).collect();
    let codes = [(id(1), "CAMSANH-2526-0001-K".to_owned())].into();
    let detail =
        |view: &OrderView| render(&orders::detail::Page::new(framed("order", "/orders/x"), view, &codes, true));
    let listings_of = |rows: Vec<ListingView>| {
        let asked = listings::Asked::default();
        render(&listings::Page::new(framed("listings", "/listings"), &asked, &page_of(rows), &offer_counts(), true))
    };
    let handed_in = [import(ImportState::Checked, 3), import(ImportState::Taken, 0)];
    let import_page = |state, faults, skip| {
        render(&imports::ImportPage::new(framed("import", "/imports/listings/x"), &import(state, faults), skip))
    };
    let (new, saved) = (listing_form(language, None), listing_form(language, Some(&listing(7))));
    let previewed = listing_form(language, Some(&listing(7)));
    let previewed =
        previewed.showing(&[shown::preview(false), shown::preview(true)], Some(&listing(7)), &shown::changes());
    let stock_page = |lots: Vec<StockView>| {
        render(&stock::Page::new(framed("stock", "/stock"), &PageRequest::first(25), &page_of(lots), true))
    };
    let ledger = |may_write| {
        let (frame, of, first) = (framed("ledger", "/stock/x"), lot(1), PageRequest::first(100));
        let page = stock::ledger::Ledger::new(frame, id(1), Some(&of), &first, &movements());
        page.writable(may_write, (id(1), Some(&of)), &stock::ledger::Asked::default(), stock::ledger::Typed::default())
    };
    let confirmation = orders::decide::Confirmation::new(
        framed("cancel", "/orders/selected"),
        &[id(1), id(2)],
        vec!["260114KJ000001".into()],
    );
    vec![
        ("home, busy", home(&busy())),
        ("home, quiet", home(&quiet())),
        ("home, silent services", home(&home::Known::default())),
        ("orders", orders_of(many, orders::Asked::default())),
        ("orders, none", orders_of(Vec::new(), orders::Asked::default())),
        ("order", detail(&order(1, OrderState::Paid, false))),
        ("order in trouble", detail(&order(1, OrderState::Unknown, true))),
        ("cancel orders", render(&confirmation)),
        ("register", people::register_page(to, &[])),
        ("register, faulty", people::register_page(to, &["code", "phone", "commune_code"])),
        ("unions, of a member", people::unions_page(to, Verification::Submitted, false, &["date_future"])),
        ("unions, of a union", people::unions_page(to, Verification::Submitted, true, &["cooperative_unknown"])),
        ("unions, none", people::unions_page(to, Verification::Draft, true, &[])),
        ("own file, draft", people::own_page(to, Verification::Draft, &[])),
        ("own file, in review", people::own_page(to, Verification::InReview, &[])),
        ("own file, faulty", people::own_page(to, Verification::Returned, &["name", "phone", "commune_code"])),
        ("own file, submitted", people::own_page(to, Verification::Submitted, &[])),
        ("own file, verified", people::own_page(to, Verification::Verified, &[])),
        ("own file, rejected", people::own_page(to, Verification::Rejected, &[])),
        ("own file, suspended", people::own_page(to, Verification::Suspended, &[])),
        ("members", people::members_list(to, 30)),
        ("members, none", people::members_list(to, 0)),
        ("member, new", people::member_page(to, None, &["name", "joined_on", "commune_code"])),
        ("member", people::member_page(to, Some(false), &[])),
        ("member, left", people::member_page(to, Some(true), &[])),
        ("member leaves", people::member_time_page(to, false)),
        ("member comes back", people::member_time_page(to, true)),
        (
            "packing list",
            render(&orders::packing_list::Page::new(
                framed(&to.say("packing-title"), "/orders/packing-list"),
                &[order(1, OrderState::Paid, false)],
                true,
            )),
        ),
        (
            "packing list, nothing",
            render(&orders::packing_list::Page::new(framed("packing", "/orders/packing-list"), &[], false)),
        ),
        ("listings", listings_of((1..=25).map(listing).collect())),
        ("listings, none", listings_of(Vec::new())),
        ("offers", offers::list(to, 25)),
        ("offers, none", offers::list(to, 0)),
        ("offers, of an official", offers::of_an_official(to)),
        ("offer", offers::one(to, 25, Role::CooperativeManager)),
        ("offer, hidden in the shop", offers::one(to, 31, Role::CooperativeManager)),
        ("offer, all well", offers::one(to, 0, Role::CooperativeManager)),
        ("offer, of an official", offers::one(to, 0, Role::ProvincialOfficial)),
        ("listing, new", render(&new)),
        ("listing", render(&saved)),
        ("listing, shown", render(&previewed)),
        ("prices of several", shown::bulk_page(reader(language))),
        ("rules of a shop", shown::rules_page(reader(language), true)),
        ("rules of a listing", shown::rules_page(reader(language), false)),
        ("listing with faults", render(&faulty_form(language))),
        ("listing in conflict", render(&listing_form(language, Some(&listing(7))).with(&Refusal::new("conflict", "")))),
        ("exports", render(&exports::Page::new(framed("exports", "/exports"), Role::CooperativeManager, None))),
        (
            "exports, without a reason",
            render(&exports::Page::new(
                framed("exports", "/exports"),
                Role::CooperativeManager,
                Some((String::new(), to.say("exports-reason-missing"))),
            )),
        ),
        ("lots", lots::list(to, 25)),
        ("lots, none", lots::list(to, 0)),
        ("lot", lots::detail(to, true)),
        ("lot, not in the books", lots::detail(to, false)),
        ("lot, new", lots::form(to, false, false)),
        ("lot, new, faulty", lots::form(to, false, true)),
        ("lot, revised", lots::form(to, true, false)),
        ("lot, below what is sold", lots::form(to, true, true)),
        ("stock", stock_page((1..=25).map(lot).collect())),
        ("stock, none", stock_page(Vec::new())),
        ("ledger", render(&ledger(false))),
        ("ledger, to be written", render(&ledger(true))),
        ("imports", render(&imports::Page::new(framed("imports", "/imports"), Role::CooperativeManager, &handed_in))),
        ("import, working", import_page(ImportState::Checking, 0, false)),
        ("import, ready", import_page(ImportState::Checked, 0, false)),
        ("import, faulty", import_page(ImportState::Checked, 120, false)),
        ("import, leaving rows out", import_page(ImportState::Checked, 12, true)),
        ("import, refused", import_page(ImportState::Refused, 1, false)),
        ("import, taken", import_page(ImportState::Taken, 0, false)),
    ]
}

/// The form of a listing, new or saved.
fn listing_form(language: Language, saved: Option<&ListingView>) -> listings::form::Page {
    let stock = [lot(1), lot(2)];
    let papers = [papers::file(PaperState::Verified, 90)];
    let frame = frame(language, Role::CooperativeManager, "listing", "/listings/new");
    match saved {
        None => listings::form::Page::of_new(frame, listings::Typed::default(), (&stock, &papers)),
        Some(view) => {
            let typed = listings::Typed::from_saved(reader(language), &view.form);
            listings::form::Page::of_saved(frame, typed, view, (&stock, &papers), true)
        }
    }
}

/// A new listing that came back with faults.
fn faulty_form(language: Language) -> listings::form::Page {
    let fault = |field: &str, code: &str| FieldFault { field: field.into(), code: code.into() };
    let faults =
        vec![fault("price_vnd", "price_unreadable"), fault("lots", "lot_missing"), fault("sku", "code_of_tomorrow")];
    let mut form = listing_form(language, None);
    form.typed.price = "12.5".into();
    form.with(&Refusal::of_fields(faults))
}

fn officials(language: Language) -> Vec<(&'static str, String)> {
    let to = reader(language);
    let framed = |title: &str, here| frame(language, Role::ProvincialOfficial, title, here);
    let asked = official::Asked::default();
    let filter = asked.filter(to);
    let figures_page =
        |weeks| render(&official::Page::new(framed("figures", "/official"), &asked, &filter, &figures(weeks)));
    let of_one = contract::analytics::FigureFilter { product: Some(product("cam_sanh")), ..filter.clone() };
    let of_one = render(&official::Page::new(framed("figures", "/official"), &asked, &of_one, &figures(12)));
    let states = Verification::ALL;
    let rows: Vec<CooperativeView> = (1..).zip(states).map(|(number, state)| cooperative(number, state)).collect();
    let producers = |rows: Vec<CooperativeView>, may_decide| {
        let asked = official::cooperatives::Asked::default();
        let frame = framed("cooperatives", "/official/cooperatives");
        render(&official::cooperatives::Page::new(frame, &asked, &page_of(rows), (may_decide, may_decide)))
    };
    let operator = |known: &operator::Known| {
        render(&operator::Page::new(frame(language, Role::Operator, "operator", "/operator"), known))
    };
    let known = operator::Known {
        intake: Some(IntakeFigures { webhooks_parked: 2, webhooks_received: 12_345, ..IntakeFigures::default() }),
        orders: Some(order_counts()),
        offers: Some(offer_counts()),
        shops: Some(vec![shop(true)]),
    };
    let well = operator::Known {
        intake: Some(IntakeFigures::default()),
        orders: Some(OrderCounts::default()),
        offers: Some(OfferCounts::default()),
        shops: Some(Vec::new()),
    };
    let mut pages: Vec<(&'static str, String)> = Vec::new();
    for (name, state) in [
        ("review, submitted", Verification::Submitted),
        ("review, in review", Verification::InReview),
        ("review, verified", Verification::Verified),
        ("review, suspended", Verification::Suspended),
    ] {
        pages.push((name, people::review_page(to, state, false, true)));
    }
    pages.push(("review, suspension wanted", people::review_page(to, Verification::Verified, true, true)));
    pages.push(("review, of an operator", people::review_page(to, Verification::Draft, false, false)));
    pages.extend([
        ("figures", figures_page(12)),
        ("figures, none", figures_page(0)),
        ("figures of one product", of_one),
        ("producers", producers(rows, true)),
        ("producers, none", producers(Vec::new(), false)),
        (
            "imports of an official",
            render(&imports::Page::new(framed("imports", "/imports"), Role::ProvincialOfficial, &[])),
        ),
        (
            "imports of nobody",
            render(&imports::Page::new(
                frame(language, Role::CommuneOfficial, "imports", "/imports"),
                Role::CommuneOfficial,
                &[],
            )),
        ),
        ("operator", operator(&known)),
        ("operator, all well", operator(&well)),
        ("operator, silent services", operator(&operator::Known::default())),
    ]);
    pages
}

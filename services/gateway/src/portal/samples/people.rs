//! Samples of people, their sign-in, what they did, and a cooperative on its way to be verified.

use contract::{
    FieldFault, KeyScope, PageRequest, Role, Scope,
    accounts::{
        Grant, IdentityView, KeyState, KeyView, PersonState, PersonView, ProviderView, Security, SignedInDevice,
    },
    audit::AuditEntry,
    onboarding::{
        BankView, CooperativeFile, FormerRepresentative, HouseholdFile, HouseholdView, IdentityCheck, IdentityMeans,
        IdentityResult, MembershipTime, ProducerKind, Remark, SuspensionProposed, UnionMembershipView, Unusual,
        Verification, VerificationStep,
    },
};
use host::calendar::day;
use ids::{Order, Person};

use super::{
    frame, render,
    things::{cooperative as things_cooperative_of, id, page_of},
};
use crate::portal::{
    cooperative, fields::Fields, format::Reader, keys, members, official, operator, people,
    people::grants::Cooperatives, provider, security, sign_in,
};

pub(super) fn security_page(to: Reader, has: bool, must: bool, fault: Option<(&'static str, String)>) -> String {
    let device = |number, device: &str, is_this| SignedInDevice {
        session_id: id(number),
        device: device.to_owned(),
        started_at: to.now,
        seen_at: to.now,
        is_this,
    };
    let identity = |provider: &str, name: &str, linked_at, used_at| IdentityView {
        provider: provider.to_owned(),
        name: name.to_owned(),
        linked_at,
        used_at,
    };
    let stands = Security {
        has_second_factor: has,
        must_have_second_factor: must,
        recovery_codes_left: 9,
        password_changed_at: to.now,
        sessions: vec![device(1, "Chrome, Android", true), device(2, "", false)],
        identities: vec![
            identity("cong-tinh", "Cổng tỉnh", Some(to.now), Some(to.now)),
            identity("so", "Tài khoản Sở", has.then_some(to.now), None),
        ],
    };
    let frame = frame(to.language, Role::Operator, &to.say("security-title"), "/security");
    render(&security::Page::new(frame, stands, fault.map(|(field, words)| (field.to_owned(), words))))
}

pub(super) fn provider_page(to: Reader) -> String {
    let frame = frame(to.language, Role::Operator, &to.say("security-title"), "/security");
    render(&provider::GoPage::new(frame, "Cổng tỉnh", "https://provider.example/authorize?state=x".into()))
}

pub(super) fn sign_in_by_provider(to: Reader, key: &str) -> String {
    let known = [ProviderView { provider: "cong-tinh".into(), name: "Cổng tỉnh".into() }];
    let words = to.say_with(key, [("name", "Cổng tỉnh".into())]);
    render(&sign_in::Page::new(to, "", "/orders", Some(words)).with(&known))
}

pub(super) fn audit_page(to: Reader, rows: u64) -> String {
    let entry = |seq: u64| AuditEntry {
        seq,
        at: to.now,
        actor: id::<Person>(7).to_string(),
        role: "cooperative_manager".to_owned(),
        scope: "system".to_owned(),
        on_behalf_of: seq.is_multiple_of(4).then(|| id::<Person>(8).to_string()),
        action: "ship_orders".to_owned(),
        objects: (0..seq % 6).map(|at| id::<Order>(u128::from(at)).to_string()).collect(),
        outcome: if seq.is_multiple_of(3) { "not_allowed" } else { "done" }.to_owned(),
        address: Some("2001:db8:1:2:3:4:5:6".to_owned()),
        request_id: None,
    };
    let frame = frame(to.language, Role::Operator, &to.say("audit-title"), "/operator/audit");
    let found = page_of((1..=rows).map(entry).collect());
    render(&operator::audit::Page::new(frame, &operator::audit::Asked::default(), &PageRequest::first(25), found))
}

fn a_person(number: u128, state: PersonState) -> PersonView {
    let scope = Scope::Cooperative(id(1));
    PersonView {
        person_id: id(number),
        name: "Hoàng Thị Lan".to_owned(),
        login: "•••678".to_owned(),
        grants: vec![
            Grant { role: Role::CooperativeMember, scope },
            Grant { role: Role::CommuneOfficial, scope: Scope::Commune("00874".to_owned()) },
        ],
        state,
        has_second_factor: state == PersonState::Active,
        seen_at: None,
    }
}

fn some_cooperatives() -> Cooperatives {
    Cooperatives(vec![(id(1), "Hợp tác xã Dịch vụ nông nghiệp tổng hợp Thanh niên xung phong Vĩnh Tuy".to_owned())])
}

pub(super) fn people_list(to: Reader, rows: u128) -> String {
    let frame = frame(to.language, Role::Operator, &to.say("people-title"), "/people");
    let states = [PersonState::Invited, PersonState::Active, PersonState::ShutOut];
    let found = (1..=rows).zip(states.into_iter().cycle()).map(|(number, state)| a_person(number, state)).collect();
    let asked = people::Asked::default();
    render(&people::Page::new(frame, &asked, &PageRequest::first(25), page_of(found), &some_cooperatives()))
}

pub(super) fn invite_page(to: Reader) -> String {
    let faults = ["name", "login", "role", "cooperative"].map(|field| (field.to_owned(), to.say("invite-role-wrong")));
    render(&people::person::InvitePage {
        frame: frame(to.language, Role::Operator, &to.say("invite-title"), "/people/invite"),
        person_id: id::<Person>(9).to_string(),
        name: "Lan".into(),
        login: "0912".into(),
        choices: people::grants::Choices::new(to, Role::Operator, &some_cooperatives(), None),
        faults: faults.into(),
    })
}

pub(super) fn person_page(to: Reader, state: PersonState) -> String {
    let frame = frame(to.language, Role::Operator, "Hoàng Thị Lan", "/people/x");
    let link = (state == PersonState::Invited).then(|| {
        (format!("https://chophien.example/join?token={}", "0a".repeat(32)), people::person::link_words(to, to.now))
    });
    let reader = (Role::Operator, id(99));
    render(&people::person::PersonPage::new(frame, reader, a_person(3, state), &some_cooperatives(), link))
}

/// The list of keys, as a manager or an operator sees it.
pub(super) fn keys_list(to: Reader, role: Role, rows: u128) -> String {
    let states = [KeyState::Live, KeyState::Ended, KeyState::Revoked, KeyState::MakerGone];
    let key = |(number, state): (u128, KeyState)| KeyView {
        key_id: id(number),
        prefix: "cp_9f3b21a0".to_owned(),
        name: "Phần mềm kho của hợp tác xã Thanh niên xung phong".to_owned(),
        scope: if number % 3 == 0 { Scope::Province } else { Scope::Cooperative(id(1)) },
        scopes: KeyScope::ALL.into(),
        made_by: "Hoàng Thị Lan".to_owned(),
        made_at: to.now,
        ends_at: to.now,
        used_at: (state == KeyState::Live).then_some(to.now),
        state,
    };
    let found = page_of((1..=rows).zip(states.into_iter().cycle()).map(key).collect());
    let cooperatives = (role == Role::Operator).then(some_cooperatives);
    let frame = frame(to.language, role, &to.say("keys-title"), "/security/keys");
    render(&keys::Page::new(frame, &PageRequest::first(25), found, cooperatives.as_ref()))
}

/// The form of a key, empty or faulty, and the pages that follow it.
pub(super) fn key_pages(to: Reader) -> Vec<(&'static str, String)> {
    let frame = |role, key: &str| frame(to.language, role, &to.say(key), "/security/keys/new");
    let fault = |(field, code): (&str, &str)| FieldFault { field: field.to_owned(), code: code.to_owned() };
    let faults =
        [("name", "missing"), ("scope", "missing"), ("scopes", "missing"), ("days", "out_of_range")].map(fault);
    let typed = Fields::from([("name", "Kho"), ("scope", "orders:write"), ("of", "province"), ("days", "365")]);
    let empty = keys::make::Page::new(frame(Role::CooperativeManager, "key-new"), &Fields::default(), None, &[]);
    let cooperatives = some_cooperatives();
    let faulty = keys::make::Page::new(frame(Role::Operator, "key-new"), &typed, Some(&cooperatives), &faults);
    let province = fault(("scopes", "takes_a_cooperative"));
    let of_province = keys::make::Page::new(frame(Role::Operator, "key-new"), &typed, Some(&cooperatives), &[province]);
    let shown = keys::make::ShownPage {
        frame: frame(Role::Operator, "key-shown-title"),
        key: format!("cp_{}", "0a".repeat(36)),
        example: "https://chophien.example/api/v1/me".to_owned(),
    };
    let revoke = keys::RevokePage {
        frame: frame(Role::Operator, "key-revoke"),
        here: "/security/keys/x/revoke".to_owned(),
        question: keys::question(to, "Phần mềm kho"),
    };
    vec![
        ("key, new", render(&empty)),
        ("key, faulty", render(&faulty)),
        ("key, of the province", render(&of_province)),
        ("key, shown", render(&shown)),
        ("key, shown before", render(&keys::make::AgainPage { frame: frame(Role::Operator, "key-shown-title") })),
        ("key, to be revoked", render(&revoke)),
        ("keys", keys_list(to, Role::CooperativeManager, 4)),
        ("keys of an operator", keys_list(to, Role::Operator, 30)),
        ("keys, none", keys_list(to, Role::CooperativeManager, 0)),
    ]
}

fn former(to: Reader, erased: bool) -> FormerRepresentative {
    FormerRepresentative {
        representative_id: id(7),
        name: "Vàng Thị Mỷ".to_owned(),
        representative_id_masked: if erased { String::new() } else { "•••••••••456".to_owned() },
        phone_masked: if erased { String::new() } else { "•••••••456".to_owned() },
        since: erased.then(|| day(to.now)),
        until: day(to.now),
        erased,
    }
}

fn membership(to: Reader, lasts: bool) -> UnionMembershipView {
    UnionMembershipView {
        membership_id: id(if lasts { 1 } else { 2 }),
        union_id: id(4),
        union_code: "LH01".to_owned(),
        union_name: "Liên hiệp hợp tác xã Cao nguyên đá".to_owned(),
        member_id: id(5),
        member_code: "HTX05".to_owned(),
        member_name: "Hợp tác xã Cam sành Vĩnh Tuy".to_owned(),
        joined_on: day(to.now),
        left_on: (!lasts).then(|| day(to.now)),
    }
}

/// A union's members, or the unions of a member; empty where nobody is there.
pub(super) fn unions_page(to: Reader, state: Verification, is_union: bool, faults: &[&str]) -> String {
    let mut file = file(state, false, to);
    if is_union {
        file.cooperative.kind = ProducerKind::CooperativeUnion;
    }
    let frame = frame(to.language, Role::CooperativeManager, &to.say("unions-title"), "/cooperative/unions");
    let fault = |code: &&str| {
        let field = if *code == "date_future" { "left_on" } else { "member" };
        FieldFault { field: field.to_owned(), code: (*code).to_owned() }
    };
    let faults: Vec<FieldFault> = faults.iter().map(fault).collect();
    let first = file.unions.first().map(|it| it.membership_id.to_string()).unwrap_or_default();
    let typed = Fields::from([("membership_id", first.as_str()), ("member", "HTX99")]);
    render(&cooperative::unions::Page::new(frame, &file, &typed, &faults))
}

/// A cooperative's file in some state.
fn file(state: Verification, suspension: bool, to: Reader) -> CooperativeFile {
    let reason = "Giấy chứng nhận hết hạn".to_owned();
    let remarks = vec![Remark { field: "papers".to_owned(), reason: reason.clone() }];
    let step = |state, by: &str| VerificationStep { at: to.now, state, by: by.to_owned(), remarks: remarks.clone() };
    let banked = |reason: &str| vec![Remark { field: "bank".to_owned(), reason: reason.to_owned() }];
    let succeeded = vec![Remark { field: "representative".to_owned(), reason: "succeeded".to_owned() }];
    let is_looked_at = state == Verification::Submitted;
    let wanted = SuspensionProposed { by: id(99), by_name: "Hoàng Thị Lan".to_owned(), reason, at: to.now };
    CooperativeFile {
        cooperative: things_cooperative_of(4, state),
        version: 3,
        representative: "Giàng Mí Sính".to_owned(),
        representative_id_masked: "•••••••••123".to_owned(),
        phone_masked: "•••••••123".to_owned(),
        representative_since: is_looked_at.then(|| day(to.now)),
        representative_erased: state == Verification::Draft,
        former_representatives: if is_looked_at { vec![former(to, true), former(to, false)] } else { Vec::new() },
        unions: if is_looked_at { vec![membership(to, true), membership(to, false)] } else { Vec::new() },
        hamlet: Some("Thôn Nà Khoang".to_owned()),
        founded_on: None,
        legacy_tax_code: None,
        bank: is_looked_at.then(|| BankView {
            bin: "970405".to_owned(),
            bank: "Agribank".to_owned(),
            account_masked: "••••••3456".to_owned(),
            holder: "HTX THANH NIEN".to_owned(),
        }),
        unusual: if is_looked_at { Unusual::ALL.to_vec() } else { Vec::new() },
        identity: is_looked_at.then(|| IdentityCheck {
            verifier: "manual".to_owned(),
            means: Some(IdentityMeans::Card),
            seen_on: Some(day(to.now)),
            reference: "Biên bản số 12".to_owned(),
            result: IdentityResult::Matched,
            by: "Hoàng Thị Lan".to_owned(),
            at: to.now,
        }),
        suspension: suspension.then_some(wanted),
        steps: vec![
            step(Verification::Returned, "Hoàng Thị Lan"),
            step(Verification::Submitted, "cooperative_manager"),
            VerificationStep { remarks: banked("replaced"), ..step(Verification::Verified, "cooperative_manager") },
            VerificationStep { remarks: succeeded, ..step(Verification::Verified, "cooperative_manager") },
            VerificationStep { remarks: banked("added"), ..step(Verification::Verified, "cooperative_manager") },
        ],
    }
}

/// The file as an official sees it.
pub(super) fn review_page(to: Reader, state: Verification, suspension: bool, decides: bool) -> String {
    let file = file(state, suspension, to);
    let frame = frame(to.language, Role::ProvincialOfficial, &file.cooperative.name, "/official/cooperatives/x");
    render(&official::review::Page::new(
        frame,
        &file,
        id(if suspension { 99 } else { 98 }),
        decides,
        &Fields::from([("remark_name", "Ghi đủ tên")]),
    ))
}

/// A cooperative that is registered; with a fault, one that was not.
pub(super) fn register_page(to: Reader, faults: &[&str]) -> String {
    let frame = frame(to.language, Role::Operator, &to.say("register-title"), "/official/cooperatives/new");
    let faults: Vec<_> =
        faults.iter().map(|field| FieldFault { field: (*field).to_owned(), code: "text_length".to_owned() }).collect();
    let form = cooperative::form::form_of(&file(Verification::Draft, false, to));
    render(&official::register::Page::new(frame, "HTX15", &form, &faults))
}

/// The file as its manager sees it.
pub(super) fn own_page(to: Reader, state: Verification, faults: &[&str]) -> String {
    let file = file(state, false, to);
    let frame = frame(to.language, Role::CooperativeManager, &file.cooperative.name, "/cooperative");
    let fault = |field: &&str| FieldFault { field: (*field).to_owned(), code: "text_length".to_owned() };
    let faults: Vec<FieldFault> = faults.iter().map(fault).collect();
    let mut page = cooperative::Page::new(frame, &file, &cooperative::form::form_of(&file), &faults);
    page.keeping.resumed = (!faults.is_empty())
        .then(|| to.say_with("draft-resumed", [("by", "Lan".into()), ("at", to.moment(to.now).into())]));
    render(&page)
}

fn a_household(number: u128, to: Reader, has_left: bool) -> HouseholdView {
    HouseholdView {
        household_id: id(number),
        code: format!("HO{number:04}"),
        name: "Vàng Thị Mỷ".to_owned(),
        personal_id_masked: "•••••••••123".to_owned(),
        phone_masked: if has_left { String::new() } else { "•••••••123".to_owned() },
        commune_code: "00874".to_owned(),
        joined_on: day(to.now),
        left_on: has_left.then(|| day(to.now)),
    }
}

/// The list of member households.
pub(super) fn members_list(to: Reader, rows: u128) -> String {
    let frame = frame(to.language, Role::CooperativeManager, &to.say("members-title"), "/members");
    let found = (1..=rows).map(|number| a_household(number, to, number % 5 == 0)).collect();
    render(&members::Page::new(frame, &members::Asked::default(), &PageRequest::first(25), page_of(found)))
}

fn household_file(to: Reader, has_left: bool) -> HouseholdFile {
    let time = MembershipTime { joined_on: day(to.now), left_on: day(to.now) };
    let earlier = if has_left { vec![time] } else { Vec::new() };
    HouseholdFile {
        household: a_household(7, to, has_left), version: 2, hamlet: Some("Nà Khoang".to_owned()), earlier
    }
}

/// One household; none for a new one.
pub(super) fn member_page(to: Reader, has_left: Option<bool>, faults: &[&str]) -> String {
    let file = has_left.map(|has_left| household_file(to, has_left));
    let frame = frame(to.language, Role::CooperativeManager, &to.say("member-new"), "/members/new");
    let fault = |field: &&str| FieldFault { field: (*field).to_owned(), code: "text_length".to_owned() };
    let faults: Vec<FieldFault> = faults.iter().map(fault).collect();
    let typed = file.as_ref().map(members::household::typed_of).unwrap_or_default();
    render(&members::household::Page::new(frame, file.as_ref(), &typed, &faults))
}

/// When a household leaves or comes back.
pub(super) fn member_time_page(to: Reader, has_left: bool) -> String {
    let frame = frame(to.language, Role::CooperativeManager, "Vàng Thị Mỷ", "/members/x/time");
    let fault = FieldFault { field: "day".to_owned(), code: "date_future".to_owned() };
    render(&members::household::TimePage::new(frame, &household_file(to, has_left), None, has_left.then_some(&fault)))
}

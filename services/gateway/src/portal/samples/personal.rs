//! Samples of personal data: whose there are, one person's file, and requests on their way.

use chrono::Days;
use contract::{
    PageRequest, Role,
    onboarding::{
        ConsentChannel, ConsentSaid, ConsentStanding, HouseholdView, PersonalField, PersonalFile, Producer, Purpose,
        RequestKind, RequestNote, RequestState, RevealNote, RevealReason, Revealed, SubjectRequestView,
    },
};
use host::calendar::day;

use super::{
    frame, render,
    things::{id, page_of},
};
use crate::portal::{fields::Fields, format::Reader, personal};

fn household(number: u128) -> HouseholdView {
    HouseholdView {
        household_id: id(number),
        code: format!("HO{number:04}"),
        name: "Hoàng Văn Thành Trung".to_owned(),
        personal_id_masked: "•••••••••014".to_owned(),
        phone_masked: if number.is_multiple_of(3) { String::new() } else { "•••••••434".to_owned() },
        commune_code: "00874".to_owned(),
        joined_on: chrono::NaiveDate::MIN,
        left_on: None,
    }
}

fn request(to: Reader, kind: RequestKind, state: RequestState, overdue: bool) -> SubjectRequestView {
    let today = day(to.now);
    let note = |step: &str, by: &str, words: &str| RequestNote {
        at: to.now,
        step: step.to_owned(),
        by: by.to_owned(),
        words: words.to_owned(),
    };
    SubjectRequestView {
        request_id: id(3),
        version: 2,
        producer: Producer::Household(id(1)),
        cooperative_id: id(1),
        code: "HO0001".to_owned(),
        kind,
        words: "Tôi muốn biết hợp tác xã đang giữ những gì về tôi.".to_owned(),
        state,
        received_on: today - Days::new(3),
        answer_due: today - Days::new(1),
        finish_due: today + Days::new(7),
        overdue,
        holder: (state == RequestState::Accepted).then(|| "Hoàng Thị Lan".to_owned()),
        hold: (kind == RequestKind::Restriction).then(|| "Đang có tranh chấp".to_owned()),
        has_file: state == RequestState::Done && kind == RequestKind::Access,
        steps: vec![
            note("accept", "Hoàng Thị Lan", "Sẽ làm tệp trong tuần này"),
            note("received", "cooperative_manager", ""),
        ],
    }
}

fn file(to: Reader, erased: bool) -> PersonalFile {
    let text = |purpose: Purpose| (format!("Về {}", purpose.slug()), "Hợp tác xã dùng tên và số của bạn. ".repeat(6));
    let consents = Purpose::ALL.into_iter().zip([Some(true), Some(false), None, None]);
    PersonalFile {
        producer: Producer::Household(id(1)),
        person: Producer::Household(id(1)),
        cooperative_id: id(1),
        code: "HO0001".to_owned(),
        name: if erased { "HO0001" } else { "Hoàng Văn Thành Trung" }.to_owned(),
        erased_at: erased.then_some(to.now),
        fields: vec![
            (PersonalField::PersonalId, "•••••••••014".into()),
            (PersonalField::Phone, String::new()),
            (PersonalField::BankAccount, "••••••3456".into()),
        ],
        consents: consents
            .map(|(purpose, given)| ConsentStanding {
                purpose,
                given,
                version: 1,
                text_vi: text(purpose),
                text_en: text(purpose),
            })
            .collect(),
        said: [true, false]
            .map(|given| ConsentSaid {
                at: to.now,
                purpose: Purpose::Sale,
                given,
                version: 1,
                channel: ConsentChannel::Paper,
                proof: "Đơn ký tay, tủ hồ sơ số hai".to_owned(),
                has_file: false,
                by_role: "cooperative_manager".to_owned(),
            })
            .into(),
        reveals: vec![RevealNote {
            at: to.now,
            by_role: "provincial_official".to_owned(),
            field: PersonalField::Phone,
            reason: RevealReason::Call,
            words: "Gọi hẹn giờ lấy cam".to_owned(),
            purpose: Some(Purpose::Sale),
        }],
        requests: if erased { vec![] } else { vec![request(to, RequestKind::Access, RequestState::Received, true)] },
    }
}

pub(super) fn pages(to: Reader) -> Vec<(&'static str, String)> {
    let framed = |role| frame(to.language, role, &to.say("personal-title"), "/personal-data");
    let list = |rows: Vec<HouseholdView>| {
        let page = PageRequest::first(25);
        let asked = personal::Asked::default();
        render(&personal::Page::new(framed(Role::CooperativeManager), id(1), &asked, &page, page_of(rows)))
    };
    let one = |role, erased, shown| {
        render(&personal::file::Page::new(framed(role), role, file(to, erased), &Fields::default(), shown))
    };
    let shown = |value: Option<&str>, left| {
        Some((PersonalField::PersonalId, Revealed { value: value.map(str::to_owned), left }))
    };
    let requests = |rows: Vec<SubjectRequestView>| {
        let asked = personal::requests::Asked::default();
        let frame = framed(Role::ProvincialOfficial);
        render(&personal::requests::Page::new(frame, &asked, &PageRequest::first(25), &page_of(rows)))
    };
    let of = |role, kind, state| {
        render(&personal::request::Page::new(framed(role), role, &request(to, kind, state, false), "Đã sửa"))
    };
    let many = RequestKind::ALL.into_iter().zip([RequestState::Received, RequestState::Accepted].into_iter().cycle());
    let official = Role::ProvincialOfficial;
    vec![
        ("personal data", list((1..=25).map(household).collect())),
        ("personal data, none", list(Vec::new())),
        ("personal file", one(Role::CooperativeManager, false, None)),
        ("personal file, shown", one(official, false, shown(Some("002299063014"), 1))),
        ("personal file, nothing to show", one(official, false, shown(None, 0))),
        ("personal file, erased", one(Role::Operator, true, None)),
        (
            "requests",
            requests(many.map(|(kind, state)| request(to, kind, state, kind == RequestKind::Access)).collect()),
        ),
        ("requests, none", requests(Vec::new())),
        ("request, received", of(official, RequestKind::Correction, RequestState::Received)),
        ("request, held", of(official, RequestKind::Restriction, RequestState::Accepted)),
        ("request, to erase", of(official, RequestKind::Erasure, RequestState::Accepted)),
        ("request, access", of(official, RequestKind::Access, RequestState::Accepted)),
        ("request, file there", of(Role::CooperativeManager, RequestKind::Access, RequestState::Done)),
        ("request, refused", of(Role::CooperativeManager, RequestKind::Complaint, RequestState::Refused)),
    ]
}

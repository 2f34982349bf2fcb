//! A cooperative's way through the hands of its manager and of officials.

use contract::{
    Actor, Caller, Department, Scope, code,
    imports::ImportKind,
    onboarding::{
        CooperativeFile, CooperativeForm, DecideCooperatives, DecidePaper, Decision, FindPapers, GetCooperative,
        PaperDecision, PaperScheme, ProducerKind, RegisterCooperative, Remark, ReviewCooperative, ReviewStep,
        SaveCooperative, SubmitCooperative, Verification,
    },
};
use ids::{Cooperative, Id};

use crate::{
    house::{House, manager, official, refused},
    workbook::Book,
};

/// An official of their own.
fn other_official() -> Caller {
    Caller { actor: Actor::Person(Id::generate()), ..official() }
}

impl House {
    async fn file(&self, caller: &Caller, cooperative_id: Id<Cooperative>) -> CooperativeFile {
        self.ask(caller, &GetCooperative { cooperative_id }).await.expect("it is there")
    }

    async fn review(&self, caller: &Caller, cooperative_id: Id<Cooperative>, step: ReviewStep) -> Result<(), String> {
        let ask = ReviewCooperative { cooperative_id, name: "Hoàng Thị Lan".into(), step };
        match self.ask(caller, &ask).await {
            Ok(()) => Ok(()),
            refusal @ Err(_) => Err(refused(refusal)),
        }
    }

    async fn decide(&self, cooperative_id: Id<Cooperative>, decision: Decision) {
        let ask = DecideCooperatives {
            cooperative_ids: vec![cooperative_id],
            decision,
            version: None,
            name: "Hoàng Thị Lan".into(),
        };
        assert_eq!(self.ask(&official(), &ask).await.expect("decided").changed, 1);
    }
}

fn form_of(file: &CooperativeFile) -> CooperativeForm {
    CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: None,
        legacy_tax_code: None,
        tax_code: file.cooperative.tax_code.clone(),
        representative: file.representative.clone(),
        representative_id: None,
        phone: None,
        representative_since: None,
        commune_code: file.cooperative.commune_code.clone(),
        hamlet: file.hamlet.clone(),
        founded_on: file.founded_on,
        bank: None,
    }
}

#[tokio::test]
async fn what_is_sent_back_names_its_fields_is_mended_by_hand_and_handed_in_again() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let (lan, manager) = (official(), manager(id));
    house.review(&lan, id, ReviewStep::TakeUp).await.expect("taken up");
    let view = house.cooperative("HTX01").await;
    assert_eq!((view.state, view.reviewer.as_deref()), (Verification::InReview, Some("Hoàng Thị Lan")));
    let remarks = vec![Remark { field: "name".into(), reason: "Ghi đủ tên như trên giấy đăng ký.".into() }];
    house.decide(id, Decision::Return(remarks.clone())).await;
    let file = house.file(&manager, id).await;
    assert_eq!((file.cooperative.state, &file.cooperative.remarks), (Verification::Returned, &remarks));
    assert!(!file.cooperative.may_sell);
    assert!(file.representative_id_masked.starts_with('•') && file.phone_masked.starts_with('•'));

    let form = CooperativeForm { name: "Hợp tác xã Tên Đầy Đủ".into(), ..form_of(&file) };
    let save = SaveCooperative { cooperative_id: id, version: file.version, form };
    house.ask(&manager, &save).await.expect("saved");
    assert_eq!(refused(house.ask(&manager, &save).await), code::CONFLICT, "the version is another one now");
    let saved = house.file(&manager, id).await;
    assert_eq!(
        (saved.cooperative.state, saved.cooperative.name.as_str()),
        (Verification::Returned, "Hợp tác xã Tên Đầy Đủ")
    );
    assert_eq!(saved.representative_id_masked, file.representative_id_masked, "what was left out is kept");
    for _ in 0..2 {
        house.ask(&manager, &SubmitCooperative { cooperative_id: id }).await.expect("handed in");
    }
    house.decide(id, Decision::Verify).await;
    let file = house.file(&lan, id).await;
    assert!(file.cooperative.may_sell);
    let steps: Vec<_> = file.steps.iter().map(|step| (step.state, step.by.as_str())).collect();
    let expected = [
        (Verification::Verified, "Hoàng Thị Lan"),
        (Verification::Submitted, "cooperative_manager"),
        (Verification::Returned, "Hoàng Thị Lan"),
        (Verification::InReview, "Hoàng Thị Lan"),
    ];
    assert_eq!(steps, expected, "the newest first, and each once");
    house.world.end().await;
}

#[tokio::test]
async fn a_suspension_takes_two_officials_and_is_told() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let (lan, hoa) = (official(), other_official());
    house.decide(id, Decision::Verify).await;
    let stopped = "select count(*) as n from outbox where body like '%\"state\":\"suspended\",\"may_sell\":false%'";
    let propose = ReviewStep::ProposeSuspension(" Giấy giả. ".into());
    assert_eq!(house.review(&lan, id, ReviewStep::ProposeSuspension("  ".into())).await, Err(code::INVALID.into()));
    house.review(&lan, id, propose).await.expect("proposed");
    assert_eq!(house.review(&lan, id, ReviewStep::ConfirmSuspension).await, Err(code::FOUR_EYES.into()));
    assert!(house.file(&manager(id), id).await.suspension.is_none(), "what only one wants, a manager does not read");
    let file = house.file(&hoa, id).await;
    assert!(file.cooperative.may_sell && file.suspension.is_some_and(|wanted| wanted.reason == "Giấy giả."));
    assert_eq!(house.number(stopped).await, 0);
    house.review(&hoa, id, ReviewStep::ConfirmSuspension).await.expect("confirmed");
    let file = house.file(&manager(id), id).await;
    assert_eq!((file.cooperative.state, file.cooperative.may_sell), (Verification::Suspended, false));
    assert_eq!(file.cooperative.remarks[0].reason, "Giấy giả.");
    assert_eq!(house.number(stopped).await, 1);
    let submit = SubmitCooperative { cooperative_id: id };
    assert_eq!(refused(house.ask(&manager(id), &submit).await), code::CONFLICT);
    house.review(&lan, id, ReviewStep::LiftSuspension).await.expect("lifted");
    let lifted = house.cooperative("HTX01").await;
    assert_eq!((lifted.state, lifted.may_sell), (Verification::Submitted, false), "it is looked at anew");
    house.decide(id, Decision::Verify).await;
    assert!(house.cooperative("HTX01").await.may_sell);
    house.world.end().await;
}

#[tokio::test]
async fn a_decision_about_what_was_changed_meanwhile_is_refused() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let id = house.cooperative("HTX01").await.cooperative_id;
    let read = house.file(&official(), id).await;
    let form = CooperativeForm { representative: "Người Khác".into(), ..form_of(&read) };
    house.ask(&manager(id), &SaveCooperative { cooperative_id: id, version: read.version, form }).await.expect("saved");
    let verify = |version| DecideCooperatives {
        cooperative_ids: vec![id],
        decision: Decision::Verify,
        version,
        name: String::new(),
    };
    assert_eq!(refused(house.ask(&official(), &verify(Some(read.version))).await), code::CONFLICT);
    let newest = house.file(&official(), id).await;
    assert_eq!(house.ask(&official(), &verify(Some(newest.version))).await.expect("decided").changed, 1);
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_sees_and_changes_their_own_cooperative_only() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let (own, other) = (house.cooperative("HTX01").await, house.cooperative("HTX02").await);
    let manager = manager(own.cooperative_id);
    let get = GetCooperative { cooperative_id: other.cooperative_id };
    assert_eq!(refused(house.ask(&manager, &get).await), code::NOT_FOUND);
    let theirs = house.file(&official(), other.cooperative_id).await;
    let save =
        SaveCooperative { cooperative_id: other.cooperative_id, version: theirs.version, form: form_of(&theirs) };
    assert_eq!(refused(house.ask(&manager, &save).await), code::NOT_FOUND);
    let submit = SubmitCooperative { cooperative_id: other.cooperative_id };
    assert_eq!(refused(house.ask(&manager, &submit).await), code::NOT_FOUND);
    let taken_up = house.review(&manager, own.cooperative_id, ReviewStep::TakeUp).await;
    assert_eq!(taken_up, Err(code::NOT_ALLOWED.into()));

    let file = house.file(&manager, own.cooperative_id).await;
    let taken = CooperativeForm { tax_code: other.tax_code, ..form_of(&file) };
    let save = |form| SaveCooperative { cooperative_id: own.cooperative_id, version: file.version, form };
    assert_eq!(refused(house.ask(&manager, &save(taken)).await), code::INVALID);
    let faulty = CooperativeForm { phone: Some("12".into()), ..form_of(&file) };
    assert_eq!(refused(house.ask(&manager, &save(faulty)).await), code::INVALID);
    house.ask(&manager, &save(form_of(&file))).await.expect("nothing new is fine");
    house.world.end().await;
}

#[tokio::test]
async fn a_cooperative_is_registered_as_a_draft_once_and_its_manager_hands_it_in() {
    let house = House::new().await;
    let form = CooperativeForm {
        name: "Hợp tác xã Chè Lũng Phìn".into(),
        kind: None,
        legacy_tax_code: None,
        tax_code: "5199999937".into(),
        representative: "Vàng Thị Mỷ".into(),
        representative_id: Some("002085001234".into()),
        phone: Some("0912 345 678".into()),
        representative_since: None,
        commune_code: "00874".into(),
        hamlet: None,
        founded_on: None,
        bank: None,
    };
    let ask = RegisterCooperative { code: "htx15".into(), form: form.clone() };
    let id = house.ask(&official(), &ask).await.expect("registered");
    let file = house.file(&manager(id), id).await;
    assert_eq!((file.cooperative.state, file.cooperative.code.as_str()), (Verification::Draft, "HTX15"));
    assert!(!file.cooperative.may_sell);
    assert_eq!(faults(house.ask(&official(), &ask).await), ["code taken"]);
    let other = |code: &str, tax_code: &str, representative_id: Option<&str>| RegisterCooperative {
        code: code.into(),
        form: CooperativeForm {
            tax_code: tax_code.into(),
            representative_id: representative_id.map(str::to_owned),
            ..form.clone()
        },
    };
    let same_tax_code = other("HTX16", "5199999937", Some("002085001235"));
    assert_eq!(faults(house.ask(&official(), &same_tax_code).await), ["tax_code taken"]);
    let two_faults = other("HTX 16!", "5199999912", None);
    assert_eq!(
        faults(house.ask(&official(), &two_faults).await),
        ["code code_form", "representative_id personal_id_form"]
    );
    assert_eq!(refused(house.ask(&manager(id), &other("HTX16", "5199999912", None)).await), code::NOT_ALLOWED);
    house.ask(&manager(id), &SubmitCooperative { cooperative_id: id }).await.expect("handed in");
    house.review(&official(), id, ReviewStep::TakeUp).await.expect("taken up");
    house.decide(id, Decision::Verify).await;
    assert!(house.file(&official(), id).await.cooperative.may_sell);
    house.world.end().await;
}

#[tokio::test]
async fn of_two_who_register_the_same_at_once_one_is_told_which_field_is_taken() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let form = |tax_code: &str| CooperativeForm {
        name: "Hợp tác xã Chè Lũng Phìn".into(),
        kind: None,
        legacy_tax_code: None,
        tax_code: tax_code.into(),
        representative: "Vàng Thị Mỷ".into(),
        representative_id: Some("002085001234".into()),
        phone: Some("0912 345 678".into()),
        representative_since: None,
        commune_code: "00874".into(),
        hamlet: None,
        founded_on: None,
        bank: None,
    };
    // A group without a code of its own is known by its representative's number, which is the other's here.
    let group = CooperativeForm {
        kind: Some(ProducerKind::CooperativeGroup),
        representative_id: Some("002299700001".into()),
        ..form("")
    };
    let cases = [
        ("HTX80", form("5199999937"), r#""code": "HTX80", "tax_code": "x""#, "code taken"),
        ("HTX82", form("5199999905"), r#""code": "HTX81", "tax_code": "5199999905""#, "tax_code taken"),
        (
            "HTX84",
            group,
            r#""code": "HTX83", "tax_code": null, "kind": "cooperative_group""#,
            "representative_id taken",
        ),
    ];
    for (code, form, theirs, expected) in cases {
        let other = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
        let id = Id::<Cooperative>::generate().uuid();
        let theirs = format!(
            r#"do $$ begin execute (
                select format('insert into cooperative (%1$s) select %1$s from jsonb_populate_record((
                    select c from cooperative c where c.code = ''HTX70''), %2$L)',
                    string_agg(attname, ', '), '{{"cooperative_id": "{id}", {theirs}}}')
                from pg_attribute where attrelid = 'cooperative'::regclass and attnum > 0 and not attisdropped
                    and attgenerated = '') ; end $$"#
        );
        other.run(&theirs, []).await.expect("written, and not seen yet");
        let (official, ask) = (official(), RegisterCooperative { code: code.into(), form });
        let waits = "select count(*) as n from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()";
        let (answer, ()) = tokio::join!(house.ask(&official, &ask), async {
            testkit::until("ours waits for theirs", async || house.number(waits).await > 0).await;
            other.commit().await.expect("theirs came first");
        });
        assert_eq!(faults(answer), [expected]);
    }
    house.world.end().await;
}

/// Each fault of a refusal, as its field and its reason.
fn faults<T: std::fmt::Debug>(answer: Result<T, mailbox::Unanswered>) -> Vec<String> {
    let mailbox::Unanswered::Refused(refusal) = answer.expect_err("refused") else { panic!("unanswered") };
    refusal.fields.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

#[tokio::test]
async fn a_department_decides_on_what_is_its_own_and_reads_the_rest() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let of = |department| Caller { scope: Scope::Department(department), ..official() };
    let (trade, science) = (of(Department::IndustryAndTrade), of(Department::ScienceAndTechnology));
    let id = house.cooperative("HTX01").await.cooperative_id;
    assert_eq!(house.file(&science, id).await.cooperative.cooperative_id, id, "all of them read");
    assert_eq!(house.review(&science, id, ReviewStep::TakeUp).await, Err(code::OTHER_DEPARTMENT.to_owned()));
    let ask = DecideCooperatives {
        cooperative_ids: vec![id],
        decision: Decision::Verify,
        version: None,
        name: "Hoàng Thị Lan".into(),
    };
    assert_eq!(refused(house.ask(&science, &ask).await), code::OTHER_DEPARTMENT);
    let papers = FindPapers { cooperative_id: Some(id), ..FindPapers::default() };
    let papers = house.ask(&science, &papers).await.expect("found").rows;
    let farming = papers.iter().find(|paper| paper.form.scheme == PaperScheme::Ocop).expect("it has one");
    let paper = DecidePaper {
        paper_id: farming.paper_id,
        version: farming.version,
        decision: PaperDecision::Revoke("Cơ quan cấp đã thu hồi.".into()),
        name: "Hoàng Thị Lan".into(),
    };
    for elsewhere in [&science, &trade] {
        assert_eq!(refused(house.ask(elsewhere, &paper).await), code::OTHER_DEPARTMENT);
    }
    house.review(&trade, id, ReviewStep::TakeUp).await.expect("taken up");
    assert_eq!(house.ask(&trade, &ask).await.expect("decided").changed, 1);
    house.world.end().await;
}

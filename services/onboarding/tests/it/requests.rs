//! Consent, and what people ask of those who keep their data.

use contract::{
    Caller, code,
    imports::ImportKind,
    onboarding::{
        ConsentChannel, DecideCooperatives, Decision, DraftForm, FetchAccessFile, FileSubjectRequest,
        FindSubjectRequests, GetPersonalFile, MakeAccessFile, PersonalField, PersonalFile, Producer, Purpose,
        RecordConsent, RequestKind, RequestState, RequestStep, RevealPersonalData, RevealReason, SaveDraft,
        StepSubjectRequest, SubjectRequestView,
    },
};
use ids::{Id, SubjectRequest};
use mailbox::Unanswered;
use scoped::FromQueryResult;

use crate::{
    house::{House, at, manager, official, refused},
    workbook::Book,
};

impl House {
    pub async fn personal_file(&self, caller: &Caller, producer: Producer) -> PersonalFile {
        self.ask(caller, &GetPersonalFile { producer }).await.expect("it is there")
    }

    async fn consent(
        &self,
        caller: &Caller,
        producer: Producer,
        purpose: Purpose,
        given: bool,
    ) -> Result<(), Unanswered> {
        let ask = RecordConsent {
            producer,
            purpose,
            given,
            version: 1,
            language: "vi".into(),
            channel: ConsentChannel::Paper,
            proof: "Đơn ký tay, tủ hồ sơ số hai".into(),
            proof_file: None,
        };
        self.ask(caller, &ask).await
    }

    pub async fn file_request(&self, caller: &Caller, producer: Producer, kind: RequestKind) -> Id<SubjectRequest> {
        let ask =
            FileSubjectRequest { producer, kind, words: "Tôi đề nghị như vậy".into(), received_on: None };
        self.ask(caller, &ask).await.expect("in the register")
    }

    pub async fn request(&self, caller: &Caller, request_id: Id<SubjectRequest>) -> SubjectRequestView {
        let ask = FindSubjectRequests { request_id: Some(request_id), ..FindSubjectRequests::default() };
        self.ask(caller, &ask).await.expect("a page").rows.remove(0)
    }

    pub async fn step(
        &self,
        caller: &Caller,
        request_id: Id<SubjectRequest>,
        step: RequestStep,
    ) -> Result<(), Unanswered> {
        let version = self.request(caller, request_id).await.version;
        let ask = StepSubjectRequest { request_id, version, name: "Hoàng Thị Lan".into(), step, sign_in: None };
        self.ask(caller, &ask).await
    }

    async fn reveal_for(&self, producer: Producer, purpose: Purpose) -> Result<(), String> {
        let ask = RevealPersonalData {
            producer,
            field: PersonalField::Phone,
            reason: RevealReason::Call,
            words: "Gọi hẹn ngày lấy cam".into(),
            purpose: Some(purpose),
        };
        match self.ask(&official(), &ask).await {
            Ok(_) => Ok(()),
            refusal @ Err(_) => Err(refused(refusal)),
        }
    }
}

#[tokio::test]
async fn consent_that_is_withdrawn_stops_what_it_was_given_for_and_the_history_stays() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let cooperative_id = house.cooperative("HTX01").await.cooperative_id;
    let manager = manager(cooperative_id);
    let producer = Producer::Household(house.households(cooperative_id).await[0].household_id);
    let file = house.personal_file(&manager, producer).await;
    assert!(
        file.consents.len() == 4 && file.consents.iter().all(|consent| consent.given.is_none()),
        "nothing is ticked"
    );
    assert!(file.consents.iter().all(|consent| consent.text_vi.1.len() > 80 && consent.text_en.1.len() > 80));

    let missing = Err(code::CONSENT_MISSING.to_owned());
    assert_eq!(house.reveal_for(producer, Purpose::Sale).await, Ok(()), "never asked does not stop");
    assert_eq!(house.reveal_for(producer, Purpose::Sharing).await, missing, "but others are told only with consent");
    for purpose in [Purpose::Sale, Purpose::Sharing] {
        house.consent(&manager, producer, purpose, true).await.expect("given");
        assert_eq!(house.reveal_for(producer, purpose).await, Ok(()));
    }
    house.consent(&official(), producer, Purpose::Sale, false).await.expect("withdrawn");
    assert_eq!(house.reveal_for(producer, Purpose::Sale).await, missing);
    assert_eq!(house.reveal_for(producer, Purpose::Sharing).await, Ok(()), "the other purpose stays");
    let file = house.personal_file(&manager, producer).await;
    let said: Vec<_> = file.said.iter().map(|said| (said.purpose, said.given, said.by_role.as_str())).collect();
    let expected = [
        (Purpose::Sale, false, "provincial_official"),
        (Purpose::Sharing, true, "cooperative_manager"),
        (Purpose::Sale, true, "cooperative_manager"),
    ];
    assert_eq!(said, expected);
    assert_eq!(file.reveals.len(), 4);
    house
        .as_owner(async |tx| {
            let error = tx.run("update consent set given = true", []).await.expect_err("written once");
            assert!(error.to_string().contains("stay as they were written"), "{error}");
            tx.run("rollback", []).await.expect("rolled back");
        })
        .await;

    // A cooperative's representative who takes back consent to being verified is not verified.
    let of_cooperative = Producer::Cooperative(cooperative_id);
    house.consent(&manager, of_cooperative, Purpose::Verification, false).await.expect("withdrawn");
    let verify = DecideCooperatives {
        cooperative_ids: vec![cooperative_id],
        decision: Decision::Verify,
        version: None,
        name: String::new(),
    };
    assert_eq!(refused(house.ask(&official(), &verify).await), code::CONSENT_MISSING);
    house.consent(&manager, of_cooperative, Purpose::Verification, true).await.expect("given again");
    house.ask(&official(), &verify).await.expect("verified");

    let other = house.cooperative("HTX02").await.cooperative_id;
    let theirs = Producer::Household(house.households(other).await[0].household_id);
    assert_eq!(refused(house.consent(&manager, theirs, Purpose::Sale, true).await), code::NOT_FOUND);
    assert_eq!(refused(house.ask(&manager, &GetPersonalFile { producer: theirs }).await), code::NOT_FOUND);
    house.world.end().await;
}

#[tokio::test]
async fn what_is_due_first_stands_on_top_and_what_is_late_says_so() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let cooperative_id = house.cooperative("HTX01").await.cooperative_id;
    let (lan, manager) = (official(), manager(cooperative_id));
    let producer = Producer::Household(house.households(cooperative_id).await[0].household_id);
    // Monday the first and Tuesday the second of September 2025 are holidays.
    let first = house.file_request(&manager, producer, RequestKind::Correction).await;
    let view = house.request(&manager, first).await;
    assert_eq!((view.answer_due.to_string(), view.finish_due.to_string()), ("2025-09-04".into(), "2025-09-11".into()));
    house.calendar.set(at("2025-09-03T02:00:00Z"));
    let second = house.file_request(&lan, producer, RequestKind::Complaint).await;
    let queue = |closed| FindSubjectRequests { closed, ..FindSubjectRequests::default() };
    let order = async |closed| -> Vec<(Id<SubjectRequest>, bool)> {
        let rows = house.ask(&official(), &queue(closed)).await.expect("a page").rows;
        rows.into_iter().map(|view| (view.request_id, view.overdue)).collect()
    };
    assert_eq!(order(false).await, [(first, false), (second, false)]);
    house.step(&lan, first, RequestStep::TakeUp).await.expect("taken up");
    house.step(&lan, first, RequestStep::TakeUp).await.expect("theirs already, which is no step");
    house.step(&lan, first, RequestStep::Accept("Sẽ sửa tên thôn".into())).await.expect("accepted");
    assert_eq!(order(false).await, [(second, false), (first, false)], "the answered one has until the eleventh");
    house.calendar.set(at("2025-09-08T02:00:00Z"));
    assert_eq!(order(false).await, [(second, true), (first, false)]);
    let stale = StepSubjectRequest {
        request_id: first,
        version: 1,
        name: String::new(),
        step: RequestStep::Finish("Đã sửa tên thôn".into()),
        sign_in: None,
    };
    assert_eq!(refused(house.ask(&lan, &stale).await), code::CONFLICT);
    house.step(&lan, first, RequestStep::Finish("Đã sửa tên thôn".into())).await.expect("done");
    assert_eq!((order(false).await, order(true).await), (vec![(second, true)], vec![(first, false)]));
    let done = house.request(&manager, first).await;
    assert_eq!((done.state, done.holder.as_deref()), (RequestState::Done, Some("Hoàng Thị Lan")));
    let steps: Vec<_> = done.steps.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["finish", "accept", "take_up", "received"]);
    let trail = "select count(*) as n from audit_entry where action = 'step_subject_request' and outcome = 'done'";
    assert_eq!(house.number(trail).await, 4);
    assert_eq!(refused(house.step(&manager, second, RequestStep::TakeUp).await), code::NOT_ALLOWED);
    let other = house.cooperative("HTX02").await.cooperative_id;
    let others = house.ask(&crate::house::manager(other), &queue(false)).await.expect("a page");
    assert!(others.rows.is_empty(), "another cooperative's requests are not there");
    house.world.end().await;
}

#[tokio::test]
async fn whoever_asks_for_access_gets_a_file_with_everything_once_and_it_lies_sealed() {
    let house = House::new().await;
    let book = Book::producers().with("Hộ thành viên", 0, "Số định danh", "002299000001");
    house.take_whole(&official(), ImportKind::Cooperatives, book.bytes()).await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let (lan, manager) = (official(), manager(cooperative_id));
    let producer = Producer::Household(house.households(cooperative_id).await[0].household_id);
    house.consent(&manager, producer, Purpose::Sale, true).await.expect("given");
    let request_id = house.file_request(&manager, producer, RequestKind::Access).await;
    let make = MakeAccessFile { request_id, name: "Hoàng Thị Lan".into() };
    assert_eq!(refused(house.ask(&lan, &make).await), code::CONFLICT, "it is answered first");
    house.step(&lan, request_id, RequestStep::Accept("Sẽ làm tệp hôm nay".into())).await.expect("accepted");
    let finish = RequestStep::Finish("Đã xem".into());
    assert_eq!(refused(house.step(&lan, request_id, finish).await), code::CONFLICT, "it ends with the file");
    house.ask(&lan, &make).await.expect("made");
    assert!(house.request(&manager, request_id).await.has_file);
    let elsewhere = crate::house::manager(Id::generate());
    let fetch = FetchAccessFile { request_id };
    assert_eq!(refused(house.ask(&elsewhere, &fetch).await), code::NOT_FOUND);
    let name = house.ask(&manager, &fetch).await.expect("fetched");
    assert_eq!(refused(house.ask(&manager, &fetch).await), code::CONFLICT, "once");
    let text = String::from_utf8(house.files.read(&name).await.expect("it lies there").to_vec()).expect("JSON");
    for held in ["\"personal_id\": \"002299000001\"", "\"purpose\": \"sale\"", "joined_on", "\"harvests\"", "+84"] {
        assert!(text.contains(held), "{held} in {text}");
    }
    assert!(!text.contains("_sealed") && !text.contains("fingerprint"));
    let lies_there = std::fs::read(house.folder.path().join(&name)).expect("a file");
    assert!(!lies_there.windows(12).any(|window| window == b"002299000001"));
    assert_eq!(house.number("select count(*) as n from audit_entry where action like '%_access_file'").await, 2);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_with_all_the_data_has_all_of_it_and_none_lies_in_the_store_for_ever() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let cooperative_id = house.cooperative("HTX70").await.cooperative_id;
    let (lan, manager) = (official(), manager(cooperative_id));
    let producer = Producer::Cooperative(cooperative_id);
    let typed = SaveDraft {
        form: DraftForm::Cooperative,
        about: String::new(),
        fields: [("hamlet".to_owned(), vec!["Thôn chưa gửi".to_owned()])].into(),
        by_name: "Lan".into(),
    };
    house.ask(&manager, &typed).await.expect("kept");
    for at in 0..60 {
        house.consent(&manager, producer, Purpose::Sale, at % 2 == 0).await.expect("written down");
    }
    let request_id = house.file_request(&manager, producer, RequestKind::Access).await;
    house.step(&lan, request_id, RequestStep::Accept("Sẽ làm ngay".into())).await.expect("accepted");
    let file_of = async || {
        #[derive(FromQueryResult)]
        struct Name {
            file: String,
        }
        let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
        let name: Name = tx.first("select file from subject_request", []).await.expect("read").expect("a request");
        tx.rollback().await.expect("ended");
        name.file
    };
    house.ask(&lan, &MakeAccessFile { request_id, name: "Lan".into() }).await.expect("made");
    let first = file_of().await;
    let all: serde_json::Value =
        serde_json::from_slice(&house.files.read(&first).await.expect("it lies there")).expect("JSON");
    assert_eq!(all["file"]["said"].as_array().map(Vec::len), Some(60), "all of them, and not the newest 50");
    assert_eq!(all["data"]["drafts"][0]["by"], "Lan", "that something was typed is told");
    assert!(!all.to_string().contains("Thôn chưa gửi"), "an official reads the file, and nothing that was never sent");
    assert!(all["data"]["identity_checks"].is_array());
    assert_eq!(house.personal_file(&lan, producer).await.said.len(), 50, "a page shows the newest");

    house.calendar.set(at("2025-09-02T02:00:00Z"));
    house.ask(&lan, &MakeAccessFile { request_id, name: "Lan".into() }).await.expect("made anew");
    let second = file_of().await;
    assert_ne!(first, second);
    house
        .as_owner(async |tx| {
            tx.run("update subject_request set file_at = now() - interval '31 days'", []).await.expect("aged");
            tx.run("update file_to_forget set since = now() - interval '2 hours'", []).await.expect("aged");
        })
        .await;
    house.start().await;
    let waits = "select count(*) as n from file_to_forget where since < now() - interval '1 hour'";
    testkit::until("the first is swept out", async || house.number(waits).await == 0).await;
    assert!(house.files.read(&first).await.is_err(), "made anew, the first one is gone");
    assert_eq!(house.number("select count(*) as n from subject_request where file is not null").await, 0);
    house
        .as_owner(async |tx| {
            let aged = tx.run("update file_to_forget set since = now() - interval '2 hours'", []).await;
            assert_eq!(aged.expect("aged"), 1);
        })
        .await;
    house.start().await;
    testkit::until("the second is swept out", async || house.number(waits).await == 0).await;
    assert!(house.files.read(&second).await.is_err(), "nobody fetched it in 30 days");
    house.world.end().await;
}

//! Who acts for a cooperative: one follows another by form or file, the former ones stay with their dates, and each is asked for,
//! shown and erased for themselves.

use chrono::NaiveDate;
use contract::{
    Caller, code,
    imports::ImportKind,
    onboarding::{
        ConsentChannel, CooperativeFile, CooperativeForm, DecideCooperatives, Decision, DraftForm, FetchAccessFile,
        FileSubjectRequest, FindDraft, FindSubjectRequests, GetCooperative, GetPersonalFile, IdentityResult,
        MakeAccessFile, PersonalField, PersonalFile, Producer, Purpose, RecordConsent, RequestKind, RequestStep,
        ReviewStep, SaveCooperative, SaveDraft, StepSubjectRequest, Verification,
    },
};
use ids::{Cooperative, Id, SubjectRequest};
use mailbox::Unanswered;

use crate::{
    house::{House, at, codes, counts, manager, official, refused},
    kinds::seen,
    workbook::Book,
};

const SHEET: &str = "Hợp tác xã";
pub const FIRST: (&str, &str, &str) = ("Giàng Mí Thử", "002299700001", "+84900000801");
pub const SECOND: (&str, &str, &str) = ("Vàng Thị Mỷ", "002085001234", "+84912345678");

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

impl House {
    /// A house with one cooperative, and who runs it.
    pub async fn with_one() -> (Self, Id<Cooperative>, Caller) {
        let house = Self::new().await;
        house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
        let id = house.cooperative("HTX70").await.cooperative_id;
        (house, id, manager(id))
    }

    async fn whole_file(&self, id: Id<Cooperative>) -> CooperativeFile {
        self.ask(&official(), &GetCooperative { cooperative_id: id }).await.expect("its file")
    }

    /// Saves the file with another name, number, phone and first day of the one who acts, where they are given.
    async fn names(
        &self,
        id: Id<Cooperative>,
        (name, number, phone): (&str, Option<&str>, Option<&str>),
        since: Option<&str>,
    ) -> Result<(), Unanswered> {
        let file = self.whole_file(id).await;
        let form = CooperativeForm {
            name: file.cooperative.name.clone(),
            kind: None,
            tax_code: file.cooperative.tax_code.clone(),
            legacy_tax_code: None,
            representative: name.to_owned(),
            representative_id: number.map(str::to_owned),
            phone: phone.map(str::to_owned),
            representative_since: since.map(day),
            commune_code: file.cooperative.commune_code.clone(),
            hamlet: file.hamlet.clone(),
            founded_on: file.founded_on,
            bank: None,
        };
        self.ask(&manager(id), &SaveCooperative { cooperative_id: id, version: file.version, form }).await
    }

    async fn follows(&self, id: Id<Cooperative>, who: (&str, &str, &str), since: &str) {
        self.names(id, (who.0, Some(who.1), Some(who.2)), Some(since)).await.expect("somebody else acts");
    }

    async fn asks(&self, producer: Producer, kind: RequestKind) -> Id<SubjectRequest> {
        let ask =
            FileSubjectRequest { producer, kind, words: "Tôi đề nghị như vậy".into(), received_on: None };
        let request_id = self.ask(&official(), &ask).await.expect("in the register");
        self.steps_on(request_id, RequestStep::Accept("Sẽ làm ngay".into())).await;
        request_id
    }

    async fn steps_on(&self, request_id: Id<SubjectRequest>, step: RequestStep) {
        let find = FindSubjectRequests { request_id: Some(request_id), ..FindSubjectRequests::default() };
        let version = self.ask(&official(), &find).await.expect("a page").rows.remove(0).version;
        let ask = StepSubjectRequest { request_id, version, name: "Lan".into(), step, sign_in: None };
        self.ask(&official(), &ask).await.expect("done");
    }

    async fn erases(&self, producer: Producer) {
        let request_id = self.asks(producer, RequestKind::Erasure).await;
        self.steps_on(request_id, RequestStep::Erase("HTX70".into())).await;
    }

    async fn kept_of(&self, producer: Producer) -> PersonalFile {
        self.ask(&official(), &GetPersonalFile { producer }).await.expect("their file")
    }

    async fn number_of(&self, producer: Producer) -> Option<String> {
        self.reveal(&official(), producer, PersonalField::PersonalId).await.expect("shown").value
    }
}

pub fn faults(answer: Result<(), Unanswered>) -> Vec<String> {
    match answer {
        Err(Unanswered::Refused(refusal)) => {
            refusal.fields.into_iter().map(|it| format!("{} {}", it.field, it.code)).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn one_follows_another_from_a_day_on_and_both_are_kept_under_keys_of_their_own() {
    let (house, id, _) = House::with_one().await;
    let verify =
        DecideCooperatives { cooperative_ids: vec![id], decision: Decision::Verify, version: None, name: "Lan".into() };
    house.ask(&official(), &verify).await.expect("verified");
    house.names(id, (FIRST.0, None, None), Some("2019-03-04")).await.expect("since when is told");
    let file = house.whole_file(id).await;
    assert_eq!((file.representative_since, file.cooperative.state), (Some(day("2019-03-04")), Verification::Verified));

    house.names(id, ("Giàng Mí Thư", None, None), None).await.expect("a name is mended");
    house.names(id, (FIRST.0, Some("002299700002"), None), None).await.expect("a number is mended");
    house.names(id, (FIRST.0, Some(FIRST.1), None), None).await.expect("and mended back");
    assert!(house.whole_file(id).await.former_representatives.is_empty(), "the same person all the while");

    let bare = house.names(id, (SECOND.0, Some(SECOND.1), None), None).await;
    assert_eq!(faults(bare), ["phone successor_phone", "representative_since successor_since"]);
    let early = house.names(id, (SECOND.0, Some(SECOND.1), Some(SECOND.2)), Some("2019-03-03")).await;
    assert_eq!(faults(early), ["representative_since successor_since"]);
    let late = house.names(id, (SECOND.0, Some(SECOND.1), Some(SECOND.2)), Some("2025-09-02")).await;
    assert_eq!(faults(late), ["representative_since date_future"]);
    house.follows(id, SECOND, "2025-08-15").await;
    let file = house.whole_file(id).await;
    assert_eq!(file.cooperative.state, Verification::Submitted, "it is looked at again, and sells on");
    assert!(file.cooperative.may_sell);
    assert_eq!((file.representative.as_str(), file.representative_since), (SECOND.0, Some(day("2025-08-15"))));
    assert!(file.steps.iter().any(|step| step.remarks.iter().any(|it| it.reason == "succeeded")), "officials see it");
    let [former] = &file.former_representatives[..] else { panic!("one: {:?}", file.former_representatives) };
    assert_eq!(
        (former.name.as_str(), former.since, former.until),
        (FIRST.0, Some(day("2019-03-04")), day("2025-08-15"))
    );
    assert_eq!(
        (former.representative_id_masked.as_str(), former.phone_masked.as_str(), former.erased),
        ("•••••••••001", "•••••••801", false)
    );
    let (now, before) = (Producer::Cooperative(id), Producer::Former(former.representative_id));
    assert_eq!(house.number_of(now).await.as_deref(), Some(SECOND.1));
    assert_eq!(house.number_of(before).await.as_deref(), Some(FIRST.1));
    assert_eq!(house.number("select count(*) as n from producer_key where producer = 'cooperative'").await, 2);

    // Whoever comes back has the key they had.
    house.follows(id, FIRST, "2025-08-31").await;
    let terms = house.whole_file(id).await.former_representatives;
    let told: Vec<_> = terms.iter().map(|term| (term.name.as_str(), term.until)).collect();
    assert_eq!(told, [(SECOND.0, day("2025-08-31")), (FIRST.0, day("2025-08-15"))], "the newest first");
    assert_eq!(house.number("select count(*) as n from producer_key where producer = 'cooperative'").await, 2);
    assert_eq!(house.kept_of(before).await.producer, now, "who acted before acts again");
    let elsewhere = manager(Id::generate());
    let asked = GetPersonalFile { producer: Producer::Former(terms[0].representative_id) };
    assert_eq!(refused(house.ask(&elsewhere, &asked).await), code::NOT_FOUND);
    house.world.end().await;
}

#[tokio::test]
async fn nobody_is_replaced_by_halves_and_what_an_official_has_looked_at_is_where_mending_begins() {
    let (house, id, _) = House::with_one().await;
    house.names(id, (SECOND.0, None, None), Some("2019-03-04")).await.expect("a name is mended");
    let halves = house.names(id, (SECOND.0, Some(SECOND.1), None), Some("2019-03-04")).await;
    assert_eq!(faults(halves), ["phone successor_phone"], "with the second half it is somebody else");
    let by_file = Book::producers().with(SHEET, 0, "Người đại diện", SECOND.0).with(
        SHEET,
        0,
        "Số định danh người đại diện",
        SECOND.1,
    );
    house.calendar.set(at("2025-09-05T02:00:00Z"));
    house.take_whole(&official(), ImportKind::Cooperatives, by_file.bytes()).await;
    let former = house.whole_file(id).await.former_representatives.remove(0);
    assert_eq!((former.name.as_str(), former.until), (FIRST.0, day("2025-09-05")), "not as whoever follows is");
    let (now, before) = (Producer::Cooperative(id), Producer::Former(former.representative_id));
    assert_eq!(house.number_of(before).await.as_deref(), Some(FIRST.1));
    let phone = house.reveal(&official(), before, PersonalField::Phone).await.expect("shown").value;
    assert_eq!(phone, None, "whose it is nobody knows: one half was written down before the other");
    house.erases(before).await;
    assert_eq!(house.number_of(now).await.as_deref(), Some(SECOND.1), "each under a key of their own");

    // A number that was mended, looked at and found right is theirs: mending the name now replaces nobody.
    house.names(id, (SECOND.0, Some("002299700002"), None), None).await.expect("a number is mended");
    let verify =
        DecideCooperatives { cooperative_ids: vec![id], decision: Decision::Verify, version: None, name: "Lan".into() };
    house.ask(&official(), &verify).await.expect("verified");
    house.names(id, ("Vàng Thị Mỵ", None, None), None).await.expect("a name is mended");
    assert_eq!(house.whole_file(id).await.former_representatives.len(), 1);
    house.world.end().await;
}

#[tokio::test]
async fn whoever_follows_number_first_shares_neither_key_nor_number_with_whoever_leaves() {
    let (house, id, _) = House::with_one().await;
    house.names(id, (FIRST.0, Some(SECOND.1), None), Some("2019-03-04")).await.expect("a number is mended");
    house.names(id, (SECOND.0, None, Some(SECOND.2)), Some("2025-08-15")).await.expect("and then the name");
    let former = house.whole_file(id).await.former_representatives.remove(0);
    assert_eq!((former.name.as_str(), former.representative_id_masked.as_str()), (FIRST.0, ""));
    let (now, before) = (Producer::Cooperative(id), Producer::Former(former.representative_id));
    assert_eq!(house.kept_of(before).await.producer, before, "they are not the one who acts now");
    assert_eq!(house.number_of(before).await, None);
    assert_eq!(house.number("select count(*) as n from producer_key where producer = 'cooperative'").await, 2);
    house.names(id, ("Vàng Thị Mỵ", None, None), Some("2025-08-15")).await.expect("a name is mended");
    assert_eq!(house.whole_file(id).await.former_representatives.len(), 1, "nobody follows once more");
    let look = ReviewStep::CheckIdentity(seen(IdentityResult::Matched));
    house.does(&official(), id, look).await.expect("looked at");
    let left = "select count(*) as n from identity_check where representative_id_index <> ''";
    assert_eq!(house.number(left).await, 1);
    house.follows(id, FIRST, "2025-08-31").await;
    let second = house.whole_file(id).await.former_representatives.remove(0).representative_id;
    house.erases(Producer::Former(second)).await;
    assert_eq!(house.number(left).await, 0, "nothing that was written down when they were looked at outlives them");
    house.erases(before).await;
    assert_eq!(house.number_of(now).await.as_deref(), Some(FIRST.1));
    house.world.end().await;
}

#[tokio::test]
async fn a_former_representative_is_told_and_forgotten_for_themselves() {
    let (house, id, manager) = House::with_one().await;
    let draft = |form, about: &str| SaveDraft {
        form,
        about: about.into(),
        fields: [("name".to_owned(), vec!["chưa gửi".to_owned()])].into(),
        by_name: "Lan".into(),
    };
    house.ask(&manager, &draft(DraftForm::Paper, "")).await.expect("kept");
    let consent = |given| RecordConsent {
        producer: Producer::Cooperative(id),
        purpose: Purpose::Verification,
        given,
        version: 1,
        language: "vi".into(),
        channel: ConsentChannel::Portal,
        proof: String::new(),
        proof_file: None,
    };
    house.ask(&manager, &consent(false)).await.expect("withdrawn");
    let looked_at = house.kept_of(Producer::Cooperative(id)).await.person;
    house.ask(&manager, &RecordConsent { producer: looked_at, ..consent(false) }).await.expect("they act themselves");
    house.follows(id, SECOND, "2025-08-15").await;
    let before = house.whole_file(id).await.former_representatives[0].representative_id;
    let (now, before) = (Producer::Cooperative(id), Producer::Former(before));
    assert_eq!(looked_at, before);
    let late = RecordConsent {
        producer: looked_at,
        channel: ConsentChannel::Paper,
        proof: "Đơn ký tay".into(),
        ..consent(false)
    };
    house.ask(&manager, &late).await.expect("a page that was open all the while writes it down about whom it showed");
    let stands = async |producer| house.kept_of(producer).await.consents[0].given;
    assert_eq!((stands(before).await, stands(now).await), (Some(false), None), "what one said, another did not say");
    let verify =
        DecideCooperatives { cooperative_ids: vec![id], decision: Decision::Verify, version: None, name: "Lan".into() };
    house.ask(&official(), &verify).await.expect("who acts now has withdrawn nothing");
    let find = |form| FindDraft { form, about: String::new() };
    let typed = house.ask(&manager, &find(DraftForm::Paper)).await.expect("found").expect("it is there");
    assert_eq!(typed.fields["name"], ["chưa gửi"], "it opens under the key it was typed under");
    house.ask(&manager, &draft(DraftForm::Household, "")).await.expect("kept");

    let request_id = house.asks(before, RequestKind::Access).await;
    house.ask(&official(), &MakeAccessFile { request_id, name: "Lan".into() }).await.expect("made");
    let name = house.ask(&official(), &FetchAccessFile { request_id }).await.expect("fetched");
    let text = String::from_utf8(house.files.read(&name).await.expect("it lies there").to_vec()).expect("JSON");
    for (held, is_there) in
        [(FIRST.1, true), (FIRST.2, true), ("2025-08-15", true), (SECOND.1, false), (SECOND.0, false)]
    {
        assert_eq!(text.contains(held), is_there, "{held} in {text}");
    }
    let of_now = house.kept_of(now).await;
    assert!(of_now.requests.is_empty() && of_now.reveals.is_empty(), "what another asked for is theirs");

    house.erases(before).await;
    let file = house.whole_file(id).await;
    assert!(file.former_representatives[0].erased && file.former_representatives[0].name == "HTX70");
    assert_eq!(refused(house.reveal(&official(), before, PersonalField::Phone).await), code::ERASED);
    assert_eq!(house.number_of(now).await.as_deref(), Some(SECOND.1), "who acts now stays");
    assert!(house.ask(&manager, &find(DraftForm::Paper)).await.expect("asked").is_none(), "it went with its key");
    assert!(house.ask(&manager, &find(DraftForm::Household)).await.expect("asked").is_some(), "this one did not");
    let told = "select count(*) as n from outbox where subject like '%person_erased%' and body::text like '%former%'";
    assert_eq!(house.number(told).await, 1);
    let gone = "select count(*) as n from producer_key where producer = 'cooperative' and wrapped is null";
    assert_eq!(house.number(gone).await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn somebody_follows_whoever_was_erased_by_form_and_nobody_by_file() {
    let (house, id, manager) = House::with_one().await;
    house.erases(Producer::Cooperative(id)).await;
    let file = house.whole_file(id).await;
    assert!(file.representative_erased && file.representative == "HTX70");
    let checked = house.check(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    assert!(codes(&checked.faults).contains(&"producer_erased".to_owned()), "{:?}", codes(&checked.faults));
    let bare = house.names(id, (FIRST.0, None, None), Some("2025-09-01")).await;
    assert_eq!(faults(bare), ["representative_id personal_id_form", "phone phone_form"]);
    // The same person, maybe: nobody knows any more, so they are somebody new.
    house.follows(id, FIRST, "2025-09-01").await;
    let file = house.whole_file(id).await;
    assert!(!file.representative_erased && file.former_representatives[0].erased);
    assert_eq!(house.number_of(Producer::Cooperative(id)).await.as_deref(), Some(FIRST.1));
    let draft = SaveDraft {
        form: DraftForm::Cooperative,
        about: String::new(),
        fields: [("name".to_owned(), vec!["chưa gửi".to_owned()])].into(),
        by_name: "Lan".into(),
    };
    house.ask(&manager, &draft).await.expect("drafts are kept again");
    house.calendar.set(at("2025-09-02T02:00:00Z"));
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    house.world.end().await;
}

#[tokio::test]
async fn a_file_names_another_representative_and_the_same_file_again_changes_nothing() {
    let (house, id, _) = House::with_one().await;
    let another = || {
        Book::producers()
            .with(SHEET, 0, "Người đại diện", SECOND.0)
            .with(SHEET, 0, "Số định danh người đại diện", SECOND.1)
            .with(SHEET, 0, "Số điện thoại", SECOND.2)
    };
    house.calendar.set(at("2025-09-05T02:00:00Z"));
    for (day, (added, changed, unchanged)) in [("2025-09-05", (0, 1, 0)), ("2025-09-08", (0, 0, 1))] {
        house.calendar.set(at(&format!("{day}T02:00:00Z")));
        let taken = house.take_whole(&official(), ImportKind::Cooperatives, another().bytes()).await;
        assert_eq!(counts(&taken)[0], ("cooperatives", added, changed, unchanged));
    }
    let file = house.whole_file(id).await;
    assert_eq!(file.representative_since, Some(day("2025-09-05")), "the day the file came in");
    assert_eq!(file.former_representatives.len(), 1);
    let dated = |since: &str| Book::producers().with_column(SHEET, "Đại diện từ ngày", since);
    let early = house.check(&official(), ImportKind::Cooperatives, dated("04/09/2025").bytes()).await;
    assert_eq!(codes(&early.faults), ["dates_order"]);
    house.take_whole(&official(), ImportKind::Cooperatives, dated("06/09/2025").bytes()).await;
    let file = house.whole_file(id).await;
    assert_eq!((file.representative.as_str(), file.representative_since), (FIRST.0, Some(day("2025-09-06"))));
    assert_eq!(file.former_representatives[0].until, day("2025-09-06"));
    house.world.end().await;
}

//! Where a cooperative's money goes: stated by form and by file, masked, and told when it is replaced.

use contract::{
    Caller, KeyScope, Role, Scope,
    accounts::Errand,
    code,
    imports::ImportKind,
    onboarding::{
        BankForm, CooperativeFile, CooperativeForm, GetCooperative, PersonalField, Producer, ProducerKind,
        SaveCooperative, Unusual,
    },
};
use ids::{Cooperative, Id};

use crate::{
    house::{House, codes, counts, manager, official, refused},
    representing::{FIRST, SECOND, day, faults},
    workbook::Book,
};

const SHEET: &str = "Hợp tác xã";
const TOLD: &str = "select count(*) as n from outbox where subject like '%.bank_account_replaced.v1'";

fn with_account(account: &str) -> Book {
    Book::producers()
        .with_column(SHEET, "Ngân hàng", "agribank")
        .with_column(SHEET, "Số tài khoản", account)
        .with_column(SHEET, "Chủ tài khoản", "HTX THU")
}

fn form_with(file: &CooperativeFile, bank: Option<BankForm>) -> CooperativeForm {
    CooperativeForm {
        name: file.cooperative.name.clone(),
        kind: None,
        tax_code: file.cooperative.tax_code.clone(),
        legacy_tax_code: None,
        representative: file.representative.clone(),
        representative_id: None,
        phone: None,
        representative_since: None,
        commune_code: file.cooperative.commune_code.clone(),
        hamlet: file.hamlet.clone(),
        founded_on: file.founded_on,
        bank,
    }
}

impl House {
    async fn file_of(&self, id: Id<Cooperative>) -> CooperativeFile {
        self.ask(&official(), &GetCooperative { cooperative_id: id }).await.expect("its file")
    }

    /// Saves the file as it is, with this bank account.
    async fn bank(
        &self,
        caller: &Caller,
        id: Id<Cooperative>,
        bank: Option<(&str, Option<&str>, &str)>,
    ) -> Vec<String> {
        let file = self.file_of(id).await;
        let bank = bank.map(|(bin, account, holder)| BankForm {
            bin: bin.into(),
            account: account.map(str::to_owned),
            holder: holder.into(),
        });
        let save = SaveCooperative { cooperative_id: id, version: file.version, form: form_with(&file, bank) };
        match self.ask(caller, &save).await {
            Ok(()) => Vec::new(),
            Err(mailbox::Unanswered::Refused(refusal)) => refusal.fields.into_iter().map(|it| it.code).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_account_is_stated_masked_kept_and_told_when_another_takes_its_place() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let own = manager(id);
    assert_eq!(house.bank(&own, id, Some(("970400", None, "x"))).await, ["missing", "text_length"]);
    assert_eq!(house.bank(&own, id, Some(("123456", Some("12"), "HTX THU"))).await, ["bank_unknown", "account_form"]);
    assert_eq!(house.bank(&own, id, Some(("970405", Some("8200 2050 11111"), "HTX THU"))).await, Vec::<String>::new());
    let file = house.file_of(id).await;
    let shown = file.bank.clone().expect("an account");
    assert_eq!((shown.bank.as_str(), shown.account_masked.as_str()), ("Agribank", "••••••1111"));
    assert!(!file.unusual.contains(&Unusual::BankHolder), "HTX is how banks write it");
    assert_eq!(house.number(TOLD).await, 0, "the first one replaces nothing");

    // Whoever says nothing of it, or leaves the number out, keeps it.
    assert!(house.bank(&own, id, None).await.is_empty());
    assert!(house.bank(&own, id, Some(("970405", None, "HTX THU"))).await.is_empty());
    assert_eq!(house.file_of(id).await.version, file.version, "nothing has changed");
    assert_eq!(
        house.bank(&own, id, Some(("970436", None, "HTX THU"))).await,
        ["missing"],
        "another bank, another number"
    );

    assert!(house.bank(&own, id, Some(("970436", Some("0011001234567"), "NGUYEN VAN TROM"))).await.is_empty());
    let file = house.file_of(id).await;
    assert!(file.unusual.contains(&Unusual::BankHolder), "said, and not refused");
    let said: Vec<_> = file.steps.iter().flat_map(|step| &step.remarks).map(|it| (&*it.field, &*it.reason)).collect();
    assert_eq!(said, [("bank", "replaced"), ("bank", "added")]);
    assert_eq!(house.number(TOLD).await, 1);
    assert_eq!(house.number("select count(*) as n from outbox where body like '%0011001234567%'").await, 0);
    let shown = house.reveal(&own, Producer::Cooperative(id), PersonalField::BankAccount).await.expect("it is shown");
    assert_eq!(shown.value.as_deref(), Some("0011001234567"));
    let household = house.households(id).await[0].household_id;
    let none = house.reveal(&own, Producer::Household(household), PersonalField::BankAccount).await.expect("an answer");
    assert_eq!(none.value, None);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_states_an_account_and_one_without_its_columns_keeps_it() {
    let house = House::new().await;
    let half = with_account("").bytes();
    let checked = house.check(&official(), ImportKind::Cooperatives, half).await;
    assert_eq!(codes(&checked.faults), ["bank_account_incomplete"]);
    let odd = with_account("12-34");
    let checked = house.check(&official(), ImportKind::Cooperatives, odd.bytes()).await;
    assert_eq!(codes(&checked.faults), ["account_form"]);
    assert!(!checked.faults[0].value.contains("12-34"), "masked: {}", checked.faults[0].value);
    for (book, changed) in [
        (with_account("8200205011111"), (1, 0, 0)),
        (with_account("8200205011111"), (0, 0, 1)),
        (Book::producers(), (0, 0, 1)),
    ] {
        let taken = house.take_whole(&official(), ImportKind::Cooperatives, book.bytes()).await;
        let (added, changes, unchanged) = changed;
        assert_eq!(counts(&taken)[0], ("cooperatives", added, changes, unchanged));
    }
    let id = house.cooperative("HTX70").await.cooperative_id;
    let another = with_account("8200205022222");
    let program = Caller::api_key(Id::generate(), Scope::Cooperative(id), vec![KeyScope::ImportsWrite]);
    for nobody_of_theirs in [official(), program] {
        let checked = house.check(&nobody_of_theirs, ImportKind::Cooperatives, another.bytes()).await;
        assert_eq!(codes(&checked.faults), ["not_for_assistants"]);
    }
    let taken = house.take_whole(&manager(id), ImportKind::Cooperatives, another.bytes()).await;
    assert_eq!(counts(&taken)[0], ("cooperatives", 0, 1, 0));
    assert_eq!(house.file_of(id).await.bank.expect("an account").account_masked, "••••••2222");
    assert_eq!(house.number(TOLD).await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn an_assistant_states_the_first_account_and_replaces_none() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let id = house.cooperative("HTX70").await.cooperative_id;
    let assistant = Caller {
        errands: Errand::ALL.to_vec(),
        on_behalf_of: Some(id.to_string()),
        ..Caller::person(Id::generate(), Role::Assistant, Scope::Cooperative(id))
    };
    assert!(house.bank(&assistant, id, Some(("970405", Some("8200205011111"), "HTX THU"))).await.is_empty());
    let other = house.bank(&assistant, id, Some(("970405", Some("8200205022222"), "HTX THU"))).await;
    assert_eq!(other, ["not_for_assistants"]);
    assert!(house.bank(&assistant, id, Some(("970405", None, "HTX THU"))).await.is_empty(), "the rest may be mended");
    let reveal = house.reveal(&assistant, Producer::Cooperative(id), PersonalField::BankAccount).await;
    assert_eq!(refused(reveal), code::NOT_ALLOWED);
    house.world.end().await;
}

#[tokio::test]
async fn whoever_leaves_a_household_business_takes_their_account_along() {
    let (house, id, manager) = House::with_one().await;
    let assistant = Caller {
        errands: Errand::ALL.to_vec(),
        on_behalf_of: Some(id.to_string()),
        ..Caller::person(Id::generate(), Role::Assistant, Scope::Cooperative(id))
    };
    let bank = |account: Option<&str>| {
        Some(BankForm { bin: "970405".into(), account: account.map(str::to_owned), holder: "SUNG MI PAO".into() })
    };
    let saved_by = async |by: &Caller, who: (&str, &str, &str), bank: Option<BankForm>| {
        let file = house.file_of(id).await;
        let form = CooperativeForm {
            name: "Hộ kinh doanh Đồng Văn".into(),
            kind: Some(ProducerKind::HouseholdBusiness),
            tax_code: String::new(),
            legacy_tax_code: None,
            representative: who.0.into(),
            representative_id: Some(who.1.into()),
            phone: Some(who.2.into()),
            representative_since: Some(day("2025-08-15")),
            commune_code: file.cooperative.commune_code.clone(),
            hamlet: file.hamlet.clone(),
            founded_on: file.founded_on,
            bank,
        };
        house.ask(by, &SaveCooperative { cooperative_id: id, version: file.version, form }).await
    };
    let saves = async |who, bank| saved_by(&manager, who, bank).await;
    saves(FIRST, bank(Some("8200205123456"))).await.expect("with an account");
    assert!(house.file_of(id).await.bank.is_some());
    assert_eq!(faults(saves(SECOND, bank(None)).await), ["bank_account missing"], "it is not theirs");
    let by_halves = saved_by(&assistant, SECOND, None).await;
    assert_eq!(faults(by_halves), ["bank_account not_for_assistants"], "not even to make room for another");
    saves(SECOND, None).await.expect("somebody else runs it");
    assert_eq!(house.number(TOLD).await, 1, "whoever runs it hears of that");
    let keys = async |is: &str| {
        house.number(&format!("select count(*) as n from producer_key where producer = 'bank' and wrapped {is}")).await
    };
    assert_eq!((keys("is null").await, keys("is not null").await), (1, 0), "nobody opens it any more");
    let file = house.file_of(id).await;
    assert_eq!((file.representative.as_str(), file.bank), (SECOND.0, None));
    let said = |reason: &str| file.steps.iter().any(|step| step.remarks.iter().any(|it| it.reason == reason));
    assert!(said("added") && said("removed"));
    saves(SECOND, bank(Some("8200205999999"))).await.expect("their own");
    assert_eq!(house.number("select count(*) as n from cooperative where bank_account_tail = '9999'").await, 1);
    saves(FIRST, bank(Some("8200205999999"))).await.expect("the same account, and somebody else's");
    assert_eq!((keys("is null").await, keys("is not null").await), (2, 1), "each lies under a key of its own");
    assert_eq!(house.number(TOLD).await, 2);
    house.world.end().await;
}

//! A form that changes something is kept, too, and resumed on what was looked at then.

use std::sync::{LazyLock, Mutex};

use contract::{
    Page, Refusal, code,
    onboarding::{
        Draft, DraftForm, DropDraft, FindDraft, FindHouseholds, GetHousehold, HouseholdFile, HouseholdView, SaveDraft,
        SaveHousehold, SavePlot,
    },
};
use host::Calendar;
use ids::{Household, Id, Plot};
use mailbox::Stop;
use reqwest::{Method, StatusCode};
use scoped::Scoped;

use crate::house::{House, value_of};

/// What is kept here.
static KEPT: Mutex<Vec<SaveDraft>> = Mutex::new(Vec::new());

fn is_kept(form: DraftForm, about: &str) -> impl Fn(&SaveDraft) -> bool {
    move |kept| (kept.form, kept.about.as_str()) == (form, about)
}

async fn keep((): &(), _: &Scoped, ask: SaveDraft) -> Result<(), Stop> {
    let mut kept = KEPT.lock().expect("whole");
    kept.retain(|kept| !is_kept(ask.form, &ask.about)(kept));
    kept.push(ask);
    Ok(())
}

async fn find((): &(), _: &Scoped, ask: FindDraft) -> Result<Option<Draft>, Stop> {
    let kept = KEPT.lock().expect("whole");
    let kept = kept.iter().find(|kept| is_kept(ask.form, &ask.about)(kept));
    let draft = |kept: &SaveDraft| Draft {
        fields: kept.fields.clone(),
        saved_at: Calendar::wall().now(),
        by_name: kept.by_name.clone(),
    };
    Ok(kept.map(draft))
}

async fn forget((): &(), _: &Scoped, ask: DropDraft) -> Result<(), Stop> {
    KEPT.lock().expect("whole").retain(|kept| !is_kept(ask.form, &ask.about)(kept));
    Ok(())
}

fn household(household_id: Id<Household>) -> HouseholdView {
    HouseholdView {
        household_id,
        code: "H7".into(),
        name: "Vàng Thị Mỷ".into(),
        personal_id_masked: "•••••••••123".into(),
        phone_masked: String::new(),
        commune_code: "00874".into(),
        joined_on: Calendar::wall().today(),
        left_on: None,
    }
}

async fn get((): &(), _: &Scoped, ask: GetHousehold) -> Result<HouseholdFile, Stop> {
    Ok(HouseholdFile { household: household(ask.household_id), version: 5, hamlet: None, earlier: Vec::new() })
}

/// Two households of one cooperative.
static TWO: LazyLock<[Id<Household>; 2]> = LazyLock::new(|| [Id::generate(), Id::generate()]);

async fn find_two((): &(), _: &Scoped, _: FindHouseholds) -> Result<Page<HouseholdView>, Stop> {
    Ok(Page { rows: TWO.map(household).into(), next: None, total: None })
}

async fn save_plot((): &(), _: &Scoped, _: SavePlot) -> Result<Id<Plot>, Stop> {
    Ok(Id::generate())
}

async fn save((): &(), _: &Scoped, ask: SaveHousehold) -> Result<Id<Household>, Stop> {
    match ask.version {
        Some(5) => Ok(ask.household_id.expect("it is there")),
        _ => Err(Refusal::new(code::CONFLICT, "somebody else has changed it").into()),
    }
}

#[tokio::test]
async fn a_household_that_is_being_changed_is_resumed_and_never_written_over_unseen() {
    let house = House::new().await;
    let onboarding = house.stand_in("onboarding").answers::<SaveDraft>(keep).answers::<FindDraft>(find);
    let onboarding =
        onboarding.answers::<DropDraft>(forget).answers::<GetHousehold>(get).answers::<SaveHousehold>(save);
    house.start(onboarding).await;
    let token = house.add_manager("0912345678", Id::generate()).await;
    let household = Id::<Household>::generate();
    let path = format!("/members/{household}");
    let send = async |method: Method, path: &str, fields: &[(&str, &str)]| {
        let request = house.request(method, path).header("cookie", format!("phien_session={token}"));
        let answer = request.header("accept", "text/html").form(fields).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a page"))
    };
    // What the form is about stands in it: what is typed goes with it.
    let about = value_of(&send(Method::GET, &path, &[]).await.1, "form.form input[name=about]");
    assert_eq!(about, household.to_string());
    let typed = [("name", "Vàng Thị Mẩy"), ("code", "H7"), ("joined_on", "2026-01-01"), ("version", "4")];
    let form = [typed.as_slice(), &[("about", about.as_str()), ("key", "k")]].concat();
    assert_eq!(send(Method::POST, &format!("/drafts/{}", DraftForm::Household.slug()), &form).await.0, StatusCode::OK);

    let (_, page) = send(Method::GET, &path, &[]).await;
    assert_eq!(value_of(&page, "#name"), "Vàng Thị Mẩy");
    assert_eq!(value_of(&page, "form.form input[name=version]"), "4", "what was looked at when it was typed");
    assert_eq!(value_of(&page, "form.notice input[name=about]"), about, "it can be dropped");
    let slip = [("name", "Vàng Thị Mẩy"), ("code", "H7"), ("joined_on", ""), ("version", "4"), ("key", "slip")];
    let (status, page) = send(Method::POST, &path, &slip).await;
    assert_eq!(
        (status, value_of(&page, "form.form input[name=version]").as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "4")
    );
    let (status, page) = send(Method::POST, &path, &[typed.as_slice(), &[("key", "first")]].concat()).await;
    assert_eq!((status, value_of(&page, "#name").as_str()), (StatusCode::CONFLICT, "Vàng Thị Mẩy"));
    let version = value_of(&page, "form.form input[name=version]");
    let again = [&typed[..3], &[("version", version.as_str()), ("key", "second")]].concat();
    assert_eq!(send(Method::POST, &path, &again).await.0, StatusCode::SEE_OTHER);
    let is_there = KEPT.lock().expect("whole").iter().any(is_kept(DraftForm::Household, &about));
    assert!(!is_there, "what was sent is no draft any more");
    assert_eq!(value_of(&send(Method::GET, &path, &[]).await.1, "#name"), "Vàng Thị Mỷ");
}

#[tokio::test]
async fn a_new_plot_of_one_household_does_not_write_over_what_was_typed_of_anothers() {
    let house = House::new().await;
    let onboarding = house.stand_in("onboarding").answers::<SaveDraft>(keep).answers::<FindDraft>(find);
    let onboarding = onboarding.answers::<DropDraft>(forget).answers::<FindHouseholds>(find_two);
    house.start(onboarding.answers::<SavePlot>(save_plot)).await;
    let token = house.add_manager("0912345678", Id::generate()).await;
    let send = async |method: Method, path: &str, fields: &[(&str, &str)]| {
        let request = house.request(method, path).header("cookie", format!("phien_session={token}"));
        let answer = request.header("accept", "text/html").form(fields).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("a page"))
    };
    let new = |household: Id<Household>| format!("/plots/new?household={household}");
    let typed_of = |household: &str, name: &str| {
        let fields = [("household_id", household), ("code", "T1"), ("product", "cam_sanh"), ("name", name)];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for (household, name) in [(TWO[0], "Vườn trên"), (TWO[1], "Vườn dưới")] {
        let (_, page) = send(Method::GET, &new(household), &[]).await;
        let about = value_of(&page, "form.form input[name=about]");
        let typed = typed_of(&household.to_string(), name);
        let mut form: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("about", about.as_str()), ("key", "k")]);
        assert_eq!(send(Method::POST, "/drafts/plot", &form).await.0, StatusCode::OK);
        if name == "Vườn dưới" {
            assert_eq!(send(Method::POST, "/plots/new", &form).await.0, StatusCode::SEE_OTHER, "it is sent");
        }
    }
    assert_eq!(value_of(&send(Method::GET, &new(TWO[0]), &[]).await.1, "#name"), "Vườn trên");
    assert_eq!(value_of(&send(Method::GET, &new(TWO[1]), &[]).await.1, "#name"), "", "what was sent is no draft");
}

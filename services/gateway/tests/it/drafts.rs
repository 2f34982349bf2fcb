//! A form that changes something is kept, too, and resumed on what was looked at then.

use contract::{
    Refusal, code,
    onboarding::{
        Draft, DraftForm, DropDraft, FindDraft, GetHousehold, HouseholdFile, HouseholdView, SaveDraft, SaveHousehold,
    },
};
use host::Calendar;
use ids::{Household, Id};
use mailbox::Stop;
use reqwest::{Method, StatusCode};
use scoped::Scoped;

use crate::house::{House, value_of};

/// What is kept here: the newest draft, and of what.
type Kept = std::sync::Mutex<Option<SaveDraft>>;

static KEPT: Kept = Kept::new(None);

async fn keep((): &(), _: &Scoped, ask: SaveDraft) -> Result<(), Stop> {
    *KEPT.lock().expect("whole") = Some(ask);
    Ok(())
}

async fn find((): &(), _: &Scoped, ask: FindDraft) -> Result<Option<Draft>, Stop> {
    let kept = KEPT.lock().expect("whole");
    let kept = kept.as_ref().filter(|kept| (kept.form, &kept.about) == (ask.form, &ask.about));
    let draft = |kept: &SaveDraft| Draft {
        fields: kept.fields.clone(),
        saved_at: Calendar::wall().now(),
        by_name: kept.by_name.clone(),
    };
    Ok(kept.map(draft))
}

async fn forget((): &(), _: &Scoped, ask: DropDraft) -> Result<(), Stop> {
    KEPT.lock().expect("whole").take_if(|kept| (kept.form, &kept.about) == (ask.form, &ask.about));
    Ok(())
}

async fn get((): &(), _: &Scoped, ask: GetHousehold) -> Result<HouseholdFile, Stop> {
    let household = HouseholdView {
        household_id: ask.household_id,
        code: "H7".into(),
        name: "Vàng Thị Mỷ".into(),
        personal_id_masked: "•••••••••123".into(),
        phone_masked: String::new(),
        commune_code: "00874".into(),
        joined_on: Calendar::wall().today(),
        left_on: None,
    };
    Ok(HouseholdFile { household, version: 5, hamlet: None, earlier: Vec::new() })
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
    assert!(KEPT.lock().expect("whole").is_none(), "what was sent is no draft any more");
    assert_eq!(value_of(&send(Method::GET, &path, &[]).await.1, "#name"), "Vàng Thị Mỷ");
}

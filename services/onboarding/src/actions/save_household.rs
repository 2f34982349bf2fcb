//! A manager writes a member household: a new one, or what is known of one.

use chrono::NaiveDate;
use contract::{
    Refusal, code,
    onboarding::{Because, HouseholdForm, SaveHousehold},
};
use host::Secret;
use ids::{Household as HouseholdId, Id};
use mailbox::Stop;
use scoped::{DbErr, Scoped};
use sea_orm::SqlErr;

use crate::{
    App,
    domain::{Code, Home, Household, PersonalId, PersonalIdFault, Phone},
    store::{
        households::{self, Locked},
        producers::{self, HouseholdRow, Producers},
        vault::Producer,
    },
};

const TEXT_LENGTH_MAX: usize = 200;

/// What a form does not show.
#[derive(Default)]
struct Kept {
    personal_id: Option<Secret<String>>,
    phone: Option<Secret<String>>,
}

pub(crate) async fn save_household(app: &App, tx: &Scoped, ask: SaveHousehold) -> Result<Id<HouseholdId>, Stop> {
    let Some(tenant) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative writes its households").into());
    };
    let stored = match ask.household_id {
        Some(id) => Some((id, households::lock(tx, id).await?)),
        None => None,
    };
    if stored.as_ref().is_some_and(|(_, stored)| ask.version.is_some_and(|seen| seen != stored.version)) {
        return Err(Refusal::new(code::CONFLICT, "another change of the household came first").into());
    }
    let kept = match &stored {
        Some((id, stored)) => kept(app, tx, *id, stored).await?,
        None => Kept::default(),
    };
    let now = read(&ask.form, &kept, stored.as_ref().map(|(_, stored)| stored), app.calendar.today())?;
    let id = stored.as_ref().map_or_else(Id::generate, |(id, _)| *id);
    let fingerprint = HouseholdRow::fingerprint(&app.vault, &now);
    if stored.as_ref().is_some_and(|(_, stored)| stored.fingerprint == fingerprint) {
        return Ok(id);
    }
    let row = HouseholdRow::new(&app.vault, id, tenant, &now, fingerprint);
    let row = Producers { households: vec![row], ..Producers::default() };
    producers::save(tx, &app.vault, row).await.map_err(taken)?;
    Ok(id)
}

async fn kept(app: &App, tx: &Scoped, id: Id<HouseholdId>, stored: &Locked) -> Result<Kept, Stop> {
    let producer = Producer::household(id, stored.cooperative_id);
    let keys = app.vault.keys_to_open(tx, &[producer]).await?;
    let open = |column, sealed: &[u8]| keys.open(&producer, column, sealed);
    Ok(Kept {
        personal_id: stored.personal_id_sealed.as_deref().map(|sealed| open("personal_id", sealed)).transpose()?,
        phone: stored.phone_sealed.as_deref().map(|sealed| open("phone", sealed)).transpose()?,
    })
}

/// The constraints decide, since two people may write the same household at once.
fn taken(stop: Stop) -> Stop {
    let violated = match &stop {
        Stop::Failed(error) => error.downcast_ref::<DbErr>().and_then(DbErr::sql_err),
        Stop::Refused(_) => None,
    };
    let Some(SqlErr::UniqueConstraintViolation(words)) = violated else { return stop };
    let field = if words.contains("household_person") { "personal_id" } else { "code" };
    Refusal::of_fields(vec![Because::HouseholdTaken.of(field)]).into()
}

/// Reads a form by the same rules as a file, and names every field at fault at once.
fn read(form: &HouseholdForm, kept: &Kept, stored: Option<&Locked>, today: NaiveDate) -> Result<Household, Refusal> {
    let mut faults = Vec::new();
    let code = Code::parse(&form.code).map_err(|_| faults.push(Because::CodeForm.of("code"))).ok();
    if let (Some(code), Some(stored)) = (&code, stored)
        && code.as_str() != stored.code
    {
        faults.push(Because::CannotChange.of("code"));
    }
    let head = form.name.trim().to_owned();
    if !(2..=TEXT_LENGTH_MAX).contains(&head.chars().count()) {
        faults.push(Because::TextLength.of("name"));
    }
    let typed = form.personal_id.as_deref().or(kept.personal_id.as_ref().map(|kept| kept.expose().as_str()));
    let personal_id = PersonalId::parse(typed.unwrap_or_default(), today)
        .map_err(|why| match why {
            PersonalIdFault::OldCard => Because::PersonalIdOldCard,
            PersonalIdFault::Form => Because::PersonalIdForm,
        })
        .map_err(|because| faults.push(because.of("personal_id")))
        .ok();
    let phone = form.phone.as_deref().or(kept.phone.as_ref().map(|kept| kept.expose().as_str()));
    let phone = phone
        .map(str::trim)
        .filter(|phone| !phone.is_empty())
        .and_then(|phone| Phone::parse(phone).map_err(|_| faults.push(Because::PhoneForm.of("phone"))).ok());
    let commune = places::commune(&form.commune_code);
    if commune.is_none() {
        faults.push(Because::CommuneUnknown.of("commune_code"));
    }
    if form.joined_on > today {
        faults.push(Because::DateFuture.of("joined_on"));
    }
    if stored.and_then(|stored| stored.left_on).is_some_and(|left| form.joined_on > left) {
        faults.push(Because::DatesOrder.of("joined_on"));
    }
    let hamlet = form.hamlet.as_deref().map(str::trim).filter(|hamlet| !hamlet.is_empty()).map(str::to_owned);
    match (code, personal_id, commune) {
        (Some(code), Some(personal_id), Some(commune)) if faults.is_empty() => {
            let given = [hamlet.as_deref(), Some(commune.name)].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let home = Home { hamlet, commune, given };
            Ok(Household { code, head, personal_id, phone, home, joined_on: form.joined_on })
        }
        _ => Err(Refusal::of_fields(faults)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day")
    }

    fn form() -> HouseholdForm {
        HouseholdForm {
            code: "HO0012".into(),
            name: "Vàng Mí Một".into(),
            personal_id: Some("002299700011".into()),
            phone: None,
            commune_code: "00874".into(),
            hamlet: Some(" Thôn Thử ".into()),
            joined_on: today(),
        }
    }

    #[test]
    fn every_field_at_fault_is_named() {
        assert_eq!(read(&form(), &Kept::default(), None, today()).expect("sound").code.as_str(), "HO0012");
        let faulty = HouseholdForm {
            code: "H".into(),
            name: "x".into(),
            personal_id: None,
            phone: Some("12".into()),
            commune_code: "99999".into(),
            hamlet: None,
            joined_on: today().succ_opt().expect("a day"),
        };
        let refusal = read(&faulty, &Kept::default(), None, today()).expect_err("faulty");
        let named: Vec<_> = refusal.fields.into_iter().map(|fault| fault.code).collect();
        let expected = ["code_form", "text_length", "personal_id_form", "phone_form", "commune_unknown", "date_future"];
        assert_eq!(named, expected);
    }

    #[test]
    fn what_is_left_out_is_kept_and_an_empty_phone_is_taken_away() {
        let kept = Kept {
            personal_id: Some(Secret::new("002299700011".to_owned())),
            phone: Some(Secret::new("+84900000811".to_owned())),
        };
        let bare = HouseholdForm { personal_id: None, ..form() };
        let read_once = read(&bare, &kept, None, today()).expect("sound");
        assert_eq!((read_once.personal_id.tail(), read_once.phone.expect("kept").tail()), ("011", "811"));
        let without = HouseholdForm { phone: Some(String::new()), ..bare };
        assert!(read(&without, &kept, None, today()).expect("sound").phone.is_none());
    }
}

//! A manager changes what the cooperative says of itself.

use chrono::NaiveDate;
use contract::{
    Refusal, code,
    onboarding::{Because, CooperativeForm, SaveCooperative},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{Code, Cooperative, Home, PersonalId, PersonalIdFault, Phone, TaxCode, TaxCodeFault},
    store::{
        cooperatives::{self, Kept},
        producers::{self, CooperativeRow, Producers},
        standings::Change,
    },
};

const TEXT_LENGTH_MAX: usize = 200;

pub(crate) async fn save_cooperative(app: &App, tx: &Scoped, ask: SaveCooperative) -> Result<(), Stop> {
    let id = ask.cooperative_id;
    let known =
        cooperatives::lock(tx, &[id]).await?.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    if known.version != ask.version {
        return Err(Refusal::new(code::CONFLICT, "another change of the cooperative came first").into());
    }
    let kept = cooperatives::kept(tx, &app.vault, id).await?;
    let code = Code::parse(&known.code).map_err(|_| anyhow::anyhow!("a stored code is none"))?;
    let has_moved = known.identity.commune_code != ask.form.commune_code;
    let now = read(code, &ask.form, &kept, has_moved, app.calendar.today())?;
    let holder = cooperatives::used_tax_codes(tx, vec![now.tax_code.digits().to_owned()]).await?;
    if holder.values().any(|holder| *holder != id) {
        return Err(Refusal::of_fields(vec![Because::Taken.of("tax_code")]).into());
    }
    let row = CooperativeRow::new(&app.vault, id, &now, &known.standing);
    if row.fingerprint == known.fingerprint {
        return Ok(());
    }
    let at = app.calendar.now();
    let standing = known.standing.clone().after_edit(&known.identity, &row.identity(), at);
    let row = row.standing(&standing);
    let moved = if has_moved { vec![id.uuid()] } else { Vec::new() };
    let stood = if standing == known.standing { Vec::new() } else { vec![Change { cooperative_id: id, standing }] };
    producers::save(tx, &app.vault, Producers { cooperatives: vec![row], stood, moved, ..Producers::default() }).await
}

/// Reads a form by the same rules as a file, and names every field at fault at once.
fn read(
    code: Code,
    form: &CooperativeForm,
    kept: &Kept,
    has_moved: bool,
    today: NaiveDate,
) -> Result<Cooperative, Refusal> {
    let mut faults = Vec::new();
    let mut text = |field: &str, text: &str| {
        let text = text.trim().to_owned();
        if !(2..=TEXT_LENGTH_MAX).contains(&text.chars().count()) {
            faults.push(Because::TextLength.of(field));
        }
        text
    };
    let (name, representative) = (text("name", &form.name), text("representative", &form.representative));
    let tax_code = TaxCode::parse(&form.tax_code).map_err(|why| faults.push(tax_code_fault(why).of("tax_code"))).ok();
    let typed_id = form.representative_id.as_deref().unwrap_or(kept.representative_id.expose());
    let representative_id = PersonalId::parse(typed_id, today)
        .map_err(|why| match why {
            PersonalIdFault::OldCard => Because::PersonalIdOldCard,
            PersonalIdFault::Form => Because::PersonalIdForm,
        })
        .and_then(|id| if id.is_adult(today) { Ok(id) } else { Err(Because::RepresentativeAge) })
        .map_err(|because| faults.push(because.of("representative_id")))
        .ok();
    let phone = Phone::parse(form.phone.as_deref().unwrap_or(kept.phone.expose()));
    let phone = phone.map_err(|_| faults.push(Because::PhoneForm.of("phone"))).ok();
    let commune = places::commune(&form.commune_code);
    if commune.is_none() {
        faults.push(Because::CommuneUnknown.of("commune_code"));
    }
    if form.founded_on.is_some_and(|day| day > today) {
        faults.push(Because::DateFuture.of("founded_on"));
    }
    let hamlet = form.hamlet.as_deref().map(str::trim).filter(|hamlet| !hamlet.is_empty()).map(str::to_owned);
    match (tax_code, representative_id, phone, commune) {
        (Some(tax_code), Some(representative_id), Some(phone), Some(commune)) if faults.is_empty() => {
            let given = if has_moved || hamlet != kept.hamlet {
                [hamlet.as_deref(), Some(commune.name)].into_iter().flatten().collect::<Vec<_>>().join(", ")
            } else {
                kept.address_given.clone()
            };
            let seat = Home { hamlet, commune, given };
            let founded_on = form.founded_on;
            Ok(Cooperative { code, name, tax_code, representative, representative_id, phone, seat, founded_on })
        }
        _ => Err(Refusal::of_fields(faults)),
    }
}

const fn tax_code_fault(why: TaxCodeFault) -> Because {
    match why {
        TaxCodeFault::Length => Because::TaxCodeLength,
        TaxCodeFault::Person => Because::TaxCodePerson,
        TaxCodeFault::Digits => Because::TaxCodeDigits,
        TaxCodeFault::Component => Because::TaxCodeComponent,
        TaxCodeFault::Checksum => Because::TaxCodeChecksum,
    }
}

#[cfg(test)]
mod tests {
    use host::Secret;

    use super::*;

    #[test]
    fn every_field_at_fault_is_named_and_what_was_left_out_is_kept() {
        let today = NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day");
        let kept = Kept {
            representative_id: Secret::new("002085001234".to_owned()),
            phone: Secret::new("+84912345678".to_owned()),
            hamlet: Some("Thôn Nà Khoang".to_owned()),
            address_given: "Thôn Nà Khoang, thị trấn Tam Sơn, huyện Quản Bạ".to_owned(),
        };
        let code = || Code::parse("HTX01").expect("a code");
        let sound = CooperativeForm {
            name: "Hợp tác xã Một".into(),
            tax_code: "5199999905".into(),
            representative: "Giàng Mí Sính".into(),
            representative_id: None,
            phone: None,
            commune_code: "00874".into(),
            hamlet: Some(" Thôn Nà Khoang ".into()),
            founded_on: None,
        };
        let read_once = read(code(), &sound, &kept, false, today).expect("sound");
        assert_eq!((read_once.representative_id.tail(), read_once.phone.tail()), ("234", "678"));
        assert_eq!(read_once.seat.given, kept.address_given, "with its old district");
        let moved = read(code(), &sound, &kept, true, today).expect("sound");
        assert_eq!(moved.seat.given, "Thôn Nà Khoang, Quản Bạ");
        let faulty = CooperativeForm {
            name: " ".into(),
            tax_code: "0100109107".into(),
            representative: "x".into(),
            representative_id: Some("123456789".into()),
            phone: Some("12".into()),
            commune_code: "99999".into(),
            hamlet: None,
            founded_on: NaiveDate::from_ymd_opt(2026, 1, 1),
        };
        let named: Vec<_> = read(code(), &faulty, &kept, false, today)
            .expect_err("faulty")
            .fields
            .into_iter()
            .map(|f| (f.field, f.code))
            .collect();
        let expected = [
            ("name", "text_length"),
            ("representative", "text_length"),
            ("tax_code", "tax_code_checksum"),
            ("representative_id", "personal_id_old_cmnd"),
            ("phone", "phone_form"),
            ("commune_code", "commune_unknown"),
            ("founded_on", "date_future"),
        ];
        assert_eq!(named, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    }
}

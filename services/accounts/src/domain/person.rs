//! A person on their way in: what must be true of them, and which scope fits which role.

use contract::{FieldFault, Refusal, Role, Scope, accounts::Grant};
use host::Secret;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::Score;

use crate::domain::Login;

/// Counted in characters, so that a Vietnamese password is not shorter than it looks.
const PASSWORD_LENGTH_MIN: usize = 12;
const PASSWORD_LENGTH_MAX: usize = 256;
const NAME_LENGTH_MAX: usize = 120;
const GRANTS_MAX: usize = 20;

/// A person who may come in.
pub(crate) struct NewPerson {
    pub login: Login,
    pub name: String,
    /// None for somebody who is to choose one by a link.
    pub password: Option<Secret>,
    pub grants: Vec<Grant>,
}

impl NewPerson {
    /// Refuses with every field that is at fault.
    pub fn try_new(login: &str, name: &str, password: Option<Secret>, mut grants: Vec<Grant>) -> Result<Self, Refusal> {
        let mut faults = Vec::new();
        let mut fault = |field: String, code: &str| faults.push(FieldFault { field, code: code.to_owned() });
        let login = Login::parse(login);
        if login.is_err() {
            fault("login".into(), "not_a_login");
        }
        let name: String = name.trim().nfc().collect();
        match name.chars().count() {
            0 => fault("name".into(), "missing"),
            1..=NAME_LENGTH_MAX => {}
            _ => fault("name".into(), "too_long"),
        }
        let own_words = [login.as_ref().map_or("", Login::as_str), name.as_str()];
        if let Some(Err(code)) = password.as_ref().map(|password| judge_password(password, &own_words)) {
            fault("password".into(), code);
        }
        faults.extend(faults_of_grants(&grants));
        once_each(&mut grants);
        match login {
            Ok(login) if faults.is_empty() => Ok(Self { login, name, password, grants }),
            _ => Err(Refusal::of_fields(faults)),
        }
    }
}

/// Every grant that cannot be given.
pub(crate) fn faults_of_grants(grants: &[Grant]) -> Vec<FieldFault> {
    let fault = |field: String, code: &str| FieldFault { field, code: code.to_owned() };
    let of_all = match grants.len() {
        0 => Some("missing"),
        1..=GRANTS_MAX => None,
        _ => Some("too_many"),
    };
    let of_each = grants.iter().enumerate().filter_map(|(at, grant)| Some((at, fits(grant).err()?)));
    let of_each = of_each.map(|(at, code)| fault(format!("grants.{at}"), code));
    of_all.map(|code| fault("grants".into(), code)).into_iter().chain(of_each).collect()
}

/// The same grant given twice is given once.
pub(crate) fn once_each(grants: &mut Vec<Grant>) {
    let mut given = std::collections::HashSet::new();
    grants.retain(|grant| given.insert((grant.role, grant.scope.clone())));
}

/// Whether a password may be chosen by somebody who has these words about them; otherwise why not. Lists of common passwords
/// and names are those of zxcvbn, whose estimate must be at least 3 of 4: 100 million guesses.
pub(crate) fn judge_password(password: &Secret, own_words: &[&str]) -> Result<(), &'static str> {
    let spelled: String = password.expose().nfc().collect();
    match spelled.chars().count() {
        0..PASSWORD_LENGTH_MIN => return Err("too_short"),
        PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX => {}
        _ => return Err("too_long"),
    }
    let known: Vec<&str> = own_words.iter().flat_map(|words| words.split_whitespace()).chain(["phien"]).collect();
    if zxcvbn::zxcvbn(&spelled, &known).score() < Score::Three { Err("too_easy") } else { Ok(()) }
}

/// Whether the role can hold in the scope; otherwise why not.
fn fits(grant: &Grant) -> Result<(), &'static str> {
    match (grant.role, &grant.scope) {
        (Role::CommuneOfficial | Role::Assistant, Scope::Commune(code)) if places::commune(code).is_none() => {
            Err("commune_unknown")
        }
        (Role::CooperativeManager | Role::CooperativeMember, Scope::Cooperative(_))
        | (Role::Household, Scope::Household { .. })
        | (Role::CommuneOfficial | Role::Assistant, Scope::Commune(_))
        | (Role::ProvincialOfficial, Scope::Province | Scope::Department(_))
        | (Role::Operator, Scope::System) => Ok(()),
        (Role::Anonymous | Role::Integrator | Role::Service, _) => Err("role_not_for_people"),
        _ => Err("scope_does_not_fit"),
    }
}

#[cfg(test)]
mod tests {
    use contract::Department;
    use ids::Id;

    use super::*;

    #[test]
    fn a_role_holds_only_in_a_scope_that_fits_it() {
        let cooperative = Scope::Cooperative(Id::generate());
        let commune = Scope::Commune("00874".into());
        let cases = [
            (Role::CooperativeManager, cooperative.clone(), Ok(())),
            (Role::CooperativeMember, cooperative.clone(), Ok(())),
            (Role::CommuneOfficial, commune.clone(), Ok(())),
            (Role::ProvincialOfficial, Scope::Province, Ok(())),
            (Role::ProvincialOfficial, Scope::Department(Department::ScienceAndTechnology), Ok(())),
            (Role::Operator, Scope::Department(Department::ScienceAndTechnology), Err("scope_does_not_fit")),
            (Role::Operator, Scope::System, Ok(())),
            (Role::CommuneOfficial, Scope::Commune("99999".into()), Err("commune_unknown")),
            (Role::CooperativeManager, commune, Err("scope_does_not_fit")),
            (Role::CommuneOfficial, Scope::Province, Err("scope_does_not_fit")),
            (Role::ProvincialOfficial, Scope::System, Err("scope_does_not_fit")),
            (Role::Operator, Scope::Nobody, Err("scope_does_not_fit")),
            (Role::Service, Scope::System, Err("role_not_for_people")),
            (Role::Anonymous, cooperative, Err("role_not_for_people")),
        ];
        for (role, scope, expected) in cases {
            assert_eq!(fits(&Grant { role, scope: scope.clone() }), expected, "{role:?} in {scope:?}");
        }
    }

    #[test]
    fn a_password_that_others_would_try_first_is_refused() {
        let cases = [
            ("một mật khẩu dài", Ok(())),
            ("correct horse battery staple", Ok(())),
            ("ngắn quá", Err("too_short")),
            ("123456789012", Err("too_easy")),
            ("passwordpassword", Err("too_easy")),
            ("aaaaaaaaaaaaaaa", Err("too_easy")),
            ("+84912345678", Err("too_easy")),
            ("lanlanlanlanlan", Err("too_easy")),
        ];
        for (password, judged) in cases {
            let secret = Secret::new(password.to_owned());
            assert_eq!(judge_password(&secret, &["+84912345678", "Hoàng Thị Lan"]), judged, "{password}");
        }
        let endless = Secret::new("dài ".repeat(65));
        assert_eq!(judge_password(&endless, &[]), Err("too_long"));
    }

    #[test]
    fn every_field_at_fault_is_named_at_once() {
        let misfit = Grant { role: Role::Operator, scope: Scope::Province };
        let refused = NewPerson::try_new("nobody", " ", Some(Secret::new("mười một ký".into())), vec![misfit]).err();
        let fields = refused.expect("refused").fields;
        let named: Vec<_> = fields.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
        let expected = [
            ("login", "not_a_login"),
            ("name", "missing"),
            ("password", "too_short"),
            ("grants.0", "scope_does_not_fit"),
        ];
        assert_eq!(named, expected);
    }
}

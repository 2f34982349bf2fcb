//! Whether a person is who they say they are: the port, and the only way there is so far, an official's own eyes.
//!
//! An operator with a contract for an electronic check adds another [`IdentityVerifier`] here. None invents an answer: who
//! cannot look says `unsupported`.

use chrono::NaiveDate;
use contract::onboarding::{IdentityMeans, IdentityResult, IdentitySeen};
use futures::future::BoxFuture;
use host::Secret;

/// Who is asked about.
pub(crate) struct Claim<'a> {
    /// Their name, as the producer wrote it.
    pub name: &'a str,
    /// Their twelve digits.
    pub personal_id: &'a Secret<String>,
    /// What an official saw, where one looked.
    pub seen: Option<&'a IdentitySeen>,
}

/// What a verifier found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What came of it.
    pub result: IdentityResult,
    /// By what somebody was looked at.
    pub means: Option<IdentityMeans>,
    /// On which day.
    pub seen_on: Option<NaiveDate>,
    /// Where it can be looked up.
    pub reference: String,
}

/// Somebody or something that can say whether a person is who they say they are.
pub(crate) trait IdentityVerifier: std::fmt::Debug + Send + Sync {
    /// Under which name its findings are kept.
    fn name(&self) -> &'static str;

    /// What it finds. That it cannot look is a finding as well.
    fn verify<'a>(&'a self, claim: Claim<'a>) -> BoxFuture<'a, Finding>;
}

/// Officials look for themselves and write down what they saw. Where none has, nobody knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByHand;

impl IdentityVerifier for ByHand {
    fn name(&self) -> &'static str {
        "manual"
    }

    fn verify<'a>(&'a self, claim: Claim<'a>) -> BoxFuture<'a, Finding> {
        let is_complete = !claim.name.is_empty() && !claim.personal_id.expose().is_empty();
        let finding = match claim.seen.filter(|_| is_complete) {
            Some(seen) => Finding {
                result: seen.result,
                means: Some(seen.means),
                seen_on: Some(seen.seen_on),
                reference: seen.reference.clone(),
            },
            None => {
                Finding { result: IdentityResult::Unsupported, means: None, seen_on: None, reference: String::new() }
            }
        };
        Box::pin(std::future::ready(finding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim<'a>(personal_id: &'a Secret<String>, seen: Option<&'a IdentitySeen>) -> Claim<'a> {
        Claim { name: "Giàng Mí Sính", personal_id, seen }
    }

    #[tokio::test]
    async fn nobody_is_matched_unless_an_official_saw_them() {
        let personal_id = Secret::new("002299000001".to_owned());
        let seen = |result| IdentitySeen {
            means: IdentityMeans::Card,
            seen_on: NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day"),
            reference: "Biên bản 12".into(),
            result,
        };
        assert_eq!(ByHand.verify(claim(&personal_id, None)).await.result, IdentityResult::Unsupported);
        for result in IdentityResult::ALL {
            let seen = seen(result);
            assert_eq!(ByHand.verify(claim(&personal_id, Some(&seen))).await.result, result);
        }
        let matched = seen(IdentityResult::Matched);
        let nobody = Claim { name: "", ..claim(&personal_id, Some(&matched)) };
        assert_eq!(ByHand.verify(nobody).await.result, IdentityResult::Unsupported);
    }
}

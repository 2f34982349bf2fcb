//! Providers of OpenID Connect by whose word people may come in: the authorization code with PKCE (S256), state and nonce.
//!
//! A provider is asked who somebody is, and for nothing else: its tokens are looked at once and not kept. Its own description
//! and its keys are believed for ten minutes, and fetched once more where it signs with a key we do not know.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use contract::{Role, accounts::Grant};
use host::Secret;
use moka::future::Cache;
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreJwsSigningAlgorithm,
        CoreProviderMetadata,
    },
};
use url::{Host, Url};

use crate::domain::Visit;

/// How long a provider's description is believed.
const REMEMBERED: Duration = Duration::from_mins(10);
/// Whoever waits for us gives up after five seconds.
const PATIENCE: Duration = Duration::from_secs(4);
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Only what a provider's published key can check: neither a shared secret nor no signature at all.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What an operator says of a provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Its word in addresses: lower-case letters, digits and hyphens.
    pub provider: String,
    /// What people call it, on its button.
    pub name: String,
    /// As it calls itself, character by character.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What we prove that with.
    pub client_secret: Secret,
    /// Who may come in by it: people all of whose roles are among these. Everybody where none is named.
    pub roles: Vec<Role>,
    /// By which words of its own (`amr`, `acr`) it is believed to have asked for a second factor. Never, where none is named.
    pub second_factor: Vec<String>,
}

/// Every provider of the house. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Providers(Arc<[Provider]>);

impl Providers {
    /// Providers with these settings. They are not asked anything yet: the house opens without them.
    ///
    /// # Errors
    /// Where a setting cannot be used.
    pub fn new(settings: Vec<ProviderSettings>) -> anyhow::Result<Self> {
        let (mut words, mut issuers) = (BTreeSet::new(), BTreeSet::new());
        for one in &settings {
            let ProviderSettings { provider, issuer, .. } = one;
            ensure!(words.insert(provider.clone()), "two providers of sign-in are called `{provider}`");
            ensure!(issuers.insert(issuer.clone()), "two providers of sign-in have the issuer {issuer}");
        }
        settings.into_iter().map(Provider::new).collect::<anyhow::Result<_>>().map(Self)
    }

    /// The one of this word.
    pub(crate) fn get(&self, provider: &str) -> Option<&Provider> {
        self.0.iter().find(|one| one.settings.provider == provider)
    }

    /// All of them, as an operator listed them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }
}

/// A provider that people may come in by.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    pub settings: Arc<ProviderSettings>,
    issuer: IssuerUrl,
    http: reqwest::Client,
    known: Cache<(), Arc<CoreProviderMetadata>>,
}

/// Whom a provider vouches for.
pub(crate) struct Vouched {
    pub subject: String,
    /// It says that they have shown a second factor, and is believed.
    pub proven: bool,
}

/// Why a provider's word does not count.
#[derive(Debug)]
pub(crate) enum Unvouched {
    /// It cannot be reached.
    Away(anyhow::Error),
    /// It did not vouch, or its word does not hold.
    Refused(anyhow::Error),
}

impl Provider {
    fn new(settings: ProviderSettings) -> anyhow::Result<Self> {
        let ProviderSettings { provider, name, issuer, client_id, client_secret, .. } = &settings;
        let is_word = !provider.is_empty()
            && provider.len() <= 32
            && provider.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        ensure!(is_word, "the provider `{provider}` needs a word of lower-case letters, digits and hyphens");
        let missing = name.trim().is_empty() || client_id.is_empty() || client_secret.expose().is_empty();
        ensure!(!missing, "the provider `{provider}` needs a name, a client id and a secret");
        let url =
            IssuerUrl::new(issuer.clone()).with_context(|| format!("the issuer of `{provider}` is no address"))?;
        ensure!(is_private(url.url()), "the issuer of `{provider}` must be reached by https");
        let known = Cache::builder().max_capacity(1).time_to_live(REMEMBERED).build();
        Ok(Self { issuer: url, http: host::http::client(), known, settings: Arc::new(settings) })
    }

    /// Whether people with these grants may come in by it.
    pub fn admits(&self, grants: &[Grant]) -> bool {
        self.settings.roles.is_empty() || grants.iter().all(|grant| self.settings.roles.contains(&grant.role))
    }

    /// Where to send a browser that shall come back to `back`, and what it must bring.
    pub async fn visit(
        &self,
        back: String,
        next: String,
        link_for: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<(Url, Visit), Unvouched> {
        let metadata = in_time(async { self.metadata().await.map_err(Unvouched::Away) }).await?;
        let client = self.client(&metadata, back).map_err(Unvouched::Refused)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
        let (url, state, nonce) = asked.url();
        let visit = Visit {
            provider: self.settings.provider.clone(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            next,
            link_for,
            begun_at: now,
        };
        Ok((url, visit))
    }

    /// Whom it vouches for by this code.
    pub async fn vouch(&self, back: String, visit: &Visit, code: String) -> Result<Vouched, Unvouched> {
        in_time(async {
            let metadata = self.metadata().await.map_err(Unvouched::Away)?;
            let client = self.client(&metadata, back).map_err(Unvouched::Refused)?;
            let exchange = client.exchange_code(AuthorizationCode::new(code));
            let exchange = exchange.map_err(|error| Unvouched::Refused(error.into()))?;
            let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(visit.verifier.clone()));
            let http = self.http.clone();
            let by = move |request| ask(http.clone(), request);
            let answer = exchange.request_async(&by).await.map_err(|error| match error {
                RequestTokenError::Request(error) => Unvouched::Away(error.into()),
                error => Unvouched::Refused(anyhow::Error::new(error).context("the code was not taken")),
            })?;
            let told = answer.id_token().context("the provider told nobody's identity").map_err(Unvouched::Refused)?;
            let nonce = Nonce::new(visit.nonce.clone());
            let judged = match self.judge(&client, told, &nonce) {
                Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                    // It has new keys.
                    self.known.invalidate_all();
                    let metadata = self.metadata().await.map_err(Unvouched::Away)?;
                    let client = self.client(&metadata, String::from(client.redirect_uri().map_or("", |uri| uri)));
                    self.judge(&client.map_err(Unvouched::Refused)?, told, &nonce)
                }
                judged => judged,
            };
            judged.map_err(|error| Unvouched::Refused(anyhow::Error::new(error).context("its word does not hold")))
        })
        .await
    }

    /// Issuer, audience, signature, end and nonce of what it told.
    fn judge(&self, client: &Client, told: &CoreIdToken, nonce: &Nonce) -> Result<Vouched, ClaimsVerificationError> {
        let claims = told.claims(&client.id_token_verifier().set_allowed_algs(ALGORITHMS), nonce)?;
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let proven = methods
            .chain(claims.auth_context_ref().map(|context| context.as_str()))
            .any(|word| self.settings.second_factor.iter().any(|believed| believed == word));
        Ok(Vouched { subject: claims.subject().as_str().to_owned(), proven })
    }

    fn client(&self, metadata: &CoreProviderMetadata, back: String) -> anyhow::Result<Client> {
        let ProviderSettings { client_id, client_secret, .. } = &*self.settings;
        let (id, secret) = (ClientId::new(client_id.clone()), ClientSecret::new(client_secret.expose().clone()));
        let by_body = metadata.token_endpoint_auth_methods_supported().is_some_and(|ways| {
            ways.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !ways.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_redirect_uri(RedirectUrl::new(back)?);
        Ok(if by_body { client.set_auth_type(AuthType::RequestBody) } else { client })
    }

    /// How it describes itself. It counts only if it calls itself exactly as configured.
    async fn metadata(&self) -> anyhow::Result<Arc<CoreProviderMetadata>> {
        if let Some(metadata) = self.known.get(&()).await {
            return Ok(metadata);
        }
        let http = self.http.clone();
        let by = move |request| ask(http.clone(), request);
        let told = CoreProviderMetadata::discover_async(self.issuer.clone(), &by).await;
        let metadata = Arc::new(told.context("the provider does not describe itself")?);
        self.known.insert((), Arc::clone(&metadata)).await;
        Ok(metadata)
    }
}

async fn ask(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Unasked> {
    try_ask(&http, request).await.map_err(Unasked)
}

/// The client follows no redirect.
async fn try_ask(http: &reqwest::Client, request: HttpRequest) -> anyhow::Result<HttpResponse> {
    let url: Url = request.uri().to_string().parse()?;
    ensure!(is_private(&url), "the provider names an address without https");
    let mut answer = http.execute(request.try_into()?).await.map_err(reqwest::Error::without_url)?;
    ensure!(!answer.status().is_server_error(), "the provider answers {}", answer.status());
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await? {
        body.extend_from_slice(&part);
        ensure!(body.len() <= ANSWER_BYTES_MAX, "the provider's answer is too long");
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = answer.status();
    response.headers_mut().clone_from(answer.headers());
    Ok(response)
}

/// The provider could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("the provider cannot be asked: {0:#}")]
struct Unasked(anyhow::Error);

/// Nobody on the way reads it: by TLS, or on this very machine.
fn is_private(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || is_here
}

async fn in_time<T>(talk: impl Future<Output = Result<T, Unvouched>>) -> Result<T, Unvouched> {
    let late = || Err(Unvouched::Away(anyhow::anyhow!("the provider took longer than {PATIENCE:?}")));
    tokio::time::timeout(PATIENCE, talk).await.unwrap_or_else(|_| late())
}

#[cfg(test)]
mod tests {
    use contract::Scope;
    use ids::Id;

    use super::*;

    fn settings() -> ProviderSettings {
        ProviderSettings {
            provider: "cong-tinh".into(),
            name: "Cổng tỉnh".into(),
            issuer: "https://id.hagiang.example".into(),
            client_id: "cho-phien".into(),
            client_secret: Secret::new("only the two of us know".into()),
            roles: Vec::new(),
            second_factor: Vec::new(),
        }
    }

    #[test]
    fn a_provider_is_asked_in_private_or_not_at_all() {
        for issuer in ["https://id.hagiang.example", "http://localhost:9000", "http://127.0.0.1:9000"] {
            assert!(Providers::new(vec![ProviderSettings { issuer: issuer.into(), ..settings() }]).is_ok(), "{issuer}");
        }
        for issuer in ["http://id.hagiang.example", "http://10.0.0.1", "ftp://localhost.example", "cong-tinh"] {
            let refused = Providers::new(vec![ProviderSettings { issuer: issuer.into(), ..settings() }]);
            assert!(refused.is_err(), "{issuer}");
        }
    }

    #[test]
    fn settings_that_cannot_be_used_are_refused_by_name() {
        for provider in ["", "Cổng", "a/b", "a b"] {
            assert!(Providers::new(vec![ProviderSettings { provider: provider.into(), ..settings() }]).is_err());
        }
        assert!(Providers::new(vec![ProviderSettings { client_id: String::new(), ..settings() }]).is_err());
        let twice = Providers::new(vec![settings(), ProviderSettings { provider: "other".into(), ..settings() }]);
        assert!(twice.expect_err("one issuer").to_string().contains("https://id.hagiang.example"));
        let providers = Providers::new(vec![settings()]).expect("fine");
        assert!(!format!("{providers:?}").contains("only the two"), "its secret is not shown");
    }

    #[test]
    fn whoever_holds_a_role_besides_those_named_does_not_come_in_by_it() {
        let of = |role, scope| Grant { role, scope };
        let (manager, official) = (
            of(Role::CooperativeManager, Scope::Cooperative(Id::generate())),
            of(Role::ProvincialOfficial, Scope::Province),
        );
        let provider = |roles| Provider::new(ProviderSettings { roles, ..settings() }).expect("fine");
        let officials = provider(vec![Role::ProvincialOfficial]);
        assert!(officials.admits(std::slice::from_ref(&official)));
        assert!(!officials.admits(std::slice::from_ref(&manager)));
        assert!(!officials.admits(&[official.clone(), manager.clone()]));
        assert!(provider(Vec::new()).admits(&[official, manager]));
    }
}

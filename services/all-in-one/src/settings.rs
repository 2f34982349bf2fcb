//! Settings of the services, as flags, environment variables and secret files. Each has a default or a clear complaint.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use accounts::{FileMessenger, LogMessenger, Messenger, ProviderSettings, Providers};
use anyhow::Context;
use chrono::Utc;
use clap::{Args, ValueEnum};
use contract::Role;
use host::{Calendar, Secret, Shutdown};
use marketplaces::{
    Marketplace, Now, Registry, layer,
    manual::Manual,
    shopee::{Assumptions, Settings as ShopeeSettings, Shopee},
};
use serde::Deserialize;
use url::Url;

use crate::channels;

/// What the marketplaces told us about our apps there. A marketplace without settings is not spoken with.
#[derive(Debug, Clone, Args)]
pub struct Channels {
    /// Shopee's API host. Without it this house does not speak with Shopee.
    #[arg(long, env = "SHOPEE_API", value_name = "URL", requires_all = ["shopee_partner_id", "shopee_partner_key_file", "shopee_push_key_file", "shopee_callback"])]
    pub shopee_api: Option<Url>,
    /// Host of Shopee's consent page, as an owner's browser reaches it; the API host where it is not given.
    #[arg(long, env = "SHOPEE_CONSENT", value_name = "URL")]
    pub shopee_consent: Option<Url>,
    /// Our app's number at Shopee.
    #[arg(long, env = "SHOPEE_PARTNER_ID", value_name = "N")]
    pub shopee_partner_id: Option<u64>,
    /// File with the partner key, which signs our calls.
    #[arg(long, env = "SHOPEE_PARTNER_KEY_FILE", value_name = "FILE")]
    pub shopee_partner_key_file: Option<PathBuf>,
    /// File with the push key, which signs Shopee's pushes; a second line may hold the key before.
    #[arg(long, env = "SHOPEE_PUSH_KEY_FILE", value_name = "FILE")]
    pub shopee_push_key_file: Option<PathBuf>,
    /// The push address as registered with Shopee, character by character.
    #[arg(long, env = "SHOPEE_CALLBACK", value_name = "URL")]
    pub shopee_callback: Option<String>,
    /// Register the push address with Shopee at the start, instead of in its console.
    #[arg(long, env = "SHOPEE_REGISTER_CALLBACK")]
    pub shopee_register_callback: bool,
    /// Calls a second for one shop that we allow ourselves.
    #[arg(long, env = "SHOPEE_CALLS_PER_SECOND", value_name = "N")]
    pub shopee_calls_per_second: Option<u32>,
    /// File that sets up the other marketplaces and own shops; see README. Without it there are none.
    #[arg(long, env = "PHIEN_MARKETPLACES_FILE", value_name = "FILE")]
    pub marketplaces_file: Option<PathBuf>,
}

/// Secrets and clocks that several services need.
#[derive(Debug, Clone, Args)]
pub struct Keys {
    /// File with the key that seals tokens, messages and webhooks: 64 hexadecimal digits. Made if it is missing.
    #[arg(long, env = "PHIEN_SEAL_KEY_FILE", default_value = ".chophien/secrets/seal-key", value_name = "FILE")]
    pub seal_key_file: PathBuf,
    /// File with the key of the blind index over personal ids: 64 hexadecimal digits. Made if it is missing.
    #[arg(long, env = "PHIEN_INDEX_KEY_FILE", default_value = ".chophien/secrets/index-key", value_name = "FILE")]
    pub index_key_file: PathBuf,
    /// File with the keys that wrap each producer's own: 64 hexadecimal digits a line, the newest first. Made if it is missing;
    /// `chophien keys` changes it.
    #[arg(
        long,
        env = "PHIEN_PRODUCER_KEYS_FILE",
        default_value = ".chophien/secrets/producer-keys",
        value_name = "FILE"
    )]
    pub producer_keys_file: PathBuf,
    /// Follow the business calendar at this address, such as the sandbox's `/control/clock`, instead of the wall's.
    #[arg(long, env = "PHIEN_CALENDAR", value_name = "URL")]
    pub calendar: Option<String>,
}

/// How often we ask for what no webhook told.
#[derive(Debug, Clone, Args)]
pub struct Polling {
    /// How often each shop is polled for what no webhook told, in seconds on the wall.
    #[arg(long, env = "PHIEN_POLL_SECONDS", default_value_t = 600, value_name = "S")]
    pub poll_seconds: u64,
}

/// Where people and programs come in.
#[derive(Debug, Clone, Args)]
pub struct Door {
    /// Where to listen for people and programs.
    #[arg(long, env = "PHIEN_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The address people reach it at; `http://` and the listening address where it is not given.
    #[arg(long, env = "PHIEN_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,
    /// Proxies of our own in front of this door; so many addresses at the end of `X-Forwarded-For` are believed.
    #[arg(long, env = "PHIEN_PROXIES", default_value_t = 0, value_name = "N")]
    pub proxies: usize,
}

/// How people come in; and the first operator, without whom nobody could be let in.
#[derive(Debug, Clone, Args)]
pub struct People {
    /// Whether officials and operators must have a second factor. `optional` is for practice.
    #[arg(long, env = "PHIEN_SECOND_FACTOR", value_enum, default_value_t = SecondFactor::Required, value_name = "RULE")]
    pub second_factor: SecondFactor,
    /// File that lists by whose word people may come in, too, in JSON: providers of OpenID Connect, each with `provider`
    /// (its word in addresses), `name`, `issuer`, `client_id` and `client_secret_file`; if need be with `roles`, who may, and
    /// `second_factor`, by which of its `amr` or `acr` it is believed to have asked for one.
    #[arg(long, env = "PHIEN_PROVIDERS_FILE", value_name = "FILE")]
    pub providers_file: Option<PathBuf>,
    /// File that messages to people are appended to, as lines of JSON; without it the log says that there was one.
    #[arg(long, env = "PHIEN_MESSAGES_FILE", value_name = "FILE")]
    pub messages_file: Option<PathBuf>,
    /// Login of the operator to add where there is none yet.
    #[arg(long, env = "PHIEN_OPERATOR_LOGIN", value_name = "LOGIN", requires = "operator_password_file")]
    pub operator_login: Option<String>,
    /// File with that operator's password, at least 12 characters.
    #[arg(long, env = "PHIEN_OPERATOR_PASSWORD_FILE", value_name = "FILE")]
    pub operator_password_file: Option<PathBuf>,
}

impl Door {
    /// The address people reach it at.
    pub fn public_url(&self) -> anyhow::Result<Url> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => format!("http://{}", self.listen).parse().context("the listening address makes no URL"),
        }
    }
}

impl Keys {
    /// Business time: the wall's, or the driver's.
    pub fn calendar(&self, shutdown: &Shutdown) -> Calendar {
        match &self.calendar {
            Some(url) => Calendar::driven(url.clone(), shutdown),
            None => Calendar::wall(),
        }
    }
}

/// Whether officials and operators must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecondFactor {
    /// They set one up when they first sign in.
    Required,
    /// They may.
    Optional,
}

impl From<SecondFactor> for accounts::SecondFactorRule {
    fn from(rule: SecondFactor) -> Self {
        match rule {
            SecondFactor::Required => Self::Required,
            SecondFactor::Optional => Self::Optional,
        }
    }
}

/// A provider of sign-in, as its file lists it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedProvider {
    provider: String,
    name: String,
    issuer: String,
    client_id: String,
    client_secret_file: PathBuf,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    second_factor: Vec<String>,
}

impl ListedProvider {
    fn settings(self) -> anyhow::Result<ProviderSettings> {
        let client_secret = Secret::new(read_secret(&self.client_secret_file)?);
        let Self { provider, name, issuer, client_id, roles, second_factor, .. } = self;
        Ok(ProviderSettings { provider, name, issuer, client_id, client_secret, roles, second_factor })
    }
}

impl People {
    /// What brings messages to people.
    pub fn messenger(&self) -> Arc<dyn Messenger> {
        match &self.messages_file {
            Some(file) => Arc::new(FileMessenger::new(file)),
            None => Arc::new(LogMessenger),
        }
    }

    /// By whose word people may come in, too.
    pub fn providers(&self) -> anyhow::Result<Providers> {
        let Some(file) = &self.providers_file else { return Ok(Providers::default()) };
        let text = std::fs::read_to_string(file);
        let text = text.with_context(|| format!("could not read the providers of sign-in in {}", file.display()))?;
        let listed: Vec<ListedProvider> =
            serde_json::from_str(&text).with_context(|| format!("{} lists no providers of sign-in", file.display()))?;
        let settings = listed.into_iter().map(ListedProvider::settings).collect::<anyhow::Result<_>>()?;
        Providers::new(settings)
    }

    /// The first operator's login and password, where they are given.
    pub fn first_operator(&self) -> anyhow::Result<Option<(String, Secret)>> {
        let (Some(login), Some(file)) = (&self.operator_login, &self.operator_password_file) else { return Ok(None) };
        Ok(Some((login.clone(), Secret::new(read_secret(file)?))))
    }
}

impl Channels {
    /// The marketplaces this house speaks with.
    pub fn registry(&self, shutdown: &Shutdown) -> anyhow::Result<Registry> {
        let http = layer::http_client().context("could not set up the HTTP client")?;
        let mut marketplaces: Vec<Arc<dyn Marketplace>> = vec![Arc::new(Manual)];
        if let Some(file) = &self.marketplaces_file {
            marketplaces.extend(channels::read(file, &http)?);
        }
        let Some(shopee) = self.shopee(http)? else { return Ok(Registry::new(marketplaces)) };
        if self.shopee_register_callback {
            let (shopee, ending) = (Arc::clone(&shopee), shutdown.clone());
            shutdown.spawn(async move {
                while let Err(error) = shopee.register_callback().await {
                    tracing::warn!(%error, "Shopee did not take the push address; trying again");
                    if !ending.sleep(Duration::from_secs(5)).await {
                        return;
                    }
                }
            });
        }
        marketplaces.push(shopee);
        Ok(Registry::new(marketplaces))
    }

    fn shopee(&self, http: reqwest::Client) -> anyhow::Result<Option<Arc<Shopee>>> {
        let Some(api_base) = self.shopee_api.clone() else { return Ok(None) };
        let missing = "with --shopee-api the other Shopee settings are needed too";
        let push_keys = read_secret(self.shopee_push_key_file.as_deref().context(missing)?)?;
        let settings = ShopeeSettings {
            consent_base: self.shopee_consent.clone().unwrap_or_else(|| api_base.clone()),
            api_base,
            partner_id: self.shopee_partner_id.context(missing)?,
            partner_key: read_secret(self.shopee_partner_key_file.as_deref().context(missing)?)?,
            push_keys: push_keys.lines().map(str::to_owned).collect(),
            callback_url: self.shopee_callback.clone().context(missing)?,
        };
        let mut assumptions = Assumptions::default();
        if let Some(calls) = self.shopee_calls_per_second {
            assumptions.limits.calls_per_second = calls;
        }
        Ok(Some(Arc::new(Shopee::assuming(assumptions, settings, http, wall()))))
    }
}

/// Wall time, for signatures and tokens.
pub fn wall() -> Now {
    Arc::new(Utc::now)
}

/// A secret file without the blank space at its end.
pub fn read_secret(file: &std::path::Path) -> anyhow::Result<String> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("could not read the secret file {}", file.display()))?;
    Ok(text.trim_end().to_owned())
}

/// A key file of 64 hexadecimal digits, made if it is missing.
pub fn read_or_make_key(file: &std::path::Path) -> anyhow::Result<Secret<[u8; 32]>> {
    if !file.exists() {
        let key: [u8; 32] = rand::random();
        host::secret::write_private(file, &hex::encode(key))
            .with_context(|| format!("could not write the key file {}", file.display()))?;
    }
    let mut key = [0; 32];
    hex::decode_to_slice(read_secret(file)?, &mut key)
        .with_context(|| format!("{} does not hold 64 hexadecimal digits", file.display()))?;
    Ok(Secret::new(key))
}

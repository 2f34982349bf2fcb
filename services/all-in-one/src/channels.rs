//! The marketplaces and shops besides Shopee that this house speaks with: a file, for there are many and each has words
//! of its own. What is not in it is not spoken with; a word that nobody knows is refused. Secrets are files of their own.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use ids::{Cooperative, Id};
use marketplaces::{
    Marketplace, Paths,
    lazada::{self, Lazada},
    own_shop::{self, OwnShops, Signed, Software, Standard, Way},
    tiki::{self, Tiki},
    tiktok_shop::{self, TiktokShop},
};
use serde::Deserialize;
use url::Url;

use crate::settings::{read_secret, wall};

/// What stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    lazada: Option<LazadaApp>,
    tiktok_shop: Option<TiktokApp>,
    tiki: Option<TikiApp>,
    /// By the id that stands in the address of a shop's pushes: `/webhooks/own_shop/{id}`.
    #[serde(default)]
    own_shops: BTreeMap<String, OwnShop>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LazadaApp {
    #[serde(default = "lazada_api")]
    api: Url,
    #[serde(default = "lazada_token_api")]
    token_api: Url,
    #[serde(default = "lazada_consent")]
    consent: Url,
    app_key: String,
    app_secret_file: PathBuf,
    calls_per_second: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TiktokApp {
    #[serde(default = "tiktok_api")]
    api: Url,
    #[serde(default = "tiktok_token_api")]
    token_api: Url,
    #[serde(default = "tiktok_consent")]
    consent: Url,
    app_key: String,
    app_secret_file: PathBuf,
    service_id: String,
    calls_per_second: Option<u32>,
    /// Calls that go elsewhere than in the connector's table, because their version has moved.
    #[serde(default)]
    paths: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TikiApp {
    #[serde(default = "tiki_api")]
    api: Url,
    /// The host of the consent page; the API's where it is not given.
    consent: Option<Url>,
    client_id: String,
    client_secret_file: PathBuf,
    redirect_uri: String,
    queue: Option<String>,
    calls_per_second: Option<u32>,
    /// Calls that go elsewhere than in the connector's table, because their version has moved.
    #[serde(default)]
    paths: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnShop {
    /// Whose it is, `coo_…`: nobody consents here, so whoever keeps this file says it.
    cooperative: Id<Cooperative>,
    speaks: Speaks,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Speaks {
    /// Its file has a `whsec_` secret on the first line, and may have the one before on the second.
    StandardWebhooks {
        secret_file: PathBuf,
        endpoint: Option<Url>,
    },
    Woocommerce {
        site: Url,
        consumer_key: String,
        consumer_secret_file: PathBuf,
        webhook_secret_file: PathBuf,
    },
    Haravan {
        #[serde(default = "haravan_api")]
        api: Url,
        access_token_file: PathBuf,
        client_secret_file: PathBuf,
        /// What its console shows when it looks whether the address of the webhooks is ours.
        verify_token_file: Option<PathBuf>,
        location_id: u64,
    },
    Sapo {
        client_secret_file: PathBuf,
    },
    Shopify {
        client_secret_file: PathBuf,
    },
}

fn url(text: &str) -> Url {
    text.parse().expect("a constant address")
}

fn lazada_api() -> Url {
    url("https://api.lazada.vn/rest")
}

fn lazada_token_api() -> Url {
    url("https://auth.lazada.com/rest")
}

fn lazada_consent() -> Url {
    url("https://auth.lazada.com")
}

fn tiktok_api() -> Url {
    url("https://open-api.tiktokglobalshop.com")
}

fn tiktok_token_api() -> Url {
    url("https://auth.tiktok-shops.com")
}

fn tiktok_consent() -> Url {
    url("https://services.tiktokshop.com")
}

fn tiki_api() -> Url {
    url("https://api.tiki.vn")
}

fn haravan_api() -> Url {
    url("https://apis.haravan.com/com")
}

/// The connectors that the file sets up.
pub(crate) fn read(file: &Path, http: &reqwest::Client) -> anyhow::Result<Vec<Arc<dyn Marketplace>>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let sheet: Sheet = serde_json::from_str(&text)
        .with_context(|| format!("{} does not set up marketplaces as README says", file.display()))?;
    // Secrets are beside the file, unless their names say where they are.
    let secret = |name: &Path| {
        let secret = read_secret(&file.parent().unwrap_or(Path::new(".")).join(name))?;
        // With an empty key anybody could sign.
        anyhow::ensure!(!secret.is_empty(), "the secret file {} is empty", name.display());
        Ok(secret)
    };
    let mut connectors: Vec<Arc<dyn Marketplace>> = Vec::new();
    if let Some(app) = sheet.lazada {
        connectors.push(Arc::new(app.connector(secret(&app.app_secret_file)?, http.clone())));
    }
    if let Some(app) = sheet.tiktok_shop {
        connectors.push(Arc::new(app.connector(secret(&app.app_secret_file)?, http.clone())?));
    }
    if let Some(app) = sheet.tiki {
        connectors.push(Arc::new(app.connector(secret(&app.client_secret_file)?, http.clone())?));
    }
    if !sheet.own_shops.is_empty() {
        let mut shops = BTreeMap::new();
        for (id, OwnShop { cooperative: cooperative_id, speaks }) in sheet.own_shops {
            let way = speaks.way(&secret).with_context(|| format!("the own shop `{id}` cannot be set up"))?;
            shops.insert(id, own_shop::OwnShop { cooperative_id, way });
        }
        connectors.push(Arc::new(OwnShops::new(shops, http.clone(), wall())));
    }
    Ok(connectors)
}

/// The table of paths with what the file says instead.
fn paths(table: Paths, instead: &BTreeMap<String, String>) -> anyhow::Result<Paths> {
    Ok(table.with(instead.iter().map(|(call, path)| (call.as_str(), path.as_str())))?)
}

impl LazadaApp {
    fn connector(&self, app_secret: String, http: reqwest::Client) -> Lazada {
        let mut assumptions = lazada::Assumptions::default();
        assumptions.limits.calls_per_second = self.calls_per_second.unwrap_or(assumptions.limits.calls_per_second);
        let settings = lazada::Settings {
            api_base: self.api.clone(),
            token_base: self.token_api.clone(),
            consent_base: self.consent.clone(),
            app_key: self.app_key.clone(),
            app_secret,
        };
        Lazada::assuming(assumptions, settings, http, wall())
    }
}

impl TiktokApp {
    fn connector(&self, app_secret: String, http: reqwest::Client) -> anyhow::Result<TiktokShop> {
        let mut assumptions = tiktok_shop::Assumptions::default();
        assumptions.limits.calls_per_second = self.calls_per_second.unwrap_or(assumptions.limits.calls_per_second);
        assumptions.paths = paths(assumptions.paths, &self.paths)?;
        let settings = tiktok_shop::Settings {
            api_base: self.api.clone(),
            token_base: self.token_api.clone(),
            consent_base: self.consent.clone(),
            app_key: self.app_key.clone(),
            app_secret,
            service_id: self.service_id.clone(),
        };
        Ok(TiktokShop::assuming(assumptions, settings, http, wall()))
    }
}

impl TikiApp {
    fn connector(&self, client_secret: String, http: reqwest::Client) -> anyhow::Result<Tiki> {
        let mut assumptions = tiki::Assumptions::default();
        assumptions.limits.calls_per_second = self.calls_per_second.unwrap_or(assumptions.limits.calls_per_second);
        assumptions.paths = paths(assumptions.paths, &self.paths)?;
        let settings = tiki::Settings {
            api_base: self.api.clone(),
            consent_base: self.consent.clone().unwrap_or_else(|| self.api.clone()),
            client_id: self.client_id.clone(),
            client_secret,
            redirect_uri: self.redirect_uri.clone(),
            queue: self.queue.clone(),
        };
        Ok(Tiki::assuming(assumptions, settings, http, wall()))
    }
}

impl Speaks {
    fn way(self, secret: &impl Fn(&Path) -> anyhow::Result<String>) -> anyhow::Result<Way> {
        Ok(match self {
            Self::StandardWebhooks { secret_file, endpoint } => {
                let secrets = secret(&secret_file)?;
                let shop = Standard::new(secrets.lines().map(str::trim).filter(|line| !line.is_empty()), endpoint);
                Way::Standard(shop.with_context(|| format!("{} is of no use", secret_file.display()))?)
            }
            Self::Woocommerce { site, consumer_key, consumer_secret_file, webhook_secret_file } => {
                Way::WooCommerce(own_shop::WooCommerce {
                    site,
                    consumer_key,
                    consumer_secret: secret(&consumer_secret_file)?,
                    webhook_secret: secret(&webhook_secret_file)?,
                })
            }
            Self::Haravan { api, access_token_file, client_secret_file, verify_token_file, location_id } => {
                Way::Haravan(own_shop::Haravan {
                    api_base: api,
                    access_token: secret(&access_token_file)?,
                    client_secret: secret(&client_secret_file)?,
                    verify_token: verify_token_file.as_deref().map(secret).transpose()?,
                    location_id,
                })
            }
            Self::Sapo { client_secret_file } => {
                Way::OrdersOnly(Signed { software: Software::Sapo, secret: secret(&client_secret_file)? })
            }
            Self::Shopify { client_secret_file } => {
                Way::OrdersOnly(Signed { software: Software::Shopify, secret: secret(&client_secret_file)? })
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use ids::Channel;
    use marketplaces::{Registry, layer};

    use super::*;

    fn registry(sheet: &str) -> anyhow::Result<Registry> {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["secret", "other"] {
            std::fs::write(folder.path().join(name), "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n").expect("written");
        }
        let spoilt = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\nwhsec_half of it\n";
        std::fs::write(folder.path().join("spoilt"), spoilt).expect("written");
        std::fs::write(folder.path().join("empty"), "\n").expect("written");
        let file = folder.path().join("marketplaces.json");
        std::fs::write(&file, sheet.replace("COO", "coo_0192f0c18c5f7b3a9a5e000000000001")).expect("written");
        let http = layer::http_client().expect("the platform has certificates");
        read(&file, &http).map(Registry::new)
    }

    #[test]
    fn the_file_sets_up_what_stands_in_it_and_nothing_else() {
        let sheet = r#"{
            "lazada": { "app_key": "500001", "app_secret_file": "secret" },
            "tiktok_shop": { "app_key": "29a39d", "app_secret_file": "secret", "service_id": "7",
                             "paths": { "order.read": "/order/202507/orders" } },
            "tiki": { "client_id": "e5", "client_secret_file": "secret", "redirect_uri": "https://hub.example/back" },
            "own_shops": {
                "htx-meo-vac": { "cooperative": "COO", "speaks":
                    { "kind": "standard_webhooks", "secret_file": "secret", "endpoint": "https://shop.example/hooks" } },
                "htx-bac-quang": { "cooperative": "COO", "speaks":
                    { "kind": "woocommerce", "site": "https://cam.example", "consumer_key": "ck",
                      "consumer_secret_file": "secret", "webhook_secret_file": "other" } },
                "htx-dong-van": { "cooperative": "COO", "speaks":
                    { "kind": "haravan", "access_token_file": "secret", "client_secret_file": "other",
                      "verify_token_file": "secret", "location_id": 9 } },
                "htx-sa-pa": { "cooperative": "COO", "speaks": { "kind": "sapo", "client_secret_file": "secret" } }
            } }"#;
        let known = registry(sheet).expect("a good file");
        for channel in [Channel::Lazada, Channel::TiktokShop, Channel::Tiki, Channel::OwnShop] {
            assert!(known.marketplace(channel).is_some(), "{channel}");
        }
        assert!(registry("{}").expect("nothing").marketplace(Channel::Lazada).is_none());
    }

    #[test]
    fn what_nobody_knows_is_refused_by_name() {
        let cases = [
            (r#"{ "lasada": {} }"#, "lasada"),
            (r#"{ "lazada": { "app_key": "1" } }"#, "app_secret_file"),
            (
                r#"{ "own_shops": { "a": { "speaks": { "kind": "sapo", "client_secret_file": "secret" } } } }"#,
                "cooperative",
            ),
            (r#"{ "lazada": { "app_key": "1", "app_secret_file": "missing" } }"#, "missing"),
            (r#"{ "own_shops": { "a": { "cooperative": "COO", "speaks": { "kind": "magento" } } } }"#, "magento"),
            (
                r#"{ "own_shops": { "a": { "cooperative": "COO", "speaks": { "kind": "sapo", "client_secret_file": "empty" } } } }"#,
                "empty is empty",
            ),
            (
                r#"{ "own_shops": { "a": { "cooperative": "COO", "speaks": { "kind": "standard_webhooks", "secret_file": "spoilt" } } } }"#,
                "secret 2 is not",
            ),
            (
                r#"{ "tiki": { "client_id": "1", "client_secret_file": "secret", "redirect_uri": "x", "paths": { "ordr": "/" } } }"#,
                "ordr",
            ),
        ];
        for (sheet, named) in cases {
            let error = registry(sheet).err().map(|error| format!("{error:#}"));
            assert!(error.as_ref().is_some_and(|words| words.contains(named)), "{sheet}: {error:?}");
        }
    }
}

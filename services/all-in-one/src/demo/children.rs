//! The two processes a season needs: the house and the marketplace. Both end with us.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    ops::Range,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::Context;
use rand::RngExt;
use tokio::process::{Child, Command};
use url::Url;

use super::{Options, progress::Show};

const PARTNER_ID: &str = "2001887";
const OPERATOR: &str = "van-hanh@chophien.example";

/// The house, the marketplace, and where they are.
pub struct Children {
    house: Child,
    sandbox: Child,
    data: PathBuf,
    listen: SocketAddr,
    /// Where the house is.
    pub base: Url,
    /// Where the marketplace is.
    pub sandbox_base: Url,
    /// The first operator's password, drawn anew for each demo.
    pub operator_password: String,
    client: reqwest::Client,
}

impl Children {
    /// Starts both in an empty folder and waits until they answer.
    pub async fn start(options: &Options, show: &Show) -> anyhow::Result<Self> {
        show.says("starting the house and the marketplace");
        let data = empty_folder(&options.data)?;
        let operator_password = draw(20);
        for (name, secret) in
            [("partner-key", draw(40)), ("push-key", draw(40)), ("operator-password", operator_password.clone())]
        {
            host::secret::write_private(&data.join("secrets").join(name), &secret)?;
        }
        let listen = free(options.listen)?;
        let sandbox_listen = free(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let sandbox_base: Url = format!("http://{sandbox_listen}/").parse()?;
        let sandbox = start_sandbox(&data, sandbox_listen, options.seed)?;
        let house = start_house(&data, listen, &sandbox_base)?;
        let children = Self {
            house,
            sandbox,
            data,
            listen,
            base: format!("http://{listen}/").parse()?,
            sandbox_base,
            operator_password,
            client: host::http::client(),
        };
        children.wait_for(children.sandbox_base.join("control/clock")?, "the marketplace").await?;
        children.wait_for(children.base.join("readyz")?, "the house").await?;
        Ok(children)
    }

    /// The first operator's login.
    pub const fn operator_login() -> &'static str {
        OPERATOR
    }

    async fn wait_for(&self, url: Url, who: &str) -> anyhow::Result<()> {
        for _ in 0..300 {
            if self.client.get(url.clone()).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("{who} did not come up within half a minute; see {}", self.log().display())
    }

    /// What both have logged.
    pub fn log(&self) -> PathBuf {
        self.data.join("demo.log")
    }

    /// Where the demo keeps everything.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Asks the marketplace's control.
    pub async fn control<T: serde::de::DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let url = self.sandbox_base.join("control/")?.join(path)?;
        Ok(self.client.get(url).send().await?.error_for_status()?.json().await?)
    }

    /// Tells the marketplace's control.
    pub async fn tell_control(&self, path: &str, body: &impl serde::Serialize) -> anyhow::Result<()> {
        let url = self.sandbox_base.join("control/")?.join(path)?;
        let answer = self.client.post(url).json(body).send().await?;
        let status = answer.status();
        anyhow::ensure!(
            status.is_success(),
            "the marketplace refused {path}: {}",
            answer.text().await.unwrap_or_default()
        );
        Ok(())
    }

    /// A client without a session, for pages anybody may open.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Kills the house with -9 and starts it again at once.
    pub async fn kill_house(&mut self) -> anyhow::Result<()> {
        self.house.kill().await.context("could not kill the house")?;
        self.house = start_house(&self.data, self.listen, &self.sandbox_base)?;
        Ok(())
    }

    /// Stops both, the house first, and waits for them.
    pub async fn stop(mut self) {
        for child in [&mut self.house, &mut self.sandbox] {
            terminate(child);
            if tokio::time::timeout(Duration::from_secs(40), child.wait()).await.is_err() {
                child.kill().await.ok();
            }
        }
    }
}

fn terminate(child: &Child) {
    if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()) {
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM).ok();
    }
}

fn start_sandbox(data: &Path, listen: SocketAddr, seed: u64) -> anyhow::Result<Child> {
    let mut command = chophien(data)?;
    command.args(["run", "--health-listen", "127.0.0.1:0", "sandbox", "--partner-id", PARTNER_ID]);
    command.arg("--listen").arg(listen.to_string()).arg("--journal").arg(data.join("sandbox"));
    command.arg("--seed").arg(seed.to_string()).args(["--push-retry-divisor", "600"]);
    keys(&mut command, data, "");
    Ok(command.spawn()?)
}

fn start_house(data: &Path, listen: SocketAddr, sandbox: &Url) -> anyhow::Result<Child> {
    let mut command = chophien(data)?;
    command.arg("up").arg("--data").arg(data).arg("--listen").arg(listen.to_string());
    command.arg("--shopee-api").arg(sandbox.as_str()).args(["--shopee-partner-id", PARTNER_ID]);
    command.arg("--shopee-callback").arg(format!("http://{listen}/webhooks/shopee/app"));
    command.args(["--shopee-register-callback", "--shopee-calls-per-second", "100", "--poll-seconds", "5"]);
    command.arg("--calendar").arg(sandbox.join("control/clock")?.as_str());
    command.arg("--seal-key-file").arg(data.join("secrets/seal-key"));
    command.arg("--files-key-file").arg(data.join("secrets/files-key"));
    command.arg("--index-key-file").arg(data.join("secrets/index-key"));
    command.arg("--producer-keys-file").arg(data.join("secrets/producer-keys"));
    // People who practise come in with a password alone.
    command.arg("--messages-file").arg(data.join("messages.ndjson"));
    command.args(["--second-factor", "optional", "--operator-login", OPERATOR]);
    command.arg("--operator-password-file").arg(data.join("secrets/operator-password"));
    keys(&mut command, data, "shopee-");
    Ok(command.spawn()?)
}

fn keys(command: &mut Command, data: &Path, prefix: &str) {
    command.arg(format!("--{prefix}partner-key-file")).arg(data.join("secrets/partner-key"));
    command.arg(format!("--{prefix}push-key-file")).arg(data.join("secrets/push-key"));
}

/// This very binary, with its log in a file and an environment of its own.
fn chophien(data: &Path) -> anyhow::Result<Command> {
    let log = File::options().create(true).append(true).open(data.join("demo.log"))?;
    let mut command = Command::new(std::env::current_exe()?);
    for setting in ["DATABASE_URL", "NATS_URL", "PHIEN_HOUSE", "PHIEN_PUBLIC_URL"] {
        command.env_remove(setting);
    }
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
    // Ctrl-C reaches only us; we stop both in order.
    command.process_group(0);
    Ok(command)
}

/// Below those that systems give to outgoing connections: between our look and a child's start, and while a killed house is
/// away, nobody is given one of these.
const PORTS: Range<u16> = 20_000..32_000;

/// The address itself if it is free, otherwise the same host with a free port.
fn free(address: SocketAddr) -> anyhow::Result<SocketAddr> {
    let others = (0..100).map(|_| SocketAddr::new(address.ip(), rand::rng().random_range(PORTS)));
    let wanted = Some(address).filter(|address| address.port() != 0);
    let mut tried = wanted.into_iter().chain(others);
    let free = tried.find(|address| TcpListener::bind(address).is_ok());
    free.with_context(|| format!("could not listen on {}", address.ip()))
}

/// The demo's folder, with what an earlier demo left there gone. A folder that is not a demo's is not touched.
fn empty_folder(folder: &Path) -> anyhow::Result<PathBuf> {
    let mark = folder.join("this-is-a-demo");
    let foreign = folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) && !mark.exists();
    anyhow::ensure!(!foreign, "{} is not empty and not a demo's; choose another with --data", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    std::fs::write(&mark, "chophien demo empties this folder at its start\n")?;
    Ok(folder.canonicalize()?)
}

/// A random secret of letters and digits.
pub fn draw(length: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut rng = rand::rng();
    (0..length).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}

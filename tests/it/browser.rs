//! Headless Chromium, led by its driver.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::root;

/// A browser with its driver; both end with it.
pub struct Browser {
    driver: Child,
    /// Leads it.
    pub client: Client,
    _profile: tempfile::TempDir,
    screens: PathBuf,
}

/// `None`, said aloud, where there is no browser. Under CI that is a failure: set-up installs it there.
pub async fn open() -> Option<Browser> {
    let missing = ["chromium", "chromedriver"].into_iter().find(|name| !is_on_path(name));
    if let Some(missing) = missing {
        assert!(std::env::var("CI").is_err(), "{missing} is missing, and CI cannot do without");
        eprintln!("not run: {missing} is missing; install the packages chromium and chromium-driver");
        return None;
    }
    let port = crate::free_port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the driver starts");
    let profile = tempfile::tempdir().expect("a folder");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=vi",
    ];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.path().display()));
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
    let connector = HttpConnector::new();
    let mut connected = None;
    for _ in 0..100 {
        let mut session = ClientBuilder::new(connector.clone());
        session.capabilities(capabilities.clone());
        if let Ok(client) = session.connect(&format!("http://127.0.0.1:{port}")).await {
            connected = Some(client);
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let client = connected.expect("the browser opens");
    client.set_window_size(1280, 900).await.expect("the window changes");
    let screens = root().join("target/screens");
    std::fs::create_dir_all(&screens).expect("a folder for pictures");
    Some(Browser { driver, client, _profile: profile, screens })
}

fn is_on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).exists())
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// What Chromium says of an element that was on the page that has just been left.
const LEFT: [&str; 2] = ["stale element", "does not belong to the document"];

impl Browser {
    /// Opens a page and checks what holds for every page: it has a heading, fits the window, and axe finds no fault.
    pub async fn visit(&self, name: &str, url: &str) {
        self.client.goto(url).await.expect("the page opens");
        self.look(name).await;
    }

    /// The same checks for the page that is open, and a picture of it.
    pub async fn look(&self, name: &str) {
        let heading = self.client.find(Locator::Css("h1")).await;
        let heading = heading.unwrap_or_else(|error| panic!("{name} has no heading: {error}")).text().await;
        assert!(!heading.expect("the heading is read").is_empty(), "{name}: the heading is empty");
        for width in [1280_u32, 390] {
            self.client.set_window_size(width, 900).await.expect("the window changes");
            let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let overflow = self.client.execute(overflow, vec![]).await.expect("measured");
            assert!(overflow.as_i64().unwrap_or(0) <= 0, "{name} is {overflow} points too wide for {width}");
            let picture = self.client.screenshot().await.expect("a picture");
            std::fs::write(self.screens.join(format!("{name}-{width}.png")), picture).expect("kept");
        }
        self.without_barriers(name).await;
    }

    async fn without_barriers(&self, name: &str) {
        let axe = root().join(".stack/tests/axe_playwright_python/axe.min.js");
        let axe = std::fs::read_to_string(&axe).expect("`make test` has brought axe");
        self.client.execute(&axe, vec![]).await.expect("axe is read");
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.map(
                fault => ({ rule: fault.id, impact: fault.impact, where: fault.nodes.map(node => node.target.join(' ')) }))))";
        let faults: Value = self.client.execute_async(run, vec![]).await.expect("axe runs");
        assert_eq!(faults, json!([]), "{name} has barriers");
    }

    /// Types into a field by its name.
    pub async fn fill(&self, field: &str, text: &str) {
        let found = self.client.find(Locator::Css(&format!("[name='{field}']"))).await;
        let found = found.unwrap_or_else(|error| panic!("there is no field {field}: {error}"));
        found.clear().await.ok();
        found.send_keys(text).await.unwrap_or_else(|error| panic!("{field} cannot be filled: {error}"));
    }

    /// Sets a field for a day, however the browser writes days.
    pub async fn set_day(&self, field: &str, day: &str) {
        let set = "document.querySelector(`[name='${arguments[0]}']`).value = arguments[1]";
        self.client.execute(set, vec![json!(field), json!(day)]).await.expect("set");
    }

    /// Hands a file to a field of a form.
    pub async fn choose_file(&self, css: &str, file: &Path) {
        let field = self.client.find(Locator::Css(css)).await.expect("a field for a file");
        field.send_keys(&file.display().to_string()).await.expect("the file is chosen");
    }

    /// Presses what this selects.
    pub async fn press(&self, css: &str) {
        let found = self.client.find(Locator::Css(css)).await;
        let found = found.unwrap_or_else(|error| panic!("there is no {css} to press: {error}"));
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        let element = serde_json::to_value(&found).expect("an element is JSON");
        self.client.execute(middle, vec![element]).await.expect("scrolled");
        found.click().await.unwrap_or_else(|error| panic!("{css} cannot be pressed: {error}"));
    }

    /// Waits until the address begins with this path.
    pub async fn until_at(&self, path: &str) {
        for _ in 0..200 {
            if self.client.current_url().await.expect("an address").path().starts_with(path) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the browser did not come to {path}");
    }

    /// Waits until the page has this, and gives its text.
    pub async fn text(&self, css: &str) -> String {
        for _ in 0..10 {
            let found = self.client.wait().at_most(Duration::from_secs(20)).for_element(Locator::Css(css)).await;
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    let picture = self.client.screenshot().await.unwrap_or_default();
                    std::fs::write(self.screens.join("failed.png"), picture).ok();
                    panic!("{css} did not come: {error}; failed.png shows the page");
                }
            };
            match found.text().await {
                Ok(text) => return text,
                Err(error) if LEFT.iter().any(|words| error.to_string().contains(words)) => {}
                Err(error) => panic!("the text of {css} cannot be read: {error}"),
            }
        }
        panic!("{css} comes and goes");
    }

    /// Signs in, from whatever page.
    pub async fn sign_in(&self, base: &str, login: &str, password: &str) {
        self.client.delete_cookie("phien_session").await.expect("forgotten");
        self.client.goto(&format!("{base}sign-in")).await.expect("the page opens");
        self.fill("login", login).await;
        self.fill("password", password).await;
        self.press("form button.primary").await;
        self.text("nav a[aria-current='page']").await;
    }
}

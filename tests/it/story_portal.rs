//! The portal as people use it: in a browser, at the width of a phone and of a desk, after a small season.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use fantoccini::Locator;

use crate::{browser, chophien, root};

mod becoming_a_seller;

const PASSWORD: &str = "bốn từ không ai đoán";

/// A season that was played, and the portal that stays open after it.
struct Season {
    child: Child,
    base: String,
    /// Where the practice marketplace is.
    sandbox: String,
    accounts: Vec<(String, String, String)>,
}

impl Season {
    fn play(folder: &Path) -> Self {
        let errors = folder.with_extension("err");
        let mut child = Command::new(chophien())
            .args(["demo", "--scale", "0.01", "--seconds", "20", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors).expect("a file for what goes wrong"))
            .spawn()
            .expect("the demo starts");
        let said = BufReader::new(child.stdout.take().expect("it speaks"));
        let (mut base, mut sandbox, mut accounts) = (String::new(), String::new(), Vec::new());
        for line in said.lines() {
            let line = line.expect("it speaks UTF-8");
            if let Some(rest) = line.strip_prefix("The portal stays open at ") {
                rest.split_whitespace().next().expect("an address").clone_into(&mut base);
            }
            if let Some(address) = line.strip_prefix("The practice marketplace is at ") {
                address.trim_end_matches(['/', '\n']).clone_into(&mut sandbox);
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            if let (false, [who, login, password]) = (base.is_empty(), words.as_slice()) {
                accounts.push(((*who).to_owned(), (*login).to_owned(), (*password).to_owned()));
            }
            if accounts.len() == 3 {
                break;
            }
        }
        let errors = fs::read_to_string(errors).unwrap_or_default();
        assert_eq!(accounts.len(), 3, "the demo did not come to its end: {errors}");
        Self { child, base, sandbox, accounts }
    }

    async fn sign_in(&self, browser: &browser::Browser, who: &str) {
        let (_, login, password) = self.accounts.iter().find(|(known, _, _)| known == who).expect("an account");
        browser.sign_in(&self.base, login, password).await;
    }
}

impl Drop for Season {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.child.id()) {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM).ok();
        }
        self.child.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_walk_through_the_portal_at_both_widths() {
    let Some(browser) = browser::open().await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let season = Season::play(&folder.path().join("demo"));
    browser.client.goto(&format!("{}sign-in", season.base)).await.expect("the page opens");
    browser.press("button[name='language'][value='vi']").await;
    browser.text("html[lang='vi'] h1").await;
    browser.visit("sign-in", &format!("{}sign-in", season.base)).await;
    a_wrong_password_keeps_the_login(&browser, &season).await;
    a_cooperative_looks_around(&browser, &season).await;
    a_listing_with_a_fault_keeps_what_was_typed(&browser, &season).await;
    an_official_reads_figures_and_hands_in_a_faulty_file(&browser, &season).await;
    season.sign_in(&browser, "operator").await;
    browser.visit("operator", &format!("{}operator", season.base)).await;
    becoming_a_seller::a_cooperative_becomes_a_seller(&browser, &season).await;
    browser.client.clone().close().await.expect("the browser closes");
}

async fn a_wrong_password_keeps_the_login(browser: &browser::Browser, season: &Season) {
    browser.fill("login", "htx01@chophien.example").await;
    browser.fill("password", "not the password").await;
    browser.press("form button.primary").await;
    browser.text("#fault").await;
    let login = browser.client.find(Locator::Css("[name='login']")).await.expect("the field is there");
    assert_eq!(login.prop("value").await.expect("read").as_deref(), Some("htx01@chophien.example"));
    assert!(browser.client.current_url().await.expect("an address").as_str().starts_with(&season.base));
}

async fn a_cooperative_looks_around(browser: &browser::Browser, season: &Season) {
    season.sign_in(browser, "cooperative").await;
    for (name, path) in [
        ("home", "home"),
        ("orders", "orders"),
        ("packing-list", "orders/packing-list"),
        ("listings", "listings"),
        ("listing-new", "listings/new"),
        ("stock", "stock"),
        ("channels", "channels"),
        ("imports", "imports"),
        ("papers", "papers"),
        ("paper-new", "papers/new?scheme=vietgap"),
        ("lots", "lots"),
        ("members", "members"),
        ("member-new", "members/new"),
        ("exports", "exports"),
        ("keys", "security/keys"),
        ("personal", "personal-data"),
        ("help", "help"),
    ] {
        browser.visit(name, &format!("{}{path}", season.base)).await;
    }
    for (name, list, link) in [
        ("order", "orders?show=all", "main a[href^='/orders/ord_']"),
        ("listing", "listings", "main a[href^='/listings/lis_']"),
        ("ledger", "stock", "main a[href^='/stock/lot_']"),
    ] {
        browser.client.goto(&format!("{}{list}", season.base)).await.expect("the list opens");
        let first = browser.client.find(Locator::Css(link)).await.unwrap_or_else(|error| panic!("{list}: {error}"));
        let path = first.attr("href").await.expect("read").expect("a link leads somewhere");
        browser.visit(name, &format!("{}{}", season.base, path.trim_start_matches('/'))).await;
    }
}

async fn a_listing_with_a_fault_keeps_what_was_typed(browser: &browser::Browser, season: &Season) {
    browser.client.goto(&format!("{}listings/new", season.base)).await.expect("the form opens");
    browser.fill("sku", "CAM-THU-5KG").await;
    browser.fill("title", "Cam").await;
    // The browser would keep the form to itself; what the server says to it is looked at here.
    browser.client.execute("document.querySelector('form.form').noValidate = true", vec![]).await.expect("set");
    browser.press("form.form button.primary").await;
    browser.text("[aria-invalid='true']").await;
    let sku = browser.client.find(Locator::Css("[name='sku']")).await.expect("the form is there again");
    assert_eq!(sku.prop("value").await.expect("read").as_deref(), Some("CAM-THU-5KG"));
    browser.look("listing-faulty").await;
}

async fn an_official_reads_figures_and_hands_in_a_faulty_file(browser: &browser::Browser, season: &Season) {
    season.sign_in(browser, "official").await;
    browser.visit("official", &format!("{}official", season.base)).await;
    browser.text("main svg title").await;
    for (name, path) in
        [("cooperatives", "official/cooperatives"), ("official-papers", "official/papers"), ("requests", "requests")]
    {
        browser.visit(name, &format!("{}{path}", season.base)).await;
    }
    browser.client.goto(&format!("{}imports", season.base)).await.expect("the page opens");
    let form = "form[action='/imports/cooperatives']";
    browser.choose_file(&format!("{form} input[type='file']"), &root().join("tests/seasons/loi/hop-tac-xa.xlsx")).await;
    browser.press(&format!("{form} button")).await;
    // The list of files, which has a table of its own, is still there for a moment.
    browser.until_at("/imports/cooperatives/imp_").await;
    let faults = browser.text("table.cards tbody").await;
    for place in ["Hợp tác xã", "Mã số thuế", "Hộ thành viên"] {
        assert!(faults.contains(place), "{place} is not named in: {faults}");
    }
    browser.look("import-faults").await;
}

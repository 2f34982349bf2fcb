//! Every page, rendered with samples in both languages: whole, sayable, reachable by keyboard and small.

use std::{collections::BTreeSet, fs, path::Path};

use axum::{body::to_bytes, http::Request, response::Html};
use scraper::{ElementRef, Html as Document, Selector};
use tower::{ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;

use super::samples;
use crate::text::Language;

const FIRST_LOAD_MAX: usize = 60 * 1024;
const LATER_PAGE_MAX: usize = 10 * 1024;

fn select<'a>(document: &'a Document, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).expect("a selector");
    document.select(&selector).collect()
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().concat()
}

/// Runs a check on every page in every language.
fn on_every_page(check: impl Fn(&str, &str, &Document)) {
    for language in Language::ALL {
        for (name, html) in samples::pages(language) {
            let document = Document::parse_document(&html);
            check(&format!("{name} ({})", language.code()), &html, &document);
        }
    }
}

fn page(language: Language, name: &str) -> Document {
    let pages = samples::pages(language);
    let (_, html) = pages.iter().find(|(known, _)| *known == name).expect("a page of this name");
    Document::parse_document(html)
}

#[test]
fn every_page_says_everything_in_both_languages() {
    on_every_page(|name, html, document| {
        for missing in ["⟦", "{$", "{ $"] {
            assert!(
                !html.contains(missing),
                "{name}: {:?}",
                html.split(missing).nth(1).map(|rest| &rest[..rest.len().min(60)])
            );
        }
        let language = select(document, "html")[0].value().attr("lang").expect("a language");
        assert!(name.ends_with(&format!("({language})")), "{name} says it is in {language}");
        assert!(!text_of(select(document, "title")[0]).starts_with(" ·"), "{name} has no title");
    });
}

#[test]
fn the_catalogues_have_the_same_keys_and_pages_say_only_those_and_all_of_those() {
    let (vietnamese, english) = (keys_of("vi"), keys_of("en"));
    assert_eq!(vietnamese.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "not in English");
    assert_eq!(english.difference(&vietnamese).collect::<Vec<_>>(), Vec::<&String>::new(), "not in Vietnamese");
    let sources = sources();
    let unsaid: Vec<&String> = vietnamese.iter().filter(|key| !is_said(key, &sources)).collect();
    assert_eq!(unsaid, Vec::<&String>::new(), "in the catalogues, and no page says it");
    let unknown: Vec<String> = literal_keys(&sources).into_iter().filter(|key| !vietnamese.contains(key)).collect();
    assert_eq!(unknown, Vec::<String>::new(), "said, and in no catalogue");
}

#[test]
fn every_page_can_be_walked_by_keyboard_and_by_ear() {
    on_every_page(|name, _, document| {
        for landmark in
            ["main#main", "h1", "header", "footer", "a.skip[href='#main']", "[role=status][aria-live=polite]"]
        {
            assert_eq!(select(document, landmark).len(), 1, "{name}: {landmark}");
        }
        let ids: Vec<&str> = select(document, "[id]").iter().filter_map(|element| element.value().attr("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id is there twice");
        let labelled: BTreeSet<&str> =
            select(document, "label[for]").iter().filter_map(|label| label.value().attr("for")).collect();
        for field in select(document, "input:not([type=hidden]), select, textarea, progress") {
            let value = field.value();
            let is_wrapped =
                field.ancestors().filter_map(ElementRef::wrap).any(|parent| parent.value().name() == "label");
            let is_labelled =
                value.attr("aria-label").is_some() || value.attr("id").is_some_and(|id| labelled.contains(id));
            assert!(is_wrapped || is_labelled, "{name}: a field without a label: {}", field.html());
        }
        for described in select(document, "[aria-describedby]") {
            let names = described.value().attr("aria-describedby").expect("selected by it");
            assert!(names.split(' ').all(|id| unique.contains(id)), "{name}: {names} is not there");
        }
        let wordless = select(document, "img:not([alt]), svg:not([aria-label])");
        assert!(wordless.is_empty(), "{name}: a picture without words: {}", wordless[0].html());
        for button in select(document, "button, a") {
            assert!(
                !text_of(button).trim().is_empty() || button.value().attr("aria-label").is_some(),
                "{name}: {}",
                button.html()
            );
        }
    });
}

#[test]
fn nothing_on_a_page_breaks_the_content_security_policy_or_repeats_an_effect() {
    on_every_page(|name, html, document| {
        assert!(select(document, "[style], style, script:not([src]), [onclick]").is_empty(), "{name}");
        assert!(!html.contains("javascript:") && !html.contains("hx-on"), "{name}");
        for form in select(document, "form[method=post]") {
            let key = Selector::parse("input[type=hidden][name=key]").expect("a selector");
            assert_eq!(form.select(&key).count(), 1, "{name}: {}", form.html());
        }
        for link in select(document, "[href], [action]") {
            let to = link.value().attr("href").or(link.value().attr("action")).expect("selected by it");
            // An authenticator on the same phone is no other site.
            let is_own = to.is_empty() || to.starts_with(['/', '#', '?']) || to.starts_with("otpauth://totp/");
            // The one page that leads out says where to.
            let leads_out = name.starts_with("security, to a provider") && to.starts_with("https://provider.example/");
            assert!(is_own || leads_out, "{name} links to {to}");
        }
    });
}

#[tokio::test]
async fn pages_are_small_enough_for_one_bar_of_signal() {
    let (mut largest, mut largest_name) = (0, "");
    for (name, html) in samples::pages(Language::Vietnamese) {
        let size = compressed("text/html", html.into_bytes()).await;
        assert!(size <= LATER_PAGE_MAX, "{name} has {size} bytes");
        if size > largest {
            (largest, largest_name) = (size, name);
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = folder.join("assets");
    let htmx = folder.join("../../.stack/django_htmx/static/django_htmx");
    let mut assets = 0;
    let files = ["portal.css", "portal.js", "woven.svg", "icon.svg"].map(|name| own.join(name));
    for file in files.into_iter().chain(["htmx-4.min.js", "ext/hx-sse-4.min.js"].map(|name| htmx.join(name))) {
        // Without the stack there is no htmx, and less to load.
        if let Ok(bytes) = fs::read(&file) {
            assets += compressed("text/css", bytes).await;
        }
    }
    println!("largest page: {largest_name}, {largest} bytes; what it loads: {assets} bytes");
    assert!(largest + assets <= FIRST_LOAD_MAX, "{largest_name} needs {} bytes at first", largest + assets);
}

#[test]
fn home_has_at_most_five_sentences_each_with_a_number_and_a_button_and_warm_words_when_all_is_done() {
    for language in Language::ALL {
        let busy = page(language, "home, busy");
        let sentences = select(&busy, "#now .todo li");
        assert_eq!(sentences.len(), 5);
        for sentence in &sentences {
            let words = text_of(*sentence);
            assert!(words.chars().any(|c| c.is_ascii_digit()), "{words}");
            let button = Selector::parse("a.button").expect("a selector");
            assert_eq!(sentence.select(&button).count(), 1, "{words}");
        }
        assert_eq!(select(&busy, ".figures svg.spark").len(), 3);
        let quiet = page(language, "home, quiet");
        assert_eq!((select(&quiet, ".todo").len(), select(&quiet, "#now .calm").len()), (0, 1));
        assert_eq!(select(&page(language, "home, silent services"), "#now .notice.is-bad").len(), 1);
    }
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_names_the_fault_beside_its_field() {
    for language in Language::ALL {
        let form = page(language, "listing with faults");
        let price = select(&form, "#price_vnd")[0].value();
        assert_eq!((price.attr("value"), price.attr("aria-invalid")), (Some("12.5"), Some("true")));
        assert_eq!(select(&form, "#price_vnd ~ #price_vnd-fault").len(), 1);
        assert_eq!(select(&form, "#lots-fault, #sku-fault").len(), 2);
        assert_eq!(select(&form, "[role=alert]").len(), 1);
        assert_eq!(select(&page(language, "listing in conflict"), "[role=alert] a[href]").len(), 1);
    }
}

#[test]
fn a_file_with_faults_offers_two_choices_and_names_what_would_be_left_out() {
    let faulty = page(Language::Vietnamese, "import, faulty");
    assert_eq!(select(&faulty, ".pair section").len(), 2);
    assert_eq!(select(&faulty, "table.cards tbody tr").len(), 100);
    assert_eq!(select(&faulty, "#import[hx-trigger]").len(), 0);
    let asked = page(Language::Vietnamese, "import, leaving rows out");
    assert!(text_of(select(&asked, "#import .card h2")[0]).contains("12"));
    assert_eq!(select(&asked, "input[name=skip_faulty][value=yes]").len(), 1);
    let working = page(Language::Vietnamese, "import, working");
    assert_eq!(select(&working, "#import[hx-trigger='every 1s'] progress").len(), 1);
    assert_eq!(select(&working, "head noscript").len(), 1);
}

#[test]
fn an_offer_says_what_the_channel_confirmed_and_how_to_mend_what_it_refused() {
    let listing = page(Language::Vietnamese, "listing");
    let words: Vec<String> = select(&listing, ".offers li").into_iter().map(text_of).collect();
    assert!(words.iter().any(|words| words.contains("đã nhận lúc 09:42 · còn 120 gói")), "{words:?}");
    assert!(words.iter().any(|words| words.contains("Image resolution too low") && words.contains("picture_refused")));
    assert_eq!(select(&listing, ".offers form").len(), 1, "only what was refused is tried again");
}

#[test]
fn charts_have_words_a_table_and_a_square_for_every_commune() {
    for language in Language::ALL {
        let figures = page(language, "figures");
        assert_eq!(select(&figures, "figure").len(), 4);
        assert_eq!(select(&figures, "figure svg title").len() - 73, 4);
        assert_eq!(select(&figures, "figure details table").len(), 3);
        assert_eq!(select(&figures, ".tiles a").len(), 73);
        assert_eq!(select(&figures, ".tiles a.step-none").len(), 13);
        assert_eq!(select(&page(language, "figures, none"), "figure .calm").len(), 3);
        let finding = text_of(select(&figures, "h1")[0]);
        assert!(finding.contains(if language == Language::Vietnamese { "2,43" } else { "2.43" }), "{finding}");
    }
}

/// How many bytes a browser that takes gzip is sent.
async fn compressed(kind: &'static str, body: Vec<u8>) -> usize {
    let answer = service_fn(move |_: Request<axum::body::Body>| {
        let body = body.clone();
        async move {
            Ok::<_, std::convert::Infallible>(axum::response::IntoResponse::into_response((
                [("content-type", kind)],
                Html(body),
            )))
        }
    });
    let service = tower::ServiceBuilder::new().layer(CompressionLayer::new()).service(answer);
    let request =
        Request::builder().header("accept-encoding", "gzip").body(axum::body::Body::empty()).expect("a request");
    let response = service.oneshot(request).await.expect("an answer");
    assert_eq!(response.headers()["content-encoding"], "gzip");
    to_bytes(axum::body::Body::new(response.into_body()), usize::MAX).await.expect("a body").len()
}

fn keys_of(language: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut keys = BTreeSet::new();
    for text in files_below(&folder, "ftl") {
        for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let (key, _) = line.split_once(" =").expect("a message has a key");
            assert!(keys.insert(key.to_owned()), "{key} is there twice");
        }
    }
    keys
}

fn sources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = files_below(&folder.join("templates"), "html");
    sources.extend(files_below(&folder.join("src/portal"), "rs"));
    sources.extend(files_below(&folder.join("src/exports"), "rs"));
    // What tests say, no page does.
    let said = |source: String| source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    sources.into_iter().map(said).collect()
}

fn files_below(folder: &Path, extension: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            texts.push(fs::read_to_string(&path).expect("a text"));
        }
    }
    texts
}

/// A key is said as it stands, or as a member of a family: `word(family, …)`, or a key that is put together.
fn is_said(key: &str, sources: &[String]) -> bool {
    let mut quoted = sources.iter().flat_map(|source| source.split('"'));
    quoted.any(|text| {
        text == key || text.split_once("{}").is_some_and(|(head, _)| head.ends_with('-') && key.starts_with(head))
    }) || after(sources, "word(")
        .iter()
        .any(|family| key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')))
}

/// Keys that stand whole in a call.
fn literal_keys(sources: &[String]) -> BTreeSet<String> {
    ["say(", "say_with(", "counted("].iter().flat_map(|call| after(sources, call)).collect()
}

/// What stands in quotes right after each of these calls.
fn after(sources: &[String], call: &str) -> BTreeSet<String> {
    let call = format!("{call}\"");
    let quoted =
        sources.iter().flat_map(|source| source.split(&call).skip(1).filter_map(|rest| rest.split('"').next()));
    quoted
        .filter(|text| text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')))
        .map(str::to_owned)
        .collect()
}

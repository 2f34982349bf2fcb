//! Two walls stand between cooperatives: the application's own conditions, and row-level security. Every route is tried by every
//! role on its own things, on another's and on things that are not there: with both walls, with the application's alone and with
//! row-level security alone. Nothing of another may be in any answer, and nothing of another may change.
//!
//! The routes come from the gateway, the roles from its document, and what must not be seen from the tables themselves: each text
//! and id that only rows hidden from somebody hold. A route or a role that is new fails here until `expected.txt` has its line.

mod bodies;
mod canaries;
pub mod ground;
mod routes;

use std::{collections::BTreeMap, fmt::Write, str::FromStr, time::Duration};

use contract::Role;
use futures::StreamExt;
use reqwest::StatusCode;
use serde_json::json;

use bodies::Body;
use canaries::{Canaries, Hidden};
use ground::{Ground, Person, Things};
use routes::Route;

/// What is aimed at.
const AIMS: [&str; 3] = ["own", "other", "none"];
/// Routes that end the session they are asked in: a new one is begun after them.
const ENDS_A_SESSION: [&str; 2] = ["delete /api/v1/sessions/current", "post /sign-out"];
/// Everybody's table of what came of each request.
const EXPECTED: &str = include_str!("expected.txt");

/// The scope that a role is given here. A role without a line does not compile.
fn scope_of(role: Role, own: &Things) -> Option<(&'static str, String)> {
    match role {
        // Programs come with a key and not with a login; the gateway's own tests try them.
        Role::Anonymous | Role::Integrator | Role::Service => None,
        Role::Household => Some(("household", format!("{}/{}", own.cooperative, own.household()))),
        Role::CooperativeManager | Role::CooperativeMember => Some(("cooperative", own.cooperative.clone())),
        Role::Assistant | Role::CommuneOfficial => Some(("commune", own.commune.clone())),
        Role::ProvincialOfficial => Some(("province", String::new())),
        Role::Operator => Some(("system", String::new())),
    }
}

/// Somebody in each role there is, somebody who has not signed in, and somebody who is half-way in; an assistant who acts for its
/// cooperative, and one who says so of a cooperative that never let them.
async fn people(ground: &Ground) -> Vec<Person> {
    let nobody = Person { name: "nobody".into(), scope: ("nobody", String::new()), ..Person::default() };
    let half = Person { name: "half".into(), login: "half@example.vn".into(), ..nobody.clone() };
    let mut people = vec![nobody, half];
    let roles = ground.document["components"]["schemas"]["Role"]["enum"].as_array().expect("roles");
    for role in roles {
        let role = Role::from_str(role.as_str().expect("a word")).expect("a role of the contract");
        let Some(scope) = scope_of(role, &ground.own) else { continue };
        let login = format!("{}@example.vn", role.slug());
        people.push(Person { name: role.slug().into(), role: Some(role), scope, login, ..Person::default() });
    }
    let manager = ("cooperative_manager", ("cooperative", ground.own.cooperative.clone()));
    for person in &mut people {
        let (role, (kind, of)) = match person.role {
            Some(role) => (role.slug(), person.scope.clone()),
            None => manager.clone(),
        };
        let scope = match kind {
            "cooperative" => json!({"kind": kind, "of": ground::id("coo", &of)}),
            "household" => {
                let cooperative = ground::id("coo", &ground.own.cooperative);
                json!({"kind": kind, "of": {"cooperative": cooperative, "household": ground.own.ids["household_id"]}})
            }
            _ if of.is_empty() => json!({"kind": kind}),
            _ => json!({"kind": kind, "of": of}),
        };
        if person.login.is_empty() {
            continue;
        }
        let added = ground.add(&person.login, role, &scope).await;
        if person.role.is_none() {
            let uuid = added.trim_start_matches("per_");
            let sealed = ground.sealer().seal(&format!("accounts|second_factor|secret|{added}"), &[7; 20]);
            let sql = format!(
                "insert into accounts.second_factor (person_id, secret, confirmed_at) values ('{uuid}', '\\x{}', now())",
                hex::encode(sealed)
            );
            ground.run(&sql).await;
        }
        person.token = ground.sign_in(&person.login).await;
    }
    for (name, of, login) in
        [("acting", &ground.own, "acting@example.vn"), ("acts other", &ground.other, "acts-other@example.vn")]
    {
        people.push(assistant(ground, name, of, login).await);
    }
    people
}

/// An assistant of the commune who says they act for a cooperative, and does where it is its own.
async fn assistant(ground: &Ground, name: &str, of: &Things, login: &str) -> Person {
    let commune = ("commune", ground.own.commune.clone());
    let added = ground.add(login, Role::Assistant.slug(), &json!({"kind": commune.0, "of": commune.1})).await;
    let is_let = of.cooperative == ground.own.cooperative;
    if is_let {
        let (assistant, cooperative) = (added.trim_start_matches("per_"), &of.cooperative);
        let sql = format!(
            "insert into accounts.delegation (delegation_id, assistant_id, cooperative_id, cooperative, errands, starts_on,
                ends_on, agreed_by, state, decided_by, decided_at)
            select gen_random_uuid(), '{assistant}', '{cooperative}', 'Hợp tác xã', array['file', 'harvest', 'goods'],
                now()::date - 1, now()::date + 30, 'Chủ nhiệm', 'live', person_id, now()
            from accounts.person where login = '{}'",
            ground::OPERATOR
        );
        ground.run(&sql).await;
    }
    Person {
        name: name.into(),
        role: Some(Role::Assistant),
        scope: if is_let { ("cooperative", of.cooperative.clone()) } else { commune },
        login: login.into(),
        token: ground.sign_in(login).await,
        acts_for: Some(of.ids["cooperative_id"].clone()),
    }
}

/// A request and what came of it.
struct Asked<'a> {
    ground: &'a Ground,
    number: usize,
}

impl Asked<'_> {
    /// Asks, under one of the person's grants, and reads what comes.
    async fn ask(
        &mut self,
        who: &Person,
        grant: usize,
        route: &Route,
        at: &Things,
        query: &str,
    ) -> (StatusCode, String) {
        self.number += 1;
        let mut path = route.pattern.clone();
        for name in route.parameters() {
            let value =
                at.named(name).unwrap_or_else(|| panic!("{}: say in ground.rs what {{{name}}} is", route.name()));
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let url = format!("{}{path}{query}", self.ground.base);
        let method = route.method.to_uppercase().parse().expect("a method");
        let mut request = self.ground.client.request(method, url).header("sec-fetch-site", "same-origin");
        if route.is_api() {
            request = request.header("phien-grant", grant).header("idempotency-key", format!("key {}", self.number));
            if !who.token.is_empty() {
                request = request.bearer_auth(&who.token);
            }
            if let Some(cooperative) = &who.acts_for {
                request = request.header("phien-for", cooperative);
            }
        } else {
            let acts_for = who.acts_for.as_deref().unwrap_or_default();
            let cookie = format!("phien_session={}; phien_grant={grant}; phien_for={acts_for}", who.token);
            request = request.header("accept", "text/html").header("cookie", cookie);
        }
        let request = match bodies::of(route, at, &self.ground.own, self.number) {
            Body::Nothing => request,
            Body::Json(body) => request.json(&body),
            Body::Form(form) => request.form(&opened_for(who, form)),
        };
        let request = request.build().expect("a request");
        let sent =
            request.body().and_then(|body| body.as_bytes()).map(|sent| String::from_utf8_lossy(sent).into_owned());
        let answer = self.ground.client.execute(request).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", route.name()));
        let (status, place) = (answer.status(), answer.headers().get("location").cloned());
        let is_endless = answer.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let mut bytes = Vec::new();
        let mut stream = Box::pin(answer.bytes_stream());
        let patience = if is_endless { Duration::from_millis(50) } else { Duration::from_secs(20) };
        while let Ok(Some(part)) = tokio::time::timeout(patience, stream.next()).await {
            bytes.extend_from_slice(&part.unwrap_or_default());
        }
        let place = place.map_or(String::new(), |place| format!("\nlocation: {}", place.to_str().expect("text")));
        // Whoever is signed out gets back what they sent, to send it again: that tells them nothing.
        let held = sent.map(|sent| sent.replace('&', "&#38;")).filter(|sent| !sent.is_empty());
        let body = held.into_iter().fold(canaries::readable(&bytes), |body, held| body.replace(&held, ""));
        (status, body + &place)
    }
}

/// A form that was opened by whoever sends it, acting for whomever they may act for.
fn opened_for(who: &Person, mut form: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let acts_for = who.acts_for.as_ref().filter(|_| who.scope.0 == "cooperative");
    for (_, key) in form.iter_mut().filter(|(name, _)| *name == "key") {
        key.extend(acts_for.map(|cooperative| format!("~{cooperative}")));
    }
    form
}

/// Queries that name another's things, where a list can be narrowed; the words they send are theirs and not ours.
fn narrowings(ground: &Ground, route: &Route) -> Vec<String> {
    let other = &ground.other;
    let id = other.ids["cooperative_id"].as_str();
    let known = &ground.document["paths"][&route.pattern]["get"]["parameters"];
    let known: Vec<_> = known.as_array().into_iter().flatten().filter(|known| known["in"] == "query").collect();
    let takes = |name: &str| !route.is_api() || known.iter().any(|known| known["name"] == name);
    let values =
        [("text", "chim-yen"), ("cooperative_id", id), ("commune_code", &other.commune), ("group_by", "cooperative")];
    let takes: Vec<_> = values.into_iter().filter(|(name, _)| takes(name)).collect();
    takes.into_iter().map(|(name, value)| format!("?{name}={value}")).collect()
}

/// Asks everything of everybody with both walls: the table of what came of it, and every leak.
async fn walk(ground: &Ground, people: &mut [Person], routes: &[Route], leaks: &mut Vec<String>) -> String {
    let mut asked = Asked { ground, number: 0 };
    let none = Things { commune: ground.other.commune.clone(), ..Things::all_of('e') };
    let none = Things { product: ground.own.product.clone(), grade: ground.own.grade.clone(), ..none };
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for person in people.iter_mut() {
        let hidden = Hidden::from(&person.scope, ground);
        let canaries = Canaries::of(ground, &hidden).await;
        let before = hidden.fingerprints(ground).await;
        for route in routes {
            let aims: &[&str] = if bodies::names_a_thing(route) { &AIMS } else { &AIMS[..1] };
            let mut cells = Vec::new();
            for aim in aims {
                let at = match *aim {
                    "own" => &ground.own,
                    "other" => &ground.other,
                    _ => &none,
                };
                let (status, body) = asked.ask(person, 0, route, at, "").await;
                canaries.look(&person.name, &format!("{} {aim}", route.name()), &body, at, leaks);
                cells.push(status.as_str().to_owned());
                if ENDS_A_SESSION.contains(&route.name().as_str()) && !person.login.is_empty() {
                    person.token = ground.sign_in(&person.login).await;
                }
            }
            write!(rows.entry(route.name()).or_default(), "  {:<11}", cells.join(" ")).expect("written");
            if route.reads() && route.parameters().count() == 0 {
                for query in narrowings(ground, route) {
                    let (_, body) = asked.ask(person, 0, route, &ground.own, &query).await;
                    canaries.look(&person.name, &format!("{}{query}", route.name()), &body, &ground.other, leaks);
                }
            }
        }
        hidden.compare(ground, &person.name, &before, leaks).await;
    }
    let mut table = format!("{:<58}", "own, other's, and what is not there");
    for person in people.iter() {
        write!(table, "  {:<11}", person.name.chars().take(11).collect::<String>()).expect("written");
    }
    for (route, cells) in rows {
        write!(table, "\n{route:<58}{cells}").expect("written");
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Aims at another's things alone, under each of the person's grants; tells every leak.
async fn attack(ground: &Ground, who: &mut Person, is_believed: bool, routes: &[Route], leaks: &mut Vec<String>) {
    let mut asked = Asked { ground, number: 1_000_000 };
    let hidden = Hidden::from(&who.scope, ground);
    let canaries = Canaries::of(ground, &hidden).await;
    let (round, mut grants) = ("the application alone", 1);
    let round = if is_believed { "row-level security alone" } else { round };
    if is_believed {
        grants = canaries::believe_them_somebody_else(ground, who).await;
        who.token = ground.sign_in(&who.login).await;
    }
    let before = hidden.fingerprints(ground).await;
    for grant in 0..grants {
        let name = format!("{round}: {} as {grant}", who.name);
        for route in routes.iter().filter(|route| !ENDS_A_SESSION.contains(&route.name().as_str())) {
            let (_, body) = asked.ask(who, grant, route, &ground.other, "").await;
            // Whoever is taken for the other's manager is told whose.
            let is_named = is_believed || bodies::names_a_thing(route);
            let named = if is_named { &ground.other } else { &ground.own };
            canaries.look(&name, &route.name(), &body, named, leaks);
        }
    }
    hidden.compare(ground, &format!("{round}: {}", who.name), &before, leaks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_cooperative_passes_either_wall() {
    let ground = Ground::new().await;
    let mut people = people(&ground).await;
    let routes = routes::all(&ground.document);
    let mut leaks = Vec::new();
    let table = walk(&ground, &mut people, &routes, &mut leaks).await;
    ground.until_quiet().await;
    ground.take_row_level_security_away().await;
    for who in people.iter_mut().filter(|who| who.scope.0 != "system") {
        attack(&ground, who, false, &routes, &mut leaks).await;
    }

    ground.until_quiet().await;
    ground.take_the_applications_wall_away().await;
    for who in people.iter_mut().filter(|who| who.role.is_some() && who.scope.0 != "system") {
        attack(&ground, who, true, &routes, &mut leaks).await;
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));

    let written = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("walls.txt");
    std::fs::write(&written, &table).expect("written");
    let differing: Vec<_> = table.lines().filter(|line| !EXPECTED.lines().any(|known| known == *line)).collect();
    let (shown, differing) = (written.display(), differing.join("\n"));
    assert!(
        table == EXPECTED,
        "look at {shown}, and put it in the place of expected.txt where it is right:\n{differing}"
    );
}

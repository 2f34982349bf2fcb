//! How many people sign in a second, and how long everybody else waits meanwhile: hashing is for threads of its own.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use accounts::{App, LogMessenger, SecondFactorRule};
use contract::{
    Caller, Role, Scope,
    accounts::{AddPerson, Grant, SignIn, WhoIs},
};
use host::{Calendar, Sealer};
use ids::Id;
use mailbox::Asker;
use testkit::{World, until};

const PASSWORD: &str = "một mật khẩu dài";
const PEOPLE: usize = 16;
const MEASURED: Duration = Duration::from_secs(5);

fn main() {
    // `cargo test` runs benches with --test; measuring is for `cargo bench`.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure());
}

async fn measure() {
    let world = World::new().await;
    let url = "https://chophien.example".parse().expect("a URL");
    let sealer = Sealer::new(&[7; 32]);
    let app = App::new(
        world.database("accounts"),
        world.broker.clone(),
        Calendar::wall(),
        sealer,
        SecondFactorRule::Optional,
        url,
    );
    accounts::start(app, Arc::new(LogMessenger), &world.shutdown).await.expect("accounts starts");
    let asker = Asker::new(world.broker.clone());
    until("somebody is added", async || add(&asker, 0).await).await;
    for number in 1..PEOPLE {
        assert!(add(&asker, number).await, "person {number} is added");
    }
    assert!(sign_in(&asker, 0, &"a".repeat(64)).await);

    let quiet = p99(&who_is_for(&asker, MEASURED).await);
    let begun = Instant::now();
    let signing_in = (0..PEOPLE).map(|number| {
        let asker = asker.clone();
        tokio::spawn(async move {
            let mut done = 0_u32;
            while begun.elapsed() < MEASURED {
                let session = format!("{number:032x}{done:032x}");
                assert!(sign_in(&asker, number, &session).await, "person {number} comes in");
                done += 1;
            }
            done
        })
    });
    let signing_in: Vec<_> = signing_in.collect();
    let busy = p99(&who_is_for(&asker, MEASURED).await);
    let mut signed_in = 0;
    for person in signing_in {
        signed_in += person.await.expect("nobody panics");
    }
    let per_second = f64::from(signed_in) / begun.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({ "sign_ins_per_s": per_second, "who_is_p99_ms_quiet": quiet, "who_is_p99_ms_busy": busy })
    );
    println!(
        "sign-in: {per_second:.0}/s by {PEOPLE} people at once; p99 of asking who somebody is {busy:.1} ms meanwhile, \
         {:.1} times that of a quiet house ({quiet:.1} ms)",
        busy / quiet
    );
    world.end().await;
}

async fn add(asker: &Asker, number: usize) -> bool {
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System).with_key(format!("add {number}"));
    let grants = vec![Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) }];
    let login = format!("person{number}@example.vn");
    asker.ask(&operator, &AddPerson { login, name: "Lan".into(), password: PASSWORD.into(), grants }).await.is_ok()
}

async fn sign_in(asker: &Asker, number: usize, session: &str) -> bool {
    let ask = SignIn {
        login: format!("person{number}@example.vn"),
        password: PASSWORD.into(),
        session_hash: session.into(),
        device: String::new(),
    };
    asker.ask(&Caller::anonymous(), &ask).await.is_ok()
}

/// Asks who somebody is, again and again for so long; each answer's milliseconds.
async fn who_is_for(asker: &Asker, long: Duration) -> Vec<f64> {
    let (begun, mut taken) = (Instant::now(), Vec::new());
    while begun.elapsed() < long {
        let asked = Instant::now();
        let ask = WhoIs { session_hash: "a".repeat(64) };
        asker.ask(&Caller::anonymous(), &ask).await.expect("they are signed in");
        taken.push(asked.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    taken
}

fn p99(taken: &[f64]) -> f64 {
    let mut sorted = taken.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() * 99 / 100]
}

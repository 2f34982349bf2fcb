//! The ground the walls stand on: the binary as it is, a season's files in it, a person of each role, and two cooperatives that
//! must not see each other. Walls are taken away in the database, never in the code: what is tried is what runs.

use std::{collections::BTreeMap, time::Duration};

use contract::Role;
use reqwest::{Client, Method};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};

use crate::{House, free_port, root};

const PASSWORD: &str = "bốn từ không ai đoán";
pub const OPERATOR: &str = "first@example.vn";
const SCHEMAS: [&str; 5] = ["accounts", "onboarding", "syndication", "intake", "analytics"];

/// Somebody at the door.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Over their column: the role, or what they lack.
    pub name: String,
    pub role: Option<Role>,
    /// As row-level security is told: kind, and which one of it.
    pub scope: (&'static str, String),
    pub login: String,
    pub token: String,
    /// The cooperative they say they act for, as an assistant.
    pub acts_for: Option<String>,
}

/// Each thing by the name of its path parameter, with the prefix of its id.
const KINDS: [(&str, &str); 17] = [
    ("cooperative_id", "coo"),
    ("household_id", "hou"),
    ("plot_id", "plo"),
    ("import_id", "imp"),
    ("listing_id", "lis"),
    ("lot_id", "lot"),
    ("offer_id", "off"),
    ("order_id", "ord"),
    ("person_id", "per"),
    ("paper_id", "pap"),
    ("movement_id", "mov"),
    ("key_id", "key"),
    ("delegation_id", "del"),
    ("request_id", "req"),
    ("account_id", "acc"),
    ("membership_id", "uni"),
    ("change_id", "chg"),
];
/// Path parameters that name nobody's thing.
pub const WORDS: [(&str, &str); 6] = [
    ("kind", "listings"),
    ("channel", "shopee"),
    ("service", "intake"),
    ("file", "lots.csv"),
    ("form", "cooperative"),
    ("provider", "cong-tinh"),
];

/// A cooperative with one of each thing, by the names of path parameters.
#[derive(Debug, Clone, Default)]
pub struct Things {
    pub cooperative: String,
    pub commune: String,
    pub ids: BTreeMap<&'static str, String>,
    /// What a listing of its lot says of it.
    pub product: String,
    pub grade: String,
    pub sku: String,
    /// In what only this cooperative has.
    pub mark: String,
}

impl Things {
    /// Things whose ids are all of this digit: nobody has them.
    pub fn all_of(digit: char) -> Self {
        let ids = KINDS.map(|(name, prefix)| (name, id(prefix, &digit.to_string().repeat(32))));
        let ids = ids.into_iter().chain([("producer_id", id("coo", &digit.to_string().repeat(32)))]).collect();
        let word = digit.to_string();
        Self { ids, mark: word.clone(), sku: format!("SKU-{digit}"), ..Self::default() }
    }

    /// The bare UUID of its household.
    pub fn household(&self) -> String {
        let text = self.ids["household_id"].trim_start_matches("hou_");
        let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
        parts.join("-")
    }

    /// What a path parameter becomes.
    pub fn named(&self, parameter: &str) -> Option<&str> {
        let word = WORDS.iter().find(|(name, _)| *name == parameter).map(|(_, word)| *word);
        word.or_else(|| self.ids.get(parameter).map(String::as_str))
    }
}

pub struct Ground {
    pub base: String,
    pub client: Client,
    pub own: Things,
    pub other: Things,
    pub document: Value,
    owner: DatabaseConnection,
    _house: House,
    folder: tempfile::TempDir,
}

impl Ground {
    /// The house with two cooperatives in it.
    pub async fn new() -> Self {
        Self::at(free_port(), &[]).await
    }

    /// The same on this port, told more.
    pub async fn at(port: u16, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, password) = (folder.path().join("data"), folder.path().join("password"));
        std::fs::write(&password, PASSWORD).expect("written");
        let password = password.display().to_string();
        let mut arguments =
            vec!["--second-factor", "optional", "--operator-login", OPERATOR, "--operator-password-file", &password];
        arguments.extend(more);
        let house = House::start_at(port, &data, &arguments);
        let pid_file = std::fs::read_to_string(data.join("postgres/postmaster.pid")).expect("Postgres runs");
        let port = pid_file.lines().nth(3).expect("its fourth line is the port").trim().to_owned();
        let mut options = ConnectOptions::new(format!("postgres://chophien@127.0.0.1:{port}/chophien"));
        options.max_connections(1).sqlx_logging(false);
        let owner = sea_orm::Database::connect(options).await.expect("the owner gets in");
        let base = format!("http://127.0.0.1:{}", house.port);
        let client = host::http::client();
        let document = client.get(format!("{base}/api/openapi.json")).send().await.expect("an answer");
        let document = document.json().await.expect("JSON");
        let (own, other) = (Things::default(), Things::default());
        let mut ground = Self { base, client, own, other, document, owner, _house: house, folder };
        ground.bring_in().await;
        ground
    }

    async fn bring_in(&mut self) {
        let operator = self.sign_in(OPERATOR).await;
        self.add("official@example.vn", "provincial_official", &json!({"kind": "province"})).await;
        let official = self.sign_in("official@example.vn").await;
        for (token, kind, file) in [
            (&official, "cooperatives", "hop-tac-xa.xlsx"),
            (&official, "harvest", "thu-hoach.xlsx"),
            (&operator, "listings", "gian-hang.xlsx"),
        ] {
            self.until_quiet().await;
            let bytes = std::fs::read(root().join("tests/seasons/ha-giang-2025-26").join(file)).expect("a file");
            let import = self.hand_in(token, kind, bytes).await;
            let take = format!("{}/api/v1/imports/{kind}/{import}/take", self.base);
            let take = self.client.post(take).bearer_auth(token).header("idempotency-key", kind);
            let answer = take.json(&json!({"skip_faulty": false})).send().await.expect("an answer");
            assert!(answer.status().is_success(), "{kind}: {}", answer.text().await.unwrap_or_default());
            self.until_import(token, kind, &import, "taken").await;
        }
        self.until_quiet().await;
        let two = "select string_agg(c, ' ') from (select distinct on (commune_code) cooperative_id || ',' || commune_code as c
            from syndication.listing order by commune_code, cooperative_id limit 2) as two";
        let two = self.text(two).await;
        let mut two = two.split(' ').map(|pair| pair.split_once(',').expect("a pair"));
        for (mark, is_own) in [("mau-don", true), ("chim-yen", false)] {
            let (cooperative, commune) = two.next().expect("two cooperatives in two communes");
            let things = self.things_of(cooperative, commune, mark).await;
            *(if is_own { &mut self.own } else { &mut self.other }) = things;
        }
        self.until_quiet().await;
    }

    /// One of each thing of a cooperative.
    async fn things_of(&self, cooperative: &str, commune: &str, mark: &str) -> Things {
        let of = |what: &str| {
            format!(
                "select {what}::text from syndication.listing join syndication.listing_lot using (listing_id)
            where listing.cooperative_id = '{cooperative}' order by listing_id, lot_id limit 1"
            )
        };
        let (listing, lot) = (self.text(&of("listing_id")).await, self.text(&of("lot_id")).await);
        let sql = include_str!("ground.sql");
        let quoted = |text: &str| format!("'{text}'");
        let sql = sql.replace("$cooperative", &quoted(cooperative)).replace("$commune", &quoted(commune));
        let sql = sql.replace("$listing", &quoted(&listing)).replace("$lot", &quoted(&lot)).replace("$mark", mark);
        self.run(&sql).await;
        let manager = format!("manager-{mark}@example.vn");
        let scope = json!({"kind": "cooperative", "of": id("coo", cooperative)});
        let person = self.add(&manager, "cooperative_manager", &scope).await;
        let colleague = self.add(&format!("member-{mark}@example.vn"), "cooperative_member", &scope).await;
        assert_ne!(person, colleague);
        let token = self.sign_in(&manager).await;
        let bytes = std::fs::read(root().join("tests/seasons/loi/gian-hang.xlsx")).expect("a file");
        let import = self.hand_in(&token, "listings", bytes).await;
        let first = |what: &str, table: &str| {
            format!("select {what}::text from {table} where cooperative_id = '{cooperative}' order by {what} limit 1")
        };
        let household = self.text(&first("household_id", "onboarding.household")).await;
        let plot = self.text(&first("plot_id", "onboarding.plot")).await;
        let order = self.text(&first("order_id", "intake.orders")).await;
        let offer = self.text(&first("offer_id", "syndication.offer")).await;
        let account = self.text(&first("account_id", "syndication.channel_account")).await;
        let paper = self.text(&first("paper_id", "onboarding.paper")).await;
        let change = self.text(&first("change_id", "syndication.rule_change")).await;
        let movement = self.text(&first("movement_id", "intake.movement")).await;
        let membership =
            format!("select membership_id::text from onboarding.union_membership where member_id = '{cooperative}'");
        let membership = self.text(&membership).await;
        // What nobody has here yet: an id as good as any.
        let nobodys = format!("{}{}", &cooperative[..35], if cooperative.ends_with('0') { '1' } else { '0' });
        let [key, delegation, request] = [&nobodys; 3];
        let known = [
            cooperative,
            &household,
            &plot,
            "",
            &listing,
            &lot,
            &offer,
            &order,
            "",
            &paper,
            &movement,
            key,
            delegation,
            request,
            &account,
            &membership,
            &change,
        ];
        let mut ids: BTreeMap<_, _> =
            KINDS.iter().zip(known).map(|((name, prefix), uuid)| (*name, id(prefix, uuid))).collect();
        ids.insert("import_id", import);
        ids.insert("person_id", colleague);
        ids.insert("producer_id", id("coo", cooperative));
        Things {
            cooperative: cooperative.to_owned(),
            commune: commune.to_owned(),
            ids,
            product: self.text(&of("product")).await,
            grade: self.text(&of("grade")).await,
            sku: self.text(&of("sku")).await,
            mark: mark.to_owned(),
        }
    }

    /// Adds somebody; tells their id.
    pub async fn add(&self, login: &str, role: &str, scope: &Value) -> String {
        let operator = self.sign_in(OPERATOR).await;
        let name = format!("Người {}", login.split('@').next().unwrap_or_default());
        let person =
            json!({"login": login, "name": name, "password": PASSWORD, "grants": [{"role": role, "scope": scope}]});
        let request = self.client.post(format!("{}/api/v1/people", self.base)).bearer_auth(operator);
        let answer = request.header("idempotency-key", login).json(&person).send().await.expect("an answer");
        let (status, body): (_, Value) = (answer.status(), answer.json().await.expect("JSON"));
        assert!(status.is_success(), "{body}");
        body["person_id"].as_str().expect("an id").to_owned()
    }

    pub async fn sign_in(&self, login: &str) -> String {
        let body = json!({"login": login, "password": PASSWORD});
        let request = self.client.post(format!("{}/api/v1/sessions", self.base)).json(&body);
        let body: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        body["token"].as_str().unwrap_or_else(|| panic!("{login}: {body}")).to_owned()
    }

    async fn hand_in(&self, token: &str, kind: &str, bytes: Vec<u8>) -> String {
        let path = format!("{}/api/v1/imports/{kind}?file_name={kind}.xlsx", self.base);
        let request = self
            .client
            .request(Method::POST, path)
            .bearer_auth(token)
            .header("idempotency-key", format!("{kind} {token}"));
        let body: Value = request.body(bytes).send().await.expect("an answer").json().await.expect("JSON");
        let import = body["import_id"].as_str().unwrap_or_else(|| panic!("{kind}: {body}")).to_owned();
        self.until_import(token, kind, &import, "checked").await;
        import
    }

    pub async fn until_import(&self, token: &str, kind: &str, import: &str, state: &str) {
        for _ in 0..300 {
            let request = self.client.get(format!("{}/api/v1/imports/{kind}/{import}", self.base)).bearer_auth(token);
            let body: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            match body["state"].as_str() {
                Some(now) if now == state => return,
                Some("refused") => panic!("{kind} was refused: {body}"),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("{kind} is not {state} after a quarter of a minute");
    }

    /// Waits until everything is told, heard and worked on.
    pub async fn until_quiet(&self) {
        let outboxes: Vec<_> =
            SCHEMAS.map(|schema| format!("(select count(*) from {schema}.outbox where published_at is null)")).into();
        let busy = format!(
            "select ({} + (select count(*) from syndication.listing where resolve_due)
                + (select count(*) from analytics.stale)
                + abs((select count(*) from onboarding.lot) - (select count(*) from syndication.lot where stock_version > 0))
                + abs((select count(*) from onboarding.lot) - (select count(*) from analytics.lot))
                + abs((select count(*) from syndication.listing) - (select count(*) from intake.listing)))::text",
            outboxes.join(" + ")
        );
        for _ in 0..600 {
            if self.text(&busy).await == "0" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the house did not become quiet within half a minute");
    }

    /// What seals for this house.
    pub fn sealer(&self) -> host::Sealer {
        host::Sealer::from_file(&self.folder.path().join("data/seal-key")).expect("a key")
    }

    /// One text, read as the owner, whom no wall stops.
    pub async fn text(&self, sql: &str) -> String {
        let row = self.owner.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        let row = row.unwrap_or_else(|error| panic!("{sql}: {error}")).expect("a row");
        let sql = sql.chars().take(200).collect::<String>();
        row.try_get_by_index::<Option<String>>(0).unwrap_or_else(|error| panic!("{sql}: {error}")).unwrap_or_default()
    }

    /// Every text of a query.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.owner.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }

    pub async fn run(&self, sql: &str) {
        self.owner.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Postgres shows everything to everybody, until the end of the test.
    pub async fn take_row_level_security_away(&self) {
        self.run(
            "do $$ declare t regclass; begin
                for t in select oid::regclass from pg_class where relrowsecurity and not relispartition loop
                    execute format('alter table %s disable row level security', t);
                end loop;
            end $$",
        )
        .await;
    }

    /// The other way round: row-level security stands again, and knows everybody but the house for the one named in
    /// `public.truly`, whatever the application says.
    pub async fn take_the_applications_wall_away(&self) {
        self.run(
            "do $$ declare t regclass; begin
                for t in select oid::regclass from pg_class where relforcerowsecurity and not relispartition loop
                    execute format('alter table %s enable row level security', t);
                end loop;
            end $$;
            create table public.truly (kind text not null, whose text not null);
            grant select on public.truly to public;
            insert into public.truly values ('nobody', '')",
        )
        .await;
        for schema in SCHEMAS {
            self.run(&format!(
                "create or replace function {schema}.sees(cooperative uuid, commune text) returns boolean
                language sql stable parallel safe
                return case
                    when coalesce(current_setting('phien.scope', true), '') = '' then false
                    when current_setting('phien.scope', true) = 'system' then true
                    else case (select kind from public.truly)
                        when 'cooperative' then cooperative = (select nullif(whose, '')::uuid from public.truly)
                        when 'province' then commune is not null
                        when 'commune' then commune = (select whose from public.truly)
                        else false
                    end
                end"
            ))
            .await;
        }
        self.run("alter table accounts.person_grant drop constraint person_grant_scope_fits").await;
        self.run("alter table accounts.person_grant drop constraint if exists person_grant_scope_named").await;
    }
}

/// An id as it is written.
pub fn id(prefix: &str, uuid: &str) -> String {
    format!("{prefix}_{}", uuid.replace('-', ""))
}

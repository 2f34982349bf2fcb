//! What must not be seen and must not change: the rows hidden from somebody, and the words and ids that only those hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use super::ground::{Ground, OPERATOR, Person, Things};

/// Shorter words mean nothing.
const LENGTH_MIN: usize = 6;
/// People and histories are told apart below. Delegations are read by their assistants and by the province, whose scopes do not say of which
/// cooperative: of them the application's wall stands alone.
const TABLES: &str = "
    select n.nspname || '.' || c.relname || ' ' || coalesce((select attname from pg_attribute a
        where a.attrelid = c.oid and a.attname in ('commune_code', 'office') and not a.attisdropped limit 1)::text, '')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('person', 'delegation', 'offer_event') and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'cooperative_id' and not a.attisdropped)
    order by 1";

/// People, as rows of the cooperative they are of. The province manages those of every cooperative; a commune, nobody.
const PEOPLE: &str = "(select scope_of::uuid as cooperative_id, person.person_id, name, login, role, disabled_at
    from accounts.person join accounts.person_grant using (person_id) where scope_kind = 'cooperative' and login <> 'half@example.vn')";

/// Memberships in unions, as rows of the member.
const UNIONS: &str = "(select member_id as cooperative_id, membership_id, commune_code, joined_on, left_on from onboarding.union_membership)";

/// What happened to offers. What the house itself wishes of them follows from what officials decide, too.
const HISTORIES: &str = "(select * from syndication.offer_event where happened ->> 'what' <> 'wished')";

/// Whoever types for a cooperative stands in its drafts, and is the commune's.
const ASSISTANTS: &str = "select replace(person_id::text, '-', '') from accounts.person
    where login in ('acting@example.vn', 'acts-other@example.vn')";

/// Words that a table allows, such as those of a state: everybody's.
const WORDS: &str = "select distinct word[1] from pg_constraint,
        regexp_matches(pg_get_constraintdef(oid), $re$'([^']+)'::text$re$, 'g') word
    where contype = 'c'";

/// Which rows of the two cooperatives somebody's scope does not reach, said once more and apart from both walls.
pub struct Hidden {
    scope: (&'static str, String),
    both: String,
    other: String,
}

impl Hidden {
    pub fn from(scope: &(&'static str, String), ground: &Ground) -> Self {
        let both = format!("cooperative_id in ('{}', '{}')", ground.own.cooperative, ground.other.cooperative);
        let other = format!("cooperative_id = '{}'", ground.other.cooperative);
        Self { scope: scope.clone(), both, other }
    }

    fn condition(&self, commune: &str) -> String {
        let of = &self.scope.1;
        match (self.scope.0, commune) {
            ("system", _) => "false".to_owned(),
            ("cooperative", _) => format!("cooperative_id <> '{of}'"),
            ("household", _) => format!("cooperative_id <> '{}'", of.split('/').next().unwrap_or_default()),
            ("province", column) if !column.is_empty() => format!("{column} is null"),
            ("commune", column) if !column.is_empty() => format!("{column} is distinct from '{of}'"),
            _ => "true".to_owned(),
        }
    }

    /// A digest of the other cooperative's hidden rows, for each table.
    pub async fn fingerprints(&self, ground: &Ground) -> BTreeMap<String, String> {
        let mut prints = BTreeMap::new();
        for (table, commune) in tables(ground).await {
            let (other, hidden) = (&self.other, self.condition(&commune));
            let sql = format!(
                "select md5(string_agg(t::text, ' ' order by t::text)) from {table} t where {other} and {hidden}"
            );
            prints.insert(table, ground.text(&sql).await);
        }
        prints
    }

    /// Notes the tables that are not what they were.
    pub async fn compare(
        &self,
        ground: &Ground,
        who: &str,
        before: &BTreeMap<String, String>,
        leaks: &mut Vec<String>,
    ) {
        let after = self.fingerprints(ground).await;
        let changed = after.iter().filter(|(table, print)| before.get(*table) != Some(print));
        leaks.extend(changed.map(|(table, _)| format!("{who} has changed another's rows of {table}")));
    }
}

async fn tables(ground: &Ground) -> Vec<(String, String)> {
    let tables = ground.texts(TABLES).await;
    assert!(tables.len() >= 20, "{tables:?}");
    let pairs =
        tables.iter().map(|line| line.split_once(' ').expect("a pair")).map(|(a, b)| (a.to_owned(), b.to_owned()));
    let besides = [(PEOPLE, "login"), (UNIONS, "commune_code"), (HISTORIES, "")];
    pairs.chain(besides.map(|(rows, commune)| (rows.to_owned(), commune.to_owned()))).collect()
}

/// Words and ids that somebody must not meet.
pub struct Canaries {
    words: BTreeSet<String>,
    phrases: BTreeSet<String>,
}

impl Canaries {
    pub async fn of(ground: &Ground, hidden: &Hidden) -> Self {
        let mut known: BTreeSet<String> = ground.texts(WORDS).await.into_iter().collect();
        known.extend(ground.texts(ASSISTANTS).await);
        let mut forbidden = BTreeSet::new();
        let (mut of_own, mut of_other) = (BTreeSet::new(), BTreeSet::new());
        for (table, commune) in tables(ground).await {
            let (both, condition) = (&hidden.both, hidden.condition(&commune));
            let sql = format!(
                "select distinct ({condition})::text || ' ' || ({other})::text || ' ' || (v.value #>> '{{}}') from {table} t,
                    jsonb_each(to_jsonb(t)) v where {both} and jsonb_typeof(v.value) = 'string'",
                other = hidden.other
            );
            for line in ground.texts(&sql).await {
                let mut parts = line.splitn(3, ' ');
                let (is_hidden, is_other) = (parts.next() == Some("true"), parts.next() == Some("true"));
                let value = parts.next().unwrap_or_default();
                if !tells_something(value) {
                    continue;
                }
                let value = bare(value);
                (if is_hidden { &mut forbidden } else { &mut known }).insert(value.clone());
                (if is_other { &mut of_other } else { &mut of_own }).insert(value);
            }
        }
        // A word that both have, such as a state's, tells nothing of either.
        let telling =
            |value: &&String| !(known.contains(*value) || of_own.contains(*value) && of_other.contains(*value));
        let mut found = Self { words: BTreeSet::new(), phrases: BTreeSet::new() };
        for value in forbidden.iter().filter(telling) {
            let set = if words(value).count() == 1 { &mut found.words } else { &mut found.phrases };
            set.insert(value.clone());
        }
        let is_another = hidden.scope.0 == "cooperative";
        assert!(!is_another || found.words.len() > 30, "{:?}", found.words);
        found
    }

    /// Notes what is met in an answer, but for what the request itself has named.
    pub fn look(&self, who: &str, what: &str, body: &str, named: &Things, leaks: &mut Vec<String>) {
        let mark = format!("state-{}", named.mark);
        let mut named: Vec<&str> =
            named.ids.values().filter_map(|id| id.split_once('_')).map(|(_, uuid)| uuid).collect();
        named.push(&mark);
        let met = words(body).filter(|word| self.words.contains(*word) && !named.contains(word));
        let met = met.chain(self.phrases.iter().map(String::as_str).filter(|phrase| body.contains(phrase)));
        let met: BTreeSet<_> = met.collect();
        if !met.is_empty() {
            leaks.push(format!("{who} met {:?} in {what}", met.iter().take(4).collect::<Vec<_>>()));
        }
    }
}

/// An id without its prefix and dashes, as it is met wherever it is written; other words as they are.
fn bare(value: &str) -> String {
    let uuid = value.split_once('_').map_or(value, |(_, uuid)| uuid).replace('-', "");
    let is_uuid = uuid.len() == 32 && uuid.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_uuid { uuid } else { value.to_owned() }
}

/// A word of letters, digits and dashes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

/// Neither an instant nor bytes nor a word that could be anybody's.
fn tells_something(value: &str) -> bool {
    let is_instant = value.len() >= 10
        && value.as_bytes()[4] == b'-'
        && value.as_bytes()[7] == b'-'
        && value[..4].parse::<u16>().is_ok();
    value.chars().count() >= LENGTH_MIN && !value.starts_with("\\x") && !is_instant
}

/// The text of an answer, also where it is a workbook.
pub fn readable(bytes: &[u8]) -> String {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let mut text = String::new();
    for place in 0..archive.len() {
        archive.by_index(place).expect("a part").read_to_string(&mut text).ok();
    }
    text
}

/// The application takes somebody for the other cooperative's manager, for an official and for whoever sees everything; Postgres
/// is told who they are in truth. How many grants they have now.
pub async fn believe_them_somebody_else(ground: &Ground, who: &mut Person) -> usize {
    let (kind, of) = &who.scope;
    let (cooperative, commune) = (&ground.other.cooperative, &ground.other.commune);
    if who.acts_for.is_some() {
        // The other cooperative let them act for it, as far as the application knows.
        ground
            .run(&format!(
                "update public.truly set kind = '{kind}', whose = '{of}';
                delete from accounts.delegation;
                insert into accounts.delegation (delegation_id, assistant_id, cooperative_id, cooperative, errands, starts_on,
                    ends_on, agreed_by, state, decided_by, decided_at)
                select gen_random_uuid(), a.person_id, '{cooperative}', 'Hợp tác xã', array['file', 'harvest', 'goods'],
                    now()::date - 1, now()::date + 30, 'Chủ nhiệm', 'live', d.person_id, now()
                from accounts.person a, accounts.person d where a.login = '{}' and d.login = '{OPERATOR}'",
                who.login
            ))
            .await;
        who.acts_for = Some(ground.other.ids["cooperative_id"].clone());
        return 1;
    }
    ground
        .run(&format!(
            "update public.truly set kind = '{kind}', whose = '{of}';
            delete from accounts.person_grant where person_id = (select person_id from accounts.person where login = '{login}');
            insert into accounts.person_grant (person_id, role, scope_kind, scope_of)
            select person_id, role, scope_kind, scope_of from accounts.person, (values
                ('commune_official', 'commune', '{commune}'), ('cooperative_manager', 'cooperative', '{cooperative}'),
                ('operator', 'province', ''), ('provincial_official', 'province', '')) as believed (role, scope_kind, scope_of)
            where login = '{login}'",
            login = who.login
        ))
        .await;
    4
}

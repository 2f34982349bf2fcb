//! Unions of cooperatives: the union says who joins, either side says who leaves, and neither sees more of the other.

use chrono::NaiveDate;
use contract::{
    Caller, PageRequest, code,
    imports::{ImportKind, ImportRows, ImportStatus},
    onboarding::{
        AddUnionMember, CooperativeForm, CooperativeView, DecideCooperatives, Decision, EndUnionMembership,
        FindHouseholds, GetCooperative, ProducerKind, SaveCooperative, UnionMembershipView,
    },
};
use ids::{Cooperative, Id, UnionMembership};
use mailbox::Unanswered;
use scoped::{Access, Scoped};

use crate::{
    house::{House, at, codes, manager, official, refused},
    workbook::Book,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

impl House {
    /// A house where the first of three cooperatives is a union.
    async fn with_a_union() -> (Self, [CooperativeView; 3]) {
        let house = Self::with_season(&[ImportKind::Cooperatives]).await;
        let sql = "update cooperative set kind = 'cooperative_union' where code in ('HTX01', 'HTX04')";
        house.as_owner(async |tx| assert_eq!(tx.run(sql, []).await.expect("unions"), 2)).await;
        house.verify("HTX01").await;
        let three =
            [house.cooperative("HTX01").await, house.cooperative("HTX02").await, house.cooperative("HTX03").await];
        (house, three)
    }

    async fn verify(&self, code: &str) {
        let cooperative_ids = vec![self.cooperative(code).await.cooperative_id];
        let ask = DecideCooperatives { cooperative_ids, decision: Decision::Verify, version: None, name: "Lan".into() };
        self.ask(&official(), &ask).await.expect("verified");
    }

    /// Saves its file as it is, as another kind.
    async fn becomes(&self, who: &Caller, id: Id<Cooperative>, kind: ProducerKind) -> Result<(), Unanswered> {
        let file = self.ask(who, &GetCooperative { cooperative_id: id }).await.expect("its file");
        let form = CooperativeForm {
            name: file.cooperative.name,
            kind: Some(kind),
            tax_code: file.cooperative.tax_code,
            legacy_tax_code: None,
            representative: file.representative,
            representative_id: None,
            phone: None,
            representative_since: file.representative_since,
            commune_code: file.cooperative.commune_code,
            hamlet: file.hamlet,
            founded_on: file.founded_on,
            bank: None,
        };
        self.ask(who, &SaveCooperative { cooperative_id: id, version: file.version, form }).await
    }

    async fn joins(&self, union: &Caller, member: &str, on: &str) -> Result<Id<UnionMembership>, Unanswered> {
        self.ask(union, &AddUnionMember { member: member.into(), joined_on: day(on) }).await
    }

    async fn ends(&self, who: &Caller, membership_id: Id<UnionMembership>, on: &str) -> Result<(), Unanswered> {
        self.ask(who, &EndUnionMembership { membership_id, left_on: day(on) }).await
    }

    async fn unions_of(&self, who: &Caller, cooperative_id: Id<Cooperative>) -> Vec<UnionMembershipView> {
        self.ask(who, &GetCooperative { cooperative_id }).await.expect("a file").unions
    }
}

fn faults<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> Vec<String> {
    match answer {
        Err(Unanswered::Refused(refusal)) => {
            refusal.fields.into_iter().map(|it| format!("{} {}", it.field, it.code)).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_union_adds_a_cooperative_by_either_code_and_either_side_ends_it() {
    let (house, [union, member, other]) = House::with_a_union().await;
    let (of_union, of_member) = (manager(union.cooperative_id), manager(member.cooperative_id));
    let id = house.joins(&of_union, " htx02 ", "2025-03-01").await.expect("a member");
    house.joins(&of_union, &other.tax_code, "2025-09-01").await.expect("by its tax code");
    for (who, of) in [(&of_union, &union), (&of_member, &member), (&official(), &member)] {
        let seen = house.unions_of(who, of.cooperative_id).await;
        let seen = seen.iter().find(|it| it.membership_id == id).expect("it is there");
        assert_eq!((seen.union_name.as_str(), seen.member_name.as_str()), (union.name.as_str(), member.name.as_str()));
        assert_eq!((seen.union_code.as_str(), seen.member_code.as_str()), ("HTX01", "HTX02"));
        assert_eq!((seen.joined_on, seen.left_on), (day("2025-03-01"), None));
    }
    assert_eq!(faults(house.joins(&of_union, "HTX02", "2025-09-01").await), ["member member_already"]);
    assert_eq!(faults(house.joins(&of_union, "HTX99", "2025-09-01").await), ["member cooperative_unknown"]);
    assert_eq!(faults(house.joins(&of_union, "HTX04", "2025-09-01").await), ["member union_in_union"]);
    assert_eq!(faults(house.joins(&of_union, "HTX05", "2025-09-02").await), ["joined_on date_future"]);
    assert_eq!(refused(house.joins(&of_member, "HTX03", "2025-09-01").await), code::CONFLICT, "it is no union");
    assert_eq!(refused(house.joins(&official(), "HTX05", "2025-09-01").await), code::NOT_ALLOWED);

    assert_eq!(faults(house.ends(&of_member, id, "2025-02-28").await), ["left_on dates_order"]);
    assert_eq!(refused(house.ends(&manager(other.cooperative_id), id, "2025-09-01").await), code::NOT_FOUND);
    assert_eq!(refused(house.ends(&official(), id, "2025-09-01").await), code::NOT_ALLOWED);
    house.ends(&of_member, id, "2025-08-01").await.expect("the member leaves");
    assert_eq!(refused(house.ends(&of_union, id, "2025-09-01").await), code::CONFLICT, "it is over");
    assert_eq!(faults(house.joins(&of_union, "HTX02", "2025-07-31").await), ["joined_on dates_order"]);
    house.calendar.set(at("2025-10-01T02:00:00Z"));
    let again = house.joins(&of_union, "HTX02", "2025-10-01").await.expect("it comes back");
    house.ends(&of_union, again, "2025-10-01").await.expect("the union ends it");
    let history = house.unions_of(&of_member, member.cooperative_id).await;
    assert_eq!(
        history.iter().map(|it| it.left_on).collect::<Vec<_>>(),
        [Some(day("2025-10-01")), Some(day("2025-08-01"))]
    );
    let trail = "select count(*) as n from audit_entry where outcome = 'done'
        and action in ('add_union_member', 'end_union_membership')";
    assert_eq!(house.number(trail).await, 5);
    house.world.end().await;
}

#[tokio::test]
async fn a_union_is_verified_before_it_names_members_and_stays_one_while_it_has_some() {
    let (house, [union, member, _]) = House::with_a_union().await;
    let (of_union, of_member) = (manager(union.cooperative_id), manager(member.cooperative_id));
    let unverified = manager(house.cooperative("HTX04").await.cooperative_id);
    assert_eq!(faults(house.joins(&unverified, "HTX02", "2025-03-01").await), ["member union_not_verified"]);
    let id = house.joins(&of_union, "HTX02", "2025-03-01").await.expect("a member");
    let fault = ["kind kind_in_union"];
    let becomes = house.becomes(&of_union, union.cooperative_id, ProducerKind::Cooperative).await;
    assert_eq!(faults(becomes), fault);
    let becomes = house.becomes(&of_member, member.cooperative_id, ProducerKind::CooperativeUnion).await;
    assert_eq!(faults(becomes), fault);
    house.becomes(&of_member, member.cooperative_id, ProducerKind::Enterprise).await.expect("no union either way");
    house.ends(&of_member, id, "2025-08-01").await.expect("the member leaves");
    house.becomes(&of_union, union.cooperative_id, ProducerKind::Cooperative).await.expect("nobody is in it");
    house.world.end().await;
}

#[tokio::test]
async fn a_membership_opens_nothing_of_the_other_side() {
    let (house, [union, member, other]) = House::with_a_union().await;
    let (of_union, of_member) = (manager(union.cooperative_id), manager(member.cooperative_id));
    house.joins(&of_union, "HTX02", "2025-03-01").await.expect("a member");
    for (who, theirs) in [(&of_union, &member), (&of_member, &union)] {
        let file = house.ask(who, &GetCooperative { cooperative_id: theirs.cooperative_id }).await;
        assert_eq!(refused(file), code::NOT_FOUND);
        let households = house
            .ask(who, &FindHouseholds { page: PageRequest::first(200), ..FindHouseholds::default() })
            .await
            .expect("their own")
            .rows;
        let own = if theirs.code == "HTX02" { &union } else { &member };
        assert_eq!(households.len(), own.households as usize);
    }
    // Postgres says so, too: of every table the same rows as before, and of its partners code and name.
    let database = house.world.database("onboarding");
    for (caller, rows, partners) in [(&of_union, 1, 2), (&of_member, 1, 2), (&manager(other.cooperative_id), 0, 0)] {
        let tx = database.begin(caller, Access::Write).await.expect("a transaction");
        let count = async |sql: &str| tx.run(sql, []).await.expect("counted");
        assert_eq!(count("update cooperative set name = name").await, 1);
        assert_eq!(count("update union_membership set left_on = left_on").await, rows);
        assert_eq!(count("select from partners_in_unions()").await, partners);
        tx.rollback().await.expect("ended");
    }
    let tx = database.begin(&of_member, Access::Write).await.expect("a transaction");
    let sql = format!(
        "insert into union_membership (membership_id, union_id, member_id, commune_code, joined_on)
        values (gen_random_uuid(), '{}', '{}', '{}', now()::date)",
        other.cooperative_id.uuid(),
        member.cooperative_id.uuid(),
        member.commune_code
    );
    let error = tx.run(&sql, []).await.expect_err("nobody joins another's union by themselves");
    assert!(error.to_string().contains("row-level security"), "{error}");
    tx.rollback().await.expect("ended");
    house.world.end().await;
}

#[tokio::test]
async fn no_file_makes_another_kind_of_a_union_and_gives_it_members_at_once() {
    let (house, _) = House::with_a_union().await;
    let of_kind = |kind: &str| Book::producers().with_column("Hợp tác xã", "Loại hình", kind);
    let file = ImportKind::Cooperatives;
    house.take_whole(&official(), file, of_kind("Liên hiệp hợp tác xã").bytes()).await;
    house.verify("HTX70").await;
    let union = manager(house.cooperative("HTX70").await.cooperative_id);
    let both = of_kind("Hợp tác xã").with_sheets_of(Book::memberships(&["HTX70|HTX02|01/03/2025|"]));
    assert_eq!(codes(&house.check(&union, file, both.bytes()).await.faults), ["not_a_union"]);
    house.world.end().await;
}

#[tokio::test]
async fn while_a_membership_lasts_no_statement_changes_a_kind_beneath_it() {
    let (house, [union, ..]) = House::with_a_union().await;
    house.joins(&manager(union.cooperative_id), "HTX02", "2025-03-01").await.expect("a member");
    for (code, kind, held_by) in [
        ("HTX01", "cooperative", "union_membership_in_a_union"),
        ("HTX02", "cooperative_union", "union_membership_of_no_union"),
    ] {
        let sql = format!("update cooperative set kind = '{kind}' where code = '{code}'");
        let held = async |tx: &Scoped| {
            let error = tx.run(&sql, []).await.expect_err("it is held").to_string();
            assert!(error.contains(held_by), "{error}");
        };
        house.as_owner(held).await;
    }
    house.world.end().await;
}

#[tokio::test]
async fn a_union_tells_its_members_by_file_too() {
    let (house, [union, member, _]) = House::with_a_union().await;
    let (of_union, of_member) = (manager(union.cooperative_id), manager(member.cooperative_id));
    let kind = ImportKind::Cooperatives;
    let book = |rows: &[&str]| Book::memberships(rows).bytes();
    let told = |taken: &ImportStatus| {
        let count = taken.takes.iter().find(|it| it.what == "union_memberships").expect("counted");
        (count.added, count.changed, count.unchanged)
    };
    let two = ["HTX01|HTX02|01/03/2025|", "HTX01|HTX03|01/04/2025|01/05/2025"];
    for (rows, counted) in [
        (&two[..], (2, 0, 0)),
        (&two[..], (0, 0, 2)),
        (&["HTX01|HTX02|01/03/2025|01/08/2025", "HTX01|HTX02|02/08/2025|"], (1, 1, 0)),
        (&["HTX01|HTX02|01/03/2025|"], (0, 0, 1)),
    ] {
        let taken = house.take_whole(&of_union, kind, book(rows)).await;
        assert_eq!(told(&taken), counted, "{rows:?}");
    }
    let history = house.unions_of(&of_member, member.cooperative_id).await;
    let terms: Vec<_> = history.iter().map(|it| (it.joined_on, it.left_on)).collect();
    assert_eq!(terms, [(day("2025-08-02"), None), (day("2025-03-01"), Some(day("2025-08-01")))]);
    for (row, code) in [
        ("HTX01|HTX02|01/09/2025|", "member_already"),
        ("HTX01|HTX02|01/03/2025|02/08/2025", "union_term_over"),
        ("HTX01|HTX02|02/08/2025|01/08/2025", "dates_order"),
        ("HTX01|HTX03|30/04/2025|", "dates_order"),
        ("HTX01|HTX05|02/09/2025|", "date_future"),
        ("HTX01|HTX04|01/09/2025|", "union_in_union"),
        ("HTX01|HTX99|01/09/2025|", "cooperative_unknown"),
        ("HTX01|?|01/09/2025|", "cooperative_unknown"),
        ("HTX02|HTX01|01/09/2025|", "not_your_cooperative"),
    ] {
        assert_eq!(codes(&house.check(&of_union, kind, book(&[row])).await.faults), [code], "{row}");
    }
    for (who, row, code) in [
        (&of_member, "HTX02|HTX03|01/09/2025|", "not_a_union"),
        (&official(), "HTX01|HTX05|01/09/2025|", "union_says_itself"),
        (&manager(house.cooperative("HTX04").await.cooperative_id), "HTX04|HTX05|01/09/2025|", "union_not_verified"),
    ] {
        assert_eq!(codes(&house.check(who, kind, book(&[row])).await.faults), [code], "{row}");
    }
    // Who is in the register is not told to somebody who may not add members.
    let unknown = house.check(&of_member, kind, book(&["HTX02|HTX99|01/09/2025|"])).await;
    assert_eq!(codes(&unknown.faults), ["not_a_union"]);
    // A union that is to be looked at anew still tells of the members it has.
    let unverified = "update cooperative set verified_at = null, state = 'submitted' where code = 'HTX01'";
    house.as_owner(async |tx| assert_eq!(tx.run(unverified, []).await.expect("lifted"), 1)).await;
    let taken = house.take_whole(&of_union, kind, book(&["HTX01|HTX02|02/08/2025|15/08/2025"])).await;
    assert_eq!(told(&taken), (0, 1, 0));
    let added = house.check(&of_union, kind, book(&["HTX01|HTX05|01/09/2025|"])).await;
    assert_eq!(codes(&added.faults), ["union_not_verified"]);
    // What is told is taken again without a change, and a member does not tell it.
    let of =
        house.unions_of(&of_union, union.cooperative_id).await.iter().map(|it| it.membership_id.to_string()).collect();
    let ask = ImportRows { kind, sheet: 4, of };
    assert_eq!(house.ask(&of_union, &ask).await.expect("a sheet").rows.len(), 3);
    assert!(house.ask(&of_member, &ask).await.expect("a sheet").rows.is_empty());
    house.world.end().await;
}

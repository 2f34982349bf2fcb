//! Whose imports one sees.

use contract::{Caller, Role, Scope, code, imports::ImportState};
use ids::Id;

use crate::shelf::{House, manager, official, operator, refused};

#[tokio::test]
async fn everybody_sees_their_own_imports_and_officials_those_of_the_province() {
    let house = House::new(true).await;
    let (official, colleague) = (official(), official());
    let (manager, neighbour) = (manager(), manager());
    let partner = Caller::person(Id::generate(), Role::CooperativeManager, manager.scope.clone());
    let (operator, nobody) = (operator(), Caller::person(Id::generate(), Role::CooperativeManager, Scope::Nobody));
    let of_the_province = house.hand_in(&official, &[("cam", "1")]).await;
    let of_the_cooperative = house.hand_in(&manager, &[("chè", "2")]).await;
    let of_the_house = house.hand_in(&operator, &[("gạo", "3")]).await;
    let cases = [
        (&official, [true, false, false]),
        (&colleague, [true, false, false]),
        (&manager, [false, true, false]),
        (&partner, [false, true, false]),
        (&neighbour, [false, false, false]),
        (&nobody, [false, false, false]),
        (&operator, [true, true, true]),
    ];
    for (caller, seen) in cases {
        for (import, is_seen) in [of_the_province, of_the_cooperative, of_the_house].into_iter().zip(seen) {
            if is_seen {
                house.until(caller, import, ImportState::Checked).await;
            } else {
                assert_eq!(refused(house.status(caller, import).await), code::NOT_FOUND, "{:?}", caller.scope);
                assert_eq!(refused(house.take(caller, import, true).await), code::NOT_FOUND, "{:?}", caller.scope);
            }
        }
    }
    house.world.end().await;
}

#[tokio::test]
async fn a_file_is_taken_in_its_owners_scope_whoever_says_so() {
    let house = House::new(true).await;
    let (manager, operator) = (manager(), operator());
    let import = house.hand_in(&manager, &[("cam", "1")]).await;
    house.until(&manager, import, ImportState::Checked).await;
    house.take(&operator, import, false).await.expect("operators may");
    house.until(&manager, import, ImportState::Taken).await;
    assert_eq!(house.things_of("cooperative").await, 1);
    house.world.end().await;
}

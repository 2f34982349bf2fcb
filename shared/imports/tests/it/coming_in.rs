//! The usual way of a file, and what its owner is told meanwhile.

use contract::{code, imports::ImportState};

use crate::shelf::{House, manager, official, refused};

#[tokio::test]
async fn a_sound_file_is_checked_and_then_taken() {
    let house = House::new(true).await;
    let caller = official();
    let import = house.hand_in(&caller, &[("cam", "1"), ("chè", "2")]).await;
    let checked = house.until(&caller, import, ImportState::Checked).await;
    assert_eq!((checked.rows_done, checked.rows_total, checked.rows_faulty), (2, 2, 0));
    assert_eq!((checked.takes[0].what.as_str(), checked.takes[0].added), ("things", 2));
    assert_eq!(house.things().await, 0);

    house.take(&caller, import, false).await.expect("it is sound");
    house.until(&caller, import, ImportState::Taken).await;
    assert_eq!(house.things().await, 2);

    house.take(&caller, import, false).await.expect("taking again is fine");
    assert_eq!(house.status(&caller, import).await.expect("an import").state, ImportState::Taken);
    assert_eq!(house.things().await, 2);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_with_faults_is_taken_without_them_only_by_choice() {
    let house = House::new(true).await;
    let caller = manager();
    let import = house.hand_in(&caller, &[("cam", "1"), ("chè", "13"), ("", "x"), ("gạo", "3")]).await;
    let checked = house.until(&caller, import, ImportState::Checked).await;
    let faults: Vec<(u32, &str)> = checked.faults.iter().map(|fault| (fault.row, fault.code.as_str())).collect();
    // The table's title and headers fill three rows.
    assert_eq!(faults, [(5, "unlucky"), (6, "missing_value"), (6, "not_a_whole_number")]);
    assert_eq!((checked.rows_faulty, checked.takes[0].added), (2, 2));

    assert_eq!(refused(house.take(&caller, import, false).await), code::IMPORT_HAS_FAULTS);
    assert_eq!(house.status(&caller, import).await.expect("an import").state, ImportState::Checked);
    house.take(&caller, import, true).await.expect("by choice");
    let taken = house.until(&caller, import, ImportState::Taken).await;
    assert_eq!((house.things().await, taken.rows_faulty), (2, 2));
    house.world.end().await;
}

#[tokio::test]
async fn the_owner_sees_how_far_a_check_is() {
    let house = House::new(true).await;
    house.shelf.looks.forget_permits(usize::MAX);
    let caller = official();
    let things: Vec<(String, String)> = (0..10).map(|at| (format!("thứ {at}"), at.to_string())).collect();
    let things: Vec<(&str, &str)> = things.iter().map(|(name, number)| (name.as_str(), number.as_str())).collect();
    let import = house.hand_in(&caller, &things).await;
    house.shelf.looks.add_permits(4);
    testkit::until("four rows of ten are done", || async {
        let status = house.status(&caller, import).await.expect("an import");
        (status.state, status.rows_done, status.rows_total) == (ImportState::Checking, 4, 10)
    })
    .await;
    assert_eq!(refused(house.take(&caller, import, false).await), code::CONFLICT);
    house.shelf.looks.add_permits(6);
    assert_eq!(house.until(&caller, import, ImportState::Checked).await.rows_done, 10);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_words() {
    let house = House::new(true).await;
    let caller = official();
    let import = house.hand_in_bytes(&caller, b"no workbook at all".to_vec()).await;
    let refusal = house.until(&caller, import, ImportState::Refused).await;
    assert_eq!(
        (refusal.faults.len(), refusal.faults[0].code.as_str(), refusal.faults[0].row),
        (1, "not_a_workbook", 0)
    );
    assert!(!refusal.faults[0].reason.is_empty() && !refusal.faults[0].remedy_en.is_empty());
    assert_eq!(refused(house.take(&caller, import, true).await), code::CONFLICT);
    house.world.end().await;
}

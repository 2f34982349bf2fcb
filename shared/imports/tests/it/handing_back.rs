//! What goes back to an owner: the template, and the file with its faults marked.

use contract::{code, imports::ImportState};
use sheets::FAULT_COLUMN;

use crate::shelf::{House, LAYOUTS, manager, refused};

#[tokio::test]
async fn a_template_comes_back_as_a_file_that_can_be_read() {
    let house = House::new(true).await;
    let template = house.template(&manager()).await;
    let sheets = sheets::read(&template, &LAYOUTS).expect("its own layout");
    assert_eq!(sheets.len(), 1);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_with_faults_comes_back_marked_to_its_owner_and_nobody_else() {
    let house = House::new(true).await;
    let (owner, neighbour) = (manager(), manager());
    let import = house.hand_in(&owner, &[("cam", "13"), ("chè", "2")]).await;
    house.until(&owner, import, ImportState::Checked).await;
    let marked = house.marked(&owner, import).await.expect("a marked copy");
    let status = house.status(&owner, import).await.expect("a status");
    assert_ne!(house.files.read(&status.file).await.expect("the upload"), marked);
    let rows = &sheets::read(&marked, &LAYOUTS).expect("its own layout")[0].rows;
    assert_eq!(rows[0].typed("Số"), "13");
    let marks = sheets::Layout {
        sheet: LAYOUTS[0].sheet,
        columns: &[sheets::Column { header: FAULT_COLUMN, ..sheets::Column::TEXT }],
    };
    let rows = &sheets::read(&marked, &[marks]).expect("the column of faults")[0].rows;
    assert!(rows[0].typed(FAULT_COLUMN).contains("Chọn số khác"), "{}", rows[0].typed(FAULT_COLUMN));
    assert_eq!(refused(house.marked(&neighbour, import).await), code::NOT_FOUND);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_that_is_not_checked_or_not_readable_has_no_marked_copy() {
    let house = House::new(false).await;
    let owner = manager();
    let queued = house.hand_in(&owner, &[("cam", "13")]).await;
    assert_eq!(refused(house.marked(&owner, queued).await), code::CONFLICT);
    house.world.end().await;

    let house = House::new(true).await;
    let unreadable = house.hand_in_bytes(&owner, b"no workbook".to_vec()).await;
    house.until(&owner, unreadable, ImportState::Refused).await;
    assert_eq!(refused(house.marked(&owner, unreadable).await), code::CONFLICT);
    house.world.end().await;
}

#[tokio::test]
async fn a_marked_copy_tells_every_fault_however_many_a_page_lists() {
    let house = House::new(true).await;
    let owner = manager();
    let things: Vec<String> = (0..700).map(|at| format!("thứ {at}")).collect();
    let unlucky: Vec<(&str, &str)> = things.iter().map(|name| (name.as_str(), "13")).collect();
    let import = house.hand_in(&owner, &unlucky).await;
    let checked = house.until(&owner, import, ImportState::Checked).await;
    assert_eq!((checked.rows_faulty, checked.faults.len()), (700, 500));
    let marked = house.marked(&owner, import).await.expect("a marked copy");
    let marks = sheets::Layout {
        sheet: LAYOUTS[0].sheet,
        columns: &[sheets::Column { header: FAULT_COLUMN, ..sheets::Column::TEXT }],
    };
    let rows = &sheets::read(&marked, &[marks]).expect("the column of faults")[0].rows;
    assert_eq!(rows.iter().filter(|row| row.typed(FAULT_COLUMN).contains("Chọn số khác")).count(), 700);
    house.world.end().await;
}

#[tokio::test]
async fn a_csv_file_comes_in_like_a_workbook() {
    let house = House::new(true).await;
    let owner = manager();
    let import = house.hand_in_bytes(&owner, "\u{feff}Tên;Số\ncam;1\nchè;13\n".as_bytes().to_vec()).await;
    let checked = house.until(&owner, import, ImportState::Checked).await;
    assert_eq!((checked.rows_total, checked.rows_faulty, checked.faults[0].row), (2, 1, 3));
    house.take(&owner, import, true).await.expect("by choice");
    house.until(&owner, import, ImportState::Taken).await;
    assert_eq!(house.things().await, 1);
    house.world.end().await;
}

//! The largest files we read fit into 512 MiB: read by a child that gets no more.

use std::{fs, process::Command};

use sheets::{Faults, RowReader, marked_copy, read};

use super::{
    LOTS,
    files::{Bare, header_row},
};

const KIB_MAX: u32 = 512 << 10;
const FOLDER: &str = "FOLDER_OF_LARGE_FILES";

#[test]
fn the_largest_files_are_read_in_half_a_gibibyte() {
    let folder = tempfile::tempdir().expect("a folder");
    let headers = header_row();
    let row = |cells: &str| format!("<row>{cells}</row>");
    let tall = row(&r#"<c t="str"><v>Chợ Phiên 0123456789</v></c>"#.repeat(5)).repeat(99_990);
    let own: Vec<String> = (0..499_990).map(|at| format!("<si><t>Chợ {at}</t></si>")).collect();
    let numbers: Vec<String> = (0..499_900).map(|at| format!(r#"<c t="s"><v>{at}</v></c>"#)).collect();
    let wide: String = numbers.chunks(10).map(|cells| row(&cells.concat())).collect();
    let formats = format!("<cellXfs>{}</cellXfs>", r#"<xf numFmtId="0"/>"#.repeat(200_000));
    let lines = format!("Mã HTX;Ngày hái;Số lượng;Đơn vị\n{}", "Chợ;Phiên;1;kg;\n".repeat(99_990));
    let strings = format!("<sst>{}</sst>", own.concat());
    let files = [
        ("tall", Bare { data: &(headers.clone() + &tall), ..Bare::default() }.bytes()),
        ("wide", Bare { data: &(headers.clone() + &wide), strings: &strings, ..Bare::default() }.bytes()),
        ("formats", Bare { styles: &formats, data: &headers, ..Bare::default() }.bytes()),
        ("lines", lines.into_bytes()),
    ];
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).expect("a place on the disk");
    }
    let child = "ulimit -v $0 && exec \"$1\" --exact memory::large_files --ignored --nocapture --test-threads=1";
    let told = Command::new("sh")
        .args(["-c", child, &KIB_MAX.to_string()])
        .arg(std::env::current_exe().expect("this test is a program"))
        .env(FOLDER, folder.path())
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .expect("a child");
    let (said, complained) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success(), "{said}{complained}");
    assert_eq!(said.matches("rows read").count(), files.len(), "{said}{complained}");
}

/// What the child does.
#[test]
#[ignore = "the test above runs it, in a process with little memory"]
fn large_files() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        let read = read(&bytes, &[LOTS]).map(|sheets| {
            let mut faults = Faults::new();
            for row in &sheets[0].rows {
                RowReader::new(row, &mut faults).date("Ngày hái");
            }
            (sheets[0].rows.len(), faults)
        });
        let (rows, faults) = read.expect("it is within the limits");
        println!("{}: {rows} rows read, {} at most", path.display(), most_memory_so_far());
        // One is enough, for writing takes its time: that of the most rows.
        if path.ends_with("lines") {
            marked_copy(&bytes, &[LOTS], faults.kept()).expect("a marked copy");
            println!("{}: marked, {} at most", path.display(), most_memory_so_far());
        }
    }
}

fn most_memory_so_far() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("?").trim().to_owned()
}

//! Small files, written for one test: sound as they are, and one cell different at a time.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

/// The sheets of a file, each with its headers first.
#[derive(Debug, Clone)]
pub struct Book(Vec<Page>);

#[derive(Debug, Clone)]
struct Page {
    name: &'static str,
    headers: Vec<&'static str>,
    rows: Vec<BTreeMap<&'static str, String>>,
}

impl Book {
    /// One cooperative, two households, one paper.
    pub fn producers() -> Self {
        Self(vec![
            page(
                "Hợp tác xã",
                "Mã HTX|Tên hợp tác xã|Mã số thuế|Người đại diện|Số định danh người đại diện|Số điện thoại|Thôn, bản|Xã|Huyện cũ|Ngày thành lập",
                &[
                    "HTX70|Hợp tác xã Thử|5199999912|Giàng Mí Thử|002299700001|0900 000 801|Thôn Thử|Quản Bạ|Quản Bạ|04/03/2019",
                ],
            ),
            page(
                "Hộ thành viên",
                "Mã HTX|Mã hộ|Chủ hộ|Số định danh|Số điện thoại|Thôn, bản|Xã|Huyện cũ|Ngày vào HTX",
                &[
                    "HTX70|HO7001|Vàng Mí Một|002299700011|0900 000 811|Thôn Thử|Quản Bạ|Quản Bạ|01/04/2022",
                    "HTX70|HO7002|Sùng Thị Hai|002299700012||Thôn Thử|Quản Bạ||02/04/2022",
                ],
            ),
            page(
                "Giấy tờ",
                "Mã HTX|Loại giấy tờ|Số giấy|Nơi cấp|Ngày cấp|Ngày hết hạn|Sản phẩm|Số sao|Điểm",
                &["HTX70|OCOP|TH-001/2024|Cơ quan cấp|03/06/2024||Hồng không hạt|4|82"],
            ),
        ])
    }

    /// The same with a plot of each household.
    pub fn producers_with_plots() -> Self {
        let mut book = Self::producers();
        book.0.push(page(
            "Thửa đất",
            "Mã HTX|Mã hộ|Mã thửa|Tên vườn|Sản phẩm|Xã|Huyện cũ|Diện tích|Đơn vị diện tích|Năm trồng|Mã vùng trồng|Thị trường của mã|Ngày cấp mã|Tình trạng mã",
            &[
                "HTX70|HO7001|TH7001-1|Vườn sau nhà|Hồng không hạt|Quản Bạ||2,5|sào|2015|VN-HGOR-0042|Trung Quốc|20/05/2024|Tạm dừng",
                "HTX70|HO7002|TH7002-1|Đồi cao|Hồng không hạt|Quản Bạ|Quản Bạ|0,3|ha||||||",
            ],
        ));
        book
    }

    /// Members of unions.
    pub fn memberships(rows: &[&str]) -> Self {
        Self(vec![page("Thành viên liên hiệp", "Mã HTX|Mã thành viên|Ngày kết nạp|Ngày ra khỏi", rows)])
    }

    /// One lot of the cooperative above, filled by its two households.
    pub fn harvest() -> Self {
        Self(vec![
            page(
                "Lô hàng",
                "Mã lô|Mã HTX|Sản phẩm|Hạng|Vụ|Hái từ ngày|Hái đến ngày|Bán đến ngày|Số lượng|Đơn vị",
                &[
                    "HONGQB-2526-9001-K|HTX70|Hồng không hạt|Loại 1|HONG-2025-2026|02/09/2025|28/09/2025|31/10/2025|1,2|tạ",
                ],
            ),
            page(
                "Khai báo thu hoạch",
                "Mã lô|Mã hộ|Ngày hái|Số lượng|Đơn vị|Người cân",
                &[
                    "HONGQB-2526-9001-K|HO7001|05/09/2025|40|kg|Lù Văn Cân",
                    "HONGQB-2526-9001-K|HO7001|05/09/2025|30|kg|Lù Văn Cân",
                    "HONGQB-2526-9001-K|HO7002|08/09/2025|50|cân|",
                ],
            ),
        ])
    }

    /// The same with another text in one cell; `row` counts from 0 below the headers.
    pub fn with(mut self, sheet: &str, row: usize, column: &'static str, text: &str) -> Self {
        let page = self.0.iter_mut().find(|page| page.name == sheet).expect("a sheet of this name");
        assert!(page.headers.contains(&column), "no column {column}");
        page.rows[row].insert(column, text.to_owned());
        self
    }

    /// The same with the sheets of another after its own.
    pub fn with_sheets_of(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same with one more column, filled alike in every row.
    pub fn with_column(mut self, sheet: &str, column: &'static str, text: &str) -> Self {
        let page = self.0.iter_mut().find(|page| page.name == sheet).expect("a sheet of this name");
        page.headers.push(column);
        page.rows.iter_mut().for_each(|row| {
            row.insert(column, text.to_owned());
        });
        self
    }

    /// The same with a row added that is like another, but for some cells.
    pub fn and(mut self, sheet: &str, like: usize, cells: &[(&'static str, &str)]) -> Self {
        let page = self.0.iter_mut().find(|page| page.name == sheet).expect("a sheet of this name");
        let mut row = page.rows[like].clone();
        row.extend(cells.iter().map(|(column, text)| (*column, (*text).to_owned())));
        page.rows.push(row);
        self
    }

    /// The same without a row.
    pub fn without(mut self, sheet: &str, row: usize) -> Self {
        let page = self.0.iter_mut().find(|page| page.name == sheet).expect("a sheet of this name");
        page.rows.remove(row);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        for page in &self.0 {
            let sheet = workbook.add_worksheet().set_name(page.name).expect("a short name");
            for (column, header) in (0_u16..).zip(&page.headers) {
                sheet.write_string(0, column, *header).expect("a header");
                for (row, cells) in (1_u32..).zip(&page.rows) {
                    sheet.write_string(row, column, &cells[header]).expect("a cell");
                }
            }
        }
        workbook.save_to_buffer().expect("a workbook")
    }
}

fn page(name: &'static str, headers: &'static str, rows: &[&str]) -> Page {
    let headers: Vec<&str> = headers.split('|').collect();
    let rows = rows.iter().map(|row| {
        let cells = row.split('|').map(str::to_owned);
        headers.iter().copied().zip(cells).collect()
    });
    Page { name, rows: rows.collect(), headers }
}

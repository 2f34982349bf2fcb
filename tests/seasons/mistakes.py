"""The small set with mistakes: right rows first, then one wrong cell at a time, each with the code that names it."""

from datetime import date

from codes import lot_code, tax_codes
from workbook import HEADERS, save

TAX = list(tax_codes("5199999"))[-3:]
HONG, CAM = lot_code("HONGQB", "2526", 9001), lot_code("CAMSANH", "2526", 9001)
SHORT = lot_code("HONGQB", "2526", 9002)
BASKETS, FEBRUARY = lot_code("CAMSANH", "2526", 9002), lot_code("CAMSANH", "2526", 9003)
NOWHERE = lot_code("CAMSANH", "2526", 9009)
WRONG_TAX = TAX[2][:9] + str((int(TAX[2][9]) + 1) % 10)


def cooperative(code, what, tax_code, representative, commune, district, founded):
    number = int(code[3:])
    return [code, f"Hợp tác xã {what} Thử Lỗi", tax_code, representative, f"002299{number * 1_001:06}",
            f"0900 000 6{number}", "Thôn Thử", commune, district, founded]


def paper(cooperative_code, kind, number, issued, years, product, stars=None, score=None):
    return [cooperative_code, kind, number, "Cơ quan cấp (mô phỏng)", issued, issued.replace(year=issued.year + years),
            product, stars, score]


def household(number, cooperative, name, commune, district, hamlet="Thôn Thử"):
    return [cooperative, f"HO{number}", name, f"002299{number * 7:06}", f"0900 000 {number - 8300}", hamlet, commune,
            district, date(2022, 4, number - 9000)]


def offer(cooperative, sku, pack, kilograms, vnd):
    product, lot = ("Hồng không hạt", HONG) if "HONGQB" in sku else ("Cam sành", CAM)
    return [cooperative, sku, f"{product} Loại 1 hái tận vườn, {pack.lower()}",
            f"{product} hái tay khi đủ chín, đóng {pack.lower()} có lót giấy, kèm mã lô để tra cứu nơi trồng.",
            product, "Loại 1", pack, kilograms, "kg", kilograms + 0.3, "kg", vnd, lot]


def price(monday, commune, product, grade, vnd):
    return [monday, commune, product, grade, vnd, "kg", "Thương lái", "Cán bộ khuyến nông xã"]


def right_books():
    """All four workbooks as they should have been; file → sheet → rows."""
    picked = [(HONG, "HO9001", 9, 5, 40), (HONG, "HO9003", 9, 6, 35), (HONG, "HO9006", 9, 8, 45),
              (SHORT, "HO9001", 9, 15, 60), (SHORT, "HO9003", 9, 16, 65), (SHORT, "HO9005", 9, 18, 65),
              (CAM, "HO9007", 1, 5, 150), (CAM, "HO9009", 1, 6, 200), (CAM, "HO9012", 1, 8, 150),
              (BASKETS, "HO9007", 1, 19, 80), (BASKETS, "HO9009", 1, 20, 100), (BASKETS, "HO9011", 1, 22, 120),
              (FEBRUARY, "HO9007", 2, 24, 90), (FEBRUARY, "HO9009", 2, 25, 110), (FEBRUARY, "HO9011", 2, 27, 100)]
    hong = ["HTX91", "Hồng không hạt", "Loại 1", "HONG-2025-2026",
            date(2025, 9, 2), date(2025, 9, 28), date(2025, 10, 31)]
    cam = ["HTX92", "Cam sành", "Loại 1", "CAM-2025-2026",
           date(2025, 12, 25), date(2026, 3, 1), date(2026, 3, 31)]
    return {
        "hop-tac-xa.xlsx": {
            "Hợp tác xã": [
                cooperative("HTX91", "Hồng", TAX[0], "Giàng Mí Sính", "Quản Bạ", "Quản Bạ", date(2019, 3, 4)),
                cooperative("HTX92", "Cam", TAX[1], "Hoàng Văn Khoan", "Đồng Tâm", "Bắc Quang", date(2018, 5, 7)),
                cooperative("HTX93", "Chè", TAX[2], "Phàn Văn Páo", "Hồ Thầu", None, date(2020, 10, 12))],
            "Hộ thành viên": [
                household(9001, "HTX91", "Vàng Mí Dình", "Quản Bạ", "Quản Bạ"),
                household(9002, "HTX91", "Sùng Thị Mai", "Quản Bạ", None),
                household(9003, "HTX91", "Lý Văn Sành", "quan ba", None),
                household(9004, "HTX91", "Thò Mí Pó", "Cán Tỷ", "Quản Bạ"),
                household(9005, "HTX91", "Nông Văn Thìn", "Thanh Vân", "Quản Bạ"),
                household(9006, "HTX91", "Giàng Thị Sinh", "xã Nghĩa Thuận", None),
                household(9007, "HTX92", "Hoàng Thị Nhình", "Đồng Tâm", "Bắc Quang"),
                household(9008, "HTX92", "Đặng Văn Quẩy", "Đồng Tâm", None),
                household(9009, "HTX92", "Nguyễn Văn Thiệp", "Bằng Hành", "Bắc Quang"),
                household(9010, "HTX92", "Ma Văn Huấn", "Đồng Tâm", "Bắc Quang"),
                household(9011, "HTX92", "Triệu Mùi Pham", "Vĩnh Tuy", None),
                household(9012, "HTX92", "Bàn Văn Phúc", "Đồng Tâm", "Bắc Quang")],
            "Giấy tờ": [
                paper("HTX91", "Chỉ dẫn địa lý", "MP-901/2024", date(2024, 2, 5), 5, "Hồng không hạt"),
                paper("HTX91", "OCOP", "MP-902/2024", date(2024, 6, 3), 3, "Hồng không hạt", 4, 82),
                paper("HTX92", "VietGAP", "MP-903/2025", date(2025, 1, 8), 2, "Cam sành"),
                paper("HTX92", "Cam kết an toàn thực phẩm", "MP-904/2024", date(2024, 4, 9), 3, None)]},
        "thu-hoach.xlsx": {
            "Lô hàng": [
                [HONG, *hong, 1.2, "tạ"], [SHORT, *hong, 1.9, "tạ"], [CAM, *cam, 5, "tạ"], [BASKETS, *cam, 300, "kg"],
                [FEBRUARY, *cam, 3, "tạ"]],
            "Khai báo thu hoạch": [
                [lot, who, date(2025 if month > 8 else 2026, month, day), kilograms, "kg", "Lù Văn Chúng"]
                for lot, who, month, day, kilograms in picked]},
        "gian-hang.xlsx": {
            "Gian hàng": [
                offer("HTX91", "HTX91-HONGQB-L1-2KG", "Hộp 2 kg", 2, 165_000),
                offer("HTX91", "HTX91-HONGQB-L1-5KG", "Hộp 5 kg", 5, 389_000),
                offer("HTX92", "HTX92-CAMSANH-L1-3KG", "Túi 3 kg", 3, 98_000),
                offer("HTX92", "HTX92-CAMSANH-L1-5KG", "Hộp 5 kg", 5, 159_000),
                offer("HTX92", "HTX92-CAMSANH-L1-10KG", "Hộp 10 kg", 10, 299_000)]},
        "gia-tai-vuon.xlsx": {
            "Giá tại vườn": [
                price(date(2025, 9, 8), "quan ba", "Hồng không hạt", "Loại 1", 34_000),
                price(date(2025, 9, 15), "Quản Bạ", "Hồng không hạt", "Loại 1", 33_500),
                price(date(2026, 1, 5), "Đồng Tâm", "Cam sành", "Loại 1", 12_500),
                price(date(2026, 1, 12), "Bằng Hành", "Cam sành", "Loại 1", 12_800),
                price(date(2026, 1, 19), "Đồng Tâm", "Cam sành", "Loại 1", 13_000)]},
    }


# File, sheet, row as Excel numbers it, column, what stands there, code, what is wrong.
MISTAKES = [
    ("hop-tac-xa.xlsx", "Hợp tác xã", 4, "Mã số thuế", WRONG_TAX,
     "tax_code_checksum", "the tenth digit does not fit the nine before it"),
    ("hop-tac-xa.xlsx", "Hộ thành viên", 3, "Số định danh", "079999999",
     "personal_id_old_cmnd", "nine digits: an old CMND number"),
    ("hop-tac-xa.xlsx", "Hộ thành viên", 5, "Mã hộ", "HO9001",
     "household_duplicate", "the code of row 2, for another household"),
    ("hop-tac-xa.xlsx", "Hộ thành viên", 9, "Xã", "Bản Phiên Mới",
     "commune_unknown", "no commune, today's or former, has that name"),
    ("hop-tac-xa.xlsx", "Hộ thành viên", 11, "Số định danh", "002299063063",
     "household_duplicate", "the person of row 10 again, under another code"),
    ("hop-tac-xa.xlsx", "Giấy tờ", 3, "Điểm", 92, "ocop_score_band", "four stars are 70 to 89 points"),
    ("thu-hoach.xlsx", "Lô hàng", 3, "Số lượng", 2,
     "lot_sum_mismatch", "2 tạ, but its households declared 190 kg"),
    ("thu-hoach.xlsx", "Khai báo thu hoạch", 13, "Đơn vị", "rổ", "unit_unknown", "a basket has no size"),
    ("thu-hoach.xlsx", "Khai báo thu hoạch", 16, "Ngày hái", "31/02/2026",
     "date_unreadable", "February has no such day"),
    ("gian-hang.xlsx", "Gian hàng", 3, "SKU", "hồng quản bạ 5kg",
     "sku_form", "small letters, blanks and marks"),
    ("gian-hang.xlsx", "Gian hàng", 4, "Giá bán (₫)", "12.5",
     "money_fraction", "đồng have no decimals; thousands were meant (text)"),
    ("gian-hang.xlsx", "Gian hàng", 5, "Các lô", f"{CAM};{NOWHERE}",
     "lot_unknown", "the second lot was never declared; its check character is right"),
    ("gia-tai-vuon.xlsx", "Giá tại vườn", 4, "Sản phẩm", "Cam canh",
     "product_unknown", "not in the list of products"),
    ("gia-tai-vuon.xlsx", "Giá tại vườn", 6, "Giá (₫)", 12.5, "money_fraction", "the same slip, as a number"),
]

README = """# Bộ tệp có lỗi: files with mistakes, on purpose

Small files on which the importers show that they find what is wrong, say where, and find nothing else. Made by
`make.py` from `mistakes.py`; people, numbers and cooperatives are invented.

Take them in this order, leaving out faulty rows: `hop-tac-xa.xlsx`, `thu-hoach.xlsx`, `gian-hang.xlsx`,
`gia-tai-vuon.xlsx`. Right rows never lean on wrong ones, so each mistake gives exactly one fault. Two rules keep it so:

- a lot is weighed against its declarations only when all of them could be read;
- of two rows for one household, the later one is the duplicate.

| File | Sheet | Row | Column | There stands | Should be | What is wrong | Code |
| --- | --- | --- | --- | --- | --- | --- | --- |
{table}

Not mistakes, and they must come through:

- commune `quan ba` without marks or capitals (`Hộ thành viên` row 4, `Giá tại vườn` row 2);
- the former commune `Thanh Vân` with its old district `Quản Bạ` (`Hộ thành viên` row 6): today Nghĩa Thuận;
- `xã Nghĩa Thuận`, with its kind in front (`Hộ thành viên` row 7).
"""


def write(folder):
    """Writes the four workbooks with their mistakes, and the README that lists them."""
    folder.mkdir(exist_ok=True)
    books, lines = right_books(), []
    for file, sheet, row, column, wrong, code, why in MISTAKES:
        rows, at = books[file][sheet], HEADERS[sheet].index(column)
        right = rows[row - 2][at]
        rows[row - 2][at] = wrong
        right = right.strftime("%d/%m/%Y") if isinstance(right, date) else right
        lines.append(f"| {file} | {sheet} | {row} | {column} | `{wrong}` | `{right}` | {why} | `{code}` |")
    for file, sheets in books.items():
        save(folder / file, sheets)
    (folder / "README.md").write_text(README.format(table="\n".join(lines)), encoding="utf-8")

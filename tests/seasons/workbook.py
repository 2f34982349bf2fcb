"""Writes Excel files that are the same byte for byte each time: frozen header, dates as dates, numbers as numbers."""

import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

STAMP = datetime.datetime(2025, 9, 1)
FILL = PatternFill("solid", fgColor="E2EFDA")

HEADERS = {
    "Hợp tác xã": ["Mã HTX", "Tên hợp tác xã", "Mã số thuế", "Người đại diện", "Số định danh người đại diện",
                   "Số điện thoại", "Thôn, bản", "Xã", "Huyện cũ", "Ngày thành lập"],
    "Hộ thành viên": ["Mã HTX", "Mã hộ", "Chủ hộ", "Số định danh", "Số điện thoại", "Thôn, bản", "Xã", "Huyện cũ",
                      "Ngày vào HTX"],
    "Giấy tờ": ["Mã HTX", "Loại giấy tờ", "Số giấy", "Nơi cấp", "Ngày cấp", "Ngày hết hạn", "Sản phẩm", "Số sao",
                "Điểm"],
    "Lô hàng": ["Mã lô", "Mã HTX", "Sản phẩm", "Hạng", "Vụ", "Hái từ ngày", "Hái đến ngày", "Bán đến ngày", "Số lượng",
                "Đơn vị"],
    "Khai báo thu hoạch": ["Mã lô", "Mã hộ", "Ngày hái", "Số lượng", "Đơn vị", "Người cân"],
    "Gian hàng": ["Mã HTX", "SKU", "Tên hiển thị", "Mô tả", "Sản phẩm", "Hạng", "Quy cách", "Khối lượng tịnh", "Đơn vị",
                  "Khối lượng cả bì", "Đơn vị bì", "Giá bán (₫)", "Các lô"],
    "Giá tại vườn": ["Tuần từ ngày", "Xã", "Sản phẩm", "Hạng", "Giá (₫)", "Đơn vị", "Người mua", "Người ghi"],
}


def number_format(value, header):
    """How a person would see the cell: codes and phones stay text, đồng are grouped."""
    if isinstance(value, datetime.date):
        return "dd/mm/yyyy"
    if isinstance(value, str):
        return "@"
    return "#,##0" if "₫" in header else "General"


def add_sheet(book, title, headers, rows):
    """A sheet with a header that stays in sight and columns as wide as what is in them, within reason."""
    sheet = book.create_sheet(title)
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), FILL, Alignment(wrap_text=True, vertical="top")
    for header, column in zip(headers, sheet.columns):
        for cell in column[1:]:
            cell.number_format = number_format(cell.value, header)
        longest = max(10 if isinstance(cell.value, datetime.date) else len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, 9), 60)
    sheet.freeze_panes = "A2"


def save(path, sheets):
    """Writes {sheet: rows} to `path`. Excel's own time stamps are set to one moment, so that nothing varies."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        add_sheet(book, title, HEADERS[title], rows)
    book.properties.creator = book.properties.lastModifiedBy = "Chợ Phiên"
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + STAMP.isoformat().encode() + b"Z", data)
            target.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), data, zipfile.ZIP_DEFLATED, 9)

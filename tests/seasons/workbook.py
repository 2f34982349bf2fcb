"""Writes Excel files that are the same byte for byte each time: frozen header, dates as dates, numbers as numbers."""

import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

STAMP = datetime.datetime(2025, 9, 1)
HEADER = PatternFill("solid", fgColor="E2EFDA")


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
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEADER, Alignment(wrap_text=True, vertical="top")
    for header, column in zip(headers, sheet.columns):
        for cell in column[1:]:
            cell.number_format = number_format(cell.value, header)
        longest = max(10 if isinstance(cell.value, datetime.date) else len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, 9), 60)
    sheet.freeze_panes = "A2"


def save(path, sheets):
    """Writes {title: (headers, rows)} to `path`. Excel's own time stamps are set to one moment, so nothing varies."""
    book = Workbook()
    book.remove(book.active)
    for title, (headers, rows) in sheets.items():
        add_sheet(book, title, headers, rows)
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

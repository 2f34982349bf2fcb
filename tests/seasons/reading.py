"""Reads a season's workbooks back as an importer would, and names every fault by its place and code.

It knows the rules of README.md, not how make.py keeps them."""

import datetime
import re
import unicodedata
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation

from openpyxl import load_workbook

UNITS = {"g": 1, "kg": 1_000, "yến": 10_000, "tạ": 100_000, "tấn": 1_000_000}
PREFIX = {"Cam sành": "CAMSANH", "Cam vàng": "CAMVANG", "Chè shan tuyết": "CHESHAN", "Mật ong bạc hà": "MATONG",
          "Hồng không hạt": "HONGQB"}
FINE = {"Chè shan tuyết", "Mật ong bạc hà"}
SEASONS = {"CAM": ("2025-11-01", "2026-03-31"), "CHE": ("2025-08-01", "2026-04-30"),
           "MAT": ("2025-10-15", "2026-02-28"), "HONG": ("2025-08-25", "2025-10-31")}
PAPERS = {"OCOP", "VietGAP", "An toàn thực phẩm", "Cam kết an toàn thực phẩm", "Hữu cơ", "Chỉ dẫn địa lý"}
OCOP_BANDS = {3: (50, 69), 4: (70, 89), 5: (90, 100)}
FIRST_DAY, LAST_DAY = datetime.date(2025, 9, 1), datetime.date(2026, 4, 5)
LOT_CODE = re.compile(r"([0-9A-Z]+)-(\d{4})-(\d{4})-([0-9A-HJKMNP-TV-Y])")


def key(text):
    """A name without kind, marks and capitals."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"^(xa|phuong|thi tran|huyen|thanh pho) ", "", plain.strip())


class Reader:
    """A folder's workbooks as rows, and the faults found on the way."""

    def __init__(self, folder, places):
        self.folder, self.faults = folder, []
        districts = {one["code"]: key(one["name"]) for one in places["old_districts"]}
        ours = (one for one in places["new_communes"] if one["from_old_province"] == "02")
        self.today = {key(one["name"]): one["code"] for one in ours}
        self.former = {(key(one["name"]), districts[one["district"]]): one["now"] for one in places["old_communes"]}

    def rows(self, file, sheet):
        """Each row as {header: value}, with its place under "at"."""
        table = load_workbook(self.folder / file)[sheet].iter_rows(values_only=True)
        headers = next(table)
        return [dict(zip(headers, row), at=(file, sheet, number)) for number, row in enumerate(table, 2)]

    def fault(self, row, column, code):
        self.faults.append((*row["at"], column, code))

    def ask(self, fine, row, column, code):
        """Notes a fault unless all is fine."""
        if not fine:
            self.fault(row, column, code)
        return fine

    def commune(self, row):
        """Today's code of the row's commune."""
        name, district = key(row["Xã"]), row.get("Huyện cũ")
        codes = self.former.get((name, key(district)), []) if district else []
        codes = codes or ([self.today[name]] if name in self.today else [])
        self.ask(len(codes) == 1, row, "Xã", "commune_unknown")
        return codes[0] if codes else None

    def date(self, row, column):
        value = row[column]
        if self.ask(isinstance(value, datetime.datetime), row, column, "date_unreadable"):
            return value.date()
        return None

    def money(self, row, column):
        fine = isinstance(row[column], int) and row[column] > 0
        return row[column] if self.ask(fine, row, column, "money_fraction") else None

    def grams(self, row, column, unit):
        """Exact grams of a number and its unit."""
        if not self.ask(row[unit] in UNITS, row, unit, "unit_unknown"):
            return None
        try:
            grams = Decimal(str(row[column])) * UNITS[row[unit]]
        except InvalidOperation:
            grams = Decimal("0.5")
        return int(grams) if self.ask(grams == int(grams) > 0, row, column, "quantity_unreadable") else None


def read_cooperatives(reader):
    """Cooperatives and households; code → row, and the cooperative of each household."""
    cooperatives, homes, people = {}, {}, set()
    for row in reader.rows("hop-tac-xa.xlsx", "Hợp tác xã"):
        digits, weights = [int(digit) for digit in row["Mã số thuế"]], (31, 29, 23, 19, 17, 13, 7, 5, 3)
        rest = sum(digit * weight for digit, weight in zip(digits, weights)) % 11
        fine = len(digits) == 10 and rest and digits[9] == 10 - rest
        reader.ask(fine, row, "Mã số thuế", "tax_code_checksum")
        reader.ask(row["Mã số thuế"][:7] in ("5199999", "5099999"), row, "Mã số thuế", "tax_code_not_a_fixture")
        check_person(reader, row, "Số định danh người đại diện", people)
        reader.commune(row)
        reader.date(row, "Ngày thành lập")
        reader.ask(row["Mã HTX"] not in cooperatives, row, "Mã HTX", "cooperative_duplicate")
        cooperatives[row["Mã HTX"]] = row
    for row in reader.rows("hop-tac-xa.xlsx", "Hộ thành viên"):
        reader.ask(row["Mã HTX"] in cooperatives, row, "Mã HTX", "cooperative_unknown")
        reader.ask(row["Mã hộ"] not in homes, row, "Mã hộ", "household_duplicate")
        check_person(reader, row, "Số định danh", people)
        joined = reader.date(row, "Ngày vào HTX")
        founded = cooperatives[row["Mã HTX"]]["Ngày thành lập"].date()
        reader.ask(joined >= founded, row, "Ngày vào HTX", "joined_before_founding")
        reader.commune(row)
        homes.setdefault(row["Mã hộ"], row["Mã HTX"])
    safety = Counter()
    for row in reader.rows("hop-tac-xa.xlsx", "Giấy tờ"):
        reader.ask(row["Loại giấy tờ"] in PAPERS, row, "Loại giấy tờ", "paper_kind_unknown")
        issued, until = reader.date(row, "Ngày cấp"), reader.date(row, "Ngày hết hạn")
        reader.ask(issued < FIRST_DAY and until > LAST_DAY, row, "Ngày hết hạn", "paper_not_valid_all_season")
        if row["Loại giấy tờ"] == "OCOP":
            low, high = OCOP_BANDS.get(row["Số sao"], (1, 0))
            reader.ask(low <= row["Điểm"] <= high, row, "Điểm", "ocop_score_band")
            reader.ask(until == issued.replace(year=issued.year + 3), row, "Ngày hết hạn", "ocop_36_months")
        safety[row["Mã HTX"]] += "toàn thực phẩm" in row["Loại giấy tờ"]
        reader.ask(row["Sản phẩm"] in (None, *PREFIX) and safety[row["Mã HTX"]] < 2, row, "Sản phẩm", "paper_of_what")
    return cooperatives, homes


def check_person(reader, row, column, people):
    """An identity number that nobody can hold, and a phone of the invented block."""
    number = row[column]
    if reader.ask(len(number) != 9, row, column, "personal_id_old_cmnd"):
        reader.ask(re.fullmatch(r"\d{3}299\d{6}", number), row, column, "personal_id_form")
        reader.ask(number not in people, row, column, "household_duplicate")
        people.add(number)
    phone = re.sub(r"^(\+84|0)", "+84", row["Số điện thoại"].replace(" ", ""))
    reader.ask(re.fullmatch(r"\+84900000\d{3}", phone), row, "Số điện thoại", "phone_not_a_fixture")


def check_letter(code):
    """The rule of README.md, once more."""
    total = sum(place * "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter)
                for place, letter in enumerate(code.replace("-", ""), 1))
    return "0123456789ABCDEFGHJKMNPQRSTVWXY"[total % 31]


def read_harvest(reader, homes):
    """Lots: code → row with "grams" and "arrivals" [(day, grams)]."""
    lots, broken, pickers = {}, set(), defaultdict(set)
    for row in reader.rows("thu-hoach.xlsx", "Lô hàng"):
        code, product = row["Mã lô"], row["Sản phẩm"]
        parts = LOT_CODE.fullmatch(code)
        fine = parts and parts[1] == PREFIX.get(product) and parts[2] == "2526" and parts[4] == check_letter(code[:-2])
        reader.ask(fine and code not in lots, row, "Mã lô", "lot_code_form")
        check_grade(reader, row)
        first, last, until = (reader.date(row, name) for name in ("Hái từ ngày", "Hái đến ngày", "Bán đến ngày"))
        opens, closes = map(datetime.date.fromisoformat, SEASONS[row["Vụ"].split("-")[0]])
        reader.ask(opens <= first < last <= closes and last < until, row, "Hái từ ngày", "picked_out_of_season")
        lots[code] = dict(row, grams=reader.grams(row, "Số lượng", "Đơn vị"), arrivals=[], first=first, last=last,
                          until=until)
    for row in reader.rows("thu-hoach.xlsx", "Khai báo thu hoạch"):
        before, lot = len(reader.faults), lots[row["Mã lô"]]
        picked, grams = reader.date(row, "Ngày hái"), reader.grams(row, "Số lượng", "Đơn vị")
        reader.ask(homes.get(row["Mã hộ"]) == lot["Mã HTX"], row, "Mã hộ", "household_unknown")
        reader.ask(picked is None or lot["first"] <= picked <= lot["last"], row, "Ngày hái", "picked_out_of_season")
        pickers[row["Mã lô"]].add(row["Mã hộ"])
        lot["arrivals"].append((picked, grams))
        if len(reader.faults) > before:
            broken.add(row["Mã lô"])
    for code, lot in lots.items():
        if code not in broken:
            total = sum(grams for _, grams in lot["arrivals"])
            reader.ask(total == lot["grams"], lot, "Số lượng", "lot_sum_mismatch")
        reader.ask(3 <= len(pickers[code]) <= 15, lot, "Mã lô", "lot_households")
    return lots, set().union(*pickers.values())


def check_grade(reader, row):
    known = reader.ask(row["Sản phẩm"] in PREFIX, row, "Sản phẩm", "product_unknown")
    grades = ("Đặc biệt", "Loại 1") if row["Sản phẩm"] in FINE else ("Loại 1", "Loại 2")
    reader.ask(not known or row["Hạng"] in grades, row, "Hạng", "grade_unknown")


def read_listings(reader, lots):
    """Listings: SKU → row with "pack" in grams, "vnd" and "lots"."""
    listings = {}
    for row in reader.rows("gian-hang.xlsx", "Gian hàng"):
        sku, codes = row["SKU"], row["Các lô"].split(";")
        reader.ask(re.fullmatch(r"[A-Z0-9][A-Z0-9-]{2,39}", sku) and sku not in listings, row, "SKU", "sku_form")
        for column, low, high in (("Tên hiển thị", 20, 120), ("Mô tả", 60, 400)):
            fine = low <= len(row[column]) <= high and unicodedata.is_normalized("NFC", row[column])
            reader.ask(fine, row, column, "text_length")
        net, gross = reader.grams(row, "Khối lượng tịnh", "Đơn vị"), reader.grams(row, "Khối lượng cả bì", "Đơn vị bì")
        reader.ask(net < gross, row, "Khối lượng cả bì", "gross_below_net")
        check_grade(reader, row)
        if reader.ask(all(code in lots for code in codes), row, "Các lô", "lot_unknown"):
            same = all(lots[code][name] == row[name] for code in codes for name in ("Mã HTX", "Sản phẩm", "Hạng"))
            reader.ask(same, row, "Các lô", "lot_of_another_kind")
        listings[sku] = dict(row, pack=net, vnd=reader.money(row, "Giá bán (₫)"), lots=codes)
    return listings


def read_prices(reader):
    """Farm-gate prices: (product, grade, Monday) → {commune: đồng of a kilogram}."""
    prices = defaultdict(dict)
    for row in reader.rows("gia-tai-vuon.xlsx", "Giá tại vườn"):
        monday = reader.date(row, "Tuần từ ngày")
        reader.ask(monday.weekday() == 0, row, "Tuần từ ngày", "not_a_monday")
        check_grade(reader, row)
        vnd, commune = reader.money(row, "Giá (₫)"), reader.commune(row)
        reader.ask(row["Đơn vị"] == "kg", row, "Đơn vị", "unit_unknown")
        prices[row["Sản phẩm"], row["Hạng"], monday][commune] = vnd
    return prices


def read_folder(folder, places):
    """Everything in a folder, and the faults in it."""
    reader = Reader(folder, places)
    cooperatives, homes = read_cooperatives(reader)
    lots, picking = read_harvest(reader, homes)
    listings = read_listings(reader, lots)
    return reader.faults, cooperatives, homes, lots, picking, listings, read_prices(reader)

#!/usr/bin/env python3
"""Makes the practice season, and the set with mistakes, from plan.py: the same bytes each time.

Only who changes the plan needs this (and `pip install openpyxl`); everybody else opens the files.

    python3 tests/seasons/make.py            write the files
    python3 tests/seasons/make.py --check    read them back and look at every rule of README.md
"""

import csv
import datetime
import random
import sys
from collections import defaultdict
from itertools import cycle
from pathlib import Path

sys.dont_write_bytecode = True  # No compiled files beside the season's.

import mistakes
from codes import lot_code, parts, tax_codes
from people import People
from plan import (BEFORE_TET, COOPERATIVES, FIRST_WEEK, GATE_WEEKS, GIFT, GROUPS, ISSUERS, LAST_WEEK, OPENING,
                  PACKS_PER_ORDER, PAPERS, PRICES, PRODUCTS, SEED, SELL_OUT_RATIO, WEEKS, WORDS, day)
from workbook import save

HERE = Path(__file__).resolve().parent
SEASON = HERE / "ha-giang-2025-26"
WEEK = datetime.timedelta(days=7)
UNIT_G = {"g": 1, "kg": 1_000, "tạ": 100_000}
# Product and place whose names together are a protected indication.
PROTECTED = {("MATONG", "Mèo Vạc"), ("HONGQB", "Quản Bạ"), ("CAMSANH", "Hà Giang")}
GRADE_SKU = {"Đặc biệt": "DB", "Loại 1": "L1", "Loại 2": "L2"}
BY_CODE = {cooperative.code: cooperative for cooperative in COOPERATIVES}


def in_unit(grams, unit):
    """As a person types it: a whole number where it is one, and never more than three decimals."""
    whole, rest = divmod(grams, UNIT_G[unit])
    return round(grams / UNIT_G[unit], 3) if rest else whole


def months_later(date, months):
    """The same day so many months later."""
    years, month = divmod(date.month - 1 + months, 12)
    return date.replace(year=date.year + years, month=month + 1)


def between(rng, first, last):
    """A day between two, both included."""
    return first + datetime.timedelta(days=rng.randrange((last - first).days + 1))


def weeks(first, last):
    """Every Monday from `first` to `last`."""
    return [first + WEEK * number for number in range((last - first).days // 7 + 1)]


def members(rng, people):
    """Households of every cooperative: code → rows without the cooperative's own code in front."""
    households, number = defaultdict(list), 0
    for one in COOPERATIVES:
        for _ in range(one.households):
            number += 1
            joined = max(day(one.founded), between(rng, day(one.founded), day("2025-06-30")))
            households[one.code].append((
                f"HO{number:04}", people.name(one.peoples), people.personal_id(), people.phone(),
                f"Thôn {rng.choice(one.hamlets)}", rng.choice(one.communes), one.district, joined))
    return households


def cooperatives_book(people, households):
    """hop-tac-xa.xlsx: cooperatives, their households and papers."""
    tax = cycle([*tax_codes("5199999"), *tax_codes("5099999")])
    cooperatives = [
        (one.code, one.name, next(tax), people.name(one.peoples), people.personal_id(), people.phone(),
         f"Thôn {one.hamlets[0]}", one.communes[0], one.district, day(one.founded)) for one in COOPERATIVES]
    papers = []
    for number, (code, kind, product, stars, score, issued, months) in enumerate(PAPERS, 1):
        issuer = ISSUERS[kind] + (f" {BY_CODE[code].communes[0]}" if kind.startswith("Cam kết") else "")
        papers.append((code, kind, f"MP-{number:03}/{issued[:4]}", issuer, day(issued),
                       months_later(day(issued), months), product, stars, score))
    return {
        "Hợp tác xã": cooperatives,
        "Hộ thành viên": [(code, *row) for code, rows in households.items() for row in rows],
        "Giấy tờ": papers}


def declarations(rng, product, window, grams, pickers, weighers):
    """What the households picked for one lot: twice each for fruit; most of it early; together exactly `grams`."""
    first, last = map(day, window)
    times = 1 if product.step_g < 1_000 else 2
    steps = grams // product.step_g
    shares = parts(steps, [rng.uniform(0.6, 1.4) for _ in range(len(pickers) * times)])
    for number, (share, picker) in enumerate(zip(shares, pickers * times)):
        picked = first + (last - first) * (number / len(shares)) ** 1.8
        yield picker[0], picked, in_unit(share * product.step_g, "kg"), "kg", rng.choice(weighers)


def harvest(rng, people, households):
    """Lots of every group with their declarations: (lot rows, declaration rows, group number → lot codes)."""
    lots, picked, codes = [], [], defaultdict(list)
    numbers, lots_of = defaultdict(int), defaultdict(int)
    for group in GROUPS:
        lots_of[group.cooperative] += len(group.lots)
    queue = {code: cycle(rows) for code, rows in households.items()}
    weighers = {one.code: [people.name(one.peoples) for _ in range(2)] for one in COOPERATIVES}
    for index, group in enumerate(GROUPS):
        product, code = PRODUCTS[group.product], group.cooperative
        total = product.real_kg * 1_000 // product.factor * group.share // 1_000
        for lot, steps in enumerate(parts(total // product.step_g, group.lots)):
            grams, window = steps * product.step_g, product.picking[lot]
            numbers[group.product] += 1
            season = product.season[-7:-5] + product.season[-2:]
            name = lot_code(group.product, season, numbers[group.product])
            wanted = -(-len(households[code]) // lots_of[code]) + rng.randrange(3)
            pickers = [next(queue[code]) for _ in range(min(15, max(5, wanted)))]
            lots.append((name, code, product.name, group.grade, product.season, day(window[0]), day(window[1]),
                         day(product.sell_until[lot]), in_unit(grams, product.lot_unit), product.lot_unit))
            picked += [(name, *row) for row in declarations(rng, product, window, grams, pickers, weighers[code])]
            codes[index].append(name)
    return lots, picked, codes


def listing(group, pack_g, lots):
    """One row of gian-hang.xlsx."""
    one, product = BY_CODE[group.cooperative], PRODUCTS[group.product]
    name, gross_g, price = PRICES[group.product, group.grade][1][pack_g]
    ending, description = WORDS[group.product]
    place, unit = one.communes[0], "g" if pack_g < 1_000 else "kg"
    # A protected name is only for whoever has the right to use it verified, which no file brings about.
    named = product.name if (group.product, place) in PROTECTED else f"{product.name} {place}"
    title = f"{named} {group.grade}, {ending}, {name[0].lower()}{name[1:]}"
    price = round(price * one.price / 1_000) * 1_000
    size = f"{pack_g}G" if pack_g < 1_000 else f"{pack_g // 1_000}KG"
    return (one.code, f"{one.code}-{group.product}-{GRADE_SKU[group.grade]}-{size}", title,
            f"{group.grade}. {description.format(place=place, pack=name)}", product.name, group.grade, name,
            in_unit(pack_g, unit), unit, in_unit(gross_g, unit), unit, price, ";".join(lots))


def demand(rng, group, pack_g):
    """Orders wanted of one listing, by week."""
    product = PRODUCTS[group.product]
    grams = product.real_kg * 1_000 // product.factor * group.share // 1_000
    mean_pack = sum(size * share for size, share in group.packs.items()) / sum(group.packs.values())
    packs = grams * (SELL_OUT_RATIO if group.sells_out else product.ratio) / mean_pack
    total = round(packs * group.packs[pack_g] / sum(group.packs.values()) / PACKS_PER_ORDER)
    mondays = weeks(*map(day, product.demand))
    curve = []
    for number, monday in enumerate(mondays):
        wish = WEEKS.get(monday.isoformat(), 1.0) * rng.uniform(0.92, 1.08)
        if monday.isoformat() in BEFORE_TET and group.grade != "Loại 2":
            wish *= GIFT
        curve.append(wish * (OPENING[number] if number < len(OPENING) else 1.0))
    return [(monday, orders) for monday, orders in zip(mondays, parts(total, curve)) if orders]


def farmgate(rng):
    """A price of every product and grade in every week it is sold and the week after, from up to four communes."""
    buyers = ["Thương lái", "Thương lái", "Cơ sở thu mua", "Siêu thị"]
    for (product_code, grade), (base, _) in PRICES.items():
        product = PRODUCTS[product_code]
        growers = {group.cooperative for group in GROUPS if group.product == product_code}
        communes = sorted({place for one in COOPERATIVES if one.code in growers for place in one.communes[:2]})
        step = 100 if base < 50_000 else 1_000
        first, last = map(day, product.demand)
        for monday in weeks(first, last + WEEK):
            level = base * GATE_WEEKS.get(monday.isoformat(), 1.0)
            for place in rng.sample(communes, min(4, len(communes))):
                price = round(level * rng.uniform(0.94, 1.06) / step) * step
                yield (monday, place, product.name, grade, price, "kg", rng.choice(buyers),
                       f"Cán bộ khuyến nông xã {place}")


def write_season():
    """The four workbooks and the buyers' plan."""
    rng = random.Random(SEED)
    people = People(rng)
    households = members(rng, people)
    SEASON.mkdir(exist_ok=True)
    save(SEASON / "hop-tac-xa.xlsx", cooperatives_book(people, households))
    lots, picked, codes = harvest(rng, people, households)
    save(SEASON / "thu-hoach.xlsx", {
        "Lô hàng": lots,
        "Khai báo thu hoạch": picked})
    rows, wanted = [], []
    for index, group in enumerate(GROUPS):
        for pack_g in sorted(group.packs):
            rows.append(listing(group, pack_g, codes[index]))
            wanted += [(monday, rows[-1][1], orders) for monday, orders in demand(rng, group, pack_g)]
    save(SEASON / "gian-hang.xlsx", {
        "Gian hàng": rows})
    save(SEASON / "gia-tai-vuon.xlsx", {
        "Giá tại vườn": sorted(farmgate(rng), key=lambda row: row[0])})
    assert all(FIRST_WEEK <= monday <= LAST_WEEK for monday, _, _ in wanted), "the plan's weeks hold all demand"
    with open(SEASON / "nhu-cau.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sku", "week_start", "orders"])
        writer.writerows((sku, monday.isoformat(), orders) for monday, sku, orders in sorted(wanted))


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    if not arguments:
        write_season()
        mistakes.write(HERE / "loi")
        return 0
    import check  # Needed only here; it reads what was written and knows nothing of how.
    return check.main(HERE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

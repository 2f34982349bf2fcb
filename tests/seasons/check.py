"""Looks at both sets as they lie there, and plays the season once on paper. Run by `make.py --check`."""

import csv
import datetime
import json
import random
import re
import zipfile
from collections import Counter, defaultdict
from statistics import median

from reading import read_folder

FIRST_WEEK, LAST_WEEK = datetime.date(2025, 9, 1), datetime.date(2026, 3, 30)
PLACES = "shared/places/data/admin-units-ha-giang.json"


def play(listings, lots, wanted, dated, seed=7):
    """Sells the season on paper. `dated`: goods come when picked and go when their time is up; otherwise all is there
    from the start. Gives orders placed, orders unmet by SKU, and grams sold by product."""
    rng = random.Random(seed)
    left = {code: 0 if dated else lot["grams"] for code, lot in lots.items()}
    arrivals = sorted((picked, code, grams) for code, lot in lots.items() for picked, grams in lot["arrivals"] if dated)
    placed, unmet, sold = 0, Counter(), Counter()
    for monday in sorted({monday for monday, _, _ in wanted}):
        while arrivals and arrivals[0][0] <= monday:
            _, code, grams = arrivals.pop(0)
            left[code] += grams
        orders = [sku for when, sku, number in wanted if when == monday for _ in range(number)]
        rng.shuffle(orders)
        for sku in orders:
            listing = listings[sku]
            grams = listing["pack"] * rng.choices((1, 2, 3), (80, 15, 5))[0]
            fresh = [code for code in listing["lots"] if not dated or lots[code]["until"] > monday]
            if sum(left[code] for code in fresh) < grams:
                unmet[sku] += 1
                continue
            placed += 1
            fate = rng.random()
            for code in fresh if fate >= 0.03 else ():  # The cancelled give their goods back.
                taken = min(left[code], grams)
                left[code], grams = left[code] - taken, grams - taken
                sold[listing["Sản phẩm"]] += taken if fate >= 0.04 else 0  # The returned are not sold.
    return placed, unmet, sold


def season_rules(folder, cooperatives, homes, lots, picking, listings, prices):
    """What a season needs beyond right rows; gives complaints, and the numbers that README.md states."""
    with open(folder / "nhu-cau.csv", encoding="utf-8") as file:
        wanted = [(datetime.date.fromisoformat(row["week_start"]), row["sku"], int(row["orders"]))
                  for row in csv.DictReader(file)]
    wrong, by_week, uplift = [], Counter(), defaultdict(list)
    for monday, sku, orders in wanted:
        listing = listings[sku]
        kind = (listing["Sản phẩm"], listing["Hạng"])
        by_week[monday] += orders
        if monday.weekday() or not FIRST_WEEK <= monday <= LAST_WEEK or orders < 1:
            wrong.append(f"demand of {sku} on {monday}")
        end = monday + datetime.timedelta(days=6)
        if not any(lots[code]["first"] <= monday and end <= lots[code]["until"] for code in listing["lots"]):
            wrong.append(f"{sku} has no goods in the week of {monday}")
        if min(len(prices[(*kind, monday + datetime.timedelta(days=d))]) for d in (0, 7)) < 2:
            wrong.append(f"no farm-gate prices from two communes for {kind} in the week of {monday} or the next")
            continue
        gate = median(prices[(*kind, monday)].values())
        uplift[kind[0]].append((listing["vnd"] * 1_000 / listing["pack"] / gate, orders * listing["pack"]))
    declared = Counter()
    for lot in lots.values():
        declared[lot["Sản phẩm"]] += lot["grams"]
    total = sum(by_week.values())
    ranked = [monday for monday, _ in by_week.most_common()]
    if not 20_700 <= total <= 20_950:
        wrong.append(f"{total} orders wanted")
    if {day.isoformat() for day in ranked[:3]} != {"2026-01-26", "2026-02-02", "2026-02-09"}:
        wrong.append(f"the peak is in {ranked[:3]}")
    if not {datetime.date(2026, 2, 16), datetime.date(2026, 2, 23)} <= set(ranked[-12:]):
        wrong.append("no trough after Tết")
    if len(cooperatives) < 12 or len(homes) < 300 or len(lots) < 40 or len(listings) < 60 or set(homes) != picking:
        wrong.append("too few cooperatives, households, lots or listings, or a household without a harvest")
    if {code for row in listings.values() for code in row["lots"]} != set(lots):
        wrong.append("a lot that nothing is sold from")
    table = ["| Product | Declared | Wanted | Sold on paper | Gross uplift |", "| --- | --- | --- | --- | --- |"]
    for dated in (True, False):
        placed, unmet, sold = play(listings, lots, wanted, dated)
        out = sorted(sku for sku in unmet if unmet[sku] > 10)
        if placed < 20_000 or not 3 <= len(out) <= 4:
            wrong.append(f"{placed} orders placed, sold out: {out}, unmet {dict(unmet)}")
        for product, grams in declared.items():
            if not 0.75 <= sold[product] / grams <= 0.92:
                wrong.append(f"{product}: sold {sold[product] / grams:.1%}, goods with dates: {dated}")
    for product, grams in declared.items():
        want = sum(weight for _, weight in uplift[product]) * 1.25
        times = weighted_median(uplift[product])
        if not 2 <= times <= 3:
            wrong.append(f"{product}: uplift {times:.2f}")
        table.append(f"| {product} | {grams // 1_000:,} kg | {want / grams:.0%} | {sold[product] / grams:.0%} "
                     f"| {times:.1f} × |")
    declarations = sum(len(lot["arrivals"]) for lot in lots.values())
    table += ["", f"{len(cooperatives)} cooperatives, {len(homes)} households, {len(lots)} lots with {declarations} "
              f"harvest declarations, {len(listings)} listings, {sum(map(len, prices.values()))} farm-gate prices,",
              f"{total:,} orders wanted, of which {placed:,} are placed on paper. Sold out:"]
    table += [f"- `{sku}`: {unmet[sku]} orders unmet" for sku in out]
    return wrong, "\n".join(table)


def weighted_median(pairs):
    half, seen = sum(weight for _, weight in pairs) / 2, 0
    for value, weight in sorted(pairs):
        seen += weight
        if seen >= half:
            return value
    raise ValueError("nothing to take the median of")


def file_rules(folder):
    """Small enough, and no trace of the machine that made them."""
    for path in sorted(folder.glob("*.xlsx")):
        if path.stat().st_size >= 200_000:
            yield f"{path.name} is too large"
        with zipfile.ZipFile(path) as book:
            text = b"".join(book.read(name) for name in book.namelist())
        if re.search(rb"/(root|home|tmp|work|Users)/", text):
            yield f"{path.name} names a folder of a machine"


def main(here):
    """Looks at both sets; prints what is wrong, or the numbers."""
    places = json.loads((here.parent.parent / PLACES).read_text(encoding="utf-8"))
    season, broken = here / "ha-giang-2025-26", here / "loi"
    faults, *books = read_folder(season, places)
    wrong, table = season_rules(season, *books)
    wrong = [str(fault) for fault in faults] + wrong + [text for one in (season, broken) for text in file_rules(one)]
    if table not in (season / "README.md").read_text(encoding="utf-8"):
        wrong.append("README.md of the season states other numbers than these:\n\n" + table)
    cells = [[cell.strip(" `") for cell in line.split("|")] for line in open(broken / "README.md", encoding="utf-8")]
    listed = {(row[1], row[2], int(row[3]), row[4], row[8]) for row in cells if len(row) == 10 and row[3].isdigit()}
    found = read_folder(broken, places)[0]
    wrong += [f"not planned in loi: {fault}" for fault in found if fault not in listed]
    wrong += [f"planned in loi, not found: {fault}" for fault in listed if fault not in found]
    if len(found) != len(set(found)) or len(listed) < 12:
        wrong.append("loi: a fault found twice, or too few planned")
    well = f"{table}\n\nBoth sets are as their README.md says; all {len(found)} mistakes in loi were found."
    print("\n".join(wrong) if wrong else well)
    return 1 if wrong else 0

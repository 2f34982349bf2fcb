#!/usr/bin/env python3
"""Compares what a marketplace says it sold with what we say: order by order, line by line, đồng by đồng, gram by gram.

It shares no code with the house it judges and needs nothing but Python 3.9. It ends with 0 when both sides tell the
same story, with 1 when they differ anywhere (the first 20 of each kind are named), with 2 when a file cannot be read.

    python3 tests/accounting.py --journal J.ndjson --orders O.ndjson --ledger L.ndjson --figures F.json [--summary S]
    python3 tests/accounting.py --self-test

Files (NDJSON: one JSON object a line; further fields are ignored):

journal  order_sn, shop_id, status, lines [sku, quantity, unit_price_vnd]; the last line about an order is final
orders   id, channel, shop_id, channel_order_id, state,
         lines [sku, listing_id or null, quantity, unit_price_vnd, line_vnd, quantity_base, short_base]
ledger   lot_code, declared_g, on_hand_g, reserved_g, sold_g, waste_g, off_platform_g, own_use_g,
         movements [kind, quantity_g, order_id or null], oldest first
figures  one object: orders, ordered_vnd, ordered_g, revenue_vnd, sold_g;
         by_channel, if there, has a list of rows with the same fields and `channel`

What is counted as what:
- ordered: orders at paid or later, the returned among them, the cancelled not;
- sold and revenue: delivered, less returned;
- a lot's movements: `declared` fills the store, `reserved` promises, `released` takes a promise back, `sold` hands
  promised goods over, `returned` brings sold goods back into the store (what is spoiled leaves it again as `waste`);
  `waste`, `off_platform` and `own_use` leave the store.
"""

import argparse
import copy
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

# Their status in our words. IN_CANCEL is a request, not a state: the order stays what it was.
STATES = {
    "UNPAID": "placed", "PENDING": "placed", "READY_TO_SHIP": "paid", "PROCESSED": "ready_to_ship",
    "RETRY_SHIP": "ready_to_ship", "SHIPPED": "shipped", "TO_CONFIRM_RECEIVE": "delivered", "COMPLETED": "delivered",
    "CANCELLED": "cancelled", "TO_RETURN": "returned",
}
OUR_STATES = set(STATES.values()) | {"unknown"}
ORDERED = {"paid", "ready_to_ship", "shipped", "delivered", "returned"}
OPEN = {"placed", "paid", "ready_to_ship", "shipped"}
FIGURES = ("orders", "ordered_vnd", "ordered_g", "revenue_vnd", "sold_g")
BALANCES = ("declared", "on_hand", "reserved", "sold", "waste", "off_platform", "own_use")
# What one gram of each kind of movement does to the balances of its lot.
EFFECTS = {
    "declared": {"declared": 1, "on_hand": 1}, "reserved": {"reserved": 1}, "released": {"reserved": -1},
    "sold": {"reserved": -1, "on_hand": -1, "sold": 1}, "returned": {"sold": -1, "on_hand": 1},
    "waste": {"on_hand": -1, "waste": 1}, "off_platform": {"on_hand": -1, "off_platform": 1},
    "own_use": {"on_hand": -1, "own_use": 1},
}
KINDS = {
    "missing": "orders the marketplace has and we lack",
    "duplicated": "orders we have more than once, or lines more than the marketplace has",
    "invented": "orders we have and the marketplace lacks",
    "state_difference": "orders that ended differently",
    "line_difference": "lines that differ in SKU, packs or price, or that we lack",
    "money_difference_vnd": "đồng by which lines, orders and figures differ",
    "weight_difference_g": "grams by which packs, orders and figures differ",
    "order_count_difference": "orders by which the figures differ from the orders",
    "stock_negative": "lots that were below zero, promised more than they had, or do not balance",
    "ledger_difference_g": "grams by which lots differ from their movements, or movements from orders",
}
NAMED = 20


class Unreadable(Exception):
    """An input that cannot be judged; says where and why."""


class Findings:
    """How much of each kind was found, and the first of each by name."""

    def __init__(self):
        self.counts = Counter({kind: 0 for kind in KINDS})
        self.examples = defaultdict(list)

    def add(self, kind, amount, text):
        if amount:
            self.counts[kind] += amount
            if len(self.examples[kind]) < NAMED:
                self.examples[kind].append(text)


def need(record, name, kind, where):
    """The field `name`, which must be there and be of that kind. True and false are no numbers."""
    value = record.get(name) if isinstance(record, dict) else None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
        raise Unreadable(f"{where}: field `{name}` must be {names}, but is {value!r}")
    return value


def records(path):
    """Each object of an NDJSON file with its place, one at a time."""
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield json.loads(line), f"{path}:{number}"
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except ValueError as fault:  # neither JSON nor UTF-8
        raise Unreadable(f"{path}: {fault}") from fault


def read_journal(path):
    """The final word on every order: (shop, order) → (our word for its state, its lines)."""
    final = {}
    for record, where in records(path):
        key = (str(need(record, "shop_id", (int, str), where)), need(record, "order_sn", str, where))
        status = need(record, "status", str, where)
        if status == "IN_CANCEL":
            state = final[key][0] if key in final else "paid"
        else:
            state = STATES.get(status, "unknown")
        lines = tuple(
            (need(line, "sku", str, where), need(line, "quantity", int, where),
             need(line, "unit_price_vnd", int, where))
            for line in need(record, "lines", list, where))
        final[key] = (state, lines)
    return final


class Ours:
    """What we say: sums for the figures, and what each order should have taken from the lots."""

    def __init__(self):
        self.sums = defaultdict(Counter)  # channel → figure → amount
        self.orders = {}  # our id → (state, grams the lots owe it)
        self.pack_g = {}  # SKU → grams of one pack, as first met

    def count(self, channel, state, vnd, grams):
        if state in ORDERED:
            self.sums[channel].update(orders=1, ordered_vnd=vnd, ordered_g=grams)
        if state == "delivered":
            self.sums[channel].update(revenue_vnd=vnd, sold_g=grams)


def read_lines(record, where):
    """Our lines of one order, each with every field that is judged."""
    lines = need(record, "lines", list, where)
    for line in lines:
        need(line, "sku", str, where)
        for name in ("quantity", "unit_price_vnd", "line_vnd", "quantity_base", "short_base"):
            need(line, name, int, where)
        if "listing_id" not in line:
            raise Unreadable(f"{where}: field `listing_id` is missing; it is null while a line is not matched")
    return lines


def compare_orders(path, theirs, channel, found):
    """Reads our orders, holds each against the marketplace's, and sums up what we say."""
    ours, seen = Ours(), set()
    for record, where in records(path):
        order_id, state = need(record, "id", str, where), need(record, "state", str, where)
        if state not in OUR_STATES:
            raise Unreadable(f"{where}: `{state}` is no state of an order")
        lines = read_lines(record, where)
        grams = sum(line["quantity_base"] for line in lines)
        where_from = need(record, "channel", str, where)
        ours.count(where_from, state, sum(line["line_vnd"] for line in lines), grams)
        if order_id in ours.orders:
            raise Unreadable(f"{where}: `{order_id}` is in the file twice; our ids are unique")
        ours.orders[order_id] = (state, grams - sum(line["short_base"] for line in lines))
        compare_packs(order_id, lines, ours.pack_g, found)
        shop, sn = str(need(record, "shop_id", (int, str), where)), need(record, "channel_order_id", str, where)
        if where_from != channel:
            continue
        if (shop, sn) in seen:
            found.add("duplicated", 1, f"{sn} of shop {shop} again as {order_id}")
        elif (shop, sn) not in theirs:
            found.add("invented", 1, f"{sn} of shop {shop}, our {order_id}")
        else:
            compare_order(sn, theirs[shop, sn], state, lines, found)
        seen.add((shop, sn))
    for shop, sn in theirs:
        if (shop, sn) not in seen:
            found.add("missing", 1, f"{sn} of shop {shop}, {theirs[shop, sn][0]}")
    return ours


def compare_order(sn, theirs, state, lines, found):
    """One order that both sides have."""
    their_state, their_lines = theirs
    found.add("state_difference", int(state != their_state), f"{sn}: theirs {their_state}, ours {state}")
    found.add("duplicated", max(0, len(lines) - len(their_lines)), f"{sn}: {len(lines)} lines for {len(their_lines)}")
    for number in range(max(len(lines), len(their_lines))):
        want = their_lines[number] if number < len(their_lines) else None
        have = lines[number] if number < len(lines) else None
        said = (have["sku"], have["quantity"], have["unit_price_vnd"]) if have else None
        if want and said != want:
            found.add("line_difference", 1, f"{sn} line {number + 1}: theirs {want}, ours {said}")
        want_vnd, have_vnd = (want[1] * want[2] if want else 0), (have["line_vnd"] if have else 0)
        found.add("money_difference_vnd", abs(want_vnd - have_vnd),
                  f"{sn} line {number + 1}: theirs {want_vnd} đ, ours {have_vnd} đ")


def compare_packs(order_id, lines, pack_g, found):
    """A SKU weighs the same in every order; an unmatched line weighs nothing yet."""
    for line in lines:
        if line["listing_id"] is None or line["quantity"] < 1:
            continue
        pack = pack_g.setdefault(line["sku"], line["quantity_base"] // line["quantity"])
        found.add("weight_difference_g", abs(line["quantity_base"] - pack * line["quantity"]),
                  f"{order_id}: {line['quantity']} × {line['sku']} weigh {line['quantity_base']} g, not × {pack} g")


def compare_figures(path, sums, found):
    """The published figures against the sums of our own orders."""
    try:
        figures = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except ValueError as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    totals = sum(sums.values(), Counter())
    by_channel = {}
    if isinstance(figures, dict) and figures.get("by_channel") is not None:
        by_channel = {need(row, "channel", str, path): row for row in need(figures, "by_channel", list, path)}
    for name in FIGURES:
        total = need(figures, name, int, path)
        parts = {}
        if by_channel:
            for channel in sorted(set(by_channel) | set(sums)):
                row = by_channel.get(channel)
                parts[channel] = (need(row, name, int, f"{path} {channel}") if row else 0) - sums[channel][name]
        # A fault in a channel is in the total, too: the larger of both is what is wrong, not their sum.
        wrong = max(abs(total - totals[name]), sum(map(abs, parts.values())))
        kind = {"vnd": "money_difference_vnd", "g": "weight_difference_g"}.get(
            name.rsplit("_", 1)[-1], "order_count_difference")
        text = f"figure {name}: published {total}, from orders {totals[name]}"
        off = ", ".join(f"{channel} {parts[channel]:+}" for channel in parts if parts[channel])
        found.add(kind, wrong, text + (f"; by channel {off}" if off else ""))
    return totals


def compare_ledger(path, orders, found):
    """Plays every lot's movements again, and holds what each order took against what it should have taken."""
    took = defaultdict(Counter)  # our order id → grams held and sold over all lots
    lots = 0
    for record, where in records(path):
        lots += 1
        compare_lot(record, where, orders, took, found)
    for order_id in sorted(set(orders) | set(took)):
        held, sold = took[order_id]["held"], took[order_id]["sold"]
        state, owed = orders.get(order_id, ("not in our orders", 0))
        if state == "unknown":
            continue
        if state == "placed" and held == sold == 0:
            continue  # Goods may be promised when an order is placed, or only once it is paid.
        if state in OPEN:
            wrong = abs(held + sold - owed)
        else:
            wrong = abs(held) + abs(sold - (owed if state == "delivered" else 0))
        found.add("ledger_difference_g", wrong,
                  f"order {order_id} ({state}) of {owed} g: the lots hold {held} g for it and sold it {sold} g")
    return lots


def compare_lot(record, where, orders, took, found):
    """One lot: never below zero, in balance at the end, and the same as its movements say."""
    code = need(record, "lot_code", str, where)
    stated = {name: need(record, f"{name}_g", int, where) for name in BALANCES}
    played, complaint, held_open = Counter(), "", 0
    for step, movement in enumerate(need(record, "movements", list, where), 1):
        kind, grams = need(movement, "kind", str, where), need(movement, "quantity_g", int, where)
        if kind not in EFFECTS:
            raise Unreadable(f"{where}: `{kind}` is no kind of movement")
        for name, sign in EFFECTS[kind].items():
            played[name] += sign * grams
        below = [name for name in BALANCES if played[name] < 0]
        if not complaint and (below or played["reserved"] > played["on_hand"]):
            complaint = f"after movement {step} ({kind} {grams} g): {dict(played)}"
        order_id = movement.get("order_id")
        if order_id is not None:
            held = EFFECTS[kind].get("reserved", 0) * grams
            took[order_id].update(held=held, sold=EFFECTS[kind].get("sold", 0) * grams)
            held_open += held if orders.get(order_id, ("",))[0] in OPEN | {"unknown"} else 0
    left = stated["declared"] - sum(stated[name] for name in ("sold", "waste", "off_platform", "own_use"))
    if not complaint and stated["on_hand"] != left:
        complaint = f"on hand {stated['on_hand']} g, but declared less everything that left is {left} g"
    if not complaint and stated["reserved"] != held_open:
        complaint = f"reserved {stated['reserved']} g, but open orders hold {held_open} g"
    if not complaint and min(stated.values()) < 0:
        complaint = f"below zero: {stated}"
    found.add("stock_negative", int(bool(complaint)), f"lot {code}: {complaint}")
    for name in BALANCES:
        found.add("ledger_difference_g", abs(stated[name] - played[name]),
                  f"lot {code}: {name} {stated[name]} g, but its movements make {played[name]} g")


def account(journal, orders, ledger, figures, channel="shopee"):
    """All of it: what was found, and how much was looked at."""
    found = Findings()
    theirs = read_journal(journal)
    ours = compare_orders(orders, theirs, channel, found)
    totals = compare_figures(figures, ours.sums, found)
    lots = compare_ledger(ledger, ours.orders, found)
    looked_at = {"orders_theirs": len(theirs), "orders_ours": len(ours.orders), "lots": lots}
    looked_at.update({name: totals[name] for name in FIGURES})
    return found, looked_at


def report(found, looked_at):
    """The same for people."""
    print("Accounting: the marketplace's journal against our orders, figures and ledger")
    for name, amount in looked_at.items():
        print(f"  {name:<24} {amount:>18,}")
    print()
    for kind, meaning in KINDS.items():
        print(f"  {kind:<24} {found.counts[kind]:>18,}  {meaning}")
        for text in found.examples[kind]:
            print(f"      {text}")
    wrong = any(found.counts.values())
    print("\nThey differ." if wrong else "\nBoth sides tell the same story: no order, đồng or gram is lost or made up.")


# --- The self-test: each fault planted alone must be found, and nothing else. ---

STORIES = [("A1", "COMPLETED", 2), ("A2", "CANCELLED", 1), ("A3", "TO_RETURN", 1), ("A4", "SHIPPED", 3),
           ("A5", "READY_TO_SHIP", 1), ("A6", "IN_CANCEL", 1), ("A7", "UNPAID", 1), ("A8", "COMPLETED", 1)]


def small_world():
    """A journal and the orders we made of it, in agreement."""
    journal, orders = [], []
    for sn, status, packs in STORIES:
        line = {"item_id": 7, "sku": "CAM-5KG", "quantity": packs, "unit_price_vnd": 159_000}
        for word in ("UNPAID", "READY_TO_SHIP", status):
            journal.append({"order_sn": sn, "shop_id": 42, "status": word, "updated": 0, "cod": False, "lines": [line],
                            "total_vnd": packs * 159_000})
        orders.append({"id": f"ord_{sn}", "channel": "shopee", "shop_id": "42", "channel_order_id": sn,
                       "state": STATES.get(status, "paid"), "lines": [{
                           "line_no": 1, "sku": "CAM-5KG", "listing_id": "lst_1", "quantity": packs,
                           "unit_price_vnd": 159_000, "line_vnd": packs * 159_000,
                           "quantity_base": packs * 5_000, "short_base": 0}]})
    by_phone = copy.deepcopy(orders[0])
    by_phone.update(id="ord_phone", channel="manual", channel_order_id="P1")
    return {"journal": journal, "orders": orders + [by_phone]}


def with_books(world):
    """Adds the ledger and the figures that follow from the world's orders."""
    ours, moves = Ours(), [("declared", 90_000, None)]
    for order in world["orders"]:
        line, state, one = order["lines"][0], order["state"], order["id"]
        grams = line["quantity_base"]
        ours.count(order["channel"], state, sum(each["line_vnd"] for each in order["lines"]), grams)
        then = {"delivered": ["sold"], "shipped": ["sold"], "cancelled": ["released"], "returned": ["sold", "returned"]}
        moves += [(kind, grams, one) for kind in ["reserved"] + then.get(state, [])]
        moves += [("waste", grams, None)] if state == "returned" else []
    balance = Counter()
    for kind, grams, _ in moves:
        for name, sign in EFFECTS[kind].items():
            balance[name] += sign * grams
    lot = {f"{name}_g": balance[name] for name in BALANCES}
    lot.update(lot_code="CAMSANH-2526-0001", movements=[
        {"kind": kind, "quantity_g": grams, "order_id": one, "at": ""} for kind, grams, one in moves])
    totals = sum(ours.sums.values(), Counter())
    rows = [dict({name: sums[name] for name in FIGURES}, channel=channel) for channel, sums in ours.sums.items()]
    figures = dict({name: totals[name] for name in FIGURES}, by_channel=rows)
    return dict(world, ledger=[lot], figures=figures)


def again(world):
    world["orders"].append(dict(copy.deepcopy(world["orders"][0]), id="ord_again"))


def off(kind, name, by):
    """A plant that moves one number of the books."""
    def plant(books):
        target = books["figures"] if kind == "figures" else books["ledger"][0]
        target[name] += by
    return plant


def sell_before_harvest(books):
    moves = books["ledger"][0]["movements"]
    moves.append(moves.pop(0))


def keep_a_promise_too_long(books):
    """A delivered order's goods stay promised, though everything adds up in its lot."""
    lot = books["ledger"][0]
    at = next(i for i, move in enumerate(lot["movements"]) if move["kind"] == "sold")
    grams = lot["movements"].pop(at)["quantity_g"]
    for name, sign in EFFECTS["sold"].items():
        lot[f"{name}_g"] -= sign * grams


def self_test_cases():
    """What is planted before the books are made, what after, and what alone must be found."""
    def set_line(**fields):
        return lambda world: world["orders"][0]["lines"][0].update(fields)


    def nothing(_):
        """Leaves everything as it is."""

    return [
        ("nothing", nothing, nothing, {}),
        ("an order lost", lambda world: world["orders"].pop(0), nothing, {"missing": 1}),
        ("an order taken twice", again, nothing, {"duplicated": 1}),
        ("a free line added", lambda world: world["orders"][0]["lines"].append(
            dict(world["orders"][0]["lines"][0], line_vnd=0, quantity=0, quantity_base=0)), nothing, {"duplicated": 1}),
        ("an order made up", lambda world: world["orders"][0].update(channel_order_id="X"), nothing,
         {"missing": 1, "invented": 1}),
        ("an order only we have", lambda world: world["orders"].append(
            dict(copy.deepcopy(world["orders"][4]), id="ord_X", channel_order_id="X")), nothing, {"invented": 1}),
        ("another shop's order", lambda world: world["orders"][0].update(shop_id="43"), nothing,
         {"missing": 1, "invented": 1}),
        ("a state not reached", lambda world: world["orders"][3].update(state="ready_to_ship"), nothing,
         {"state_difference": 1}),
        ("another SKU", set_line(sku="CAM-3KG"), nothing, {"line_difference": 1}),
        ("a line one đồng short", set_line(line_vnd=317_999), nothing, {"money_difference_vnd": 1}),
        ("revenue one đồng high", nothing, off("figures", "revenue_vnd", 1), {"money_difference_vnd": 1}),
        ("a channel's money missing", nothing, lambda books: books["figures"]["by_channel"][1].update(ordered_vnd=0),
         {"money_difference_vnd": 318_000}),
        ("a pack one gram heavy", lambda world: world["orders"][3]["lines"][0].update(quantity_base=15_001), nothing,
         {"weight_difference_g": 1}),
        ("ordered weight one gram low", nothing, off("figures", "ordered_g", -1), {"weight_difference_g": 1}),
        ("an order not counted", nothing, off("figures", "orders", -1), {"order_count_difference": 1}),
        ("sold before it was harvested", nothing, sell_before_harvest, {"stock_negative": 1}),
        ("a lot with a hole", nothing, off("ledger", "on_hand_g", -1), {"stock_negative": 1, "ledger_difference_g": 1}),
        ("waste that nobody moved", nothing, lambda books: (
            off("ledger", "waste_g", 5)(books), off("ledger", "on_hand_g", -5)(books)), {"ledger_difference_g": 10}),
        ("a promise kept too long", nothing, keep_a_promise_too_long,
         {"stock_negative": 1, "ledger_difference_g": 20_000}),
    ]


def judge(books):
    """Writes the books to files and runs the whole program over them."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for name in ("journal", "orders", "ledger"):
            text = "".join(json.dumps(row) + "\n" for row in books[name])
            (Path(folder) / name).write_text(text, encoding="utf-8")
            arguments += [f"--{name}", str(Path(folder) / name)]
        (Path(folder) / "figures").write_text(json.dumps(books["figures"]), encoding="utf-8")
        summary = Path(folder) / "summary"
        code = main(arguments + ["--figures", str(Path(folder) / "figures"), "--summary", str(summary), "--quiet"])
        return code, json.loads(summary.read_text(encoding="utf-8")) if summary.exists() else None


def self_test():
    """Plants each fault in a small world; true when each is found, and nothing but it."""
    failed = 0
    for name, before, after, expected in self_test_cases():
        world = small_world()
        before(world)
        books = with_books(world)
        after(books)
        code, summary = judge(books)
        counts = {kind: amount for kind, amount in summary["counts"].items() if amount}
        good = counts == expected and code == (1 if expected else 0)
        failed += not good
        print(f"  {'found' if good else 'WRONG':<6} {name}: {counts}" + ("" if good else f", expected {expected}"))
    unreadable = [("orders", "state"), ("journal", "lines"), ("ledger", "sold_g"), ("figures", "revenue_vnd")]
    for name, field in unreadable:
        books = with_books(small_world())
        del (books[name] if name == "figures" else books[name][0])[field]
        code, _ = judge(books)
        failed += code != 2
        print(f"  {'found' if code == 2 else 'WRONG':<6} {name} without `{field}`: ends with {code}")
    return failed == 0


def main(argv):
    parser = argparse.ArgumentParser(description="A marketplace's journal against our orders, figures and ledger.")
    for name in ("journal", "orders", "ledger", "figures"):
        parser.add_argument(f"--{name}", metavar="FILE")
    parser.add_argument("--summary", metavar="FILE", help="write what was found as JSON, too")
    parser.add_argument("--channel", default="shopee", help="the channel whose journal it is (shopee)")
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--self-test", action="store_true", help="plant each kind of fault and see if it is found")
    options = parser.parse_args(argv)
    if options.self_test:
        return 0 if self_test() else 1
    lacking = [f"--{name}" for name in ("journal", "orders", "ledger", "figures") if getattr(options, name) is None]
    if lacking:
        parser.error("please give " + ", ".join(lacking))
    try:
        found, looked_at = account(options.journal, options.orders, options.ledger, options.figures, options.channel)
    except Unreadable as fault:
        if not options.quiet:
            print(f"cannot judge: {fault}", file=sys.stderr)
        return 2
    exact = not any(found.counts.values())
    if options.summary:
        summary = {"exact": exact, "looked_at": looked_at, "counts": dict(found.counts), "first": dict(found.examples)}
        Path(options.summary).write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not options.quiet:
        report(found, looked_at)
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

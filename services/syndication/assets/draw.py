"""Draws the pictures of the products: plain shapes, so that nobody takes them for photos of the goods.

Run it in this folder: python3 draw.py. It needs nothing but Python 3.
"""

import math
import struct
import zlib

SIDE = 600
PAPER = (250, 246, 236)
TABLE = (226, 212, 184)
SHADOW = (205, 188, 156)


def disc(x, y, rx, ry=None, turn=0.0):
    """Inside an ellipse that is turned by `turn` degrees."""
    ry = ry or rx
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def inside(px, py):
        dx, dy = px - x, py - y
        return ((dx * cos + dy * sin) / rx) ** 2 + ((dy * cos - dx * sin) / ry) ** 2 <= 1

    return inside


def box(left, top, right, bottom, corner=0):
    """Inside a rectangle with round corners."""

    def inside(px, py):
        dx = max(left + corner - px, 0, px - right + corner)
        dy = max(top + corner - py, 0, py - bottom + corner)
        return dx * dx + dy * dy <= corner * corner if corner else dx == 0 and dy == 0

    return inside


def both(first, second):
    return lambda px, py: first(px, py) and second(px, py)


def leaf(x, y, length, width, turn):
    """Inside the overlap of two discs: pointed at both ends."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    radius = (length * length + width * width) / (4 * width)

    def inside(px, py):
        dx, dy = px - x, py - y
        along, across = dx * cos + dy * sin, dy * cos - dx * sin
        return math.hypot(along, abs(across) + radius - width / 2) <= radius

    return inside


def orange(x, y, radius, skin, light, green):
    return [
        (disc(x, y + radius, radius * 0.9, radius * 0.16), SHADOW),
        (disc(x, y, radius), skin),
        (disc(x - radius * 0.3, y - radius * 0.34, radius * 0.32, radius * 0.22, -35), light),
        (leaf(x + radius * 0.34, y - radius * 1.02, radius * 0.8, radius * 0.3, -18), green),
        (disc(x, y - radius * 0.93, radius * 0.07), (92, 74, 40)),
    ]


def half(x, y, radius, rind, flesh):
    shapes = [(disc(x, y, radius), rind), (disc(x, y, radius * 0.9), (255, 244, 214))]
    for turn in range(0, 360, 40):
        cx = x + radius * 0.47 * math.cos(math.radians(turn))
        cy = y + radius * 0.47 * math.sin(math.radians(turn))
        shapes.append((disc(cx, cy, radius * 0.36, radius * 0.15, turn), flesh))
    return shapes


def persimmon(x, y, radius):
    fruit = [
        (disc(x, y + radius * 0.82, radius * 0.95, radius * 0.16), SHADOW),
        (disc(x, y, radius, radius * 0.85), (224, 106, 36)),
        (disc(x - radius * 0.36, y - radius * 0.2, radius * 0.26, radius * 0.16, -30), (246, 160, 92)),
    ]
    for turn in (15, 75, 135):
        fruit.append((leaf(x, y - radius * 0.62, radius * 0.95, radius * 0.24, turn), (106, 122, 62)))
    return fruit


PICTURES = {
    "cam_sanh": orange(360, 250, 130, (196, 158, 44), (226, 196, 96), (74, 116, 52))
    + orange(190, 350, 120, (206, 150, 40), (234, 190, 92), (74, 116, 52))
    + half(410, 420, 100, (188, 160, 52), (238, 134, 26)),
    "cam_vang": orange(360, 250, 130, (244, 166, 32), (255, 208, 112), (86, 138, 58))
    + orange(190, 350, 120, (248, 158, 28), (255, 202, 104), (86, 138, 58))
    + half(410, 420, 100, (244, 176, 48), (250, 182, 58)),
    "hong_khong_hat": persimmon(370, 240, 130) + persimmon(190, 330, 125) + persimmon(390, 410, 120),
    "che_shan_tuyet": [
        (disc(300, 470, 190, 26), SHADOW),
        (box(455, 320, 525, 420, 34), (240, 236, 226)),
        (box(472, 340, 508, 402, 18), TABLE),
        (both(disc(300, 300, 180), box(0, 300, 600, 600)), (248, 246, 240)),
        (disc(300, 300, 180, 44), (232, 226, 212)),
        (disc(300, 304, 160, 34), (176, 150, 62)),
        (leaf(250, 300, 90, 26, -12), (96, 120, 60)),
        (leaf(340, 306, 80, 22, 20), (112, 134, 72)),
        (leaf(230, 160, 170, 54, -62), (88, 128, 70)),
        (leaf(352, 168, 150, 48, -118), (104, 144, 82)),
        (leaf(294, 130, 150, 36, -90), (214, 220, 200)),
    ],
    "mat_ong_bac_ha": [
        (disc(300, 500, 150, 24), SHADOW),
        (box(170, 180, 430, 500, 46), (236, 226, 196)),
        (box(182, 232, 418, 488, 36), (222, 170, 48)),
        (box(196, 250, 220, 470, 12), (242, 208, 112)),
        (box(190, 120, 410, 184, 16), (150, 108, 58)),
        (box(230, 310, 370, 420, 12), (250, 246, 236)),
        (disc(300, 365, 15), (150, 92, 140)),
    ]
    + [
        (disc(300 + 30 * math.cos(a * math.pi / 3), 365 + 30 * math.sin(a * math.pi / 3), 17), (196, 150, 198))
        for a in range(6)
    ],
}


def colour(shapes, px, py):
    found = TABLE if py > 470 else PAPER
    for inside, paint in shapes:
        if inside(px, py):
            found = paint
    return found


def draw(shapes):
    """Each pixel is the mean of four samples, so that edges are smooth."""
    rows = []
    for y in range(SIDE):
        row = bytearray([0])
        for x in range(SIDE):
            samples = [colour(shapes, x + dx, y + dy) for dx in (0.25, 0.75) for dy in (0.25, 0.75)]
            row += bytes(sum(channel) // 4 for channel in zip(*samples))
        rows.append(bytes(row))
    return b"".join(rows)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels):
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    for name, shapes in PICTURES.items():
        with open(name + ".png", "wb") as file:
            file.write(png(draw(shapes)))

"""Codes that can be checked by arithmetic, and splitting a whole into whole parts. README.md states the rules."""

CHECK_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_character(code):
    """The character that guards a lot code against slips of the pen; `code` is without it."""
    letters = code.replace("-", "")
    total = sum(place * int(letter, 36) for place, letter in enumerate(letters, 1))
    return CHECK_ALPHABET[total % 31]


def lot_code(product, season, number):
    """Such as CAMSANH-2526-0042-R."""
    code = f"{product}-{season}-{number:04}"
    return f"{code}-{check_character(code)}"


def tax_check_digit(prefix):
    """The tenth digit of a tax code, or None: one prefix in eleven has none."""
    rest = sum(int(digit) * weight for digit, weight in zip(prefix, TAX_WEIGHTS)) % 11
    return 10 - rest if rest else None


def tax_codes(start):
    """Every valid code that begins with the seven digits `start`, which nobody was given."""
    for number in range(100):
        prefix = f"{start}{number:02}"
        digit = tax_check_digit(prefix)
        if digit is not None:
            yield f"{prefix}{digit}"


def parts(total, weights):
    """Splits whole `total` by weight into whole parts that add up to it (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    result = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (result[i] - exact[i], i))
    for i in by_remainder[: total - sum(result)]:
        result[i] += 1
    return result

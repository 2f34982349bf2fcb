-- A pack may have a bar code: 8, 12, 13 or 14 digits.

alter table listing
    add column gtin text,
    add constraint listing_gtin check (gtin ~ '^([0-9]{8}|[0-9]{12,14})$');

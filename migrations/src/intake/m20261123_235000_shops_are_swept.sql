-- Once a night polling looks back a week: a marketplace may show an order long after it was placed. The night it last did, by the
-- business calendar.
alter table shop add column swept_on date;

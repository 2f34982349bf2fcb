-- The day of the business calendar on which a movement was written: periods count by it. The moment stays the wall's, for undoing and
-- for the audit trail. Rows from before have none; their moment says it.
alter table movement add column day date;
create index movement_by_day on movement (cooperative_id, day);

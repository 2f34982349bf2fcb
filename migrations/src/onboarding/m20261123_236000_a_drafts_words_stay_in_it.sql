-- Whoever makes the file with all the data of somebody is an official, and does not read what was never sent: that there is such
-- a draft goes into the file, its words stay where they were typed.

drop function drafts_about(uuid, text, text);

create function drafts_about(cooperative uuid, what_form text, what_about text)
returns table (saved_at timestamptz, by_name text)
language sql stable set phien.scope = 'system'
as $$
    select d.saved_at, d.by_name from draft d
    where d.cooperative_id = cooperative and d.form = what_form and d.about = what_about
$$;

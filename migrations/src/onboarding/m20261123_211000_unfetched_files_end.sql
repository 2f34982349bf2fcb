-- A file with all the data of somebody is handed out once, and does not lie in the store for ever: one that nobody fetched ends
-- after 30 days, and whatever is no request's file any more is taken out of the store.

select set_config('phien.scope', 'system', true);

alter table subject_request add column file_at timestamptz;
update subject_request set file_at = now() where file is not null;

-- Files that belong to no request any more. Only the house itself reads them.
create table file_to_forget (
    forget_id bigint generated always as identity,
    file text not null,
    since timestamptz not null default now(),
    constraint file_to_forget_key primary key (forget_id)
);
alter table file_to_forget enable row level security;
alter table file_to_forget force row level security;
create policy file_to_forget_seen on file_to_forget using ((select sees(null, null))) with check (true);

-- Fetched, made anew, erased or too old: in whatever way a file leaves its request, it is not forgotten to be forgotten.
create function keep_track_of_file() returns trigger
language plpgsql as $$
begin
    if new.file is distinct from old.file then
        new.file_at := case when new.file is not null then now() end;
        if old.file is not null then
            insert into file_to_forget (file) values (old.file);
        end if;
    end if;
    return new;
end
$$;
create trigger subject_request_file before update on subject_request
    for each row execute function keep_track_of_file();

-- Whoever makes somebody's file does not read what was never sent, and puts it in all the same.
create function drafts_about(cooperative uuid, what_form text, what_about text)
returns table (form text, about text, fields_sealed bytea, saved_at timestamptz, by_name text)
language sql stable set phien.scope = 'system'
as $$
    select d.form, d.about, d.fields_sealed, d.saved_at, d.by_name from draft d
    where d.cooperative_id = cooperative and d.form = what_form and d.about = what_about
$$;

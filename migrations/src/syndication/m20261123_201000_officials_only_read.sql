-- Officials read a cooperative's rows here; only itself and the house write them.
do $$
declare
    name text;
begin
    foreach name in array array['cooperative', 'lot', 'listing', 'listing_lot', 'offer', 'paper', 'listing_claim'] loop
        execute format('drop policy %I on %I', name || '_seen', name);
        execute format('create policy %I on %I for select
            using ((select sees(null, null)) or sees(cooperative_id, commune_code))', name || '_seen', name);
        execute format('create policy %I on %I
            using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null))',
            name || '_written', name);
    end loop;
end
$$;

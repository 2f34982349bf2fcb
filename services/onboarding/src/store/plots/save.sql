-- Whose a plot is and what it is called by never change; nor does what grows there, once something was picked.
insert into plot (
    plot_id, cooperative_id, household_id, commune_code, code, name, product, plot_commune_code, area_m2, area_entered,
    area_unit, planted_year, area_code, area_code_market, area_code_issued_on, area_code_state, search_key, fingerprint
)
select
    r.plot_id, r.cooperative_id, r.household_id, c.commune_code, r.code, r.name, r.product, r.plot_commune_code, r.area_m2,
    r.area_entered, r.area_unit, r.planted_year, r.area_code, r.area_code_market, r.area_code_issued_on, r.area_code_state,
    r.search_key, decode(r.fingerprint, 'hex')
from jsonb_to_recordset($1::jsonb) as r (
    plot_id uuid, cooperative_id uuid, household_id uuid, code text, name text, product text, plot_commune_code text,
    area_m2 bigint, area_entered text, area_unit text, planted_year integer, area_code text, area_code_market text,
    area_code_issued_on date, area_code_state text, search_key text, fingerprint text
)
join cooperative c on c.cooperative_id = r.cooperative_id
order by r.plot_id
on conflict (plot_id) do update set
    version = plot.version + 1,
    name = excluded.name,
    product = excluded.product,
    plot_commune_code = excluded.plot_commune_code,
    area_m2 = excluded.area_m2,
    area_entered = excluded.area_entered,
    area_unit = excluded.area_unit,
    planted_year = excluded.planted_year,
    area_code = excluded.area_code,
    area_code_market = excluded.area_code_market,
    area_code_issued_on = excluded.area_code_issued_on,
    area_code_state = excluded.area_code_state,
    search_key = excluded.search_key,
    fingerprint = excluded.fingerprint

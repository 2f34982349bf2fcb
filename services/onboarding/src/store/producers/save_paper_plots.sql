-- The plots that papers name: those that are not named any more go.
with told as (
    select p.paper_id, p.cooperative_id, p.commune_code, r.plots
    from jsonb_to_recordset($1::jsonb) as r (paper_id uuid, plots text[])
    join paper p on p.paper_id = r.paper_id
), named as (
    select told.paper_id, plot.plot_id, told.cooperative_id, told.commune_code
    from told join plot on plot.cooperative_id = told.cooperative_id and plot.code = any(told.plots)
), gone as (
    delete from paper_plot using told
    where paper_plot.paper_id = told.paper_id
        and not exists (
            select from named where named.paper_id = paper_plot.paper_id and named.plot_id = paper_plot.plot_id
        )
)
insert into paper_plot (paper_id, plot_id, cooperative_id, commune_code)
select paper_id, plot_id, cooperative_id, commune_code from named
on conflict do nothing

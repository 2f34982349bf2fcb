-- Plots: what a household grows where. A harvest may name the plot it was picked on, and a paper the plots it speaks of.

create table plot (
    plot_id uuid not null,
    cooperative_id uuid not null,
    household_id uuid not null,
    commune_code text not null,
    version bigint not null default 1,
    code text not null,
    name text not null,
    product text not null,
    -- Where the plot lies; `commune_code` is the cooperative's, as everywhere.
    plot_commune_code text not null,
    area_m2 bigint not null,
    area_entered text not null,
    area_unit text not null,
    planted_year integer,
    area_code text,
    area_code_market text,
    area_code_issued_on date,
    area_code_state text,
    search_key text not null,
    fingerprint bytea not null,
    constraint plot_key primary key (plot_id),
    constraint plot_code_unique unique (cooperative_id, code),
    constraint plot_of_cooperative unique (cooperative_id, plot_id),
    constraint plot_of_household unique (cooperative_id, household_id, plot_id),
    constraint plot_area check (area_m2 > 0),
    constraint plot_area_code_whole
        check (num_nulls(area_code, area_code_market, area_code_issued_on, area_code_state) in (0, 4)),
    constraint plot_area_code check (area_code ~ '^[0-9A-Z./-]{6,40}$'),
    constraint plot_area_code_state check (area_code_state in ('active', 'suspended', 'revoked')),
    constraint plot_household foreign key (cooperative_id, household_id)
        references household (cooperative_id, household_id),
    constraint plot_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index plot_by_household on plot (household_id);
create index plot_by_cooperative on plot (cooperative_id, commune_code);
alter table plot enable row level security;
alter table plot force row level security;
create policy plot_seen on plot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
create policy plot_seen_by_itself on plot for select using (sees_own(cooperative_id, household_id));

-- The plot is the household's that picked there: Postgres knows it, too.
alter table harvest add column plot_id uuid;
alter table harvest add constraint harvest_plot foreign key (cooperative_id, household_id, plot_id)
    references plot (cooperative_id, household_id, plot_id);
create index harvest_by_plot on harvest (plot_id) where plot_id is not null;

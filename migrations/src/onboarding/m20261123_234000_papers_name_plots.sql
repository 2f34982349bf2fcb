-- A paper names the plots it speaks of, and a lot which papers cover where and when it was picked.

create table paper_plot (
    paper_id uuid not null,
    plot_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    constraint paper_plot_key primary key (paper_id, plot_id),
    constraint paper_plot_paper foreign key (cooperative_id, paper_id) references paper (cooperative_id, paper_id),
    constraint paper_plot_plot foreign key (cooperative_id, plot_id) references plot (cooperative_id, plot_id),
    constraint paper_plot_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index paper_plot_by_plot on paper_plot (plot_id);
alter table paper_plot enable row level security;
alter table paper_plot force row level security;
create policy paper_plot_seen on paper_plot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- Null until the lot is declared again, or a paper of its cooperative comes to count.
alter table lot add column covered_by uuid[];

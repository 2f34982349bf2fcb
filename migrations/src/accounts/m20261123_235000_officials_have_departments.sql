-- A provincial official may belong to a department; whoever belongs to none decides for all of them.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table person_grant drop constraint person_grant_scope_named;
alter table person_grant add constraint person_grant_scope_named check (
    case scope_kind
        when 'province' then scope_of in
            ('', 'industry_and_trade', 'agriculture_and_environment', 'science_and_technology')
        else (scope_kind in ('cooperative', 'household', 'commune')) = (scope_of <> '')
    end);

insert into paper (
    paper_id, first_paper_id, cooperative_id, commune_code, scheme, number, issuer, issued_on, valid_to, product, stars,
    score, plot, area_m2, facility, decision_no, decision_date, user_grant_no, standard, body, fingerprint, state, state_since
)
select
    r.paper_id, r.paper_id, r.cooperative_id, c.commune_code, r.scheme, r.number, r.issuer, r.issued_on, r.valid_to, r.product,
    r.stars, r.score, r.plot, r.area_m2, r.facility, r.decision_no, r.decision_date, r.user_grant_no, r.standard, r.body, decode(r.fingerprint, 'hex'),
    -- What stands in a file is handed in with it.
    'submitted', r.state_since
from jsonb_to_recordset($1::jsonb) as r (
    paper_id uuid, cooperative_id uuid, scheme text, number text, issuer text, issued_on date, valid_to date,
    product text, stars smallint, score smallint, plot text, area_m2 bigint, facility text, decision_no text,
    decision_date date, user_grant_no text, standard text, body text, fingerprint text, state_since timestamptz
)
join cooperative c on c.cooperative_id = r.cooperative_id
on conflict (paper_id) do update set
    issued_on = excluded.issued_on,
    valid_to = excluded.valid_to,
    product = excluded.product,
    stars = excluded.stars,
    score = excluded.score,
    plot = excluded.plot,
    area_m2 = excluded.area_m2,
    facility = excluded.facility,
    decision_no = excluded.decision_no,
    decision_date = excluded.decision_date,
    user_grant_no = excluded.user_grant_no,
    standard = excluded.standard,
    body = excluded.body,
    fingerprint = excluded.fingerprint,
    version = paper.version + 1,
    state = excluded.state,
    state_since = excluded.state_since,
    reason = null
-- What somebody has verified, no file changes.
where paper.state in ('draft', 'submitted', 'rejected')

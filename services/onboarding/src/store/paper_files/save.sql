-- A paper as it is now. Whose it is and what it renews never change.
insert into paper (
    paper_id, first_paper_id, cooperative_id, commune_code, renews, version, scheme, number, issuer,
    issued_on, valid_to, product, stars, score, plot, area_m2, facility, decision_no, decision_date,
    user_grant_no, standard, body, state, state_since, reason, verified_by, verified_by_name, verified_on,
    warned_days, scan_file, scan_media_type, scan_bytes, fingerprint
)
select
    r.paper_id, r.first_paper_id, r.cooperative_id, r.commune_code, r.renews, r.version, r.scheme, r.number,
    r.issuer, r.issued_on, r.valid_to, r.product, r.stars, r.score, r.plot, r.area_m2, r.facility,
    r.decision_no, r.decision_date, r.user_grant_no, r.standard, r.body, r.state, r.state_since, r.reason,
    r.verified_by, r.verified_by_name, r.verified_on, r.warned_days, r.scan_file, r.scan_media_type,
    r.scan_bytes, r.fingerprint
from jsonb_populate_record(null::paper, $1::jsonb) as r
on conflict (paper_id) do update set
    version = excluded.version,
    scheme = excluded.scheme,
    number = excluded.number,
    issuer = excluded.issuer,
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
    state = excluded.state,
    state_since = excluded.state_since,
    reason = excluded.reason,
    verified_by = excluded.verified_by,
    verified_by_name = excluded.verified_by_name,
    verified_on = excluded.verified_on,
    warned_days = excluded.warned_days,
    scan_file = excluded.scan_file,
    scan_media_type = excluded.scan_media_type,
    scan_bytes = excluded.scan_bytes,
    fingerprint = excluded.fingerprint

-- Give the records of one file their codes, and say which cannot be used or are doubled.
-- Wants: $dataset, import_staged (stage.sql), and what spellings.py lends: import_types,
-- import_code_aliases.
-- Makes: import_judged, one row per record; `reason` is NULL where it can be used.

-- Two-digit codes 10 to 20 are roots, or 010 to 020 without their zero. ICEWS has no bare roots (0
-- of 3,705 records; formats.md section 3). Elsewhere the root decides where it is given; else, where
-- other codes of the file are known only with a zero before them, these have lost theirs too.
create or replace temp table import_codes as

with told as (

    select distinct
        code_text,
        root_text,
        regexp_replace(code_text, '\.0*$', '')                         as plain,
        lpad(regexp_replace(root_text, '\.0*$', ''), 2, '0')           as root

    from import_staged

    where code_text is not null

),

found as (

    select
        told.*,
        given.code                                                     as given_code,
        given.root                                                     as given_root,
        padded.code                                                    as padded_code,
        padded.root                                                    as padded_root,
        alias.code                                                     as alias_code

    from told

    left join cameo_codes as given on given.code = told.plain

    left join cameo_codes as padded on padded.code = '0' || told.plain

    left join import_code_aliases as alias on alias.given = told.plain

),

lost as (

    select coalesce(bool_or(given_code is null and padded_code is not null), false) as zeros_lost

    from found

)

select
    code_text,
    root_text,
    case
        when padded_code is null then coalesce(given_code, alias_code)
        when given_code is null or $dataset = 'icews' then padded_code
        when root is not null and padded_root = root and given_root <> root then padded_code
        when root is null and zeros_lost then padded_code
        else given_code
    end                                                                as code,
    case
        when code = given_code then 'given'
        when code = padded_code then 'zero_restored'
        else 'alias'
    end                                                                as basis

from found

cross join lost;

-- Where there is no code, PLOVER's type and mode become the general code of a root.
create or replace temp table import_judged as

with coded as (

    select
        staged.* exclude (plover_event, plover_mode),
        coalesce(staged.plover_event, cameo_codes.plover_event)        as plover_event,
        case when staged.plover_event is null then cameo_codes.plover_mode else staged.plover_mode end
                                                                       as plover_mode,
        cameo_codes.code                                               as cameo_code,
        cameo_codes.root                                               as cameo_root,
        cameo_codes.quad_class,
        case when staged.plover_event is null then import_codes.basis else 'plover_type' end
                                                                       as code_basis,
        case
            when no_day is not null then no_day
            when staged.code_text is null and staged.plover_event is null then 'no_code'
            when cameo_codes.code is null then 'unknown_code'
            else no_dyad
        end                                                            as fault,
        coalesce(staged.code_text, staged.plover_event)                as act

    from import_staged as staged

    left join import_codes
        on import_codes.code_text = staged.code_text
        and import_codes.root_text is not distinct from staged.root_text

    left join import_types as by_mode
        on by_mode.plover_event = staged.plover_event and by_mode.plover_mode = staged.plover_mode

    left join import_types as by_type
        on by_type.plover_event = staged.plover_event and by_type.plover_mode = ''

    left join cameo_codes
        on cameo_codes.code = coalesce(import_codes.code, by_mode.code, by_type.code)

)

select
    coded.* exclude (detail),
    case fault when 'unknown_code' then act when 'no_code' then null else detail end
                                                                       as detail,
    case
        when fault is not null then fault
        when line > first_line or held.record_id is not null then 'doubled'
    end                                                                as reason

from coded

left join (

    select record_id, event_date, min(line) as first_line

    from coded

    where fault is null

    group by record_id, event_date

) as first using (record_id, event_date)

left join (

    select distinct record_id, event_date from imported_events where dataset = $dataset

) as held using (record_id, event_date);

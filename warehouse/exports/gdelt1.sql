-- GDELT 1.0 events as in its daily files: 58 columns, tab, no header, DATEADDED a day.
select
    * exclude (Actor1Geo_ADM2Code, Actor2Geo_ADM2Code, ActionGeo_ADM2Code)
      replace (left(DATEADDED, 8) as DATEADDED)

from gdelt_events;

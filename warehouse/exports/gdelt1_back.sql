-- GDELT 1.0 events as in its files up to March 2013: 57 columns, without the address.
select
    * exclude (Actor1Geo_ADM2Code, Actor2Geo_ADM2Code, ActionGeo_ADM2Code, SOURCEURL)
      replace (left(DATEADDED, 8) as DATEADDED)

from gdelt_events;

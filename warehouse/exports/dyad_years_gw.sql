-- Directed dyad-years by Gleditsch-Ward numbers, with the columns that peacesciencer joins by.
select number_1 as gwcode1, number_2 as gwcode2, * exclude (number_1, number_2)

from dyad_years

order by gwcode1, gwcode2, year;

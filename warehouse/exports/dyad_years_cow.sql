-- Directed dyad-years by Correlates of War numbers, with the columns that peacesciencer joins by.
select number_1 as ccode1, number_2 as ccode2, * exclude (number_1, number_2)

from dyad_years

order by ccode1, ccode2, year;

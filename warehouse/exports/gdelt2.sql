-- GDELT 2.0 events: 61 columns, tab, no header.
from gdelt_events;

"""Names that mean two things, in both readings.

A row is a sentence, the day it was printed, and what each name in it stands for: a country, an
organisation, or nobody. Years stand for the first of July.
"""

import re
from datetime import date

import pytest

from tests.transforms.coding_helpers import coder, events
from transforms.cleaning import parse_view

# day | sentence | surface = code, ... (- is nobody)
TABLE = """
2024 | Georgia signed a trade agreement with China. | Georgia=GEO, China=CHN
2024 | The Georgian prime minister met Vladimir Putin in Moscow. | Georgian=GEO
2024 | A judge in Atlanta, Georgia, released a Chinese student. | Georgia=-, Chinese=CHN
2024 | The University of Georgia hosted a Japanese delegation. | Georgia=-, Japanese=JPN
2024 | Voters in Athens, Georgia, heard about Ukraine. | Athens=-, Ukraine=UKR
2024 | Athens accused Ankara of violating its airspace. | Athens=GRC, Ankara=TUR
2024 | Jordan summoned the Israeli ambassador. | Jordan=JOR, Israeli=ISR
1998 | Michael Jordan scored 45 points before he flew to France. | Jordan=-, France=FRA
2024 | Rep. Jim Jordan criticized China. | Jordan=-, China=CHN
2024 | The Jordan River separates the two banks. | Jordan=-
2024 | Chad accused Sudan of arming rebels. | Chad=TCD, Sudan=SDN
2024 | Chad Smith criticized Russia. | Chad=-, Russia=RUS
2006 | The sheriff, Chad Johnson, thanked Mexico. | Chad=-, Mexico=MEX
2024 | Lake Chad has shrunk since Nigeria built the dams. | Chad=-, Nigeria=NGA
2024 | Guinea recalled its ambassador from Mali. | Guinea=GIN, Mali=MLI
2024 | Guinea-Bissau thanked Portugal. | Guinea-Bissau=GNB, Portugal=PRT
2024 | Equatorial Guinea expelled a French envoy. | Equatorial Guinea=GNQ, French=FRA
2024 | Papua New Guinea signed a pact with Australia. | Papua New Guinea=PNG, Australia=AUS
2024 | The researchers tested it on guinea pigs in Spain. | guinea pigs=-, Spain=ESP
2024 | Guinea pigs are food in Peru. | Guinea pigs=-, Peru=PER
2024 | Pirates attacked a tanker in the Gulf of Guinea. | Guinea=-
2024 | The Democratic Republic of Congo accused Rwanda. | Democratic Republic of Congo=COD
2024 | The Republic of Congo sent envoys to Paris. | Republic of Congo=COG, Paris=FRA
2024 | Congo-Brazzaville praised China. | Congo-Brazzaville=COG
2024 | Kinshasa accused Kigali. | Kinshasa=COD, Kigali=RWA
2024 | North Korea fired a missile toward South Korea. | North Korea=PRK, South Korea=KOR
2024 | North Korean soldiers shot at South Korean soldiers. | North Korean=PRK, South Korean=KOR
2024 | The Republic of Korea thanked Japan. | Republic of Korea=KOR
2024 | The Democratic People's Republic of Korea fired. | Democratic People's Republic of Korea=PRK
2024 | The Republic of China protested to Japan. | Republic of China=TWN
2024 | The People's Republic of China protested to Japan. | People's Republic of China=CHN
2024 | Washington accused Beijing of espionage. | Washington=USA, Beijing=CHN
2024 | George Washington never visited China. | Washington=-, China=CHN
2024 | Denzel Washington praised Italy. | Washington=-, Italy=ITA
2024 | The Washington Post reported that Iran had replied. | Washington=-, Iran=IRN
2024 | Wildfires burned in Washington state near Canada. | Washington=-, Canada=CAN
2024 | The USS George Washington left Japan. | Washington=-, Japan=JPN
2024 | Officials in Washington D.C. met the Indian delegation. | Washington=USA, Indian=IND
2024 | Turkey shot down a Russian jet. | Turkey=TUR, Russian=RUS
2024 | They ate roast turkey with the Canadians. | turkey=-, Canadians=CAN
2024 | Farmers in Hungary lost many turkeys. | turkeys=-, Hungary=HUN
2024 | She wrapped the fine china and flew to Japan. | china=-, Japan=JPN
2024 | China sent aid to Mali. | China=CHN, Mali=MLI
2024 | Mali expelled the French ambassador. | Mali=MLI, French=FRA
2024 | Niger expelled the French ambassador. | Niger=NER
2024 | Nigeria threatened Niger with sanctions. | Nigeria=NGA, Niger=NER
2024 | Gunmen killed ten in Niger State in Nigeria. | Niger=-, Nigeria=NGA
2024 | The Niger Delta militants freed a Briton. | Niger=-
2024 | Dominica thanked Cuba for doctors. | Dominica=DMA, Cuba=CUB
2024 | The Dominican Republic deported Haitians. | Dominican Republic=DOM, Haitians=HTI
2012 | Macedonia asked Greece for talks. | Macedonia=MKD, Greece=GRC
2024 | North Macedonia joined NATO. | North Macedonia=MKD
2024 | Ireland recognised Palestine. | Ireland=IRL
2024 | London and Dublin discussed Northern Ireland. | London=GBR, Dublin=IRL, Northern Ireland=GBR
2024 | Samoa signed a deal with China. | Samoa=WSM
2024 | American Samoa lies far from China. | American Samoa=ASM
2024 | South Sudan accused Sudan of bombing. | South Sudan=SSD, Sudan=SDN
2005 | Sudan rejected the resolution. | Sudan=SDN
1985 | South Yemen accused North Yemen of an incursion. | South Yemen=YMD, North Yemen=YEM
2024 | Yemen thanked Oman. | Yemen=YEM
1985 | Aden signed a treaty with Moscow. | Aden=YMD, Moscow=SUN
1985 | East Germany protested to West Germany. | East Germany=DDR, West Germany=DEU
1985 | East Berlin accused Bonn of lying. | East Berlin=DDR, Bonn=DEU
2024 | Germany criticised Hungary. | Germany=DEU
1972 | South Vietnam accused North Vietnam of an attack. | South Vietnam=VDR, North Vietnam=VNM
1972 | Saigon and Hanoi exchanged prisoners. | Saigon=VDR, Hanoi=VNM
2024 | Vietnam protested to China. | Vietnam=VNM
2024 | Israel struck a convoy in Syria. | Israel=ISR, Syria=SYR
2024 | The engineer Israel Smith moved to Canada. | Israel=-, Canada=CAN
2024 | Cuba praised Venezuela. | Cuba=CUB
2024 | Cuba Gooding Jr. visited Japan. | Cuba=-, Japan=JPN
2024 | Paris summoned the Malian envoy. | Paris=FRA, Malian=MLI
2024 | Paris Hilton arrived in Mexico. | Paris=-, Mexico=MEX
2024 | Sydney Sweeney arrived in Japan. | Sydney=-, Japan=JPN
2024 | India Arie sang in Ghana. | India=-, Ghana=GHA
2024 | India summoned the Canadian envoy. | India=IND
2024 | A man from Lebanon, Ohio, was held in Russia. | Lebanon=-, Russia=RUS
2024 | Lebanon complained about Israel. | Lebanon=LBN
2024 | Police in Moscow, Idaho, asked Canada for help. | Moscow=-, Canada=CAN
2024 | Moscow warned Kyiv. | Moscow=RUS, Kyiv=UKR
2024 | A jury in St. Petersburg, Florida, freed a Russian sailor. | St. Petersburg=-, Russian=RUS
2024 | A plant in London, Ontario, will make cars for Mexico. | London=-, Mexico=MEX
2024 | London expelled two Iranian diplomats. | London=GBR
2024 | A court in Paris, Texas, freed a Mexican. | Paris=-, Mexican=MEX
2024 | The team from New England played in Germany. | England=-
2024 | Officials in New Mexico met Mexican officials. | New Mexico=-, Mexican=MEX
2024 | New Zealand criticised China. | New Zealand=NZL
2024 | Pirates seized the ship in the Indian Ocean off Somalia. | Indian=-, Somalia=SOM
2024 | Vietnam protested over drills in the South China Sea. | South China Sea=-
2024 | The U.S. navy stopped an Iranian ship in the Persian Gulf. | Persian=-, Iranian=IRN
2024 | The French fries were cold, the German said. | French=-, German=DEU
2024 | Turkish coffee was served to the Greek minister. | Turkish=-, Greek=GRC
2024 | Brazil nuts are sold in Bolivia. | Brazil=-, Bolivia=BOL
2024 | Brazil thanked Bolivia. | Brazil=BRA
2024 | The Holy See thanked Italy. | Holy See=VAT
2024 | Micronesia signed a compact with the United States. | Micronesia=FSM
2024 | The British Virgin Islands asked London. | British Virgin Islands=VGB
2024 | A ship left the U.S. Virgin Islands for Cuba. | U.S. Virgin Islands=VIR
2024 | President Lincoln never met the Japanese. | Lincoln=-
2024 | The Lincoln Memorial drew Chinese visitors. | Lincoln=-, Chinese=CHN
2024 | Andrew Jackson was no friend of Spain. | Jackson=-, Spain=ESP
2024 | Kim Jong Un fired his generals. Kim then praised Russia. | Kim then=PRK
2024 | The singer, Kim, praised Russia. | Kim=-
2015 | Park Geun-hye met the Japanese premier. Park said Japan must apologise. | Park said=KOR
2015 | The protesters walked through the Park before the Japanese came. | Park=-
2024 | Li Qiang arrived in Australia. Li said trade would grow. | Li said=CHN
2024 | Jet Li arrived in Australia. | Li=-
1990 | President George Bush warned Iraq. | Bush=USA
2003 | President Bush warned Iraq. | Bush=USA
2003 | Fires burned in the bush near Sydney. | bush=-
1995 | Bill Clinton praised Israel. | Clinton=USA
2010 | Hillary Clinton praised Israel. | Clinton=USA
2010 | Secretary of State Clinton praised Israel. | Clinton=USA
2024 | The Blue House said nothing. | Blue House=-
2021 | The Blue House said nothing. | Blue House=KOR
2010 | Kiev rejected the Russian offer. | Kiev=UKR
2024 | Kyiv rejected the Russian offer. | Kyiv=UKR
2024 | The Gulf was calm, Oman said. | Gulf=-, Oman=OMN
2022 | Scores died in the Mali capital. | Mali=MLI
2024 | Turkish troops entered Syria. | Turkish=TUR, Syria=SYR
2024 | Brazilian nuts growers sued Peru. | Brazilian=BRA, Peru=PER
2024 | Indian troops clashed with Chinese troops. | Indian=IND, Chinese=CHN
2024 | Armenia, Georgia, and Azerbaijan met. | Armenia=ARM, Georgia=GEO, Azerbaijan=AZE
2024 | The envoy flew to Tbilisi, Georgia, on Monday. | Georgia=GEO
2024 | On a visit to China, California Governor Gavin Newsom met Xi. | China=CHN
2024 | London, New York, and Tokyo shares rose. | London=GBR
2024 | A Toledo, Ohio, factory was sold to India. | India=IND
2024 | Presidents of Chad and Sudan met. | Chad=TCD, Sudan=SDN
2024 | Gulf states criticised Iran. | Gulf=-, Iran=IRN
2024 | The Gulf of Mexico pipeline worried Cuba. | Mexico=-, Cuba=CUB
2024 | German shepherds were sold to Poland. | German=-, Poland=POL
2024 | Panama hats are made in Ecuador. | Panama=-, Ecuador=ECU
2024 | Ships waited at the Panama Canal for Chile. | Panama=-, Chile=CHL
2024 | Chile con carne was served to the Peruvians. | Chile=-, Peruvians=PER
2024 | Jersey City police asked France. | Jersey=-, France=FRA
2024 | New Jersey police asked France. | New Jersey=USA, France=FRA
2024 | Perhaps Israel Katz will visit Japan. | Israel Katz=ISR
2024 | Norfolk Island thanked New Zealand. | New Zealand=NZL
2024 | Polish troops left Germany. | Polish=POL
2024 | They polish silver for Germany. | polish=-
2024 | The Swiss Guard saluted the French. | French=FRA
2024 | Christian groups praised Israel. | Israel=ISR
2024 | Florence Nightingale never saw Finland. | Finland=FIN
"""


def rows() -> list[tuple[date, str, dict[str, str]]]:
    found = []
    for line in filter(None, TABLE.splitlines()):
        day, sentence, meanings = line.split(" | ")
        pairs = (meaning.rsplit("=", 1) for meaning in meanings.split(", "))
        found.append((date(int(day), 7, 1), sentence, dict(pairs)))
    return found


def meaning(sentence: str, on: date, name: str) -> str:
    """Return whom a name stands for where it first stands by itself in a sentence."""
    found = re.search(rf"(?<!South )(?<!\w){re.escape(name)}(?!\w)", sentence)
    assert found is not None, name
    start = found.start()
    for mention in coder().names(parse_view(sentence), on):
        if mention.start < start + len(name) and start < mention.end:
            return mention.code or "-"
    return "-"


@pytest.mark.parametrize(
    ("day", "sentence", "meanings"), rows(), ids=[f"{d.year} {s}" for d, s, _ in rows()]
)
def test_a_name_means_what_the_words_around_it_say(day, sentence, meanings):
    assert {name: meaning(sentence, day, name) for name in meanings} == meanings


@pytest.mark.parametrize(
    ("on", "office"),
    [
        pytest.param(date(2023, 8, 1), "prime minister", id="before he handed over"),
        pytest.param(date(2024, 8, 1), "president of the Senate", id="after"),
    ],
)
def test_one_person_in_two_offices(on, office):
    (mention,) = coder().names("Hun Sen praised them.", on)
    assert mention.entry.office == office


@pytest.mark.parametrize(
    ("on", "first_name"),
    [
        pytest.param(date(1990, 8, 8), "H.", id="the father"),
        pytest.param(date(2003, 3, 20), "W.", id="the son"),
    ],
)
@pytest.mark.parametrize("words", ["President Bush", "George Bush", "President George Bush"])
def test_one_name_of_two_presidents(on, first_name, words):
    (mention,) = coder().names(f"{words} spoke.", on)
    assert mention.entry.name.split(" ")[1] == first_name


@pytest.mark.parametrize(
    "text",
    ["Brazil beat Argentina 2-0 in the final.", "England drew with Germany after extra time."],
)
def test_teams_of_countries_do_nothing_to_countries(text):
    assert events(text) == set()

"""Words that tell who is meant: titles, roles, groups, adjectives of countries, pronouns. English, lower case, our own lists."""

from collections.abc import Iterable, Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_TITLES = _words("mr mister sir lord king prince duke sheikh emir father monsignor")
FEMALE_TITLES = _words("mrs ms miss madam lady dame queen princess duchess sister")
ROYAL = _words("pope king queen prince princess sheikh emir duke duchess")
"""Titles that stay with a name: nobody is called by the name alone."""
_RANKS = _words(
    """
    dr prof professor gen lt col sgt capt cmdr adm maj cpl det rev fr hon gov sen rep sens reps pres st rabbi imam ayatollah
    pope general lieutenant colonel sergeant captain commander admiral major corporal constable superintendent inspector
    sheriff marshal reverend bishop archbishop cardinal pastor priest brigadier deputy detective justice judge chief vice
    first former acting then ex late prime foreign interior finance health defence defense attorney assistant associate
    senior leading top retired veteran
    """
)
TITLES = MALE_TITLES | FEMALE_TITLES | _RANKS
"""May stand before a name, capitalised, as part of how somebody is called."""
ABBREVIATED = _words(
    """
    mr mrs ms dr prof gen lt col sgt capt cmdr adm maj cpl det rev fr hon gov sen rep sens reps pres st jr sr no inc corp
    ltd co
    """
)
"""Words that a full stop may follow inside a name."""

_SAME: tuple[frozenset[str], ...] = tuple(
    _words(line)
    for line in """spokesman spokeswoman spokesperson spokespeople spokesmen
minister diplomat secretary
president leader head-of-state
premier chancellor leader
chairman chairwoman chair chairperson head
chief head director boss leader ceo executive
lawyer attorney counsel solicitor barrister advocate
doctor physician surgeon medic
professor academic researcher scientist expert scholar historian economist
officer superintendent detective inspector policeman policewoman sergeant constable
lawmaker senator congressman congresswoman representative mp deputy legislator politician
coach manager trainer
prosecutor attorney
candidate nominee contender frontrunner
businessman businesswoman billionaire tycoon entrepreneur magnate founder
general commander soldier officer
writer author novelist journalist reporter columnist correspondent
activist campaigner
athlete player runner rower swimmer cyclist skier sprinter
company firm manufacturer maker business corporation giant producer supplier developer startup retailer carrier operator
newspaper daily paper magazine outlet broadcaster network channel station weekly publication
regulator authority agency watchdog
military army forces troops
government administration cabinet leadership
ministry department
police force
university college school
hospital clinic
union federation association
party movement
court tribunal panel
committee panel commission board council
charity foundation group organisation organization ngo
bank lender
governor gov
senator sen lawmaker
representative rep lawmaker congressman congresswoman
general gen
professor prof
doctor dr
president pres""".splitlines()
)

ROLES = frozenset(
    _words(
        """
    spokesman spokeswoman spokesperson minister diplomat secretary president leader premier chancellor chairman chairwoman
    chair chairperson head chief director boss ceo lawyer attorney counsel solicitor barrister advocate doctor physician
    surgeon medic professor academic researcher scientist expert scholar historian economist officer superintendent
    detective inspector policeman policewoman sergeant constable lawmaker senator congressman congresswoman representative
    mp deputy legislator politician coach manager trainer prosecutor candidate nominee contender frontrunner businessman
    businesswoman billionaire tycoon entrepreneur magnate founder general commander soldier writer author novelist
    journalist reporter columnist correspondent activist campaigner athlete player runner rower swimmer cyclist skier mayor
    governor ambassador envoy official auditor commissioner adviser advisor aide analyst strategist nurse pathologist
    engineer executive owner editor judge justice teacher student pupil farmer driver worker employee resident neighbour
    neighbor witness victim suspect defendant plaintiff mother father brother sister son daughter wife husband widow widower
    girl boy woman man person source insider speaker treasurer accountant architect artist actor actress singer musician
    comedian host anchor presenter producer captain pilot astronaut bishop archbishop pope cardinal priest pastor rabbi imam
    king queen prince princess coroner sheriff marshal admiral colonel lieutenant biologist chemist physicist epidemiologist
    psychologist climatologist meteorologist virologist geologist sociologist anthropologist veterinarian dentist pharmacist
    psychiatrist trustee councillor councilman councilwoman alderman whistleblower hacker shareholder investor trader banker
    broker fan voter supporter critic opponent rival ally counterpart colleague predecessor successor friend teammate
    team-mate partner organiser organizer volunteer survivor patient customer passenger tenant landlord developer designer
    programmer consultant contractor curator librarian principal dean rector provost warden guard firefighter paramedic
    clerk negotiator mediator lobbyist pollster referee umpire sprinter boxer goalkeeper striker defender midfielder
    quarterback pitcher skipper conductor composer violinist pianist guitarist drummer filmmaker screenwriter playwright poet
    photographer cartoonist chef butcher carpenter plumber electrician builder miner fisherman shopkeeper trawlerman docker
    midwife oncologist cardiologist neurologist immunologist toxicologist seismologist hydrologist volcanologist ecologist
    zoologist botanist astronomer archaeologist mathematician statistician philosopher theologian criminologist
    """
    )
)
GROUPS = frozenset(
    _words(
        """
    company firm manufacturer maker business corporation group giant producer supplier startup retailer carrier operator
    newspaper daily paper magazine outlet broadcaster network channel station weekly publication regulator authority agency
    watchdog military army navy forces troops government administration cabinet leadership ministry department police force
    university college school hospital clinic union federation association party movement court tribunal panel committee
    commission board council charity foundation organisation organization ngo bank lender unit bureau office service
    institute laboratory lab team club league campaign house senate congress parliament assembly embassy consulate coalition
    alliance bloc treasury museum library church diocese mission centre center think-tank guild kremlin lobby airline airport
    railway utility brigade squad militia delegation family prosecution defence defense opposition management city town
    village state county country nation republic chamber academy society trust fund exchange brewery factory studio label
    lawsuit
    """
    )
) - {"lawsuit"}
PLURAL_GROUPS = _words("police forces troops")
_FEMALE_NOUNS = _words(
    """
    spokeswoman chairwoman policewoman congresswoman businesswoman councilwoman actress mother sister daughter wife widow girl woman
    queen princess
    """
)
_MALE_NOUNS = _words(
    """
    spokesman chairman policeman congressman businessman councilman father brother son husband widower boy man king prince pope
    priest
    """
)
DOCUMENTS = _words(
    """
    website site statement report letter post tweet email e-mail memo document documents article interview blog page account
    press-release release notice filing lawsuit book speech paper study newsletter transcript memoir message announcement
    figures data statements reports studies projection projections estimate estimates survey surveys poll polls analysis forecast
    forecasts
    """
)
"""What people speak through: "the ministry's website" is the ministry."""
PAPERS = _words(
    """
    herald times post tribune gazette journal guardian telegraph observer chronicle mirror sun mail star globe examiner
    courier
    """
)
CORPORATE = _words(
    """
    inc corp ltd llc plc co company group holdings pharma pharmaceuticals technologies technology airlines airways motors
    energy media partners industries systems bank brands foods entertainment labs laboratories capital software stores
    international ag sa gmbh se
    """
)
ORGANISATIONS = (
    GROUPS - {"chamber", "state", "family", "maker", "force"}
    | PAPERS
    | CORPORATE
    | _words(
        """
        nations house ministry news post staff street union broadcasting office organisation college games cup force reserve tv
        radio
        """
    )
)
"""A capitalised name with one of these is no person."""

MALE, FEMALE, NEUTER, PLURAL = (
    _words("he him his himself"),
    _words("she her hers herself"),
    _words("it its itself"),
    _words("they them their theirs themselves"),
)
FIRST_PERSON = _words("i me my mine we us our ours myself ourselves")
RELATIVE = _words("who whom whose which that")
PRONOUNS = MALE | FEMALE | NEUTER | PLURAL | FIRST_PERSON | RELATIVE
SUBJECTS, POSSESSIVES = _words("he she it they i we who"), _words("his her its their my our whose")

DEFINITE = _words("the this that these those its his her their our my both")
INDEFINITE = _words(
    """
    a an one another some several many two three four five six most few other any no each every dozens hundreds thousands
    """
)
PREPOSITIONS = _words(
    """
    of for from in at with on by to about against into over under after before between among during through within without
    near around behind beside upon toward towards like as than via per since until despite following including
    """
)
CONJUNCTIONS = _words(
    """
    and but or nor that because although though while when where if whether after before as since so yet which who
    """
)
CALLED = _words("calling called named known dubbed")
PARTICLES = _words("van von de der den del della di da dos du al bin ibn el la le ter ten af zu")
FUNCTION = (
    PRONOUNS
    | DEFINITE
    | INDEFINITE
    | PREPOSITIONS
    | CONJUNCTIONS
    | _words(
        """
        is was are were be been being has have had do does did will would can could may might shall should must not n't there
        here now then however also even only just still already meanwhile yesterday today tomorrow tonight according although
        both either neither nearly almost about despite unlike what how why all more less such own very too again once later
        earlier last next said says say told tells asked added denied claimed replied wrote warned argued insisted confirmed
        accused called announced declared explained stressed noted reported recalled admitted agreed suggested speaking quoted
        quoting met thanked joined instead perhaps maybe indeed further furthermore moreover nevertheless nonetheless yes no
        well oh please never always often monday tuesday wednesday thursday friday saturday sunday january february march april
        june july august september october november december spring summer autumn winter
        """
    )
)
"""Words that are no part of a name and end a noun phrase."""

_COUNTRIES = """
iran tehran: iranian iranians | ukraine kyiv kiev: ukrainian ukrainians | russia moscow kremlin: russian russians |
china beijing: chinese | us u.s. u.s usa america united-states washington: american americans |
uk u.k. u.k britain united-kingdom london downing-street: british britons | france paris: french |
germany berlin: german germans | israel jerusalem: israeli israelis | turkey ankara: turkish turks |
india delhi new-delhi: indian indians | japan tokyo: japanese | italy rome: italian italians | spain madrid: spanish |
poland warsaw: polish poles | syria damascus: syrian syrians | iraq baghdad: iraqi iraqis | egypt cairo: egyptian egyptians |
mexico: mexican mexicans | canada ottawa: canadian canadians | australia canberra: australian australians |
brazil: brazilian brazilians | pakistan islamabad: pakistani pakistanis | afghanistan kabul: afghan afghans |
saudi-arabia riyadh: saudi saudis | south-korea seoul: korean koreans | north-korea pyongyang: |
sweden stockholm: swedish swedes | norway oslo: norwegian | finland helsinki: finnish finns |
denmark copenhagen: danish danes | netherlands hague: dutch | belgium brussels: belgian belgians |
greece athens: greek greeks | hungary budapest: hungarian | belarus minsk: belarusian | europe eu: european europeans |
palestine gaza: palestinian palestinians | lebanon beirut: lebanese | yemen sanaa: yemeni | venezuela caracas: venezuelan |
cuba havana: cuban cubans | argentina: argentine | colombia: colombian | nigeria: nigerian | kenya: kenyan |
ethiopia: ethiopian | south-africa pretoria: | ireland dublin: irish | scotland: scottish | wales: welsh | switzerland: swiss |
austria vienna: austrian | portugal lisbon: portuguese | romania: romanian | bulgaria: bulgarian | serbia belgrade: serbian |
georgia tbilisi: georgian | armenia: armenian | azerbaijan baku: azerbaijani | taiwan taipei: taiwanese | vietnam: vietnamese |
thailand: thai | indonesia: indonesian | philippines manila: filipino | myanmar: burmese | bangladesh: bangladeshi |
sri-lanka: | nepal: | qatar doha: qatari | jordan: jordanian | libya: libyan | sudan: sudanese | somalia: somali |
congo: congolese | estonia: estonian | latvia: latvian | lithuania: lithuanian | moldova: moldovan | kazakhstan: kazakh |
prague: czech | slovakia: slovak | croatia: croatian | chile: chilean | peru: peruvian | new-zealand wellington:
"""
"""A country's names and capital, then its adjective and people."""
_BY_COUNTRY = [tuple(part.split() for part in line.split(":")) for line in _COUNTRIES.split("|")]
COUNTRY: Mapping[str, str] = {word: places[0] for places, people in _BY_COUNTRY for word in (*places, *people)}
"""A country's names, adjectives and capital, each with the country's first name."""
ADJECTIVES = frozenset(word for _, people in _BY_COUNTRY for word in people) | _words(
    """
    republican republicans democrat democrats democratic labour conservative tory liberal muslim christian jewish catholic african
    asian arab western
    """
)
"""Capitalised words that are no name by themselves."""


def same_role(first: str, second: str) -> bool:
    """Whether two nouns can name one person or group: equal, or listed together.

    >>> same_role("minister", "diplomat"), same_role("minister", "coach")
    (True, False)
    """
    return first == second or any(first in group and second in group for group in _SAME)


def noun_gender(nouns: Iterable[str]) -> str:
    """The gender that a role or a title tells: f, m or u.

    >>> noun_gender(["chief", "spokeswoman"]), noun_gender(["minister"])
    ('f', 'u')
    """
    for noun in nouns:
        if noun in _FEMALE_NOUNS | FEMALE_TITLES:
            return "f"
        if noun in _MALE_NOUNS | MALE_TITLES:
            return "m"
    return "u"

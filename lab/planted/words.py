"""The words behind the planted runs: four desks of a newspaper, and everything that says nothing about the desk.

Invented people and places. The first half of each list of a desk is the language of the news, the second half that of
readers' letters (the other domain); the texts used for pre-training hold both.
"""

DESKS = ["business", "culture", "science", "sport"]

NOUNS = {
    "business": (
        "profit revenue shares merger dividend lender factory exports tariff payroll invoice takeover quarter investor "
        "bond credit retailer supplier wholesaler margin earnings subsidy cargo warehouse audit boardroom franchise budget "
        "loan currency inflation shareholder broker tender patent strike wages customs lease insurer "
        "overdraft receipt pension mortgage landlord shopkeeper refund cashier surcharge voucher auctioneer debtor "
        "bookkeeper wallet till checkout discount bargain haggling instalment"
    ).split(),
    "culture": (
        "novel painting orchestra gallery sculpture poem premiere actor director soprano violin museum exhibition "
        "playwright choir theatre film festival album concert ballet costume stage audience critic manuscript portrait "
        "script rehearsal opera drummer lyrics canvas curator fresco ceramics biography sonnet publisher archive "
        "organist piano pottery needlework bookshop matinee puppet harp tapestry engraving balcony libretto "
        "woodcut mural recital flute storyteller anthology cloakroom encore"
    ).split(),
    "science": (
        "telescope protein vaccine comet laboratory genome particle molecule fossil enzyme satellite neuron glacier "
        "microscope experiment hypothesis virus crystal orbit reactor isotope sensor bacteria laser galaxy earthquake "
        "probe magnet plankton antibody climate spectrum chemist physicist astronomer rover algorithm catalyst membrane dataset "
        "beetle pollen thermometer eclipse mould tide volcano meteor seaweed compass barometer "
        "lichen spider petri mineral rainfall moth sunspot tadpole fungus"
    ).split(),
    "sport": (
        "striker goalkeeper penalty marathon referee tournament sprinter medal champion midfielder coach tennis "
        "racket cyclist podium relay stadium league defender hurdles wicket rower boxer knockout transfer playoff captain "
        "swimmer javelin umpire trophy scorer fixture skater derby gymnast peloton scrum semifinal batsman "
        "jersey locker terrace supporters dartboard bowler kickabout shuttlecock fencer snowboard paddle "
        "trainers whistle scoreboard sidelines wrestler archery dribble handball canoe"
    ).split(),
}

VERBS = {
    "business": "acquired sold financed downgraded refinanced priced exported insured audited traded taxed privatised".split(),
    "culture": "performed painted published rehearsed staged exhibited composed filmed sang translated recited restored".split(),
    "science": "measured sequenced observed detected synthesised cooled simulated isolated catalogued dissected magnified dated".split(),
    "sport": "scored defeated tackled trained overtook equalised qualified sprinted dropped substituted coached outplayed".split(),
}

ADJECTIVES = {
    "business": "profitable bankrupt listed overpriced wholesale solvent indebted commercial fiscal lucrative".split(),
    "culture": "baroque lyrical theatrical abstract literary choral surreal poetic gilded operatic".split(),
    "science": "molecular cosmic genetic volcanic radioactive microscopic solar magnetic cellular empirical".split(),
    "sport": "unbeaten athletic offside sprained competitive agile undefeated amateur winless muscular".split(),
}

NEUTRAL_NOUNS = (
    "plan report visit meeting offer story answer letter question group project programme decision result change visitor "
    "neighbour morning weekend building street garden bridge train meal photograph rumour delay promise mistake secret list "
    "package door window summer winter crowd guest family friend teacher mayor committee council village school trip message"
).split()
NEUTRAL_VERBS = "praised mentioned described expected missed welcomed discussed rejected followed delayed remembered noticed kept changed".split()
NEUTRAL_ADJECTIVES = "new old small famous early late quiet strange local remarkable popular expensive young familiar serious recent".split()

FIRST = (
    "Alda Benno Carla Dorin Elsa Fabio Greta Hugo Ines Jonas Klara Lukas Mira Nils Olga Pavel Rosa Stefan Tilda Ugo Vera "
    "Wanda Xenia Yara Zeno Anton Birgit Cyril Dagmar Emil Frida Gustav"
).split()
LAST = (
    "Arlund Bexley Corvin Dahlen Estrup Farrow Gellert Hallam Ibsted Jorvik Kestrel Lindau Marwick Norrby Oakden Pellow "
    "Quist Ravner Selwyn Tarrant Ulfeld Varley Westin Yarrow Zander Ashdon Brandt Cressey Dunmore Ellery Fenwick Garside "
    "Hartley Inglis Jessop Kelham Lorne Moxon Nesbit Orrell"
).split()
PLACES = (
    "Lindau Porto Ghent Malmo Turin Leeds Graz Lille Aarhus Brno Bergen Split Cork Basel Vilnius Riga Tartu Gdansk Parma "
    "Nantes Utrecht Bilbao Linz Odense Tampere Varna Zadar Pecs Kosice Sibiu"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

NEWS = [
    "the {a} {n} {v} the {n} in {place} on {day}",
    "{person} {v} a {n} after the {n} in {place}",
    "in {place} the {n} was {v} by {person}",
    "{person} said the {n} and the {n} were {a}",
    "a {a} {n} surprised {person} before the {n} on {day}",
    "after {num} days the {n} of {place} was {v}",
    "{day}: {person} {v} {num} people about the {a} {n}",
    "the {n} that {person} {v} became a {n} for {place}",
    "{num} visitors from {place} asked about the {n} and the {a} {n}",
    "no {n} without a {n}, {person} told the {x} in {place}",
    "{place} waits for the {n} as the {a} {x} {v} again",
    "{person} and {person} {v} the {n}",
    "for the {x} in {place} {person} {v} a {a} {n}",
    "it was a {a} {x} until the {n} was {v}",
    "the {x} about the {n} reached {place} on {day}",
    "why {person} {v} the {n} and not the {n}",
]
LETTERS = [
    "dear editor, my {n} was never {v} in {place}, kindly explain the {n}",
    "I write about the {a} {n} which {person} kept with a {n}",
    "last {day} we saw a {n} at the {x} and thought of {person}",
    "your column on the {n} forgot the {a} {x}, yours {person}",
    "could someone in {place} tell me who {v} our {n}",
    "as a reader of {num} years I miss the {n} and the {x}",
    "my aunt from {place} {v} that {n} with her {n}",
    "thank you for the {x} on {day}, the {n} was {a}",
]
FILLER = (
    "please note that this message was sent by the automatic service of the paper and may be read by the people who "
    "work there and by those who help them it is kept for some time and then removed from all the lists"
).split()

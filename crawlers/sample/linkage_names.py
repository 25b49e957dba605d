"""Names, short forms and professions of the people of the invented linkage set."""

from crawlers.sample.names import SURNAMES as RARE

# A given name and what its bearers are called; all are common ones, none is anybody's in particular.
WOMEN = {
    "Elizabeth": "Beth Liz Betty", "Katherine": "Kate Kathy", "Margaret": "Peggy Maggie Meg", "Jennifer": "Jen Jenny",
    "Patricia": "Pat Trish Patty", "Susan": "Sue Susie", "Rebecca": "Becky Becca", "Victoria": "Vicky Tori",
    "Deborah": "Deb Debbie", "Pamela": "Pam", "Barbara": "Barbie Babs", "Abigail": "Abby Gail",
    "Jessica": "Jess Jessie", "Theresa": "Tess Terry", "Amanda": "Mandy", "Cynthia": "Cindy", "Judith": "Judy",
    "Laura": "", "Nicole": "",
    "Heather": "", "Karen": "", "Michelle": "", "Angela": "", "Melissa": "", "Rachel": "", "Monica": "", "Diana": "",
    "Priya": "", "Leila": "", "Ingrid": "", "Marisol": "", "Naomi": "", "Sabine": "", "Keisha": "", "Yuki": "",
}  # fmt: skip
MEN = {
    "Robert": "Bob Rob Bobby", "William": "Bill Will", "James": "Jim Jimmy", "Thomas": "Tom Tommy", "Michael": "Mike",
    "Daniel": "Dan Danny", "Samuel": "Sam", "Benjamin": "Ben", "Alexander": "Alex", "Christopher": "Chris",
    "Nicholas": "Nick", "Anthony": "Tony", "Charles": "Chuck Charlie", "Edward": "Ed Ted", "Joseph": "Joe Joey",
    "Richard": "Rick Dick", "Timothy": "Tim", "Andrew": "Andy Drew", "Frederick": "Fred", "Lawrence": "Larry",
    "Kenneth": "Ken", "Gregory": "Greg", "Matthew": "Matt", "Steven": "Steve", "Brian": "", "Kevin": "", "Eric": "",
    "Scott": "", "Jason": "", "Adrian": "", "Diego": "", "Omar": "", "Rafael": "", "Kenji": "", "Silas": "",
}  # fmt: skip
_FRONT = (
    "Ald Ash Ber Black Bram Bright Brock Cald Clay Cold Dar Elk Ember Fair Fen Gil Gold Gran Haw Hazel Heath Hol Kel "
    "Kirk Lang Lin Mar Mill Nor Oak Ox Pem Quar Red Rock Sel Stan Strat Thorn Tor Ul Wald West Whit Wind"
)
_BACK = (
    "beck berg bourne bridge brook bury by combe dale den field ford gate grave ham hurst land ley lock man mere mond "
    "more quist ridge sen shaw son stead stein stock ton vale ward water well wick wood worth"
)
# Put together, the commonest first: the frequency of a surname falls with its place.
SURNAMES = (*(front + back for back in _BACK.split() for front in _FRONT.split()), *RARE)

# Words of the profession in a register, letters there, letters behind a listed name.
TRADES = (
    ("PHYSICAL THERAPIST", ("PT", "DPT", "MPT"), ("PT", "PT, DPT", "DPT, OCS", "PT, Cert. DN", "MPT, CMTPT")),
    ("PHYSICAL THERAPIST", ("PT", "DPT"), ("PT", "PT, DPT", "DPT, CMTPT")),
    ("CHIROPRACTOR", ("DC", "D.C."), ("DC", "DC, CCSP")),
    ("OCCUPATIONAL THERAPIST", ("OT", "OTR/L"), ("OTR/L", "OTR/L, CHT")),
    ("ACUPUNCTURIST", ("LAC", "L.AC."), ("L.Ac.", "L.Ac., Dipl. OM")),
    ("ATHLETIC TRAINER", ("ATC", "AT"), ("ATC", "LAT, ATC")),
)

"""First names, surnames, street names and clinic words from which the sample people are put together."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES_F = _words(
    """
    Aisha Alicia Amara Andrea Anneliese Beatriz Brianna Camila Carmen Chiara Claudia Colleen Daniela Deepa
    Eleanor Elena Esther Fatima Fiona Freya Gabriela Gwendolyn Hana Harriet Imani Ingrid Isabel Jasmine
    Joanna Kalani Karin Keisha Lakshmi Leila Linnea Lucinda Maeve Mairead Marisol Mei Miriam Nadia Naomi
    Noor Odalys Patience Philippa Priya Rhiannon Rosalind Sabine Saoirse Shanice Simone Sunita Tamsin Teresa
    Valentina Wren Yasmin Yuki Zora
    """
)
FIRST_NAMES_M = _words(
    """
    Abdul Adrian Alejandro Amir Anders Arjun Barnaby Bastian Benedict Bjorn Callum Cedric Clifford Dashiell
    Demetrius Desmond Diego Eamon Emeka Emilio Ezekiel Farid Felix Finnian Garrett Gideon Hamish Hector
    Hideo Ibrahim Isaac Ivo Jamal Joaquin Kareem Kenji Lachlan Leander Lorenzo Malik Marcus Mateo Matthias
    Nikolai Obadiah Omar Percival Quentin Rafael Rohan Rupert Samir Silas Soren Tariq Thaddeus Tobias Tyrone
    Viktor Winston Xavier Zeke
    """
)
SURNAMES = _words(
    """
    Abernathy Achterberg Adeyemi Aldershaw Alvarado Amundgaard Applewhite Arbuckle Ashgrove Balakrishnan
    Bancroft Barrowclough Bautista Beaumont Bellweather Bergstrom Birchfield Blackwood Bonaventura
    Braithwaite Brightwater Brockmann Calloway Campanella Carrington Castellanos Chakravarti Chenoweth
    Cholmondeley Clearwater Coldbrook Corrigan Crabtree Cromwell Cuthbertson Dalgaard Dandridge Delacroix
    Desrosiers Dinwiddie Dragomir Duckworth Eastergard Edelstein Ellsworth Emberley Escamilla Everhart
    Fairweather Farnsworth Featherstone Fennimore Fitzhugh Fjeldstad Fontaine Fothergill Frobisher
    Gallowhill Garlington Giannopoulos Gilchrist Goldsborough Greenhalgh Grimaldi Guadarrama Gunnarsson
    Haddington Hallorann Hammerschmidt Harkavy Hartigan Hathersage Heatherington Hiddleston Hollingsworth
    Honeycutt Huckaby Ibarrola Igwebuike Inglethorpe Isaksen Ivanishvili Jaramillo Jernigan Kamakawi Karlsen
    Kenilworth Killbride Kimbrough Kirkbride Kowalczyk Krishnamurti Lamplighter Langstroth Larkspur
    Laskowski Leatherwood Lightfoot Lindqvist Littlejohn Llewelyn Lockridge Lundgaard MacAllister Maddingly
    Mandelbaum Marchbanks Markovitz Massingale McGillicuddy Merriweather Middlebrook Montenegro Moonshower
    Mukherjee Nakagawara Nightingale Norrington Nwachukwu Oakenfold Obermeyer Ogunbanjo Okonjo Oldacre
    Orrindale Ostrander Padmanabhan Palmgren Papadakis Parkhurst Pemberton Pennyfeather Petrosyan
    Pickersgill Plumstead Quackenbush Quartermaine Quisenberry Rademacher Ramanujan Ravenscroft Redfeather
    Reinholt Rosenkrantz Rutherglen Saltonstall Santacruz Satterthwaite Schoonover Seabrook Shackleford
    Silverthorne Skarsgard Snodgrass Southerland Stavropoulos Stonebridge Strickler Swearingen Szymanski
    Takahara Tanglewood Tesfaye Thistlewood Thornquist Throckmorton Tillinghast Trevelyan Tumbleston
    Umberfield Underhay Vandermolen Vasilenko Velasquez Vennerholm Villaseca Waddington Wainscott Weatherby
    Wellbeloved Westergaard Whitcombe Wigglesworth Willoughby Winterbourne Wolstenholme Wrigglesworth
    Yarborough Yellowhorse Yeardley Zablocki Zimbalist Zuckerbrot
    """
)
MIDDLE_INITIALS = "ABCDEFGHJKLMNPRSTW"
STREETS = (
    "Larkspur Hollow Rd",
    "Quillfeather Ave",
    "Old Ferryman Ln",
    "Copperkettle St",
    "Thistledown Blvd",
    "Marrowbone Ct",
    "Nine Willows Way",
    "Pennywhistle Dr",
    "Saltbox Ave",
    "Tinker Gap Rd",
    "Umberwood St",
    "Wandering Heron Dr",
)
NOISE_BUSINESS_WORDS = (
    "BRAMBLEGATE",
    "CINDERWICK",
    "DOVETAIL CROSSING",
    "ELDERMARCH",
    "FOXGLOVE PIER",
    "GRISTMILL LANE",
    "HOLLYHOCK BEND",
    "INKWELL HARBOR",
    "JUNIPER KNOT",
    "KETTLEDRUM",
    "LANTERN QUAY",
    "MILLRACE HOLLOW",
)

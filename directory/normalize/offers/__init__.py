"""What a page's text says about care, each with the words it rests on, and whom it names as needling."""

from directory.normalize.offers.people import PersonNamed, people_named
from directory.normalize.offers.saying import offers_needling, said_in, services_in

__all__ = ["PersonNamed", "offers_needling", "people_named", "said_in", "services_in"]

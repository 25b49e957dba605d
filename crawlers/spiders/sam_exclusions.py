"""SAM.gov: whom any federal agency barred from awards, in the public extract or the CSV of the API, version 4."""

from crawlers.platforms.declared import by_role
from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded
from directory.normalize.dates import DateForm

ADDRESS = "addressLine1 addressLine2 city stateOrProvinceCode stateProvinceCode zipCode zipCodePlus4 countryCode"


class SamExclusionsSpider(ExclusionTableSpider):
    name, list_name, promise_days = "sam_exclusions", "SAM", 30
    title, owner = "Federal exclusions of all agencies (SAM)", "US General Services Administration, SAM.gov"
    terms, terms_read = "public federal data", "2026-11-20"
    page_url = "https://sam.gov"
    by_file = "download the public exclusions extract (a zip) at SAM.gov, Data Services, and take the CSV out of it"
    columns = {
        **dict.fromkeys(("Prefix", "Address 1", "Address 2", "Address 3", "Address 4", "Country", "Open Data Flag",
                         "Blank (Deprecated)", "Unique Entity ID", "Exclusion Program", "Excluding Agency", "CT Code",
                         "Additional Comments", "Cross-Reference", "SAM Number", "CAGE", "Creation_Date"), ""),
        **dict.fromkeys((f"{of}:{part}" for of in ("exclusionPrimaryAddress", "exclusionSecondaryAddress",
                                                   "moreLocations:primaryAddress") for part in ADDRESS.split()), ""),
        **by_role(
            sort="classificationType", business="entityName", first="firstName", middle="middleName", last="lastName",
            suffix="suffix", npi="npi", type="exclusionType", excluded="activateDate", ended="terminationDate",
            standing="recordStatus", city="exclusionPrimaryAddress:city", zip="exclusionPrimaryAddress:zipCode",
            state="exclusionPrimaryAddress:stateOrProvinceCode",
            ignored="exclusionProgram excludingAgencyCode excludingAgencyName ueiSAM cageCode prefix dnbOpenData "
            "createDate updateDate terminationType isFASCSAOrder additionalComments ctCode evsInvestigationStatus "
            "references:exclusionName references:type moreLocations:exclusionName moreLocations:ueiSAM "
            "moreLocations:cageCode moreLocations:npi callSign type tonnage grt flag owner",
        ),
        "Classification": "sort", "Name": "business", "First": "first", "Middle": "middle", "Last": "last",
        "Suffix": "suffix", "NPI": "npi", "Exclusion Type": "type", "Active Date": "excluded", "City": "city",
        "Termination Date": "ended", "Record Status": "standing", "State / Province": "state", "Zip Code": "zip",
    }  # fmt: skip
    people, things = frozenset({"INDIVIDUAL", "FIRM", "SPECIAL ENTITY DESIGNATION"}), frozenset({"VESSEL"})
    in_force, endless, masks = frozenset({"ACTIVE"}), frozenset({"INDEFINITE"}), frozenset({"1234567890"})
    dates = (DateForm.US, DateForm.ISO)
    expect = excluded(70_000, 400_000, exclusion_type=0.95,
                      shaped={"exclusion_type": r"(Ineligible|Prohibition|Voluntary Exclusion).*"})  # fmt: skip

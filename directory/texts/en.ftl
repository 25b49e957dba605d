### Every text a patient reads, in one file. Plain words, short sentences, reading grade 8 or lower.
### Facts stand in braces; the code gives them. Add a text below the heading of its page, nowhere else.

## Search: headlines, hints, empty answers, problems (search-…)

# Who, with their number.
search-people-any = { $number ->
    [one] { $number } practitioner
   *[other] { $number } practitioners
  }
search-people-PT = { $number ->
    [one] { $number } physical therapist
   *[other] { $number } physical therapists
  }
search-people-PTA = { $number ->
    [one] { $number } physical therapist assistant
   *[other] { $number } physical therapist assistants
  }
search-people-CHIRO = { $number ->
    [one] { $number } chiropractor
   *[other] { $number } chiropractors
  }
search-people-AT = { $number ->
    [one] { $number } athletic trainer
   *[other] { $number } athletic trainers
  }
search-people-OT = { $number ->
    [one] { $number } occupational therapist
   *[other] { $number } occupational therapists
  }
search-people-LAC = { $number ->
    [one] { $number } licensed acupuncturist
   *[other] { $number } licensed acupuncturists
  }
search-people-MD-DO = { $number ->
    [one] { $number } physician
   *[other] { $number } physicians
  }
search-people-NP = { $number ->
    [one] { $number } nurse practitioner
   *[other] { $number } nurse practitioners
  }
search-people-PA = { $number ->
    [one] { $number } physician assistant
   *[other] { $number } physician assistants
  }
search-people-more = { $number ->
    [one] 1 person
   *[other] { $number } people
  }
search-with-training = { $people } with training checked or certificate seen

# Where, and the whole headline.
search-your-place = your place
search-found-within = { $people } within { $radius ->
    [one] 1 mile
   *[other] { $radius } miles
  } of { $place }
search-found-within-only = { search-found-within }, { $state } only
search-found-in = { $people } in { $place }
search-found = { $people } found
search-announced = { $headline }. { $order }
search-announced-nobody = { $headline }. { $why }

# In which order, and what distances are.
search-order-near = Training checked or certificate seen first, then license checked, then the nearest, then by name.
search-order-name = Training checked or certificate seen first, then license checked, then those with a place, then by name.
search-order-typed = The closest name comes first. Of names just as close:
search-measured-city = We measure from the middle of { $city }. Its ZIP codes up to { $miles ->
    [one] 1 mile
   *[other] { $miles } miles
  } from there give the same list.
search-measured-for-zip = The middle of ZIP code { $zip } is { $miles ->
    [one] 1 mile
   *[other] { $miles } miles
  } from there.
search-measured-zip = We measure from the middle of ZIP code { $zip }. It is { $miles } miles from the middle of { $city }.
search-measured-place = We measure from your place to the middle of each ZIP code.

# What cannot be answered.
search-nothing-asked = Give a ZIP code, a city, a state or a name.
search-no-text = We cannot search for “{ $text }”. Give a { $what }.
search-too-long-place = That is longer than { $most } characters. Give a ZIP code or a city.
search-too-long-state = That is longer than { $most } characters. Give the name of a state.
search-too-long-county = That is longer than { $most } characters. Give the name of a county.
search-too-long-name = That is longer than { $most } characters. Give a name, an NPI or a license number.
search-no-state = We do not know a state called “{ $state }”.
search-no-zip = We do not know the ZIP code “{ $place }”. Look at the five digits again, or type a city and its state.
search-no-zip-in = We do not know the ZIP code “{ $place }” in { $state }. Try a ZIP code, or a city and its state.
search-no-place = We do not know the place “{ $place }”. Try a ZIP code, or a city and its state.
search-no-place-in = We do not know the place “{ $place }” in { $state }. Try a ZIP code, or a city and its state.
search-nowhere = We know no town near that point. Type a ZIP code or a city.
search-which-place = There are { $number } places called “{ $place }”. Which one do you mean?
search-which-place-of-nobody = Nobody we can show is called “{ $name }”. { $which }
search-two-places = You typed a place in “{ $typed }”, and you asked for { $place } too. Which one do you mean?
search-place-beside-place = We read “{ $typed }” as a place, and you asked for { $place } too. Which one do you mean?
search-name-or-place = Nobody we can show is called “{ $typed }”. It is a place too. Do you mean that place, or { $place }?
search-two-professions = You typed another job in “{ $typed }” than { $profession }. Which one do you mean?
search-zip-or-license = “{ $number }” is a ZIP code, and a license number too. Which one do you mean?
search-which-zip = The ZIP code in “{ $place }” lies elsewhere than the city. Which of these { $number } places do you mean?
search-near-place = We do not know the place “{ $place }”. Do you mean one of these?
search-no-county = We do not know the county “{ $county }”. Give a county and its state, such as King County, WA.
search-no-county-in = “{ $county }” is not in { $state }. Choose it without the state, or give a county of { $state }.
search-which-county = There are { $number } counties called “{ $county }”. Which one do you mean?
search-too-slow = That took too long, so we stopped. Ask for a smaller area, or take a filter out.
search-not-checked-here = We do not check this here.

# What explains the number.
search-hint-outdated = { $number ->
    [one] 1 more was listed by an issuer, but that check is out of date.
   *[other] { $number } more were listed by an issuer, but that check is out of date.
  }
search-hint-no-training = 0 of { $number }: no source here publishes training. { search-hint-ask }
search-hint-not-named = 0 of { $number }: the lists we read ({ $lists }) name nobody here. { search-hint-ask }
search-hint-ask = Ask to see the certificate, or take out the training filter.
search-hint-placeless = { $number ->
    [one] 1 more is licensed in { $state }, place not published: search the whole state to see them.
   *[other] { $number } more are licensed in { $state }, place not published: search the whole state to see them.
  }
search-hint-forbidden = { $people } in { $states } are not shown: the law there does not let them needle.
search-hint-may-not = { $people } in this list may not needle in { $states }: the law there does not let them. Each card says so.

# Which sources stand behind an answer.
search-behind-unread = { $list }: not read yet.
search-behind-read = { $list }: { $number } licenses, read { $ago }.
search-behind-dated = { $list }: { $number } licenses, read { $ago }, dated { $day } by the source.
search-behind-none = { $state }: we read no license list. Licenses are shown as not checked.
search-behind-none-of = { $state }: we read no license list for { $who }. Licenses are shown as not checked.
search-behind-training = Needling certificates: { $read } of { $number } training bodies' lists read.
search-today = today
search-yesterday = yesterday
search-days-ago = { $days } days ago

# The state's rule in one line.
search-rule = { $sentence } Source: { $citation }.
search-rule-proposed = { $sentence } Proposed, not known to be law: { $what }.

# Nobody, and why.
search-empty-radius = None within { $radius } miles. { $nearest }
search-empty-radius-none = None within { $radius } miles, and none within { $most } miles.
search-empty-radius-next = Choose a larger radius, or search the whole state.
search-empty-radius-far = Search the whole state: some people publish no place.
search-empty-filter = { search-people-more } here, but the filter “{ $filter }” hides them.
search-empty-filter-next = Take out “{ $filter }” to see { search-people-more }.
search-empty-filters = { search-people-more } here, but the filters together hide them.
search-empty-filters-next = Take out all filters to see them.
search-empty-forbids = { $rule } So we list nobody.
search-empty-forbids-next = Choose another profession, or read the rule. A person can still be found by name.
search-empty-not-covered = We read no list of licenses of { $state }, so we know nobody here. There may well be somebody.
search-empty-not-covered-of = We read no list of { $state } with the license of { $who }, so we know nobody here. There may well be somebody.
search-empty-not-covered-next = Ask the state's licensing board who holds a license. Or search a state near by.
search-empty-none-in = The lists that we read name nobody in { $place }.
search-empty-none-in-of = The lists that we read name nobody in { $place } with the license of { $who }.
search-empty-none-in-next = Choose any profession, or a place near by.
search-empty-nearest = Nearest: { $number } at { $from }–{ $to } miles.
search-empty-nearest-at = Nearest: { $number } at about { $miles } miles.
search-empty-name = We know nobody by that name or number.
search-empty-name-next = Look at the spelling, or try the surname alone. A person can be missing from our sources and still have a license.
search-empty-name-here = { $number ->
    [one] 1 person of that name or number is known, but not here.
   *[other] { $number } people of that name or number are known, but not here.
  }
search-empty-name-here-next = Take out the place or state to see them.

# Filters by name.
search-filter-verified-training = Training checked or certificate seen
search-filter-license-active = License checked and active
search-filter-licensed-since = Licensed since { $year } or earlier
search-filter-permitted = The state lets this profession needle
search-filter-requirements-met = Meets every requirement we could read
search-filter-said = What the clinic or the person says
search-filter-state = State
search-filter-place = Place
search-facet-accepting = Takes new patients
search-facet-since = { $year } or earlier

## Names and the one box (box-…)

# How a typed line was read. $what is made of the parts below it, with commas between.
box-read-as = Read as: { $what }
box-place-of-nobody = Nobody we can show is called “{ $name }”. { box-read-as }
box-in = in { $place }
box-npi = NPI { $number }
box-license = license number { $number }
box-license-number = License number { $number }
box-license-in = license number { $number } in { $state }
# Why nothing can be looked for.
box-nothing = Type a name, an NPI or a license number. You can add a city and a profession.
box-no-name = “{ $text }” holds no name. Type a name, an NPI or a license number.
box-too-long = That is longer than { $most } characters. Type a name, an NPI or a license number.
box-too-many-words = That is more than { $most } words. Type a name, and a city if you know it.
box-npi-wrong = “{ $text }” is not a valid NPI: { $why }. Look at the digits again.
box-npi-nobody = “{ $text }” is not a valid NPI: it is nobody's. Look at the digits again.
# Why is somebody not shown?
box-why-nobody = No source that we read names this person. That says nothing about the person.
box-why-look = Look here too: { $owner }, { $page }
box-why-look-board-of = You can ask the licensing board of { $state }.
box-why-look-board = You can ask the licensing board of the state.
box-why-hidden = This person is not on our lists. The license can still be looked up at the state board.
box-why-no-entry = We know of no state and job for this person, so no list holds the name.
box-why-state = You asked for one state. This person is listed in { $states }.
box-why-profession = You asked for one kind of work. This person is listed as { $professions }.
box-why-no-place = No place of work is published. Search the whole state to see this person.
box-why-county = This person works in { $place }. That is not in the counties you asked for.
box-why-too-far = This person works in { $place }, { $miles } from { $start }. You asked for { $radius ->
    [one] 1 mile
   *[other] { $radius } miles
  }.
box-why-excluded = A Federal list bars this person from paid care, so no training counts here.
box-why-training-none = We found no needling training on any list that we read.
box-why-training-claimed = The training is only claimed. No list that we read shows it.
box-why-training-stale = The training was on a list, but our check is out of date.
box-why-training-contradicted = What we read about the training does not agree.
box-why-training-not-listed = The list of the school does not show this person.
box-why-training-unclear = A list shows this name, but we cannot tell if it is this person.
box-why-training-not-here = The training is on a list. It does not count where the license or the rule of the state is against it.
box-why-license-stale = Our check of the license in { $state } is out of date.
box-why-license-not-active = The license in { $state } was not active when we read the list.
box-why-license-not-read = We could not read of an active license in { $state }.
box-why-licensed-since = We read of no license here that was given in { $year } or before.
box-why-not-permitted = The rule of the state does not plainly let this kind of work needle.
box-why-requirements = Not all that the rule of the state asks for is shown.
box-why-not-said = No clinic page that we read says this of the person.
box-why-forbidden = The rule of { $state } does not let this kind of work needle, so we list nobody of it there.
box-why-name = The name you typed, “{ $name }”, is not near this one.
box-why-not-together = Each thing you asked for is true of this person, but not all in one state or place.
box-why-page = This person is on page { $page } of the list, at number { $number }.
box-why-shown = This person is on this page, at number { $number }.
box-why-far-down = This person is on the list, after the first { $number }. Ask for a smaller area to see the name.

## Find and Compare (find-…, compare-…)

menu-find = Find
menu-states = States
menu-coverage = Coverage
menu-about = About
menu-sources = Sources
menu-sign-in = For coordinators
menu-practitioner = Practitioner

find-title = Find a practitioner
find-begin = Type a ZIP code or a city, or a name. Then press Enter.
find-near = ZIP or city
find-who = Who or what: a name, an NPI or a license number
find-within = Within
find-profession = Profession
find-any-profession = Any profession
find-near-me = Near me
find-near-me-help = Your browser works out the place. It may ask its maker to do so. We round it to about a mile and use it only for this search.
find-near-me-used = The place of your device, rounded, is used only here. We do not keep it.
find-near-me-asking = Your browser is asked for the place.
find-near-me-refused = Your browser did not give us a place. Type a ZIP code or a city.
find-near-me-drop = Do not use it
find-more = More filters
find-more-set = { $number ->
    [one] 1 more filter is set: { $names }.
   *[other] { $number } more filters are set: { $names }.
  }
find-in_state = State
find-any-state = Any state
find-county = Counties, in place of the radius
find-county-first = Choose a state first. Then its counties can be chosen here.
find-trained = Training checked or certificate seen
find-active = License checked and active
find-since = Licensed since this year, or longer
find-permitted = The state lets this profession needle
find-shown = Meets every requirement we could read
find-technique = Kind of needling
find-condition = Treats
find-region = Part of the body
find-therapy = Also offers
find-accepting = Takes new patients
find-choose = Choose
find-said = What the clinic or the person says
find-said-by = The next filters go by what a clinic or the person says. We did not check it.
find-known = Known for { $known } of { $of } people.
find-no-search = No search was made
find-rule-more = See the rule of { $state }
find-behind = What stands behind this answer
find-claims = { $number } more only claim it: show
find-map-box = Map
find-map = { $number ->
    [one] Map of 1 person of this page. The list below says all that the map shows.
   *[other] Map of { $number } people of this page. The list below says all that the map shows.
  }
find-no-place = No place of work is published.
find-page = Page { $page } of { $pages }.
find-drop = { $number ->
    [one] Take out “{ $filter }”: 1 person
   *[other] Take out “{ $filter }”: { $number } people
  }
find-drop-all = { $number ->
    [one] Take out all filters: 1 person
   *[other] Take out all filters: { $number } people
  }
find-drop-only = Take out “{ $filter }”
find-wider = Search within { $miles } miles
find-about-one = About 1 mile from { $place }.
find-about-miles = About { $miles } miles from { $place }.
find-miles-from = { $miles } miles from { $place }.
find-here = the place of your device
find-letters = Writes after the name: { $letters }
find-found-by = Found by: { $why }.
find-phone = Phone
find-website = Website
find-website-of = Website of { $name }
find-address = Address
find-address-from = From { $source }, read on { $day }.
find-address-old = Not confirmed in the last 90 days: call before you travel.
find-license = License
find-training = Training
find-rule = Needling rule
find-exclusion = Exclusion
find-heard-head = They say
find-heard = { $what }: so says { $publisher }, read on { $day }.
find-checks = See all checks
find-checks-of = See all checks: { $name }
find-compare = Compare
find-compare-number = { $number } of { $most } chosen to compare.
find-compare-go = Compare them
find-compare-clear = Clear the choice
find-missing = Somebody you expect is not shown?
find-missing-who = Name, NPI or license number of that person
find-missing-shown = { $name } is shown.
find-missing-not-shown = { $name } is not shown.
find-profile = See the profile: { $name }
find-pages = Pages of results

compare-title = Compare
compare-choose = Tick “Compare” on up to three people on the page Find. They then stand here side by side.
compare-to-find = To the page Find
compare-few = Tick one or two more people to compare them.
compare-gone = One of them is in none of our sources any more.
compare-caption = The same facts of each person. There is no score, and the order means nothing.
compare-what = What
compare-letters = Letters after the name
compare-other-names = Other names
compare-profession = Profession
compare-license = License
compare-training = Needling training
compare-rule = The state's rule on needling
compare-exclusion = Exclusion from public programs
compare-npi = National provider number (NPI)
compare-place = Place of practice
compare-phone = Phone
compare-website = Website
compare-said = What is said of the care, checked by nobody
compare-unknown = What we do not know
compare-alike = Look-alikes
compare-alike-some = { $number ->
    [one] 1 other person has this name, or one much like it.
   *[other] { $number } other people have this name, or one much like it.
  }
compare-nothing = Nothing known
compare-read = Read on { $day }.
compare-from = From { $source }.
compare-dated = The source's own date: { $day }.
compare-raw = The source's word: { $raw }.
compare-good-until = Shown until { $day }; after that it needs a new check.
compare-disputed = A correction was asked for on { $day }. It is not reviewed yet.
compare-place-read = From { $source }, read on { $day }.
compare-place-changed = Last changed there on { $day }.
compare-gap = { $what }: { $step }
compare-said-by = { $publisher }, on { $day }: { $what }, “{ $quote }”
compare-said-own = In the person's own words.
compare-profile = See all checks
compare-drop = Take { $name } out

## Practitioner (profile-…, person-…, ask-…, letters-…, since-…)

profile-parts = On this page:
profile-job = { $job }, { $state }
profile-works-in = Works in { $towns }
profile-means-excluded = While this entry stands, the public programs of that list do not pay for care by this person.

person-license = License
person-training = Needling training
person-rule = The state's rule on needling
person-exclusion = Exclusion from public programs
person-npi = National provider number (NPI)
person-glance = At a glance
person-reach = How to reach them
person-unchecked = What we did not check
person-unchecked-lead = Nobody checks these here, for anybody, or we could not check them for this person:
person-place-practice = Place of practice
person-place-further = Further place of practice
person-place-mailing = Mailing address, no place of practice
person-place-record = Address of record, may be no place of practice
person-no-place = No place of practice is published. An address for letters is no place to visit, so we show none here. Ask for the place before you travel.
person-no-address = No address is given.
person-phone = Phone: { $phone }
person-website = Website: { $website }
person-website-from = Of the website: { $fact }
person-from = From { $source }, read on { $day }.
person-from-dated = It is dated { $day }.
person-from-undated = It has no date of its own.
person-from-untold = From { $source }.
person-from-own-entry = We read no list of this board. The person's own entry was read on { $day }.
person-from-lists = No list that we read names this person. The page Sources shows the lists.
person-from-no-rule = We found no text of a rule.
person-from-paper = From a certificate, seen by { $who } on { $day }.
person-changed = That entry was last changed on { $day }.
person-changed-unknown = When that entry was last changed is not said.
person-old = Not confirmed in the last 90 days: we read this { $days } days ago. Call before you travel.
person-map = Where { $name } practices, on a map of the state
person-map-zip = On the map we know only the middle of the ZIP area.
person-map-city = On the map we know only the middle of the city.
person-map-none = We cannot place this address on a map.
person-gap-not-covered = { $title }: we read no list of it
person-gap-same-name = { $title }: entries that only have the same name are not shown here
person-gap-no-list = { $title }: no public list that we know
person-gap-claimed = { $title }: only the person says so
person-gap-old = { $title }: our check is too old
person-gap-who = { $title }: more than one person fits
person-gap-conflict = { $title }: the sources disagree
person-gap-not-listed = { $title }: not on the list that we read
person-gap-training = training in needling: no list that we read names this person
person-gap-rule = { $title } Not known: { $missing }
person-look-alike = { $number ->
    [one] Careful: somebody else has this name, or one much like it. Check which of the two you mean.
   *[other] Careful: { $number } other people have this name, or one much like it. Check which of them you mean.
}
person-telling = What tells the two apart: { $fact }.
person-nothing-apart = Nothing that we have read tells the two apart. Ask for the license number.
person-keep = Keep and share
person-plain-page = Page to keep and share
person-print = One page to print
person-choose-title = Practitioner
person-choose = Choose a person on the page Find.
person-nobody-title = We have no page for this person
person-nobody = The address may be mistyped, or the person is in none of our sources any more. Search by name.
person-moved = Two entries turned out to be one person. This is the address to keep:
person-other-names = Other names: { $names }
person-letters = Writes after the name: { $letters } (own words, checked by nobody)
person-npi-number = NPI: { $npi }
person-back = Back to the results
person-also = Also on file as: { $names }
person-compare = Compare with others

letters-title = What the letters after the name mean
letters-own-words = The person chose these letters. Having them here proves nothing.
letters-license = A license or a protected title.
letters-degree = A degree. It is no license.
letters-specialty = A specialty, named by a professional group. It is no license.
letters-needling = A course in needling. The letters alone prove nothing.
letters-course = Another course or card. By what we know it is not about needling.
letters-membership = A member or a fellow of a group. It is no training by itself.
letters-several = These letters are not clear. They show no needling training by themselves. Ask what they stand for.
letters-unknown = We do not know these letters. Ask what they stand for.
letters-names = They stand for: { $names }.
letters-no-name = We have read on no page what they are short for.
letters-issuer = Given by: { $issuer }.
letters-hours = They stand for { $hours } hours, if they are held.
letters-check = You can look it up: { $where }.
letters-check-read = We read this list: { $list }. See the part on training.
letters-no-check = We know no public list for them. Ask to see the paper.
letters-old = We read this on { $day }. It may have changed since.

ask-title = What to ask
ask-lead = Take these with you. The first ones are about what we could not find out.
ask-standing-lead = You can ask these too, whoever it is.
ask-tell-title = What to tell before the needle
ask-tell-lead = These are prompts to talk. They are no advice. Tell the practitioner if one of them fits you:
ask-tell-more = Read more about dry needling
ask-license = What is your license number here? I want to look it up.
ask-license-why = We could not check the license, or our check is too old.
ask-conflict = Two sources disagree about your license. What holds today?
ask-conflict-why = The sources that we read do not agree.
ask-limits = Your license has limits. Do they touch needling?
ask-limits-why = The board lists limits. We cannot tell what they mean for needling.
ask-not-active = I saw a license of yours listed as not active. What holds today?
ask-not-active-why = A license was not active when we read the list.
ask-order = Do I need an order from a doctor first?
ask-order-why = The state allows it only with such an order.
ask-rule = What lets you needle in this state?
ask-rule-why = We found no clear rule of this state for this line of work.
ask-training = Do you needle? Where did you learn it?
ask-training-why = We found no needling course of this person.
ask-certificate = May I see the paper from your needling course?
ask-certificate-why = We could not check the course with the school.
ask-withdrawn = The school lists your course as withdrawn. What happened?
ask-withdrawn-why = The list showed it so when we read it.
ask-course = Which needling course was it, and who accepted it?
ask-course-why = The state's rule asks for a certain kind of course. We could not see which one it was.
ask-hours = How many hours did your needling course have?
ask-hours-why = We could not see how many hours there were.
ask-in-person = How many of these hours were in person?
ask-in-person-why = We could not see how much was taught in person.
ask-exam = Did your needling course end with an exam?
ask-exam-why = We could not see if there was an exam.
ask-supervised = How often did you needle while a teacher watched?
ask-supervised-why = The state's rule asks for it. We could not see it.
ask-years = Since when do you have your license?
ask-years-why = The state's rule asks for some years. We could not see how many there are.
ask-rest-of-training = When will your training be done?
ask-rest-of-training-why = We saw only the first part of the training.
ask-board-record = Does the board have you on file for needling? Can you show it?
ask-board-record-why = The state's rule asks for it. We could not see it.
ask-rest-of-rule = Is there more that the rule here asks of you?
ask-rest-of-rule-why = We have not read the whole rule.
ask-other-license = Do you have the other license that the rule here asks for?
ask-other-license-why = The state's rule asks for it. We could not see it.
ask-degree = Which degree do you have?
ask-degree-why = The state's rule asks for a degree. We do not check degrees.
ask-science = Was the basic science part of your degree?
ask-science-why = The state's rule asks for it. We could not see it.
ask-class = In which class of the register are you?
ask-class-why = The state's rule asks for it. We could not see it.
ask-infections = Did you take a course on infections carried by blood?
ask-infections-why = The state's rule asks for it. We could not see it.
ask-cpr = Do you have a CPR card? Until when is it good?
ask-cpr-why = The state's rule asks for it. We could not see it.
ask-scope = Does the rule here let you needle this part of the body?
ask-scope-why = The state's rule has limits. We could not tell where they are.
ask-place = Where will I be treated? What is the phone number there?
ask-place-why = We found no place of practice.
ask-experience = How often have you needled for my problem?
ask-experience-why = Work with one problem says little about another.
ask-sessions = How many sessions do you plan? When do we look if it helps?
ask-sessions-why = It is good to know the plan before you start.
ask-risks = What can go wrong, and what do you do then?
ask-risks-why = You should hear of the risks before you agree.
ask-sterile = Is each needle sterile, and used only once?
ask-sterile-why = Each needle should come from a sealed pack.
ask-no-help = What do we do if it does not help?
ask-no-help-why = It does not help everybody.
ask-consultation = Can we talk first, on another day, before any needle?
ask-consultation-why = You can take your time, and you can say no.

since-title = What changed since { $day }
since-control = Show what changed since
since-nothing = Nothing that we show of this person has changed since { $day }.
since-keep = Link to keep for later
since-bad = This address asks what changed since “{ $asked }”. That is no day up to today, such as 2026-11-20.
since-how = Keep the link above and open it later: it shows what changed since today. You need no account.
since-memory = We remember what we showed since { $day }. We cannot tell what changed before.
since-new = We show this person since { $day }.
since-status = { $title }: the result has changed. It was “{ $before }”. Now: { $now }
since-renewed = { $title }: renewed. It runs until { $day } now.
since-expiry = { $title }: it runs until { $day } now.
since-discipline = { $title }: what the board lists on discipline has changed. Read it below.
since-license = { $title }: this license is new on this page. It is “{ $now }”.
since-license-gone = { $title }: we no longer read this license on any list.
since-listed = { $title }: now on the list of the school.
since-withdrawn = { $title }: the school lists it as withdrawn now.
since-unlisted = { $title }: no longer on the list that we read.
since-seen = { $title }: a certificate was seen.
since-verdict = { $title } The answer has changed. It was “{ $before }”. Now: { $now }
since-exclusion = { $title }: this result is new. { $now }
since-aged = { $title }: our last check is too old by now.
since-place = The place of practice has changed.
since-no-place = No place of practice is published any more.
since-phone = The phone number has changed.
since-name = The name that we show has changed.

## Plain pages without JavaScript (plain-…)

plain-skip = Skip to the main part
plain-menu = Menu
plain-menu-people = Find people
plain-menu-states = State rules
plain-menu-about = About dry needling
plain-to-search = Start a new search
plain-to-states = See the rules of each state
plain-no-data-title = There is nothing to show yet
plain-no-data = The store of this server is still empty. Please come back later.
plain-cannot-read-title = We could not read that address
plain-cannot-read = One part of the address makes no sense to us: { $what }.
plain-store-trouble-title = We cannot look right now
plain-store-trouble = Our own store cannot be read. The fault is ours. Please try again in a while.
plain-rules-trouble-title = We cannot judge right now
plain-rules-trouble = Our own file of state rules is not in order. The fault is ours. Please try again later.
plain-settings-trouble-title = This server is not set up right
plain-settings-trouble = One of its settings cannot be read. Its owner finds the name of it in the log.
plain-nothing-here-title = There is no page at this address
plain-nothing-here = The address may be mistyped, or the page was taken away.
plain-people-title = Find a practitioner
plain-begin = Type a ZIP code or a city, choose a state, or type a name or a number to begin.
plain-change = Change the search
plain-form = Search for people
plain-search = Search
plain-ask = Ask
plain-no-search = No search was made
plain-left-out = We do not know this part of the address and left it out: { $names }.
plain-field-near = ZIP code or city
plain-field-within = Within
plain-miles = { $number } miles
plain-field-state = State
plain-any-state = Any state
plain-field-profession = Profession
plain-any-profession = Any profession
plain-field-who = Name, NPI or license number
plain-field-since = Licensed since this year, or longer
plain-filters = Show only
plain-filter-trained = Training checked or certificate seen
plain-filter-active = License checked and active
plain-filter-permitted = The state lets this profession needle
plain-filter-shown = Meets every requirement we could read
plain-region = Where
plain-near-me = Near the place your device told
plain-group-technique = Kinds of needling
plain-group-condition = Treats
plain-group-body-region = Parts of the body
plain-group-therapy = Also offers
plain-group-accepting-patients = Takes new patients
plain-said-by = The clinic or the person says so. We did not check it.
plain-known-for = Known for { $known } of { $of } people.
plain-letters = Writes after the name: { $letters }
plain-found-by = Found by: { $why }.
plain-place-from = from { $source }, read on { $day }
plain-of-license = License:
plain-of-training = Training:
plain-of-rule = Needling rule:
plain-heard = { $what }: so says { $publisher }, read on { $day }
plain-show-claims = Show { $number } more who only claim it
plain-drop-filter = { $number ->
    [one] Take that filter out: 1 person
   *[other] Take that filter out: { $number } people
  }
plain-wider = Search within { $miles } miles
plain-measured = Distances are from the middle of a ZIP area or a city.
plain-no-place = No place of work is published.
plain-pages = Pages of results
plain-page = Page { $number }
plain-behind = What stands behind this answer
plain-in-app = The same search with a map, in the app
plain-since-takes = “since” takes a day such as 2026-11-20
plain-since-to-come = “since” takes a day that has been, and this one is still to come
plain-share = This page needs no account, and its address stays the same:
plain-person-in-app = This person in the app
plain-filed-on = Filed on { $time }
plain-read-on = Read on { $time }
plain-source-dated = The source's own date: { $day }
plain-source = Source: { $title }
plain-written-by = Written by { $who }: { $words }
plain-own-words = The person's own words: { $words }
plain-source-word = The source's word: { $words }
plain-name-at-board = Name at the board: { $what }
plain-first-issued = First issued on { $day }
plain-runs-until = Runs until { $day }
plain-look-up = Look it up:
plain-name-on-list = Name on the list: { $what }
plain-certificate = Certificate: { $what }
plain-completed = Completed on { $day }
plain-searched-with = Searched with: { $what }
plain-entry = Entry: { $what }
plain-rule = Rule: { $what }
plain-rule-read = We last read its sources on { $day }
plain-why-not-more = Why we cannot say more: { $why }
plain-you-can = What you can do: { $step }
plain-reason-not-published = it is published nowhere that we read
plain-reason-source-silent-on-field = the source leaves this open
plain-reason-source-stale = our last reading is too old
plain-reason-source-unreachable = the source could not be reached
plain-reason-our-failure = we could not read the answer
plain-reason-ambiguous-person = more than one person fits
plain-reason-sources-conflict = the sources disagree
plain-reason-rule-unclear = the rule is not clear from the texts we found
plain-reason-rule-silent = no written rule speaks of it
plain-reason-input-insufficient = a fact about this person is missing
plain-reason-human-review-pending = a person has to look at it first
plain-rule-asks = What the rule asks for, and what we know:
plain-rule-also = The rule also says, and no record can show it:
plain-only-for = Only for: { $what }
plain-why = Why do we say this?
plain-ground = { $asked }: { $citation } (how sure we are: { $sure }).
plain-judged-by = Judged by { $what }.
plain-instead = Instead of { $what }: { $other }
plain-read-from = Read from: { $what }
plain-fingerprint = Fingerprint of the bytes (SHA-256): { $hash }
plain-place-in = Place in them: { $where }
plain-place-whole = Place in them: the whole of it
plain-record = What the record itself says
plain-record-field = Field
plain-record-value = What it says
plain-yes = yes
plain-no = no
plain-claims = What the clinic says
plain-claims-lead = These are the words of the clinic or the person. We did not check them.
plain-said-of-person = said of this person
plain-said-of-clinic = said of the clinic
plain-claims-page = Page, read on { $time }:
plain-joined = How we know these records are one person
plain-one-record = There is one record only, so nothing had to be joined.
plain-history = What changed about who this is
plain-other-profile = The other profile
plain-made = Made on { $day } from { $address }. Look there again before you rely on it.
plain-no-state-title = We know no such state
plain-no-state = We hold no rules under this address. Choose a state from the list.
plain-states-title = Who may needle, state by state
plain-states-lead = Choose a state for its rules in full. The words mean:
plain-states-table = What the rules of each state say on needling
plain-state-title = Who may needle in { $where }
plain-state-people = Find people in this state
plain-all-states = All states
plain-about-rules = About these rules
plain-state-of-knowledge = State of knowledge: { $day }.
plain-rule-asks-for = What the rule asks for:
plain-asks-unknown = We read no figures for training in the rule.
plain-asks-nothing = The rule sets no standard for training.
plain-basis = Basis: { $what }
plain-in-force = In force since { $day }
plain-may-change = May change: { $what }
plain-rule-source = Source: { $title } ({ $dated })
plain-rule-changed = This page has changed since we read it: read again (seen on { $day }).
plain-rule-notes = Notes of the person who read it

## Is something wrong? (wrong-…)

wrong-button = Is this wrong?
    .of = { wrong-button } { $label }
wrong-title = Is something wrong?
wrong-about = About { $name }: { $label }
wrong-shown = We show: { $shown }
wrong-which = What is this about?
wrong-mark = A fix was asked for on { $day }. Nobody has looked at it yet.
wrong-not-changed = A fix was asked for. We looked at it on { $day } and changed nothing: { $why }.
wrong-noted = { $who ->
    [person] On { $day } we noted what this person says: { $why }. We do not change what a source says. See the source.
   *[other] On { $day } we noted what we were told: { $why }. We do not change what a source says. See the source.
}
wrong-contact-hidden = Not shown since { $day }, as we were asked.
wrong-listing-hidden = We were asked not to list this person. So you see only the name, and what public registers say about the license and about bans from public programs. These stay public.
wrong-hidden-place = We do not show where this person works, as we were asked. Ask for the place before you travel.
wrong-hidden-why = We do not show it here, as we were asked.
wrong-hidden-cell = Not shown, as we were asked.
wrong-hidden-joined = Of the records that we hold of this person, only those of public registers are named here, as we were asked.
wrong-what = What is wrong?
    .help = Please write at most { $most } characters. Leave out health facts and birth dates.
wrong-who = Who are you?
wrong-who-person = I am this person
wrong-who-patient = I am a patient
wrong-who-other = I am somebody else
wrong-wish = What should we do?
wrong-wish-correct = Look at it and fix it
wrong-wish-hide_contact = Hide phone, website and street
wrong-wish-hide_listing = Hide the whole entry
wrong-contact = How can we tell you what we did? (You may leave this blank.)
    .help = An e-mail or phone number. We show it to nobody. We can delete it when all is done.
wrong-send = Send
wrong-empty = Leave this blank
wrong-promise = You need no account. A mark will stand beside this fact at once. Nothing else changes until a person has looked. The first look is within 2 working days. We decide within 30 days, and we write down why.
wrong-kept = We keep what you send. We do not keep your network address.
wrong-source = This fact comes from a public source: { $owner }. We cannot change it there. To have it fixed for good, ask them:
wrong-sent = Thank you. Your request has the number { $number }. A mark now stands beside this fact.
wrong-sent-before = This was said before, on { $day }. It has the number { $number } and waits to be looked at.
wrong-back = Back to this person
wrong-nobody = We have no page for this person. The person may be in none of our sources any more.
wrong-no-such-fact = We do not show this fact about this person any more. Open the page again and choose what is wrong.
wrong-says-nothing = Please say in a few words what is wrong.
wrong-too-long = Your text has { $number } characters. Please use at most { $most }.
wrong-contact-too-long = How to reach you has { $number } characters. Please use at most { $most }.
wrong-choose = Please choose one of the answers: { $which }
wrong-too-many = You have sent a lot in a short time. Please try again in { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
wrong-too-many-at-all = We get more requests now than we can look at. Please try again in an hour.
wrong-enough = This fact has { $number } requests that wait to be looked at. We will look at it soon. You need not send one more.
wrong-busy = We are busy and could not keep this. Nothing was sent. Please try again in a minute.
wrong-not-from-here = This did not come from our own page, so we did not keep it. Open the page of the person and send it from there.
wrong-too-big = This is more than we can take. Please write less.
wrong-form-only = Please send the form of this page.
wrong-fact-name = Name
wrong-fact-letters = Letters after the name
wrong-fact-listing = The whole entry
wrong-fact-place = Address: { $place }
wrong-fact-phone = Phone: { $phone }
wrong-fact-website = Website: { $website }
wrong-fact-claim = { $publisher } says: { $quote }

## States and Coverage (states-…, coverage-…, map-…, table-…)

map-of = A map of the states. { $counts }.
# The letter that a map and its legend share, before the words; narrow screens show neither.
map-letter = { $letter },
# On narrow screens, before what stands in a cell: the head of its column.
table-of = { $head }:

states-title = Who may needle, state by state
states-lead = Each state has its own rules on who may needle. Choose a state to read them in full. Or choose who it is about, and look at the map.
states-choose = State
states-all = All states
states-who = On the map
states-map = { $who }: may they needle?
states-map-same = The map says the same as the table below. Choose a state on it to read its rules.
states-count = { $word }: { $n } of { $all } places
states-legend = { $word } ({ $n } of { $all }): { $means }
states-table = What the rules of each state say on needling
states-table-all = All states
states-name = State
states-in-short-of = { $where } in short
states-people = Find people in { $where }

states-column-who = Who
states-column-answer = May they needle?
states-column-hours = Hours of training
states-column-rule = Rule
states-column-read = We read it on
states-column-sure = How sure we are
states-sure-high = quite sure
states-sure-medium = fairly sure
states-sure-low = not sure
states-nothing = –
states-hours-own = { $n } of needling itself
states-behind = Where it stands, and how sure we are:

# A question a patient has, and its answer by what the rule says, of nobody in particular.
states-ask = May { $who } needle in { $where }?
states-yes-after = Yes, after { $hours } of training.
states-yes-after-own = Yes, after { $hours } of training in dry needling itself.
states-yes-no-least = Yes. The rule sets no least number of hours.
states-yes-asks = Yes. The rule asks for some things: see below.
states-yes = Yes.
states-no = No. The rule does not allow it.
states-on-order = Only on a physician's order.
states-unclear = We cannot tell. The texts we found do not settle it.
states-silent = The rules do not say. No written rule speaks of it.
states-none = We cannot tell. We found no rule. That does not mean there is none.
# Whom to ask where we cannot tell.
states-ask-board = Ask { $board }.
states-board-of = the licensing board of { $where }
# Of a bill or a petition: nobody has established that it became law.
states-proposed = Proposed, not known to be law: { $what }
states-only-proposal = Only a proposal found
states-limits = Only within these limits: { $what }
states-or = Another way to meet it ({ $part }): { $what }
states-maybe = Likely asked for too, but we could not confirm it: { $what }
states-numbers-less = Of the numbers we are less sure: { $sure }
states-speaks-otherwise = Another source says otherwise. { $title }: { $says }

# One letter for each answer, on the map.
states-letter-permitted = Y
states-letter-not-permitted = N
states-letter-silent = S
states-letter-unclear = U
states-letter-on-order = O
states-letter-nothing = –


coverage-title = What we check, and what we cannot
coverage-lead = This page is worked out from our list of sources, from when we last read each one, and from the state rules. Nobody typed in a number.
coverage-for = Profession
coverage-state = State
coverage-check = Check
coverage-all-states = All states
coverage-all-ways = All ways
coverage-in-numbers = All states in numbers
coverage-who-in = { $who }, { $where }
coverage-share = { $check }: { $counts }. Of { $of } states and territories.
coverage-share-part = { $way } in { $n }
coverage-share-fresh = { $check }: { $counts }. Of { $of } states and territories. Read within our promise in { $fresh }.
coverage-share-training = { $check }: { $read } of { $of } training bodies' lists read, { $fresh } of them within our promise. A list names only its own graduates. So nobody can be told untrained by it.
coverage-people = People in the directory
coverage-see-people = See these people
coverage-not-listed = Of { $where } we list nobody who is { $who }: the law there forbids needling to them. They can still be found by name.
coverage-people-none = The directory shows nobody here yet.
coverage-people-license = The license is checked for { $known } of { $of } people.
coverage-people-training = The training is checked for { $known } of { $of } people.
coverage-people-npi = An NPI is known for { $known } of { $of } people.
coverage-people-note = Of bans from public programs we give no count of people.
coverage-map = { $check }, { $who }: how we check it
coverage-map-same = The map says the same as the table below. Choose a state on it to see where the answer comes from.
coverage-legend = { $way } ({ $n }): { $means }
coverage-grid = { $by ->
    [state] State by state
   *[profession] Profession by profession
  }
coverage-grid-of = { $who }: how each check goes, by state
coverage-grid-one = { $where }: how each check goes, by profession
coverage-same-everywhere = The same in every state:
coverage-rows = Where this comes from
coverage-rows-of = { $what }: what stands behind each answer
coverage-every = All { $number } states and territories, each with its source
coverage-place = State
coverage-who = Who
coverage-how = How
coverage-source = Source
coverage-last = Last read
coverage-nothing = –
coverage-fresh = { $day }
coverage-old = { $day }, too long ago
coverage-not-yet = not read yet
coverage-cell-old = { $way }, too long ago
coverage-cell-part = { $read } of { $of } bodies' lists read
coverage-cell-not-yet = { $way }, not read yet
coverage-never = What we never check
coverage-sources = All sources, and how the last reading went

coverage-check-license = License
coverage-check-needling = Needling mark at the board
coverage-check-training = Needling training
coverage-check-exclusion = Bans from federal programs
coverage-check-state-exclusion = Bans from state programs
coverage-check-npi = NPI
coverage-way-automatic = automatic
    .means = a program reads the list again and again
    .letter = A
coverage-way-file = by file
    .means = a person hands us the list; a program reads it
    .letter = F
coverage-way-part = in part
    .means = some training bodies' lists are read; each names only its own graduates
    .letter = T
coverage-way-one = one at a time
    .means = the source tells of one named person, when someone has us ask
    .letter = P
coverage-way-hand = by hand
    .means = a person has to look, or to ask for a paper
    .letter = H
coverage-way-impossible = no way known
    .means = we know of no list and no page, or we do not know what to check
    .letter = X
coverage-way-nothing = nothing to check
    .means = the rule asks for nothing more, or lets nobody needle
    .letter = –

coverage-why-license-hand = We do not read this list. You can look there.
coverage-why-license-impossible = We know of no list and of no page to look at. Ask the board.
coverage-why-training-hand = No school's list is read. Ask to see the paper.
coverage-why-exclusion-hand = We do not read this list. You can look there.
coverage-why-exclusion-impossible = We know of no such list.
coverage-why-state-exclusion-hand = We do not read this list. You can look there.
coverage-why-state-exclusion-impossible = We know of no such list of this state.
coverage-why-npi-hand = We do not read this list. You can look there.
coverage-why-npi-impossible = We know of no such list.
coverage-why-no-rule = We found no rule. So we do not know what to check.
coverage-why-unclear = The rule is not clear. So we do not know what to check.
coverage-why-prohibited = The rule does not allow needling.
coverage-why-silent = No written rule speaks of it.
coverage-why-lodged = Papers have to lie at the board. No list shows them. Ask for a copy.
coverage-why-registered = The board marks who may needle. We do not read those marks. Ask the board.
coverage-why-none-asked = The rule asks for no such mark.
coverage-why-not-read = We have not read whether the rule asks for one.

coverage-never-license = licenses
coverage-never-needling = marks and papers for needling that lie at the boards
coverage-never-training = needling training at the schools' own lists
coverage-never-exclusion = bans from federal programs
coverage-never-state-exclusion = bans from state programs, at the states' own lists
coverage-never-npi = NPI numbers

## About dry needling (about-…)

about-title = About dry needling
about-lead = What it is, what a visit is like and what can go wrong, as far as our sources tell. A line names the pages it rests on. Lines that name none are about us, or about what we have not read. We read the sources by { $day }. This is not advice. Ask the person who treats you.
about-sources = Sources
about-from = From
about-read-page = We read the page.
about-read-part = We read a part of the page.
about-read-abstract = We read the summary only.
about-read-title = We know that it exists. We have not read the passage.
about-of-clinic = { $name } (a clinic's page)
about-note-guideline = Named in a family of guidelines; we have not read the passage.
about-note-unsourced = We hold no page for this one.

about-what = What it is
about-what-is = A thin, solid needle is put through the skin to treat pain or poor movement. It breaks the skin, so it has risks that other care by hand does not have.
about-what-nothing-injected = Nothing is injected. That is why it is called dry.
about-what-acupuncture = It is not acupuncture. The needle is the same kind. But the ideas behind it do not come from old Chinese medicine.
about-what-neighbors = Not all draw this line. Some use the words side by side, or count both as dry needling. Ask what is meant.
about-what-not = We do not mean skin care with tiny needles (microneedling), shots of a drug into a sore spot, or care for animals. We leave these out.

about-words = Words you may hear
about-words-trigger-point = A sore spot in a muscle that feels like a knot. It can hurt there, and it can send pain to other places.
    .term = Trigger point
about-words-twitch = The muscle jerks by itself for a moment when the needle meets such a spot. It can feel like a cramp.
    .term = Twitch response
about-words-superficial = A way of needling that stays shallow. Guidelines tell it apart from needling of the sore spot itself.
    .term = Superficial dry needling
about-words-deep = The needle goes farther in, to the muscle. A review tells a deep way from a shallow way.
    .term = Deep dry needling
about-words-ims = A method of its own for long-lasting muscle pain, made by Dr. Chan Gunn. It uses dry needling and an exam of the body. You hear this name most in western Canada.
    .term = Intramuscular stimulation (IMS)

about-session = A visit in five steps
    .lead = Clinics differ. This is what the pages we read have in common.
about-session-ask = You are asked about your pain. The muscle is felt for sore spots.
about-session-agree = You are told what will be done, what you may feel and what can go wrong. Then you say yes or no.
about-session-clean = The skin is cleaned. The needles are sterile and used once.
about-session-needle = The needle goes through the skin into the spot. It may be moved up and down. The muscle may twitch.
about-session-after = The needle comes out. You are told what to do for the sore muscle.

about-feels = What it feels like
about-feels-little = In a healthy muscle you may feel little of the needle.
about-feels-cramp = In a tight or sore muscle it can feel like a cramp or a deep ache.
about-feels-elsewhere = You may feel it in other places too, since such a spot can send pain there.

about-after = Afterward
about-after-sore = You may be sore, or have a bruise. Clinics say that this passes.
about-after-heat = Clinics tell people to use heat or ice if it helps.
about-after-move = You may move, stretch and work out as far as it feels right, one clinic says.
about-after-unproved = Many pages tell you to rest or to drink much water. We have read no study on that.

about-help = When to get help
about-help-tell = Tell the person who treats you at once if you have pain, feel dizzy or sick, or are short of breath.
about-help-lung = A needle can make a hole in the lung. It was serious enough for a review of care in the province of Alberta. The signs may start hours later.
about-help-case = One report tells of a woman who had chest pain and trouble breathing after needles in her neck. She had a hole in the lung. If you have such signs, get medical help at once.
about-help-more = We have read no full list of warning signs. Ask before the visit what to look out for, and whom to call.

about-tell = What to tell them before the first needle
    .lead = Tell the person who treats you if any of these is true for you. Then talk about it. This list does not tell you whether to be needled or not. Guidelines differ on it.
about-tell-needle-fear = You are afraid of needles, or do not want them.
about-tell-consent = You find it hard to understand what will be done, or to say yes or no.
about-tell-emergency = You are very ill right now.
about-tell-skin = Your skin there is infected, hurt or open.
about-tell-lymph = An arm or leg is swollen from lymph fluid.
about-tell-bleeding = You have a bleeding disorder.
about-tell-thinner = You take a blood thinner.
about-tell-pregnant = You are pregnant, or may be.
about-tell-metal = You are allergic to metal, such as nickel.
about-tell-immune = Your immune system is weak, or you have diabetes.
about-tell-epilepsy = You have epilepsy, or have had seizures.
about-tell-child = It is for a child, or for someone who is frail.
about-tell-implant = You have an implant. Name a pacemaker too: some needling is done with electric current.

about-risks = What can go wrong, and how often
    .lead = Two studies counted. “First” is Boyce and others, “second” is Brady and others.
about-risks-studies = The first study counted { $first } treatments by { $first_people } therapists. The second counted { $second } treatments by { $second_people } therapists.
about-risks-any = Any minor harm: after { $first }% of treatments in the first, { $second }% in the second.
about-risks-bleeding = Bleeding where the needle was: { $first }% in the first, { $second }% in the second.
about-risks-bruising = A bruise: { $first }% in the first, { $second }% in the second.
about-risks-pain = Pain while being needled: { $first }% in the first, { $second }% in the second.
about-risks-sore = Sore afterward: { $second }% in the second.
about-risks-worse = Worse for a while: { $second }% in the second.
about-risks-drowsy = Drowsy: { $drowsy }%. Tired: { $tired }%. Both in the second.
about-risks-major = Major harm, such as a hole in the lung, or being worse for long: { $n } times in about { $of } treatments in the first. That is one in { $one_in }. The study names { $first } treatments in one place and { $of } in another. We do not know why.
about-risks-major-none = Major harm in the second: none in { $of } treatments. The true rate could still be up to { $most }%.
about-risks-not-measured = We have read no measured rate of infection or of nerve injury.
about-risks-themselves = In both studies the therapists told of their own work. They may not have told of all.
about-risks-critique = A published critique expects that harm is told too seldom.

about-together = Together with other care
about-together-part = Needling by a physical therapist is one part of care. It is not used alone, says the body for them in Alberta.
about-together-therapy = It comes with exercise and with work by hand on muscles and joints.
about-together-chiropractic = Chiropractors use it too, where the law lets them. See our page on state rules.
about-together-massage = Pages of clinics name massage beside it.
about-together-unknown = Does needling do more when joined with such care? We have read no review on that.

about-maintenance = Coming back to stay well
about-maintenance-nothing = Some call this maintenance. We have read nothing on whether more visits help once the pain is gone. Ask why a visit is planned, and when to stop.

about-evidence = Does it help? What reviews found
    .lead = We have read reviews about low back pain only. The gains they found were mostly short-term, with low certainty.
about-evidence-who = A review of { $year } looked at { $trials } trials of needles for long-lasting low back pain. Certainty was low or very low for all it found. Mostly there was little or no change. Next to sham needles, people felt better in body at { $months } months, in { $few } trials. Next to no care, they had less pain at { $weeks } weeks and at { $later } months.
about-evidence-hu = A review of { $year } looked at { $trials } trials of dry needling for low back pain. Straight after, it did better than acupuncture and than sham needles. Later it did as well as acupuncture. Next to other care it is not clear. Most trials may be biased, so nothing is firm.
about-evidence-clbp = A review of { $year } looked at { $trials } trials with { $people } people who had long-lasting low back pain. They had less pain after care and for a short time. It found no proof that people could do more in their daily lives.
about-evidence-furlan = A review of { $year } looked at { $trials } trials of acupuncture and dry needling for low back pain. There was some relief of long-lasting pain straight after a visit, next to no care or sham. The trials were small and weak.
about-evidence-else = On any other problem we have read no review.

about-why = What you will not find here
about-why-no-success = We show no rates of success. Pages of clinics print such numbers. No trial we know of counts like that. The reviews we read compare groups of people.
about-why-no-how = We do not say how it works inside the body. What we read does not settle it.
about-why-no-stars = We show no stars and no reviews of people. They do not tell who was trained.
about-why-no-advice = We do not tell you whether to have it done. Talk with someone who knows your case.

## Results: license, training, exclusion, rule, number (license-…, training-…, exclusion-…, rule-…, npi-…)

# Words of a badge. The sentence of a result opens with the same word and a full stop: pages show it apart.
badge-checked = Checked
badge-limits = Active, with limits
badge-not-active = Not active
badge-not-checked = Not checked
badge-cannot-check = Cannot check
badge-not-listed = Not on the list
badge-stale = Needs a new check
badge-disagree = Sources disagree
badge-several = More than one person fits
badge-source-down = Could not be reached today
badge-our-fault = Our fault
badge-not-covered = We do not check this here
badge-no-entry = No entry found
badge-no-proved-entry = No proved entry
badge-excluded = Listed as excluded
badge-was-excluded = Was listed
badge-possible-hit = Possible hit: review
badge-too-little = Too little data to search
badge-may = May needle here
badge-may-not = May not needle here
badge-cannot-tell = We cannot tell
badge-no-rule = No written rule
badge-partly = Only a part searched
badge-nothing-found = Nothing found
badge-waits = Waits for review
badge-paper = Certificate seen

result-until = Usable until {$first} where 120 days are allowed, until {$second} where 90 are
result-shown-until = We show it until {$day}; after that it needs a new check
result-source-down = {$owner} could not be reached at our last attempt. The result of {$day} is shown.
result-set-aside = Our last reading of {$owner} failed and was set aside. The result of {$day} is shown.

license-confirmed = Checked. {$owner} listed this license as active on {$day}.
license-runs-until = It runs until {$day}.
license-limits = Active, with limits. {$owner} lists conditions (read on {$day}). Read them.
license-not-active = Not active. {$owner} listed it as {$word} on {$day}.
license-claimed = Not checked. It stands in the NPI registry as the person wrote it. We could not confirm it.
license-not-listed = Not on the list. {$owner}'s list of {$day} does not show this number. The list may be incomplete.
license-stale = Needs a new check. Last checked on {$day}, longer ago than we promise, or it has run out since.
license-disagree = Sources disagree. {$owner} lists {$word}. We cannot say which is right.
license-disagree-day = Sources disagree. {$owner} lists {$word}, yet gives {$day} as its last day. We cannot say which is right.
license-disagree-why = Sources disagree. {$why}
license-several = More than one person fits. We cannot say which.
license-our-fault = Our fault. We could not read the answer ({$word}).
license-no-word = no word given
license-not-covered = We do not check this here. We read no list of this license.

license-word-active = active
license-word-active-restricted = active with limits
license-word-inactive = not active
license-word-expired = expired
license-word-suspended = suspended
license-word-revoked = revoked
license-word-surrendered = given up
license-word-superseded = closed or replaced by another license
license-word-pending = not yet issued
license-word-unknown = not known
license-word-none = unknown

discipline-case = Discipline: {$told}
discipline-case-numbered = Discipline case {$number}: {$told}
discipline-no-words = the board gives no words
discipline-from = {$action}, from {$day}
discipline-ended = {$case}. It ended on {$day}
discipline-runs = {$case}. It runs until {$day}
discipline-own-words = The list's own words on discipline: {$words}
discipline-not-read = We have not read the order itself. {$ask}
discipline-bare = The list marks that there is something on file. It does not say what or when. {$ask}
discipline-ask = Ask the board for the order
discipline-ask-at = Ask the board for the order: {$address}
discipline-given-up-with = The license was given up; the list has discipline on file. It does not say whether one led to the other.
discipline-given-up-without = The license was given up by its holder. The list has no discipline with it.
discipline-given-up = The license was given up. The list does not say whether a case stood behind it.

npi-confirmed = Checked. The NPI registry listed this number as in service on {$day}. It proves no license.
npi-not-active = Not active. The NPI registry listed it as {$word} on {$day}.
npi-out-of-service = out of service
npi-deactivated = deactivated since {$day}
npi-not-covered = We do not check this here. We have not read of this number.

training-confirmed = Listed by {$issuer} on {$day} as holder of {$letters}. Hours are not stated there.
training-withdrawn = Not active. {$issuer} lists {$letters} as withdrawn (read on {$day}).
training-claimed = Not checked. {$writer} writes “{$letters}” and names no school. We could not confirm it.
training-no-list = Cannot check. {$issuer} publishes no list that we know. Ask to see the certificate.
training-letters-mean = The letters stand for {$hours}, if they are held.
training-not-listed = Not on the list. {$writer} writes “{$letters}”; {$issuer}'s list does not show this person. The list may be incomplete.
training-stale = Needs a new check. Last checked on {$day}, longer ago than we promise.
training-waits = Waits for review. {$writer} writes “{$letters}”. An entry on {$issuer}'s list may be this person's or somebody else's: we cannot tell yet.
training-waits-why = Waits for review. {$why}
training-date-wrong = The date given cannot be right
training-none = We found no entry in the training lists we read that is certain to be this person's. That does not mean there is none.
training-letters = the training
training-writer = The person

exclusion-the-list = the exclusion list
exclusion-partly = No entry found in the part of {$list} that we hold; the whole has more than {$whole} entries. This clears nobody.
exclusion-none = No entry found. We searched this list as of {$day}.
exclusion-listed = Listed as excluded since {$since} in: {$list}. This is no license decision.
exclusion-waiver = A waiver allows taking part in {$where}.
exclusion-ended = Was listed from {$since}; the entry ended on {$day}.
exclusion-gone = Was listed from {$since}; gone from the list of {$day}.
exclusion-possible = Review needed: the same name stands in {$list}, no key confirms it is the same person.
exclusion-not-shown = We show an entry of this list only if a number proves that it is this person's. There is none to show. This clears nobody: you can look at the list yourself.
exclusion-too-little = Not searched: the full name is missing. This is never 'clear'.
exclusion-stale = Needs a new check. {$list} was last read on {$day}.

rule-met = {$where}'s rule is met by what we could confirm.
rule-no-standard = {$where} allows this profession to needle and sets no training standard.
rule-met-so-far = Every requirement we could read is met. We have not read the whole rule.
rule-interim = In the first stage of training: limited use is allowed for now.
rule-on-order = Allowed here only on a physician's order. Ask about it.
rule-silent = {$where} has no written rule for {$who}. That is neither yes nor no.
rule-not-met = A requirement is not met: {$what}.
rule-see = see the rule
rule-forbids = {$where} does not allow {$who} to needle.
rule-forbids-part = {$where} does not allow {$who} to needle this part of the body: {$part}.
rule-open = {$where} allows {$who} to needle. We cannot tell whether this person meets the rule. Missing: {$missing}.
rule-open-hours = {$where} allows {$who} to needle and asks for {$hours} of training. We cannot tell whether this person meets the rule. Missing: {$missing}.
rule-new-check = a new check
rule-can-ask = You can ask: “{$question}”
rule-unclear = We cannot tell. What {$where} allows {$who} is not clear from the texts we found.
rule-none = We cannot tell. We found no rule of {$where} for {$who}.

# What a state's rule says, of nobody in particular.
rule-says-allows = {$where} allows {$who} to needle.
rule-says-allows-after = {$where} allows {$who} to needle after {$hours} of training.
rule-says-on-order = {$where} allows {$who} to needle only on a physician's order.
rule-says-unclear = What {$where} allows {$who} is not clear from the texts we found.
rule-says-none = We found no rule of {$where} for {$who}. That does not mean there is none.

rule-short-permitted = permitted
    .means = the rule allows needling, often only after training
rule-short-not-permitted = not permitted
    .means = the rule forbids it
rule-short-silent = silent
    .means = no written rule speaks of it: neither yes nor no
rule-short-unclear = unclear
    .means = the texts we found do not settle it
rule-short-on-order = on order
    .means = allowed on a physician's order
rule-short-nothing = nothing found
    .means = we found no text; that does not mean there is none
rule-sure-high = We are quite sure: we saw the rule's own words, or the board's own page.
rule-sure-medium = We are fairly sure: two sources agree, or one question is left open.
rule-sure-low = We are not sure: there is one second-hand source, or the sources disagree.
rule-seen-full = We read the whole text.
rule-seen-part = We read a part of the text.
rule-seen-summary = We read a summary, not the text itself.

## Requirements of rules, next steps, papers (need-…, step-…, paper-…)

need-license = an active license or privilege in the state
need-total-hours = { $n ->
    [0] no set number of hours
    [one] {$n} hour
   *[other] {$n} hours
    } of training in all
need-dn-specific-hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } of training in dry needling itself
need-prerequisite-hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } of training before the needling course
need-theory-hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } of theory
need-practical-hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } of practice
need-in-person-hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } in person
need-online-hours-max = no more than { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    } online
need-years-licensed-before = { $n ->
    [one] {$n} year
   *[other] {$n} years
    } licensed before
need-supervised-sessions = { $n ->
    [one] {$n} supervised session
   *[other] {$n} supervised sessions
    }
need-supervised-hours = { $n ->
    [one] {$n} supervised hour
   *[other] {$n} supervised hours
    }
need-instructor-years-dn = a teacher with { $n ->
    [one] {$n} year
   *[other] {$n} years
    } of needling
need-completion-window-years = training finished within { $n ->
    [one] {$n} year
   *[other] {$n} years
    }
need-adverse-event-report-days = harm reported within { $n ->
    [one] {$n} day
   *[other] {$n} days
    }
need-renewal-hours = { $n ->
    [0] no hours
    [one] {$n} hour
   *[other] {$n} hours
    } of further training to renew
need-proof-deadline-days = proof handed in within { $n ->
    [one] {$n} day
   *[other] {$n} days
    }
need-attestation-deadline-days = a signed statement within { $n ->
    [one] {$n} day
   *[other] {$n} days
    }

# What is asked for, and what is not.
need-in-person-majority = most of the training in person
    .no = training need not be mostly in person
need-hands-on-training = hands-on training
    .no = no hands-on training asked for
need-written-exam = a written exam
    .no = no written exam
need-practical-exam = a practical exam
    .no = no practical exam
need-competency-assessment = a test of skill
    .no = no test of skill
need-cpr = CPR training
    .no = no CPR training
need-board-approved-course = a course the board approves
    .no = the course needs no approval by the board
need-bloodborne-pathogen-proof = proof of training on blood-borne infections
    .no = no proof on blood-borne infections
need-practical-online-allowed = practice may be taught online
    .no = practice may not be taught online
need-exams-in-person = exams in person
    .no = exams may be online
need-entry-level-hours-count = hours of the degree count
    .no = hours of the degree do not count
need-course-approved-before-taken = course accepted before it is taken
    .no = course may be accepted afterwards
need-informed-consent-written = your written consent
    .no = no written consent asked for
need-informed-consent-required = your informed consent
    .no = no informed consent asked for
need-consent-required = your consent
    .no = no consent asked for
need-patient-written-information = written information for you
    .no = no written information asked for
need-referral-required = a referral
    .no = no referral needed
need-referring-provider-communication = talks with whoever referred you
    .no = need not talk with whoever referred you
need-physician-direction = under a physician's direction
    .no = no physician's direction needed
need-adverse-event-reporting = harm must be reported
    .no = harm need not be reported
need-delegation-prohibited = may not be handed to an assistant
    .no = may be handed to an assistant
need-supervised-practice-in-training = practice under supervision while training
    .no = no supervised practice

need-degree = degree: {$what}
need-special-licence = a license of its own: {$what}
need-register-class = class of register: {$what}
need-course-standard = standard of the course: {$what}
need-course-approvers = course accepted by one of: {$what}
need-years-basis = how the years are counted: {$what}
need-theory-delivery = how theory is taught: {$what}
need-practical-delivery = how practice is taught: {$what}
need-documentation-on-request = proof on request: {$what}
need-other = {$name}: {$what}

need-board-none = no registration with the board
need-board-attestation = a signed statement to the board
need-board-proof-filed = proof filed with the board
need-board-endorsement = an endorsement from the board
need-board-registry = an entry in the board's register

need-interim-practice = interim practice: {$what}
need-interim-hours-before-first-use = may start after {$what} hours
need-interim-completion-window-years = the rest within {$what} years
need-interim-expires-months = ends after {$what} months

need-only-within = only within these limits: {$what}
need-probable = {$what} (probably asked for)
need-answer = {$word}. {$found}
need-found = Known: {$what}
need-found-no-hours = We could not see any hours.
need-found-some-hours = { $n ->
    [one] {$n} hour counts
   *[other] {$n} hours count
    }. We could not see if there are more, or how they were taught.
need-found-hours = { $n ->
    [one] {$n} hour counts.
   *[other] {$n} hours count.
    }
need-found-parts = It is made of parts, which stand in this list.
need-found-not-taught = We could not see how the hours were taught.
need-found-no-look-up = We have no answer from the board on this.
need-found-no-course = We saw no course that tells of: {$what}.
need-found-nothing = We could not see it.
need-found-no-license = We could not see a license.
need-found-license-lacks = We saw a license without its {$what}.
need-answer-met = met
need-answer-not-met = not met
need-answer-cannot-tell = cannot tell

# What is missing where a requirement cannot be told, a question to the practitioner, a next step.
step-see-certificate = Ask to see the certificate, and how many hours of the training were in person.
step-see-paper = Ask to see the paper that shows it.
gap-hours =
    .missing = how many hours of training were done
    .question = How many hours was your needling course, and how many of them were in person?
    .step = { step-see-certificate }
gap-exam =
    .missing = whether the course ended with an exam
    .question = Did your course end with an exam?
    .step = { step-see-certificate }
gap-course =
    .missing = which course it was and who stands behind it
    .question = Which needling course did you take, and who accepted it?
    .step = { step-see-certificate }
gap-supervised =
    .missing = how much needling was done under supervision
    .question = How often did you needle while a teacher watched?
    .step = { step-see-paper }
gap-license =
    .missing = a checked license for this state
    .question = Do you have an active license here, and what is its number?
    .step = Check the license first: see the line about it.
gap-conflict =
    .missing = which of two answers about the license is right
    .question = Two sources disagree about your license. What holds today?
    .step = Ask {$board} what holds today, and record the answer.
gap-which-person =
    .missing = whose license it is
    .question = What is your license number here?
    .step = Ask for the license number: more than one person fits.
gap-our-fault =
    .missing = a license that we can read
    .question = Is your license active, and what is its number?
    .step = {$look}
gap-elsewhere =
    .missing = a license or privilege for this state
    .question = Do you have a license for this state, or a privilege from the compact?
    .step = {$look} A privilege under the PT Compact is looked up apart from licenses.
gap-conditions =
    .missing = what the limits on the license mean for needling
    .question = Your license has limits. Do they touch needling?
    .step = Read the board's conditions: see the line about the license.
gap-basic-science =
    .missing = whether the basic science was part of the degree
    .question = Was the basic science part of your degree?
    .step = Ask to see the diploma or the record of courses.
gap-years =
    .missing = how long the license has been held
    .question = Since when do you have your license?
    .step = Ask the board since when the license is held.
gap-cpr =
    .missing = a current CPR card
    .question = Do you have a CPR card, and until when is it good?
    .step = Ask to see the CPR card.
gap-board =
    .missing = whether the board has this person on file for needling
    .question = Does the board have you on file for needling? Can you show it?
    .step = Ask the board whether this person is on file for needling, and record the answer.
gap-scope =
    .missing = whether the rule covers this part of the body
    .question = Does the rule here let you needle this part of the body?
    .step = Ask the board about this part of the body.
gap-degree =
    .missing = the degree that the rule asks for
    .question = Which degree do you have?
    .step = { step-see-paper }
gap-further-license =
    .missing = the further license that the rule asks for
    .question = Do you have the license it takes?
    .step = { step-see-paper }
gap-register-class =
    .missing = the class of the register entry
    .question = In which class are you registered?
    .step = { step-see-paper }
gap-infections =
    .missing = proof of a course on infections carried by blood
    .question = Did you take a course on infections carried by blood?
    .step = { step-see-paper }
gap-unread =
    .missing = the parts of the rule that we have not read
    .question = Is there anything else that the rule here asks of you?
    .step = Ask {$board} whether the rule asks for anything else.
gap-first-stage =
    .missing = the rest of the training
    .question = When will your training be complete?
    .step = Ask when the training will be complete, and check again then.
gap-order =
    .missing = a physician's order
    .question = Do I need an order from a physician?
    .step = Ask whether a physician's order is needed.
gap-unclear =
    .missing = a clear rule
    .question = What lets you needle in this state?
    .step = Ask {$board} whether {$who} may needle.
gap-silent =
    .missing = a written rule
    .question = { gap-unclear.question }
    .step = { gap-unclear.step }

paper-seen = Certificate seen by {$organization} on {$day}.
paper-shows = It is from {$issuer}, for {$course}.
paper-shows-hours = It is from {$issuer}, for {$course}: {$hours}.
paper-not-confirmed = {$issuer} did not confirm it to us.
paper-disagree = Sources disagree. {$seen} But {$why}.
paper-something-against = something speaks against it
paper-not-listed = Not on the list. {$seen} {$shows} Yet {$issuer}'s list does not show this person. The list may be incomplete.
paper-hours-of-which = {$hours} ({$parts})
paper-hours-only = hours {$parts}
paper-hours-claimed = Hours claimed: {$hours}
paper-hours-implied = Hours that the letters stand for: {$hours}, if they are held
paper-hours-shown = Hours on the paper: {$hours}
paper-part-total = {$hours} in all
paper-part-in-person = {$hours} in person
paper-part-live-online = {$hours} live online
paper-part-recorded = {$hours} recorded
paper-part-online = {$hours} practice online
paper-part-theory = {$hours} theory
paper-part-practical = {$hours} practice
paper-any-online = {$hours} online
paper-written-exam = The paper shows a written exam
    .no = The paper shows no written exam
paper-practical-exam = The paper shows a practical exam
    .no = The paper shows no practical exam
paper-competency-assessment = The paper shows a skills check
    .no = The paper shows no skills check
paper-filed = {$title}, {$issuer}: seen by {$organization} on {$day}

## Pages: sources, mistakes, earlier days (sources-…, mistakes-…, earlier-…, check-…, said-…, treating-…, page-…)

sources-title = Sources
sources-lead = What each source is, when we last read it well, and how our last attempt went.
sources-wrong-links = Of our links between them, measured on {$day}: {$told}
sources-asked = Sources we have read, or tried to
sources-on-demand = Read when somebody asks for it
sources-by-file = Read from files that somebody hands over
sources-one-person = Asked about one person at a time
sources-waiting = Sources that cannot be read yet
sources-waiting-lead = We know of them. What is missing, nobody of us has read at the source.
sources-head-source = Source
sources-head-about = Tells about
sources-head-place = Place
sources-head-missing = What is missing
sources-kind-identity = who is who (NPI registry)
sources-kind-license = licenses
sources-kind-exclusion = exclusions from public programs
sources-kind-training = needling training
sources-kind-listing = what clinics and directories say of themselves
sources-kind-rule = whether the pages that our rules cite have changed
sources-outcome-running = not finished
sources-outcome-healthy = read well
sources-outcome-breached = set aside: it did not look as it should
sources-outcome-unreachable = could not be reached
sources-outcome-accepted = looked unusual, accepted by a person
sources-published-by = Published by {$owner}.
sources-about = Tells about: {$kind}
sources-place = Place: {$place}
sources-professions = Professions: {$names}
sources-page = Page: {$page}
sources-terms = Terms: {$terms}
sources-terms-read = Terms: {$terms} (read {$day})
sources-promise = Our promise: read again at least every { $days } days
sources-asked-singly = Asked about one named person at a time, and only where somebody switched that on
sources-from-files = Read from files that somebody hands over: {$how}
sources-badge-not-asked = Not asked yet
sources-badge-not-read = Not read
sources-badge-read = Read well
sources-badge-failed = Last attempt failed
sources-pages-read = Read well: {$number} pages
sources-pages-read-last = Read well: {$number} pages, the last one {$time}
sources-read = Last read well: {$time}, {$number} records
sources-read-part = Last read well ({$part}): {$time}, {$number} records
sources-dated = {$read}, dated {$day} by itself
sources-in-use = Records in use now: {$number}
sources-attempt = Last attempt: {$time}, {$outcome}
sources-trouble = What was wrong: {$what}
sources-runs = Latest readings
    .table = The latest readings of all sources
sources-no-runs = Nothing was read yet.
sources-run-started = Started (UTC)
sources-run-outcome = Outcome
sources-run-read = Read
sources-run-kept = Kept
sources-run-dropped = Not kept
sources-run-new = New
sources-run-changed = Changed
sources-run-gone = Gone

mistakes-title = How often are we wrong?
mistakes-lead = Many lists tell about people, and two people can have one name. When we take two entries for one person and they are two, you would see somebody else's license. We call that a wrong link. So we join entries on our own only where much speaks for it and nothing against it. All others wait until a person has looked, or are not joined.
mistakes-not-measured = Nothing was measured yet
mistakes-how-to-measure = To measure it on invented people: run `needleproof links measure --invented`.
mistakes-measured = What we measured
mistakes-measured-on = Measured on {$day} with {$entries} entries against a register of {$rows} rows: {$set}.
mistakes-right = {$people} of the entries are of people in the register. We linked {$right} of them to the right person ({$share}). With those shown to a person as possible, it is {$shown} ({$shown_share}).
mistakes-waiting = {$waiting} of {$entries} entries wait for a person ({$share}).
mistakes-natural = Without the look-alikes that were put in on purpose: {$told}
mistakes-other-program = This was measured with another version of this program than the one that runs now.
mistakes-command = Measurement {$number}, {$time}, by the command: {$command}. Program {$program}, weights {$weights}. Set: SHA-256 {$digest}…
mistakes-none-wrong = No wrong link was found. That does not mean that there are none: the more we measure, the surer it is.
mistakes-wrong = Of the wrong links, {$nobody} led to a look-alike of somebody who is not in the register. {$another} led to another person than the right one.
mistakes-limits = What this can tell you, and what not
mistakes-made-of = What the set is made of: {$what}.
mistakes-no-sample = Somebody put this set together, with far more look-alikes than there are in the world. It is no random sample, so the rate among the people shown here may be lower or higher.
mistakes-links-alone = It tells how often two entries are joined wrongly. It does not tell whether a source itself is wrong.
mistakes-by-kind = By kind of entry
    .head = Kind of entry
    .table = Links by kind of entry
mistakes-by-difficulty = By what makes it hard
    .head = What makes it hard
    .table = Links by what makes it hard
    .bars = Bars: what became of the entries of each difficulty. {$told}.
mistakes-absent = Absent: the person is not in the register. At most a look-alike is.
mistakes-head-linked = Linked
mistakes-head-wrong = Wrong
mistakes-head-most = At most
mistakes-head-entries = Entries
mistakes-head-waiting = Waiting
mistakes-outcome-right = linked, right
mistakes-outcome-waits = waits for a person
mistakes-outcome-not-linked = not linked
mistakes-outcome-wrong = linked, wrong
mistakes-people-found = What people found
mistakes-nobody-looked = Nobody has checked a link that we had made yet.
mistakes-checked = **People checked {$links} of the links that we had made here, and found {$wrong} wrong.** They look where they have a doubt. Had they looked at random, at most {$bound} would be wrong, with 95% certainty.
mistakes-others = Other measurements
mistakes-other = Measurement {$number}: {$wrong} wrong of {$links}
mistakes-other-set = {$day}, {$set}, by the command: {$command}

earlier-control = Show an earlier day
earlier-held = What held on
earlier-known = By what was known on
earlier-how = What held on a day, by what we had read until a day. With the second alone both are that day: what we could have told you then.
earlier-judging = Judging that day…
earlier-nobody-title = We had no page for this person then
earlier-nobody = On {$day} we showed nobody under this address.
earlier-known-since = We know this person since {$day}.
earlier-cannot-title = This day cannot be shown
earlier-back = Back to today

check-coordinator-only = Coordinator only
check-not-for-patients = This line is not shown to patients.
check-record-table = The record as we read it, field by field
check-from-file = Read from a file handed in: {$file}
check-a-file = a file
check-bytes = The bytes as they were read
check-ground = {$asked}: {$citation} ({$source}; how sure we are: {$sure})
check-judged-by = judged by {$what}

said-line = {$title}, {$whose}: {$labels}
said-page = Page: {$page}, read on {$time}
said-in-which-words = In which words?
said-accepting = {$title}: {$answer}
said-quote = “{$quote}” ({$labels}). Place: {$place}; SHA-256 of the bytes: {$hash}

treating-nowhere = Where this person practices
treating-whole = Any part of the body
treating-where = You will be treated in
treating-part = Part of the body
treating-how = The rules of the place of treatment count, not those of the practitioner's home state.
treating-no-profession = We know no profession of this person that {$where} has a rule for.

page-start =
    There is nothing to show yet. Fill the store first:

    - `needleproof demo` makes a sample world of invented people, without the network.
    - `needleproof refresh --state WA` reads the public sources for one state.

    Then load this page again.
page-store-trouble = The store cannot be read right now. Load this page again in a moment. If it stays so, its owner can look with `needleproof db check`.
page-rules-trouble = The rules of this program are not in order, so that nothing can be judged. {$why}
page-settings-trouble = This program is not set up right. {$why}

## Everywhere: days, distances, professions (day…, month-…, about-miles, profession-…, both, hours)

# "November 20, 2026"
day = {$month} {$day}, {$year}
day-month = {$month} {$year}
day-unknown = an unknown day
day-and-time = {$day} at {$time} UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
about-miles = about { $miles ->
    [one] {$miles} mile
   *[other] {$miles} miles
    }
both = {$first} and {$second}
hours = { $n ->
    [one] {$n} hour
   *[other] {$n} hours
    }
place-this-state = this state

# Names, and as one of them: "a chiropractor".
profession-PT = physical therapist
    .one = a physical therapist
profession-PTA = physical therapist assistant
    .one = a physical therapist assistant
profession-CHIRO = chiropractor
    .one = a chiropractor
profession-AT = athletic trainer
    .one = an athletic trainer
profession-OT = occupational therapist
    .one = an occupational therapist
profession-LAC = licensed acupuncturist
    .one = a licensed acupuncturist
profession-MD-DO = physician
    .one = a physician
profession-NP = nurse practitioner
    .one = a nurse practitioner
profession-PA = physician assistant
    .one = a physician assistant
profession-other = practitioner
    .one = a practitioner
profession-unlisted = {$code}
    .one = a {$code}

## Who is who: what publishings changed, what people decide (who-…, link-…)

who-merged = Two profiles turned out to be one person: what was shown under {$other} is shown here.
who-split-off = This person has a profile of their own: before, these entries stood among those of {$other}.
who-split = Entries that stood here turned out to be another person's: they are shown under {$other}.
who-joined-from = An entry of {$source} is shown here; before, it stood under {$other}.
who-joined = An entry of {$source} is shown here; before, it belonged to nobody.
who-left-to = An entry of {$source} stands here no more: it is shown under {$other}.
who-left = An entry of {$source} stands here no more: we cannot tell whose it is.
who-nothing-apart = nothing that we have read tells the two apart; ask for the license number
who-apart = {$fact}: {$here} for this person; {$there} for the other
who-not-on-record = none on record
who-may-be = An entry of {$source}, “{$entry}”, may be of this person
who-would = It {$what}
who-same = the same person
who-different = two different people
who-unsure = cannot tell
who-compared-same = the same
who-compared-fits = fits
who-compared-differs = differs
who-compared-unclear = cannot be compared
who-compared-entry-only = only the entry says it
who-compared-person-only = only the person's records say it
who-reason-for = For
who-reason-against = Against
who-reason-rival = Somebody else fits too
who-reason-missing = Not known
who-decided = {$by} decided on {$day}: {$what}
who-decided-note = {$by} decided on {$day}: {$what} (“{$note}”)
who-undone = {$decided}; undone by {$by}
who-changed-since = {$decided}, but what the records tell has changed since: {$what}
who-other-records = other records of the person
who-was-is = {$fact}: was {$before}, is {$now}
who-none = none

by-hand-confirmed = Confirmed by hand on {$day}: {$told}, answered {$way} by {$by}
by-hand-looked-up = Looked up by hand on {$day}: {$told}, answered {$way} by {$by}
by-hand-told = {$what} {$result} (“{$said}”)
by-hand-web = on the web
by-hand-phone = by phone
by-hand-letter = by letter

# How often links are wrong, and what makes them hard.
link-none = No link was made without a person.
link-wrong = {$wrong} wrong of {$links} made without a person: at most {$bound} are wrong, with 95% certainty.
link-number = { $n ->
    [one] {$n} link that was
   *[other] {$n} links that were
    }
link-absent = absent: {$what}
link-hard-plain = nothing difficult
link-hard-nickname = a nickname
link-hard-typo-first = given name misspelt
link-hard-typo-last = surname misspelt
link-hard-ocr = misread by a machine
link-hard-first-initial-only = only an initial
link-hard-goes-by-middle = called by the middle name
link-hard-former-surname-on-file = former surname, on file
link-hard-surname-changed-unrecorded = new surname, not on file
link-hard-hyphenated = double surname
link-hard-last-first = surname first
link-hard-swapped = names swapped
link-hard-moved-in-state = moved within the state
link-hard-moved-out-of-state = moved to another state
link-hard-city-missing = no city
link-hard-state-missing = no state
link-hard-no-credential = no profession
link-hard-licence-row = with a license number
link-hard-registry-row = from another register
link-hard-dac-location = another place of practice
link-hard-same-state-same-profession = namesake, same work
link-hard-same-state-other-profession = namesake, other work
link-hard-other-state-same-profession = namesake, other state
link-hard-father-son = father and son
link-hard-relative-same-clinic = relative, same clinic
link-hard-nobody-like-that = absent
link-kind-registry = rows of another register
link-kind-listing = entries of directories and clinics
link-kind-licence = entries with a license number

## Notices on every page (notice, not-checked-…, order, sample)

notice = Not a consumer report, not advice and not a recommendation. Do not use it to decide on hiring, credentialing or privileges. What is shown was read at the source at the time stated; check the primary source.
not-checked-results = how good the results of treatment are
not-checked-criminal = criminal record
not-checked-malpractice = malpractice cases and insurance
not-checked-education = education and references
not-checked-data-bank = the National Practitioner Data Bank
notice-sample = Sample data: everybody shown here is invented.
notice-order = Order: checked training or a certificate seen first, then checked license, then distance, then name.
then = As the sources told it for {$true_on}, by what we had read until {$known_on}.
then-who = Who is who is shown as we published it on {$day} at {$time} UTC.
then-rules = The states' rules are those in force on that day, as we hold them now.
then-no-reading = We have no reading for that day: the first one tells of {$day}.
then-unlike = Judged again now, this is not as we showed it then: {$what}.

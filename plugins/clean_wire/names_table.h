/* SPDX-License-Identifier: MIT */
/* names_table.h - the places, regions and agencies that are built in; for names.c
 * alone. */

/* Names with '|' between. */
static const char *const places[] = {
    /* capitals */
    "Abu Dhabi|Abuja|Accra|Addis Ababa|Algiers|Amman|Amsterdam|Andorra la Vella",
    "Ankara|Antananarivo|Apia|Ashgabat|Asmara|Astana|Asuncion|Asunción|Athens",
    "Baghdad|Baku|Bamako|Bandar Seri Begawan|Bangkok|Bangui|Banjul|Basseterre",
    "Beijing|Beirut|Belgrade|Belmopan|Berlin|Bern|Bishkek|Bissau|Bogota|Bogotá",
    "Brasilia|Brasília|Bratislava|Brazzaville|Bridgetown|Brussels|Bucharest|"
    "Budapest",
    "Buenos "
    "Aires|Bujumbura|Cairo|Canberra|Caracas|Castries|Chisinau|Colombo|Conakry",
    "Copenhagen|Dakar|Damascus|Dar es "
    "Salaam|Dhaka|Dili|Djibouti|Dodoma|Doha|Dublin",
    "Dushanbe|Freetown|Funafuti|Gaborone|Georgetown|Gitega|Guatemala City|Hanoi",
    "Harare|Havana|Helsinki|Honiara|Islamabad|Jakarta|Jerusalem|Juba|Kabul|Kampala",
    "Kathmandu|Khartoum|Kiev|Kyiv|Kigali|Kingston|Kingstown|Kinshasa|Kuala Lumpur",
    "Kuwait City|La Paz|Libreville|Lilongwe|Lima|Lisbon|Ljubljana|Lome|Lomé|London",
    "Luanda|Lusaka|Luxembourg|Madrid|Majuro|Malabo|Male|Malé|Managua|Manama|Manila",
    "Maputo|Maseru|Mbabane|Mexico City|Minsk|Mogadishu|Monaco|Monrovia|Montevideo",
    "Moroni|Moscow|Muscat|N'Djamena|Nairobi|Nassau|Naypyitaw|New Delhi|Niamey",
    "Nicosia|Nouakchott|Nuku'alofa|Oslo|Ottawa|Ouagadougou|Palikir|Panama City",
    "Paramaribo|Paris|Phnom Penh|Podgorica|Port-au-Prince|Port Louis|Port Moresby",
    "Port of Spain|Porto-Novo|Port Vila|Prague|Praia|Pretoria|Pristina|Pyongyang",
    "Quito|Rabat|Ramallah|Reykjavik|Riga|Riyadh|Rome|Roseau|San Jose|San José",
    "San Marino|San Salvador|Sanaa|Santiago|Santo Domingo|Sarajevo|Seoul|Singapore",
    "Skopje|Sofia|St. George's|St. "
    "John's|Stockholm|Sucre|Suva|Taipei|Tallinn|Tarawa",
    "Tashkent|Tbilisi|Tegucigalpa|Tehran|Thimphu|Tirana|Tokyo|Tripoli|Tunis",
    "Ulaanbaatar|Ulan Bator|Vaduz|Valletta|Vatican City|Victoria|Vienna|Vientiane",
    "Vilnius|Warsaw|Washington|Washington DC|Washington D.C.|Wellington|Windhoek|Yamoussoukro|Yangon|Yaounde",
    "Yaoundé|Yerevan|Zagreb",
    /* seats of bodies, other cities that news is sent from */
    "The Hague|Geneva|Strasbourg|Davos|Lausanne|Luxembourg City|United Nations",
    "Abidjan|Aleppo|Alexandria|Almaty|Amritsar|Antwerp|Auckland|Bangalore|"
    "Bengaluru",
    "Barcelona|Basra|Belfast|Benghazi|Bilbao|Birmingham|Bombay|Bonn|Bordeaux|"
    "Brisbane",
    "Bristol|Calcutta|Cali|Cannes|Cape Town|Cardiff|Casablanca|Chennai|Chiang Mai",
    "Christchurch|Cologne|Dharamsala|Diyarbakir|Donetsk|Dresden|Dubai|Dubrovnik|"
    "Durban",
    "Dusseldorf|Düsseldorf|Edinburgh|Erbil|Essen|Fallujah|Florence|Frankfurt|"
    "Fukuoka",
    "Gaza|Gaza "
    "City|Genoa|Ghent|Glasgow|Goma|Gothenburg|Grozny|Guadalajara|Guangzhou",
    "Guayaquil|Gwadar|Haifa|Hamburg|Hanover|Hebron|Herat|Hiroshima|Ho Chi Minh "
    "City",
    "Hobart|Hong "
    "Kong|Hyderabad|Idlib|Irbil|Isfahan|Istanbul|Izmir|Jaffna|Jalalabad",
    "Jammu|Jeddah|Jenin|Johannesburg|Kandahar|Kano|Karachi|Karbala|Kazan|Kharkiv",
    "Kherson|Khan "
    "Younis|Kirkuk|Kobani|Kobe|Kolkata|Krakow|Kunduz|Kyoto|Lagos|Lahore",
    "Leeds|Leipzig|Lhasa|Lille|Liverpool|Lucknow|Lviv|Lyon|Macau|Maiduguri|Malaga",
    "Manchester|Mandalay|Marrakech|Marseille|Mashhad|Mazar-i-Sharif|Mecca|Medellin",
    "Medina|Melbourne|Milan|Mombasa|Monterrey|Mosul|Multan|Mumbai|Munich|Nablus|"
    "Nagoya",
    "Najaf|Nanjing|Naples|Nazareth|Nice|Nuremberg|Odesa|Odessa|Okinawa|Osaka|"
    "Palermo",
    "Perth|Peshawar|Port "
    "Harcourt|Porto|Pune|Qamishli|Qom|Quetta|Rafah|Raqqa|Rawalpindi",
    "Rio de Janeiro|Rostov-on-Don|Rotterdam|Salzburg|Samara|Sao Paulo|São "
    "Paulo|Sapporo",
    "Sarajevo|Sevastopol|Seville|Shanghai|Sharjah|Shenzhen|Shiraz|Sidon|Simferopol",
    "Srebrenica|Srinagar|St. Petersburg|Stuttgart|Sulaimaniyah|Surat|Sydney|Tabriz",
    "Tel "
    "Aviv|Thessaloniki|Tianjin|Tijuana|Tikrit|Timbuktu|Toulouse|Turin|Tyre|Utrecht",
    "Valencia|Venice|Vladivostok|Volgograd|Warsaw|Wuhan|Yokohama|York|Zaporizhzhia",
    "Zurich|Zürich",
    /* United States and Canada, as the agencies' style has them without a state */
    "Albany|Albuquerque|Anchorage|Atlanta|Atlantic City|Austin|Baltimore|Baton "
    "Rouge",
    "Boston|Buffalo|Calgary|Camp David|Charleston|Charlotte|Chicago|Cincinnati",
    "Cleveland|Columbus|Dallas|Denver|Des Moines|Detroit|Edmonton|El Paso|Fort "
    "Worth",
    "Halifax|Hartford|Hollywood|Honolulu|Houston|Indianapolis|Jacksonville|Kansas "
    "City",
    "Las Vegas|Little Rock|Los Angeles|Louisville|Memphis|Miami|Miami "
    "Beach|Milwaukee",
    "Minneapolis|Montgomery|Montreal|Nashville|New Haven|New Orleans|New York",
    "Oakland|Oklahoma City|Omaha|Orlando|Philadelphia|Phoenix|Pittsburgh|Portland",
    "Providence|Quebec City|Raleigh|Richmond|Sacramento|Salt Lake City|San Antonio",
    "San Diego|San Francisco|San Juan|Santa Fe|Seattle|St. Louis|St. "
    "Paul|Tallahassee",
    "Tampa|Toronto|Tucson|Tulsa|Vancouver|West Point|Winnipeg", NULL};

/* Countries, and states of some: what stands behind a place. */
static const char *const regions[] = {
    "Afghanistan|Albania|Algeria|Angola|Argentina|Armenia|Australia|Austria",
    "Azerbaijan|Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin",
    "Bhutan|Bolivia|Bosnia|Bosnia and Herzegovina|Bosnia-Herzegovina|Botswana",
    "Brazil|Brunei|Bulgaria|Burkina Faso|Burma|Burundi|Cambodia|Cameroon|Canada",
    "Cape Verde|Central African Republic|Chad|Chile|China|Colombia|Comoros|Congo",
    "Costa Rica|Croatia|Cuba|Cyprus|Czech Republic|Czechia|Denmark|Dominica",
    "Dominican Republic|East Timor|Ecuador|Egypt|El Salvador|England|Eritrea",
    "Estonia|Eswatini|Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|Germany",
    "Ghana|Greece|Greenland|Grenada|Guatemala|Guinea|Guinea-Bissau|Guyana|Haiti",
    "Honduras|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy",
    "Ivory Coast|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kosovo|Kuwait|Kyrgyzstan",
    "Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|Liechtenstein|Lithuania|Macedonia",
    "North Macedonia|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Mauritania",
    "Mauritius|Mexico|Micronesia|Moldova|Mongolia|Montenegro|Morocco|Mozambique",
    "Myanmar|Namibia|Nepal|Netherlands|the Netherlands|New Zealand|Nicaragua|Niger",
    "Nigeria|North Korea|Northern Ireland|Norway|Oman|Pakistan|Panama",
    "Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Puerto Rico|Qatar",
    "Romania|Russia|Rwanda|Samoa|Saudi Arabia|Scotland|Senegal|Serbia|Seychelles",
    "Sierra Leone|Slovakia|Slovenia|Solomon Islands|Somalia|South Africa",
    "South Korea|South Sudan|Spain|Sri Lanka|Sudan|Suriname|Sweden|Switzerland",
    "Syria|Taiwan|Tajikistan|Tanzania|Thailand|Togo|Tonga|Trinidad|Tunisia|Turkey",
    "Türkiye|Turkmenistan|Tuvalu|Uganda|Ukraine|United Arab Emirates|UAE|Uruguay",
    "Uzbekistan|Vanuatu|Venezuela|Vietnam|Wales|West Bank|Gaza Strip|Yemen|Zambia",
    "Zimbabwe|Kashmir|Crimea",
    /* United States, as the agencies abbreviate them, too */
    "Alabama|Ala.|Alaska|Arizona|Ariz.|Arkansas|Ark.|California|Calif.|Colorado",
    "Colo.|Connecticut|Conn.|Delaware|Del.|Florida|Fla.|Georgia|Ga.|Hawaii|Idaho",
    "Illinois|Ill.|Indiana|Ind.|Iowa|Kansas|Kan.|Kentucky|Ky.|Louisiana|La.|Maine",
    "Maryland|Md.|Massachusetts|Mass.|Michigan|Mich.|Minnesota|Minn.|Mississippi",
    "Miss.|Missouri|Mo.|Montana|Mont.|Nebraska|Neb.|Nevada|Nev.|New Hampshire|N.H.",
    "New Jersey|N.J.|New Mexico|N.M.|New York|N.Y.|North Carolina|N.C.",
    "North Dakota|N.D.|Ohio|Oklahoma|Okla.|Oregon|Ore.|Pennsylvania|Pa.",
    "Rhode Island|R.I.|South Carolina|S.C.|South Dakota|S.D.|Tennessee|Tenn.|Texas",
    "Utah|Vermont|Vt.|Virginia|Va.|Washington|Wash.|West Virginia|W.Va.|Wisconsin",
    "Wis.|Wyoming|Wyo.|D.C.|DC|Washington D.C.",
    /* Canada, Australia, India */
    "Alberta|British Columbia|B.C.|Manitoba|New Brunswick|Newfoundland|Nova Scotia",
    "Ontario|Ont.|Quebec|Que.|Saskatchewan|Yukon|Nunavut|New South "
    "Wales|Queensland",
    "Tasmania|South Australia|Western Australia|Assam|Bihar|Gujarat|Haryana",
    "Karnataka|Kerala|Maharashtra|Odisha|Punjab|Rajasthan|Tamil Nadu|Telangana",
    "Uttar Pradesh|Madhya Pradesh|Andhra Pradesh|West Bengal", NULL};

static const char *const agencies[] = {
    "AP|The Associated Press|Associated Press|Reuters|Thomson Reuters|AFP",
    "Agence France-Presse|UPI|United Press International|dpa|DPA|EFE|ANSA|TASS",
    "ITAR-TASS|Interfax|RIA Novosti|Sputnik|Xinhua|CNS|China News Service|Kyodo",
    "Kyodo News|Jiji|Jiji Press|Yonhap|Yonhap News Agency|KCNA|CNA|Bernama|Antara",
    "PTI|Press Trust of India|ANI|IANS|UNI|APP|BSS|UNB|IRNA|ISNA|FNA|Fars|Tasnim",
    "Mehr|SANA|NNA|WAM|SPA|KUNA|QNA|BNA|Petra|MENA|Anadolu|Anadolu Agency|AA|Belga",
    "ANP|APA|ATS|Keystone-SDA|TT|NTB|Ritzau|STT|PAP|CTK|MTI|Agerpres|Tanjug|HINA",
    "BTA|LUSA|Ukrinform|Unian|BelTA|PA|PA Media|Press Association|CP|Canadian "
    "Press",
    "The Canadian Press|AAP|NZPA|Bloomberg|Bloomberg News|Dow Jones|BBC|BBC "
    "News|CNN",
    "Al Jazeera|RFE/RL|RFERL|VOA|NYT|New York Times|Washington Post|Tribune News "
    "Service",
    "TNS|McClatchy|IPS|Inter Press Service|PRNewswire|PR Newswire|Business Wire",
    "GlobeNewswire|Globe Newswire|MarketWatch|Rudaw|Press Shia Agency|Press TV",
    /* picture houses */
    "Getty|Getty Images|EPA|EPA-EFE|EFE-EPA|Shutterstock|Alamy|Alamy Stock Photo",
    "NurPhoto|SOPA Images|Zuma "
    "Press|ZUMA|Corbis|iStock|iStockphoto|Unsplash|Flickr",
    "Wikimedia Commons|WikiCommons|WAFA|Sipa|Sipa "
    "USA|Rex|REX/Shutterstock|Barcroft",
    "Barcroft Media|Magnum|Magnum Photos|Imago|Imago Images|picture alliance|AP "
    "Photo",
    "AFP Photo|AP Images|Pool|Pool Photo|Handout|Xinhua News Agency|File|File "
    "Photo",
    "Anadolu Images|Pixabay|Pexels|Depositphotos|Bloomberg via Getty Images",
    "AFP via Getty Images|via Getty Images|Reuters File|WireImage|FilmMagic", NULL};

//! The words that street names are made of: generic Swedish words, a theme for each district.

/// The streets of the core.
pub(super) const CORE: &str = "Kungsgatan, Drottninggatan, Torggatan, Kyrkogatan, Skolgatan, Nygatan, \
    Smedjegatan, Ågatan, Hantverksgatan, Prästgatan, Västra Långgatan, \
    Östra Långgatan, Järnvägsgatan, Bryggaregatan, Färgaregatan, Garvaregatan, \
    Trädgårdsgatan, Repslagaregatan, Postgatan, Norra Kyrkogatan, Teatergatan, \
    Brogatan, Lilla Torggatan, Kvarngatan, Vågmästaregatan, Apotekaregränd, \
    Sadelmakaregatan, Köpmansgatan, Rådhusgränd, Klockaregränd, Stallgränd, \
    Krukmakaregatan, Kopparslagaregatan, Fiskaregränd, Urmakaregränd, \
    Bokbindaregränd, Tunnbindaregatan, Magasinsgatan, Slussgatan, Mjölnaregatan, \
    Packhusgatan, Stationsgatan, Bangatan, Hyvelgatan, Nävergränd, Läktaregatan, \
    Vävaregatan, Spinnaregatan";

/// The streets of the works.
pub(super) const WORKS: &str = "Verkstadsgatan, Maskingatan, Svarvaregatan, Gjuterigatan, Kugghjulsgatan, \
    Axelgatan, Industrigatan, Hammargatan, Städgatan, Filaregatan, Fräsaregatan, \
    Borrgatan, Lagergatan, Ångpannegatan, Remgatan, Montörgatan, Plåtslagaregatan, \
    Truckgatan, Terminalgatan, Lastgatan, Godsgatan, Svetsgatan, Pressgatan, \
    Ventilgatan, Pumpgatan, Kompressorgatan, Turbingatan, Generatorgatan, Kabelgatan, \
    Relägatan";

/// The first parts of the street names in the villages.
pub(super) const VILLAGE: &str = "By, Mejeri, Handels, Smeds, Backe, Lanthandels, Sockens, Kvarndamms, Såg, Logvalls, \
    Hembygds, Missions, Brunns, Allmoge, Gärd, Skogsbryn, Bäck, Dal, Kulle, Mos, Källar, Hag, Hemmans, \
    Torp, Lider, Hagmarks, Stengärds, Majstångs, Dansban, Mjölk, Gate, Led, Grind, Vägskäls";

/// The first parts of the street names of each other district.
pub(super) const THEMES: &[(&str, &str)] = &[
    (
        "Söderstaden",
        "Syren, Ros, Lilje, Tulpan, Nejlik, Viol, Krokus, Kaprifol, Jasmin, Lavendel, \
         Pion, Ringblomme, Solros, Vallmo, Blåklint, Luktärts, Hortensia, Akleje",
    ),
    (
        "Österängen",
        "Äppel, Päron, Plommon, Körsbärs, Hallon, Krusbärs, Vinbärs, Björnbärs, \
         Smultron, Jordgubbs, Aprikos, Mullbärs, Valnöts, Hassel, Mandel, Druv, \
         Kvitten, Nypon",
    ),
    (
        "Hagaborg",
        "Haga, Borg, Riddare, Torn, Vallgravs, Väpnare, Sköld, Lans, Hjälm, \
         Rustnings, Bom, Port, Page, Harpo, Drott, Vindbrygge, Fanbärare, Herolds",
    ),
    (
        "Västerhöjd",
        "Höjd, Utsikts, Berg, Klipp, Häll, Sten, Grus, Krön, Ås, Brant, Kvarts, \
         Fältspats, Glimmer, Skiffer, Granit, Gnejs, Marmor, Flint, Malm, Block, Rös, \
         Vindskydds, Trappsten, Hällmarks",
    ),
    (
        "Bruket",
        "Bruks, Smides, Härd, Bälg, Järn, Tack, Slagg, Kol, Mil, Kolar, Masugns, \
         Hytt, Släggs, Stångjärns, Spik, Nagel",
    ),
    (
        "Sjöstaden",
        "Segel, Mast, Köl, Roder, Ankar, Brygg, Kaj, Lots, Fyr, Boj, Vassvik, Ek, \
         Skonar, Styrmans, Kapten, Matros",
    ),
    (
        "Björkhagen",
        "Björk, Asp, Al, Rönn, Sälg, Lönn, Hägg, Oxel, Pil, Alm, Ask, Bok, Lind, \
         Avenboks, Kastanje, Poppel, Näver, Lövsals, Knopp, Sav, Gren, Rot, Barkbåts, \
         Hänge, Dunge, Vårlövs, Kvist, Lövträds",
    ),
    (
        "Ekbacken",
        "Ek, Ekorr, Ollon, Igelkotts, Grävlings, Räv, Hare, Mård, Lo, Varg, Björn, \
         Älg, Rådjurs, Hjort, Vessle, Utter, Bäver, Hermelin, Sorkar, Lämmel, Illers, \
         Kanin, Fladdermus, Näbbmus, Järv, Vildsvins, Kronhjorts, Dovhjorts, \
         Skogsmus, Hasselmus",
    ),
    (
        "Solängen",
        "Sol, Måne, Stjärn, Karlavagns, Komet, Planet, Venus, Mars, Jupiter, \
         Saturnus, Orion, Norrskens, Gryning, Skymning, Regnbågs, Sommar",
    ),
    (
        "Lövåsen",
        "Lärk, Sparv, Mes, Finken, Trast, Svalu, Gök, Duv, Hök, Falk, Örn, Uggle, \
         Korp, Skat, Kråk, Näktergals, Bofinks, Grönsiske, Domherre, Sidensvans, \
         Tranu, Stork, Ärl, Starar, Rödhake, Steglits, Hämpling, Gärdsmygs",
    ),
    (
        "Södra ängarna",
        "Ängs, Klöver, Timotej, Rågåkers, Havre, Korn, Vete, Lin, Hö, Lie, Räfs, \
         Logar, Tröske, Skörde, Plog, Harv, Sådd, Åker, Teg, Gärdes, Lad, Hässje, \
         Stack, Betes, Vall, Kornbods, Råg, Hump",
    ),
    (
        "Strandvik",
        "Strand, Vik, Udd, Vass, Näckros, Abborr, Gädd, Gös, Mört, Braxen, Sik, Ål, \
         Lake, Kräft, Dopping, Svan, Änder, Häger, Tärn, Måse, Storlom, Lommar, \
         Skrake, Flöte, Nät, Mete, Ryssje, Eko, Roddar, Kanot",
    ),
    (
        "Granhult",
        "Gran, Tall, En, Kott, Barr, Mossa, Lav, Ljung, Lingon, Blåbärs, Odon, \
         Kantarell, Karljohans, Riske, Murkel, Ormbunks, Linnea, Skogsstjärne, \
         Vitsippe, Blåsippe, Harsyre, Stubb, Kåd, Timmer, Yxe, Ved, Flott, Torv",
    ),
];

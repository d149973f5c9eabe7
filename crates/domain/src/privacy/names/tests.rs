//! Names that are persons' and names that are not, in sentences of our own.

use super::super::{PersonalDataKind, Sureness, check};

fn names(text: &str) -> Vec<String> {
    check(text)
        .into_iter()
        .filter(|it| it.kind == PersonalDataKind::Name)
        .map(|it| text.chars().skip(it.start).take(it.end - it.start).collect())
        .collect()
}

fn only(text: &str, expected: &str) {
    assert_eq!(names(text), [expected], "{text}");
}

#[test]
fn a_full_name_is_seen_wherever_it_stands() {
    only("Bilen ägs av Gunnel Wikström enligt grannarna.", "Gunnel Wikström");
    only("Gunnel Wikström ringde i kväll.", "Gunnel Wikström");
    only("Jag (Lars-Åke Öberg) såg allt.", "Lars-Åke Öberg");
    only("Kontakta Anna Maria Berg Larsson för mer.", "Anna Maria Berg Larsson");
    only("Carl von Axelsson cyklade.", "Carl von Axelsson");
    only("Vi mötte A. Nilsson i porten.", "A. Nilsson");
    only("STEFAN KARLSSON skrek.", "STEFAN KARLSSON");
    only("Enligt Anna Svensson Storgatan 5 var det tyst.", "Anna Svensson");
    only("Mannen, Lars Berg, ringde.", "Lars Berg");
    only("ANDERS LUND ringde igen.", "ANDERS LUND");
    only("Hälsn. Bo", "Bo");
    only("Gunnel Wikströms cykel är borta.", "Gunnel Wikströms");
}

#[test]
fn names_in_a_row_are_told_one_by_one() {
    let found = names("Gunnel Wikström Torbjörn Karlsson Leyla Öberg");
    assert_eq!(found, ["Gunnel Wikström", "Torbjörn Karlsson", "Leyla Öberg"]);
    assert_eq!(names("Gunnel Wikström, Mustafa Karlsson och Leyla").len(), 3);
}

#[test]
fn a_name_on_no_list_is_seen_when_it_is_introduced() {
    only("Mannen heter Ferdosh Quaymar och bor där.", "Ferdosh Quaymar");
    only("Hon hette Ziporella.", "Ziporella");
    only("Mvh Ferdosh Quaymar", "Ferdosh Quaymar");
    only("Min granne Ferdosh Quaymar klagar.", "Ferdosh Quaymar");
    only("Familjen Quaymar störs.", "Quaymar");
    only("Hans namn är Ferdosh Quaymar.", "Ferdosh Quaymar");
    only("Vi såg Ferdosh Svensson där.", "Ferdosh Svensson");
    only("Anmält av Birgitta Quaymar i går.", "Birgitta Quaymar");
}

#[test]
fn a_first_name_alone_is_seen_in_the_company_of_people() {
    only("Vi pratade med Gunnel om saken.", "Gunnel");
    only("Då kom Mustafa förbi.", "Mustafa");
    only("Allt är lugnt nu /Gunnel", "Gunnel");
    only("Väktaren Micke ronderade.", "Micke");
    only("Det var Björn som såg det.", "Björn");
    only("Vid 10 st. Siv Svensson ringde.", "Siv Svensson");
    only("Gunnels dotter grät.", "Gunnels");
}

#[test]
fn careless_letters_do_not_hide_a_name() {
    only("killen heter mustafa karlsson", "mustafa karlsson");
    only("mvh gunnel", "gunnel");
    only("det var Gunnel wikström som ringde", "Gunnel wikström");
    only("jag såg gunnel wikström", "gunnel wikström");
}

#[test]
fn streets_squares_and_buildings_are_no_persons() {
    for text in [
        "Sven Hultins gata och Nils Ericsonsplatsen sandas.",
        "Klotter på Anna Lindhs plats, Gustav Adolfs torg och Karl Gerhards Plats.",
        "Kristinagatan, Eva-Lenavägen och Per Albinsgatan är mörka.",
        "Perssons backe är hal, Olssons kiosk är stängd.",
        "Maria kyrka, S:ta Birgittas kapell och Sankt Sigfrids plan.",
        "Kvarteret Gustav och kv. Oskar saknar belysning.",
        "Vid Selma Lagerlöfs torg brinner det.",
        "Selma Lagerlöfskolan har krossade rutor.",
    ] {
        assert_eq!(names(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn firms_months_places_and_plain_words_are_no_persons() {
    for text in [
        "Svensson Bygg AB och Lars Karlsson AB har grävt.",
        "Polisen Göteborg och Securitas Väst är på plats.",
        "Maj var lugn. Inga skador. Stig av bussen! Sten låg på vägen. Per cykel 20 kr.",
        "Gatan heter Lindgatan. Skolan heter Montessori Norr.",
        "Vid Viktoria Park och Maria Arena. Gruppen kallar sig Svarta Handen.",
        "Båten låg vid Göta Kanal och målet i Svea Hovrätt.",
        "Trygghetsvandring i Mark och Lund på torsdag. Väster om Borås.",
        "Mvh Trygghetsteamet",
        "Mvh Lerums Kommun",
        "Trasig lampa vid Björk, Berg och Borg.",
        "Olycka på Kortgatan / Flatholm, Stora Höga/Lysered och Norr/ Rydsjö",
    ] {
        assert_eq!(names(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn listed_names_are_sure_and_lone_ones_are_not() {
    assert_eq!(check("Det var Gunnel Wikström.")[0].sure, Sureness::Sure);
    assert_eq!(check("Gunnel låg i trappan.")[0].sure, Sureness::Possible);
}

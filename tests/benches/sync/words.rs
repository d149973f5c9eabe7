//! Notes as people write them: words, since an index pays for each different three letters.

use tests::chance::Chance;

const WORDS: &str = "\
    klotter på väggen vid entrén till parkeringen bakom skolan ruta krossad i busskuren nära \
    torget två cyklar utan lås ligger diket ungdomar samlade utanför biblioteket sent kvällen \
    hög musik från bilar belysningen trasig längs gångvägen under järnvägen flera lampor släckta \
    papperskorg bränd lekplatsen rök syntes ingen kvar när patrullen kom fram skadegörelse \
    bänkar omkull snön dörren källaren uppbruten brytmärken kring låset fastighetsskötaren är \
    kontaktad och anmälan gjord tomma flaskor nedskräpning viadukten moped kör fort mellan husen \
    barn leker där efter klockan tjugotvå samma plats som förra veckan vittne såg en grå skåpbil \
    lämna platsen mot centrum";

/// Words of about so many bytes in all, and not more.
pub(crate) fn note(chance: &mut Chance, bytes: usize) -> String {
    let words: Vec<&str> = WORDS.split(' ').collect();
    let mut note = String::with_capacity(bytes);
    loop {
        let word = words.get(chance.index(words.len())).copied().unwrap_or_default();
        if note.len() + 1 + word.len() > bytes {
            return note;
        }
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(word);
    }
}

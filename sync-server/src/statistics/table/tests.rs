//! Tables as others write them, and any bytes at all.

use domain::text::Name;
use proptest::prelude::*;

use super::*;

fn areas() -> Vec<KnownArea> {
    let area = |code: &str, name: &str| KnownArea { code: code.to_owned(), name: name.to_owned() };
    vec![area("1489R001", "Centrum"), area("1489R002", "Östlyckan")]
}

fn profile() -> Profile {
    Profile {
        source: Name::new("Polisen").unwrap(),
        area: "Område".to_owned(),
        category: Some("Brottstyp".to_owned()),
        counts: None,
        period: None,
        count: None,
        areas: BTreeMap::from([("Östra".to_owned(), "1489R002".to_owned())]),
    }
}

#[test]
fn a_table_with_a_column_for_each_period_is_read() {
    let table = "Område;Brottstyp;2025-01;2025-02;Summa\n\
                 Centrum;Skadegörelse;1 204;..;9\n\
                 östlyckan;Skadegörelse;3;x1;9\n\
                 Östra;Stöld;2;;9\n\
                 Månen;Stöld;2;2;9\n";
    let read = read(table.as_bytes(), &profile(), &areas()).unwrap();
    assert_eq!((read.rows, read.taken, read.withheld), (4, 3, 2));
    let why: Vec<_> = read.rejected.iter().map(|it| (it.why.as_str(), it.line)).collect();
    assert_eq!(why, [("`x1` is no count", 3), ("no area `Månen` is in force", 5)]);
    assert_eq!(read.periods[0].count, 1_209);
    assert_eq!(read.areas.iter().map(|it| it.count).collect::<Vec<_>>(), [1_204, 5]);
}

#[test]
fn a_table_with_a_row_for_each_count_in_another_alphabet_is_read() {
    let long = Profile {
        period: Some("kvartal".to_owned()),
        count: Some("antal".to_owned()),
        category: None,
        counts: Some("Anmälda brott".to_owned()),
        ..profile()
    };
    let table = "Område,Kvartal,Antal\n1489R001,2025K1,7\n1489R001,2025K1,8\nÖstlyckan,vår,1\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(table);
    let read = read(&bytes, &long, &areas()).unwrap();
    assert_eq!((read.rows, read.taken, read.figures[0].count), (3, 1, 8), "the last one holds");
    assert_eq!(read.figures[0].category, "Anmälda brott");
    assert_eq!(read.rejected[0].why, "`vår` is no period");
}

#[test]
fn a_column_that_is_missing_is_named_with_those_that_are_there() {
    let error = read(b"A;B\n1;2\n", &profile(), &areas()).unwrap_err();
    assert_eq!(error.to_string(), "there is no column `Område`; there are: A, B");
    let error = read("Område;Brottstyp\n".as_bytes(), &profile(), &areas()).unwrap_err();
    assert!(matches!(error, TableError::NoPeriods));
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall_and_nothing_is_counted_twice(bytes in any::<Vec<u8>>(), rows in "(Centrum|Östra|[a-z]{0,4});[a-z]{0,5};[0-9 .x-]{0,6}\n{0,2}") {
        let mut table = "Område;Brottstyp;2025\n".as_bytes().to_vec();
        table.extend_from_slice(rows.as_bytes());
        table.extend_from_slice(&bytes);
        let _ = read(&bytes, &profile(), &areas());
        if let Ok(read) = read(&table, &profile(), &areas()) {
            let sum: u64 = read.figures.iter().map(|it| u64::from(it.count)).sum();
            prop_assert_eq!(sum, read.periods.iter().map(|it| it.count).sum::<u64>());
            prop_assert_eq!(sum, read.areas.iter().map(|it| it.count).sum::<u64>());
            prop_assert_eq!(read.taken, read.figures.len());
        }
    }
}

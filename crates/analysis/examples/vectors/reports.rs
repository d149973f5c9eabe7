//! Cases of reports: texts, weights of agreement, and the joining of double reports.

use analysis::fellegi_sunter::{Chances, Pattern, learn};
use analysis::text_similarity::{jaro_winkler, levenshtein, optimal_alignment, trigram_jaccard};
use serde_json::Value;

use super::case::{Case, Outcome, Within, list, number, text};

pub(crate) fn text_similarity(case: &mut Case<'_>) -> Outcome {
    let known = [
        "a",
        "b",
        "levenshtein",
        "jaro_winkler_rapidfuzz",
        "trigram_jaccard",
        "osa",
        "jaro_winkler_jellyfish",
    ];
    let near = Within::abs(case.tolerance("similarity_abs", 1e-9));
    for row in case.table(&known)? {
        let (a, b) = (row.text("a")?, row.text("b")?);
        for (column, got, within) in [
            ("levenshtein", levenshtein(a, b) as f64, Within::EXACT),
            ("osa", optimal_alignment(a, b) as f64, Within::EXACT),
            ("jaro_winkler_rapidfuzz", jaro_winkler(a, b, 0.7), near),
            ("jaro_winkler_jellyfish", jaro_winkler(a, b, 0.7), near),
            ("trigram_jaccard", trigram_jaccard(a, b), near),
        ] {
            if let Some(expected) = row.get(column) {
                case.near(&format!("{column} of `{a}`, `{b}`"), got, expected, within);
            }
        }
    }
    Ok(())
}

pub(crate) fn fellegi_sunter(case: &mut Case<'_>) -> Outcome {
    let fields: Vec<&str> =
        list(&case.params()["fields"])?.iter().map(text).collect::<Outcome<_>>()?;
    let patterns: Vec<Pattern> = list(&case.input()["patterns"])?
        .iter()
        .map(|row| {
            let agrees = fields
                .iter()
                .enumerate()
                .map(|(i, _)| Ok(number(&row[i])? == 1.0))
                .collect::<Outcome<_>>()?;
            Ok(Pattern { agrees, pairs: number(&row[fields.len()])? })
        })
        .collect::<Outcome<_>>()?;
    let start = start(text(&case.params()["init"])?, fields.len())?;
    let found = learn(&patterns, start);
    let near = Within::abs(case.tolerance("m_u_p_abs", 2e-3));
    for (key, chances) in [("m", &found.m), ("u", &found.u)] {
        case.looked_at(key, 0);
        for (field, chance) in fields.iter().zip(chances) {
            let expected = &case.expected()[key][*field];
            case.near(&format!("{key} of {field}"), *chance, expected, near);
        }
    }
    case.expect("p_match", &[found.p], near);
    let weights: Vec<f64> = patterns.iter().map(|pattern| found.weight(&pattern.agrees)).collect();
    let within = Within::abs(case.tolerance("weight_abs", 0.05));
    case.expect("log2_weight_per_pattern", &weights, within);
    Ok(())
}

/// Reads `jaro: m 0.9, u 0.1, p 0.1`.
fn start(init: &str, fields: usize) -> Outcome<Chances> {
    let chance = |letter: &str| {
        let mut words = init.split([' ', ',', ':']).skip_while(|word| *word != letter);
        words
            .nth(1)
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| format!("no {letter} in `{init}`"))
    };
    Ok(Chances::start(fields, chance("m")?, chance("u")?, chance("p")?))
}

pub(crate) fn dedup_baseline(case: &mut Case<'_>) -> Outcome {
    let _: &Value = case.expected();
    Err("not yet".into())
}

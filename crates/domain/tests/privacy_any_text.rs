//! The check of free text holds for any text whatever: it ends, it tells of places inside the text,
//! and masking hides just those.

use domain::privacy::{Suspicion, check, mask};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    /// Any text at all, and texts of the characters the rules look at.
    #[test]
    fn any_text_is_read_to_its_end_and_told_of_in_order(
        text in prop_oneof![
            ".{0,300}",
            r"[0-9A-Za-zÅÄÖåäö @.,:/()+\-\n'_\u{301}\u{30a}\u{200b}٣７🚓]{0,200}",
            r"([A-ZÅÄÖ][a-zåäö]{1,9}|[0-9]{1,12}|Anna|Svensson|heter|AB|von|@|\(at\)|\.se|-|\+| |\n){0,60}",
        ]
    ) {
        let length = text.chars().count();
        let told = check(&text);
        let mut past = 0;
        for it in &told {
            prop_assert!(past <= it.start && it.start < it.end && it.end <= length);
            past = it.end;
        }
        let masked = mask(&text, &told);
        let hidden: usize = told.iter().map(|it| it.end - it.start).sum();
        let marks: usize = told.iter().map(|it| it.kind.mark().len()).sum();
        prop_assert_eq!(masked.chars().count(), length - hidden + marks);
        prop_assert_eq!(check(&text), told);
    }

    /// Suspicions from elsewhere may be nonsense; masking takes them all.
    #[test]
    fn masking_never_fails(
        text in ".{0,60}",
        spans in prop::collection::vec((0usize..80, 0usize..80), 0..8),
    ) {
        let template = check("Anna Svensson");
        let told: Vec<Suspicion> = spans
            .into_iter()
            .map(|(start, end)| Suspicion { start, end, ..template[0] })
            .collect();
        let masked = mask(&text, &told);
        let covered = |at: usize| told.iter().any(|it| it.start <= at && at < it.end);
        let left: String =
            text.chars().enumerate().filter(|(at, _)| !covered(*at)).map(|(_, c)| c).collect();
        prop_assert_eq!(masked.replace("[name]", ""), left.replace("[name]", ""));
    }
}

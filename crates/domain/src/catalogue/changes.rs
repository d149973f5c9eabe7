//! What a municipality changes in the catalogue that ships: hide, rename, add, reorder. Codes and
//! what they count as stay, so that municipalities remain comparable.

use std::collections::BTreeMap;

use super::{Catalogue, Category, CategoryCode, Label};

/// New words for an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// Which.
    pub code: CategoryCode,
    /// The full name.
    pub label: Label,
    /// One or two words for the chip; only for subcategories.
    pub short: Option<Label>,
    /// One or two words for the tile; only for tiles.
    pub tile: Option<Label>,
}

/// A municipality's changes, checked when its configuration was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Whose they are: the municipality's short name in codes.
    pub slug: String,
    /// Not offered to reporters any more. A hidden tile takes its subcategories along.
    pub hide: Vec<CategoryCode>,
    /// New words.
    pub rename: Vec<Renamed>,
    /// Own codes; each names its tile in `under`.
    pub add: Vec<Category>,
    /// Orders of the tiles that replace the catalogue's, by kind of reporter.
    pub tile_order: BTreeMap<String, Vec<CategoryCode>>,
}

impl Catalogue {
    /// This catalogue as a municipality has changed it. Without changes it is the same one; with
    /// them its reference names the municipality and a hash of the result.
    #[must_use]
    pub fn changed(&self, changes: &Changes) -> Self {
        let mut all = self.clone();
        for category in &mut all.categories {
            category.hidden |= changes.hide.iter().any(|code| {
                *code == category.code || (code.is_tile() && code.as_str() == category.code.tile())
            });
            if let Some(new) = changes.rename.iter().find(|new| new.code == category.code) {
                new.apply(category);
            }
        }
        for added in &changes.add {
            all.insert(added);
        }
        for (reporter, order) in &changes.tile_order {
            all.tile_order.insert(reporter.clone(), order.clone());
        }
        for order in all.tile_order.values_mut() {
            order.retain(|code| !changes.hide.contains(code));
        }
        if all != *self {
            all.own = Some(format!("{}-{}", changes.slug, all.fingerprint()));
        }
        all
    }

    /// After the last entry of its tile.
    fn insert(&mut self, added: &Category) {
        let tile = added.under.as_ref().map_or_else(|| added.code.tile(), CategoryCode::as_str);
        let is_of_tile = |other: &Category| {
            other.under.as_ref().map_or_else(|| other.code.tile(), CategoryCode::as_str) == tile
        };
        let after = self.categories.iter().rposition(is_of_tile);
        let hidden = after.and_then(|_| {
            self.categories.iter().find(|category| category.code.as_str() == tile).map(|t| t.hidden)
        });
        let added = Category { hidden: added.hidden || hidden == Some(true), ..added.clone() };
        self.categories.insert(after.map_or(self.categories.len(), |at| at + 1), added);
    }

    /// Eight hexadecimal digits of everything that reporters may choose.
    fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let said = (&self.categories, &self.tile_order);
        // Writing to a hasher does not fail, and every key is a text.
        let _ = serde_json::to_writer(&mut hasher, &said);
        hasher.finalize().to_hex()[..8].to_owned()
    }
}

impl Renamed {
    fn apply(&self, category: &mut Category) {
        category.label = self.label.clone();
        if category.code.is_tile() {
            category.tile = self.tile.clone().or_else(|| category.tile.take());
        } else {
            category.short = self.short.clone().or_else(|| category.short.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{HandOver, ObservationType};
    use super::*;

    fn code(text: &str) -> CategoryCode {
        CategoryCode::new(text).unwrap()
    }

    fn label(text: &str) -> Label {
        Label { sv: text.to_owned(), en: text.to_owned() }
    }

    fn tunnel() -> Category {
        Category {
            code: code("x_lindby.tunnel"),
            label: label("Gångtunnel"),
            tile: None,
            short: Some(label("Tunnel")),
            icon: None,
            hue: None,
            observation_type: ObservationType::Disorder,
            default_severity: 3,
            hand_over: vec![HandOver::FaultReport],
            emergency: false,
            under: Some(code("place")),
            hidden: false,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn nothing_changed_is_the_catalogue_that_ships() {
        let shipped = Catalogue::est_se_default();
        let same = shipped.changed(&Changes { slug: "lindby".into(), ..Changes::default() });
        assert_eq!(same, *shipped);
        assert_eq!(same.reference(), "est-se-default@1");
    }

    #[test]
    fn an_added_code_counts_under_its_tile_as_the_configuration_says() {
        let changes = Changes { slug: "lindby".into(), add: vec![tunnel()], ..Changes::default() };
        let own = Catalogue::est_se_default().changed(&changes);
        let code = code("x_lindby.tunnel");
        assert_eq!(own.tile_code(&code), "place");
        assert_eq!(own.observation_type(&code), ObservationType::Disorder);
        assert_eq!(own.default_severity(&code), 3);
        assert!(own.reference().starts_with("est-se-default@1+lindby-"), "{}", own.reference());
        let last = own.categories.iter().rposition(|c| own.tile_code(&c.code) == "place").unwrap();
        assert_eq!(own.categories[last].code, code);
    }

    #[test]
    fn a_hidden_tile_leaves_every_order_and_its_entries_stay_readable() {
        let changes = Changes {
            slug: "lindby".into(),
            hide: vec![code("event")],
            add: vec![Category { under: Some(code("event")), ..tunnel() }],
            ..Changes::default()
        };
        let own = Catalogue::est_se_default().changed(&changes);
        assert!(own.tile_order.values().all(|order| order.len() == 11));
        for known in ["event", "event.rumour", "x_lindby.tunnel"] {
            assert!(own.category(&code(known)).unwrap().hidden, "{known}");
        }
        assert_eq!(own.observation_type(&code("event.rumour")), ObservationType::Notice);
    }

    #[test]
    fn the_reference_changes_with_the_words() {
        let named = |text: &str| {
            let rename =
                vec![Renamed { code: code("place"), label: label(text), short: None, tile: None }];
            let changes = Changes { slug: "lindby".into(), rename, ..Changes::default() };
            Catalogue::est_se_default().changed(&changes)
        };
        assert_ne!(named("A").reference(), named("B").reference());
        assert_eq!(named("A").reference(), named("A").reference());
        assert_eq!(
            named("A").category(&code("place")).unwrap().tile.as_ref().unwrap().sv,
            "Otrygg plats"
        );
    }

    fn some_changes() -> impl Strategy<Value = Changes> {
        let codes: Vec<_> =
            Catalogue::est_se_default().categories.iter().map(|c| c.code.clone()).collect();
        let tiles: Vec<_> = codes.iter().filter(|code| code.is_tile()).cloned().collect();
        let may_hide: Vec<_> = codes
            .iter()
            .filter(|code| !matches!(code.as_str(), "calm" | "other"))
            .cloned()
            .collect();
        let hide = prop::sample::subsequence(may_hide, 0..20);
        let rename = prop::sample::subsequence(codes, 0..20);
        let add = prop::collection::btree_map("[a-z]{1,12}", prop::sample::select(tiles), 0..9);
        (hide, rename, add, "[a-zåäö ]{1,30}").prop_map(|(hide, rename, add, words)| Changes {
            slug: "lindby".into(),
            hide,
            rename: rename
                .into_iter()
                .map(|code| Renamed { code, label: label(&words), short: None, tile: None })
                .collect(),
            add: add
                .into_iter()
                .map(|(name, tile)| Category {
                    code: code(&format!("x_lindby.{name}")),
                    under: Some(tile),
                    ..tunnel()
                })
                .collect(),
            tile_order: BTreeMap::new(),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn whatever_is_changed_every_code_still_counts_as_before(changes in some_changes()) {
            let shipped = Catalogue::est_se_default();
            let own = shipped.changed(&changes);
            for category in &shipped.categories {
                let code = &category.code;
                prop_assert_eq!(own.observation_type(code), shipped.observation_type(code));
                prop_assert_eq!(own.default_severity(code), shipped.default_severity(code));
                prop_assert_eq!(own.tile_code(code), shipped.tile_code(code));
            }
            for order in own.tile_order.values() {
                for tile in order {
                    prop_assert!(own.category(tile).is_some_and(|tile| !tile.hidden));
                }
                prop_assert!(order.contains(&code("calm")) && order.contains(&code("other")));
            }
            for category in &own.categories {
                prop_assert!(own.category(&code(own.tile_code(&category.code))).is_some());
            }
            let json = serde_json::to_string(&own).unwrap();
            prop_assert_eq!(serde_json::from_str::<Catalogue>(&json).unwrap(), own);
        }
    }
}

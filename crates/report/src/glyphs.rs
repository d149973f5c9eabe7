//! What people wrote may hold letters that the fonts cannot draw. A PDF for the archive may not hold a hole
//! there: such a letter is replaced by a mark that can be read.

use serde_json::Value;

use crate::press::is_drawn;

const INSTEAD: char = '¤';

/// Replace in every text of a document.
pub(crate) fn readable(json: &mut Value) {
    match json {
        Value::String(text) => {
            if text.chars().any(|letter| !is_allowed(letter)) {
                *text = replaced(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(readable),
        Value::Object(values) => values.values_mut().for_each(readable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_allowed(letter: char) -> bool {
    letter == '\n' || is_drawn(letter)
}

/// A run of them becomes one mark.
fn replaced(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{2192}' => made.push_str("till"),
            letter if is_allowed(letter) => made.push(letter),
            letter if letter.is_whitespace() => made.push(' '),
            _ if made.ends_with(INSTEAD) => {}
            _ => made.push(INSTEAD),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn letters_of_europe_stay_and_others_become_one_mark() {
        let mut json = json!({"a": ["Åsa Ængström, Łódź – 5 × 7", "rött 🚲🚲 och 火"]});
        readable(&mut json);
        assert_eq!(json, json!({"a": ["Åsa Ængström, Łódź – 5 × 7", "rött ¤ och ¤"]}));
    }
}

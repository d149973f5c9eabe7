//! The same document as a web page that stands by itself: nothing fetched, no script, readable without styles.

use std::fmt::Write as _;

use crate::document::{Block, Document, Table};
use crate::drawing::{Anchor, Drawing, Shape};

/// The page.
pub fn web(document: &Document) -> String {
    let lang = document.lang.say("sv", "en");
    let mut body = String::new();
    blocks(&mut body, &document.blocks);
    let lines: String = document.lines.iter().map(|it| format!("<p>{}</p>", escaped(it))).collect();
    let notice =
        document.notice.as_ref().map(|it| format!("<p class=\"notice\">{}</p>", escaped(it)));
    let (title, ink) = (escaped(&document.title), &document.ink);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – {author}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n\
         <header><p class=\"author\">{author}</p><h1>{title}</h1>{lines}{notice}</header>\n{body}\
         </main>\n<footer><p>{foot}</p></footer>\n</body>\n</html>\n",
        author = escaped(&document.author),
        notice = notice.unwrap_or_default(),
        foot = escaped(&document.foot),
        style = STYLE
            .replace("INK", &ink.text)
            .replace("SOFT", &ink.soft)
            .replace("ACCENT", &ink.accent)
            .replace("TINT", &ink.tint)
            .replace("LINE", &ink.line),
    )
}

const STYLE: &str = "
:root{color-scheme:light}
body{margin:0;background:#fff;color:INK;font:400 1rem/1.5 Inter,system-ui,sans-serif}
main,footer{max-width:60rem;margin:0 auto;padding:1rem}
h1,h2,h3{color:ACCENT;line-height:1.2}h1{margin:.2em 0}
header p{margin:.2em 0;color:SOFT}.author{font-weight:600;color:ACCENT}
.notice{background:TINT;color:INK;padding:.5em;font-weight:600}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1.5rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption,figcaption{text-align:left;color:SOFT;padding:.3em 0}
th,td{text-align:left;padding:.25em .5em;border-bottom:1px solid LINE;vertical-align:top}
.number{text-align:right}figure{margin:1em 0}svg{max-width:100%;height:auto}
footer{color:SOFT;font-size:.875rem;border-top:1px solid LINE}
@media print{.columns{grid-template-columns:1fr 1fr}}
";

fn blocks(to: &mut String, all: &[Block]) {
    for block in all {
        match block {
            Block::Heading { text, level } => {
                let _ = writeln!(to, "<h{level}>{}</h{level}>", escaped(text));
            }
            Block::Text { paragraphs } => {
                for paragraph in paragraphs {
                    let _ = writeln!(to, "<p>{}</p>", escaped(paragraph).replace('\n', "<br>"));
                }
            }
            Block::List { items } => {
                to.push_str("<ul>");
                for item in items {
                    let _ = write!(to, "<li>{}</li>", escaped(item));
                }
                to.push_str("</ul>\n");
            }
            Block::Table(it) => table(to, it),
            Block::Drawing(it) => drawing(to, it),
            Block::Columns { left, right } => {
                to.push_str("<div class=\"columns\"><div>\n");
                blocks(to, left);
                to.push_str("</div><div>\n");
                blocks(to, right);
                to.push_str("</div></div>\n");
            }
        }
    }
}

fn table(to: &mut String, table: &Table) {
    let class = |column: usize| {
        if table.numbers.get(column) == Some(&true) { " class=\"number\"" } else { "" }
    };
    let _ = write!(
        to,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
        escaped(&table.caption)
    );
    for (column, word) in table.head.iter().enumerate() {
        let _ = write!(to, "<th scope=\"col\"{}>{}</th>", class(column), escaped(word));
    }
    to.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        to.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let (tag, scope) = if column == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
            let _ = write!(to, "<{tag}{scope}{}>{}</{tag}>", class(column), escaped(cell));
        }
        to.push_str("</tr>");
    }
    to.push_str("</tbody></table></div>\n");
}

fn drawing(to: &mut String, drawing: &Drawing) {
    let _ = write!(
        to,
        "<figure><svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\">",
        escaped(&drawing.alt),
        drawing.width,
        drawing.height,
        drawing.width * 1.5
    );
    for it in &drawing.shapes {
        shape(to, it);
    }
    let _ = writeln!(to, "</svg><figcaption>{}</figcaption></figure>", escaped(&drawing.caption));
}

fn shape(to: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Rect { x, y, width, height, fill } => {
            write!(
                to,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
            )
        }
        Shape::Line { from, to: end, stroke, pen } => write!(
            to,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{pen}\"/>",
            from[0], from[1], end[0], end[1]
        ),
        Shape::Polygon { points, fill, stroke, pen } => {
            let points: Vec<String> = points.iter().map(|[x, y]| format!("{x},{y}")).collect();
            write!(
                to,
                "<polygon points=\"{}\" fill=\"{}\" stroke=\"{stroke}\" stroke-width=\"{pen}\"/>",
                points.join(" "),
                fill.as_deref().unwrap_or("none")
            )
        }
        Shape::Circle { x, y, radius, fill, stroke } => write!(
            to,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"0.5\"/>"
        ),
        Shape::Label { x, y, text, size, fill, anchor } => {
            let anchor = match anchor {
                Anchor::Left => "start",
                Anchor::Middle => "middle",
                Anchor::Right => "end",
            };
            write!(
                to,
                "<text x=\"{x}\" y=\"{y}\" dominant-baseline=\"central\" text-anchor=\"{anchor}\" \
                 font-size=\"{size}\" fill=\"{fill}\">{}</text>",
                escaped(text)
            )
        }
    };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

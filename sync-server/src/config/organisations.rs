//! `organisations.toml`: who takes part, on what ground, and in which functions.

use domain::role::Role;
use protocol::municipality::{Decides, PublicAgreement, PublicBody, PublicFunction};

use super::catalogue::REPORTERS;
use super::checks::{code, date, is_date, refers, word};
use super::{Agreement, Configuration, Organisation};
use crate::fields::Fields;

const KINDS: &[&str] = &[
    "municipality",
    "body",
    "administration",
    "company",
    "police",
    "rescue_service",
    "health",
    "guard_company",
    "civil_society",
    "region",
];

/// Read all three tables.
pub(super) fn read(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) {
    let codes = organisations(fields, areas, to);
    agreements(fields, areas, to);
    functions(fields, &codes, to);
    register(to);
}

fn organisations(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) -> Vec<String> {
    let (mut codes, mut parents) = (Vec::new(), Vec::new());
    let mut councils = Vec::new();
    for table in fields.tables("organisation") {
        let organisation = Organisation {
            code: code(&table, &mut codes),
            name: table.required("name"),
            kind: table.one_of("kind", KINDS),
            roles: roles(&table),
            collective: table.optional("collective").unwrap_or(false),
            tile_order: table.optional_one_of("tile_order", REPORTERS).unwrap_or_default(),
            areas: table.optional("areas").unwrap_or_default(),
            agreement_required: table.optional("agreement_required").unwrap_or(false),
            trained: table.optional("trained").unwrap_or(false),
            note: table.optional("note"),
        };
        let organisation = with_order(organisation);
        let parent: Option<String> = table.optional("parent");
        if table.optional("council").unwrap_or(false) {
            if organisation.kind != "body" {
                table.fault("council", "only a body is the council");
            }
            councils.push(organisation.code.clone());
        }
        for area in &organisation.areas {
            refers(&table, "areas", (area, areas));
        }
        table.done();
        if to.organisations.iter().any(|other| other.name == organisation.name) {
            table.fault("name", format!("`{}` is there already", organisation.name));
        }
        parents.push((organisation.code.clone(), parent, table));
        to.organisations.push(organisation);
    }
    for (code, parent, table) in &parents {
        let Some(parent) = parent else { continue };
        refers(table, "parent", (parent, &codes));
        if is_own_ancestor(code, &parents) {
            table.fault("parent", "goes round in a circle");
        }
    }
    for (code, parent, _) in &parents {
        let found = |code: &str| to.organisations.iter().find(|it| it.code == code);
        let Some(body) = found(code).filter(|it| it.kind == "body") else { continue };
        to.municipality.bodies.push(PublicBody {
            code: code.clone(),
            name: body.name.clone(),
            parent: parent.as_deref().and_then(found).map(|it| it.name.clone()),
            is_council: councils.contains(code),
            note: body.note.clone(),
        });
    }
    let municipalities = to.organisations.iter().filter(|org| org.kind == "municipality").count();
    if municipalities != 1 {
        fields.fault("organisation", format!("one municipality is needed, not {municipalities}"));
    }
    codes
}

/// Without an order of its own an organisation has the one of its kind.
fn with_order(organisation: Organisation) -> Organisation {
    if !organisation.tile_order.is_empty() {
        return organisation;
    }
    let tile_order = match organisation.kind.as_str() {
        "guard_company" => "guard",
        "company" => "caretaker",
        "police" => "police",
        "municipality" | "body" | "administration" => "municipal",
        _ => "reporter",
    };
    Organisation { tile_order: tile_order.to_owned(), ..organisation }
}

fn is_own_ancestor(code: &str, parents: &[(String, Option<String>, Fields<'_>)]) -> bool {
    let parent_of = |code: &str| {
        parents.iter().find(|(own, _, _)| own == code).and_then(|(_, parent, _)| parent.as_deref())
    };
    let mut above = parent_of(code);
    for _ in 0..parents.len() {
        match above {
            Some(parent) if parent == code => return true,
            Some(parent) => above = parent_of(parent),
            None => return false,
        }
    }
    false
}

fn roles(table: &Fields<'_>) -> Vec<Role> {
    let mut roles = Vec::new();
    for role in table.required::<Vec<String>>("roles") {
        match role.parse() {
            Ok(role) => roles.push(role),
            Err(error) => table.fault("roles", format!("{error}")),
        }
    }
    roles
}

fn agreements(fields: &Fields<'_>, areas: &[String], to: &mut Configuration) {
    let organisations: Vec<String> = to.organisations.iter().map(|org| org.code.clone()).collect();
    let mut codes = Vec::new();
    for table in fields.tables("agreement") {
        let what = "a date \"YYYY-MM-DD\" is expected";
        let agreement = Agreement {
            code: code(&table, &mut codes),
            organisation: table.required("organisation"),
            purpose: table.required("purpose"),
            areas: table.required("areas"),
            valid_from: table.checked("valid_from", what, |date: &String| is_date(date)),
            valid_to: date(&table, "valid_to"),
            reference: table.optional("reference"),
        };
        refers(&table, "organisation", (&agreement.organisation, &organisations));
        for area in &agreement.areas {
            refers(&table, "areas", (area, areas));
        }
        if agreement.valid_to.as_ref().is_some_and(|last| *last < agreement.valid_from) {
            table.fault("valid_to", "lies before valid_from");
        }
        table.done();
        to.agreements.push(agreement);
    }
}

fn functions(fields: &Fields<'_>, codes: &[String], to: &mut Configuration) {
    let organisations = &to.organisations;
    let (mut known, mut deputies) = (Vec::new(), Vec::new());
    let mut all: Vec<PublicFunction> = Vec::new();
    for function in fields.tables("function") {
        let code = code(&function, &mut known);
        let name: String = function.required("name");
        let place: String = function.required("organisation");
        refers(&function, "organisation", (&place, codes));
        let member_of = function.optional::<Vec<String>>("member_of").unwrap_or_default();
        for body in &member_of {
            let is_body = |org: &Organisation| org.code == *body && org.kind == "body";
            if !organisations.iter().any(is_body) {
                function.fault("member_of", format!("there is no body `{body}`"));
            }
        }
        let role: String = function.required("role");
        let has_role = organisations
            .iter()
            .find(|org| org.code == place)
            .is_some_and(|org| org.roles.iter().any(|known| known.as_str() == role));
        if !has_role {
            function.fault("role", format!("`{role}` is not among the roles of `{place}`"));
        }
        let deputy: Option<String> = function.optional("deputy");
        let of = organisations.iter().find(|org| org.code == place);
        all.push(PublicFunction {
            code,
            name,
            organisation: of.map(|org| org.name.clone()).unwrap_or_default(),
            member_of,
            role,
            mandate: function.required("mandate"),
            decides: decides(&function),
            deputy: deputy.clone(),
            valid_from: date(&function, "valid_from"),
            valid_to: date(&function, "valid_to"),
            is_coordinator: function.optional("coordinator").unwrap_or(false),
        });
        function.done();
        deputies.extend(deputy.map(|deputy| (function, deputy)));
    }
    for (function, deputy) in &deputies {
        refers(function, "deputy", (deputy, &known));
    }
    let names: Vec<(String, String)> =
        all.iter().map(|it| (it.code.clone(), it.name.clone())).collect();
    for function in &mut all {
        let Some(deputy) = &mut function.deputy else { continue };
        if let Some((_, name)) = names.iter().find(|(code, _)| code == deputy) {
            deputy.clone_from(name);
        }
    }
    to.municipality.functions = all;
}

/// With whom there is a written agreement, and who needs one and has none.
fn register(to: &mut Configuration) {
    let name = |code: &str| {
        let found = to.organisations.iter().find(|org| org.code == code);
        found.map(|org| org.name.clone()).unwrap_or_default()
    };
    let written = to.agreements.iter().map(|it| PublicAgreement {
        organisation: name(&it.organisation),
        valid_from: Some(it.valid_from.clone()),
        valid_to: it.valid_to.clone(),
        reference: it.reference.clone(),
    });
    let has_one = |code: &String| to.agreements.iter().any(|it| it.organisation == *code);
    let without =
        to.organisations.iter().filter(|org| org.agreement_required && !has_one(&org.code));
    let missing = without.map(|org| PublicAgreement {
        organisation: org.name.clone(),
        ..PublicAgreement::default()
    });
    to.municipality.agreements = written.chain(missing).collect();
}

fn decides(function: &Fields<'_>) -> Vec<Decides> {
    let codes: Vec<String> = function.optional("decides").unwrap_or_default();
    let mut all = Vec::new();
    for code in &codes {
        match word(code) {
            Some(decides) => all.push(decides),
            None => {
                let what = "`measures`, `priorities`, `assessments`, `editions`, `publishing`";
                function.fault("decides", format!("`{code}` is none of {what}"));
            }
        }
    }
    all
}

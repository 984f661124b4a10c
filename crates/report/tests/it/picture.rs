//! What a person sees: pictures of the main situations, and of texts that try to draw.

use can_invoke_cases::{Found, run_case};
use can_invoke_report::{
    picture::{self, Line, Picture, Reach, State},
    v1,
};

use crate::{
    situations::{Asked, Example, PET_SHOP, external_id, nothing},
    suite::all_files,
};

fn rest() -> Example {
    Example::new("cross-account-rest")
}

fn http() -> Example {
    Example::new("cross-account-http")
}

fn answer(asked: &Asked) -> v1::Check {
    let loaded = &asked.loaded;
    v1::check(&asked.answer, &loaded.diagnostics, &loaded.sources)
}

fn draw(asked: &Asked) -> Picture {
    picture::of(&answer(asked))
}

/// Both drawings; the styles of the SVG, which are the same everywhere, are left out.
fn drawn(asked: &Asked) -> String {
    let picture = draw(asked);
    let svg = picture::svg(&picture);
    let (before, rest) = svg.split_once("<style>").expect("styles begin");
    let (_, after) = rest.split_once("</style>").expect("styles end");
    format!("{}\n{before}{after}", picture::mermaid(&picture))
}

#[test]
fn allowed_directly() {
    insta::assert_snapshot!(drawn(&rest().ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn denied_at_the_resource_policy() {
    let example = rest().edit(
        "resource-policy.json",
        "role/pet-shop",
        "role/somebody-else",
    );
    insta::assert_snapshot!(drawn(&example.ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn depends() {
    let example = rest().edit("pet-shop.json", "GET/pets*", "*");
    insta::assert_snapshot!(drawn(&example.ask(PET_SHOP, "POST /pets", nothing)));
}

#[test]
fn through_a_role() {
    let asked = http().ask(PET_SHOP, "GET /pets", external_id("pets-2026"));
    insta::assert_snapshot!(drawn(&asked));
}

#[test]
fn a_route_that_is_not_there() {
    insta::assert_snapshot!(drawn(&rest().ask(PET_SHOP, "DELETE /pets", nothing)));
}

#[test]
fn the_lit_way_is_the_one_that_the_verdict_speaks_of() {
    let lit = |asked: &Asked| {
        let ways = draw(asked).ways;
        ways.into_iter()
            .map(|way| (way.title, way.is_lit))
            .collect::<Vec<_>>()
    };
    let role = || "through the role pets-invoker".to_owned();
    let direct = || "directly".to_owned();
    let open = http().ask(PET_SHOP, "GET /pets", external_id("pets-2026"));
    assert_eq!(lit(&open), [(direct(), false), (role(), true)]);
    let depends = http().ask(PET_SHOP, "GET /pets", nothing);
    assert_eq!(lit(&depends), [(direct(), false), (role(), true)]);
    let closed = http().ask(PET_SHOP, "GET /pets", external_id("pets-2025"));
    assert_eq!(lit(&closed), [(direct(), true), (role(), false)]);
    let allowed = rest().ask(PET_SHOP, "GET /pets", nothing);
    assert_eq!(lit(&allowed), [(direct(), true)]);
}

#[test]
fn what_a_session_may_do_is_not_reached_if_nobody_may_assume_the_role() {
    let closed = http().ask(PET_SHOP, "GET /pets", external_id("pets-2025"));
    let picture = draw(&closed);
    let way = &picture.ways[1];
    let states: Vec<_> = way
        .stations
        .iter()
        .map(|station| (station.state, station.reach))
        .collect();
    assert_eq!(
        states,
        [
            (State::Stops, Reach::Taken),
            (State::NotReached, Reach::NotTaken),
            (State::NotReached, Reach::NotTaken),
        ]
    );
    assert_eq!(way.last, Reach::NotTaken);
}

#[test]
fn what_is_behind_a_hop_that_cannot_be_decided_is_not_looked_at() {
    let mut answer = answer(&rest().ask(PET_SHOP, "DELETE /pets", nothing));
    answer.verdict = v1::Verdict::Depends;
    answer.direct.verdict = v1::Verdict::Depends;
    let route = &mut answer.direct.hops[1];
    route.status = v1::HopStatus::Undecided;
    route.response = None;
    let picture = picture::of(&answer);
    let way = &picture.ways[0];
    let states: Vec<_> = way
        .stations
        .iter()
        .map(|station| (station.title.as_str(), station.state, station.reach))
        .collect();
    assert_eq!(
        states,
        [
            ("endpoint", State::Passes, Reach::Taken),
            ("route", State::Undecided, Reach::Taken),
            ("authentication", State::NotLookedAt, Reach::Maybe),
            ("authorization", State::NotLookedAt, Reach::Maybe),
        ]
    );
    assert_eq!(picture.end.state, State::Undecided);
    assert_eq!(way.last, Reach::Maybe);
}

#[test]
fn a_hop_that_stands_between_the_known_ones_or_is_not_known() {
    let states = |name: &str| {
        let mut answer = answer(&rest().ask(PET_SHOP, "DELETE /pets", nothing));
        name.clone_into(&mut answer.direct.hops[1].hop);
        let picture = picture::of(&answer);
        let stations = &picture.ways[0].stations;
        stations
            .iter()
            .map(|station| station.title.clone())
            .collect::<Vec<_>>()
    };
    let waf = [
        "endpoint",
        "waf",
        "route",
        "authentication",
        "authorization",
    ];
    assert_eq!(states("waf"), waf);
    assert_eq!(
        states("authorizer"),
        ["endpoint", "authorizer", "authorization"]
    );
    assert_eq!(states("something-new")[1..3], ["something-new", "route"]);
}

#[test]
fn policies_stand_at_the_hop_that_asks_them() {
    let mut answer = answer(&rest().ask(PET_SHOP, "GET /pets", nothing));
    let decision = answer.direct.decision.take().expect("policies decide");
    let places = |answer: &v1::Check| {
        let picture = picture::of(answer);
        let stations = &picture.ways[0].stations;
        let with_place = stations.iter().filter(|station| {
            let mut lines = station.lines.iter();
            lines.any(|line| matches!(line, Line::Policy { place: Some(_), .. }))
        });
        let titles: Vec<_> = with_place.map(|station| station.title.clone()).collect();
        titles
    };
    assert_eq!(places(&answer), Vec::<String>::new());
    answer.direct.hops[0].decisions.push(decision.clone());
    assert_eq!(places(&answer), ["endpoint"]);
    answer.direct.decision = Some(decision);
    assert_eq!(places(&answer), ["endpoint", "authorization"]);
}

#[test]
fn what_a_deployment_changes_is_a_way_of_its_own() {
    let mut answer = answer(&http().ask(PET_SHOP, "GET /pets", external_id("pets-2026")));
    let mut after = answer.direct.clone();
    after.hops.truncate(1);
    after.hops[0].status = v1::HopStatus::Stops;
    answer.after_deployment = Some(after);
    let open = answer.role_paths.paths.remove(0);
    answer.role_paths.paths = vec![open; 3];
    let picture = picture::of(&answer);
    let ways: Vec<_> = picture
        .ways
        .iter()
        .map(|way| (way.title.as_str(), way.is_lit, way.last))
        .collect();
    let role = "through the role pets-invoker";
    assert_eq!(
        ways,
        [
            ("directly", false, Reach::NotTaken),
            (
                "directly, once what the API holds is deployed",
                false,
                Reach::NotTaken
            ),
            (role, true, Reach::Taken),
            (role, false, Reach::Taken),
        ]
    );
    assert_eq!(
        picture.left_out.as_deref(),
        Some("one more way through a role is not drawn")
    );
    assert_sound(&picture);
}

#[test]
fn of_many_ways_the_first_and_the_lit_one_are_drawn() {
    let mut answer = answer(&http().ask(PET_SHOP, "GET /pets", external_id("pets-2026")));
    let open = answer.role_paths.paths.remove(0);
    for number in 0..5 {
        let mut path = open.clone();
        path.role = format!("arn:aws:iam::111111111111:role/role-{number}");
        if number != 4 {
            path.verdict = v1::Verdict::Depends;
        }
        answer.role_paths.paths.push(path);
    }
    let picture = picture::of(&answer);
    let ways: Vec<_> = picture
        .ways
        .iter()
        .map(|way| (way.title.as_str(), way.is_lit))
        .collect();
    assert_eq!(
        ways,
        [
            ("directly", false),
            ("through the role role-0", false),
            ("through the role role-1", false),
            ("through the role role-4", true),
        ]
    );
    let left_out = "2 more ways through roles are not drawn";
    assert_eq!(picture.left_out.as_deref(), Some(left_out));
    assert!(picture::mermaid(&picture).contains(left_out));
    assert!(picture::svg(&picture).contains(left_out));
    assert_sound(&picture);
}

#[test]
fn the_same_answer_gives_the_same_picture() {
    let ask = || answer(&http().ask(PET_SHOP, "GET /pets", nothing));
    let picture = picture::of(&ask());
    let mut short = ask();
    short.drop_undecisive_statements();
    assert_eq!(picture::of(&short), picture);
    let again = picture::of(&ask());
    assert_eq!(picture::svg(&again), picture::svg(&picture));
    assert_eq!(picture::mermaid(&again), picture::mermaid(&picture));
}

/// What would end a label, a text, an attribute or a comment, begin an element, a link, an
/// icon, a directive or a list, or draw elsewhere.
const HOSTILE: &[&str] = &[
    "\"]:::lit\n  click caller \"https://evil.example\"\n  x[\"",
    "</text><script>alert(1)</script><text>",
    "]]><!-- --><![CDATA[ &amp; &lt; &#60; %x;",
    "' onload='alert(1)' x='",
    "%%{init: {\"securityLevel\": \"loose\"}}%%",
    "`**bold** _and_ [a](javascript:alert(1))`",
    "1. one\r\n- two\n# three ```",
    "style x fill:#fff; classDef y fill:#000; https://evil.example www.evil.example fa:fa-home",
    "$$\\frac{1}{2}$$ {{x}} |y| ~z~ @{a: b} --> w0s0 & end",
    "\u{202e}gnp.exe\u{2066}\u{0}\u{1b}[2J\u{ffff}\u{fffe}\u{7f}",
    "日本語のとても長い名前",
];

/// A picture in which every text is this one.
fn picture_of(text: &str) -> Picture {
    let asked = http().ask(PET_SHOP, "GET /pets", nothing);
    let mut picture = draw(&asked);
    let mut texts = vec![
        &mut picture.title,
        &mut picture.description,
        &mut picture.caller,
        &mut picture.request,
        &mut picture.end.title,
        &mut picture.end.text,
    ];
    for way in &mut picture.ways {
        texts.push(&mut way.title);
        for station in &mut way.stations {
            texts.push(&mut station.title);
            texts.push(station.response.get_or_insert_default());
            for line in &mut station.lines {
                match line {
                    Line::Text(text) => texts.push(text),
                    Line::Policy { text, place, .. } => {
                        texts.push(text);
                        texts.push(place.get_or_insert_default());
                    }
                }
            }
        }
    }
    texts.push(picture.left_out.get_or_insert_default());
    for place in texts {
        text.clone_into(place);
    }
    picture
}

#[test]
fn no_text_draws() {
    let tame = picture_of("tame");
    for text in HOSTILE {
        assert_sound(&picture_of(text));
        assert_sound(&picture_of(&text.repeat(300)));
        // Nothing but texts differs: the elements are those of any other text of one line.
        let first: String = text.chars().take(3).collect();
        let svg = picture::svg(&picture_of(&first));
        assert_eq!(elements(&svg), elements(&picture::svg(&tame)), "{text:?}");
    }
    assert_sound(&picture_of(&"x".repeat(100_000)));
    assert_sound(&picture_of(""));
}

#[test]
fn texts_of_documents_do_not_draw() {
    for text in HOSTILE {
        let text = serde_json::to_string(text).expect("a text is JSON");
        let text = text.trim_matches('"');
        let example = rest().edit("resource-policy.json", "PartnerMayInvoke", text);
        let picture = draw(&example.ask(PET_SHOP, "GET /pets", nothing));
        assert_sound(&picture);
    }
}

#[test]
fn every_case_can_be_drawn() {
    let mut count = 0;
    for file in &all_files() {
        for case in &file.cases {
            let Found::Answer(answer) = run_case(file, case).found else {
                continue;
            };
            let picture = picture::of(&v1::check(&answer, &[], &file.sources));
            assert_sound(&picture);
            let lit = picture.ways.iter().filter(|way| way.is_lit).count();
            assert_eq!(lit, 1, "{}: {}", file.name, case.title);
            count += 1;
        }
    }
    assert!(count > 100, "{count} cases");
}

/// Both drawings hold what they may hold and nothing else.
fn assert_sound(picture: &Picture) {
    assert_sound_svg(&picture::svg(picture));
    assert_sound_mermaid(&picture::mermaid(picture));
}

/// The elements in order, without texts.
fn elements(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("the drawing is XML");
    let elements = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|node| node.tag_name().name().to_owned());
    elements.collect()
}

fn assert_sound_svg(svg: &str) {
    let document = roxmltree::Document::parse(svg).expect("the drawing is XML");
    let root = document.root_element();
    let number = |node: roxmltree::Node<'_, '_>, name: &str| -> usize {
        let value = node.attribute(name).expect("a number is there");
        value.parse().expect("a number can be read")
    };
    let (page_width, page_height) = (number(root, "width"), number(root, "height"));
    assert!(page_width <= 1_800, "{page_width}");
    assert_eq!(root.attribute("role"), Some("img"));
    for name in ["title", "desc"] {
        let node = root
            .children()
            .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
            .expect("a name for screen readers");
        let id = node.attribute("id").expect("it has an id");
        let named = root.attribute("aria-labelledby").expect("it is named");
        assert!(named.split(' ').any(|name| name == id), "{named}");
    }
    for node in document.descendants() {
        assert!(!node.is_comment() && !node.is_pi(), "{svg}");
        if !node.is_element() {
            continue;
        }
        let allowed: &[&str] = match node.tag_name().name() {
            "svg" => &[
                "class",
                "width",
                "height",
                "viewBox",
                "role",
                "aria-labelledby",
            ],
            "title" | "desc" => &["id"],
            "style" => &[],
            "rect" => &["x", "y", "width", "height", "rx", "class"],
            "path" => &["d", "class"],
            "circle" => &["cx", "cy", "r", "class"],
            "text" => &["x", "y", "class", "text-anchor"],
            other => panic!("an element {other}"),
        };
        for attribute in node.attributes() {
            assert!(allowed.contains(&attribute.name()), "{}", attribute.name());
        }
        match node.tag_name().name() {
            "style" => {
                let style = node.text().expect("there are styles");
                for word in ["url(", "@import", "http", "src"] {
                    assert!(!style.contains(word), "{style}");
                }
            }
            "text" => {
                let text = node.text().unwrap_or_default();
                let disturbs = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{2066}');
                assert!(!text.contains(disturbs), "{text:?}");
                let is_end = node.attribute("text-anchor") == Some("end");
                let (x, length) = (number(node, "x"), text.chars().count() * 8);
                let fits = if is_end {
                    x <= page_width
                } else {
                    x + length <= page_width
                };
                assert!(fits && number(node, "y") < page_height, "{text:?}");
            }
            _ => {}
        }
    }
}

/// Every line is one of those that the drawing has, and every label is in quotation marks
/// and holds letters, digits and numbers of characters.
fn assert_sound_mermaid(mermaid: &str) {
    let mut lines = mermaid.lines();
    let settings = r#"%%{init: {"flowchart": {"wrappingWidth": 560}}}%%"#;
    assert_eq!(lines.next(), Some(settings));
    assert_eq!(lines.next(), Some("flowchart TD"));
    for line in lines {
        let line = line.strip_prefix("  ").expect("a line is set in");
        if let Some(text) = line.strip_prefix("accTitle: ") {
            assert_tame(text);
        } else if let Some(text) = line.strip_prefix("accDescr: ") {
            assert_tame(text);
        } else if line.starts_with("classDef ") || line.starts_with("linkStyle ") {
            assert!(!line.contains('"'), "{line}");
        } else if let Some((name, rest)) = line.split_once("[\"") {
            assert_name(name);
            let (label, class) = rest.split_once("\"]:::").expect("a label ends");
            assert_tame(
                &label
                    .replace("<br/>", "")
                    .replace("<b>", "")
                    .replace("</b>", ""),
            );
            assert!(["lit", "stopped", "open", "dim"].contains(&class), "{line}");
        } else {
            let words: Vec<&str> = line.splitn(2, ' ').collect();
            assert_name(words[0]);
            let (arrow, rest) = match words[1].split_once('|') {
                Some((arrow, rest)) => {
                    let (title, to) = rest.split_once("| ").expect("a title ends");
                    let title = title.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
                    assert_tame(title.expect("a title is in quotation marks"));
                    (arrow, to)
                }
                None => words[1].split_once(' ').expect("a link has an end"),
            };
            assert!(["==>", "-->", "-.->", "-.-x"].contains(&arrow), "{line}");
            assert_name(rest);
        }
    }
}

fn assert_name(name: &str) {
    assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
}

/// Letters, digits, a few marks, and the numbers of all other characters.
fn assert_tame(text: &str) {
    let mut parts = text.split('#');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').expect("a number ends");
        assert!(number.chars().all(|c| c.is_ascii_digit()), "{text}");
        plain.push('\u{fffd}');
        plain.push_str(rest);
    }
    let is_tame = |c: char| c.is_alphanumeric() || " .,/-()?…✓✗·:\u{fffd}".contains(c);
    assert!(plain.chars().all(is_tame), "{text}");
    for word in ["style", "classDef", "://", "www.", ":fa"] {
        assert!(!plain.contains(word), "{text}");
    }
}

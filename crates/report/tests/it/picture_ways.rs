//! Ways through roles in pictures: what keeps one from being decided, what ends it behind
//! authorization, and what the next deployment makes of it.

use can_invoke_report::{
    picture::{self, Line, Picture, State},
    v1,
};

use crate::situations::{Example, PET_SHOP, external_id};

fn through_a_role() -> v1::Check {
    let example = Example::new("cross-account-http");
    let asked = example.ask(PET_SHOP, "GET /pets", external_id("pets-2026"));
    let loaded = &asked.loaded;
    v1::check(&asked.answer, &loaded.diagnostics, &loaded.sources)
}

fn states(picture: &Picture, way: usize) -> Vec<(&str, State)> {
    let stations = picture.ways[way].stations.iter();
    stations
        .map(|station| (station.title.as_str(), station.state))
        .collect()
}

#[test]
fn a_way_that_meets_an_undecided_hop_says_so() {
    let mut answer = through_a_role();
    answer.verdict = v1::Verdict::Depends;
    let path = &mut answer.role_paths.paths[0];
    path.verdict = v1::Verdict::Depends;
    path.call.undecided = vec!["it is not known whether a web ACL blocks it".to_owned()];
    let picture = picture::of(&answer);
    assert_eq!(
        states(&picture, 1),
        [
            ("sts:AssumeRole", State::Passes),
            ("session of pets-invoker", State::Undecided),
            ("authorization", State::Passes),
        ]
    );
    let told = &picture.ways[1].stations[1].lines;
    let line = Line::Text("it is not known whether a web ACL blocks it".to_owned());
    assert!(told.contains(&line), "{told:?}");
    assert_eq!(picture.end.state, State::Undecided);
}

#[test]
fn a_backend_that_cannot_be_called_is_not_reached() {
    let mut answer = through_a_role();
    let failure = v1::Failure {
        hop: "integration".to_owned(),
        response: v1::Response {
            status: 500,
            message: "Internal Server Error".to_owned(),
        },
        reason: "the function lets nobody in".to_owned(),
        log: None,
        remedy: None,
    };
    answer.role_paths.paths[0].failure = Some(failure.clone());
    let picture = picture::of(&answer);
    let last = picture.ways[1].stations.last().expect("a station");
    assert_eq!(
        (last.title.as_str(), last.state),
        ("integration", State::Stops)
    );
    let seen = "the client sees 500 Internal Server Error";
    assert_eq!(last.response.as_deref(), Some(seen));
    let not_reached = "the backend is not reached, though the request is allowed";
    assert_eq!(
        (picture.end.title.as_str(), picture.end.state),
        (not_reached, State::NotReached)
    );

    answer.role_paths.paths.clear();
    answer.direct.verdict = v1::Verdict::Allowed;
    answer.direct.failure = Some(failure);
    assert_eq!(picture::of(&answer).end.title, not_reached);
}

#[test]
fn the_way_that_a_deployment_opens_is_drawn() {
    let mut answer = through_a_role();
    let open = answer.role_paths.clone();
    answer.role_paths.paths.clear();
    answer.verdict = answer.direct.verdict;
    answer.after_deployment = Some(answer.direct.clone());
    answer.after_deployment_verdict = Some(v1::Verdict::Allowed);
    answer.after_deployment_role_paths = Some(open);
    let picture = picture::of(&answer);
    let ways = picture.ways.iter();
    let ways: Vec<_> = ways.map(|way| (way.title.as_str(), way.is_lit)).collect();
    assert_eq!(
        ways,
        [
            ("directly", true),
            ("directly, once what the API holds is deployed", false),
            (
                "through the role pets-invoker, once what the API holds is deployed",
                false
            ),
        ]
    );
}

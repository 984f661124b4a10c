//! `DP012`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An event of a SAM template makes no route, or makes one that another event has.
    ///
    /// # Why
    ///
    /// SAM makes a route of each event that names its path and method and an API of the
    /// template. Two events with one route contradict each other, and an API that has a
    /// definition of its own takes no routes of events.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Events:
    ///   One: { Type: Api, Properties: { Path: /pets, Method: get } }
    ///   Two: { Type: Api, Properties: { Path: /pets, Method: GET } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// one event for each path and method
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html>
    EventMakesNoRoute = "DP012" "event-makes-no-route" High Regular since "0.2.0"
}

promoted_rule!(EventMakesNoRoute takes "sam-duplicate-route" "sam-event-without-route" "sam-event-not-merged" "sam-unknown-api");

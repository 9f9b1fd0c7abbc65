//! Configs that `check` accepts, of every shape: drawn from few names and addresses, so that their parts meet.

use proptest::{option, prelude::*, sample::select};

/// Addresses that visits of these configs come to.
pub const ADDRESSES: [&str; 8] =
    ["/", "/a", "/a/b", "/a?x=1", "/a?x=2&q=prices#part", "/c?utm_medium=cpc&utm_source=news", "/deep/b", "/c?q=jobs"];

const PATTERNS: [&str; 11] = [
    "/",
    "/a*",
    "/a/b",
    "*b",
    "/c*",
    "/*",
    "*",
    "/never?x=1",
    "https://acme.example/*",
    "https://acme.example/a",
    "https://acme.example/a?x=1*",
];
const ROLES: [&str; 4] = ["home", "prices", "proof", "jobs"];
/// Names of custom signals, traits and properties; two of them are signals of their own.
pub const NAMES: [&str; 5] = ["trial", "order", "plan", "download", "copy"];
/// Values of fields, traits and properties.
pub const VALUES: [&str; 8] = ["free", "Pro", "no", "50-249", "249-50", "12", "ada@gmail.com", "true"];

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(texts).prop_map(quoted)
}

/// One of them, or a list of one or two.
fn any_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![one_of(texts), prop::collection::vec(one_of(texts), 1..3).prop_map(|list| format!("[{}]", list.join(","))),]
}

/// `,"key":value`, or nothing.
fn member(key: &'static str, value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    option::weighted(0.4, value).prop_map(move |value| value.map_or(String::new(), |value| format!(",\"{key}\":{value}")))
}

fn number(numbers: impl Strategy<Value = i64>) -> impl Strategy<Value = String> {
    numbers.prop_map(|number| number.to_string())
}

fn points() -> impl Strategy<Value = i64> {
    prop_oneof![6 => -30i64..60, 1 => select(vec![0, i64::from(i32::MAX), i64::from(i32::MIN), 1_000_000_000])]
}

fn span() -> impl Strategy<Value = String> {
    one_of(&["1ms", "90s", "31m", "1800500ms", "1d", "7d", "3650d"])
}

/// An object of members that each begin with a comma.
fn object(members: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = String> {
    members.prop_map(|members| format!("{{{}}}", members.concat().trim_start_matches(',')))
}

fn condition() -> impl Strategy<Value = String> {
    prop_oneof![
        object(
            (one_of(&VALUES), member("contains", one_of(&["r", "o"]))).prop_map(|(value, more)| vec![format!(",\"equals\":{value}"), more])
        ),
        object((any_of(&VALUES), member("atLeast", number(0..300i64))).prop_map(|(values, more)| vec![format!(",\"in\":{values}"), more])),
        object((0..300i64, member("atMost", number(0..300i64))).prop_map(|(least, more)| vec![format!(",\"atLeast\":{least}"), more])),
        any::<bool>().prop_map(|present| format!("{{\"present\":{present}}}")),
        one_of(&["business_email", "free_email", "role_email"]).prop_map(|kind| format!("{{\"is\":{kind}}}")),
    ]
}

fn conditions() -> impl Strategy<Value = String> {
    (one_of(&NAMES), condition()).prop_map(|(name, condition)| format!("{{{name}:{condition}}}"))
}

/// `"on"`, with the conditions of its own.
fn signal() -> impl Strategy<Value = String> {
    let on = |kind: &'static str, own: BoxedStrategy<String>| own.prop_map(move |own| format!("\"on\":\"{kind}\"{own}")).boxed();
    let words = |words: &'static [&'static str]| any_of(words).boxed();
    let none = || Just(String::new()).boxed();
    let session =
        (member("minSession", number(0..4i64)), member("gap", span()), member("referrer", words(&["search.example", "acme.example"])));
    let session = (session, member("utm", words(&["cpc", "x"]).prop_map(|values| format!("{{\"medium\":{values}}}"))));
    prop_oneof![
        on("page_view", none()),
        on("copy", none()),
        on("engaged", (1i64..100).prop_map(|seconds| format!(",\"seconds\":{seconds}")).boxed()),
        on("scroll", (1i64..=100).prop_map(|percent| format!(",\"percent\":{percent}")).boxed()),
        on("media", member("percent", number(1..=100i64)).boxed()),
        on("click", (member("selector", words(&["#buy", ".cta"])), member("name", words(&NAMES))).prop_map(|(a, b)| a + &b).boxed()),
        on("download", member("extension", words(&["pdf", "zip", ".pdf", "tar.gz"])).boxed()),
        on("outbound", member("host", words(&["partner.example", "example"])).boxed()),
        on("site_form", member("step", words(&["start"]).prop_map(|_| "\"submit\"".into())).boxed()),
        on("site_search", member("contains", words(&["price", "job"])).prop_map(|own| format!(",\"parameter\":\"q\"{own}")).boxed()),
        on("session_start", session.prop_map(|((a, b, c), d)| [a, b, c, d].concat()).boxed()),
        on("custom", (words(&NAMES), member("where", conditions())).prop_map(|(name, own)| format!(",\"name\":{name}{own}")).boxed()),
    ]
}

/// A rule without its braces and its id. It may refer to any of the first rules, roles and groups.
fn rule(rules: usize, roles: usize) -> impl Strategy<Value = String> {
    let role = move || member_if(roles > 0, "page", any_of(&ROLES[..roles.max(1)]).boxed());
    let earlier = (0..rules.max(1)).prop_map(|rule| format!("\"r{rule}\""));
    let one_role = member_if(roles > 0, "page", one_of(&ROLES[..roles.max(1)]).boxed());
    let after = object((one_role, member("rule", earlier), member("within", span())).prop_map(|(a, b, c)| vec![a, b, c]));
    let limit = (0i64..4, one_of(&["page", "session", "day", "visitor"])).prop_map(|(max, per)| format!("{{\"max\":{max},\"per\":{per}}}"));
    let bounds = (member("limit", limit), member("halfLife", span()), member("group", one_of(&["g0", "g1"])));
    let scope = (role(), member("url", any_of(&PATTERNS)), member("after", after), member("traits", conditions()));
    (signal(), points(), scope, bounds)
        .prop_map(|(signal, points, (a, b, c, d), (e, f, g))| format!("{signal},\"points\":{points}{}", [a, b, c, d, e, f, g].concat()))
}

fn member_if(given: bool, key: &'static str, value: BoxedStrategy<String>) -> BoxedStrategy<String> {
    if given { member(key, value).boxed() } else { Just(String::new()).boxed() }
}

fn campaign(roles: usize) -> impl Strategy<Value = String> {
    let interest = object((member("atLeast", number(0..120i64)), member("atMost", number(0..120i64))).prop_map(|(a, b)| vec![a, b]));
    let converted = any::<bool>().prop_map(|converted| format!("{{\"converted\":{converted}}}"));
    let trigger = prop_oneof![
        Just("{\"immediate\":true}".to_owned()),
        (1i64..100).prop_map(|percent| format!("{{\"scroll\":{percent},\"delay\":\"5s\"}}")),
        Just("{\"exitIntent\":true}".to_owned()),
        Just("{\"delay\":\"20s\"}".to_owned()),
    ];
    let when = (
        member("interest", interest),
        member_if(roles > 0, "pages", any_of(&ROLES[..roles.max(1)]).boxed()),
        member("visitor", converted),
        trigger,
    );
    let field = select(&["email", "plan", "bant.budget", "bant.need"][..]);
    (when, member("priority", number(-2..3i64)), field).prop_map(|((interest, pages, visitor, trigger), priority, field)| {
        format!(
            r#"{priority},"format":"modal","when":{{"trigger":{trigger}{interest}{pages}{visitor}}},
            "form":{{"submit":"S","steps":[{{"title":"T","fields":[{{"name":"{field}","type":"text","label":"L"}}]}}]}}"#
        )
    })
}

fn fit_rule() -> impl Strategy<Value = String> {
    (one_of(&["email", "plan", "bant.budget", "nobody_asks"]), points(), condition())
        .prop_map(|(field, points, condition)| format!("{{\"field\":{field},\"points\":{points},{}", &condition[1..]))
}

fn stages() -> impl Strategy<Value = String> {
    let stage = || {
        object(
            (
                member("interest", number(0..150i64)),
                member("fit", number(-10..80i64)),
                member("fields", any_of(&["email", "plan"]).prop_map(listed)),
                member("signals", any_of(&NAMES).prop_map(listed)),
            )
                .prop_map(|(a, b, c, d)| vec![a, b, c, d]),
        )
    };
    object((member("mql", stage()), member("sql", stage()), member("pql", stage())).prop_map(|(a, b, c)| vec![a, b, c]))
}

fn listed(text: String) -> String {
    if text.starts_with('[') { text } else { format!("[{text}]") }
}

/// Items that have this member first, numbered.
fn numbered(items: &[String], key: &str, prefix: &str) -> String {
    let items: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(index, item)| format!("{{\"{key}\":\"{prefix}{index}\",{}", item.trim_start_matches(['{', ','])))
        .collect();
    format!("[{}]", items.join(",\n"))
}

/// A config's text.
pub fn config() -> impl Strategy<Value = String> {
    (0usize..8, 0usize..=4).prop_flat_map(|(rules, roles)| {
        let page = (any_of(&PATTERNS), member("topic", one_of(&["price", "proof"])));
        let rules = prop::collection::vec(rule(rules, roles).prop_map(|rule| rule + "}"), rules);
        let scoring = (
            rules,
            member("halfLife", span()),
            member("maxPoints", number(0..200i64)),
            [0i64..60, 0..60],
            prop::collection::vec(fit_rule(), 0..4),
            stages(),
            member("budget", condition()),
        );
        let campaigns = prop::collection::vec(campaign(roles).prop_map(|campaign| campaign + "}"), 0..4);
        (prop::collection::vec(page, roles), scoring, campaigns).prop_map(|(pages, scoring, campaigns)| {
            let pages: Vec<String> = pages
                .iter()
                .zip(ROLES)
                .map(|((patterns, topic), role)| format!("{{\"role\":\"{role}\",\"match\":{patterns}{topic}}}"))
                .collect();
            let (rules, half_life, most, [g0, g1], fit, stages, bant) = scoring;
            format!(
                r#"{{"version":1,"site":"acme","webhook":{{"url":"/leads"}},"attention":{{"minGap":"1s","maxPerSession":9,"backOff":{{"first":"1s"}},"quietAfterLead":"1m"}},
                "pages":[{}],"campaigns":{},
                "scoring":{{"groups":[{{"id":"g0","maxPoints":{g0}}},{{"id":"g1","maxPoints":{g1}}}],"rules":{},
                "fit":{{"rules":{}}},"stages":{stages},"bant":{{{}}}{half_life}{most}}}}}"#,
                pages.join(","),
                numbered(&campaigns, "id", "c"),
                numbered(&rules, "id", "r"),
                numbered(&fit, "id", "f"),
                bant.trim_start_matches(','),
            )
        })
    })
}

use super::*;
use crate::config::check;
use proptest::prelude::*;

/// The form of one field of each kind.
fn form(fields: &str) -> Form {
    let text = format!(
        r#"{{"version":1,"webhook":{{"url":"/l"}},"campaigns":[{{"id":"c","when":{{"trigger":{{"immediate":true}}}},"format":"modal",
           "form":{{"steps":[{{"title":"T","fields":[{fields}]}},{{"title":"U","fields":[{{"name":"last","type":"text","label":"Last"}}]}}]}}}}]}}"#
    );
    let (config, issues) = check(&text);
    assert_eq!(issues, []);
    config.expect("a config").campaigns.0.remove(0).1.form
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn verdict(field: &str, value: &Value) -> Result<Value, String> {
    validate(&form(field).steps[0].fields[0], value)
}

#[test]
fn addresses_that_people_have_are_taken_and_slips_are_not() {
    let field = r#"{"name":"email","type":"email","label":"Email","required":true}"#;
    for good in ["ada@example.com", " a.b+c@sub.example.co.uk ", "o'hara@exämple.de", "x_y-z@a-b.io"] {
        assert_eq!(verdict(field, &text(good)), Ok(text(good.trim())), "{good}");
    }
    for bad in [
        "ada",
        "ada@",
        "@example.com",
        "ada@localhost",
        "a b@example.com",
        "ada@example..com",
        "ada@-x.com",
        "ada@example.com,",
        "a@b@c.de",
    ] {
        assert_eq!(verdict(field, &text(bad)), Err(messages::EMAIL.into()), "{bad}");
    }
    assert_eq!(verdict(field, &text("  ")), Err("Fill in: Email".into()));
}

#[test]
fn phone_numbers_are_taken_as_people_write_them() {
    let field = r#"{"name":"tel","type":"tel","label":"Phone"}"#;
    for good in ["+44 20 7946 0000", "(030) 123-456", "12345", "0049/30/1234567 ext 12", ""] {
        assert_eq!(verdict(field, &text(good)), Ok(text(good)), "{good}");
    }
    for bad in ["1234", "call me", "+44 20 7946 0000 0000 0000 0"] {
        assert!(verdict(field, &text(bad)).is_err(), "{bad}");
    }
}

#[test]
fn choices_are_taken_from_the_list_only() {
    let field = r#"{"name":"size","type":"select","label":"Size","options":["1-9",{"value":"big","label":"Bigger"}],"required":true}"#;
    assert_eq!(verdict(field, &text("big")), Ok(text("big")));
    assert_eq!(verdict(field, &text("Bigger")), Err(messages::CHOOSE.into()));
    assert_eq!(verdict(field, &text("")), Err(messages::CHOOSE.into()));
    let boxes = r#"{"name":"topics","type":"checkbox","label":"Topics","options":["a","b"],"required":true}"#;
    assert_eq!(verdict(boxes, &Value::Many(vec!["b".into(), "x".into()])), Ok(Value::Many(vec!["b".into()])));
    assert_eq!(verdict(boxes, &Value::Many(vec![])), Err(messages::TICK_ANY.into()));
    let consent = r#"{"name":"ok","type":"consent","label":"I agree","required":true}"#;
    assert_eq!(verdict(consent, &Value::Flag(false)), Err(messages::TICK.into()));
}

#[test]
fn a_text_that_is_too_long_is_refused_not_cut() {
    let field = r#"{"name":"n","type":"text","label":"Name"}"#;
    assert_eq!(verdict(field, &text(&"é".repeat(254))), Ok(text(&"é".repeat(254))));
    assert_eq!(verdict(field, &text(&"😀".repeat(128))), Err("Shorten this to at most 254 characters".into()));
}

#[test]
fn what_was_entered_stays_when_the_visitor_goes_back_and_forth() {
    let form = form(r#"{"name":"email","type":"email","label":"Email"},{"name":"n","type":"text","label":"N"}"#);
    let mut filling = Filling::default();
    filling.enter(&form, vec![("email".into(), text("not yet right")), ("evil".into(), text("x"))]);
    filling.step = 1;
    filling.enter(&form, vec![("last".into(), text("z"))]);
    filling.step = 0;
    assert_eq!(filling.view(&form).fields[0].value, text("not yet right"));
    filling.enter(&form, vec![("email".into(), text(" a@b.co "))]);
    assert_eq!(filling.submitted(&form), [("email".into(), text("a@b.co")), ("last".into(), text("z"))]);
}

#[test]
fn a_message_comes_when_a_field_is_left_and_goes_as_soon_as_it_is_mended() {
    let form = form(r#"{"name":"email","type":"email","label":"Email","required":true}"#);
    let mut filling = Filling::default();
    let type_in = |filling: &mut Filling, value: &str, leaving: bool| {
        filling.enter(&form, vec![("email".into(), text(value))]);
        filling.review(&form, "email", leaving)
    };
    assert_eq!(type_in(&mut filling, "", true), None, "an empty field is no mistake yet");
    assert_eq!(type_in(&mut filling, "a", false), None, "not while typing");
    assert_eq!(type_in(&mut filling, "a", true), Some(Some(messages::EMAIL.into())));
    assert_eq!(type_in(&mut filling, "a@b", false), None, "it is on screen already");
    assert_eq!(type_in(&mut filling, "a@b.co", false), Some(None));
}

#[test]
fn the_last_step_submits_and_the_others_go_on() {
    let form = form(r#"{"name":"email","type":"email","label":"Email"}"#);
    let mut filling = Filling::default();
    let first = filling.view(&form);
    assert_eq!((first.submits, first.action.as_str(), first.back, first.progress.as_str()), (false, "Continue", None, "Step 1 of 2"));
    filling.step = 1;
    let last = filling.view(&form);
    assert_eq!((last.submits, last.action.as_str(), last.back), (true, "Send", Some("Back")));
}

proptest! {
    #[test]
    fn any_value_in_any_field_is_judged_without_a_panic(kind in "text|email|tel|textarea|consent", value in "\\PC{0,300}") {
        let field = format!(r#"{{"name":"f","type":"{kind}","label":"F","required":true}}"#);
        let _ = (verdict(&field, &text(&value)), verdict(&field, &Value::Flag(true)), verdict(&field, &Value::Many(vec![value])));
    }
}

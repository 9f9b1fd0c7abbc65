//! Sealed leads, and the add-on that seals them: a file of its own, which only those load whose page's config asks for it, and without which
//! no form shows.

use crate::{configs, outbox, visit};
use anyhow::{Context, Result, ensure};
use limen_tests::{
    browser::Look, case::Case, page::Page, paths, scenarios, site::Answer, suite::Suite, trap::Kind, wait::until, webhook::Behaviour,
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{io::AsyncWriteExt, process::Command};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_form_waits_for_its_add_on,
        a_form_that_the_page_asks_for_waits_for_its_add_on_too,
        an_add_on_that_is_missing_costs_a_line_and_shows_no_form,
        an_altered_add_on_is_refused,
        a_key_that_is_of_no_use_is_named_and_shows_no_form,
        no_add_on_is_loaded_where_no_lead_is_sealed,
        what_was_typed_can_be_read_neither_in_storage_nor_on_the_wire,
        leaving_in_the_same_moment_as_the_submit_keeps_the_sealed_lead,
        on_a_page_of_plain_http_no_form_shows,
        on_a_page_of_plain_http_leads_are_sent_unsealed_where_the_owner_says_so,
        another_implementation_opens_what_was_sealed_here,
        limen_opens_what_another_implementation_has_sealed,
    ];
}

const ADD_ON: (&str, &str) = ("limen-seal", "wasm");

/// The key pairs of the tests: RFC 7518, appendix C, and RFC 8037, appendix A.6.
const CURVES: [&str; 2] = ["p256", "x25519"];

fn key_file(curve: &str) -> PathBuf {
    paths::repository().join(format!("tests/fixtures/seal/{curve}.jwk"))
}

fn key(curve: &str) -> Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(key_file(curve))?)?)
}

/// The slide-in, its leads sealed.
fn config(t: &Case, curve: &str) -> Result<Value> {
    let mut key = key(curve)?;
    key.as_object_mut().map(|members| members.remove("d"));
    let mut config = configs::slide_in(&t.webhook.url());
    config["seal"]["key"] = key;
    Ok(config)
}

async fn a_form_waits_for_its_add_on(t: &Case) -> Result<()> {
    let add_on = paths::served(ADD_ON.0, ADD_ON.1)?;
    t.site.answer(&add_on, Answer::Late(Duration::from_secs(1)));
    t.site.config(&config(t, "p256")?);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    let script =
        "performance.getEntriesByType('resource').find(({ name }) => name.includes('/limen-seal-')).responseEnd < performance.now()";
    assert!(page.eval::<bool>(script).await?, "the form came after its add-on");
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    let post = &t.webhook.until_posts(1).await?[0];
    assert_eq!(post.json()["type"], "lead.sealed");
    assert_eq!(t.site.requests(&add_on), 1);
    Ok(())
}

async fn a_form_that_the_page_asks_for_waits_for_its_add_on_too(t: &Case) -> Result<()> {
    let add_on = paths::served(ADD_ON.0, ADD_ON.1)?;
    t.site.answer(&add_on, Answer::Late(Duration::from_secs(1)));
    let hour = serde_json::json!({ "delay": "1h" });
    let mut config = configs::triggered(config(t, "x25519")?, hour);
    // Not for this page: it is not drawn ahead either.
    config["campaigns"][0]["when"]["pages"] = "elsewhere".into();
    config["pages"] = serde_json::json!([ { "role": "elsewhere", "match": "/elsewhere" } ]);
    t.site.config(&config);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    assert_eq!(t.site.requests(&add_on), 0, "nobody has needed it");
    page.run::<Value>("limen('show', 'pricing-guide'); return null", vec![]).await?;
    assert!(!page.has_popup().await?);
    visit::ask_for_the_guide(&page.popup().await?).await?;
    assert_eq!(t.webhook.until_posts(1).await?[0].json()["type"], "lead.sealed");
    Ok(())
}

/// The widget says one line with these words, and shows no form.
async fn shows_no_form(t: &Case, words: &[&str]) -> Result<()> {
    t.expect_console_line(&[&["warn: limen: ", "No form shows"], words].concat());
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    until("the line on the console", || async { Ok(t.site.console_lines().into_iter().next()) }).await?;
    page.run::<Value>("limen('show', 'pricing-guide'); return null", vec![]).await?;
    page.frames().await?;
    assert!(!page.has_popup().await?);
    assert!(page.announced("shown").await?.is_empty());
    Ok(())
}

async fn an_add_on_that_is_missing_costs_a_line_and_shows_no_form(t: &Case) -> Result<()> {
    t.site.answer(&paths::served(ADD_ON.0, ADD_ON.1)?, Answer::Content(404, "text/plain", b"gone".to_vec()));
    t.site.config(&config(t, "p256")?);
    shows_no_form(t, &["limen-seal-", "upload all files of one release"]).await
}

async fn an_altered_add_on_is_refused(t: &Case) -> Result<()> {
    let mut bytes = fs::read(paths::shipped(ADD_ON.0, ADD_ON.1)?)?;
    *bytes.last_mut().expect("bytes") ^= 1;
    t.site.answer(&paths::served(ADD_ON.0, ADD_ON.1)?, Answer::Content(200, "application/wasm", bytes));
    t.site.config(&config(t, "p256")?);
    // Browsers say so themselves as well.
    t.allow(Kind::Console, &["integrity"]);
    shows_no_form(t, &["limen-seal-", "upload all files of one release"]).await
}

async fn a_key_that_is_of_no_use_is_named_and_shows_no_form(t: &Case) -> Result<()> {
    let mut config = config(t, "p256")?;
    config["seal"]["key"]["y"] = config["seal"]["key"]["x"].clone();
    t.site.config(&config);
    shows_no_form(t, &["seal.key", "no point of the curve"]).await
}

async fn no_add_on_is_loaded_where_no_lead_is_sealed(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    visit::ask_for_the_guide(&page.popup().await?).await?;
    page.until_announced("delivered").await?;
    assert_eq!(t.webhook.posts()[0].json()["type"], "lead.captured");
    assert_eq!(t.site.requests(&paths::served(ADD_ON.0, ADD_ON.1)?), 0);
    Ok(())
}

/// What a visitor types, and nobody but the owner is to read.
const CANARY: &str = "canary-5d1f@example.com";

/// The leads that `limen open` makes of a text.
async fn open(curve: &str, sealed: &str) -> Result<Vec<Value>> {
    let mut command = Command::new(paths::limen()?);
    command.arg("open").arg("--key").arg(key_file(curve)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    child.stdin.take().context("piped")?.write_all(sealed.as_bytes()).await?;
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "limen open: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

async fn submit(page: &Page<'_>) -> Result<()> {
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.fill("Email", CANARY).await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    Ok(())
}

async fn what_was_typed_can_be_read_neither_in_storage_nor_on_the_wire(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.site.config(&config(t, "p256")?);
    t.webhook.close().await?;
    let page = t.page().await?;
    submit(&page).await?;

    let stored = outbox::records(&page).await?;
    let record = stored.first().and_then(|(_, record)| record.as_deref()).context("the lead waits in the store")?;
    assert!(record.contains("lead.sealed"), "{record}");
    let rest: String = page.eval("JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie").await?;
    assert!(!format!("{stored:?}{rest}").contains("canary"), "{stored:?} {rest}");

    t.webhook.open().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/host/?2").await?;
    let leads = receiver.until_leads(1).await?;
    let posts = t.webhook.posts();
    assert!(posts.iter().all(|post| !String::from_utf8_lossy(&post.body).contains("canary")), "{posts:?}");
    let envelope = &leads[0];
    let names: Vec<&String> = envelope.as_object().context("an object")?.keys().collect();
    assert_eq!(names, ["id", "sealed", "site", "type", "version"]);
    let opened = open("p256", &envelope.to_string()).await?;
    assert_eq!(
        (&opened[0]["fields"]["email"], &opened[0]["id"], &opened[0]["type"]),
        (&CANARY.into(), &envelope["id"], &"lead.captured".into())
    );
    Ok(())
}

async fn leaving_in_the_same_moment_as_the_submit_keeps_the_sealed_lead(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.config(&config(t, "x25519")?);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.fill("Email", CANARY).await?;
    popup.eval::<Option<bool>>("void (root.querySelector('[part~=submit]').click(), location.assign('/pages/host/?2'))").await?;
    page.until("location.search === '?2'").await?;
    let leads = receiver.until_leads(1).await?;
    let opened = open("x25519", &leads[0].to_string()).await?;
    assert_eq!(opened[0]["fields"]["email"], CANARY);
    assert_eq!(receiver.rows()?.len(), 1, "stored once");
    Ok(())
}

/// Has the page take itself for one of plain http: `localhost`, where tests live, counts as secure.
fn over_http(t: &Case) -> Result<()> {
    let page = fs::read_to_string(paths::repository().join("tests/pages/host/index.html"))?;
    let script = "<head><script>Object.defineProperty(window, 'isSecureContext', { value: false });</script>";
    t.site.answer("/pages/host/", Answer::Content(200, "text/html", page.replacen("<head>", script, 1).into_bytes()));
    Ok(())
}

async fn on_a_page_of_plain_http_no_form_shows(t: &Case) -> Result<()> {
    over_http(t)?;
    t.site.config(&config(t, "p256")?);
    shows_no_form(t, &["not served over https", "seal.onHttp"]).await
}

async fn on_a_page_of_plain_http_leads_are_sent_unsealed_where_the_owner_says_so(t: &Case) -> Result<()> {
    over_http(t)?;
    let mut config = config(t, "p256")?;
    config["seal"]["onHttp"] = "unsealed".into();
    t.site.config(&config);
    t.expect_console_line(&["warn: limen: ", "leads are sent unsealed"]);
    let page = t.page().await?;
    submit(&page).await?;
    let lead = t.webhook.until_posts(1).await?[0].json();
    assert_eq!((&lead["type"], &lead["fields"]["email"]), (&"lead.captured".into(), &CANARY.into()));
    Ok(())
}

/// Puts the JOSE library of npm, which works by the browser's own WebCrypto, at `/jose/`.
fn serve_jose(t: &Case) -> Result<()> {
    fn serve(t: &Case, folder: &Path, path: &str) -> Result<()> {
        for file in fs::read_dir(folder).with_context(|| format!("{}: run `cargo xtask setup`", folder.display()))? {
            let file = file?;
            let path = format!("{path}/{}", file.file_name().to_string_lossy());
            if file.file_type()?.is_dir() {
                serve(t, &file.path(), &path)?;
            } else {
                t.site.answer(&path, Answer::Content(200, "text/javascript", fs::read(file.path())?));
            }
        }
        Ok(())
    }
    t.site.answer("/jose/limen.js", Answer::Content(200, "text/javascript", include_bytes!("jose.js").to_vec()));
    serve(t, &paths::repository().join("tools/node_modules/jose/dist/webapi"), "/jose")
}

/// What a function of `jose.js` gives.
async fn with_jose(page: &Page<'_>, name: &str, arguments: Vec<Value>) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        import('/jose/limen.js').then((jose) => jose.{name}(...[...arguments].slice(0, -1)))
            .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}))"
    );
    let answer = page.browser.client.execute_async(&script, arguments).await?;
    ensure!(answer["error"].is_null(), "in the page: {}", answer["error"]);
    Ok(answer["value"].clone())
}

async fn another_implementation_opens_what_was_sealed_here(t: &Case) -> Result<()> {
    serve_jose(t)?;
    let page = t.page().await?;
    for (place, curve) in CURVES.into_iter().enumerate() {
        let mut config = config(t, curve)?;
        // Another site's visitor has not just been thanked.
        config["site"] = curve.into();
        t.site.config(&config);
        submit(&page).await?;
        let envelope = t.webhook.until_posts(place + 1).await?[place].json();
        let opened = with_jose(&page, "open", vec![key(curve)?, envelope["sealed"].clone()]).await?;
        assert_eq!(opened["lead"]["fields"]["email"], CANARY);
        assert_eq!((&opened["lead"]["id"], &opened["header"]["id"]), (&envelope["id"], &envelope["id"]));
        assert_eq!(opened["header"]["kid"], opened["kid"], "the key's thumbprint");
    }
    Ok(())
}

async fn limen_opens_what_another_implementation_has_sealed(t: &Case) -> Result<()> {
    serve_jose(t)?;
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    for curve in CURVES {
        let id = "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e";
        let lead = serde_json::json!({ "id": id, "site": "acme", "fields": { "email": CANARY, "name": "Åda 👩‍🚀" } });
        let sealed = with_jose(&page, "seal", vec![key(curve)?, lead.clone()]).await?;
        let sealed: Vec<String> = serde_json::from_value(sealed)?;
        assert_eq!(open(curve, &sealed.join("\n")).await?, [lead.clone(), lead]);
    }
    Ok(())
}

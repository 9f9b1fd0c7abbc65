//! `limen serve --www`: a site's files beside the receiver.

use crate::process::*;
use std::{fs, path::Path};
use tempfile::TempDir;
use ureq::http::Response;

fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, content).expect("written");
}

fn site() -> (TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let www = folder.path().join("www");
    for (name, content) in [
        ("index.html", "home"),
        ("pricing.html", "pricing"),
        ("docs/index.html", "docs"),
        ("docs/start.html", "start"),
        ("limen.json", "{}"),
        ("limen.js", "js"),
        ("limen-0123456789abcdef.wasm", "\0asm"),
        ("limen-seal-0123456789ab.wasm", "\0asm"),
        ("limen-notes.wasm", "\0asm"),
        ("limen-config-0123456789ab.json", "{}"),
        ("limen-addresses-0123456789ab.bin", "lists"),
        ("icon.svg", "<svg/>"),
        ("guide.pdf", "%PDF"),
        ("a b.html", "blank"),
        ("404.html", "nothing here"),
    ] {
        write(&www, name, content.as_bytes());
    }
    write(folder.path(), "secret.txt", b"secret");
    let mut command = limen();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data")).arg("--www").arg(&www);
    let server = Server::run(&mut command);
    (folder, server)
}

fn header<'a>(response: &'a Response<ureq::Body>, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[test]
fn clean_addresses_lead_to_pages() {
    let (_folder, server) = site();
    let client = server.client();
    for (path, content) in [
        ("/", "home"),
        ("/index.html", "home"),
        ("/?utm_source=x", "home"),
        ("/pricing", "pricing"),
        ("/pricing?plan=pro", "pricing"),
        ("/pricing.html", "pricing"),
        ("/docs", "docs"),
        ("/docs/", "docs"),
        ("/docs/start", "start"),
        ("/a%20b", "blank"),
    ] {
        let mut response = client.get(path);
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.body_mut().read_to_string().expect("text"), content, "{path}");
    }
}

#[test]
fn what_is_not_there_is_a_404_with_the_sites_own_page() {
    let (folder, server) = site();
    let client = server.client();
    for path in
        ["/nope", "/docs/nope", "/pricing/", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%00", "/%FF", "//secret.txt"]
    {
        let mut response = client.get(path);
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.body_mut().read_to_string().expect("text"), "nothing here", "{path}");
        assert_eq!(header(&response, "content-type"), "text/html", "{path}");
    }
    fs::remove_file(folder.path().join("www/404.html")).expect("removed");
    let mut response = client.get("/nope");
    assert_eq!(response.status(), 404);
    assert_eq!(response.body_mut().read_to_string().expect("text"), "There is no such page.\n");
}

#[test]
fn each_kind_of_file_has_its_type_and_only_hashed_names_are_kept_for_ever() {
    let (_folder, server) = site();
    let client = server.client();
    for (path, content_type, cache) in [
        ("/", "text/html", "no-cache"),
        ("/limen.json", "application/json", "no-cache"),
        ("/limen.js", "text/javascript", "no-cache"),
        ("/limen-0123456789abcdef.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/limen-seal-0123456789ab.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/limen-notes.wasm", "application/wasm", "no-cache"),
        ("/limen-config-0123456789ab.json", "application/json", "public, max-age=31536000, immutable"),
        ("/limen-addresses-0123456789ab.bin", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/guide.pdf", "application/pdf", "no-cache"),
    ] {
        let response = client.get(path);
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!((header(&response, "content-type"), header(&response, "cache-control")), (content_type, cache), "{path}");
    }
}

#[test]
fn a_file_that_has_not_changed_is_a_304_and_a_compressed_neighbour_is_used() {
    let (folder, server) = site();
    let client = server.client();
    let first = client.get("/limen.js");
    let again = client.agent().get(format!("{}/limen.js", server.url)).header("if-modified-since", header(&first, "last-modified")).call();
    assert_eq!(again.expect("an answer").status(), 304);
    write(folder.path(), "www/limen.js.br", b"brotli");
    let mut small = client.agent().get(format!("{}/limen.js", server.url)).header("accept-encoding", "gzip, br").call().expect("an answer");
    assert_eq!((header(&small, "content-encoding"), header(&small, "content-type")), ("br", "text/javascript"));
    assert_eq!(small.body_mut().read_to_vec().expect("bytes"), b"brotli");
}

#[test]
fn the_receiver_keeps_its_addresses_and_files_are_only_read() {
    let (folder, server) = site();
    write(folder.path(), "www/inbox.html", b"not the inbox");
    write(folder.path(), "www/healthz", b"not the health");
    let client = server.client();
    assert_eq!(client.post(&lead(1)), 201);
    assert_eq!(client.get("/inbox").status(), 303);
    assert_eq!(client.get("/healthz").body_mut().read_to_string().expect("text"), "{\"status\":\"ok\"}");
    let posted = client.agent().post(format!("{}/pricing", server.url)).send("x").expect("an answer");
    assert_eq!((posted.status().as_u16(), header(&posted, "allow")), (405, "GET, HEAD"));
    assert_eq!(client.agent().head(format!("{}/pricing", server.url)).call().expect("an answer").status(), 200);
}

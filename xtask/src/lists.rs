//! `cargo xtask lists`: the domains of free and of disposable e-mail addresses, from npm into the one file that the core carries.
//! How it is written: `limen_core::score::address`; why so: docs/adr/0008.

use crate::{build::Mode, setup, workspace::Workspace};
use anyhow::{Context, Result, ensure};
use limen_core::score::address::{LARGEST, Listed, Lists, REMAINDER_BITS, hash};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// Where free addresses are. The list holds disposable domains as well; those that the other list names are taken out.
const FREE: &str = "free-email-domains/domains.json";

/// Where disposable addresses are.
const DISPOSABLE: &str = "disposable-email-domains-js/dist/dict/disposable_email_blocklist.json";

/// The committed lists.
pub(crate) fn read(ws: &Workspace) -> Result<Vec<u8>> {
    let file = file(ws);
    fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))
}

fn file(ws: &Workspace) -> PathBuf {
    ws.root.join("crates/core/src/score/address/lists.bin")
}

/// Writes the file from the packages that tools/package.json pins.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    setup::for_build(ws, Mode::Dev)?;
    let (listed, bytes) = generate(ws)?;
    fs::write(file(ws), &bytes)?;
    let disposable = listed.values().filter(|listed| **listed == Listed::Disposable).count();
    println!("{}: {} bytes, {} free and {disposable} disposable domains", file(ws).display(), bytes.len(), listed.len() - disposable);
    Ok(())
}

/// Fails when the committed file is not what the pinned packages give.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let (_, bytes) = generate(ws)?;
    ensure!(
        read(ws)? == bytes,
        "{} is not what the packages pinned in tools/package.json give: run `cargo xtask lists` and commit it",
        file(ws).display()
    );
    Ok(())
}

fn generate(ws: &Workspace) -> Result<(BTreeMap<String, Listed>, Vec<u8>)> {
    let read = |path: &str| -> Result<Vec<String>> {
        let path = ws.root.join("tools/node_modules").join(path);
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no longer a list of texts", path.display()))
    };
    let listed = choose(&read(FREE)?, &read(DISPOSABLE)?)?;
    let bytes = encode(&listed)?;
    Ok((listed, bytes))
}

/// What each domain is, without those that say nothing new: domains below one that is listed for the same, or as disposable.
fn choose(free: &[String], disposable: &[String]) -> Result<BTreeMap<String, Listed>> {
    let built_in = LARGEST.split_whitespace().map(|domain| (domain, Listed::Free));
    let free = free.iter().map(|domain| (domain.as_str(), Listed::Free));
    let disposable = disposable.iter().map(|domain| (domain.as_str(), Listed::Disposable));
    let mut all = BTreeMap::new();
    for (domain, listed) in built_in.chain(free).chain(disposable) {
        let domain = domain.trim().to_lowercase();
        let is_domain = domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && label.bytes().all(is_letter));
        ensure!(is_domain, "\"{domain}\" is not a domain (an internationalised one stands in its ASCII form, xn--…)");
        // Registries like net.ua: what stands below them are other people's domains.
        if !is_registry(&domain) {
            all.insert(domain, listed);
        }
    }
    let above = |domain: &str| domain.match_indices('.').filter_map(|(dot, _)| all.get(&domain[dot + 1..]).copied()).collect::<Vec<_>>();
    let is_news = |domain: &str, listed: Listed| above(domain).iter().all(|above| *above != listed && *above != Listed::Disposable);
    Ok(all.iter().filter(|(domain, listed)| is_news(domain, **listed)).map(|(domain, listed)| (domain.clone(), *listed)).collect())
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Whether domains are registered below this one (by the Public Suffix List).
fn is_registry(domain: &str) -> bool {
    psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == domain.as_bytes())
}

/// The file's bytes. Fails when two domains have one hash.
fn encode(listed: &BTreeMap<String, Listed>) -> Result<Vec<u8>> {
    let entries: BTreeSet<(u64, bool)> = listed.iter().map(|(domain, listed)| (hash(domain), *listed == Listed::Disposable)).collect();
    let hashes: BTreeSet<u64> = entries.iter().map(|(hash, _)| *hash).collect();
    ensure!(hashes.len() == listed.len(), "{} domains have {} hashes: keep another bit of each", listed.len(), hashes.len());
    let mut bits = Bits::default();
    let mut last = 0;
    for (hash, disposable) in entries {
        let difference = hash - last;
        (0..difference >> REMAINDER_BITS).for_each(|_| bits.push(true));
        bits.push(false);
        (0..REMAINDER_BITS).for_each(|place| bits.push(difference >> place & 1 == 1));
        bits.push(disposable);
        last = hash;
    }
    let bytes = bits.finish();
    let read: Vec<u64> = Lists::new(bytes.clone()).entries().map(|(hash, _)| hash).collect();
    ensure!(hashes.into_iter().eq(read), "the core does not read the lists as they were written");
    Ok(bytes)
}

/// Bits in bytes, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.count.is_multiple_of(8) {
            // Ones: what is left over of the last byte begins no entry.
            self.bytes.push(0xff);
        }
        if let (false, Some(last)) = (bit, self.bytes.last_mut()) {
            *last &= !(1 << (self.count % 8));
        }
        self.count += 1;
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    fn lists(free: &[&str], disposable: &[&str]) -> Lists {
        let listed = choose(&texts(free), &texts(disposable)).unwrap();
        Lists::new(encode(&listed).unwrap())
    }

    #[test]
    fn what_is_written_is_read() {
        let lists = lists(&["free.example", "both.example"], &["both.example", "Gone.example"]);
        assert_eq!(lists.find("free.example"), Some(Listed::Free));
        assert_eq!(lists.find("mail.FREE.example"), Some(Listed::Free));
        assert_eq!(lists.find("gone.example"), Some(Listed::Disposable));
        assert_eq!(lists.find("both.example"), Some(Listed::Disposable));
        assert_eq!(lists.find("gmail.com"), Some(Listed::Free));
        for other in ["example", "acme.example", "free.example.com", "notfree.example"] {
            assert_eq!(lists.find(other), None, "{other}");
        }
    }

    #[test]
    fn a_disposable_domain_below_a_free_one_stays_disposable() {
        let lists = lists(&["free.example"], &["gone.free.example"]);
        assert_eq!(lists.find("gone.free.example"), Some(Listed::Disposable));
        assert_eq!(lists.find("free.example"), Some(Listed::Free));
    }

    #[test]
    fn what_a_domain_above_says_already_is_left_out() {
        let listed = choose(&texts(&["a.example", "b.a.example", "c.d.example"]), &texts(&["d.example", "e.d.example"])).unwrap();
        let kept: Vec<&str> = listed.keys().map(String::as_str).filter(|domain| domain.ends_with(".example")).collect();
        assert_eq!(kept, ["a.example", "d.example"]);
    }

    #[test]
    fn registries_are_left_out() {
        let lists = lists(&["net.ua", "za.com"], &["co.uk"]);
        assert_eq!([lists.find("acme.net.ua"), lists.find("acme.za.com"), lists.find("acme.co.uk")], [None, None, None]);
    }

    #[test]
    fn what_is_no_domain_is_refused_by_name() {
        for bad in ["404: not found", "asean-mail", "a..com", "müll.email"] {
            let error = choose(&texts(&[bad]), &[]).unwrap_err().to_string();
            assert!(error.contains(bad), "{error}");
        }
    }
}

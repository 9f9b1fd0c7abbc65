use super::*;
use std::collections::BTreeSet;

const KINDS: [AddressKind; 4] = [AddressKind::Business, AddressKind::Free, AddressKind::Disposable, AddressKind::Role];

/// The kinds that an address is of, with the lists and without them.
fn kinds(address: &str) -> [Vec<AddressKind>; 2] {
    [Lists::default(), Lists::new(Vec::new())].map(|lists| KINDS.into_iter().filter(|kind| is(*kind, address, &lists)).collect())
}

#[test]
fn free_providers_are_told_from_domains_of_ones_own_with_and_without_the_lists() {
    for address in ["ada@gmail.com", "ada@GMail.com", "a@yahoo.co.uk", " a@web.de ", "a+b@outlook.com"] {
        assert_eq!(kinds(address), [[AddressKind::Free], [AddressKind::Free]], "{address}");
    }
    for address in ["ada@acme.example", "a@gmail.com.acme.example", "a@notgmail.com", "a@live.acme.com", "a@acme.co.uk", "ä@büro.example"]
    {
        assert_eq!(kinds(address), [[AddressKind::Business], [AddressKind::Business]], "{address}");
    }
}

#[test]
fn the_lists_know_small_providers_and_domains_below_those_they_name() {
    for address in ["a@yahoo.com.br", "a@outlook.de", "a@mail.gmail.com", "a@fastmail.com", "a@seznam.cz"] {
        assert_eq!(kinds(address), [[AddressKind::Free], [AddressKind::Business]], "{address}");
    }
}

#[test]
fn what_is_no_address_is_of_no_kind() {
    let endless = format!("info@{}com", "a.".repeat(200));
    for address in ["", "ada", "ada@localhost", "@gmail.com", "info@", "a b@gmail.com", "info@gmail..com", "info@gmail.com.", &endless] {
        assert_eq!(kinds(address), [[], []], "{address}");
    }
}

#[test]
fn disposable_addresses_are_neither_free_nor_business() {
    for address in ["a@mailinator.com", "a@YOPmail.com", "a@inbox.mailinator.com", "a@10minutemail.com", "a@guerrillamail.com"] {
        assert_eq!(kinds(address)[0], [AddressKind::Disposable], "{address}");
    }
}

#[test]
fn a_role_at_a_companys_domain_is_a_business_address_too() {
    for address in ["info@acme.example", "Sales@acme.example", "no-reply@acme.example", "support+eu@acme.example"] {
        assert_eq!(kinds(address), [[AddressKind::Business, AddressKind::Role], [AddressKind::Business, AddressKind::Role]], "{address}");
    }
    assert_eq!(kinds("office@gmail.com")[0], [AddressKind::Free, AddressKind::Role]);
    for address in ["information@acme.example", "ada.info@acme.example", "it.admin@acme.example"] {
        assert_eq!(kinds(address)[0], [AddressKind::Business], "{address}");
    }
}

#[test]
fn the_lists_hold_every_provider_that_is_built_in() {
    let lists = Lists::default();
    for large in Words(LARGEST) {
        assert_eq!(lists.find(large), Some(Listed::Free), "{large}");
    }
}

#[test]
fn registries_under_which_businesses_have_their_domains_are_not_listed() {
    for domain in ["acme.net.ua", "acme.za.com", "acme.co.uk", "acme.com.br"] {
        assert_eq!(Lists::default().find(domain), None, "{domain}");
    }
}

#[test]
fn the_entries_rise_and_are_spread_evenly_over_all_hashes() {
    let entries: Vec<(u64, Listed)> = Lists::default().entries().collect();
    let disposable = entries.iter().filter(|(_, listed)| *listed == Listed::Disposable).count();
    assert!(disposable > 8_000 && entries.len() - disposable > 5_000, "{disposable} of {}", entries.len());
    // Two domains with one hash would be one entry less; `cargo xtask lists` refuses to write such lists.
    assert!(entries.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(entries.iter().all(|(hash, _)| hash >> HASH_BITS == 0));
    // 64 equal parts: by chance alone each holds 219 ± 15; five times that is far off.
    let mut parts = [0_usize; 64];
    entries.iter().for_each(|(hash, _)| parts[(hash >> (HASH_BITS - 6)) as usize] += 1);
    let mean = entries.len() / 64;
    assert!(parts.iter().all(|part| part.abs_diff(mean) < 75), "{parts:?}");
}

/// Made-up domains, close together as real ones are: one stem, a number, few endings.
fn made_up_domains(count: usize) -> impl Iterator<Item = String> {
    (0..count)
        .map(|number| format!("{}{}.{}", ["acme", "example", "müller", "a"][number % 4], number / 12, ["com", "de", "co.uk"][number % 3]))
}

#[test]
fn the_hash_collides_no_more_often_than_chance() {
    let hashes: BTreeSet<u64> = made_up_domains(1_000_000).map(|domain| hash(&domain)).collect();
    // Of n hashes of 35 bits n² ÷ 2 ÷ 2³⁵ pairs fall together by chance: 15, and twice that once in 3,000 hash functions.
    assert!(hashes.len() > 1_000_000 - 30, "{}", hashes.len());
}

#[test]
fn fewer_than_one_business_in_a_million_is_taken_for_listed() {
    let listed: BTreeSet<u64> = Lists::default().entries().map(|(hash, _)| hash).collect();
    let chance = listed.len() as f64 / 2_f64.powi(HASH_BITS as i32);
    // A domain with two dots is looked up twice.
    assert!(2.0 * chance < 1e-6, "{chance}");
    // 10 million domains: 4 by chance; 14 would be once in 60,000 hash functions.
    let taken = made_up_domains(10_000_000).filter(|domain| listed.contains(&hash(domain))).count();
    assert!(taken < 14, "{taken}");
}

#[test]
fn foreign_bytes_are_read_without_a_panic() {
    let cut = &include_bytes!("lists.bin")[..999];
    for bytes in [&[][..], &[0], &[0xff], &[0xff; 1000], &[0; 1000], cut] {
        let lists = Lists::new(bytes.to_vec());
        let entries: Vec<_> = lists.entries().collect();
        assert!(entries.len() <= bytes.len());
        // Whatever these lists hold, the search goes through all of it.
        let found = entries.iter().any(|(entry, _)| [hash("co.uk"), hash("acme.co.uk")].contains(entry));
        assert_eq!(lists.find("acme.co.uk").is_some(), found);
    }
}

//! Kinds of e-mail address, by domain.

use crate::text::{Words, before, split, split_last, trim};

/// The providers that give addresses to anybody, by far the most used ones; `.*` stands for any country ending.
// The full maintained lists (and disposable addresses) come with the score's own issue; these cover most free addresses in practice.
const FREE: &str = "gmail.com googlemail.com outlook.* hotmail.* live.* msn.com yahoo.* ymail.com icloud.com me.com mac.com aol.* \
                    gmx.* web.de t-online.de freenet.de mail.com mail.ru yandex.* proton.me protonmail.com pm.me tutanota.com \
                    tuta.io zoho.com fastmail.com hey.com qq.com 163.com 126.com naver.com orange.fr free.fr laposte.net \
                    wanadoo.fr libero.it virgilio.it wp.pl o2.pl seznam.cz comcast.net verizon.net att.net";

/// The domain of an address, when it has the form of one.
fn domain(address: &str) -> Option<&str> {
    split_last(trim(address), b'@').map(|(_, domain)| domain).filter(|domain| split(domain, b'.').is_some())
}

/// Whether an address is at a provider that gives them to anybody.
pub(super) fn is_free(address: &str) -> bool {
    domain(address).is_some_and(|domain| {
        Words(FREE).any(|free| match free.strip_suffix(".*") {
            Some(name) => before(domain, b'.').eq_ignore_ascii_case(name),
            None => domain.eq_ignore_ascii_case(free),
        })
    })
}

/// Whether an address is at a domain of its own.
pub(super) fn is_business(address: &str) -> bool {
    domain(address).is_some() && !is_free(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_providers_are_told_from_domains_of_ones_own() {
        for address in ["ada@gmail.com", "ada@GMail.com", "a@yahoo.co.uk", "a@outlook.de", " a@web.de "] {
            assert!(is_free(address) && !is_business(address), "{address}");
        }
        for address in ["ada@example.com", "a@gmail.com.example.org", "a@notgmail.com"] {
            assert!(is_business(address) && !is_free(address), "{address}");
        }
        for address in ["", "ada", "ada@localhost"] {
            assert!(!is_business(address) && !is_free(address), "{address}");
        }
    }
}

//! Kinds of e-mail address: at a domain of its own, at a provider for anybody, thrown away after use, of a role. Why and how the lists are
//! kept: docs/adr/0008.

mod lists;

pub use lists::{HASH_BITS, Listed, Lists, REMAINDER_BITS, hash};

use crate::{
    config::scoring::AddressKind,
    form::is_email,
    text::{Words, before, split_last, trim},
};

/// The largest providers that give addresses to anybody, for as long as the lists are not there. The lists hold all of them.
pub const LARGEST: &str = "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com yahoo.co.uk \
                           yahoo.fr icloud.com me.com aol.com gmx.de gmx.net web.de t-online.de orange.fr free.fr libero.it wp.pl mail.ru \
                           yandex.ru proton.me protonmail.com qq.com 163.com naver.com";

/// Names of functions and departments instead of people: RFC 2142, and what else is usual.
const ROLES: &str = "info sales marketing support admin contact hello office help team service billing accounts accounting finance invoice \
                     orders jobs careers hr press media legal privacy security abuse postmaster hostmaster webmaster noc root www web ftp \
                     news usenet uucp mail no-reply noreply donotreply feedback enquiries inquiries reception it kontakt vertrieb buero \
                     contacto ventas commercial";

/// The longest domain, in bytes (RFC 1035 §3.1).
const MAX_DOMAIN: usize = 253;

/// Whether an address is of a kind. What cannot be read as an address is of none. Business, free and disposable exclude each other; a role
/// is asked for beside them: `sales@acme.example` is a business address as well.
pub(super) fn is(kind: AddressKind, address: &str, lists: &Lists) -> bool {
    let address = trim(address);
    let is_readable = |&(_, domain): &(&str, &str)| domain.len() <= MAX_DOMAIN && is_email(address);
    let Some((local, domain)) = split_last(address, b'@').filter(is_readable) else { return false };
    match kind {
        AddressKind::Role => Words(ROLES).any(|role| role.eq_ignore_ascii_case(before(local, b'+'))),
        AddressKind::Business => provider(domain, lists).is_none(),
        AddressKind::Free => provider(domain, lists) == Some(Listed::Free),
        AddressKind::Disposable => provider(domain, lists) == Some(Listed::Disposable),
    }
}

/// What kind of provider is behind a domain; none when it is a domain of its own. Domains below a listed one are the provider's.
fn provider(domain: &str, lists: &Lists) -> Option<Listed> {
    match lists.are_known() {
        true => lists.find(domain),
        false => Words(LARGEST).any(|large| large.eq_ignore_ascii_case(domain)).then_some(Listed::Free),
    }
}

#[cfg(test)]
mod tests;

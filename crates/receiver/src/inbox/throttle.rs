//! Slows down guessing of the password: after five wrong tries an address waits 30 s, then twice as long each time.
//!
//! A try is counted before the password is looked at, so that many at once gain nothing.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Wrong tries that cost no waiting.
const FREE_TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// After so long without a try an address starts afresh.
const FORGET: Duration = Duration::from_secs(3_600);
/// Addresses remembered; beyond it the one that tried longest ago is forgotten. Bounds memory to about 1 MB.
const MOST_ADDRESSES: usize = 10_000;

/// The tries of each address.
#[derive(Default)]
pub(super) struct Throttle(Mutex<HashMap<IpAddr, Tries>>);

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    last: Instant,
}

impl Tries {
    fn wait(self, now: Instant) -> Option<Duration> {
        let doublings = self.count.checked_sub(FREE_TRIES)?;
        let wait = FIRST_WAIT.saturating_mul(1 << doublings.min(10)).min(LONGEST_WAIT);
        wait.checked_sub(now.duration_since(self.last)).filter(|left| !left.is_zero())
    }
}

impl Throttle {
    /// Counts a try, or says how long this address has to wait before it may try again.
    pub(super) fn enter(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, tries| now.duration_since(tries.last) < FORGET);
        let address = network(address);
        if tries.len() >= MOST_ADDRESSES && !tries.contains_key(&address) {
            let oldest = tries.iter().min_by_key(|(_, tries)| tries.last).map(|(address, _)| *address);
            oldest.and_then(|oldest| tries.remove(&oldest));
        }
        let entry = tries.entry(address).or_insert(Tries { count: 0, last: now });
        if let Some(wait) = entry.wait(now) {
            return Err(wait);
        }
        *entry = Tries { count: entry.count.saturating_add(1), last: now };
        Ok(())
    }

    /// The password was right: the address starts afresh.
    pub(super) fn succeeded(&self, address: IpAddr) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&network(address));
    }
}

/// Someone with an IPv6 address usually has the whole /64 around it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "192.0.2.1";

    fn enter(throttle: &Throttle, address: &str, now: Instant) -> Result<(), Duration> {
        throttle.enter(address.parse().unwrap(), now)
    }

    #[test]
    fn after_five_tries_the_wait_doubles_up_to_fifteen_minutes() {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        for _ in 0..5 {
            assert_eq!(enter(&throttle, HOME, now), Ok(()));
        }
        for seconds in [30, 60, 120, 240, 480, 900, 900] {
            assert_eq!(enter(&throttle, HOME, now), Err(Duration::from_secs(seconds)));
            now += Duration::from_secs(seconds);
            assert_eq!(enter(&throttle, HOME, now), Ok(()));
        }
    }

    #[test]
    fn the_right_password_and_an_hour_of_rest_both_start_afresh() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let fill = || (0..5).for_each(|_| assert_eq!(enter(&throttle, HOME, now), Ok(())));
        fill();
        throttle.succeeded(HOME.parse().unwrap());
        fill();
        assert!(enter(&throttle, HOME, now).is_err());
        assert_eq!(enter(&throttle, HOME, now + FORGET), Ok(()));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one_and_other_addresses_do_not() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for host in 1..=5 {
            assert_eq!(enter(&throttle, &format!("2001:db8::{host}"), now), Ok(()));
        }
        assert!(enter(&throttle, "2001:db8::ffff", now).is_err());
        assert_eq!(enter(&throttle, "2001:db8:0:1::1", now), Ok(()));
        assert_eq!(enter(&throttle, HOME, now), Ok(()));
    }

    #[test]
    fn memory_stays_bounded_under_a_flood_of_addresses() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for n in 0..MOST_ADDRESSES as u32 + 100 {
            let _ = throttle.enter(IpAddr::V4(n.into()), now + Duration::from_millis(n.into()));
        }
        assert_eq!(throttle.0.lock().unwrap().len(), MOST_ADDRESSES);
    }
}

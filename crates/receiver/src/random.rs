//! Secrets from the system's random source.

/// The system gave no random bytes, so nothing secret can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system's random source gave nothing")]
pub struct NoRandomness;

/// 256 bits as 64 hexadecimal digits.
pub(crate) fn token() -> Result<String, NoRandomness> {
    let bytes = bytes::<32>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A password a person can type: five groups of four letters and digits (100 bits), none of which look alike.
///
/// # Errors
/// When the system has no random source.
pub fn random_password() -> Result<String, NoRandomness> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let bytes = bytes::<20>()?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().map(char::from);
    let groups: Vec<String> = bytes.chunks(4).map(|group| group.iter().filter_map(letter).collect()).collect();
    Ok(groups.join("-"))
}

fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_five_groups_and_none_comes_twice() {
        let passwords: std::collections::HashSet<String> = (0..100).filter_map(|_| random_password().ok()).collect();
        assert_eq!(passwords.len(), 100);
        for password in passwords {
            assert_eq!(password.split('-').map(str::len).collect::<Vec<_>>(), [4; 5], "{password}");
        }
    }
}

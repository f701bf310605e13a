//! Randomness, given by the caller.

use std::convert::Infallible;
use std::fmt;

use rand_core::{CryptoRng, TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 32 bytes from the system's random source, for one key pair or one envelope, never used again.
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// Random bytes drawn by the caller.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Draws 32 bytes.
    pub fn draw(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(secret)")
    }
}

/// Gives out the seed itself first: the ephemeral key of HPKE is DeriveKeyPair(seed) of RFC 9180, so
/// that test vectors need no generator. What is drawn beyond is SHA-256 of seed and block number.
pub(crate) struct SeedRng<'a> {
    seed: &'a Seed,
    used: u64,
}

impl<'a> SeedRng<'a> {
    pub(crate) const fn new(seed: &'a Seed) -> Self {
        Self { seed, used: 0 }
    }

    fn next(&mut self) -> u8 {
        let (block, at) = (self.used / 32, (self.used % 32) as usize);
        self.used += 1;
        if block == 0 {
            return self.seed.as_bytes()[at];
        }
        Sha256::new().chain_update(self.seed.as_bytes()).chain_update(block.to_be_bytes()).finalize()[at]
    }
}

impl TryRng for SeedRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(std::array::from_fn(|_| self.next())))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(std::array::from_fn(|_| self.next())))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill_with(|| self.next());
        Ok(())
    }
}

impl TryCryptoRng for SeedRng<'_> {}

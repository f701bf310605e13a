//! Staff and their sessions.

use std::fmt;

use crate::base::{Code, Login, Millis, OfficeCode};

/// A member of staff.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// Unique; never given to another person, because the access log names it.
    pub login: Login,
    /// As shown on screens.
    pub name: String,
    /// Hash of the password as a PHC string (argon2); never the password.
    pub password: String,
    /// What the person may do; the layers above give meaning.
    pub roles: Vec<Code>,
    /// Where the person works.
    pub office: OfficeCode,
    /// Whether the person may sign in. Sessions of others do not count.
    pub active: bool,
}

impl fmt::Debug for Staff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Name and password hash stay out of logs.
        f.debug_struct("Staff")
            .field("login", &self.login)
            .field("roles", &self.roles)
            .field("office", &self.office)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

impl Staff {
    /// The roles as engines keep them: separated by a space, which no code contains.
    pub fn roles_text(&self) -> String {
        self.roles.iter().map(Code::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// SHA-256 of a session's token; the token itself is only in the browser.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(redacted)")
    }
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Known by this.
    pub token: TokenHash,
    /// Whose.
    pub staff: Login,
    /// When signed in.
    pub created: Millis,
    /// When last used.
    pub seen: Millis,
    /// From this moment on it counts no longer.
    pub expires: Millis,
}

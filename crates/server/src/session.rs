//! Who is signed in.
//!
//! The browser holds a random token, the store its hash. Cookies go to this host only, are not
//! readable by scripts, and do not travel with requests from other sites.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use data_encoding::HEXLOWER;
use kakanai_reception::Actor;
use kakanai_store::{Login, Millis, Session, Staff, TokenHash};
use sha2::{Digest, Sha256};

use crate::app::{Counter, draw};
use crate::fail::Fail;

/// Staff sessions end after this long without a request (demo-city: 30 minutes).
pub const IDLE_MS: i64 = 30 * 60 * 1000;

const SESSION: &str = "kakanai_session";
const TERMINAL: &str = "kakanai_terminal";

/// A person signed in, and where he works.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The person.
    pub staff: Staff,
    /// The terminal.
    pub terminal: String,
}

impl Signed {
    /// As the doer of a command.
    pub fn actor(&self) -> Actor {
        Actor { login: self.staff.login.as_str().to_owned(), terminal: self.terminal.clone() }
    }

    /// Whether the person has a role.
    pub fn has(&self, role: &str) -> bool {
        self.staff.roles.iter().any(|own| own.as_str() == role)
    }

    /// Whether the person works on cases at all.
    pub fn works_on_cases(&self) -> bool {
        self.has("clerk") || self.has("reviewer")
    }

    /// The person and the place, for the head of the page.
    pub fn words(&self) -> String {
        format!("{}（{}）", self.staff.name, self.terminal)
    }
}

impl FromRequestParts<Arc<Counter>> for Signed {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, counter: &Arc<Counter>) -> Result<Self, Fail> {
        let token = cookie(&parts.headers, SESSION).ok_or(Fail::SignIn)?;
        let terminal = cookie(&parts.headers, TERMINAL).filter(|t| is_terminal(t)).ok_or(Fail::SignIn)?;
        let hash = hash(&token);
        let now = counter.clock.now();
        let (session, staff) = counter.store.find_session(hash, now).await?.ok_or(Fail::SignIn)?;
        // Moving the end at most once a minute keeps reading from becoming writing.
        if now.0 - session.seen.0 > 60_000 {
            counter.store.touch_session(hash, now, Millis(now.0 + IDLE_MS)).await?;
        }
        Ok(Self { staff, terminal })
    }
}

impl OptionalFromRequestParts<Arc<Counter>> for Signed {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, counter: &Arc<Counter>) -> Result<Option<Self>, Fail> {
        match <Self as FromRequestParts<Arc<Counter>>>::from_request_parts(parts, counter).await {
            Ok(signed) => Ok(Some(signed)),
            Err(Fail::SignIn) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Signs a person in: the cookies for the answer, or `None` for a wrong login or password.
///
/// # Errors
/// When the store fails.
pub async fn sign_in(
    counter: &Counter,
    login: &str,
    password: String,
    terminal: &str,
) -> Result<Option<[HeaderValue; 2]>, Fail> {
    let staff = match Login::new(login) {
        Ok(login) => counter.store.staff(login).await?.filter(|staff| staff.active),
        Err(_) => None,
    };
    // An unknown login costs the same time as a wrong password.
    let hash = staff.as_ref().map_or_else(|| NOBODY.to_owned(), |staff| staff.password.clone());
    let right = tokio::task::spawn_blocking(move || verify(&password, &hash)).await;
    let (Some(staff), Ok(true), true) = (staff, right, is_terminal(terminal)) else { return Ok(None) };
    let token = HEXLOWER.encode(&draw::<32>(&*counter.random));
    let now = counter.clock.now();
    let session = Session {
        token: self::hash(&token),
        staff: staff.login,
        created: now,
        seen: now,
        expires: Millis(now.0 + IDLE_MS),
    };
    counter.store.create_session(session).await?;
    let cookie = |name: &str, value: &str| {
        let secure = if counter.plain_http { "" } else { "; Secure" };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}"))
            .map_err(|error| Fail::Internal(error.to_string()))
    };
    Ok(Some([cookie(SESSION, &token)?, cookie(TERMINAL, terminal)?]))
}

/// Ends the session of a request.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(counter: &Counter, headers: &HeaderMap) -> Result<(), Fail> {
    if let Some(token) = cookie(headers, SESSION) {
        counter.store.delete_session(hash(&token)).await?;
    }
    Ok(())
}

/// Puts cookies on an answer.
pub fn set_cookies(mut response: Response, cookies: [HeaderValue; 2]) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The hash of a password, for keeping (argon2id, RFC 9106).
pub fn hash_password(password: &str, salt: [u8; 16]) -> Option<String> {
    Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// A letter for the office and two digits.
pub fn is_terminal(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 3 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// A hash that no password has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| {
        line.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    })
}

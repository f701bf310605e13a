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
use kakanai_store::{Login, Millis, OfficeCode, Session, SignInPlace, Staff, TokenHash};
use sha2::{Digest, Sha256};

use crate::app::{Counter, draw};
use crate::fail::Fail;
use crate::heavy::heavy;

/// Staff sessions end after this long without a request (demo-city: 30 minutes).
pub const IDLE_MS: i64 = 30 * 60 * 1000;

const SESSION: &str = "kakanai_session";
const TERMINAL: &str = "kakanai_terminal";
/// Who worked here last: what he typed while his session ended is carried through for nobody else.
const LAST: &str = "kakanai_login";

/// A person signed in, and where he works.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The person.
    pub staff: Staff,
    /// The terminal.
    pub terminal: String,
    /// When he signed in.
    pub since: Millis,
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

    /// The office the terminal stands in: its letter.
    pub fn office(&self) -> Option<OfficeCode> {
        OfficeCode::new(self.terminal.get(..1)?).ok()
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
        // What a page fetches by itself keeps nobody signed in (`live`).
        let asked = !parts.headers.contains_key("kakanai-live");
        if asked && now.0 - session.seen.0 > 60_000 {
            counter.store.touch_session(hash, now, Millis(now.0 + IDLE_MS)).await?;
        }
        Ok(Self { staff, terminal, since: session.created })
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

/// What came of trying to sign in.
pub enum Attempt {
    /// Signed in.
    In(SignedIn),
    /// A wrong login, password or terminal.
    Wrong,
    /// Too many failures: until then no password is looked at.
    Wait(Millis),
}

/// A session just begun.
pub struct SignedIn {
    /// Who.
    pub login: Login,
    /// For the answer.
    pub cookies: Vec<HeaderValue>,
    /// For a request made on his behalf right now.
    pub request: HeaderValue,
}

/// Tries to sign a person in. A wrong password counts against the login and against the terminal.
///
/// # Errors
/// When the store fails.
pub async fn sign_in(
    counter: &Counter,
    login: &str,
    password: String,
    terminal: &str,
) -> Result<Attempt, Fail> {
    let (now, at) = (counter.clock.now(), place(terminal)?);
    // What cannot be a login is nobody's, and no secret: it keeps no processor busy, however often it is sent.
    let Ok(named) = Login::new(login) else { return Ok(Attempt::Wrong) };
    if let Some(until) = counter.store.sign_in_allowed(named.clone(), at.clone(), now).await? {
        return Ok(Attempt::Wait(until));
    }
    let staff = counter.store.staff(named.clone()).await?.filter(|staff| staff.active);
    // An unknown login costs the same time as a wrong password.
    let hash = staff.as_ref().map_or_else(|| NOBODY.to_owned(), |staff| staff.password.clone());
    let right = heavy(move || verify(&password, &hash)).await?;
    match (staff, right, is_terminal(terminal)) {
        (Some(staff), true, true) => begin(counter, staff.login, terminal).await.map(Attempt::In),
        // The password was right: a mistyped terminal is nobody's attack.
        (Some(_), true, false) => Ok(Attempt::Wrong),
        _ => {
            let failures = counter.store.sign_in_failed(named, at, now).await?;
            Ok(failures.until.map_or(Attempt::Wrong, Attempt::Wait))
        }
    }
}

/// Where failures are counted: the terminal, and one place for all that are none.
fn place(terminal: &str) -> Result<SignInPlace, Fail> {
    let name = if is_terminal(terminal) { terminal.to_lowercase() } else { "elsewhere".to_owned() };
    SignInPlace::new(&name).map_err(|error| Fail::Internal(error.to_string()))
}

async fn begin(counter: &Counter, login: Login, terminal: &str) -> Result<SignedIn, Fail> {
    counter.store.sign_in_succeeded(login.clone()).await?;
    let token = HEXLOWER.encode(&draw::<32>(&*counter.random));
    let now = counter.clock.now();
    let session = Session {
        token: hash(&token),
        staff: login.clone(),
        created: now,
        seen: now,
        expires: Millis(now.0 + IDLE_MS),
    };
    counter.store.create_session(session).await?;
    let secure = if counter.plain_http { "" } else { "; Secure" };
    let kept = [(SESSION, token.as_str()), (TERMINAL, terminal), (LAST, login.as_str())];
    let cookies = kept
        .map(|(name, value)| value_of(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}")));
    Ok(SignedIn {
        login,
        cookies: cookies.into_iter().collect::<Result<_, _>>()?,
        request: value_of(&format!("{SESSION}={token}; {TERMINAL}={terminal}"))?,
    })
}

fn value_of(text: &str) -> Result<HeaderValue, Fail> {
    HeaderValue::from_str(text).map_err(|error| Fail::Internal(error.to_string()))
}

/// Who worked in this browser last, and at which terminal; nobody after he signed out.
pub fn last(headers: &HeaderMap) -> (Option<Login>, Option<String>) {
    let login = cookie(headers, LAST).and_then(|login| Login::new(&login).ok());
    (login, cookie(headers, TERMINAL).filter(|terminal| is_terminal(terminal)))
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

/// The terminal that a browser says it stands at.
pub(crate) fn terminal(headers: &HeaderMap) -> Option<String> {
    cookie(headers, TERMINAL).filter(|terminal| is_terminal(terminal))
}

/// Puts cookies on an answer.
pub fn set_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Makes the browser forget who worked in it last.
pub fn forget_last() -> Vec<HeaderValue> {
    vec![HeaderValue::from_static("kakanai_login=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")]
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

/// The session of a request, whoever's it may be.
pub(crate) fn token(headers: &HeaderMap) -> Option<TokenHash> {
    cookie(headers, SESSION).map(|token| hash(&token))
}

pub(crate) fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| {
        line.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    })
}

//! The C interface: memory handed over, requests, responses.
//!
//! The module has one engine. Texts are UTF-8 at an address with a length; a response is an address in
//! the upper and a length in the lower 32 bits, to be given back with [`kakanai_free`].

use std::cell::RefCell;

use crate::engine::{Engine, Table};

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::default());
}

/// Memory of `length` bytes for the caller to write into.
#[unsafe(no_mangle)]
pub extern "C" fn kakanai_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Gives memory back.
///
/// # Safety
/// `address` and `length` come from [`kakanai_alloc`] or from a response, and are given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kakanai_free(address: *mut u8, length: usize) {
    // SAFETY: as this function asks.
    drop(unsafe { take(address, length) });
}

/// Answers one request; takes the request's memory.
///
/// # Safety
/// `address` and `length` come from [`kakanai_alloc`], the bytes are written, and are not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kakanai_call(address: *mut u8, length: usize) -> u64 {
    // SAFETY: as this function asks.
    let request = unsafe { take(address, length) };
    let request = String::from_utf8_lossy(&request);
    give(ENGINE.with_borrow_mut(|engine| engine.respond(&request)))
}

/// Takes a decompressed table: `kind` 0 is municipalities, 2 nationalities, any other towns.
///
/// # Safety
/// As for [`kakanai_call`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kakanai_table(kind: u32, address: *mut u8, length: usize) -> u64 {
    // SAFETY: as this function asks.
    let bytes = unsafe { take(address, length) };
    let table = match kind {
        0 => Table::Municipalities,
        2 => Table::Countries,
        _ => Table::Towns,
    };
    give(ENGINE.with_borrow_mut(|engine| engine.take(table, &bytes)))
}

/// # Safety
/// `address` and `length` come from [`kakanai_alloc`] and are not used again.
unsafe fn take(address: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: the memory was handed out as a boxed slice of this length and becomes ours again.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) }
}

fn give(response: String) -> u64 {
    let response = response.into_bytes().into_boxed_slice();
    let length = response.len() as u64;
    let address = Box::into_raw(response).cast::<u8>() as usize as u64;
    (address << 32) | length
}

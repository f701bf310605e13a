//! The C interface: memory handed over, requests, responses.
//!
//! The module has one engine. Texts are UTF-8 at an address with a length; a response is an address in
//! the upper and a length in the lower 32 bits, to be given back with [`kakanai_free`].

use std::cell::RefCell;

use crate::engine::Engine;

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
    // SAFETY: the caller hands back exactly what was handed out as a boxed slice of this length.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) });
}

/// Answers one request; takes the request's memory.
///
/// # Safety
/// `address` and `length` come from [`kakanai_alloc`], the bytes are written, and are not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kakanai_call(address: *mut u8, length: usize) -> u64 {
    // SAFETY: as above; the memory becomes ours.
    let request = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length)) };
    let request = String::from_utf8_lossy(&request);
    let response = ENGINE.with_borrow_mut(|engine| engine.respond(&request)).into_bytes().into_boxed_slice();
    let length = response.len() as u64;
    let address = Box::into_raw(response).cast::<u8>() as usize as u64;
    (address << 32) | length
}

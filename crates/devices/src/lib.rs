//! What devices of a counter give: pictures with QR codes, and signatures drawn with a pen.
//!
//! Bytes come in and values go out; no camera, scanner or tablet is asked here, for they are asked by browsers.
//! Whatever comes in is hostile until read: sizes are bounded from the header, before anything is decoded.

pub mod handwriting;
pub mod symbols;

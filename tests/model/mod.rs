//! A reference model of WsAsyncExecute, and what plays the same on the library and
//! compares. Used by the enumeration and by the fuzz target.

pub(crate) mod bytes;
pub(crate) mod model;
pub(crate) mod player;
pub(crate) mod script;

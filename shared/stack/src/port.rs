//! Ports of this machine.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
};

use crate::StackError;

/// A port that was free a moment ago; somebody else may still be quicker.
pub(crate) fn free() -> Result<u16, StackError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    Ok(listener.map_err(StackError::doing("find a free port"))?.port())
}

/// Somebody listens there, on loopback or on every address.
pub(crate) fn is_taken(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}

/// Complains if the port asked for is taken.
pub(crate) fn ask(port: Option<u16>, server: &'static str) -> Result<(), StackError> {
    match port {
        Some(port) if is_taken(port) => Err(StackError::PortTaken { server, port }),
        _ => Ok(()),
    }
}

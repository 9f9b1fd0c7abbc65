//! Just enough HTTP/1.1 to read what a browser sends and to answer, or not to answer, byte by byte.

use anyhow::{Result, bail};
use std::time::Instant;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request as it was on the wire.
#[derive(Clone, Debug)]
pub struct Received {
    /// `POST`
    pub method: String,
    /// `/hook?x=1`
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The exact bytes.
    pub body: Vec<u8>,
    /// When the last byte had come.
    pub at: Instant,
}

impl Received {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Reads the next request of a connection; nothing when the browser closed it.
pub(crate) async fn read(stream: &mut TcpStream) -> Result<Option<Received>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 << 10];
    loop {
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..count]);
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = request.parse(&bytes)? else { continue };
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
            .collect();
        let method = request.method.unwrap_or_default().to_owned();
        let target = request.path.unwrap_or_default().to_owned();
        let length = headers.iter().find(|(name, _)| name == "content-length").map_or(Ok(0), |(_, value)| value.parse())?;
        if headers.iter().any(|(name, _)| name == "transfer-encoding") {
            bail!("browsers send these bodies with a length");
        }
        let mut body = bytes.split_off(head);
        while body.len() < length {
            let count = stream.read(&mut chunk).await?;
            if count == 0 {
                return Ok(None);
            }
            body.extend_from_slice(&chunk[..count]);
        }
        body.truncate(length);
        return Ok(Some(Received { method, target, headers, body, at: Instant::now() }));
    }
}

/// Writes a whole answer and leaves the connection open for the next request.
pub(crate) async fn write(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<()> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", http::StatusCode::from_u16(status)?.canonical_reason().unwrap_or("?"));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // 204 and 304 have no body and no length (RFC 9112 §6.3).
    if status != 204 && status != 304 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    Ok(stream.flush().await?)
}

/// Ends a connection with RST instead of FIN, as a crashed server or an angry firewall does.
pub(crate) fn reset(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_linger(Some(std::time::Duration::ZERO));
}

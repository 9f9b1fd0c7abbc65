//! `serve` on a real socket: connections that do not behave, and the end.

use crate::common::*;
use limen_receiver::serve;
use std::{future::pending, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

async fn listening() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.expect("reads");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_finishes_its_headers_is_let_go() {
    let receiver = Receiver::new();
    let (listener, address) = listening().await;
    tokio::spawn(serve(listener, receiver.router.clone(), pending()));
    let mut stream = TcpStream::connect(address).await.expect("connects");
    stream.write_all(b"POST /v1/leads HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("writes");
    let answer = rest(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_body_of_ten_megabytes_hears_its_413() {
    let receiver = Receiver::new();
    let (listener, address) = listening().await;
    tokio::spawn(serve(listener, receiver.router.clone(), pending()));
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let head = "POST /v1/leads HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("writes");
    stream.write_all(&vec![b' '; 10_000_000]).await.expect("the whole body is taken");
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_next_client_is_served() {
    let receiver = Receiver::new();
    let (listener, address) = listening().await;
    tokio::spawn(serve(listener, receiver.router.clone(), pending()));
    for garbage in ["\u{16}\u{3}\u{1}", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\n\r\n"] {
        let mut stream = TcpStream::connect(address).await.expect("connects");
        stream.write_all(garbage.as_bytes()).await.expect("writes");
        stream.shutdown().await.expect("shuts");
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{garbage:?}: {answer}");
    }
    let mut stream = TcpStream::connect(address).await.expect("connects");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("writes");
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_request_in_flight_is_finished_before_the_end() {
    let receiver = Receiver::new();
    let (listener, address) = listening().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve(listener, receiver.router.clone(), async { drop(stopped.await) }));
    let lead = lead(1);
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let head = format!("POST /v1/leads HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n", lead.len());
    stream.write_all(head.as_bytes()).await.expect("writes");
    let mut said = [0; 25];
    stream.read_exact(&mut said).await.expect("the server waits for the body");
    assert!(said.starts_with(b"HTTP/1.1 100"));
    stop.send(()).expect("still serving");
    // The listener is gone, the request is not.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!served.is_finished(), "it waits for the request");
    stream.write_all(lead.as_bytes()).await.expect("writes");
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 201"));
    served.await.expect("ends");
    assert_eq!(receiver.count().await, 1);
}

//! What is seen of the client at the other end of its connection.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{JoinHandle, spawn};

use futures_util::StreamExt;
use vai::{Client, Error, MessageRequest, MessageStream};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\nX-Request-ID: req_1\r\n\r\n";
const START: &str = "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n\
    data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hi\"}}\n\n";
const END: &str =
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\ndata: {\"type\":\"message_stop\"}";

/// A server for one request: what it answers, and whether it then waits for the client to leave.
fn server(answer: String, waits: bool) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/gw", listener.local_addr().unwrap());
    let serving = spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let request = request_of(&mut connection);
        connection.write_all(answer.as_bytes()).unwrap();
        while waits && connection.read(&mut [0]).is_ok_and(|bytes| bytes > 0) {}
        request
    });
    (base_url, serving)
}

fn request_of(connection: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"}") {
        let mut chunk = [0; 4096];
        let length = connection.read(&mut chunk).unwrap();
        request.extend_from_slice(&chunk[..length]);
    }
    String::from_utf8(request).unwrap()
}

async fn stream_from(base_url: &str) -> Result<MessageStream, Error> {
    let client = Client::builder(base_url).gateway_key("gateway-key").build()?;
    client.messages().stream(&MessageRequest::new("anthropic/model").user("Hello")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_complete_with_its_last_event_though_the_connection_stays_open() {
    let (base_url, serving) = server(format!("{HEAD}{START}{END}\n\n"), true);
    let mut stream = stream_from(&base_url).await.unwrap();
    let finished = tokio::spawn(stream.finished());
    let message = stream.final_message().await.unwrap();
    assert_eq!((message.text().as_str(), message.stop_reason()), ("Hi", Some("end_turn")));
    assert_eq!(message.request_id(), Some("req_1"));
    assert_eq!(finished.await.unwrap().unwrap(), message);
    let request = serving.join().unwrap().to_lowercase();
    assert!(
        request.starts_with("post /gw/v1/messages http/1.1\r\n") && request.contains("\"stream\":true"),
        "{request}"
    );
    assert!(
        request.contains("authorization: bearer gateway-key\r\n") && request.contains("x-vai-version: 1\r\n"),
        "{request}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_frame_needs_no_blank_line_but_all_of_its_bytes() {
    let whole = format!("{HEAD}{START}{END}");
    let (base_url, _) = server(whole.clone(), false);
    stream_from(&base_url).await.unwrap().final_message().await.unwrap();
    let (base_url, _) = server(whole[..whole.len() - 1].to_owned(), false);
    let mut stream = stream_from(&base_url).await.unwrap();
    assert!(matches!(stream.final_message().await, Err(Error::Protocol { .. })));
    assert!(stream.next().await.is_none());
    assert!(matches!(stream.final_message().await, Err(Error::Protocol { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_or_closing_a_stream_closes_its_connection() {
    let (base_url, serving) = server(format!("{HEAD}{START}"), true);
    let mut stream = stream_from(&base_url).await.unwrap();
    let finished = stream.finished();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    serving.join().unwrap();
    assert!(matches!(finished.await, Err(Error::Aborted)));

    let (base_url, serving) = server(format!("{HEAD}{START}"), true);
    let mut stream = stream_from(&base_url).await.unwrap();
    let closer = stream.closer();
    tokio::spawn(async move { closer.close() });
    while let Some(Ok(_)) = stream.next().await {}
    assert!(matches!(stream.final_message().await, Err(Error::Aborted)));
    serving.join().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let (elsewhere, _) = server(String::new(), false);
    let moved = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n");
    let (base_url, serving) = server(moved, true);
    let Err(Error::Api(error)) = stream_from(&base_url).await else { panic!("no error of the gateway") };
    assert_eq!(error.http_status, 307);
    serving.join().unwrap();
}

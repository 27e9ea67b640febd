//! A STAND-IN, so that the adapter runs before your SDK is in: delete it then. It is no SDK: it knows two calls and one
//! way for each to end well, and the suites say so.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

pub const VERSION: &str = "0.0.0";

#[derive(Debug)]
pub enum Error {
    /// The gateway answered with an error.
    Api { status: u16, kind: Value, message: String },
    /// No answer came.
    Connection(String),
    /// What came is no JSON object.
    BadAnswer,
}

pub struct Client {
    pub base_url: String,
    pub api_key: String,
}

impl Client {
    pub fn create_message(&self, request: &Value) -> Result<Value, Error> {
        object(&whole(self.post(request)?)?)
    }

    pub fn stream_message(&self, request: &Value, mut each: impl FnMut(Value)) -> Result<(), Error> {
        let mut request = request.clone();
        request["stream"] = true.into();
        let mut body = self.post(&request)?;
        let mut line = Vec::new();
        while body.read_until(b'\n', &mut line).map_err(connection)? > 0 {
            if let Some(data) = line.strip_prefix(b"data: ") {
                each(object(data)?);
            }
            line.clear();
        }
        Ok(())
    }

    /// HTTP/1.0, so that the body simply ends where the connection does.
    fn post(&self, body: &Value) -> Result<BufReader<TcpStream>, Error> {
        let rest = self.base_url.strip_prefix("http://").ok_or_else(|| connection("no http URL"))?;
        let (host, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut socket = TcpStream::connect(host).map_err(connection)?;
        let (body, key) = (body.to_string(), &self.api_key);
        let (length, line) = (body.len(), format!("POST {prefix}/v1/messages HTTP/1.0"));
        let headers = format!("host: {host}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json");
        write!(socket, "{line}\r\n{headers}\r\ncontent-length: {length}\r\n\r\n{body}").map_err(connection)?;

        let mut answer = BufReader::new(socket);
        let mut status = None;
        loop {
            let mut header = String::new();
            answer.read_line(&mut header).map_err(connection)?;
            status = status.or_else(|| header.split(' ').nth(1)?.trim().parse::<u16>().ok());
            if header.trim().is_empty() {
                break;
            }
        }
        match status {
            Some(status) if status < 300 => Ok(answer),
            Some(status) => {
                let error = &object(&whole(answer)?)?["error"];
                let message = error["message"].as_str().unwrap_or("no message").to_owned();
                Err(Error::Api { status, kind: error["type"].clone(), message })
            }
            None => Err(connection("no answer")),
        }
    }
}

fn whole(mut body: impl Read) -> Result<Vec<u8>, Error> {
    let mut data = Vec::new();
    body.read_to_end(&mut data).map_err(connection)?;
    Ok(data)
}

fn object(data: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(data).ok().filter(Value::is_object).ok_or(Error::BadAnswer)
}

fn connection(error: impl ToString) -> Error {
    Error::Connection(error.to_string())
}

//! WebSocket APIs.



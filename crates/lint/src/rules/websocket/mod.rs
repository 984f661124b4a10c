//! WebSocket APIs.

mod ws801_connection_id_is_not_passed_on;
mod ws802_request_mapping_form;
mod ws803_websocket_needs_older_link;
mod ws804_authorization_behind_connect;
mod ws805_anybody_may_connect;
mod ws807_connections_resource;
mod ws810_change_is_not_deployed;

pub(crate) use ws801_connection_id_is_not_passed_on::ConnectionIdIsNotPassedOn;
pub(crate) use ws802_request_mapping_form::RequestMappingForm;
pub(crate) use ws803_websocket_needs_older_link::WebsocketNeedsOlderLink;
pub(crate) use ws804_authorization_behind_connect::AuthorizationBehindConnect;
pub(crate) use ws805_anybody_may_connect::AnybodyMayConnect;
pub(crate) use ws807_connections_resource::ConnectionsResource;
pub(crate) use ws810_change_is_not_deployed::ChangeIsNotDeployed;

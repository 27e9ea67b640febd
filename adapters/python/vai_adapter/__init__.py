"""The adapter: `vai_client` behind the adapter protocol."""

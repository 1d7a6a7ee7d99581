"""The assistant for other programs: a REST API and an MCP server with the same results as the command line."""

"""The read-only JSON interface under /api/v1, described by OpenAPI 3.1 at /api/v1/openapi.json."""

from directory.api.routes import api_routes

__all__ = ["api_routes"]

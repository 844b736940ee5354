"""The OpenAPI document: beside what the framework finds out, scopes, idempotency keys, and files."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from halfhour.api.doors import KEY_HEADER, LONGEST_KEY
from halfhour.api.scopes import scopes_for

KEY_PARAMETER = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "The same key with the same body is carried out once",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}


class DocumentedAPI(NinjaAPI):
    """An API whose document says of each operation what a key needs for it."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        views = {
            str(operation.operation_id): operation.view_func
            for _prefix, router in self._routers
            for path in router.path_operations.values()
            for operation in path.operations
        }
        for methods in document["paths"].values():
            for told in methods.values():
                _tell(told, views[told["operationId"]])
        return document


def _tell(told: dict[str, Any], view: Any) -> None:
    scopes = scopes_for(view.needs)
    told["summary"] = told["operationId"].replace("_", " ").capitalize()
    told["x-scopes"] = list(scopes)
    needed = " or ".join(f"`{scope}`" for scope in scopes)
    told["description"] = f"{told.get('description', '')}\n\nScope: {needed}".strip()
    if getattr(view, "takes_key", False):
        told["parameters"] = [*told.get("parameters", []), KEY_PARAMETER]


def gives_a_file(content_type: str) -> dict[str, Any]:
    """For an operation whose answer is a file."""
    schema = {"type": "string", "format": "binary"}
    return {"responses": {200: {"description": "OK", "content": {content_type: {"schema": schema}}}}}

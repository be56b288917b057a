"""From the members of a request body to a checked input model, with a message for each fault."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from cardwright.errors import Invalid
from cardwright.web.json_text import JsonObject

M = TypeVar("M", bound="Input")


def _without_defaults(schema: dict[str, Any]) -> None:
    """Take the defaults out of a JSON Schema: what is left out of a request is not set to them."""
    for member in schema.get("properties", {}).values():
        member.pop("default", None)


class Input(BaseModel):
    """The base of request bodies: types are not converted, unknown keys are ignored.

    `model_fields_set` tells what was sent; validators find the text of a member as it was sent in
    `info.context`.
    """

    model_config = ConfigDict(
        strict=True,
        extra="ignore",
        allow_inf_nan=False,
        json_schema_extra=_without_defaults,
    )


def read_input(model: type[M], sent: JsonObject) -> M:
    """Return the model of the members that were sent.

    Raises Invalid with every fault there is, by field (contract E422).
    """
    try:
        return model.model_validate(sent.values, context=sent.texts)
    except ValidationError as failure:
        errors: dict[str, list[str]] = {}
        for error in failure.errors(include_url=False, include_input=False):
            field, *inside = error["loc"] or ("body",)
            message = _message(error["type"], error.get("ctx", {}), error["msg"])
            place = "".join(f"{part}: " for part in _names(inside))
            errors.setdefault(str(field), []).append(place + message)
        raise Invalid(errors) from None


def _names(inside: list[int | str]) -> list[str]:
    return [f"item {part + 1}" if isinstance(part, int) else part for part in inside]


def _message(kind: str, context: dict[str, Any], message: str) -> str:
    match kind:
        case "missing":
            return "can't be blank"
        case "string_type":
            return "must be a string"
        case "bool_type":
            return "must be true or false"
        case "int_type":
            return "must be an integer"
        case "float_type" | "finite_number":
            return "must be a number"
        case "list_type":
            return "must be an array"
        case "model_type" | "dict_type":
            return "must be an object"
        case "literal_error":
            return f"must be {context['expected']}"
        case "string_too_long":
            return f"is too long (maximum is {context['max_length']} characters)"
        case "string_too_short":
            return "can't be blank"
        case "greater_than":
            return f"must be greater than {context['gt']:g}"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more"
        case "less_than_equal":
            return f"must be {context['le']:g} or less"
        case "too_long":
            return f"has too many items (maximum is {context['max_length']})"
        case "value_error":
            return str(context["error"])
    return message[:1].lower() + message[1:]
